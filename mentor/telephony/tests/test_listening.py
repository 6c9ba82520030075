"""Lines to exchanges are kept where somebody wants them, and nowhere else."""

from __future__ import annotations

import asyncio

import pytest

from mentor.telephony import connections, listening
from mentor.telephony.listening import Listeners, Wanted
from mentor.telephony.providers.asterisk.tests.test_asterisk import Asterisk


def test_a_line_is_wanted_while_an_exchange_is_named_and_switched_on(connect):
    line = connect(Asterisk())
    assert listening._wanted() == set(), "its journal is read, no address is named"

    def name(address: str) -> None:
        connection = line.connection()
        connections.change(
            connection=connection,
            title="АТС",
            plain=connection.settings | {"ami": address},
            given={},
            allowed=[],
            by=None,
        )

    with line.scope:
        name("10.0.0.5")
    [first] = listening._wanted()
    assert (first.company_id, first.connection_id) == (line.company_id, line.connection_id)
    with line.scope:
        name("10.0.0.6")
    [moved] = listening._wanted()
    assert moved != first, "another address is another line"
    with line.scope:
        connections.switch(connection=line.connection(), on=False, by=None)
    assert listening._wanted() == set()


@pytest.mark.unit
def test_lines_begin_when_they_are_wanted_and_end_when_they_are_not(monkeypatch):
    wanted: set[Wanted] = set()
    open_now: set[Wanted] = set()

    async def look(_work):
        return set(wanted)

    async def follow(line: Wanted) -> None:
        open_now.add(line)
        try:
            await asyncio.Event().wait()
        finally:
            open_now.discard(line)

    monkeypatch.setattr(listening, "_apart", look)
    monkeypatch.setattr(listening, "follow", follow)

    async def seen(listeners: Listeners, *lines: Wanted) -> set[Wanted]:
        wanted.clear()
        wanted.update(lines)
        await listeners.look()
        await asyncio.sleep(0)  # what was begun or cancelled has its turn
        await asyncio.sleep(0)
        return set(open_now)

    async def whole() -> None:
        listeners = Listeners()
        one, changed, other = Wanted(1, 1, "a"), Wanted(1, 1, "b"), Wanted(2, 5, "a")
        assert await seen(listeners) == set()
        assert await seen(listeners, one) == {one}
        assert await seen(listeners, changed, other) == {changed, other}
        assert await seen(listeners, other) == {other}
        assert await seen(listeners) == set()

    asyncio.run(whole())
