"""What the manager offers: a summary, a presentation, a price, a step. Tied to what the client told, or to nothing."""

from __future__ import annotations

from ...assessor.local.tagger import content_stems
from ...text.numbers import numbers
from ..port import opened
from .chance import pick
from .mood import WARM, Turn

# Content words shared with what the client told that make an offer one for this client.
TIED = 2
MOST_EVASIONS = 1
# Topics that are no question about the need.
NO_NEED = ("curt", "price", "benefit")
MONEY = ("payment", "order")


def told_stems(turn: Turn) -> frozenset[str]:
    """Content words of what the client has said so far."""
    found: set[str] = set()
    for line in turn.state.lines:
        if line.speaker == "client":
            found |= content_stems(line.text)
    return frozenset(found)


def hear_summary(turn: Turn) -> bool:
    """«Правильно понимаю, что …»: confirmed where it holds what was told."""
    u = turn.understood
    told = u.has("present", "price") or u.is_("asks_behind")
    if not u.has("need_summary") or u.words < 6 or turn.state.summed_up or told:
        return False
    if not any(topic not in NO_NEED for topic in turn.state.topics):
        turn.shift(trust=-0.03)
        turn.say("sum.nothing")
        return True
    held = len(content_stems(u.text) & told_stems(turn))
    turn.keep(summed_up=True)
    turn.shift(trust=0.09 if held >= TIED else 0.03, interest=0.07 if held >= TIED else 0.02, patience=0.02)
    turn.say("sum.yes")
    return True


def hear_answer_to_question(turn: Turn) -> bool:
    """The client asked for the price or for proof: was that answered. True where the client asks again."""
    asked, u = turn.state.asked, turn.understood
    if not asked:
        return False
    answered = bool(numbers(u.text)) if asked == "price" else u.has("benefit", "proof") or u.is_("concrete")
    if answered:
        turn.keep(asked="")
        turn.shift(trust=0.05, interest=0.03)
        if not u.has("present", "propose") and not u.asks:
            turn.say("price_heard" if asked == "price" else "pitch_ok", f"{asked}_answered")
        return False
    again = turn.state.turn - turn.state.asked_turn <= 1
    turn.shift(trust=-0.07, interest=-0.03, patience=-0.08)
    if asked == "price" and again:
        turn.say("ask.again", "unanswered:price")
        return True
    turn.keep(asked="")
    turn.say("dodged" if asked == "price" else "flat", f"dodged:{asked}")
    return True


def hear_offer(turn: Turn) -> bool:
    """A presentation: tied to what was told it interests, to nothing it tires."""
    u, state = turn.understood, turn.state
    says_something = u.has("benefit", "proof") and u.words >= 10 and not u.asks and state.turn > 1
    if not (u.has("present") or (u.has("price") and u.words >= 4) or says_something):
        return False
    asked_before = any(t not in NO_NEED for t in state.topics)
    held = len(content_stems(u.text) & told_stems(turn))
    answered, before = bool(turn.says), len(turn.says)
    turn.keep(presented=state.presented + 1)
    if u.has("proof") and state.presented < 4:
        turn.shift(trust=0.05)
    if u.has("benefit") and state.presented < 4:
        turn.shift(interest=0.04)
    if not asked_before:
        turn.shift(trust=-0.04, interest=-0.02, patience=-0.16 if turn.pressed("discovery") else -0.09)
        turn.say("not_asked")
    elif held >= TIED or (u.has("tie") and held):
        turn.shift(trust=0.03, interest=0.14 if state.presented < 2 else 0.06, patience=0.03)
        turn.say("pitch_good")
    else:
        turn.shift(interest=0.02 if u.has("benefit", "proof") else -0.03, patience=-0.06)
        turn.say("pitch_ok" if u.has("benefit", "proof") else "flat")
    if answered:  # the objection was met in the same breath: a word on the rest of it would be idle
        turn.says[before:], turn.why[before:] = [], []
    if asked_before:
        _ask_back(turn)
    return True


def _ask_back(turn: Turn) -> None:
    """A client who is not bored asks: for the price where it was not named, for proof where this manager is weak."""
    u, state = turn.understood, turn.state
    if state.asked or opened(state):
        return
    if "price" not in state.topics and not u.has("price"):
        turn.keep(asked="price", asked_turn=state.turn, topics=(*state.topics, "price"))
        turn.say("ask.price")
    elif turn.pressed("presentation") and "benefit" not in state.topics and not u.has("proof"):
        turn.keep(asked="benefit", asked_turn=state.turn, topics=(*state.topics, "benefit"))
        turn.say("ask.benefit")


def step_of(turn: Turn) -> bool:
    """Whether the turn proposes a step."""
    u = turn.understood
    return u.is_("step") and u.is_("offers_step") and u.words >= 3


def answer_step(turn: Turn) -> None:
    """A proposed step with nothing open: agreed to, put off until it is concrete, or refused as too early."""
    u, state, tough = turn.understood, turn.state, turn.tough
    turn.keep(proposals=state.proposals + 1)
    if state.interest < tough.enough_interest or state.trust < tough.enough_trust:
        return _too_early(turn)
    money = turn.play.scenario.goal.kind in MONEY and u.is_("money_step")
    if not (u.times or money):
        return _not_concrete(turn)
    if turn.pressed("closing") and state.proposals < MOST_EVASIONS:
        turn.shift(patience=-0.02)
        turn.say("evade")
        return None
    when = pick(f"{turn.play.seed}:when", u.times) if u.times else ""
    turn.keep(agreed_on=when or turn.play.scenario.goal.text, half_agreed=False)
    turn.shift(trust=0.05, interest=0.1)
    if when:
        turn.say("agree", when=when)
    else:
        turn.say("agree.money", "agree")
    return None


def take_up(turn: Turn) -> bool:
    """The last doubt is answered and a time was named before it: the client comes back to it by themselves."""
    state, tough = turn.state, turn.tough
    gladly = state.trust >= tough.enough_trust and state.interest >= tough.enough_interest
    if not state.offered or not gladly or (turn.play.level == 3 and state.trust < WARM):
        return False
    when = pick(f"{turn.play.seed}:when", state.offered)
    turn.keep(agreed_on=when, offered=(), proposals=state.proposals + 1)
    turn.shift(trust=0.05, interest=0.1)
    turn.say("agree", when=when)
    return True


def _too_early(turn: Turn) -> None:
    state = turn.state
    turn.shift(trust=-0.03, interest=-0.02, patience=-0.08)
    if not any(topic not in NO_NEED for topic in state.topics):
        turn.say("early.need")
    elif state.interest < turn.tough.enough_interest:
        turn.say("early.offer")
    else:
        turn.say("early.trust")


def _not_concrete(turn: Turn) -> None:
    """«Давайте созвонимся»: a mild client asks when, a tough one leaves it vague and waits for a date."""
    asks = turn.understood.is_("lets_client_choose")
    turn.keep(half_agreed=True)
    turn.shift(patience=-0.03 if asks else -0.05)
    turn.say("when" if turn.play.level == 1 and not asks else "vague")
