"""How the call was spoken, on its page: figures, sounds that are no words, overlaps, whose words they are."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentor.calls.models import Recording
from mentor.knowledge.actions import add_reference
from mentor.pages.calls.spoken import Figure
from mentor.speech.actions import keep_transcript
from mentor.speech.models import SpeakersBy
from mentor.speech.queries import utterances_of
from tests.fixtures import LOST_TALK

pytestmark = pytest.mark.django_db
ACTIVITY = [
    [[3.0 * at, 3.0 * at + 2.5] for at in range(0, 9, 2)],
    [[3.0 * at, 3.0 * at + 2.5] for at in range(1, 9, 2)],
]


@pytest.fixture
def call(scope, worked):
    """A call with times whose recording has two lanes, music at the end and a silence before it."""
    found = worked()
    found.recording = Recording.objects.create(
        sha256="0" * 64,
        file_name="sound.wav",
        size=8,
        lanes=2,
        duration_s=90.0,
        activity=ACTIVITY,
        non_speech=[[], [["music", 44.0, 86.0]]],
    )
    found.save(update_fields=["recording"])
    return found


def card(client, call):
    response = client.get(reverse("call", args=[call.pk]))
    assert response.status_code == 200
    return response.context["card"], response.content.decode()


def figure(found, label) -> Figure:
    row: Figure = next(each for each in found.figures if each.label == label)
    return row


def test_figures_are_shown_and_what_has_a_place_can_be_played(head_client, call):
    found, text = card(head_client, call)
    assert figure(found, "Менеджер говорит").value == "56\u00a0%, клиент 44\u00a0%"
    assert figure(found, "Самый долгий монолог").places[0].at == 0.0
    assert figure(found, "Перебивания").value == "не было"
    assert figure(found, "Вопросы менеджера").value == "2"
    assert "Как шёл разговор" in text
    assert found.why_missing == ""


def test_nothing_is_called_usual_until_five_reference_calls_say_it(head_client, call, worked):
    for at in range(5):
        assert figure(card(head_client, call)[0], "Менеджер говорит").usual == ""
        add_reference(call=worked(client_phone=f"+7900000020{at}"), by=None)
    assert figure(card(head_client, call)[0], "Менеджер говорит").usual == "в эталонах 56\u00a0%"


def test_estimated_times_say_what_is_not_known_and_why(head_client, call):
    call.transcript.times = "estimated"
    call.transcript.save()
    found, text = card(head_client, call)
    for label in ("Самый долгий монолог", "Перебивания", "Ответ менеджера"):
        assert figure(found, label).value == "нет данных"
    assert figure(found, "Менеджер говорит").value != "нет данных"
    assert "оценено по звуку" in text


def test_music_and_silence_stand_in_the_transcript_and_over_the_wave(head_client, call):
    found, text = card(head_client, call)
    assert [(row.note.words, row.note.seconds) for row in found.rows if row.note] == [
        ("тишина", 17.5),
        ("музыка ожидания", 42.0),
    ]
    assert "музыка ожидания 0:42" in text
    assert found.bands == [
        {"start": 26.5, "end": 44.0, "title": "тишина", "tone": "neutral"},
        {"start": 44.0, "end": 86.0, "title": "музыка ожидания", "tone": "neutral"},
    ]
    assert len([row for row in found.rows if row.line]) == len(LOST_TALK)


def test_a_note_stands_before_the_words_that_follow_it(head_client, call):
    call.recording.non_speech = [[["ringback", 0.0, 5.9]], [["ringback", 0.1, 5.8]]]
    call.recording.save()
    found, _ = card(head_client, call)
    kinds = ["note" if row.note else row.line.start for row in found.rows]
    assert kinds[0] == "note"
    assert [row.note.words for row in found.rows if row.note].count("гудки") == 1


def test_overlaps_of_two_lanes_are_marked(head_client, call):
    call.transcript.utterances[1]["start"] = 1.5
    call.transcript.save()
    found, text = card(head_client, call)
    assert [row.line.together for row in found.rows if row.line][:3] == [True, True, False]
    assert text.count(">одновременно<") == 2


def test_speakers_told_by_meaning_say_how_sure_that_is(head_client, manager_client, call):
    transcript = call.transcript
    keep_transcript(
        call=call,
        source="telephony",
        times="given",
        utterances=utterances_of(transcript),
        speakers_by=SpeakersBy.MEANING,
        confidence=0.84,
    )
    assert "Говорящие определены по смыслу, уверенность 84\u00a0%" in card(head_client, call)[1]
    assert "Поменять местами" not in card(manager_client, call)[1]


def test_a_call_in_which_nobody_spoke_says_so_instead_of_promising_words(head_client, call):
    keep_transcript(call=call, source="miniature", times="given", utterances=())
    text = card(head_client, call)[1]
    assert "Слов в записи нет" in text
    assert "Расшифровки ещё нет" not in text


def test_one_click_swaps_the_speakers_and_the_names_of_the_lanes(head_client, manager_client, call):
    url = reverse("call_swap", args=[call.pk])
    assert manager_client.post(url).status_code == 404
    assert head_client.get(url).status_code == 405
    before = card(head_client, call)[0]
    assert before.player["lanes"] == ("Менеджер", "Клиент")
    assert head_client.post(url).headers["Location"] == reverse("call", args=[call.pk])
    after, text = card(head_client, call)
    assert "Говорящие поменяны местами" in text
    assert [row.line.speaker for row in after.rows if row.line][:2] == ["client", "manager"]
    assert figure(after, "Менеджер говорит").value == "44\u00a0%, клиент 56\u00a0%"
    assert after.player["lanes"] == ("Клиент", "Менеджер")
    assert "указал человек" in text


def test_a_call_without_words_has_nothing_to_swap(head_client, call):
    call.transcript.delete()
    assert head_client.post(reverse("call_swap", args=[call.pk])).status_code == 404
