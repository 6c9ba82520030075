"""The virtual client behind any OpenAI-compatible endpoint: the local persona decides, the model finds the words."""

from __future__ import annotations

import logging
from collections.abc import Generator
from dataclasses import dataclass, replace

from ..assessor.local.tagger import tag_call
from ..conversation import Conversation, Utterance
from ..persona.guards import problems_of
from ..persona.local.engine import LocalPersona
from ..persona.port import Heard, Line, Play, TalkState, Turned
from ..text.quotes import sentences
from .answers import PersonaAnswer
from .breaker import Breaker
from .client import LanguageModel, Question, RejectedError
from .errors import NoAnswerError
from .masking.masker import UnknownPlaceholderError
from .prompts import load_prompt
from .request import Request, company_key, company_lines, prepare

log = logging.getLogger(__name__)
# Lines of the talk that the model sees.
WINDOW = 12
# Nobody waits longer for a client's answer: then the local words are said. Seconds.
PATIENCE_S = 2.5
# Said by voice, an answer is late after 0.8 s of silence: the turn's end is decided after 0.22, a voice begins to sound
# in less than 0.1. What is left is the model's; the local words, decided before it is asked, are said at once after it.
SPOKEN_PATIENCE_S = 0.45
MOST_TOKENS = 200


def in_a_talk(model: LanguageModel) -> LanguageModel:
    """The same endpoint for somebody who waits on the line: one short try, a short answer, and no second wait for an
    endpoint that has just failed."""
    settings = replace(
        model.settings,
        timeout_s=min(model.settings.timeout_s, PATIENCE_S),
        deadline_s=min(model.settings.deadline_s, PATIENCE_S),
        retries=0,
        answer_tokens=min(model.settings.answer_tokens, MOST_TOKENS),
    )
    return LanguageModel(settings, ledger=model.ledger, breaker=Breaker(failures=1))


class LanguageModelPersona:
    """The state, its course and the ending are the local persona's; what the model cannot say well is said by it."""

    drafts = False  # each answer is paid for

    def __init__(self, model: LanguageModel, local: LocalPersona | None = None) -> None:
        self._model = model
        self._local = local or LocalPersona()
        self._prompt = load_prompt("persona")
        self.name = model.settings.engine_name(self._prompt.version)

    def open(self, play: Play) -> Turned:
        """«Алло?» needs no model; its library is loaded now, so that the first answer does not wait for that."""
        self._model.prepare()
        return self._local.open(play)

    def interrupts(self, play: Play, state: TalkState, heard: Heard) -> bool:
        """As the local persona: it must be told at once."""
        return self._local.interrupts(play, state, heard)

    def stream(self, play: Play, state: TalkState, heard: Heard) -> Generator[str, None, Turned]:
        """The reply sentence by sentence, once all of it has passed the guards. Raises as the local persona does."""
        turned = self._local.decide(play, state, heard)
        try:
            turned = self._phrased(play, turned, patience_of(heard))
        except NoAnswerError as error:
            log.warning("%s: %s", self.name, error)
        yield from turned.reply.sentences
        return turned

    def _phrased(self, play: Play, turned: Turned, within_s: float) -> Turned:
        request = self._request(play, turned)
        reader = _Reader(play, turned, request)
        text = self._model.ask(
            Question(
                company=company_key(play.profile),
                engine=self.name,
                instructions=self._prompt.text,
                text=request.text,
                schema=PersonaAnswer,
                read=reader.read,
                within_s=within_s,
            )
        )
        state = turned.state
        lines = (*state.lines[:-1], Line("client", text))
        parts = tuple(text[span.start : span.end] for span in sentences(text))
        return Turned(
            replace(state, lines=lines, said=(*state.said, text)),
            replace(turned.reply, sentences=parts, engine=self.name),
        )

    def _request(self, play: Play, turned: Turned) -> Request:
        lines = turned.state.lines[:-1][-WINDOW:]
        talk = Conversation(
            utterances=tuple(Utterance(line.speaker, line.text) for line in lines),
            direction=play.scenario.direction,
            client_name=play.scenario.character.name,
            speakers_sure=True,
        )
        return prepare(tag_call(talk, play.profile), self._model, self._prompt.text, _context(play, turned))


def patience_of(heard: Heard) -> float:
    """How many seconds the model may take: who has spoken, or is silent on the line, waits less than who types."""
    spoken = heard.seconds is not None or not heard.text
    return SPOKEN_PATIENCE_S if spoken else PATIENCE_S


def _context(play: Play, turned: Turned) -> str:
    who, state = play.scenario.character, turned.state
    lines = company_lines(play.profile)
    lines += [
        f"Кто ты: {who.portrait} Говоришь о себе в {'женском' if who.feminine else 'мужском'} роде.",
        f"Доверие {state.trust:.1f}, интерес {state.interest:.1f}, терпение {state.patience:.1f} (от 0 до 1).",
        "Запрещённые фразы: " + "; ".join(each.phrase for each in play.profile.forbidden_phrases),
        f"Что сказать: {turned.reply.text}",
    ]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Reader:
    """From an answer to words that may be said, or everything that is wrong with it."""

    play: Play
    turned: Turned
    request: Request

    def read(self, answer: PersonaAnswer) -> str:
        try:
            text = " ".join(self.request.masker.restore(answer.say).split())
        except UnknownPlaceholderError as error:
            raise RejectedError([f"метки {error} нет в разговоре"]) from error
        problems = problems_of(text, self.play, self.turned)
        if problems:
            raise RejectedError(problems)
        return text
