"""The local judge: was a recommendation's meaning used in a later call."""

from __future__ import annotations

from ...assessor.local.tagger import tag_call
from ...conversation import Conversation
from ...errors import EngineError
from ...profile import CompanyProfile
from ...text.normal import normalise
from ..guards import check_verdict
from ..port import Point, PointState, Verdict
from .features import Read, match_point, read_followup
from .linear import Heads, shipped_heads
from .points import split_points
from .reach import nobody_reached
from .verdict import Judged, call_figures, decide, judge_point

NAME = "local-1"


class LocalJudge:
    """Needs nothing but this machine. Same input, same output."""

    name = NAME

    def __init__(self, heads: Heads | None = None) -> None:
        self._heads = heads or shipped_heads()

    def judge(self, recommendation: str, followup: Conversation, profile: CompanyProfile) -> Verdict:
        """Raises ``EngineError(permanent=True)`` for an empty transcript or a recommendation that asks for nothing."""
        points = split_points(recommendation)
        if not points:
            raise EngineError("В рекомендации нет ни одного пункта: судить не о чем.", permanent=True)
        if not any(normalise(u.text).words for u in followup.utterances):
            raise EngineError("Расшифровка пуста: судить не о чем.", permanent=True)
        read = read_followup(tag_call(followup, profile))
        silent = not read.passages or nobody_reached(read.call)
        verdict = self._silent(points) if silent else self._spoken(points, read)
        check_verdict(verdict, followup)
        return verdict

    def _silent(self, points: tuple[str, ...]) -> Verdict:
        """Nobody of the client's was spoken to: nothing was said, whatever words there are."""
        absent = tuple(Point(text, "absent", None) for text in points)
        return Verdict("none", 0.0, agreed=False, points=absent, engine=self.name)

    def _spoken(self, points: tuple[str, ...], read: Read) -> Verdict:
        judged = judge_points(points, read, self._heads)
        figures = call_figures(judged, read)
        fulfilled, degree = decide(figures, self._heads)
        return Verdict(
            fulfilled=fulfilled,
            degree=degree,
            agreed=self._heads.agreed.probability(read.whole) >= 0.5,
            points=tuple(_point(item) for item in judged),
            engine=self.name,
        )


def judge_points(points: tuple[str, ...], read: Read, heads: Heads) -> tuple[Judged, ...]:
    """Every point with its nearest passage and probabilities."""
    last = max(1, len(points) - 1)
    return tuple(
        judge_point(text, match_point(text, read, number / last), heads.said, heads.opposite)
        for number, text in enumerate(points)
    )


def _point(item: Judged) -> Point:
    state: PointState = "said" if item.said >= 0.5 else "opposite" if item.opposite >= 0.5 else "absent"
    quote = item.match.passage.text.strip() if item.match.passage is not None and state != "absent" else None
    return Point(item.text, state if quote else "absent", quote)
