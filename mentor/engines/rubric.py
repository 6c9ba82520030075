"""The rubric: stages, rules, points, and which detector hears a rule.

The seed is the expert's written set (the scoring rules of the specification). A company edits its own copy;
every assessment keeps the version it was made by.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

STAGES = ("greeting", "discovery", "presentation", "objections", "closing")
MAX_SCORE = 10
NOT_REACHED_RULE = "клиент ушёл из-за ошибки менеджера, до этапа не дошли"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rubric.

    ``detector`` names an entry of the assessor's closed catalogue, or ``must_say`` / ``must_not_say`` with example
    phrases in ``examples``, or None: then only an expert can apply the rule.
    """

    code: str
    stage: str
    wording: str
    points: int
    detector: str | None
    examples: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Rubric:
    """A version of the rules. ``version`` is 0 for the seed."""

    rules: tuple[Rule, ...] = field(default=())
    version: int = 0

    def of_stage(self, stage: str) -> tuple[Rule, ...]:
        """Enabled rules of one stage in the rubric's order."""
        return tuple(rule for rule in self.rules if rule.stage == stage and rule.enabled)


def _rule(stage: str, code: str, points: int, wording: str, *, enabled: bool = True) -> Rule:
    return Rule(code=code, stage=stage, wording=wording, points=points, detector=code, enabled=enabled)


@cache
def seed_rubric() -> Rubric:
    """The expert's initial rules; wording and points as in the scoring rules, detectors named after the codes."""
    return Rubric(
        rules=(
            _rule("greeting", "no_hello", 3, "не поздоровался"),
            _rule("greeting", "no_own_name", 2, "не назвал своё имя"),
            _rule("greeting", "no_company", 2, "не назвал компанию"),
            _rule(
                "greeting", "no_client_name", 2, "ни разу не обратился к клиенту по имени и не спросил имя"
            ),
            _rule(
                "greeting",
                "no_purpose",
                1,
                "исходящий: не спросил, удобно ли говорить, и не обозначил цель звонка; "
                "входящий: не спросил, чем помочь",
            ),
            _rule("discovery", "no_need_question", 10, "нет ни одного вопроса о потребности клиента"),
            _rule("discovery", "one_need_question", 4, "задан только один вопрос о потребности"),
            _rule("discovery", "closed_questions_only", 2, "все вопросы закрытые («да/нет»)"),
            _rule("discovery", "no_terms", 2, "не выяснил ни сроки, ни бюджет, ни кто принимает решение"),
            _rule("discovery", "no_need_summary", 2, "не подытожил потребность своими словами"),
            _rule("presentation", "no_presentation", 10, "презентации не было"),
            _rule("presentation", "not_tied", 3, "не связана с тем, что сказал клиент (общий рассказ)"),
            _rule("presentation", "no_benefit", 2, "только свойства, без выгоды для клиента"),
            _rule("presentation", "no_proof", 2, "нет доказательств: цифр, примера, гарантии, отзыва"),
            _rule(
                "presentation",
                "unanswered_question",
                2,
                "прямой вопрос клиента о цене или условиях остался без ответа",
            ),
            _rule("presentation", "required_missing", 1, "пропущено обязательное по скрипту компании"),
            _rule(
                "objections",
                "brushed_aside",
                7,
                "возражение пропущено мимо ушей, менеджер сразу согласился с ним или стал спорить, давить, грубить",
            ),
            _rule(
                "objections",
                "not_joined",
                2,
                "не присоединился («понимаю вас») и не уточнил, что за возражением",
            ),
            _rule("objections", "no_substance", 3, "нет содержательного ответа на возражение"),
            _rule("objections", "not_checked", 1, "не проверил, снято ли возражение"),
            _rule("closing", "no_next_step", 6, "не предложил следующий шаг"),
            _rule(
                "closing",
                "no_date",
                3,
                "шаг предложен, но нет конкретных даты и времени (или срока), хотя клиент был готов говорить",
            ),
            _rule("closing", "no_agreement_summary", 1, "не подытожил договорённости"),
            _rule("closing", "no_goodbye", 1, "не попрощался или не поблагодарил"),
            _rule(
                "presentation",
                "script_line_missing",
                1,
                "пропущена обязательная строка скрипта",
                enabled=False,
            ),
            _rule("objections", "forbidden_phrase", 1, "сказана запрещённая фраза", enabled=False),
        )
    )
