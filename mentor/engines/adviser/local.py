"""The local adviser: writes what to say to a lost client from the call and the company's own knowledge."""

from __future__ import annotations

from ..assessor.local.phrases import coverage, unmet_requirements
from ..assessor.local.tagger import content_stems, tag_call
from ..errors import EngineError
from ..profile import CompanyProfile
from .case import Case, read_case
from .guards import check_advice
from .lookup import (
    answer_without_dates,
    expert_rule,
    known_answer,
    reference_passage,
    script_questions,
    step_of,
)
from .port import Advice, LostCall, Source
from .speech import (
    Chooser,
    allowed_sentences,
    aloud,
    client_address,
    company_in_speech,
    finish,
    first_name,
    is_allowed,
)
from .why import write_why

NAME = "local-1"
ALREADY_SAID = 0.5
MANAGERS_FAULTS = frozenset(
    {"brushed_aside", "no_substance", "no_presentation", "no_need_question", "unanswered_question"}
)
JOIN_STARTS = (
    "понима",
    "конечно",
    "правильно",
    "справедлив",
    "здрав",
    "опасени",
    "отлично",
    "хорошо",
    "здорово",
    "разумно",
    "слышу",
    "неприятно",
    "вопрос правильный",
    "после неприятного",
    "есть, и",
    "можно и",
    "это правильно",
    "и не надо",
    "понял",
)

TIMES = (
    "завтра в одиннадцать или послезавтра после пяти",
    "завтра до обеда или завтра в шесть вечера",
    "завтра в десять или послезавтра в три",
    "завтра после обеда или послезавтра в одиннадцать",
    "завтра в половине первого или послезавтра в половине шестого",
    "завтра в девять утра или послезавтра вечером, в семь",
)
_LATER = (
    "через месяц или через три",
    "через две недели или в начале следующего месяца",
    "через месяц или ближе к сезону",
)
_JOINS: dict[str, tuple[str, ...]] = {
    "price": (
        "Понимаю вас: деньги всегда хочется тратить с толком.",
        "Понимаю, сумма заметная, и сравнивать правильно.",
    ),
    "competitor": (
        "Понимаю: от того, что уже есть, без причины не уходят.",
        "Понимаю вас, сравнивать нормально.",
    ),
    "trust": (
        "Понимаю ваше опасение: на слово верить и не надо.",
        "Понимаю вас, осторожность здесь уместна.",
    ),
    "timing": ("Понимаю, сейчас заняты другим.", "Понимаю вас, всему своё время."),
    "authority": ("Понимаю, такое решают вместе.", "Конечно, решение общее."),
    "think": ("Понимаю, решать на ходу не хочется.", "Конечно, подумать надо."),
    "send_info": ("Понимаю, глазами посмотреть удобнее.", "Конечно, всё пришлю."),
    "need": ("Слышу вас и уговаривать не буду.", "Понимаю вас и спорить не стану."),
    "other": ("Понимаю вас.", "Понимаю, причина серьёзная."),
}


class LocalAdviser:
    """Needs nothing but this machine. Same call and knowledge, same text."""

    name = NAME

    def advise(self, lost: LostCall, profile: CompanyProfile) -> Advice:
        """Raises ``EngineError`` for a call that was not lost, or where no text passes the guards."""
        if lost.assessment.outcome != "lost" or lost.assessment.lost_reason is None:
            raise EngineError("Рекомендации пишутся только по потерянным клиентам.", permanent=True)
        case = read_case(lost, profile)
        passage = reference_passage(profile, case.kind, case.objection.quote, lost.conversation)
        rule = expert_rule(profile, case.kind, case.objection.quote)
        sources = [Source("call", str(case.objection.utterance), case.objection.quote)]
        say = _Speech(lost, case, profile, sources).write()
        if passage is not None:
            sources.append(Source("reference_call", passage.ref, passage.reply))
        if rule is not None:
            sources.append(Source("expert_rule", str(profile.expert_rules.index(rule)), rule))
        why = write_why(lost, case, profile, passage, rule)
        advice = Advice(why=why, say=say, sources=tuple(sources), engine=self.name)
        check_advice(advice, lost, profile)
        return advice


class _Speech:
    """The second half of an advice: what to say aloud, part by part."""

    def __init__(self, lost: LostCall, case: Case, profile: CompanyProfile, sources: list[Source]) -> None:
        self.lost, self.case, self.profile, self.sources = lost, case, profile, sources
        self.choose = Chooser(lost.conversation)

    def write(self) -> str:
        """All parts in order; a part with a forbidden phrase is left out."""
        parts = [self.greeting(), self.recall()]
        if self.case.do_not_call:
            parts += [self.apology_for_calling(), self.open_door()]
        elif self.final_refusal():
            parts += [self.respect(), self.second_chance(), self.open_door()]
        else:
            answer = self.answer()
            parts += [answer, self.need(), self.question(), self.promised(answer), self.step()]
        kept = [allowed_sentences(part, self.profile) for part in parts if part]
        return " ".join(part for part in kept if part)

    def final_refusal(self) -> bool:
        """Did the client buy elsewhere or refuse for good: then nobody is talked round."""
        if self.lost.assessment.lost_reason != "refusal":
            return False
        blamed = self.case.missed & MANAGERS_FAULTS
        return self.case.bought or (self.case.kind in ("need", "other") and not blamed)

    def greeting(self) -> str:
        """Name, hello, who calls."""
        client = client_address(self.lost.conversation.client_name)
        manager = first_name(self.lost.conversation.manager_name)
        company = company_in_speech(self.profile)
        hello = self.choose.pick("hello", ("здравствуйте", "добрый день"))
        opening = f"{client}, {hello}!" if client else f"{hello.capitalize()}!"
        return f"{opening} Это {manager}, {company}." if manager else f"{opening} Это {company}."

    def recall(self) -> str:
        """The last talk in the client's own words."""
        if not content_stems(self.case.objection.quote):
            # a bare goodbye says nothing: there is nothing to remind the client of but the open end
            return "В прошлый раз мы попрощались, так и не договорившись, что делаем дальше."
        words = aloud(self.case.objection.quote)
        lead = self.choose.pick(
            "recall",
            (
                "В прошлый раз вы сказали",
                "Запомнились ваши слова в прошлом разговоре",
                "Возвращаюсь к нашему разговору, к вашим словам",
                "В нашем разговоре вы сказали",
            ),
        )
        text = f"{lead}: „{words}“."
        if self.case.rude:
            text += self.choose.pick(
                "sorry",
                (
                    " Ответ тогда вышел резким, извините за это.",
                    " Вместо ответа вы услышали спор — прошу прощения.",
                    " Ответили мы на это плохо, приношу извинения.",
                ),
            )
        elif self.case.missed & {"brushed_aside", "no_substance", "unanswered_question"}:
            text += self.choose.pick(
                "owe",
                (
                    " Толком мы на это не ответили, исправляюсь.",
                    " Ответа по делу вы от нас не услышали, поэтому и звоню.",
                    " Хочу ответить на это как следует.",
                ),
            )
        return text

    def answer(self) -> str:
        """Joining, then the company's own answer to such an objection."""
        known = known_answer(self.profile, self.case.kind, self.case.objection.quote)
        body = ""
        if known is not None:
            body = allowed_sentences(answer_without_dates(known.good_answer), self.profile)
            if body:
                self.sources.append(Source("known_objection", known.text, known.good_answer))
        if body.lower().startswith(JOIN_STARTS):
            return body
        return f"{self.join()} {body}".strip()

    def join(self) -> str:
        """«Понимаю вас», in words that fit the objection."""
        return self.choose.pick("join", _JOINS.get(self.case.kind, _JOINS["other"]))

    def need(self) -> str:
        """What the client wanted, in the client's words."""
        if self.case.need is None or self.case.need.utterance == self.case.objection.utterance:
            return ""
        self.sources.append(Source("call", str(self.case.need.utterance), self.case.need.quote))
        words = aloud(self.case.need.quote)
        return self.choose.pick(
            "need",
            (
                f"Вы говорили: „{words}“ — от этого и будем отталкиваться.",
                f"Помню и другое: „{words}“. Предложение соберу именно под это.",
                f"И про главное не забываю, ваши слова: „{words}“.",
            ),
        )

    def question(self) -> str:
        """A need question of the script where the call had too few."""
        if not self.case.missed & {"no_need_question", "one_need_question"}:
            return ""
        questions = script_questions(self.profile)
        if not questions:
            return ""
        spoken, line = questions[0]
        self.sources.append(Source("script", "discovery", line))
        return f"Чтобы не гадать, спрошу: {spoken[:1].lower()}{spoken[1:]}?"

    def promised(self, answer: str) -> str:
        """What the company requires to be said and the call lacked."""
        if "required_missing" not in self.case.missed or self.case.kind in ("send_info", "timing"):
            return ""
        item = self.missing_requirement()
        if item is None or coverage(answer, item) >= ALREADY_SAID:
            return ""
        self.sources.append(Source("script", "required_in_presentation", item))
        return self.choose.pick(
            "promised",
            (
                f"И важное, что в прошлый раз не прозвучало: {item}.",
                f"Ещё одно условие, о котором мы не сказали: {item}.",
            ),
        )

    def missing_requirement(self) -> str | None:
        """The first required point that the manager did not say."""
        unmet = unmet_requirements(tag_call(self.lost.conversation, self.profile))
        return next(
            (item for item in unmet if is_allowed(item, self.profile) and "клиент" not in item.lower()), None
        )

    def step(self) -> str:
        """A concrete next step with two times."""
        times = self.choose.pick("times", TIMES)
        found = step_of(self.profile)
        if found is None:
            return f"Давайте созвонимся на десять минут и всё решим по пунктам: {times} — как вам удобнее?"
        step, line = found
        self.sources.append(Source("script", "closing", line))
        lead = self.choose.pick(
            "step", ("Предлагаю", "Давайте начнём с малого:", "Следующим шагом предлагаю")
        )
        return f"{lead} {step}. Когда вам удобнее: {times}?"

    def respect(self) -> str:
        """A refusal is accepted."""
        if self.case.bought:
            return self.choose.pick(
                "bought",
                (
                    "С выбором поздравляю, отговаривать не стану.",
                    "Ваше решение уважаю и отговаривать не буду.",
                ),
            )
        return self.choose.pick(
            "respect", ("Ваше решение уважаю, уговаривать не буду.", "Спорить не стану, решение за вами.")
        )

    def second_chance(self) -> str:
        """The company's answer for somebody who has what they need, where it knows one."""
        if self.case.kind not in ("competitor", "need"):
            return ""
        known = known_answer(self.profile, "competitor", self.case.objection.quote)
        if known is None or self.case.kind == "need":
            return ""
        self.sources.append(Source("known_objection", known.text, known.good_answer))
        return allowed_sentences(answer_without_dates(known.good_answer), self.profile)

    def apology_for_calling(self) -> str:
        """To somebody who asked not to be called."""
        return self.choose.pick(
            "calling",
            (
                "Извините за беспокойство: номер из обзвона убираем, это последний звонок без вашего согласия.",
                "Вы просили не звонить, и я это выполню: номер убираем из списка, простите за настойчивость.",
            ),
        )

    def open_door(self) -> str:
        """When it is all right to come back."""
        later = self.choose.pick("later", _LATER)
        return finish(
            self.choose.pick(
                "door",
                (
                    f"Если что-то изменится, мне важно не пропустить: когда можно вернуться к разговору — {later}?",
                    f"Скажите только, когда уместно спросить ещё раз: {later}?",
                    f"Один вопрос, и отпущу: когда вам было бы удобно вернуться к этой теме — {later}?",
                ),
            )
        )
