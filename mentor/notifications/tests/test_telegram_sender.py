"""The sender against a Bot API that speaks the documented HTTP: what each answer means for the message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mentor.notifications.channels import telegram
from mentor.notifications.channels.telegram import TelegramSender
from mentor.notifications.message import Message
from mentor.notifications.rules import Answer, Blocked, Later, Refused, Sent, Unclear
from tests.telegram_double import TOKEN, BotApi, Reply, bot_api, refusal

HELLO = Message("Потерян клиент: ИС", "этап «Закрытие»", "/clients/7/")


@pytest.fixture(scope="module")
def running() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture
def api(running: BotApi) -> BotApi:
    running.asked.clear()
    running.script.clear()
    return running


def send(address: str, token: str = TOKEN) -> Answer:
    return TelegramSender(token=token, api=address, public_url="https://mentor.example").send("42", HELLO)


def test_a_message_goes_to_its_chat_as_plain_text_with_a_link(api):
    assert send(api.address) == Sent()
    assert api.messages == [
        {
            "chat_id": "42",
            "text": "Потерян клиент: ИС\nэтап «Закрытие»\nhttps://mentor.example/clients/7/",
        }
    ]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), Blocked),
        (refusal(403, "Forbidden: user is deactivated"), Blocked),
        (refusal(400, "Bad Request: chat not found"), Blocked),
        (refusal(400, "Bad Request: message text is empty"), Refused),
        (refusal(500, "Internal Server Error"), Later),
        (Reply(502, "<html>Bad Gateway</html>"), Later),
        (Reply(200, "<html>not json</html>"), Unclear),
        (Reply(200, {"ok": True, "result": {"strange": 1}}), Unclear),
        (Reply(hang=True), Unclear),
    ],
)
def test_what_the_api_answers(api, reply, kind):
    api.script.append(reply)
    assert type(send(api.address)) is kind
    assert len(api.messages) == 1


def test_a_flood_limit_says_how_long_to_wait(api):
    api.script.append(refusal(429, "Too Many Requests: retry after 17", retry_after=17))
    answer = send(api.address)
    assert isinstance(answer, Later)
    assert answer.pause_s == 17


def test_a_wrong_token_is_ours_to_mend_and_no_fault_of_the_message(api):
    assert type(send(api.address, token="123456:other")) is Later


def test_a_server_that_does_not_answer_in_time_leaves_it_unclear(api, monkeypatch):
    monkeypatch.setattr(telegram, "WAIT_S", 0.05)
    with api.changed:  # the double cannot answer while this is held
        assert type(send(api.address)) is Unclear


def test_nobody_at_the_address_means_that_nothing_left():
    with bot_api() as gone:
        address = gone.address
    assert type(send(address)) is Later
