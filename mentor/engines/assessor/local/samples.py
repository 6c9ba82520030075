"""What the linear heads are asked, written once for training and for use: features and, with labels, answers.

Spaces: ``utterance`` (is a client's turn an objection, of which kind), ``answer`` (how an objection was met),
``ending`` (outcome, reason, stage of loss), ``block`` (what the manager did in a stage).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...rubric import NOT_REACHED_RULE, seed_rubric
from ...text.cues import Span
from ...text.normal import words_of
from .acts import Objected, TaggedCall
from .blocks import closing_features, discovery_features, presentation_features, reached_features
from .features import answer_features, ending_features, utterance_features
from .loss import loss_features, lost_moment
from .objections import ANSWER_RULES
from .tagger import tag_call

Example = tuple[list[str], dict[str, int]]
OUTCOMES = ("success", "lost", "interrupted", "not_sales")
REASONS = ("refusal", "unhandled_objection", "no_next_step")
KINDS = ("price", "think", "need", "competitor", "timing", "authority", "trust", "send_info", "other")
BLOCK_STAGES = ("discovery", "presentation", "closing")
BLOCK_FEATURES = {
    "discovery": discovery_features,
    "presentation": presentation_features,
    "closing": closing_features,
}


def examples(
    conversation: Conversation, profile: CompanyProfile, gold: Mapping[str, Any]
) -> dict[str, list[Example]]:
    """Training examples of one labelled call by feature space."""
    call = tag_call(conversation, profile)
    found: dict[str, list[Example]] = defaultdict(list)
    call.objections = gold_objections(call, gold)
    objecting = {o.utterance: o.kind for o in call.objections}
    if gold["outcome"] != "not_sales":
        for i in call.of("client"):
            labels = {"objection": int(i in objecting)}
            if i in objecting:
                labels |= {f"kind:{k}": int(objecting[i] == k) for k in KINDS}
            found["utterance"].append((utterance_features(call, i), labels))
        found["answer"] += _answers(call, gold)
        labels = _blocks(gold)
        for stage in BLOCK_STAGES:
            rules = {f"rule:{r.code}" for r in seed_rubric().of_stage(stage)}
            found[stage].append(
                (BLOCK_FEATURES[stage](call), {k: v for k, v in labels.items() if k in rules})
            )
        found["reached"].append(
            (reached_features(call), {k: v for k, v in labels.items() if not k.startswith("rule:")})
        )
    if gold["outcome"] == "lost":
        found["loss"].append(_loss(call, gold))
    found["ending"].append((ending_features(call), _ending(gold)))
    return found


def gold_objections(call: TaggedCall, gold: Mapping[str, Any]) -> list[Objected]:
    """The labelled objections placed in the utterances that hold them best (also in damaged copies)."""
    found: list[Objected] = []
    for item in gold["objections"]:
        wanted = set(words_of(item["quote"]))
        best = max(
            call.of("client"),
            key=lambda i: len(wanted & set(words_of(call.text(i)))) / (len(wanted) or 1),
            default=None,
        )
        if best is not None:
            found.append(Objected(best, Span(0, 1), item["kind"], 1.0))
    return found


def _answers(call: TaggedCall, gold: Mapping[str, Any]) -> list[Example]:
    out: list[Example] = []
    for labels, objected in zip(answer_labels(gold), call.objections, strict=False):
        named = {name if name == "handled" else f"answer:{name}": value for name, value in labels.items()}
        out.append((answer_features(call, objected.utterance), named))
    return out


def answer_labels(gold: Mapping[str, Any]) -> list[dict[str, int]]:
    """For each labelled objection: handled or not, and, where it carries the stage's deductions, what was broken."""
    stage = gold["stages"]["objections"]
    worded = {r.wording: r.code for r in seed_rubric().of_stage("objections")}
    broken = {worded[d["rule"]] for d in stage["deductions"] if d["rule"] in worded}
    any_open = any(not item["handled"] for item in gold["objections"])
    out = []
    for item in gold["objections"]:
        labels = {"handled": int(item["handled"])}
        if stage["score"] is not None and (not any_open or not item["handled"]):
            labels |= {rule: int(rule in broken) for rule in ANSWER_RULES}
        out.append(labels)
    return out


def _ending(gold: Mapping[str, Any]) -> dict[str, int]:
    labels = {f"outcome:{o}": int(gold["outcome"] == o) for o in OUTCOMES}
    if gold["outcome"] == "lost":
        labels |= {f"reason:{r}": int(gold["lost_reason"] == r) for r in REASONS}
    return labels


def _loss(call: TaggedCall, gold: Mapping[str, Any]) -> Example:
    """How far the talk had come at the loss, and the labelled stage."""
    unmet = [o for o, item in zip(call.objections, gold["objections"], strict=False) if not item["handled"]]
    moment = lost_moment(call, unmet, gold["lost_reason"])
    return loss_features(call, gold["lost_reason"], moment.utterance), {
        f"lost_stage:{n}": int(gold["lost_stage"] == n) for n in range(1, 6)
    }


def _blocks(gold: Mapping[str, Any]) -> dict[str, int]:
    labels = course_labels(gold)
    for stage in BLOCK_STAGES:
        judged = gold["stages"][stage]
        broken = {d["rule"] for d in judged["deductions"]}
        if judged["score"] is not None and NOT_REACHED_RULE not in broken:
            labels |= {
                f"rule:{r.code}": int(r.wording in broken) for r in seed_rubric().of_stage(stage) if r.enabled
            }
    return labels


def course_labels(gold: Mapping[str, Any]) -> dict[str, int]:
    """Which stages the talk never came to: not judged (``null_…``), or lost by the manager before (``left_…``)."""
    labels: dict[str, int] = {}
    for stage in BLOCK_STAGES:
        judged = gold["stages"][stage]
        left = any(d["rule"] == NOT_REACHED_RULE for d in judged["deductions"])
        if gold["outcome"] in ("lost", "interrupted"):
            labels[f"null_{stage}"] = int(judged["score"] is None)
        if gold["outcome"] == "lost" and judged["score"] is not None:
            labels[f"left_{stage}"] = int(left)
    return labels
