"""A client behind an endpoint, by voice: what the endpoint does not say well or in time is said by the local one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mentor.engines.language_model import persona
from mentor.engines.language_model.client import LanguageModel
from mentor.engines.language_model.persona import LanguageModelPersona, in_a_talk
from mentor.engines.language_model.tests.server import Endpoint, Reply, endpoint, in_turn, said
from mentor.engines.persona.local.engine import LocalPersona
from mentor.engines.persona.port import TalkState

from .scripted import PLAY, Book, Stage, engines, stage

pytestmark = [pytest.mark.unit, pytest.mark.slow]
TYPED, SPOKEN = (
    "Здравствуйте! Меня зовут Инна, «Ясный вид». Удобно говорить?",
    "Скажите, какие окна вам нужны?",
)


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with endpoint(in_turn(said(""))) as running:
        yield running


def opened() -> TalkState:
    return LocalPersona().open(PLAY).state


def talked(folder: Path, there: Endpoint, fails: Reply) -> Stage:
    """A typed turn and a spoken one; the endpoint answers the first well, then ``fails``."""
    there.script = lambda body: phrased(body) if len(there.asked) == 1 else fails
    model = in_a_talk(LanguageModel(there.settings()))
    model.prepare()

    async def play() -> Stage:
        on = stage(folder, engines([SPOKEN]), Book(persona=LanguageModelPersona(model), state=opened()))
        await on.talk.open()
        await on.talk.begin(heard_last=True)
        await on.talk.typed(TYPED)
        await on.quiet(7.0)  # the client speaks
        await on.speak(1.0)
        await on.quiet(1.0)
        return on

    try:
        return asyncio.run(play())
    finally:
        model.close()


def phrased(body: dict[str, Any]) -> Reply:
    """What has to be said, in words of its own."""
    asked = "\n".join(str(message["content"]) for message in body["messages"])
    wanted = asked.rpartition("Что сказать: ")[2].splitlines()[0]
    return said({"say": f"Ну, {wanted[:1].lower()}{wanted[1:]}"})


@pytest.mark.parametrize(
    "fails", [Reply(hold=True), Reply(drop=True), said({"say": "Вам стоило спросить о бюджете, коллега."})]
)
def test_a_model_that_fails_in_mid_talk_is_replaced_in_the_same_turn(tmp_path, there, fails, monkeypatch):
    monkeypatch.setattr(persona, "PATIENCE_S", 60.0)  # of who types: the first answer is there on any machine
    on = talked(tmp_path, there, fails)
    first, second = on.book.kept[:2]
    assert (first.turned.reply.engine, first.turned.reply.text[:4]) == ("lm:test-model:persona-1", "Ну, ")
    assert second.turned.reply.engine == LocalPersona.name
    told = [message["text"] for message in on.browser.of("client")]
    assert told == [part for turn in on.book.kept[:2] for part in turn.turned.reply.sentences]
    assert there.held == (1 if fails.hold else 0)  # a late answer was not waited for: it is still not there
