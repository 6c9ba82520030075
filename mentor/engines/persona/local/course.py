"""What the client answers: the order in which the things that happened in a turn are taken."""

from __future__ import annotations

from collections.abc import Callable

from ..port import opened
from . import offers, script
from .chance import pick
from .doubts import meet
from .mood import MOST_TURNS, Turn
from .questions import answer_questions
from .wording import as_said

# Turns of one kind that the client bears: on the last the receiver goes down.
MOST_SILENCES, MOST_UNCLEAR, MOST_OVER = 3, 4, 4
Step = Callable[[Turn], bool]


def react(turn: Turn) -> None:
    """Fill the turn with what the client says and how the state moves; the first step that answers is the last."""
    turn.keep(turn=turn.state.turn + 1)
    turn.shift(patience=-turn.tough.turn_cost)
    script.walk(turn)
    for step in STEPS:
        if step(turn):
            break
    leave_where_patience_ends(turn)


def nothing_heard(turn: Turn) -> bool:
    """Silence, another language, sounds without words."""
    kind, state = turn.understood.kind, turn.state
    if kind == "speech":
        if state.silences or state.unclear:
            turn.keep(silences=0)
        return False
    if kind == "silence":
        turn.keep(silences=state.silences + 1)
        turn.shift(patience=-0.10)
        if turn.state.silences >= MOST_SILENCES:
            turn.say("hang_up.silence", "silence")
            turn.end("hung_up")
        else:
            turn.say("silence")
        return True
    turn.keep(unclear=state.unclear + 1)
    turn.shift(trust=-0.05, patience=-0.13)
    turn.say("foreign" if kind == "foreign" else "unclear")
    if turn.state.unclear >= MOST_UNCLEAR:
        turn.says.clear()
        turn.say("hang_up", kind)
        turn.end("hung_up")
    return True


def insulted(turn: Turn) -> bool:
    """Rudeness is answered first, whatever else was said; twice, and at level three once, is enough."""
    if not turn.understood.is_("insults"):
        return False
    turn.keep(rude=turn.state.rude + 1, agreed_on="")
    turn.shift(trust=-0.3, interest=-0.15, patience=-0.3)
    if turn.state.rude > 1 or turn.play.level == 3:
        turn.say("hang_up", "insulted")
        turn.end("hung_up")
    else:
        turn.say("insulted")
    return True


def spoken_over(turn: Turn) -> bool:
    """A manager who talks over the client is told so; what was said over is taken in all the same only once."""
    if not turn.heard.over:
        return False
    turn.keep(interruptions=turn.state.interruptions + 1)
    turn.shift(trust=-0.06, patience=-0.12)
    if turn.state.interruptions >= MOST_OVER:
        turn.say("hang_up", "over")
        turn.end("hung_up")
        return True
    if turn.heard.reply_heard >= 0.7:
        return False
    turn.say("over")
    return True


def agreed_already(turn: Turn) -> bool:
    """After the yes: a summary is confirmed, a goodbye returned, an offence takes the yes back."""
    if not turn.state.agreed_on:
        return False
    u = turn.understood
    if u.is_("snaps", "presses") or u.forbidden:
        turn.keep(agreed_on="")
        turn.shift(trust=-0.2, patience=-0.25)
        turn.say("changed_mind")
        turn.end("refused")
        return True
    if u.has("bye") or (u.has("thanks") and not u.asks):
        turn.say("agreed.bye")
        turn.end("agreed")
        return True
    if not answer_questions(turn):
        turn.say("agreed.more")
    turn.keep(proposals=turn.state.proposals + 1)
    if turn.state.proposals > 6:
        turn.says.clear()
        turn.say("agreed.bye", "agreed")
        turn.end("agreed")
    return True


def cut_in(turn: Turn) -> bool:
    """A monologue is cut short; only its beginning was listened to, and that is answered next time."""
    u = turn.understood
    if turn.interrupts is False and u.seconds <= turn.tough.monologue * 1.25:
        return False
    turn.interrupts = True
    turn.heard_words = max(1, int(u.words * turn.tough.monologue / max(u.seconds, 0.1)))
    turn.shift(interest=-0.04, patience=-0.12)
    turn.keep(presented=turn.state.presented + u.has("present"))
    turn.say("cut_in")
    return True


def feel(turn: Turn) -> bool:
    """The manner of what was said, before its matter. Goes on with the matter unless the manner is all there is."""
    u = turn.understood
    _meet_introduction(turn)
    if u.has("price") and "price" not in turn.state.topics:
        turn.keep(topics=(*turn.state.topics, "price"))
    if u.forbidden:
        turn.shift(trust=-0.12, patience=-0.14)
        turn.say("forbidden")
        return not opened(turn.state) or not u.has("substance")
    if u.repeated:
        turn.shift(trust=-0.04, interest=-0.05, patience=-0.16)
        turn.say("repeated")
        return True
    if u.is_("presses"):
        turn.shift(trust=-0.08, patience=-0.12)
        if not opened(turn.state):
            turn.say("pressed")
            return True
    if u.is_("promises") and not u.is_("concrete"):
        turn.keep(promises=turn.state.promises + 1)
        turn.shift(trust=-0.09, interest=-0.02, patience=-0.05)
        if not opened(turn.state):
            turn.say("promise")
            return True
    if u.is_("snaps") and not opened(turn.state):
        turn.shift(trust=-0.1, patience=-0.15)
        turn.say("argued")
        return True
    return False


def _meet_introduction(turn: Turn) -> None:
    u = turn.understood
    if not turn.state.introduced and (u.has("own_name", "company") or u.is_("names_self")):
        turn.keep(introduced=True)
        turn.shift(trust=0.05 if u.has("hello") else 0.03, patience=0.01)
    if turn.state.turn == 1 and not u.has("hello"):
        turn.shift(trust=-0.03, patience=-0.03)


def farewell(turn: Turn) -> bool:
    """The manager ends it without an agreement."""
    u = turn.understood
    if turn.state.turn == 1 or u.asks or u.times:
        return False
    short = u.words <= 14 and not u.has("substance", "propose", "present")
    if not (u.has("bye") and short):
        return False
    turn.say("lost.bye")
    turn.end("refused")
    return True


def hear_answer(turn: Turn) -> bool:
    """What was made of the objection that stands open; an answered one leaves room for what else was said."""
    waiting = opened(turn.state)
    if not waiting:
        return False
    index = waiting[-1]
    met = meet(turn, index)
    if met == "answered":
        turn.say("answered", f"answered:{turn.doubts[index].kind}")
        hidden = any(turn.state.doubts[i].status == "hidden" for i in range(len(turn.doubts)))
        return not (hidden or turn.understood.times or opened(turn.state)) and offers.take_up(turn)
    if met == "opened_up":
        if turn.understood.has("join"):
            turn.say("opened_up")
        turn.say(f"behind.{turn.doubts[index].kind}", "opened_up", turn.doubts[index].behind)
        return True
    if met == "given_up":
        turn.say("lost.bye", "given_up")
        turn.end("refused")
        return True
    _unanswered(turn, index, met)
    return True


def _unanswered(turn: Turn, index: int, met: str) -> None:
    doubt, at = turn.doubts[index], turn.state.doubts[index]
    if at.returns > turn.tough.returns:
        turn.say("refuse.doubt", f"{met}:{doubt.kind}")
        turn.end("refused")
        return
    if met == "argued":
        turn.say("argued", f"argued:{doubt.kind}")
        return
    if met in ("joined", "shaken"):
        turn.say(met, f"{met}:{doubt.kind}")
        return
    if at.returns == 1 and answer_questions(turn):
        return
    quotes = _unsaid(turn, index)
    if quotes and at.returns == 1:
        turn.say("return", f"return:{doubt.kind}", doubt=quotes[0])
    else:
        turn.say(f"return.{doubt.kind}", f"return:{doubt.kind}")


def voice_doubt(turn: Turn) -> bool:
    """The next hidden doubt comes out: at an offer, a price, a step, when asked, or when it has waited long enough."""
    hidden = [i for i, _ in enumerate(turn.doubts) if turn.state.doubts[i].status == "hidden"]
    if not hidden:
        return False
    u, index = turn.understood, hidden[0]
    asked = u.asks and u.is_("asks_behind", "asks_questions") and turn.state.presented > 0
    cause = u.has("present", "price") and turn.state.presented > 0
    waited = turn.state.turn >= turn.tough.early + 3 * index
    if not (asked or cause or waited or offers.step_of(turn)):
        return False
    if asked:
        turn.shift(trust=0.04)
    say_doubt(turn, index, first=index == 0)
    return True


def say_doubt(turn: Turn, index: int, *, first: bool) -> None:
    """Voice a doubt in a client's real words where there are any."""
    doubt = turn.doubts[index]
    heard = _unsaid(turn, index)
    chosen = pick(f"{turn.play.seed}:doubt:{index}", heard) if heard else as_said(doubt.text)
    turn.doubt(index, status="open", opened_at=turn.state.turn)
    turn.say("doubt" if first else "doubt.next", f"doubt:{doubt.kind}", doubt=chosen)


def _unsaid(turn: Turn, index: int) -> list[str]:
    """Real wordings of a doubt that this client has not used yet."""
    quotes = [as_said(quote) for quote in turn.doubts[index].quotes]
    return [each for each in quotes if each and not any(each in before for before in turn.state.said)]


def reply_to_matter(turn: Turn) -> bool:
    """Questions about the need, a summary, an offer, an answer to the client's own question."""
    if offers.hear_summary(turn) and not turn.understood.has("present"):
        return True
    if offers.hear_answer_to_question(turn):
        return True
    if turn.understood.is_("asks_questions") and turn.state.presented:
        if not voice_doubt(turn):
            turn.shift(trust=0.02)
            turn.say("clear")
        return True
    if offers.hear_offer(turn):
        voice_doubt(turn) if not turn.state.asked else None
        return True
    return answer_questions(turn)


def propose(turn: Turn) -> bool:
    """A step: agreed to only where nothing stands open, the client trusts and wants it, and it has its time."""
    if not offers.step_of(turn):
        return False
    if voice_doubt(turn):
        turn.keep(offered=turn.understood.times)
        return True
    offers.answer_step(turn)
    return True


def anything_else(turn: Turn) -> bool:
    """A greeting, small talk, an excuse, or nothing that can be answered."""
    u = turn.understood
    if turn.state.turn <= 2 and not turn.state.introduced:
        turn.shift(patience=-0.08 if turn.pressed("greeting") else -0.04)
        turn.say("who")
    elif turn.state.turn == 1 and u.has("hello"):
        turn.say("greet")
        if u.has("convenience"):
            turn.say("convenient")
    elif u.is_("small_talk"):
        turn.shift(patience=-0.04)
        turn.say("chat")
    elif (not turn.says and script.meet_line(turn)) or voice_doubt(turn):
        return True
    elif u.is_("sorry"):
        turn.shift(patience=0.02)
        turn.say("sorry")
    elif not turn.says and script.ask_on(turn):
        return True
    elif not turn.says:
        turn.shift(interest=-0.01, patience=-0.03)
        turn.say("filler")
    return True


def leave_where_patience_ends(turn: Turn) -> None:
    """The receiver goes down where patience is used up, and after more turns than anybody listens."""
    if turn.ending is not None:
        return
    if turn.state.patience <= 0.0:
        turn.says.clear()
        turn.say("hang_up", "patience")
        turn.end("hung_up")
    elif turn.state.trust <= 0.02:
        turn.says.clear()
        turn.say("refuse", "trust")
        turn.end("refused")
    elif turn.state.turn >= MOST_TURNS:
        turn.says.clear()
        turn.say("agreed.bye" if turn.state.agreed_on else "tired")
        turn.end("agreed" if turn.state.agreed_on else "refused")


STEPS: tuple[Step, ...] = (
    nothing_heard, insulted, spoken_over, agreed_already, cut_in, feel, hear_answer, farewell, propose,
    reply_to_matter, anything_else,
)  # fmt: skip
