"""Is the virtual client a fool: do better managers win more often, and do the assessor's grades order them.

``python -m evaluation.measure_rehearsals [--show COMPANY] [--seeds N]`` plays the written talks of ``rehearsals/`` at
every level and seed and prints, by skill, how often the client agreed, and the rank correlations of skill with the
outcome and with the mean of the five stages' scores.
"""

from __future__ import annotations

import argparse
import statistics
from collections import defaultdict
from dataclasses import dataclass

from evaluation.rehearsals.talks import Written, perform, play_for, written
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.errors import EngineError
from mentor.engines.persona.local import LocalPersona
from mentor.engines.persona.port import LEVELS, Ending, Level, Play, TalkState
from mentor.engines.persona.wire import outcome_of

# How good an ending is: an agreement, an end in peace, a receiver put down.
WORTH: dict[Ending, int] = {"agreed": 2, "refused": 1, "stopped": 1, "hung_up": 0}


@dataclass(frozen=True, slots=True)
class Played:
    """One talk at one level; ``grade`` is the mean of the scored stages, None where nothing could be judged."""

    talk: Written
    level: int
    outcome: Ending
    grade: float | None


def graded(state: TalkState, play: Play, assessor: LocalAssessor) -> float | None:
    """The assessor's mean score of a talk, 0–10."""
    talk = Conversation(
        utterances=tuple(Utterance(line.speaker, line.text) for line in state.lines),
        direction=play.scenario.direction,
        client_name=play.scenario.character.name,
        speakers_sure=True,
    )
    try:
        stages = assessor.assess(talk, play.profile).stages
    except EngineError:
        return None
    scores = [each.score for each in stages.values() if each.score is not None]
    return statistics.fmean(scores) if scores else None


def measure(talks: list[Written], seeds: int, levels: tuple[Level, ...] = LEVELS) -> list[Played]:
    """Every talk at every level and seed."""
    persona, assessor = LocalPersona(), LocalAssessor()
    found: list[Played] = []
    for talk in talks:
        for level in levels:
            for seed in range(seeds):
                play = play_for(talk, level, seed)
                state = perform(talk, play, persona)
                found.append(Played(talk, level, outcome_of(state), graded(state, play, assessor)))
    return found


def rank_correlation(left: list[float], right: list[float]) -> float:
    """Spearman's rho: Pearson's correlation of mean ranks."""
    one, other = _ranks(left), _ranks(right)
    if len(set(one)) < 2 or len(set(other)) < 2:
        return 0.0
    return statistics.correlation(one, other)


def _ranks(values: list[float]) -> list[float]:
    order = sorted(values)
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(order):
        places[value].append(place)
    return [statistics.fmean(places[value]) for value in values]


def show(talk: Written, level: Level) -> None:
    """One talk, line by line."""
    play = play_for(talk, level, 0)
    state = perform(talk, play, LocalPersona())
    print(f"--- {talk.company}, skill {talk.skill}, level {level}: {outcome_of(state)}")
    for line in state.lines:
        print(f"  {'М' if line.speaker == 'manager' else 'К'}: {line.text}")
    print(f"  trust {state.trust:.2f} interest {state.interest:.2f} patience {state.patience:.2f}")


def report(played: list[Played]) -> None:
    """The table and the correlations."""
    print("skill  level  agreed  refused  stopped  hung up  grade")
    for skill in sorted({each.talk.skill for each in played}):
        for level in LEVELS:
            rows = [each for each in played if each.talk.skill == skill and each.level == level]
            ends = [
                sum(r.outcome == end for r in rows) for end in ("agreed", "refused", "stopped", "hung_up")
            ]
            grades = [r.grade for r in rows if r.grade is not None]
            mean = f"{statistics.fmean(grades):5.2f}" if grades else "  —"
            print(f"{skill:>5}  {level:>5}  " + "  ".join(f"{n:>6}" for n in ends) + f"  {mean}")
    skills = [float(each.talk.skill) for each in played]
    print(f"talks {len({id(each.talk) for each in played})}, played {len(played)}")
    worth = [float(WORTH[each.outcome]) for each in played]
    print(f"rank correlation of skill with outcome: {rank_correlation(skills, worth):.3f}")
    judged = [each for each in played if each.grade is not None]
    with_grade = rank_correlation(
        [float(p.talk.skill) for p in judged], [float(p.grade or 0) for p in judged]
    )
    print(f"rank correlation of skill with the assessor's grade: {with_grade:.3f} ({len(judged)} judged)")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", metavar="COMPANY", help="print the talks of one company instead")
    parser.add_argument("--level", type=int, default=2, choices=LEVELS)
    parser.add_argument("--seeds", type=int, default=1)
    wanted = parser.parse_args()
    talks = written()
    if wanted.show:
        for talk in talks:
            if talk.company == wanted.show:
                show(talk, wanted.level)
        return
    report(measure(talks, wanted.seeds))


if __name__ == "__main__":
    main()
