"""What the client tells when asked: the facts of the character, each once, the nearest to the question first."""

from __future__ import annotations

from ...text.meaning import alike
from ..scenario import TOPICS, Topic
from .mood import Turn

# How alike a question and the one that a fact answered in a real call must be.
SAME_QUESTION = 0.45
# Need questions that a client answers gladly; each further one costs patience until something is offered.
GLADLY = 6
# At most this many facts at a time: nobody tells all of it at once.
MOST_FACTS = 2


def answer_questions(turn: Turn) -> bool:
    """Answer what was asked about the client; False where nothing of it was."""
    u = turn.understood
    if u.asks and u.has("ask_name"):
        turn.shift(trust=0.02)
        turn.say("name")
        return True
    topics = _topics(turn)
    if not topics or _too_many(turn):
        return bool(topics)
    if turn.pressed("discovery") and not turn.state.topics:
        turn.keep(topics=(*turn.state.topics, "curt"))
        turn.shift(interest=0.01)
        turn.say("curt")
        return True
    for topic in topics[:MOST_FACTS]:
        _tell(turn, topic)
    return True


def _topics(turn: Turn) -> tuple[Topic, ...]:
    u = turn.understood
    if not u.asks or u.topics:
        return u.topics
    courtesy = u.has("convenience", "help_offer", "check")
    return ("other",) if u.has("need_question", "open_question") and not courtesy else ()


def _too_many(turn: Turn) -> bool:
    """An interrogation: questions and questions, nothing offered."""
    asked = len([t for t in turn.state.topics if t in TOPICS])
    if turn.state.presented or asked < GLADLY:
        return False
    turn.shift(interest=-0.02, patience=-0.09)
    turn.say("enough_questions")
    return True


def _tell(turn: Turn, topic: Topic) -> None:
    index = _fact(turn, topic)
    again = topic in turn.state.topics
    if index is not None:
        turn.keep(told=(*turn.state.told, index), topics=(*turn.state.topics, topic))
        turn.shift(trust=0.03, interest=0.05)
        turn.say(f"fact.{topic}", f"fact:{topic}", turn.play.scenario.character.facts[index].text)
        return
    if again and topic != "other" and turn.state.topics.count(topic) > 1:
        turn.shift(patience=-0.08)
        turn.say("told")
        return
    turn.keep(topics=(*turn.state.topics, topic))
    turn.shift(trust=0.02 if not again else 0.0, interest=0.04 if not again else 0.01)
    turn.say(f"fact.{topic}", f"fact:{topic}")


def _fact(turn: Turn, topic: Topic) -> int | None:
    """The fact that answers: one whose own question is like this one, else the first of the topic."""
    facts = turn.play.scenario.character.facts
    left = [i for i in range(len(facts)) if i not in turn.state.told]
    asking = " ".join(turn.understood.questions)
    near = {i: alike(facts[i].asked, asking) for i in left if facts[i].asked}
    best = max(near, key=lambda i: near[i], default=None)
    if best is not None and near[best] >= SAME_QUESTION:
        return best
    return next((i for i in left if facts[i].topic == topic), None)
