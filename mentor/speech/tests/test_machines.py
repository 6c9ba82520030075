from __future__ import annotations

import pytest

from mentor.engines.conversation import Utterance
from mentor.speech.machines import greeting, menu

pytestmark = pytest.mark.unit


def lane(*texts):
    return [Utterance("unknown", text, at * 5.0, at * 5.0 + 4) for at, text in enumerate(texts)]


def sides(*rows):
    return [Utterance("manager" if side == "М" else "client", text) for side, text in rows]


LEFT = "здравствуйте это ирина компания светлые окна перезвоните мне пожалуйста по поводу замера"


@pytest.mark.parametrize(
    ("said", "machine"),
    [
        (("Аппарат абонента выключен или находится вне зоны действия сети.",), {0}),
        (("Алло?", "Здравствуйте, вы позвонили Сергею.", "Не могу сейчас ответить.", LEFT), {1, 2}),
        (("абонент временно не доступен оставьте сообщение после сигнала", LEFT), {0}),
    ],
)
def test_a_machine_in_one_lane_is_told_by_what_it_says(said, machine):
    assert greeting(lane(*said)) == machine


def test_a_machine_on_the_clients_lane_is_told_without_a_beep():
    said = sides(("К", "Вас приветствует автоответчик."), ("К", "Оставьте сообщение."), ("М", LEFT))
    assert greeting(said) == {0, 1}


@pytest.mark.parametrize(
    "said",
    [
        lane("Добрый день, компания «Светлица».", "Здравствуйте, вчера абонент недоступен был, не дозвонилась."),
        lane("вы позвонили в светлицу к сожалению не можем сейчас ответить", "алло", "здравствуйте слушаю вас"),
        lane("Не могу сейчас говорить, я за рулём.", "Хорошо, когда вам удобно?", "Перезвоните попозже."),
        sides(("М", "Я оставила вам сообщение после сигнала, автоответчик включился."), ("К", "Да, слышал.")),
        sides(
            ("К", "Абонент сейчас занят, соединяю."), ("М", "Спасибо."), ("К", "Да, Сергей, слушаю вас внимательно.")
        ),
    ],
)  # fmt: skip
def test_a_talk_of_people_is_never_taken_for_a_machine(said):
    assert greeting(said) == frozenset()


MENU = ("Здравствуйте! Вы позвонили в компанию «Ромашка».", "Для связи с бухгалтерией нажмите один.")


@pytest.mark.parametrize(
    ("said", "played"),
    [
        (lane(*MENU, "Или дождитесь ответа оператора.", "Ромашка, Ольга, слушаю вас.", LEFT), {0, 1, 2}),
        (
            sides(("М", "Алло?"), *(("К", text) for text in MENU), ("К", "Ольга, слушаю."), ("М", LEFT)),
            {1, 2},
        ),
        (
            sides(
                ("М", "Вас приветствует студия «Ясный вид»."),
                ("М", "Все операторы заняты, ваш звонок очень важен для нас."),
                ("К", "Алло!"),
                ("М", "Разговор будет записан."),
                ("М", "Добрый день, меня зовут Ирина."),
                ("К", "Здравствуйте, я по поводу окон, хотела узнать цену."),
            ),
            {0, 1, 3},
        ),
        (lane("наберите добавочный номер в тоновом режиме", "алло добрый день"), {0}),
    ],
)
def test_a_companys_menu_is_told_by_what_it_says_and_the_person_after_it_stays(said, played):
    assert menu(said) == played


@pytest.mark.parametrize(
    "said",
    [
        sides(
            ("М", "Добрый день, Ирина, «Ясный вид», разговор записывается."),
            ("К", "Да, слушаю вас внимательно."),
        ),
        sides(
            ("К", "Добрый день, а у вас там робот сказал, нажмите один, и всё повисло."),
            ("М", "Простите, пожалуйста. Чем помочь?"),
        ),
        sides(
            (
                "М",
                "Добрый день, Ирина, студия окон, звоню по вашей заявке с сайта на замер трёх окон и балкона.",
            ),
            ("К", "Да."),
            ("М", "Откройте приложение и нажмите один, там будет ваш договор."),
        ),
        sides(
            ("К", "Здравствуйте, я звоню по рекламе, которую слышал."), ("М", "Дождитесь ответа оператора.")
        ),
        lane("Алло, добрый день.", "Извините за ожидание, все операторы были заняты.", "Ничего."),
        [],
    ],
)
def test_what_people_say_of_buttons_and_waiting_is_no_menu(said):
    assert menu(said) == frozenset()
