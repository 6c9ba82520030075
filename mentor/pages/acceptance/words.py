"""Sentences of Приёмка. No queries."""

from __future__ import annotations

from mentor.acceptance.rules import Question, Standing
from mentor.core import formats

STAGES = {
    1: ("Прототип экранов", "заказчик может сам открыть каждый экран"),
    2: ("Интеграция с телефонией", "20 корректно загруженных звонков"),
    3: ("Анализ звонков", "20 корректных определений потери"),
    4: ("Рекомендации", "20 адекватных рекомендаций, которые повлияли на решение клиента"),
    5: ("Контроль выполнения", "20 корректно отслеженных повторных звонков: вывод и степень"),
    6: ("Аналитика и деньги", "корректные расчёты за названный период"),
}
QUESTIONS = {
    Question.WORKS: "работает",
    Question.RIGHT: "верно",
    Question.ADEQUATE: "адекватна",
    Question.INFLUENCED: "повлияла на решение",
    Question.DEGREE: "степень верна",
}
OF_FOLLOW_UP = {Question.RIGHT: "вывод верен"}


def question(stage: int, asked: Question) -> str:
    """The question in words of its stage."""
    return (OF_FOLLOW_UP if stage == 5 else {}).get(asked, QUESTIONS[asked])


def state(found: Standing, accepted: bool) -> tuple[str, str]:
    """How the stage stands, and the tone of its badge."""
    if found.failed_after:
        text = (
            "принят, но потом появился сбой"
            if accepted
            else "сбой после нужного числа успехов: не принимается"
        )
        return text, "bad"
    if accepted:
        return "принят", "good"
    if found.is_met:
        return "критерий выполнен, можно принимать", "good"
    return "идёт проверка" if found.successes or found.failures else "не начат", "neutral"


def progress(found: Standing) -> str:
    """«12 из 20, неверных 1»."""
    text = f"{formats.integer(found.successes)} из {formats.integer(found.rule.needed)}"
    return f"{text}, неверных {formats.integer(found.failures)}" if found.failures else text
