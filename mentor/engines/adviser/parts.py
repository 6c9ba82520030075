"""The parts of a speech: each turns this call and this company's knowledge into one or two sentences, with sources."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..assessor.local.phrases import coverage
from ..profile import CompanyProfile, KnownObjection
from ..text.cues import Cues
from ..text.meaning import alike
from ..text.quotes import inside_quotes
from .aims import TERM_IS
from .case import Case
from .figures import sum_of
from .lookup import (
    begins_with_joining,
    firm_terms,
    known_answer,
    price_of,
    script_questions,
    spoken_answer,
)
from .passages import passage_for
from .port import LostCall, Source
from .restated import Restated, restatable
from .speech import Chooser, client_address, company_in_speech, first_name, is_allowed
from .voice import Wording, wordings
from .wording import fillable, frames

_SAID, _LIKE = 0.6, 0.4
_FEW_WORDS, _ENOUGH_WORDS, _MANY_WORDS = 45, 62, 80
_NAMES_PRICE = Cues(r"(?:тысяч~|рубл~|миллион~)(?! семнадцат| восемнадцат| девятнадцат| двадцат| год)")
_FREE = Cues("бесплатн~", "даром", "без оплаты")
_WITHOUT_QUESTION = frozenset({"send_info", "timing"})
# A goodbye is not held up to a client, nor the reason why somebody was offended.
_WITHOUT_WORDS = frozenset({"bye", "other", "send_info"})


@dataclass(slots=True)
class Draft:
    """A speech in the making: ``asked`` tells that it holds a question, ``offered`` is the offer repeated."""

    lost: LostCall
    case: Case
    profile: CompanyProfile
    sources: list[Source] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: bool = False
    offered: str = ""

    @property
    def choose(self) -> Chooser:
        """The chooser of this call."""
        return Chooser(self.lost.conversation, self.lost.turn)

    @property
    def words(self) -> int:
        """How many words are said so far."""
        return len(" ".join(self.said).split())

    def one(self, name: str, **slots: str | None) -> str:
        """One variant of a frame that the slots fill and the company allows; empty where there is none."""
        return self.allowed(name, fillable(frames(name), slots))

    def allowed(self, what: str, options: tuple[str, ...]) -> str:
        """The chosen one of ``options``, or of those that the company allows where it is forbidden."""
        chosen = self.choose.pick(what, options) if options else ""
        if is_allowed(chosen, self.profile):
            return chosen
        left = tuple(each for each in options if is_allowed(each, self.profile))
        return self.choose.pick(what, left) if left else ""

    def known(self) -> KnownObjection | None:
        """The company's answer that means what this client said."""
        return known_answer(self.profile, self.case.reason, self.case.words)

    def spoken(self, known: KnownObjection) -> str:
        """What of a known answer goes into this speech."""
        asks = self.case.kind not in _WITHOUT_QUESTION
        call = " ".join(u.text for u in self.lost.conversation.utterances)
        return spoken_answer(self.profile, known.good_answer, asks=asks, call=call)

    def restated(self, does: str) -> list[Restated]:
        """Sentences of this call's manager that may be said again and are not yet said, the likest first."""
        talk = self.lost.conversation
        found = [r for r in restatable(talk, self.profile.name, self.profile.manager_names) if r.does == does]
        so_far = " ".join(self.said)
        return [r for r in found if is_allowed(r.said, self.profile) and coverage(so_far, r.said) < _SAID]


def greeting(draft: Draft) -> str:
    """Name, hello, who calls."""
    talk = draft.lost.conversation
    client, manager = client_address(talk.client_name), first_name(talk.manager_name)
    company = company_in_speech(draft.profile)
    hello = draft.one("hello")
    opening = f"{client}, {hello}!" if client else f"{hello.capitalize()}!"
    return f"{opening} Это {manager}, {company}." if manager else f"{opening} Это {company}."


def recall(draft: Draft) -> str:
    """Where the last talk stopped: in the client's own words where they can be repeated, else in indirect speech."""
    case = draft.case
    if case.spoken_quote and not case.asked and case.kind not in _WITHOUT_WORDS and not case.rude:
        quote = inside_quotes(case.spoken_quote)
        return draft.one("recall_quote", quote=f"{quote[:1].upper()}{quote[1:]}")
    told = fillable(draft.case.reason.told, draft.case.slots)
    frame = "recall_final" if draft.case.final else "recall"
    return draft.one(frame, told=draft.choose.pick("told", told)) if told else ""


def amends(draft: Draft) -> str:
    """An apology for a quarrel, or the debt of an answer where nobody gave one."""
    if draft.case.rude or draft.case.reason.name == "other.offended":
        return draft.one("sorry")
    if draft.case.late:
        return draft.one("late")
    if draft.case.final:
        return ""
    if draft.case.kind == "dodged":
        return draft.one("owe_dodged")
    owed = draft.case.missed & {"brushed_aside", "no_substance", "unanswered_question"}
    return draft.one("owe") if owed and draft.case.kind in ("price", "trust", "competitor", "other") else ""


def apology(draft: Draft) -> str:
    """For the tone of the call, where there was a quarrel."""
    return draft.one("sorry") if draft.case.rude else ""


def join(draft: Draft) -> str:
    """«Понимаю вас», as the company's best managers say it; nothing where the answer begins with it."""
    known = None if draft.case.final else draft.known()
    if known is not None and begins_with_joining(draft.spoken(known)):
        return ""
    heard = wordings(draft.profile, "join", draft.case.kind, draft.lost.conversation)
    return _own_or_heard(draft, "join", heard, draft.case.reason.join)


def _own_or_heard(draft: Draft, what: str, heard: list[Wording], own: tuple[str, ...]) -> str:
    chosen = draft.allowed(what, (*(w.text for w in heard), *own))
    source = next((w for w in heard if w.text == chosen), None)
    if source is not None:
        draft.sources.append(Source("reference_call", source.ref, source.text))
    return chosen


def answer(draft: Draft) -> str:
    """The company's own answer to what this client said; empty where it knows none."""
    known = draft.known()
    if known is None:
        return heard_answer(draft)
    text = draft.spoken(known)
    if text:
        draft.sources.append(Source("known_objection", known.text, known.good_answer))
        draft.asked = "?" in text
    return text


def heard_answer(draft: Draft) -> str:
    """How a reference call met such an objection; empty where none did."""
    found = passage_for(draft.profile, draft.case.kind, draft.case.words, draft.lost.conversation)
    if found is None:
        return ""
    draft.sources.append(Source("reference_call", found.ref, found.text))
    return found.text


def offer(draft: Draft) -> str:
    """The offer of the call once more, in its own words; a price is not repeated to somebody whom it scared."""
    shy = draft.case.kind == "price"
    fit = [r for r in draft.restated("offer") if not (shy and sum_of(r.said))]
    solid = [r for r in fit if r.solid]
    if not solid or draft.words > _MANY_WORDS:
        return ""
    chosen = solid[draft.choose.index("which offer", len(solid))]
    draft.sources.append(Source("call", str(chosen.utterance), chosen.quote))
    draft.offered = chosen.said
    return draft.one("offer", offer=chosen.said)


def direct_answer(draft: Draft) -> str:
    """What was asked and not answered: from the knowledge, from the end of the call, else a promise with an hour."""
    asked = draft.case.asked
    if asked is None:
        return ""
    if draft.case.slots["about"] != "про цену":
        return draft.one("answer_promise")
    opening = " ".join(u.text for u in draft.lost.conversation.utterances[: asked.utterance + 1])
    price = price_of(draft.profile, opening)
    if price is not None:
        draft.sources.append(Source("script", "product", price.quote))
        return draft.one("price_known", item=price.item, price=price.price)
    turns = list(enumerate(draft.lost.conversation.utterances))[asked.utterance :]
    heard = [
        (i, u.text) for i, u in turns if u.speaker == "manager" and u.text in _NAMES_PRICE and sum_of(u.text)
    ]
    if heard:
        draft.sources.append(Source("call", str(heard[-1][0]), heard[-1][1].strip()))
        return draft.one("price_heard", price=sum_of(heard[-1][1]))
    return draft.one("price_promise")


def terms(draft: Draft) -> str:
    """One or two firm terms of the company that the client did not hear; none where the speech holds enough."""
    if draft.words > (_FEW_WORDS if draft.offered else _ENOUGH_WORDS):
        return ""
    heard = " ".join(u.text for u in draft.lost.conversation.utterances if u.speaker == "manager")
    so_far = " ".join(draft.said)
    left = [
        t
        for t in firm_terms(draft.profile, draft.case.words)
        if coverage(so_far, t[0]) < _SAID and alike(draft.offered, t[0]) < _LIKE
    ]
    fresh = [t for t in left if coverage(heard, t[0]) < _SAID]
    few = draft.words < _FEW_WORDS
    answered = any(s.kind in ("known_objection", "reference_call") for s in draft.sources)
    most = 2 if few and not answered else 1
    chosen = (fresh or (left if few else []))[:most]
    draft.sources += [Source("script", "required_in_presentation", source) for _, source in chosen]
    if not chosen:
        return ""
    if len(chosen) == 2:
        return draft.one("facts", fact=chosen[0][0], second=chosen[1][0])
    return draft.one("fact" if fresh else "fact_again", fact=chosen[0][0])


def future(draft: Draft) -> str:
    """What the company gives for nothing, left behind for somebody who refused; nothing is asked for it."""
    known = [term for term in firm_terms(draft.profile, draft.case.words) if term[0] in _FREE]
    if not known:
        return ""
    fact, source = known[draft.choose.index("future fact", len(known))]
    draft.sources.append(Source("script", "required_in_presentation", source))
    return draft.one("future", fact=fact)


def need(draft: Draft) -> str:
    """What the client wanted, as the call summed it up, else in indirect speech."""
    summed = draft.restated("summary")
    if summed:
        draft.sources.append(Source("call", str(summed[0].utterance), summed[0].quote))
        return draft.one("summary", summary=summed[0].said)
    wishes = draft.case.wishes
    if not wishes:
        return ""
    first = wishes[0]
    short = [w for w in wishes if w.form not in ("aim", "want")]
    used = [first] if first.form in ("aim", "want") else short[:3]
    if [w.form for w in used] == ["size"]:
        return ""
    draft.sources += [Source("call", str(w.utterance), w.quote) for w in used]
    if first.form in ("aim", "want"):
        return draft.one(first.form, **{first.form: first.clause})
    if [w.form for w in used] == ["term"]:
        return draft.one("term", term=used[0].clause.removeprefix(TERM_IS))
    return draft.one("needs", list=", ".join(w.clause for w in used))


def question(draft: Draft) -> str:
    """The one question that finds out more: the reason's own, else a need question of the script."""
    if draft.asked:
        return ""
    if draft.case.kind in ("dodged", "bye") and draft.case.missed & {"no_need_question", "one_need_question"}:
        asked = script_questions(draft.profile)
        if asked:
            spoken, line = asked[0]
            draft.sources.append(Source("script", "discovery", line))
            draft.asked = True
            return f"{spoken[:1].upper()}{spoken[1:]}?"
    asked_one = draft.allowed("ask", draft.case.reason.ask)
    draft.asked = bool(asked_one)
    return asked_one


def terms_or_question(draft: Draft) -> str:
    """Firm terms; the clarifying question only where the speech holds no answer: two questions in a row confuse."""
    answered = any(source.kind in ("known_objection", "reference_call") for source in draft.sources)
    parts = (terms(draft), "" if answered or draft.words > _ENOUGH_WORDS else question(draft))
    return " ".join(text for text in parts if text)
