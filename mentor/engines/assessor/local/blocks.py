"""Named features of a call's stages: what the manager asked, offered and agreed on, counted from the tags."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import load_cues
from ...text.normal import normalise
from ...text.numbers import numbers
from .acts import Act, TaggedCall
from .features import bucket, grams, masked_stems
from .phrases import requirement_coverages
from .tagger import content_stems, need_question_count

_CUES = load_cues(Path(__file__).with_name("cues") / "blocks.txt")
_YOURS = _CUES["yours"]
_PURPOSE_CLAUSE = _CUES["purpose_clause"]
_CASE = _CUES["case"]
_GUARANTEE = _CUES["guarantee"]


def _speech(call: TaggedCall, indices: list[int]) -> str:
    return " ".join(call.text(i) for i in indices)


def _counts(prefix: str, call: TaggedCall, indices: list[int], acts: tuple[Act, ...]) -> list[str]:
    found: list[str] = []
    for act in acts:
        number = sum(act in call.acts[i] for i in indices)
        found += [f"{prefix}{act}>={k}" for k in (1, 2, 3) if number >= k] or [f"{prefix}{act}=0"]
    return found


def echo(call: TaggedCall, index: int) -> int:
    """How many content words and numbers of the client's earlier speech an utterance takes up."""
    own, own_figures = content_stems(call.text(index)), frozenset(numbers(call.text(index)))
    words: set[str] = set()
    figures: set[int] = set()
    for i in range(index):
        if call.roles[i] == "client":
            words |= own & content_stems(call.text(i))
            figures |= own_figures.intersection(numbers(call.text(i)))
    return len(words) + len(figures)


def summaries(call: TaggedCall) -> list[int]:
    """Utterances that sum the need up: a cue of summing up, and the client's own words and figures in it."""
    pitches = call.where("present", role="manager")
    end = pitches[0] if pitches else len(call.roles)
    return [
        i
        for i in call.where("need_summary", role="manager", before=end + 1)
        if echo(call, i) >= 2 and not (call.has(i, "propose") and call.has(i, "time"))
    ]


def discovery_features(call: TaggedCall) -> list[str]:
    """Questions about the need, their kinds, the terms asked, the summing up."""
    pitches = call.where("present", role="manager")
    end = (pitches[0] if pitches else len(call.roles)) + 1
    early = call.of("manager", before=end)
    asked = call.where("need_question", role="manager")
    count = need_question_count(call)
    opened = sum(call.has(i, "open_question") for i in asked)
    summed = summaries(call)
    best_echo = max((echo(call, i) for i in summed), default=0)
    found = [f"n:asked>={k}" for k in (1, 2, 3, 4, 6) if count >= k] + [
        f"n:open>={k}" for k in (1, 2, 3) if opened >= k
    ]
    found += [
        f"n:asked={min(3, count)}",
        f"n:open={min(3, opened)}",
        f"n:sum={bool(summed)}",
        f"n:echo={bucket(best_echo, 1, 3, 5, 8)}",
    ]
    terms = sum(any(call.has(i, act) for i in early) for act in ("ask_term", "ask_budget", "ask_decision"))
    late = any(call.has(i, "ask_term", "ask_budget", "ask_decision") for i in call.of("manager"))
    found += [f"n:terms={terms}", f"n:late_terms={late}"]
    said = _speech(call, call.of("client", before=end))
    found += [f"n:client_words={bucket(len(normalise(said).words), 10, 30, 60, 100)}"]
    found += _counts(
        "d:",
        call,
        early,
        ("ask_term", "ask_budget", "ask_decision", "need_summary", "question", "open_question"),
    )
    found += [
        f"qw:{w}"
        for i in early
        if call.has(i, "question", "need_summary")
        for w in set(masked_stems(call, i))
    ]
    found += [
        f"n:turns={bucket(len(call.roles), 8, 12, 18, 24)}",
        f"n:pitched={bool(pitches)}",
        f"dir:{call.conversation.direction}",
    ]
    return sorted(set(found))


def pitch_block(call: TaggedCall) -> list[int]:
    """The manager's turns that present: the pitches and the statements after the first of them up to the closing."""
    pitches = call.where("present", role="manager")
    if not pitches:
        return [
            i
            for i in call.where("price", "proof", "benefit", role="manager")
            if len(normalise(call.text(i)).words) >= 6
        ]
    return [
        i
        for i in call.of("manager", after=pitches[0] - 1)
        if call.has(i, "present") or len(normalise(call.text(i)).words) >= 8
    ]


def presentation_features(call: TaggedCall) -> list[str]:
    """The offer: its length, ties to the client's words, benefits, proofs, required points, dodged questions."""
    block = pitch_block(call)
    main = call.where("present", role="manager")
    speech = _speech(call, block)
    first = block[0] if block else len(call.roles)
    tied = max((echo(call, i) for i in block), default=0)
    words = len(normalise(speech).words)
    found = [
        f"p:words={bucket(words, 8, 20, 40, 70, 110)}",
        f"p:main={min(3, len(main))}",
        f"p:echo={bucket(tied, 1, 2, 3, 5, 7)}",
    ]
    pitch_text = _speech(call, main or block)
    found += [f"p:echo_sum={bucket(sum(echo(call, i) for i in main), 1, 3, 5, 8, 12)}"]
    for name, cue in (("yours", _YOURS), ("so", _PURPOSE_CLAUSE), ("case", _CASE), ("guarantee", _GUARANTEE)):
        number = len(cue.all(pitch_text))
        found += [f"p:{name}={min(4, number)}"] + [f"p:{name}>={k}" for k in (1, 2, 3, 5) if number >= k]
        found.append(f"p:{name}_any={bool(cue.find(speech))}")
    found.append(f"p:numbers={bucket(len(numbers(pitch_text)), 1, 3, 5, 8)}")
    found += _counts("p:", call, block, ("benefit", "proof", "price", "tie", "defers_answer", "need_summary"))
    found += [
        f"p:asked={min(3, len(call.where('need_question')))}",
        f"p:sum={bool(summaries(call))}",
        f"p:start={bucket(first, 3, 6, 9, 13)}",
    ]
    coverages = sorted(requirement_coverages(call))
    found += [f"r:{n}={bucket(round(c * 20), 4, 8, 11, 15, 18)}" for n, c in enumerate(coverages[:3])]
    found += [f"r:low={sum(c < 0.45 for c in coverages)}", f"r:zero={sum(c < 0.2 for c in coverages)}"]
    asked = [i for i in call.where("price_question") if call.of("manager", after=i)]
    found.append(f"u:asked={min(2, len(asked))}")
    unanswered = [i for i in asked if not numbers(call.text(call.of("manager", after=i)[0]))]
    found += [
        f"u:open={min(2, len(unanswered))}",
        f"u:dodges={min(3, sum(call.has(i, 'defers_answer') for i in call.of('manager')))}",
    ]
    found += [g for i in main for g in grams("pw:", masked_stems(call, i))]
    found.append(f"obj={min(2, len(call.objections))}")
    found.append(f"p:turns={bucket(len(call.roles), 8, 12, 18, 24)}")
    return sorted(set(found))


def closing_features(call: TaggedCall) -> list[str]:
    """The end: steps proposed, times named, invitations to call, agreements recalled, thanks and goodbye."""
    managers = call.of("manager")
    last = managers[-4:]
    found = _counts(
        "e:",
        call,
        last,
        (
            "propose",
            "time",
            "recap",
            "bye",
            "thanks",
            "invite_to_call",
            "sends",
            "question",
            "concede",
            "argue",
        ),
    )
    found += _counts("all:", call, managers, ("propose", "time", "recap", "invite_to_call"))
    dated = [i for i in managers if call.has(i, "propose") and call.has(i, "time")]
    late = [i for i in dated if i >= len(call.roles) * 0.55]
    found += [f"c:dated={min(3, len(dated))}", f"c:late_dated={min(2, len(late))}"]
    asked = [i for i in late if call.has(i, "question")]
    found.append(f"c:asked_time={bool(asked)}")
    recaps = [
        i
        for i in last
        if call.has(i, "recap", "need_summary") and (call.has(i, "time") or numbers(call.text(i)))
    ]
    found += [
        f"c:recap={min(2, len(recaps))}",
        f"c:recap_len={bucket(max((len(normalise(call.text(i)).words) for i in recaps), default=0), 6, 12, 20)}",
    ]
    polite = any(call.has(i, "bye", "thanks") for i in managers[-3:])
    found.append(f"c:polite={polite}")
    first_time = next(
        (
            call.roles[i]
            for i in range(len(call.roles) // 2, len(call.roles))
            if call.has(i, "time", "sets_time")
        ),
        "nobody",
    )
    found.append(f"c:first_time={first_time}")
    for i in call.of("client")[-4:]:
        found += [f"ca:{act}" for act in call.acts[i]] + [f"cw:{w}" for w in set(masked_stems(call, i))]
    for n, i in enumerate(reversed(last), 1):
        found += grams("ew:", masked_stems(call, i))
        found += [f"e{n}a:{act}" for act in call.acts[i]]
    found += [
        f"c:turns={bucket(len(call.roles), 8, 12, 18, 24)}",
        f"dir:{call.conversation.direction}",
        f"c:last={call.roles[-1]}",
    ]
    found += [f"o:{o.kind}" for o in call.objections]
    return sorted(set(found))


def reached_features(call: TaggedCall) -> list[str]:
    """Which stages the talk came to: what was asked, offered, proposed, how long it was and how it broke off."""
    managers, clients = call.of("manager"), call.of("client")
    block = pitch_block(call)
    found = _counts(
        "m:",
        call,
        managers,
        (
            "need_question",
            "present",
            "propose",
            "price",
            "argue",
            "concede",
            "join",
            "need_summary",
            "bye",
            "time",
            "benefit",
        ),
    )
    found += _counts(
        "c:", call, clients, ("refuses", "bought", "evades", "agrees", "price_question", "angry")
    )
    found += [
        f"turns={bucket(len(call.roles), 5, 7, 9, 12, 16, 20)}",
        f"words={bucket(len(normalise(_speech(call, block)).words), 8, 20, 40)}",
        f"asked={min(3, need_question_count(call))}",
    ]
    for n, i in enumerate(clients[:3], 1):
        found += [f"first{n}:{act}" for act in call.acts[i]]
    early = [o for o in call.objections if o.utterance <= 4]
    found += (
        [f"early_obj={bool(early)}"]
        + [f"early:{o.kind}" for o in early]
        + [f"obj:{o.kind}" for o in call.objections]
    )
    at = min((o.utterance for o in call.objections), default=len(call.roles))
    found += [
        f"pitch_before_obj={bool(call.where('present', before=at))}",
        f"asked_before_obj={bool(call.where('need_question', before=at))}",
    ]
    for n, i in enumerate(reversed(managers[-3:]), 1):
        found += [f"lm{n}:{act}" for act in call.acts[i]]
        found += [f"lmw:{w}" for w in set(masked_stems(call, i))]
    for n, i in enumerate(reversed(clients[-3:]), 1):
        found += [f"lc{n}:{act}" for act in call.acts[i]]
        found += [f"lcw:{w}" for w in set(masked_stems(call, i))]
    return sorted(set(found))
