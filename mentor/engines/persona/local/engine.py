"""The local persona as the port wants it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from ...errors import EngineError
from ..port import Heard, Line, Play, Reply, TalkState, Turned
from .course import react
from .hearing import understand
from .mood import TOUGHNESS, Say, Turn, first_state
from .wording import Wording

NAME = "local-persona-1"
# A client says at most this many things at a time.
MOST_SAID = 2
ENDED = "Разговор уже закончен: клиент больше не отвечает."


class LocalPersona:
    """Plays with nothing but this machine; the same play and turns give the same talk."""

    name = NAME
    drafts = True

    def open(self, play: Play) -> Turned:
        """The first state and «Алло?»."""
        state = first_state(play)
        words = Wording(play, state).words(Say(f"open.{play.scenario.direction}")) or "Алло?"
        state = replace(state, lines=(Line("client", words),), said=(words,))
        return Turned(state, Reply((words,), ("open",), engine=NAME))

    def stream(self, play: Play, state: TalkState, heard: Heard) -> Generator[str, None, Turned]:
        """The reply sentence by sentence. Raises ``EngineError`` for a talk that has ended."""
        turned = self.decide(play, state, heard)
        yield from turned.reply.sentences
        return turned

    def decide(self, play: Play, state: TalkState, heard: Heard) -> Turned:
        """The whole turn; what another engine phrases starts from this."""
        if state.ending is not None:
            raise EngineError(ENDED, permanent=True)
        before = _heard_of_last(state, heard)
        turn = Turn(play, heard, understand(play, before, heard), before)
        react(turn)
        return _spoken(turn)

    def interrupts(self, play: Play, state: TalkState, heard: Heard) -> bool:
        """Cut in once the monologue is longer than this client listens."""
        return (heard.seconds or 0.0) > TOUGHNESS[play.level].monologue and state.ending is None


def _heard_of_last(state: TalkState, heard: Heard) -> TalkState:
    """Of a reply that was spoken over, only what sounded was said: the rest may be said again."""
    if not heard.over or not state.lines or state.lines[-1].speaker != "client":
        return state
    words = state.lines[-1].text.split()
    kept = " ".join(words[: max(1, round(len(words) * heard.reply_heard))])
    return replace(state, lines=(*state.lines[:-1], Line("client", kept)))


def _kept(turn: Turn) -> list[Say]:
    """The first thing and the last: what was answered to, and what the client wants now."""
    if turn.ending is not None:
        return turn.says[-1:]
    return turn.says if len(turn.says) <= MOST_SAID else [turn.says[0], turn.says[-1]]


def _spoken(turn: Turn) -> Turned:
    wording = Wording(turn.play, turn.state)
    sentences: list[str] = []
    for say in _kept(turn):
        words = wording.words(say)
        if words:
            sentences.append(words)
    if not sentences:  # nothing is left that was not said: the talk has lasted too long for anybody
        turn.end(turn.ending or "refused")
        sentences.append(wording.words(Say("tired")) or "До свидания.")
    lines = (*turn.state.lines, Line("manager", turn.understood.text), Line("client", " ".join(sentences)))
    if turn.understood.kind == "silence":
        lines = (*turn.state.lines, Line("client", " ".join(sentences)))
    state = replace(turn.state, lines=lines, said=tuple(wording.said), ending=turn.ending)
    reply = Reply(
        tuple(sentences), tuple(turn.why), turn.ending, turn.interrupts, turn.heard_words, engine=NAME
    )
    return Turned(state, reply)
