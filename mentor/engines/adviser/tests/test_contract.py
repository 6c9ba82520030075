"""What every adviser promises; each family is held to it here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mentor.engines.adviser.guards import check_advice
from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import Adviser, LostCall
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.errors import EngineError
from mentor.engines.language_model.adviser import LanguageModelAdviser
from mentor.engines.language_model.client import LanguageModel
from mentor.engines.language_model.tests.server import endpoint, in_turn, said
from mentor.engines.language_model.tests.test_adviser import GOOD, LOST

pytestmark = pytest.mark.unit


@pytest.fixture(params=["local", "language_model"])
def adviser(request: pytest.FixtureRequest) -> Iterator[Adviser]:
    if request.param == "local":
        yield LocalAdviser()
        return
    with endpoint(in_turn(said(GOOD))) as there:
        model = LanguageModel(there.settings())
        yield LanguageModelAdviser(model)
        model.close()


def test_an_advice_passes_the_guards_and_names_its_engine(adviser: Adviser) -> None:
    advice = adviser.advise(LOST, talks.OKNA)
    check_advice(advice, LOST, talks.OKNA)
    assert advice.engine == adviser.name


def test_the_same_call_gets_the_same_advice_in_the_specifications_form(adviser: Adviser) -> None:
    advice = adviser.advise(LOST, talks.OKNA)
    assert advice == adviser.advise(LOST, talks.OKNA)
    assert advice.text.startswith("В этом диалоге клиент ушёл на этапе обработки возражений.")
    assert "Рекомендуется перезвонить и сказать следующее: «" in advice.text


def test_a_call_that_was_not_lost_is_refused_for_good(adviser: Adviser) -> None:
    sold = LostCall(talks.SOLD, LocalAssessor().assess(talks.SOLD, talks.OKNA))
    with pytest.raises(EngineError) as caught:
        adviser.advise(sold, talks.OKNA)
    assert caught.value.permanent
