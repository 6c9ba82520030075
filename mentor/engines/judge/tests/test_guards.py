"""No verdict is kept whose quotes, states and degree do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.errors import EngineError
from mentor.engines.judge.guards import check_verdict
from mentor.engines.judge.port import Point, Verdict

pytestmark = pytest.mark.unit

TALK = Conversation((Utterance("manager", "Простите за тон."), Utterance("client", "Ладно.")))
GOOD = Verdict(
    "partial",
    0.5,
    False,
    (Point("извиниться", "said", "Простите за тон."), Point("позвать", "absent", None)),
    "test",
)


def test_a_consistent_verdict_passes() -> None:
    check_verdict(GOOD, TALK)


@pytest.mark.parametrize(
    "broken",
    [
        replace(GOOD, points=()),
        replace(GOOD, degree=1.5, fulfilled="full"),
        replace(GOOD, degree=0.9),
        replace(GOOD, fulfilled="none"),
        replace(GOOD, points=(Point("извиниться", "said", "Простите меня."),)),
        replace(GOOD, points=(Point("извиниться", "said", None),)),
        replace(GOOD, points=(Point("извиниться", "opposite", "  "),)),
        replace(GOOD, points=(Point("извиниться", "absent", "Простите за тон."),)),
        replace(GOOD, points=(Point(" ", "absent", None),)),
    ],
)
def test_a_verdict_that_contradicts_itself_is_refused(broken: Verdict) -> None:
    with pytest.raises(EngineError, match="не прошёл проверку"):
        check_verdict(broken, TALK)
