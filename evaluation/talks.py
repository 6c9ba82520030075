"""Calls and follow-ups written as text (``evaluation/corpus/talks``), and acts of the lines of all labelled calls.

The format is described in ``evaluation/corpus/talks/README.md``. Everything is turned into the JSON form of the other
folders, so that one reader (``calls_json``) and one check (``check_corpus``) serve both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mentor.engines.rubric import MAX_SCORE, NOT_REACHED_RULE, STAGES, seed_rubric

TALKS = Path(__file__).parent / "corpus" / "talks"
_LINE = re.compile(r"^(\d+[a-z]?)\s+([MC])\s+([^|]*?)\s*\|\s*(.*\S)\s*$")
_DROP = re.compile(r"^(\d+[a-z]?)\s+-\s*$")
_POINT = re.compile(r"^(said|opposite)@(\d+[a-z]?)$")
# the C loader reads the corpus twenty times as fast
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SPEAKERS = {"M": "manager", "C": "client"}
KINDS = ("price", "think", "need", "competitor", "timing", "authority", "trust", "send_info", "other")

MANAGER_ACTS = frozenset(
    [
        "hello",
        "own_name",
        "company",
        "client_name",
        "ask_name",
        "convenience",
        "purpose",
        "help_offer",
        "open_need",
        "closed_need",
        "ask_term",
        "ask_budget",
        "ask_decision",
        "need_summary",
        "present",
        "tie",
        "benefit",
        "proof",
        "price",
        "answer",
        "dodge",
        "join",
        "clarify",
        "substance",
        "check",
        "argue",
        "concede",
        "ignore",
        "propose",
        "date",
        "recap",
        "thanks",
        "bye",
        "invite",
        "send",
    ]
)
CLIENT_ACTS = frozenset(
    [
        "need",
        "ask",
        "ask_price",
        "refuse",
        "bought",
        "evade",
        "agree_step",
        "half",
        "sets_time",
        "asks_step",
        "takes_back",
        "accepts",
        "angry",
        "hangs_up",
    ]
) | {f"obj_{kind}" for kind in KINDS}
COMMON_ACTS = frozenset(
    ["machine", "wrong_number", "service", "internal", "bad_line", "cut_off", "other_person"]
)


class TalkError(Exception):
    """Something in a file of talks does not hold; the message names the file, the talk and what is wrong."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk: its mark («12», «12a»), the speaker, its acts, the text."""

    mark: str
    speaker: str
    acts: tuple[str, ...]
    text: str


@dataclass(slots=True)
class Talks:
    """One file in the JSON form; ``acts`` maps a call's id to the acts of its utterances."""

    company: dict[str, Any] | None
    calls: list[dict[str, Any]] = field(default_factory=list)
    twins: list[dict[str, Any]] = field(default_factory=list)
    followups: list[dict[str, Any]] = field(default_factory=list)
    followup_twins: list[dict[str, Any]] = field(default_factory=list)
    acts: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    lost_at: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def parse_lines(text: str, where: str) -> list[Line]:
    """Lines of a talk; raises ``TalkError`` where one cannot be read."""
    found = []
    for raw in text.strip().splitlines():
        if not raw.strip():
            continue
        match = _LINE.match(raw.strip())
        if not match:
            raise TalkError(f"{where}: строка не читается: {raw.strip()[:60]!r}")
        mark, who, acts, said = match.groups()
        found.append(Line(mark, _SPEAKERS[who], tuple(a for a in acts.split() if a != "-"), said))
    return found


def changed(lines: Sequence[Line], text: str, where: str) -> list[Line]:
    """A twin's lines: the base's with the written ones in place of those with the same mark, inserted or left out."""
    replaced: dict[str, Line | None] = {}
    for raw in str(text).strip().splitlines():
        dropped = _DROP.match(raw.strip())
        if dropped:
            replaced[dropped.group(1)] = None
        elif raw.strip():
            line = parse_lines(raw, where)[0]
            replaced[line.mark] = line
    marks = {line.mark for line in lines}
    out: list[Line] = []
    for line in lines:
        new = replaced.get(line.mark, line)
        if new is not None:
            out.append(new)
        out += [
            added
            for mark, added in sorted(replaced.items())
            if added is not None and mark not in marks and mark.rstrip("abcdefgh") == line.mark
        ]
    last = int(lines[-1].mark.rstrip("abcdefgh")) if lines else -1
    out += [
        added
        for mark, added in sorted(replaced.items(), key=lambda pair: int(pair[0].rstrip("abcdefgh")))
        if added is not None and mark.isdigit() and int(mark) > last
    ]
    known = marks | {line.mark for line in out}
    missing = [mark for mark in replaced if mark not in known]
    if missing:
        raise TalkError(f"{where}: нет строки {', '.join(missing)}")
    return out


def _stage(stage: str, value: Any, where: str) -> dict[str, Any]:
    if value is None:
        return {"score": None, "deductions": []}
    if value == "not_reached":
        return {"score": 0, "deductions": [{"rule": NOT_REACHED_RULE, "points": MAX_SCORE, "quote": None}]}
    rules = {rule.code: rule for rule in seed_rubric().of_stage(stage)}
    unknown = [code for code in value if code not in rules]
    if unknown:
        raise TalkError(f"{where}: в этапе {stage} нет правил {', '.join(map(str, unknown))}")
    taken = [{"rule": rules[c].wording, "points": rules[c].points, "quote": None} for c in value]
    return {"score": max(0, MAX_SCORE - sum(rules[c].points for c in value)), "deductions": taken}


def _gold(raw: Mapping[str, Any], lines: Sequence[Line], where: str) -> dict[str, Any]:
    """The labels in the JSON form."""
    places = {line.mark: line for line in lines}
    heard = []
    for item in raw.get("heard") or []:
        line = places.get(str(item["at"]))
        if line is None:
            raise TalkError(f"{where}: возражение в строке {item['at']}, которой нет")
        quote = str(item.get("quote") or line.text)
        if quote not in line.text:
            raise TalkError(f"{where}: цитаты {quote!r} нет в строке {item['at']}")
        heard.append({"quote": quote, "kind": item["kind"], "handled": bool(item["handled"])})
    lost = raw["outcome"] == "lost"
    step = raw.get("next_step") or {}
    silent = raw["outcome"] == "not_sales"
    return {
        "outcome": raw["outcome"],
        "lost_reason": raw.get("reason") if lost else None,
        "lost_stage": raw.get("stage") if lost else None,
        "stages": {s: _stage(s, None if silent else raw.get(s), f"{where}: {s}") for s in STAGES},
        "objections": heard,
        "next_step": {
            "agreed": raw["outcome"] == "success",
            "what": step.get("what"),
            "when": step.get("when"),
        },
        "why": str(raw.get("why") or "—"),
    }


def _call(
    head: Mapping[str, Any], lines: Sequence[Line], raw: Mapping[str, Any], talks: Talks
) -> dict[str, Any]:
    where = str(head["id"])
    gold = _gold(raw, lines, where)
    talks.acts[where] = [line.acts for line in lines]
    if gold["outcome"] == "lost" and raw.get("lost_at") is not None:
        marks = [line.mark for line in lines]
        if str(raw["lost_at"]) in marks:
            talks.lost_at[where] = marks.index(str(raw["lost_at"]))
    return {
        "id": where,
        "company": head["company"],
        "direction": head["direction"],
        "manager": head["manager"],
        "client_name": head.get("client_name"),
        "client_phone": "+79000000000",
        "started_at": "2026-09-14T11:00:00+03:00",
        "duration_s": max(10, len(lines) * 6),
        "utterances": [{"speaker": line.speaker, "text": line.text} for line in lines],
        "gold": gold,
    }


def _followup(head: Mapping[str, Any], lines: Sequence[Line], gold: Mapping[str, Any]) -> dict[str, Any]:
    marks = [line.mark for line in lines]
    points = []
    for text, state in zip(head["points"], gold["points"], strict=True):
        match = _POINT.match(str(state))
        if not match and state != "absent":
            raise TalkError(f"{head['id']}: состояние пункта {state!r}")
        if match and match.group(2) not in marks:
            raise TalkError(f"{head['id']}: пункт в строке {match.group(2)}, которой нет")
        points.append(
            {
                "text": text,
                "state": match.group(1) if match else "absent",
                "at": marks.index(match.group(2)) if match else None,
            }
        )
    return {
        "id": head["id"],
        "company": head["company"],
        "lost_call": "",
        "recommendation": " ".join(str(head["recommendation"]).split()),
        "followup": {
            "direction": head.get("direction", "out"),
            "manager": head["manager"],
            "utterances": [{"speaker": line.speaker, "text": line.text} for line in lines],
        },
        "gold": {
            "fulfilled": gold["fulfilled"],
            "degree": float(gold["degree"]),
            "why": str(gold.get("why") or "—"),
            "returned": bool(gold["returned"]),
            "points": points,
        },
    }


def _entries(
    raw: Mapping[str, Any], key: str, problems: list[str]
) -> Iterator[tuple[dict[str, Any], list[Line]]]:
    for entry in raw.get(key) or []:
        try:
            yield entry, parse_lines(entry["talk"], str(entry.get("id")))
        except (TalkError, KeyError, TypeError, ValueError) as error:
            problems.append(
                f"{entry.get('id')}: {error!r}" if not isinstance(error, TalkError) else str(error)
            )


def load_talks(path: Path, bases: Mapping[str, dict[str, Any]] | None = None) -> Talks:
    """One file. ``bases``: calls of the other folders by id, for ``twins_of``. Mistakes stand in ``problems``."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}
    except yaml.YAMLError as error:
        talks = Talks(None)
        talks.problems.append(f"{path.name}: {error}")
        return talks
    company = raw.get("company")
    talks = Talks(company)
    key = company["key"] if company else path.stem.split("-")[0]
    for entry, lines in _entries(raw, "calls", talks.problems):
        head = {**entry, "company": key}
        _guard(
            talks,
            entry.get("id"),
            lambda h=head, ls=lines, e=entry: talks.calls.append(_call(h, ls, e["gold"], talks)),
        )
        for number, twin in enumerate(entry.get("twins") or [], 1):
            name = f"{entry.get('id')}-t{number}"
            _guard(
                talks,
                name,
                lambda h=head, ls=lines, e=entry, t=twin, n=name: _twin(talks, h, ls, e["gold"], t, n),
            )
    for number, twin in enumerate(raw.get("twins_of") or [], 1):
        name = f"{twin.get('of')}-x{number}"
        _guard(talks, name, lambda t=twin, n=name: _twin_of(talks, (bases or {})[t["of"]], t, n))
    for entry, lines in _entries(raw, "followups", talks.problems):
        head = {**entry, "company": key}
        _guard(
            talks,
            entry.get("id"),
            lambda h=head, ls=lines, e=entry: talks.followups.append(_followup(h, ls, e["gold"])),
        )
        for number, twin in enumerate(entry.get("twins") or [], 1):
            name = f"{entry.get('id')}-t{number}"
            _guard(
                talks,
                name,
                lambda h=head, ls=lines, e=entry, t=twin, n=name: _followup_twin(talks, h, ls, e, t, n),
            )
    return talks


def _guard(talks: Talks, name: Any, make: Any) -> None:
    try:
        make()
    except TalkError as error:
        talks.problems.append(str(error) if str(name) in str(error) else f"{name}: {error}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        talks.problems.append(f"{name}: {error!r}")


def _twin(
    talks: Talks,
    head: Mapping[str, Any],
    lines: Sequence[Line],
    base: Mapping[str, Any],
    twin: Mapping[str, Any],
    name: str,
) -> None:
    made = changed(lines, twin["lines"], name)
    gold = {**base, **(twin.get("gold") or {})}
    marks = {line.mark for line in made}
    kept = [item for item in gold.get("heard") or [] if str(item["at"]) in marks]
    if "heard" not in (twin.get("gold") or {}):
        gold["heard"] = kept
    call = _call({**head, "id": name}, made, gold, talks)
    call["gold"] |= {"twin_of": head["id"], "flips": str(twin["flips"])}
    talks.twins.append(call)


def _twin_of(talks: Talks, base: Mapping[str, Any], twin: Mapping[str, Any], name: str) -> None:
    lines = [Line(str(i), u["speaker"], (), u["text"]) for i, u in enumerate(base["utterances"])]
    made = changed(lines, twin["lines"], name)
    call = _call({**base, "id": name}, made, _as_text_gold(base, twin, made), talks)
    own = {line.mark: line.acts for line in made if line.acts}
    del talks.acts[name]
    talks.acts[name] = [own.get(line.mark, ()) for line in made]
    call["gold"] |= {"twin_of": base["id"], "flips": str(twin["flips"])}
    talks.twins.append(call)


def _as_text_gold(base: Mapping[str, Any], twin: Mapping[str, Any], lines: Sequence[Line]) -> dict[str, Any]:
    """Labels of a JSON call in the text form, with the twin's over them."""
    gold = base["gold"]
    codes = {rule.wording: rule.code for rule in seed_rubric().rules}

    def stage(value: Mapping[str, Any]) -> Any:
        if value["score"] is None:
            return None
        if any(d["rule"] == NOT_REACHED_RULE for d in value["deductions"]):
            return "not_reached"
        return [codes[d["rule"]] for d in value["deductions"]]

    heard = []
    for item in gold["objections"]:
        at = next(
            (line.mark for line in lines if line.speaker == "client" and item["quote"] in line.text), None
        )
        if at is not None:
            heard.append({"at": at, **item})
    step = gold["next_step"]
    own = {
        "outcome": gold["outcome"],
        "reason": gold["lost_reason"],
        "stage": gold["lost_stage"],
        "heard": heard,
        "next_step": {"what": step["what"], "when": step["when"]} if step["agreed"] else None,
        "why": gold["why"],
        **{s: stage(gold["stages"][s]) for s in STAGES},
    }
    return {**own, **(twin.get("gold") or {})}


def _followup_twin(
    talks: Talks,
    head: Mapping[str, Any],
    lines: Sequence[Line],
    entry: Mapping[str, Any],
    twin: Mapping[str, Any],
    name: str,
) -> None:
    made = changed(lines, twin["lines"], name)
    item = _followup({**head, "id": name}, made, {**entry["gold"], **twin["gold"]})
    item["gold"] |= {"twin_of": entry["id"], "flips": "verdict"}
    talks.followup_twins.append(item)


def load_acts(path: Path) -> dict[str, dict[int, tuple[str, ...]]]:
    """Acts of existing calls: ``{call id: {utterance: acts}}``. Raises ``TalkError``."""
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    current: dict[int, tuple[str, ...]] = {}
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("#"):
            current = found.setdefault(line.lstrip("# ").split()[0], {})
        elif line:
            number, *acts = line.replace("|", " ").split()
            if not number.isdigit():
                raise TalkError(f"{path.name}: строка не читается: {line[:60]!r}")
            current[int(number)] = tuple(a for a in acts if a != "-")
    return found
