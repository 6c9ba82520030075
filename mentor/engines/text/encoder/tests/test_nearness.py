"""Where an encoder may speak, and that nothing changes where it may not."""

from __future__ import annotations

import numpy as np
import pytest

from mentor.engines.assessor.local.phrases import says_like
from mentor.engines.errors import EngineError
from mentor.engines.text.encoder import calibration, nearness
from mentor.engines.text.encoder.calibration import Calibration, Mapping
from mentor.engines.text.phrases import place_of_phrase

pytestmark = pytest.mark.unit

OFFER, OTHER_WORDS, NOTHING = "Сделаю вам скидку.", "Алло. Уступим немного.", "Пришлите чертёж."
MAPPING = Mapping(weight=1.0, far=0.2, near=0.8)


class Scripted:
    """Knows which texts mean the same; notes what it was asked."""

    name = "scripted"

    def __init__(self, *, here=True, fails=False):
        self.here, self.fails, self.asked = here, fails, []

    def ready(self):
        return self.here

    def fingerprint(self):
        return "1"

    def encode(self, texts):
        if self.fails:
            raise EngineError("no memory", permanent=True)
        self.asked.extend(texts)
        same = [any(word in text.lower() for word in ("скидку", "уступим")) for text in texts]
        return np.array([[1.0, 0.0] if one else [0.0, 1.0] for one in same], dtype=np.float32)


@pytest.fixture(autouse=True)
def _nobody_afterwards():
    yield
    nearness.supply(None)


def in_force(encoder, tmp_path, fingerprint="1", uses=("rules", "phrases")):
    path = calibration.path_in(tmp_path)
    calibration.write(path, Calibration("scripted", fingerprint, dict.fromkeys(uses, MAPPING)))
    nearness.supply(lambda: nearness.measured(encoder, path))


def test_a_measured_encoder_hears_what_is_said_in_other_words(tmp_path):
    assert not says_like(OTHER_WORDS, (OFFER,))
    assert place_of_phrase(OTHER_WORDS, OFFER) is None
    in_force(Scripted(), tmp_path)
    assert says_like(OTHER_WORDS, (OFFER,))
    assert not says_like(NOTHING, (OFFER,))
    place = place_of_phrase(OTHER_WORDS, OFFER)
    assert place is not None
    assert OTHER_WORDS[place.start : place.end] == "Уступим немного.", "the sentence that means it"


def test_it_speaks_only_where_it_was_shown_to_help(tmp_path):
    in_force(Scripted(), tmp_path, uses=("phrases",))
    assert not says_like(OTHER_WORDS, (OFFER,))
    assert place_of_phrase(OTHER_WORDS, OFFER) is not None


def test_a_text_is_read_once(tmp_path):
    encoder = Scripted()
    in_force(encoder, tmp_path)
    for _ in range(3):
        says_like(OTHER_WORDS, (OFFER,))
    assert len(encoder.asked) == len(set(encoder.asked)) == 4, "the offer, the passage and its two sentences"


@pytest.mark.parametrize(
    ("encoder", "fingerprint", "says"),
    [
        (Scripted(here=False), "1", "not on the machine"),
        (Scripted(), "2", "nothing shows that it improves"),
        (Scripted(fails=True), "1", "out of use"),
    ],
)
def test_without_its_word_the_scores_are_the_built_in_ones_and_the_log_says_why(
    tmp_path, caplog, encoder, fingerprint, says
):
    in_force(encoder, tmp_path, fingerprint)
    for _ in range(2):
        assert nearness.blended("rules", 0.123, OTHER_WORDS, OFFER) == 0.123
    assert caplog.text.count(says) == 1


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"encoder": "a", "fingerprint": "1", "uses": {"rules": {}}}']
)
def test_a_broken_calibration_is_no_calibration(tmp_path, caplog, content):
    path = calibration.path_in(tmp_path)
    path.write_text(content, encoding="utf-8")
    nearness.supply(lambda: nearness.measured(Scripted(), path))
    assert not says_like(OTHER_WORDS, (OFFER,))
    assert "is not used" in caplog.text
