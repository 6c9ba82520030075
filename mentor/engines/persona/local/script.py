"""Before any call of the company is analysed: the client goes along its script's own course.

No real client lends words yet, so what the manager may ask and offer is known from the script's lines alone. A line
that was said is met as what it is, a question or an offer; where the manager is lost, the client asks for what the
script has next.
"""

from __future__ import annotations

import re
from typing import Literal

from ...text.meaning import carried
from ..scenario import Scenario
from .hearing import MANNER
from .mood import Turn

# How much of a line a turn must carry to have said it.
SAID = 0.45
_FORBIDS = re.compile(r"^\W*не\s", re.IGNORECASE)
_ASKS = re.compile(r"^\W*(?:\w+:\s*)?(?:с?просить|узна|уточн|выясн)|\?\W*$", re.IGNORECASE)
_OPENS = re.compile(
    r"поздорова|представ(?:ить|ля)|назвать (?:сво|имя|себя)|здравствуйте|добрый день", re.IGNORECASE
)
_LEADS = re.compile(r"\b(?:предл|назнач|договор|запи(?:сать|шем|сыва)|приглас|приезж|приход)", re.IGNORECASE)
Asked = Literal["question", "offer", "step"]


def by_script(scenario: Scenario) -> bool:
    """Whether the script is all that is known: no call has lent this client a fact or a word."""
    lent = scenario.sources or any(doubt.quotes for doubt in scenario.doubts)
    return bool(scenario.course) and not lent


def kind_of(line: str) -> Asked:
    """What a line of the script has the manager do."""
    if _ASKS.search(line):
        return "question"
    return "step" if line in MANNER["step"] and _LEADS.search(line) else "offer"


def walk(turn: Turn) -> None:
    """Note the lines that this turn said; a manager who leads by the script is followed."""
    scenario = turn.play.scenario
    if turn.understood.kind != "speech" or not by_script(scenario):
        return
    new = [
        i
        for i, line in enumerate(scenario.course)
        if i not in turn.state.walked
        and not _FORBIDS.match(line)
        and carried(turn.understood.text, line) >= SAID
    ]
    if new:
        turn.keep(walked=(*turn.state.walked, *new))
        turn.shift(interest=0.02)
    turn.script = tuple(new)


def meet_line(turn: Turn) -> bool:
    """A line of the script that nothing else in the turn has answered to."""
    kinds = {kind_of(turn.play.scenario.course[i]) for i in turn.script}
    if "question" in kinds and turn.understood.asks:
        turn.keep(topics=(*turn.state.topics, "other"))
        turn.shift(trust=0.02, interest=0.03)
        turn.say("fact.other", "script:question")
        return True
    if "offer" in kinds and turn.understood.words >= 6 and turn.state.turn > 1:
        turn.keep(presented=turn.state.presented + 1)
        turn.shift(interest=0.02)
        turn.say("pitch_ok", "script:offer")
        return True
    return False


def ask_on(turn: Turn) -> bool:
    """The manager is lost: the client asks for the next line of the script."""
    course = turn.play.scenario.course
    if not by_script(turn.play.scenario) or not turn.state.introduced:
        return False
    after = max(turn.state.walked, default=-1) + 1
    left = (line for line in course[after:] if not (_FORBIDS.match(line) or _OPENS.search(line)))
    following = next(left, None)
    if following is None:
        return False
    turn.shift(interest=-0.01, patience=-0.03)
    turn.say(f"lead.{kind_of(following)}", f"script:lead.{kind_of(following)}")
    return True
