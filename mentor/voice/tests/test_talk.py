from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from mentor.engines.persona.port import Heard, Line
from mentor.engines.voice_activity.live import RATE
from mentor.voice.lanes import Lanes
from mentor.voice.noted import note_of

from .scripted import START, Book, Client, engines, settle, stage

pytestmark = pytest.mark.unit


async def begun(folder: Path, *args, book: Book | None = None, client: Client | None = None, **kwargs):
    book = book or Book()
    book.persona = client or book.persona
    found = stage(folder, engines(*args, **kwargs), book)
    await found.talk.open()
    await found.talk.begin(heard_last=True)
    await settle()
    return found


def test_a_turn_is_heard_answered_in_sound_and_kept_with_its_times(tmp_path: Path):
    async def play():
        on = await begun(tmp_path, ["Здравствуйте, это Марина."])
        await on.quiet(0.5)
        await on.speak(1.0)
        await on.quiet(0.5)
        return on

    on = asyncio.run(play())
    (turn,) = on.book.kept
    assert turn.heard.text == "Здравствуйте, это Марина."
    assert turn.manager_start == pytest.approx(0.5, abs=0.05)
    assert turn.manager_end == pytest.approx(1.5, abs=0.05)
    assert turn.manager_end + 0.19 <= turn.client_start < turn.manager_end + 0.4  # where its sound lies
    assert [message["text"] for message in on.browser.of("client")] == ["Ответ 1.", "Слушаю вас."]
    letters = len("Ответ один.") + len("Слушаю вас.")
    assert sum(len(data) - 4 for data in on.browser.sounds) == letters * RATE // 10 * 2
    assert on.browser.of("sounds")[0]["ms"]["silence"] >= 190


def test_the_client_says_names_with_the_stress_that_the_company_gave(tmp_path: Path):
    async def play(stresses):
        on = await begun(tmp_path / str(len(stresses)), ["Здравствуйте."], book=Book(stresses=stresses))
        await on.speak(1.0)
        await on.quiet(0.5)
        return sum(len(data) - 4 for data in on.browser.sounds)

    plain, marked = (asyncio.run(play(each)) for each in ({}, {"Ответ": "Отве\u0301т"}))
    assert marked - plain == RATE // 10 * 2  # the scripted voice speaks as long as its text: one mark more


def test_a_breath_in_mid_sentence_does_not_end_the_turn(tmp_path: Path):
    async def play():
        on = await begun(tmp_path, ["Стоимость зависит от", "площади окна."], sure=[0.2, 0.9])
        await on.speak(1.0)
        await on.quiet(0.6)
        await on.speak(1.0)
        await on.quiet(0.6)
        return on

    on = asyncio.run(play())
    assert [turn.heard.text for turn in on.book.kept] == ["Стоимость зависит от площади окна."]


def test_an_answer_begun_in_a_pause_is_dropped_where_the_manager_goes_on(tmp_path: Path):
    client = Client()

    async def play():
        on = await begun(tmp_path, ["Стоимость зависит.", "От площади."], sure=[0.2, 0.9], client=client)
        await on.speak(1.0)
        await on.quiet(0.4)
        await on.speak(1.0)
        await on.quiet(0.6)
        return on

    on = asyncio.run(play())
    assert [heard.text for heard in client.heard] == ["Стоимость зависит.", "Стоимость зависит. От площади."]
    assert [turn.heard.text for turn in on.book.kept] == ["Стоимость зависит. От площади."]
    assert [message["text"] for message in on.browser.of("client")] == ["Ответ 1.", "Слушаю вас."]


def test_the_manager_speaks_over_the_client_who_falls_silent_and_knows_what_was_heard(tmp_path: Path):
    client = Client()

    async def play():
        on = await begun(tmp_path, ["Первое.", "Второе."], client=client)
        await on.speak(0.6)
        await on.quiet(0.4)  # the client speaks for seconds from here
        await on.speak(0.3)
        stopped = list(on.browser.of("stop"))
        await on.quiet(0.5)
        return stopped

    stopped = asyncio.run(play())
    assert [message["reply"] for message in stopped] == [1]
    second = client.heard[1]
    assert second.over
    assert 0.0 < second.reply_heard < 0.9


def test_what_the_client_did_not_get_to_say_is_not_in_the_recording(tmp_path: Path):
    async def play():
        on = await begun(tmp_path, ["Первое."])
        await on.speak(0.6)
        await on.quiet(0.4)
        await on.speak(0.3)
        return on

    asyncio.run(play())
    manager, client = (tmp_path / name for name in ("manager.pcm", "client.pcm"))
    assert client.stat().st_size <= manager.stat().st_size


def test_a_cough_over_the_client_is_no_turn_and_the_client_says_it_again(tmp_path: Path):
    async def play():
        on = await begun(tmp_path, ["Первое.", ""])
        await on.speak(0.6)
        await on.quiet(0.4)
        await on.speak(0.2)
        await on.quiet(0.5)
        return on

    on = asyncio.run(play())
    assert len(on.book.kept) == 1
    said = [message["text"] for message in on.browser.of("client")]
    assert said[0] in said[-1]
    assert on.browser.of("client")[-1]["reply"] == 2


def test_the_client_cuts_into_a_monologue_and_is_not_stopped_by_its_momentum(tmp_path: Path):
    client = Client(cuts=True)

    async def play():
        on = await begun(tmp_path, ["Мы на рынке двадцать лет и"], client=client)
        await on.speak(9.5)
        return on

    on = asyncio.run(play())
    assert [turn.heard.text for turn in on.book.kept] == ["Мы на рынке двадцать лет и"]
    assert on.browser.of("stop") == []
    assert on.browser.sounds


def test_silence_is_a_turn_of_its_own(tmp_path: Path):
    client = Client()

    async def play():
        on = await begun(tmp_path, client=client)
        await on.quiet(8.5)
        return on

    on = asyncio.run(play())
    assert [heard.text for heard in client.heard] == [""]
    assert client.heard[0].silence >= 8.0
    assert on.book.kept[0].client_start == pytest.approx(
        8.0, abs=0.6
    )  # what the client then says can be replayed


def test_typing_works_where_nothing_can_be_recognised_and_the_page_is_told_why(tmp_path: Path):
    async def play():
        on = await begun(tmp_path, deaf=True)
        await on.talk.typed("  Здравствуйте  ")
        await settle()
        return on

    on = asyncio.run(play())
    (ready,) = on.browser.of("ready")
    assert (ready["hearing"], ready["why"]) == (False, "нет распознавателя")
    assert [turn.heard.text for turn in on.book.kept] == ["Здравствуйте"]
    assert on.browser.sounds, "the client still speaks"
    assert not on.lanes.recorded()


def test_a_client_who_hangs_up_ends_the_talk_once(tmp_path: Path):
    async def play():
        on = await begun(tmp_path, ["Да бросьте вы."])
        await on.speak(0.6)
        await on.quiet(0.5)
        await on.talk.typed("Алло?")
        await on.talk.hang_up()
        await settle()
        return on

    on = asyncio.run(play())
    assert [message["outcome"] for message in on.browser.of("over")] == ["hung_up"]
    assert len(on.book.kept) == 1
    assert (on.book.sealed, on.book.ended) == (1, "")


def test_before_the_talk_a_phrase_is_only_a_trial(tmp_path: Path):
    async def play():
        on = stage(tmp_path, engines(["Раз, два, три.", "Раз, два."]))
        await on.talk.open()
        await on.speak(0.6)
        await on.quiet(0.5)
        await on.speak(0.6)
        await on.quiet(0.1)
        await on.talk.begin(heard_last=True)  # before it is sure that the phrase is over
        await on.quiet(0.5)
        return on

    on = asyncio.run(play())
    assert [message["text"] for message in on.browser.of("trial")] == ["Раз, два, три.", "Раз, два."]
    assert on.book.kept == []


def test_words_that_were_begun_before_the_talk_lie_at_the_beginning_of_its_recording(tmp_path: Path):
    async def play():
        on = stage(tmp_path, engines(["Здравствуйте."]))
        await on.talk.open()
        await on.speak(0.6)
        await on.talk.begin(heard_last=True)
        await on.speak(0.6)
        await on.quiet(0.5)
        return on

    (turn,) = asyncio.run(play()).book.kept
    assert (turn.manager_start, turn.manager_end) == (0.0, pytest.approx(0.6, abs=0.05))


def test_a_new_connection_goes_on_where_the_lost_one_stopped_and_says_again_what_was_not_heard(
    tmp_path: Path,
):
    book = Book()

    async def first():
        on = await begun(tmp_path, ["Здравствуйте."], book=book)
        await on.speak(0.6)
        await on.quiet(0.4)
        await on.talk.close()

    async def second():
        on = stage(tmp_path, engines(["Вы здесь?"]), book)
        await on.talk.open()
        await on.talk.begin(heard_last=False)
        await settle()
        repeated = [message["text"] for message in on.browser.of("client")]
        await on.quiet(4.0)
        await on.speak(0.6)
        await on.quiet(0.5)
        return on, repeated

    asyncio.run(first())
    on, repeated = asyncio.run(second())
    assert repeated == ["Ответ 1."]
    assert [message["again"] for message in on.browser.of("client")][:2] == [True, False]
    assert [turn.heard.text for turn in book.kept] == ["Здравствуйте.", "Вы здесь?"]
    assert book.kept[1].manager_start == pytest.approx(1.0 + 4.0, abs=0.1)  # after the sound kept before
    (ready,) = on.browser.of("ready")
    assert [line["text"] for line in ready["lines"]][-1] == "Ответ 1."


def test_words_that_were_heard_before_the_process_was_killed_are_answered_after_it(tmp_path: Path):
    book = Book(state=replace(START, lines=(Line("client", "Алло?"),)))
    Lanes(tmp_path).note({"turn": 0, "text": "Здравствуйте, это Марина."})

    async def play():
        return await begun(tmp_path, book=book)

    on = asyncio.run(play())
    assert [turn.heard.text for turn in on.book.kept] == ["Здравствуйте, это Марина."]


def test_a_note_is_answered_as_it_was_heard_and_where_it_was_said(tmp_path: Path):
    heard = Heard(text="Здравствуйте.", seconds=1.5, over=True, reply_heard=0.25)
    lanes = Lanes(tmp_path)
    lanes.hear(bytes(RATE * 2 * 3))
    lanes.flush()
    lanes.note(note_of(0, heard, (1.0, 2.5)))

    async def play():
        return await begun(tmp_path, book=Book(state=replace(START, lines=(Line("client", "Алло?"),))))

    (turn,) = asyncio.run(play()).book.kept
    assert turn.heard == heard
    assert (turn.manager_start, turn.manager_end) == (pytest.approx(1.0), pytest.approx(2.5))


def test_a_note_that_was_answered_is_not_answered_again(tmp_path: Path):
    Lanes(tmp_path).note({"turn": 0, "text": "Здравствуйте."})

    async def play():
        return await begun(tmp_path, book=Book(state=replace(START, turn=1)))

    assert asyncio.run(play()).book.kept == []
