from __future__ import annotations

import pytest

from mentor.engines.persona.port import Line, TalkState
from mentor.engines.persona.wire import state_from_json, state_to_json

pytestmark = pytest.mark.unit


def test_a_talk_that_an_older_version_kept_is_read_with_what_it_did_not_know_empty():
    state = TalkState(0.5, 0.4, 0.3, (), lines=(Line("client", "Алло?"),), turn=2)
    kept = state_to_json(state)
    del kept["offered"]
    assert state_from_json(kept) == state
