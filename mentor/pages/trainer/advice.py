"""What to do next after a talk. Pure: scores and lost points in, one sentence out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Scores = Sequence[int | None]
HARDEST = 3


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule that cost points in this talk."""

    stage: int
    points: int
    rule: str


@dataclass(frozen=True, slots=True)
class Next:
    """One thing: ``lost`` names the rule to mend, else the talk is to be harder or another."""

    text: str
    lost: Lost | None = None
    harder: bool = False


def next_thing(lost: Sequence[Lost], scores: Scores, *, level: int, won: bool, pass_mark: int) -> Next:
    """The costliest rule of the weakest judged stage; where all stages pass, a harder client or another situation."""
    judged = {number: score for number, score in enumerate(scores, start=1) if score is not None}
    weak = {number: score for number, score in judged.items() if score < pass_mark}
    costly = [each for each in lost if each.stage in weak]
    if costly:
        worst = min(costly, key=lambda each: (weak[each.stage], -each.points))
        return Next(f"В следующем разговоре сделайте одно: исправьте «{worst.rule}».", worst)
    if not judged:
        return Next("Поговорите дольше: в этом разговоре ни один этап не успел сложиться.")
    if won and level < HARDEST:
        return Next("Все этапы пройдены. Возьмите клиента потруднее.", harder=True)
    if won:
        return Next("Самый трудный клиент согласился. Возьмите другую ситуацию или свой проигранный звонок.")
    return Next(
        "Этапы пройдены, но шаг не назначен: в следующий раз назовите день и час и дождитесь согласия."
    )
