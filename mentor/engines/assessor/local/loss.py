"""The moment at which a client was lost, and how far the talk had come by then."""

from __future__ import annotations

from ...text.normal import words_of
from ...text.quotes import quote_at
from ..port import LostReason, Moment
from .acts import Objected, TaggedCall
from .commitment import Commitment, read_commitment
from .features import bucket
from .objections import EVASIVE, objection_moment_of

_COURTESY_WORDS = 4


def lost_moment(call: TaggedCall, unmet: list[Objected], reason: LostReason) -> Moment:
    """The client's words after which the talk never came back to a deal; ``unmet``: objections left unhandled."""
    find = {"unhandled_objection": _at_objection, "refusal": _at_refusal, "no_next_step": _at_evasion}[reason]
    return find(call, unmet) or _last_words(call)


def _at_objection(call: TaggedCall, unmet: list[Objected]) -> Moment | None:
    of_substance = [o for o in unmet if o.kind not in EVASIVE] or unmet
    return objection_moment_of(call, of_substance[-1]) if of_substance else None


def _at_refusal(call: TaggedCall, unmet: list[Objected]) -> Moment | None:
    stand = read_commitment(call)
    if stand.state in ("bought", "refused"):
        return _clause(call, stand)
    if unmet:
        return objection_moment_of(call, unmet[-1])
    refused = call.where("bought", "refuses", role="client")
    if not refused:
        return None
    return call.moment(refused[0], "bought" if call.has(refused[0], "bought") else "refuses")


def _at_evasion(call: TaggedCall, unmet: list[Objected]) -> Moment | None:
    evasive = [o for o in unmet if o.kind in EVASIVE] or unmet
    if evasive:
        return objection_moment_of(call, evasive[-1])
    stand = read_commitment(call)
    return _clause(call, stand) if stand.state == "evaded" else None


def _clause(call: TaggedCall, stand: Commitment) -> Moment:
    assert stand.utterance is not None
    text = call.text(stand.utterance)
    if len(words_of(text)) <= 24:
        return Moment(stand.utterance, text.strip())
    return Moment(stand.utterance, quote_at(text, stand.span))


def _last_words(call: TaggedCall) -> Moment:
    """The client's last turn that is more than a goodbye; else the last turn of all."""
    clients = [i for i in call.of("client") if words_of(call.text(i))]
    telling = [i for i in clients if len(words_of(call.text(i))) >= _COURTESY_WORDS]
    spoken = [i for i in range(len(call.roles)) if words_of(call.text(i))]
    return call.moment((telling or clients or spoken)[-1])


def loss_features(call: TaggedCall, reason: LostReason, index: int) -> list[str]:
    """How far the talk had come when the client was lost at utterance ``index``."""
    asked = len(call.where("need_question", role="manager", before=index))
    pitched = len(call.where("present", role="manager", before=index))
    priced = bool(call.where("price", role="manager", before=index))
    proposed = [i for i in call.where("propose", role="manager", before=index) if call.has(i, "time")]
    kinds = {o.kind for o in call.objections if o.utterance == index}
    objected_before = any(o.utterance < index for o in call.objections)
    left = len(call.roles) - index
    reached = 5 if proposed and pitched else 3 if pitched else 2 if asked else 1
    found = [
        f"reason={reason}",
        f"asked={min(3, asked)}",
        f"pitched={min(2, pitched)}",
        f"priced={priced}",
        f"dated={bool(proposed)}",
        f"reached={reached}",
        f"reason:{reason}:reached={reached}",
        f"at={bucket(index, 3, 5, 8, 12, 16)}",
        f"left={bucket(left, 3, 5, 8)}",
        f"reason:{reason}:pitched={min(1, pitched)}",
        f"reason:{reason}:asked={min(1, asked)}",
        f"objected={objected_before}",
        f"turns={bucket(len(call.roles), 8, 12, 18)}",
        f"reason:{reason}:at={bucket(index, 4, 8, 14)}",
        f"reason:{reason}:priced={priced}",
    ]
    found += [f"kind={k}" for k in kinds] + [f"reason:{reason}:kind={k}" for k in kinds]
    before = next((i for i in range(index - 1, -1, -1) if call.roles[i] == "manager"), None)
    if before is not None:
        found += [f"before:{act}" for act in call.acts[before]]
    return found
