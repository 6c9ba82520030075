"""Whatever is fed in, the answer passes the guards or is a plain refusal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentor.engines.assessor.guards import check_assessment
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.errors import EngineError

from . import talks

pytestmark = pytest.mark.unit

ENGINE = LocalAssessor()
REAL = st.sampled_from([u.text for t in talks.ALL for u in t.utterances])
NOISE = st.text(alphabet="абвгдеёж ?!.,—«»…\n\tİßABC0123456789", max_size=60)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A real turn with a hole, a doubling, a changed case, or noise beside it."""
    text = draw(REAL)
    cut = draw(st.integers(0, len(text)))
    changed = draw(
        st.sampled_from([text[:cut], text[cut:], text.upper(), text.lower() * 2, text[::-1], text])
    )
    return changed + draw(NOISE)


TURNS = st.lists(
    st.builds(Utterance, st.sampled_from(["manager", "client", "unknown"]), st.one_of(mangled(), NOISE)),
    max_size=14,
)


@settings(max_examples=120, deadline=None)
@given(turns=TURNS, direction=st.sampled_from(["in", "out"]), name=st.sampled_from([None, "Олег", ""]))
def test_mangled_input_gives_a_sound_assessment_or_a_refusal(
    turns: list[Utterance], direction: str, name: str | None
) -> None:
    conversation = Conversation(
        tuple(turns), direction="in" if direction == "in" else "out", client_name=name
    )
    try:
        result = ENGINE.assess(conversation, talks.OKNA)
    except EngineError as error:
        assert error.permanent
        return
    check_assessment(result, conversation)
