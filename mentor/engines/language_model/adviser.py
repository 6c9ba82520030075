"""The adviser behind any OpenAI-compatible endpoint: says nothing that neither the call nor the company knows."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from ..adviser.guards import check_advice
from ..adviser.local import LocalAdviser
from ..adviser.port import Advice, Adviser, LostCall, Source
from ..adviser.speech import Chooser, client_address, finish, first_name
from ..adviser.why import STAGE_OF
from ..assessor.local.tagger import tag_call
from ..errors import EngineError
from ..profile import CompanyProfile
from .answers import AdviceAnswer
from .client import LanguageModel, Question, RejectedError
from .errors import NoAnswerError
from .examples import similar_experience
from .facts import Known
from .fallback import signed_after
from .knowledge import Item, items_of, texts_of
from .masking.masker import UnknownPlaceholderError
from .prompts import load_prompt
from .request import Request, company_key, company_lines, prepare

log = logging.getLogger(__name__)
LEAST_LETTERS, MOST_LETTERS = 60, 1_800
# Earlier calls of the client, the latest first to be kept: what was said last matters most.
HISTORY_CALLS, HISTORY_LETTERS = 3, 2_000
# A time is no fact of the call: the model may offer these and no others.
MOST_CORRECTIONS = 10
_TIMES = (
    "завтра в одиннадцать или послезавтра после пяти",
    "завтра до обеда или завтра в шесть вечера",
    "завтра в десять или послезавтра в три",
    "завтра после обеда или послезавтра в одиннадцать",
)
_INNER = str.maketrans("«»", "„“")


class LanguageModelAdviser:
    """What the model cannot write in two attempts is written by ``fallback``, and the advice says so."""

    def __init__(self, model: LanguageModel, fallback: Adviser | None = None) -> None:
        self._model = model
        self._fallback: Adviser = fallback or LocalAdviser()
        self._prompt = load_prompt("advise")
        self.name = model.settings.engine_name(self._prompt.version)

    @property
    def parallel(self) -> int:
        """How many calls may be given to it at once."""
        return self._model.settings.parallel

    def advise(self, lost: LostCall, profile: CompanyProfile) -> Advice:
        """Raises ``EngineError`` for a call that was not lost, or where no text passes the guards."""
        if lost.assessment.outcome != "lost" or lost.assessment.lost_reason is None:
            raise EngineError("Рекомендации пишутся только по потерянным клиентам.", permanent=True)
        try:
            return self._asked(lost, profile)
        except NoAnswerError as error:
            log.warning("%s: %s", self.name, error)
            local = self._fallback.advise(lost, profile)
            return replace(local, engine=signed_after(local.engine, self.name))

    def _asked(self, lost: LostCall, profile: CompanyProfile) -> Advice:
        call = tag_call(lost.conversation, profile)
        passages = similar_experience(lost.conversation, profile).passages
        items = items_of(profile, _last_words(lost), passages)
        times = Chooser(lost.conversation).pick("times", _TIMES)
        context = _context(lost, profile, items, times)
        request = prepare(call, self._model, self._prompt.text, context)
        reader = _Reader(lost, profile, request, items, times, self.name)
        return self._model.ask(
            Question(
                company_key(profile), self.name, self._prompt.text, request.text, AdviceAnswer, reader.read
            )
        )


def _last_words(lost: LostCall) -> str:
    at = lost.assessment.lost_at
    return " ".join([at.quote if at else "", *(o.at.quote for o in lost.assessment.objections)])


def _context(lost: LostCall, profile: CompanyProfile, items: tuple[Item, ...], times: str) -> str:
    talk, found = lost.conversation, lost.assessment
    client = client_address(talk.client_name)
    manager = first_name(talk.manager_name)
    lines = company_lines(profile)
    lines += [
        f"Звонить будет: {manager}" if manager else "Имя менеджера неизвестно: не называй его.",
        f"Клиент: {client}" if client else "Имя клиента неизвестно: не называй его.",
        f"Клиент ушёл на этапе {STAGE_OF[found.lost_stage or 5]}",
        f"Слова, на которых клиент ушёл: {found.lost_at.quote}" if found.lost_at else "",
        f"время для шага: {times}",
    ]
    if profile.forbidden_phrases:
        lines.append("Запрещённые фразы: " + "; ".join(p.phrase for p in profile.forbidden_phrases))
    for each in profile.corrections[:MOST_CORRECTIONS]:
        lines.append(
            f"Правка РОПа: клиент говорил „{each.situation}“, писать так было неверно: „{each.wrong}“."
        )
        lines.append(f"Почему: {each.why}." if each.why else "")
        lines.append(f"В таком случае говорить: {each.say}" if each.say else "")
    lines += ["", "Знания компании:", *(f"- {item.id}: {item.text}" for item in items)]
    for number, earlier in enumerate(lost.history[-HISTORY_CALLS:], 1):
        said = " / ".join(u.text for u in earlier.utterances)
        lines += ["", f"Более ранний разговор {number} с этим клиентом: {said[-HISTORY_LETTERS:]}"]
    return "\n".join(line for line in lines if line or line == "")


@dataclass(frozen=True, slots=True)
class _Reader:
    """From an answer to an advice, or everything that is wrong with it."""

    lost: LostCall
    profile: CompanyProfile
    request: Request
    items: tuple[Item, ...]
    times: str
    engine: str

    def read(self, answer: AdviceAnswer) -> Advice:
        try:
            why, say = (
                self.request.masker.restore(text).translate(_INNER).strip()
                for text in (answer.why, answer.say)
            )
        except UnknownPlaceholderError as error:
            raise RejectedError([f"метки {error} нет ни в разговоре, ни в знаниях"]) from error
        problems = self._problems(why, say)
        sources = [*self._quoted(answer, problems), *self._used(answer, problems)]
        if problems:
            raise RejectedError(problems)
        stage = STAGE_OF[self.lost.assessment.lost_stage or 5]
        why = f"В этом диалоге клиент ушёл на этапе {stage}. {finish(why)}"
        advice = Advice(why=why, say=finish(say), sources=tuple(sources), engine=self.engine)
        try:
            check_advice(advice, self.lost, self.profile)
        except EngineError as error:
            raise RejectedError([str(error)]) from error
        return advice

    def _problems(self, why: str, say: str) -> list[str]:
        found: list[str] = []
        if not why:
            found.append("нет why")
        if not LEAST_LETTERS <= len(say) <= MOST_LETTERS:
            found.append(f"say должно быть от {LEAST_LETTERS} до {MOST_LETTERS} букв, а их {len(say)}")
        talks = (self.lost.conversation, *self.lost.history)
        names = [n for t in talks for n in (t.manager_name, t.client_name) if n]
        spoken = [u.text for t in talks for u in t.utterances]
        known = Known([*spoken, *names, *texts_of(self.profile), self.times])
        return found + known.strangers(f"{why}\n{say}")

    def _quoted(self, answer: AdviceAnswer, problems: list[str]) -> list[Source]:
        found: list[Source] = []
        for quote in answer.call_quotes:
            at = self.request.shown.find_restored(quote, self.request.masker)
            if at is None:
                problems.append(f"в разговоре нет дословно «{quote[:80]}»")
            else:
                found.append(Source("call", str(at.utterance), at.quote))
        if not answer.call_quotes:
            problems.append("нет ни одной цитаты в call_quotes")
        return found

    def _used(self, answer: AdviceAnswer, problems: list[str]) -> list[Source]:
        known = {item.id: item.source for item in self.items}
        named = [name.strip().strip("[]") for name in answer.used]
        problems += [f"в знаниях нет «{name[:20]}»" for name in named if name not in known]
        return [known[name] for name in dict.fromkeys(named) if name in known]
