from __future__ import annotations

import pytest

from mentor.engines.conversation import Utterance
from mentor.speech.machines import greeting

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
