"""Named features of utterances, answers and whole calls for the linear heads. Names of people are left out."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from ...text.normal import normalise, stem
from ...text.numbers import is_number_word, numbers
from .acts import TaggedCall
from .client import objection_kind_cues
from .commitment import read_commitment
from .plain_objections import plain_kinds

NEAR = 3


def masked_stems(call: TaggedCall, index: int) -> list[str]:
    """Stems of an utterance; numbers as one word, names of this call's people and company left out."""
    hidden = hidden_stems(call)
    return [
        "#" if is_number_word(w) else stem(w)
        for w in normalise(call.text(index)).words
        if stem(w) not in hidden
    ]


def hidden_stems(call: TaggedCall) -> frozenset[str]:
    """Stems of the names of this call's people and of the company."""
    return _hidden(
        call.conversation.manager_name or "",
        call.conversation.client_name or "",
        call.profile.name,
        call.profile.manager_names,
    )


@lru_cache(maxsize=512)
def _hidden(manager: str, client: str, company: str, managers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem(w) for text in (manager, client, company, *managers) for w in normalise(text).words)


def grams(prefix: str, words: list[str]) -> list[str]:
    """Words and pairs of neighbours, named with a prefix."""
    return [f"{prefix}{w}" for w in set(words)] + [f"{prefix}{a}_{b}" for a, b in {*pairwise(words)}]


def bucket(value: int, *limits: int) -> int:
    """How many of the limits ``value`` reaches."""
    return sum(value >= limit for limit in limits)


def utterance_features(call: TaggedCall, index: int) -> list[str]:
    """A client's utterance with its neighbours and its place in the call."""
    words = masked_stems(call, index)
    found = grams("w:", words)
    found += [f"a:{act}" for act in call.acts[index]]
    found += [f"k:{kind}" for kind, _ in objection_kind_cues(call.text(index))]
    plain = plain_kinds(call.text(index))
    found += [f"s:{kind}" for kind in plain] + [f"s:any={min(2, len(plain))}"]
    asked = "?" in call.text(index) or call.has(index, "price_question", "asks_step")
    found += [f"sq:{bool(plain)}:{asked}", f"known:{known_likeness(call, index)}"]
    count = len(call.roles)
    if index > 0:
        found += [f"pa:{act}" for act in call.acts[index - 1]]
        found += [f"pw:{w}" for w in set(masked_stems(call, index - 1))]
    found.append(f"sp:{bool(plain)}:{bool(call.where('present', before=index))}")
    if index + 1 < count:
        found += [
            f"sna:{bool(plain)}:{act}"
            for act in ("join", "clarify", "argue", "concede", "question", "present")
            if act in call.acts[index + 1]
        ]
        found += [f"na:{act}" for act in call.acts[index + 1]]
        found += [f"nw:{w}" for w in set(masked_stems(call, index + 1))]
    left = len(call.of("client", after=index))
    found += [
        f"left:{min(left, 4)}",
        f"pos:{bucket(index, 2, 5, 10, 16)}",
        f"len:{bucket(len(words), 3, 6, 12, 20)}",
    ]
    found += [f"q:{'?' in call.text(index)}", f"num:{bool(numbers(call.text(index)))}"]
    found.append(f"pitched:{bool(call.where('present', before=index))}")
    found.append(f"dir:{call.conversation.direction}")
    return found


def known_likeness(call: TaggedCall, index: int) -> int:
    """How near an utterance is to an objection that the company knows: content words shared with the nearest, to 3."""
    from .tagger import content_stems

    said = content_stems(call.text(index))
    return min(3, max((len(said & content_stems(o.text)) for o in call.profile.objections), default=0))


def answer_features(call: TaggedCall, index: int) -> list[str]:
    """What follows an objection: the manager's next turns and the client's reaction to them."""
    found: list[str] = []
    managers = call.of("manager", after=index)[:NEAR]
    clients = call.of("client", after=index)[:NEAR]
    for n, i in enumerate(managers, 1):
        found += (
            grams(f"m{n}w:", masked_stems(call, i))
            if n == 1
            else [f"m{n}w:{w}" for w in set(masked_stems(call, i))]
        )
        found += [f"m{n}a:{act}" for act in call.acts[i]]
        found += [f"ma:{act}" for act in call.acts[i]]
        found.append(f"m{n}len:{bucket(len(normalise(call.text(i)).words), 4, 8, 14, 24)}")
        found.append(f"m{n}num:{bool(numbers(call.text(i)))}")
    for n, i in enumerate(clients, 1):
        found += [f"c{n}w:{w}" for w in set(masked_stems(call, i))]
        found += [f"c{n}a:{act}" for act in call.acts[i]]
        found.append(f"c{n}obj:{any(o.utterance == i for o in call.objections)}")
    found.append(f"after:{bucket(len(managers), 1, 2, 3)}:{bucket(len(call.roles) - index, 3, 6, 10)}")
    found.append(f"later:{any(o.utterance > index for o in call.objections)}")
    found += [f"own:{kind}" for kind in {o.kind for o in call.objections if o.utterance == index}]
    if managers:
        from .tagger import content_stems

        shared = content_stems(call.text(index)) & content_stems(call.text(managers[0]))
        found.append(f"echo:{min(2, len(shared))}")
    return found


def commitment_features(call: TaggedCall) -> list[str]:
    """Where the client stands at the end, alone and with what the manager made of it."""
    stand = read_commitment(call)
    left = 9 if stand.utterance is None else len(call.of("client", after=stand.utterance))
    broken = bool(call.where("line_bad", "cut_off", after=max(0, len(call.roles) - 5)))
    found = [
        f"state:{stand.state}",
        f"state:{stand.state}:{stand.cancelled}",
        f"state:{stand.state}:left{min(3, left)}",
    ]
    found += [
        f"state:{stand.state}:before{stand.agreed_before}",
        f"cancelled:{stand.cancelled}",
        f"state:{stand.state}:broken{broken}",
    ]
    tail = call.of("manager")[-3:]
    dated = any(call.has(i, "time") and call.has(i, "recap", "propose", "bye") for i in tail)
    found += [f"state:{stand.state}:dated{dated}", f"state:{stand.state}:{stand.cancelled}:{dated}"]
    sales = bool(call.where("present", "need_question", "price"))
    odd = bool(call.where("wrong_number", "machine", "service", "internal"))
    found += [f"odd:{odd}:{sales}", f"state:{stand.state}:sales{sales}"]
    return found


def ending_features(call: TaggedCall) -> list[str]:
    """How the call ended: the last turns of both sides, and what happened on the way."""
    found: list[str] = commitment_features(call)
    count = len(call.roles)
    for n, i in enumerate(reversed(call.of("client")[-4:]), 1):
        found += grams(f"c{n}w:", masked_stems(call, i))
        found += [f"cw:{w}" for w in set(masked_stems(call, i))]
        found += [f"c{n}a:{act}" for act in call.acts[i]] + [f"ca:{act}" for act in call.acts[i]]
        found += [f"c{n}k:{kind}" for kind, _ in objection_kind_cues(call.text(i))]
    for n, i in enumerate(reversed(call.of("manager")[-4:]), 1):
        found += [f"m{n}w:{w}" for w in set(masked_stems(call, i))]
        found += [f"mw:{w}" for w in set(masked_stems(call, i))]
        found += [f"m{n}a:{act}" for act in call.acts[i]] + [f"ma:{act}" for act in call.acts[i]]
    for i in range(count):
        found += [f"{call.roles[i][0]}any:{act}" for act in call.acts[i]]
    found += [
        f"turns:{bucket(count, 6, 10, 16, 24)}",
        f"last:{call.roles[-1]}",
        f"dir:{call.conversation.direction}",
    ]
    found += [f"first:{w}" for i in range(min(4, count)) for w in set(masked_stems(call, i))]
    found.append(f"pitch:{min(2, len(call.where('present')))}")
    found.append(f"needq:{min(3, len(call.where('need_question')))}")
    found += [f"objk:{o.kind}" for o in call.objections]
    found.append(f"nobj:{min(3, len(call.objections))}")
    tail = max(0, count - 6)
    found += [f"tail:{call.roles[i][0]}:{act}" for i in range(tail, count) for act in call.acts[i]]
    return sorted(set(found))
