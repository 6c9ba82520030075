"""The first half of an advice: where and why the client left, for the manager's eyes."""

from __future__ import annotations

from ..assessor.port import LostReason
from ..profile import CompanyProfile
from .case import Case
from .lookup import Passage
from .port import LostCall
from .speech import finish, is_allowed

STAGE_OF = {
    1: "приветствия", 2: "выявления потребностей", 3: "презентации", 4: "обработки возражений", 5: "закрытия",
}  # fmt: skip
_REASON: dict[LostReason, str] = {
    "refusal": "Прозвучал отказ",
    "unhandled_objection": "Возражение осталось без ответа",
    "no_next_step": "Разговор закончился без согласия на следующий шаг",
}
# What was missing, in words that need no grammatical gender of the manager.
_MISSING = {
    "no_need_question": "не было ни одного вопроса о том, что нужно клиенту",
    "one_need_question": "о потребности был только один вопрос",
    "no_terms": "не выяснены срок, бюджет и кто решает",
    "no_need_summary": "потребность не подытожена",
    "no_presentation": "предложение так и не прозвучало",
    "not_tied": "рассказ не связан с тем, что говорил клиент",
    "no_benefit": "названы свойства, но не польза для клиента",
    "no_proof": "нет ни примера, ни гарантии, ни цифры",
    "unanswered_question": "прямой вопрос клиента остался без ответа",
    "brushed_aside": "возражение пропущено мимо ушей или оспорено",
    "not_joined": "не было слов, что клиента понимают",
    "no_substance": "не было ответа по существу",
    "not_checked": "не проверено, снято ли возражение",
    "no_next_step": "следующий шаг не предложен",
    "no_date": "у шага нет дня и часа",
}
_ORDER = (
    "brushed_aside", "no_substance", "not_joined", "unanswered_question", "no_next_step", "no_date", "no_need_question",
    "no_presentation", "not_tied", "no_benefit", "no_proof", "one_need_question", "no_terms", "no_need_summary",
    "not_checked",
)  # fmt: skip


def _bare(quote: str) -> str:
    """A quote without its last stop (the sentence around it brings its own) and with inner quotation marks inside."""
    return quote.rstrip(" .…").translate(str.maketrans("«»", "„“"))


def write_why(
    lost: LostCall, case: Case, profile: CompanyProfile, passage: Passage | None, rule: str | None
) -> str:
    """Stage, the client's words, what was answered, what was missing, and how the best calls do it."""
    stage = STAGE_OF.get(lost.assessment.lost_stage or 5, STAGE_OF[5])
    reason = lost.assessment.lost_reason or "no_next_step"
    parts = [
        f"В этом диалоге клиент ушёл на этапе {stage}.",
        f"{_REASON[reason]}: «{_bare(case.objection.quote)}».",
    ]
    if case.reply is not None:
        parts.append(f"В ответ прозвучало: «{_bare(case.reply.quote)}».")
    missing = [_MISSING[code] for code in _ORDER if code in case.missed][:3]
    if missing:
        parts.append(finish("Чего не хватило: " + "; ".join(missing)))
    elif reason == "refusal" and not case.rude:
        parts.append("Ошибки менеджера в этом нет: звонок нужен, чтобы оставить дверь открытой.")
    if case.do_not_call:
        parts.append("Клиент просил не звонить: звоните один раз, коротко и только с этими словами.")
    if rule is not None:
        parts.append(finish(f"Правило эксперта: {rule}"))
    if passage is not None:
        parts.append(f"В эталонном звонке на похожее ответили так: «{_bare(passage.reply)}».")
    return " ".join(part.replace("..", ".") for part in parts if is_allowed(part, profile))
