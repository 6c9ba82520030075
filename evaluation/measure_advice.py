"""Prints how the local adviser's texts hold on a folder of calls: likeness of any two, truth, form, length, time.

    python -m evaluation.measure_advice [DIR] [--json] [--worst N]

``DIR`` holds ``companies/`` and ``calls/``; without it the whole training corpus is read, twins left out. Advised are
the calls that the local assessor finds lost; labels are not read. Overlap is the share of distinct five-word runs of
the shorter text that the other text holds, lower-cased, the specification's own words included; every two texts of
the folder are compared, of whatever company.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from mentor.engines.adviser.guards import check_advice
from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import Advice, Adviser, LostCall
from mentor.engines.adviser.speech import is_allowed
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.port import Assessor
from mentor.engines.calls_json import load_folder
from mentor.engines.errors import EngineError
from mentor.engines.profile import CompanyProfile

from .advice_truth import strangers
from .labelled import Labelled
from .material import training_material

RUN, MOST_OVERLAP, MOST_WORDS, LEAST_QUOTED = 5, 0.25, 110, 2
_STAGE = re.compile(r"^В этом диалоге клиент ушёл на этапе [^.]+\.")
_FORM = "Рекомендуется перезвонить и сказать следующее: «"
_QUOTED = re.compile(r"«((?:[^«»„“]|„[^„“]*“)+)»|„([^„“]+)“")
_TIME = re.compile(
    r"\b(сегодня|завтра|послезавтра|понедельник|вторник|сред[ауы]|четверг|пятниц[ау]|суббот[ау]|воскресенье|"
    r"через|месяц\w*|недел\w*|полгода|год|час)\b",
    re.IGNORECASE,
)
_NO_STEP = re.compile(r"\b(не звон|номер|обзвон|спис(?:ок|ка|ков)|контакты|базы)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Advised:
    """One lost call with its text and the seconds that it took."""

    id: str
    company: str
    lost: LostCall
    profile: CompanyProfile
    advice: Advice
    seconds: float


@dataclass(slots=True)
class Texts:
    """All texts of a folder; ``missing`` names the lost calls that got none."""

    items: list[Advised] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def calls_of(folder: Path) -> list[Labelled]:
    """All calls of a folder, with labels or without."""
    loaded = load_folder(folder)
    return [Labelled(c.id, c.company, c.conversation, loaded.companies[c.company], {}) for c in loaded.calls]


def corpus_calls() -> list[Labelled]:
    """The training corpus; twins are left out: they are one client's call told twice."""
    return [call for call in training_material().calls if call.twin_of is None]


def advised(
    calls: Sequence[Labelled], assessor: Assessor | None = None, adviser: Adviser | None = None
) -> Texts:
    """Texts for the calls that are found lost; a call that cannot be judged is no lost call. Labels are not read."""
    assessor, adviser = assessor or LocalAssessor(), adviser or LocalAdviser()
    texts = Texts()
    for call in calls:
        profile = call.profile
        try:
            assessment = assessor.assess(call.conversation, profile)
        except EngineError:
            continue
        if assessment.outcome != "lost":
            continue
        lost = LostCall(call.conversation, assessment, others=tuple(i.advice.text for i in texts.items))
        start = time.perf_counter()
        try:
            advice = adviser.advise(lost, profile)
            check_advice(advice, lost, profile)
        except EngineError:
            texts.missing.append(call.id)
            continue
        seconds = time.perf_counter() - start
        texts.items.append(Advised(call.id, call.company, lost, profile, advice, seconds))
    return texts


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Distinct runs of ``RUN`` words, lower-cased."""
    words = re.findall(r"[^\W_]+", text.lower())
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def overlaps(texts: Sequence[str]) -> dict[tuple[int, int], float]:
    """Overlap of every two texts that share a run at all, by their places in ``texts``."""
    of_text = [runs(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, own in enumerate(of_text):
        for run in own:
            holders[run].append(i)
    shared = Counter(pair for places in holders.values() for pair in combinations(places, 2))
    return {(a, b): n / min(len(of_text[a]), len(of_text[b])) for (a, b), n in shared.items()}


def quotes_client(item: Advised) -> bool:
    """Are words of the client in the text, verbatim but for the case of letters and the inner quotation marks."""
    turned = str.maketrans("«»", "„“")
    spoken = [u.text for u in item.lost.conversation.utterances if u.speaker != "manager"]
    said = "\n".join(spoken).lower().translate(turned)
    text = f"{item.advice.why}\n{item.advice.say}"
    quoted = [(outer or inner).lower() for outer, inner in _QUOTED.findall(text)]
    return any(len(q.split()) >= LEAST_QUOTED and q in said for q in quoted)


def ends_in_step(item: Advised) -> bool:
    """Does the speech end in a step with a time; where calls are forbidden, in taking the number off the list."""
    say = item.advice.say
    last = [s for s in re.split(r"(?<=[.!?])\s+", say) if s][-2:]
    return bool(_TIME.search(" ".join(last))) or bool(_NO_STEP.search(say))


def measured(texts: Texts) -> dict[str, float | None]:
    """All figures of the texts; ``None`` where there are none to measure."""
    items = texts.items
    result: dict[str, float | None] = {
        "advice texts": float(len(items)),
        "advice missing": float(len(texts.missing)),
    }
    if not items:
        return result
    shared = list(overlaps([item.advice.text for item in items]).values()) or [0.0]
    lengths = sorted(len(item.advice.say.split()) for item in items)
    times = sorted(item.seconds * 1000 for item in items)
    of_all = len(items)
    return result | {
        "advice overlap, max": max(shared),
        "advice pairs over 0.25": float(sum(each > MOST_OVERLAP for each in shared)),
        "advice equal texts": float(of_all - len({item.advice.text for item in items})),
        "advice from nowhere": float(
            sum(bool(strangers(i.advice.text, i.lost, i.profile)) for i in items) / of_all
        ),
        "advice names the stage": sum(_in_form(item.advice.text) for item in items) / of_all,
        "advice quotes the client": sum(map(quotes_client, items)) / of_all,
        "advice ends in a step": sum(map(ends_in_step, items)) / of_all,
        "advice forbidden phrases": float(sum(not is_allowed(i.advice.text, i.profile) for i in items)),
        "advice words, median": float(statistics.median(lengths)),
        "advice words, longest": float(lengths[-1]),
        "advice ms, median": statistics.median(times),
        "advice ms, p95": times[int(of_all * 0.95)],
    }


def _in_form(text: str) -> bool:
    return bool(_STAGE.match(text)) and _FORM in text


def worst(texts: Texts, count: int) -> list[str]:
    """The likest pairs and whatever is said from nowhere, for whoever mends the wordings."""
    items = texts.items
    pairs = sorted(overlaps([i.advice.text for i in items]).items(), key=lambda pair: -pair[1])[:count]
    lines = [f"{share:.2f}  {items[a].id}  {items[b].id}" for (a, b), share in pairs]
    for item in items:
        lines += [f"{item.id}: {each}" for each in strangers(item.advice.text, item.lost, item.profile)]
    lines += [f"{item.id}: слова клиента не приведены" for item in items if not quotes_client(item)]
    return lines


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="print N likest pairs and what is untraced"
    )
    options = parser.parse_args()
    texts = advised(calls_of(options.folder) if options.folder else corpus_calls())
    if not texts.items and not texts.missing:
        parser.error(f"{options.folder}: нет ни одного потерянного клиента")
    result = measured(texts)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for name, value in result.items():
            print(f"{name:28} {'—' if value is None else f'{value:.3f}'}")
    for line in worst(texts, options.worst) if options.worst else []:
        print(line)


if __name__ == "__main__":
    main()
