from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentor.engines.conversation import Utterance
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.voice_activity.port import Span
from mentor.speech.rules import SuppliedTimesError, estimate_times, merge_lanes, validate_supplied

pytestmark = pytest.mark.unit

HELLO = "Добрый день, компания «Ромашка», меня зовут Анна, чем могу помочь?"
PRICE = "Здравствуйте, сколько стоят окна?"
ASKS = "Подскажите, сколько окон и на какой срок вы планируете установку?"
YES = "Да"
OFFER = "Тогда предлагаю замер в субботу в два часа, мастер всё посчитает на месте и оставит расчёт."
AGREES = "Хорошо, записывайте."
TALK = (
    Utterance("manager", HELLO),
    Utterance("client", PRICE),
    Utterance("manager", ASKS),
    Utterance("client", YES),
    Utterance("manager", OFFER),
    Utterance("client", AGREES),
)
LETTERS_A_SECOND = 13.0


def spoken(utterances, pause=0.7, start=1.0) -> list[tuple[float, float]]:
    """True times of a talk at an even pace: (start, end) each."""
    times, at = [], start
    for utterance in utterances:
        length = (sum(c.isalnum() for c in utterance.text) + 4) / LETTERS_A_SECOND
        times.append((at, at + length))
        at += length + pause
    return times


def lanes_of(utterances, times) -> list[list[Span]]:
    return [
        [Span(*time) for time, u in zip(times, utterances, strict=True) if u.speaker == side]
        for side in ("manager", "client")
    ]


def edges(estimated) -> list[tuple[float, float]]:
    return [(u.start, u.end) for u in estimated]


def errors(estimated, times) -> list[float]:
    return [abs(u.start - start) for u, (start, _) in zip(estimated, times, strict=True)]


def test_two_lanes_give_each_speaker_their_own_speech():
    times = spoken(TALK)
    estimated = estimate_times(TALK, lanes_of(TALK, times), 40.0)
    assert max(errors(estimated, times)) < 0.05
    assert [u.end for u in estimated] == pytest.approx([end for _, end in times])
    assert [(u.speaker, u.text) for u in estimated] == [(u.speaker, u.text) for u in TALK]


def test_the_managers_lane_may_be_the_other_one():
    times = spoken(TALK)
    manager, client = lanes_of(TALK, times)
    estimated = estimate_times(TALK, [client, manager], 40.0, manager_lane=1)
    assert max(errors(estimated, times)) < 0.05


def test_one_mixed_lane_is_cut_at_its_pauses():
    times = spoken(TALK)
    estimated = estimate_times(TALK, [[Span(*time) for time in times]], 40.0)
    assert max(errors(estimated, times)) < 0.05


def test_turns_without_pauses_are_told_apart_by_the_length_of_their_text():
    times = spoken(TALK, pause=0.0)
    estimated = estimate_times(TALK, [[Span(times[0][0], times[-1][1])]], 40.0)
    assert max(errors(estimated, times)) < 1.0


def test_a_dead_second_channel_leaves_the_first_to_both_speakers():
    times = spoken(TALK)
    estimated = estimate_times(TALK, [[Span(*time) for time in times], []], 40.0)
    assert max(errors(estimated, times)) < 0.05


def test_pauses_inside_a_turn_do_not_shift_the_others():
    times = spoken(TALK)
    manager, client = lanes_of(TALK, times)
    first = manager[0]
    middle = (first.start + first.end) / 2
    manager = [Span(first.start, middle - 0.2), Span(middle + 0.2, first.end), *manager[1:]]
    estimated = estimate_times(TALK, [manager, client], 40.0)
    assert max(errors(estimated, times)) < 0.05


def test_nods_that_nobody_wrote_down_do_not_shift_the_turns():
    times = spoken(TALK)
    manager, client = lanes_of(TALK, times)
    nods = [Span(times[0][0] + 2.0, times[0][0] + 2.3), Span(times[4][0] + 3.0, times[4][0] + 3.3)]
    estimated = estimate_times(TALK, [manager, sorted([*client, *nods], key=lambda s: s.start)], 40.0)
    assert max(errors(estimated, times)) < 0.05


def test_long_music_before_the_answer_does_not_swallow_the_greeting():
    times = spoken(TALK, start=31.0)
    manager, client = lanes_of(TALK, times)
    estimated = estimate_times(TALK, [[*manager], [Span(1.0, 25.0), *client]], 70.0)
    assert errors(estimated, times)[0] < 0.05
    assert max(errors(estimated, times)) < 6.0


def test_known_times_stay_and_hold_their_neighbours():
    times = spoken(TALK)
    known = [Utterance(u.speaker, u.text, *times[i]) if i in (0, 3) else u for i, u in enumerate(TALK)]
    estimated = estimate_times(known, lanes_of(TALK, times), 40.0)
    for i in (0, 3):
        assert (estimated[i].start, estimated[i].end) == times[i]
    assert max(errors(estimated, times)) < 0.05


def test_silence_shares_the_time_by_the_length_of_the_texts():
    estimated = estimate_times(TALK, [[]], 30.0)
    assert estimated[0].start == 0.0
    assert estimated[-1].end == pytest.approx(30.0)
    lengths = [end - start for start, end in edges(estimated)]
    assert lengths[0] > 3 * lengths[3]


def test_no_duration_and_no_words_are_no_trouble():
    assert estimate_times((), [[Span(0, 1)]], 5.0) == ()
    assert {(u.start, u.end) for u in estimate_times(TALK, [[]], 0.0)} == {(0.0, 0.0)}
    assert len(estimate_times((Utterance("client", ""),), [[Span(0, 1)]], 1.0)) == 1


texts = st.text(alphabet="абвгд ,.?", max_size=120)
speakers = st.sampled_from(["manager", "client", "unknown"])
lane = st.lists(st.floats(0, 120), max_size=40, unique=True).map(
    lambda cuts: [Span(a, b) for a, b in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)]
)
maybe_time = st.one_of(st.none(), st.floats(0, 130))


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(st.tuples(speakers, texts, maybe_time), max_size=25),
    activity=st.lists(lane, min_size=1, max_size=2),
    duration=st.floats(0, 130),
)
def test_estimates_keep_order_and_stay_inside_whatever_comes(rows, activity, duration):
    given_times = iter(sorted(at for *_, at in rows if at is not None))
    utterances = [Utterance(s, t, None if at is None else next(given_times)) for s, t, at in rows]
    estimated = estimate_times(utterances, activity, duration)
    assert [(u.speaker, u.text) for u in estimated] == [(u.speaker, u.text) for u in utterances]
    for start, end in edges(estimated):
        assert 0.0 <= start <= end <= duration
    for (one, _), (other, _) in pairwise(edges(estimated)):
        assert one <= other


def test_a_long_call_is_aligned_whole():
    talk = TALK * 40
    times = spoken(talk)
    estimated = estimate_times(talk, lanes_of(talk, times), times[-1][1] + 5)
    assert sorted(errors(estimated, times))[len(talk) * 95 // 100] < 0.6


def test_two_lanes_of_segments_are_two_speakers_in_time():
    merged = merge_lanes(
        [
            [
                Segment("Добрый день.", 0.0, 1.0),
                Segment("Чем помочь?", 1.2, 2.0),
                Segment("Понял.", 5.0, 5.5),
            ],
            [Segment("Сколько стоит?", 2.5, 4.0)],
        ]
    )
    assert merged == (
        Utterance("manager", "Добрый день. Чем помочь?", 0.0, 2.0),
        Utterance("client", "Сколько стоит?", 2.5, 4.0),
        Utterance("manager", "Понял.", 5.0, 5.5),
    )


def test_lanes_can_be_swapped_and_one_lane_has_unknown_speakers():
    segments = [[Segment("а", 0, 1)], [Segment("б", 2, 3)]]
    assert [u.speaker for u in merge_lanes(segments, manager_lane=1)] == ["client", "manager"]
    assert [u.speaker for u in merge_lanes(segments[:1])] == ["unknown"]


def test_a_long_pause_or_the_other_side_parts_utterances():
    parted = merge_lanes([[Segment("а", 0, 1), Segment("б", 3, 4)], []])
    assert len(parted) == 2
    answered = merge_lanes([[Segment("а", 0, 1), Segment("б", 1.5, 2)], [Segment("угу", 1.2, 1.4)]])
    assert [u.text for u in answered] == ["а", "угу", "б"]


def test_talking_at_once_keeps_both_with_their_times():
    merged = merge_lanes([[Segment("дорого говорите", 0.0, 4.0)], [Segment("да дорого", 1.0, 6.0)]])
    assert [(u.start, u.end) for u in merged] == [(0.0, 4.0), (1.0, 6.0)]


def test_empty_segments_make_no_utterance():
    assert merge_lanes([[Segment("  ", 0, 1)], []]) == ()


def test_true_times_pass_unchanged():
    supplied = (
        Utterance("manager", "а", 0.0, 2.0),
        Utterance("client", "б", 1.5, 3.0),
        Utterance("client", "в"),
    )
    assert validate_supplied(supplied, 3.0) == supplied
    assert validate_supplied(supplied, None) == supplied


@pytest.mark.parametrize(
    ("start", "end", "field", "code"),
    [
        (-1.0, 2.0, "start", "negative"),
        (3.0, 2.0, "end", "end_before_start"),
        (float("nan"), 2.0, "start", "not_a_number"),
        (0.0, float("inf"), "end", "not_a_number"),
        (None, 2.0, "start", "start_missing"),
        (99.0, 99.5, "start", "beyond_recording"),
        (0.1, 2.0, "start", "not_sorted"),
    ],
)
def test_impossible_times_are_named_with_their_place(start, end, field, code):
    supplied = (Utterance("manager", "а", 0.5, 1.0), Utterance("client", "б", start, end))
    with pytest.raises(SuppliedTimesError) as refused:
        validate_supplied(supplied, 10.0)
    assert (1, field, code) in [(p.index, p.field, p.code) for p in refused.value.problems]


def test_every_impossible_time_is_named_at_once():
    supplied = (Utterance("manager", "а", -1.0, 1.0), Utterance("client", "б", 50.0, 2.0))
    with pytest.raises(SuppliedTimesError) as refused:
        validate_supplied(supplied, 10.0)
    assert {p.index for p in refused.value.problems} == {0, 1}
