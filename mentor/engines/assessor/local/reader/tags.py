"""What the reader says of utterances, answers to objections and calls; the order is that of the weights."""

from __future__ import annotations

from typing import Final

from ...port import OBJECTION_KINDS

MANAGER_ACTS: Final = (
    "hello", "own_name", "company", "client_name", "ask_name", "convenience", "purpose", "help_offer",
    "open_need", "closed_need", "ask_term", "ask_budget", "ask_decision", "need_summary",
    "present", "tie", "benefit", "proof", "price", "answer", "dodge",
    "join", "clarify", "substance", "check", "argue", "concede", "ignore",
    "propose", "date", "recap", "thanks", "bye", "invite", "send",
)  # fmt: skip
CLIENT_ACTS: Final = (
    "need", "ask", "ask_price", "refuse", "bought", "evade", "agree_step", "half", "sets_time", "asks_step",
    "takes_back", "accepts", "angry", "hangs_up",
    *(f"obj_{kind}" for kind in OBJECTION_KINDS),
)  # fmt: skip
COMMON_ACTS: Final = (
    "machine", "wrong_number", "service", "internal", "bad_line", "cut_off", "other_person",
)  # fmt: skip
ACTS: Final = (*MANAGER_ACTS, *CLIENT_ACTS, *COMMON_ACTS)
ACT_INDEX: Final = {act: i for i, act in enumerate(ACTS)}

ANSWERS: Final = ("objects", "handled", "brushed_aside", "not_joined", "no_substance", "not_checked")
OUTCOMES: Final = ("success", "lost", "interrupted", "not_sales")
REASONS: Final = ("refusal", "unhandled_objection", "no_next_step")
LOST_STAGES: Final = ("1", "2", "3", "4", "5")
COURSE: Final = (
    "null_discovery", "null_presentation", "null_closing", "left_discovery", "left_presentation", "left_closing",
)  # fmt: skip

# What breaks a rule: that none of these acts is heard («no …»), or that one is («said …»).
ABSENT: Final[dict[str, tuple[str, ...]]] = {
    "no_hello": ("hello",),
    "no_own_name": ("own_name",),
    "no_company": ("company",),
    "no_client_name": ("client_name", "ask_name"),
    "no_purpose": ("convenience", "purpose", "help_offer"),
    "no_need_question": ("open_need", "closed_need", "ask_term", "ask_budget", "ask_decision"),
    "one_need_question": ("open_need", "closed_need", "ask_term", "ask_budget", "ask_decision"),
    "closed_questions_only": ("open_need",),
    "no_terms": ("ask_term", "ask_budget", "ask_decision"),
    "no_need_summary": ("need_summary",),
    "no_presentation": ("present", "benefit", "proof"),
    "not_tied": ("tie",),
    "no_benefit": ("benefit",),
    "no_proof": ("proof",),
    "required_missing": (),
    "no_next_step": ("propose",),
    "no_date": ("date",),
    "no_agreement_summary": ("recap",),
    "no_goodbye": ("thanks", "bye"),
}
SAID: Final[dict[str, tuple[str, ...]]] = {"unanswered_question": ("dodge",)}
RULES: Final = (*ABSENT, *SAID)
