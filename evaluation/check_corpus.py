"""Checks folders of labelled calls: every label must hold by the rubric and by the conventions of labelling.

    python -m evaluation.check_corpus [DIR ...]      # evaluation/corpus and evaluation/corpus/own by default

A folder holds ``companies/``, ``calls/`` and, where there are minimal pairs, ``contrast/calls/``. Prints one line a
mistake, ``file: what is wrong``, and exits with 1 when there is any.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mentor.engines.calls_json import CallsJsonError, load_folder, read_call
from mentor.engines.rubric import MAX_SCORE, NOT_REACHED_RULE, STAGES, seed_rubric

Json = Mapping[str, Any]

CORPUS = Path(__file__).parent / "corpus"
FOLDERS = (CORPUS, CORPUS / "own")
OUTCOMES = frozenset({"success", "lost", "interrupted", "not_sales"})
REASONS = frozenset({"refusal", "unhandled_objection", "no_next_step"})
KINDS = frozenset(
    {"price", "think", "need", "competitor", "timing", "authority", "trust", "send_info", "other"}
)
MAX_CHANGED_LINES = 4
# «Не предложил шаг» and «шаг без даты» cannot both hold, nor can «ни одного вопроса» and «только один».
EXCLUSIVE = (("no_next_step", "no_date"), ("no_need_question", "one_need_question"))
SAID_SCORES = re.compile(rf"({'|'.join(STAGES)}):? (\d+) -> (\d+)")
NOT_REACHED_STAGES = frozenset({"discovery", "presentation", "closing"})


def check_folder(folder: Path) -> list[str]:
    """Every mistake of one folder as ``file: what is wrong``; an empty list means that all labels hold."""
    loaded = load_folder(folder)
    found = [str(problem) for problem in loaded.problems]
    managers = {
        data["key"]: {m["name"] for m in data["managers"]}
        for path in sorted((folder / "companies").glob("*.json"))
        for data in [json.loads(path.read_text(encoding="utf-8"))]
    }
    calls = _read(folder / "calls", found)
    twins = _read(folder / "contrast" / "calls", found)
    seen = Counter(data["id"] for data in (*calls.values(), *twins.values()))
    found += [f"{name}: имя встречается {count} раза" for name, count in seen.items() if count > 1]
    for name, call in (calls | twins).items():
        found += [f"{name}: {problem}" for problem in check_call(call)]
        if call["id"] != Path(name).stem:
            found.append(f"{name}: имя внутри — «{call['id']}»")
        if call["company"] not in managers:
            found.append(f"{name}: нет компании «{call['company']}»")
        elif call["manager"] not in managers[call["company"]]:
            found.append(f"{name}: менеджера «{call['manager']}» нет в компании")
    by_id = {call["id"]: call for call in calls.values()}
    for name, twin in twins.items():
        base = by_id.get(str(twin["gold"].get("twin_of")))
        problems = ["нет звонка, чей это близнец"] if base is None else check_twin(base, twin)
        found += [f"{name}: {problem}" for problem in problems]
    return found


def _read(folder: Path, problems: list[str]) -> dict[str, dict[str, Any]]:
    """Calls with labels by file name; what cannot be read is told in ``problems``."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        try:
            read_call(data, path.name)
        except CallsJsonError as error:
            problems.append(str(error))
        else:
            found[path.name] = data
    return found


def check_call(call: Json) -> list[str]:
    """Mistakes in the labels of one call."""
    gold = call["gold"]
    said = {
        speaker: [u["text"] for u in call["utterances"] if u["speaker"] == speaker]
        for speaker in ("manager", "client")
    }
    found = list(_outcome(gold))
    for stage in STAGES:
        found += [f"{stage}: {p}" for p in _stage(stage, gold["stages"][stage], said["manager"])]
    found += _objections(gold, said["client"])
    if not str(gold.get("why", "")).strip():
        found.append("нет объяснения «why»")
    return found


def _outcome(gold: Json) -> Iterator[str]:
    outcome, reason, stage = gold["outcome"], gold["lost_reason"], gold["lost_stage"]
    agreed = gold["next_step"]["agreed"]
    if outcome not in OUTCOMES:
        yield f"неизвестный исход «{outcome}»"
    if outcome == "lost":
        if reason not in REASONS:
            yield f"неизвестная причина потери «{reason}»"
        if stage not in range(1, 6):
            yield f"этап потери {stage} не от 1 до 5"
    elif reason is not None or stage is not None:
        yield "причина и этап потери у звонка, который не потерян"
    if agreed is not (outcome == "success"):
        yield f"next_step.agreed = {agreed} при исходе «{outcome}»"
    if outcome == "success" and not gold["next_step"]["what"]:
        yield "успех без названного шага"
    if outcome == "success" and gold["stages"]["greeting"]["score"] is None:
        yield "успех без оценки приветствия"
    if outcome == "not_sales" and any(gold["stages"][s]["score"] is not None for s in STAGES):
        yield "not_sales с оценкой этапа"


def _stage(stage: str, labels: Json, manager: Sequence[str]) -> Iterator[str]:
    score, deductions = labels["score"], labels["deductions"]
    if score is None:
        if deductions:
            yield "снятия у этапа, который не оценивается"
        return
    expected = max(0, MAX_SCORE - sum(d["points"] for d in deductions))
    if score != expected:
        yield f"оценка {score}, а по снятиям {expected}"
    rules = {rule.wording: rule for rule in seed_rubric().of_stage(stage)}
    for deduction in deductions:
        yield from _deduction(stage, deduction, {w: r.points for w, r in rules.items()}, manager)
    codes = Counter(rules[d["rule"]].code for d in deductions if d["rule"] in rules)
    yield from (f"правило {code} снято дважды" for code, count in codes.items() if count > 1)
    yield from (f"{a} и {b} вместе" for a, b in EXCLUSIVE if codes[a] and codes[b])
    if any(d["rule"] == NOT_REACHED_RULE for d in deductions) and len(deductions) > 1:
        yield "«до этапа не дошли» не бывает рядом с другими снятиями"


def _deduction(stage: str, item: Json, points: Mapping[str, int], manager: Sequence[str]) -> Iterator[str]:
    wording, quote = item["rule"], item["quote"]
    right = (
        (MAX_SCORE if stage in NOT_REACHED_STAGES else None)
        if wording == NOT_REACHED_RULE
        else points.get(wording)
    )
    if right is None:
        yield f"в регламенте этапа нет правила «{wording}»"
    elif item["points"] != right:
        yield f"за «{wording}» снято {item['points']}, а по регламенту {right}"
    if quote is not None and not any(quote in text for text in manager):
        yield f"цитаты «{quote}» нет ни в одной реплике менеджера"


def _objections(gold: Json, client: Sequence[str]) -> Iterator[str]:
    objections, score = gold["objections"], gold["stages"]["objections"]["score"]
    for item in objections:
        if item["kind"] not in KINDS:
            yield f"неизвестный вид возражения «{item['kind']}»"
        if not isinstance(item["handled"], bool):
            yield "handled — не да и не нет"
        if not item["quote"] or not any(item["quote"] in text for text in client):
            yield f"цитаты «{item['quote']}» нет ни в одной реплике клиента"
    if not objections and score is not None:
        yield "этап возражений оценён, хотя возражений нет"
    if objections and score is None and gold["outcome"] in ("success", "lost"):
        yield "возражения есть, а этап не оценён"
    if gold["lost_reason"] == "unhandled_objection" and all(o["handled"] for o in objections):
        yield "потеря на необработанном возражении, которого нет в списке"


def check_twin(base: Json, twin: Json) -> list[str]:
    """Mistakes of a minimal pair: what must stay the same, and that something turns over."""
    found = [
        f"поле {field} не как у звонка-основы"
        for field in ("company", "manager", "direction", "client_name")
        if base[field] != twin[field]
    ]
    changed = changed_lines(base, twin)
    if not 1 <= changed <= MAX_CHANGED_LINES:
        found.append(f"изменено реплик: {changed}, а должно быть от 1 до {MAX_CHANGED_LINES}")
    if not str(twin["gold"].get("flips", "")).strip():
        found.append("не сказано, что перевернулось (flips)")
    found += _said_scores(base["gold"], twin["gold"])
    if _verdict(base["gold"]) == _verdict(twin["gold"]):
        found.append("ни исход, ни оценки этапов не изменились")
    return found


def _said_scores(base: Json, twin: Json) -> Iterator[str]:
    """Scores named in «flips» («closing: 4 -> 10») must be those of the labels."""
    for stage, *said in SAID_SCORES.findall(str(twin.get("flips", ""))):
        scores = [str(gold["stages"][stage]["score"]) for gold in (base, twin)]
        if said != scores:
            yield f"flips говорит о {stage} {' -> '.join(said)}, а в разметке {' -> '.join(scores)}"


def changed_lines(base: Json, twin: Json) -> int:
    """How many utterances differ: of each replaced run the longer side counts; a call cut short counts what ends it."""
    a, b = ([(u["speaker"], u["text"]) for u in call["utterances"]] for call in (base, twin))
    codes = difflib.SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes()
    total = 0
    for tag, i1, i2, j1, j2 in codes:
        if tag != "equal":
            cut_short = i2 == len(a) and j2 - j1 < i2 - i1
            total += max(1, j2 - j1) if cut_short else max(i2 - i1, j2 - j1)
    return total


def _verdict(gold: Json) -> tuple[Any, ...]:
    scores = tuple(gold["stages"][s]["score"] for s in STAGES)
    return gold["outcome"], gold["lost_reason"], scores, tuple(o["handled"] for o in gold["objections"])


def main(folders: Sequence[str]) -> int:
    """Command line; 1 when any label does not hold."""
    found = [problem for folder in folders or FOLDERS for problem in check_folder(Path(folder))]
    print("\n".join(found) if found else "ошибок в разметке нет")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
