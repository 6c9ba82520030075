"""Prints how the local adviser's texts hold on a folder of calls: length, overlap, figures, forbidden phrases, time.

    python -m evaluation.measure_advice DIR [--json]

``DIR`` holds ``companies/`` and ``calls/``. Advised are the calls that the local assessor finds lost; labels are not
read. Overlap is the share of five-word runs of the shorter text that another text of the same company holds.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from mentor.engines.adviser.local import LocalAdviser
from mentor.engines.adviser.port import Advice, LostCall
from mentor.engines.adviser.speech import is_allowed
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.calls_json import load_folder
from mentor.engines.errors import EngineError
from mentor.engines.language_model.facts import figures
from mentor.engines.profile import CompanyProfile

RUN = 5
MOST_QUOTED = 7
_FORM = re.compile(
    r"В этом диалоге клиент ушёл на этапе [^.]*\.|Рекомендуется перезвонить и сказать следующее:"
)
_QUOTED = re.compile(r"[«„]([^«»„“]+)[»“]")
# The speech's own figures: hours and days of the next step, «один вопрос», «пять минут», «через полгода».
_OWN = frozenset(range(25)) | {30, 40}


@dataclass(frozen=True, slots=True)
class Advised:
    """One lost call with its text and the seconds that it took."""

    company: str
    lost: LostCall
    profile: CompanyProfile
    advice: Advice
    seconds: float


def advised(folder: Path) -> list[Advised]:
    """Texts for all calls of the folder that are found lost; a call that cannot be judged is left out."""
    loaded = load_folder(folder)
    assessor, adviser = LocalAssessor(), LocalAdviser()
    found: list[Advised] = []
    for call in loaded.calls:
        profile = loaded.companies[call.company]
        try:
            assessment = assessor.assess(call.conversation, profile)
        except EngineError:
            continue
        if assessment.outcome == "lost":
            lost = LostCall(call.conversation, assessment)
            start = time.perf_counter()
            advice = adviser.advise(lost, profile)
            found.append(Advised(call.company, lost, profile, advice, time.perf_counter() - start))
    return found


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Runs of ``RUN`` words, the specification's own words left out."""
    words = re.findall(r"[^\W_]+", _FORM.sub(" ", text).lower())
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def overlaps(items: Sequence[Advised]) -> list[float]:
    """Overlap of every two texts of one company."""
    found: list[float] = []
    for left, right in combinations(items, 2):
        a, b = runs(left.advice.text), runs(right.advice.text)
        if left.company == right.company and a and b:
            found.append(len(a & b) / min(len(a), len(b)))
    return found


def figures_known(item: Advised) -> bool:
    """Does every figure stand in the call or in the company's knowledge (hours of the next step are the speech's)."""
    profile = item.profile
    known = [u.text for u in item.lost.conversation.utterances]
    known += [text for _, text in profile.script]
    known += [*profile.required_in_presentation, *profile.expert_rules, profile.product, profile.name]
    known += [f"{o.text} {o.good_answer}" for o in profile.objections]
    return not figures(item.advice.text) - figures("\n".join(known)) - _OWN


def raw_quotes(item: Advised) -> int:
    """Quotes of the client's or the manager's words that are longer than can be said."""
    spoken = [u.text.translate(str.maketrans("«»", "„“")) for u in item.lost.conversation.utterances]
    quoted = _QUOTED.findall(f"{item.advice.why} {item.advice.say}")
    return sum(len(q.split()) > MOST_QUOTED and any(q in text for text in spoken) for q in quoted)


def measured(items: Sequence[Advised]) -> dict[str, float]:
    """All figures of the texts; there must be at least two of one company."""
    shared = overlaps(items) or [0.0]
    lengths = sorted(len(item.advice.say.split()) for item in items)
    times = sorted(item.seconds * 1000 for item in items)
    return {
        "texts": len(items),
        "overlap, max": max(shared),
        "overlap, mean": statistics.mean(shared),
        "figures found": sum(map(figures_known, items)) / len(items),
        "forbidden phrases": sum(not is_allowed(item.advice.text, item.profile) for item in items),
        "quotes over 7 words": sum(map(raw_quotes, items)),
        "words to say, median": statistics.median(lengths),
        "words to say, shortest": lengths[0],
        "words to say, longest": lengths[-1],
        "ms a text, median": statistics.median(times),
        "ms a text, p95": times[int(len(times) * 0.95)],
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    items = advised(options.folder)
    if not items:
        parser.error(f"{options.folder}: нет ни одного потерянного клиента")
    result = measured(items)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for name, value in result.items():
            print(f"{name:24} {value:.3f}")


if __name__ == "__main__":
    main()
