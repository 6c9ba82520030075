"""Which tone a figure wears. Pure rules: colour means good, bad or "needs action", and nothing else."""

from __future__ import annotations

from typing import Final

TONES: Final = ("good", "bad", "attention", "neutral", "accent")
PASS_MARK: Final = 7
PASS_SHARE: Final = 0.7
# A share of stages is judged on at least this many graded calls (domain decision 4).
ENOUGH_CALLS: Final = 5


def tone_class(tone: str | None) -> str:
    """The CSS class of a tone; an unknown tone is neutral, so a typo can't paint a page red."""
    return f"is-{tone}" if tone in TONES else "is-neutral"


def score_tone(score: float | None, pass_mark: float = PASS_MARK) -> str:
    """Good at or over the pass mark, attention down to half of it, bad below; none when not graded."""
    if score is None:
        return "none"
    if score >= pass_mark:
        return "good"
    return "attention" if score >= pass_mark / 2 else "bad"


def share_tone(share: float | None, pass_share: float = PASS_SHARE) -> str:
    """The same for a share of 0..1 against the company's pass share."""
    if share is None:
        return "none"
    if share >= pass_share:
        return "good"
    return "attention" if share >= pass_share / 2 else "bad"


def heat_class(
    share: float | None,
    pass_share: float = PASS_SHARE,
    calls: int | None = None,
    enough: int = ENOUGH_CALLS,
) -> str:
    """Class of a heat cell: red in three steps under the pass share, green over it, plain near it."""
    if share is None:
        return ""
    if calls is not None and calls < enough:
        return "heat-few"
    over, under = 1 - pass_share, pass_share
    if share >= pass_share:
        step = 1 + int((share - pass_share) / over * 3) if over > 0 else 3
        return f"heat-g{min(step, 3)}"
    gap = (pass_share - share) / under
    return "" if gap < 0.1 else f"heat-b{min(1 + int((gap - 0.1) / 0.3), 3)}"


def difference_tone(difference: float | None, *, more_is_better: bool = True) -> str:
    """Good when a change goes the right way, bad when it goes the wrong one, neutral for none."""
    if not difference:
        return "neutral"
    return "good" if (difference > 0) is more_is_better else "bad"
