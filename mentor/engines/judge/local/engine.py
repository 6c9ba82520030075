"""The local judge: was a recommendation's meaning used in a later call."""

from __future__ import annotations

from ...assessor.local.acts import TaggedCall
from ...assessor.local.tagger import tag_call
from ...conversation import Conversation
from ...errors import EngineError
from ...profile import CompanyProfile
from ...text.normal import normalise
from ..guards import check_verdict
from ..port import Point, Verdict
from .matcher.encoder import Array
from .matcher.inputs import inputs_of
from .matcher.network import Network, shipped_network
from .points import split_points
from .reach import client_is_understood, nobody_reached
from .verdict import decide, hear, point_of
from .witness import Witness, shipped_witness

NAME = "local-2"


class LocalJudge:
    """Needs nothing but this machine. Same input, same output."""

    name = NAME

    def __init__(self, network: Network | None = None, witness: Witness | None = None) -> None:
        self._network = network or shipped_network()
        self._witness = witness or shipped_witness()

    def judge(self, recommendation: str, followup: Conversation, profile: CompanyProfile) -> Verdict:
        """Raises ``EngineError(permanent=True)`` for an empty transcript or a recommendation that asks for nothing."""
        points = split_points(recommendation)
        if not points:
            raise EngineError("В рекомендации нет ни одного пункта: судить не о чем.", permanent=True)
        if not any(normalise(u.text).words for u in followup.utterances):
            raise EngineError("Расшифровка пуста: судить не о чем.", permanent=True)
        call = tag_call(followup, profile)
        if nobody_reached(call):
            verdict = self._silent(points)
        else:
            verdict = self._spoken(points, call, self._witness.odds(recommendation, followup))
        check_verdict(verdict, followup)
        return verdict

    def _silent(self, points: tuple[str, ...]) -> Verdict:
        """Nobody of the client's was spoken to: nothing was said, whatever words there are."""
        absent = tuple(Point(text, "absent", None) for text in points)
        return Verdict("none", 0.0, agreed=False, points=absent, engine=self.name)

    def _spoken(self, points: tuple[str, ...], call: TaggedCall, words: Array) -> Verdict:
        inputs = inputs_of(points, call)
        if not inputs.own:
            return self._silent(points)
        outs = self._network.run(inputs)
        agreed = outs.agreed > 0.0 and client_is_understood(call)
        heard = hear(outs)
        fulfilled, degree = decide(heard, self._network.verdict, words)
        found = tuple(point_of(text, one, inputs, call) for text, one in zip(points, heard, strict=True))
        return Verdict(fulfilled, degree, agreed=agreed, points=found, engine=self.name)
