"""How the call was spoken, in words for its page: figures beside what is usual, waits and music in the transcript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mentor.calls.models import Call
from mentor.core import formats
from mentor.engines.voice_activity.non_speech import long_silences
from mentor.engines.voice_activity.port import Span
from mentor.speech.floor import Interruption
from mentor.speech.measures import Measures
from mentor.speech.models import SpeakersBy, Times, Transcript
from mentor.speech.queries import non_speech_lanes, speech_lanes

from .card_parts import Line

NO_DATA = "нет данных"
SOUNDS = {
    "music": "музыка ожидания",
    "ringback": "гудки",
    "busy": "занято",
    "beep": "сигнал",
    "prompt": "автоответ",
    "voicemail": "автоответчик",
    "silence": "тишина",
}
SHOWN_MONOLOGUE = 30.0  # seconds; a shorter one is no more than an answer
MOST_PLACES = 6
Usual = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the recording that a click plays: seconds."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the panel; ``usual`` is empty where the company's reference calls do not tell."""

    label: str
    value: str
    usual: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundNote:
    """What sounded instead of words: «музыка ожидания», seconds long, from ``start``."""

    words: str
    start: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the transcript: somebody's words, or a note."""

    line: Line | None = None
    note: SoundNote | None = None


def figures(found: Measures, usual: Usual) -> list[Figure]:
    """The panel's rows in their order; what is not known is not compared."""
    rows = _figures(found, usual)
    return [replace(each, usual="") if each.value == NO_DATA else each for each in rows]


def _figures(found: Measures, usual: Usual) -> list[Figure]:
    return [
        _talk(found, usual),
        _monologue(found, usual),
        Figure("Вопросы менеджера", _number(found.questions), _usual(usual, "questions", _whole)),
        _interruptions(found, usual),
        _pauses(found),
        _replies(found, usual),
        Figure(
            "Темп менеджера",
            NO_DATA if found.pace is None else f"{formats.integer(found.pace)} слов в минуту",
            _usual(usual, "pace", _whole),
        ),
        _fillers(found, usual),
    ]


def why_missing(transcript: Transcript, found: Measures) -> str:
    """Why some figures are «нет данных», or nothing where all of them are there."""
    if found.monologue is not None and found.interruptions is not None:
        return ""
    if transcript.times == Times.NONE:
        return "У реплик нет времени, поэтому считается только то, что видно по словам."
    if transcript.times == Times.ESTIMATED:
        return "Время реплик оценено по звуку: монолог, перебивания и скорость ответа по нему не считаются."
    if found.interruptions is None:
        return "Стороны записаны на одну дорожку: перебивания в ней не различить."
    return ""


def speakers_words(transcript: Transcript) -> str:
    """«говорящие определены по смыслу, уверенность 84 %»."""
    by = SpeakersBy(transcript.speakers_by)
    if transcript.speakers_confidence is None:
        return f"Говорящие: {by.label}"
    sure = formats.percent(transcript.speakers_confidence, 0)
    return f"Говорящие определены {by.label}, уверенность {sure}"


def rows(lines: Sequence[Line], notes: Sequence[SoundNote]) -> list[Row]:
    """Words and notes by time; words keep their order, notes stand before what begins after them."""
    found: list[Row] = []
    waiting = list(notes)
    for line in lines:
        while waiting and line.start is not None and waiting[0].start <= line.start:
            found.append(Row(note=waiting.pop(0)))
        found.append(Row(line=line))
    return found + [Row(note=note) for note in waiting]


def notes(call: Call) -> list[SoundNote]:
    """Music, ringing and long silences of all lanes by time; the same sound in both lanes is one."""
    lanes, speech = non_speech_lanes(call), speech_lanes(call)
    pieces = sorted((piece for lane in lanes for piece in lane), key=lambda each: each.start)
    found = [
        _note(kind, span)
        for kind in {piece.kind for piece in pieces}
        for span in _merged(Span(each.start, each.end) for each in pieces if each.kind == kind)
    ]
    if speech is not None and call.recording is not None:
        sounding = [span for lane in speech for span in lane] + [Span(p.start, p.end) for p in pieces]
        length = call.recording.duration_s or call.duration_s
        found += [_note("silence", span) for span in long_silences(sounding, length)]
    return sorted(found, key=lambda note: note.start)


def _note(kind: str, span: Span) -> SoundNote:
    return SoundNote(SOUNDS[kind], span.start, span.end - span.start)


def bands(found: Measures, sounds: Sequence[SoundNote]) -> list[dict[str, Any]]:
    """What stands over the wave: sounds that are no words, and a long monologue."""
    shown = [
        {"start": each.start, "end": each.start + each.seconds, "title": each.words, "tone": "neutral"}
        for each in sounds
    ]
    speech = found.monologue
    if speech is not None and speech.end - speech.start >= SHOWN_MONOLOGUE:
        shown.append({"start": speech.start, "end": speech.end, "title": "монолог", "tone": "attention"})
    return sorted(shown, key=lambda band: band["start"])


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in spans:
        if held is not None and span.start <= held.end:
            held = Span(held.start, max(held.end, span.end))
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _talk(found: Measures, usual: Usual) -> Figure:
    share = found.talk_share
    value = (
        NO_DATA if share is None else f"{formats.percent(share, 0)}, клиент {formats.percent(1 - share, 0)}"
    )
    return Figure("Менеджер говорит", value, _usual(usual, "talk_share", _share, unit="\u00a0%"))


def _monologue(found: Measures, usual: Usual) -> Figure:
    span = found.monologue
    value = NO_DATA if span is None else formats.clock(span.end - span.start)
    places = () if span is None else (_place(span.start),)
    return Figure("Самый долгий монолог", value, _usual(usual, "monologue", formats.clock), places)


def _interruptions(found: Measures, usual: Usual) -> Figure:
    if found.interruptions is None:
        return Figure("Перебивания", NO_DATA)
    by: dict[str, list[Interruption]] = {"manager": [], "client": []}
    for each in found.interruptions:
        by[each.by].append(each)
    value = f"менеджер {len(by['manager'])}, клиент {len(by['client'])}" if found.interruptions else "не было"
    places = tuple(_place(each.at) for each in found.interruptions[:MOST_PLACES])
    return Figure("Перебивания", value, _usual(usual, "interruptions", _whole), places)


def _pauses(found: Measures) -> Figure:
    if found.pauses is None:
        return Figure("Паузы от 2 с", NO_DATA)
    longest = found.pauses.longest
    if longest is None:
        return Figure("Паузы от 2 с", "не было")
    value = f"{found.pauses.count}, самая долгая {_seconds(longest.end - longest.start)}"
    return Figure("Паузы от 2 с", value, places=(_place(longest.start),))


def _replies(found: Measures, usual: Usual) -> Figure:
    if found.replies is None:
        return Figure("Ответ менеджера", NO_DATA)
    longest = found.replies.longest
    value = f"через {_seconds(found.replies.median)}, дольше всего {_seconds(longest.end - longest.start)}"
    return Figure(
        "Ответ менеджера", value, _usual(usual, "replies", _tenths, unit="\u00a0с"), (_place(longest.start),)
    )


def _fillers(found: Measures, usual: Usual) -> Figure:
    if found.fillers is None:
        return Figure("Слова-паразиты", NO_DATA)
    words = ", ".join(f"«{word}» {count}" for word, count in found.fillers.most)
    rate = formats.decimal_number(found.fillers.per_hundred)
    value = f"{found.fillers.count}: {words}; {rate} на 100 слов" if words else "не было"
    return Figure("Слова-паразиты", value, _usual(usual, "fillers", _tenths, unit=" на 100 слов"))


def _place(at: float) -> Place:
    return Place(at, formats.clock(at))


def _seconds(value: float) -> str:
    return f"{formats.decimal_number(value)}\u00a0с"


def _number(value: float | None) -> str:
    return NO_DATA if value is None else formats.integer(value)


def _whole(value: float) -> str:
    return formats.integer(value)


def _tenths(value: float) -> str:
    return formats.decimal_number(value, 0 if round(value, 1) == round(value) else 1)


def _share(value: float) -> str:
    return formats.integer(100 * value)


def _usual(usual: Usual, name: str, words: Any, unit: str = "") -> str:
    """«в эталонах 45–60 %», only where the company's own reference calls say it."""
    if name not in usual:
        return ""
    low, high = (words(value) for value in usual[name])
    return f"в эталонах {low}{unit}" if low == high else f"в эталонах {low}–{high}{unit}"
