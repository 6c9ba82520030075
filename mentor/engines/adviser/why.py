"""The first half of an advice: where the client left and what happened, for the manager's eyes."""

from __future__ import annotations

from functools import cache

from ..profile import CompanyProfile
from ..text.quotes import inside_quotes, sentences
from .case import Case
from .port import LostCall
from .quoting import clauses, clean, is_raw
from .speech import Chooser, is_allowed
from .wording import fill, fillable, sections

STAGE_OF = {
    1: "приветствия", 2: "выявления потребностей", 3: "презентации", 4: "обработки возражений", 5: "закрытия",
}  # fmt: skip
# What mattered most ahead of the loss, the gravest first.
_BEFORE = ("no_need_question", "no_presentation", "not_tied", "no_proof", "no_terms")
_UNANSWERED = frozenset({"brushed_aside", "no_substance", "unanswered_question"})
_GOOD = 7
_FAULTS = _UNANSWERED | {"no_need_question", "no_presentation", "not_tied", "closed_questions_only"}


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    return {name: tuple(lines) for name, lines in sections("why.txt").items()}


def write_why(lost: LostCall, case: Case, profile: CompanyProfile) -> str:
    """Stage; the client's words, what was done about them, what it cost; the one thing that mattered before."""
    choose = Chooser(lost.conversation, lost.turn)
    stage = STAGE_OF.get(lost.assessment.lost_stage or 5, STAGE_OF[5])
    parts = [f"В этом диалоге клиент ушёл на этапе {stage}.", _story(case, choose)]
    if case.do_not_call:
        parts += [_one("do_not_call", choose), _one("do_not_call_so", choose)]
    elif case.final:
        faultless = (
            not case.rude
            and case.reason.name != "other.offended"
            and (case.bought or not case.missed & _FAULTS)
        )
        blameless = "no_fault_bought" if case.bought else "no_fault" if _is_clean(lost) else "no_push"
        parts.append(_one(blameless if faultless else "cost_refusal", choose))
        before = None if faultless else next((code for code in _BEFORE if code in case.missed), None)
        parts.append(_one(before, choose) if before else "")
        parts.append(_one("promised", choose) if case.promised_silence else "")
    else:
        parts.append(_one(f"cost_{lost.assessment.lost_reason or 'no_next_step'}", choose))
        before = next((code for code in _BEFORE if code in case.missed), None)
        parts.append(_one(before, choose) if before else "")
    return " ".join(part for part in parts if part and is_allowed(part, profile))


def _is_clean(lost: LostCall) -> bool:
    """Did every stage that took place earn a good score: only then is nothing said against the manager."""
    return all(s.score is None or s.score >= _GOOD for s in lost.assessment.stages.values())


def _one(name: str, choose: Chooser) -> str:
    return choose.pick(f"why {name}", _wordings()[name])


def _story(case: Case, choose: Chooser) -> str:
    """«Клиент спросил, за что разница («…»), а в ответ услышал спор: «…».»"""
    told = choose.pick("why case", fillable(case.reason.case, {**case.slots, "about": _about(case)}))
    if case.quote:
        told += f" («{inside_quotes(case.quote)}»)"
    reply = None if case.final and not case.rude else short_reply(case)
    name = _deed(case, quoted=reply is not None)
    deed = fill(choose.pick(f"why {name}", _wordings()[name]), {"reply": reply})
    return f"{told[:1].upper()}{told[1:]}{deed}"


def _about(case: Case) -> str | None:
    about = case.slots.get("about")
    return about.replace("для вас", "для него") if about else None


def _deed(case: Case, *, quoted: bool) -> str:
    if case.final and not case.rude:
        return "plain"
    if case.rude:
        return "rude" if quoted else "rude_plain"
    if case.reason.name == "dodged":
        return "dodged"
    if case.missed & {"brushed_aside"}:
        return "conceded_quoted" if quoted else "conceded" if case.kind in _LETS_GO else "unanswered"
    if case.missed & {"no_substance"}:
        return "unanswered_quoted" if quoted else "unanswered"
    return "plain"


_LETS_GO = frozenset({"think", "send_info", "timing", "competitor", "authority"})


def short_reply(case: Case) -> str | None:
    """The manager's first clean short words after the objection, quotation marks turned inside."""
    if case.reply is None or is_raw(case.reply.quote):
        return None
    text = case.reply.quote
    first = sentences(text)[0]
    if text[first.start : first.end].endswith("?") and not case.rude:
        return None
    whole = text[first.start : first.end].rstrip(" .…!")
    pieces = [whole, *(whole[s.start : s.end] for s in clauses(whole)[:1])]
    found = next(
        (p for p in pieces if p.count("«") == p.count("»") and clean(p, least=2) and not p.endswith("?")),
        None,
    )
    return inside_quotes(found) if found else None
