"""Whatever an endpoint does, a question ends: in a result, or in a reason that sends the work elsewhere."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from mentor.engines.language_model.breaker import FAILURES, Breaker
from mentor.engines.language_model.client import LanguageModel, Question, RejectedError
from mentor.engines.language_model.errors import BudgetError, NoAnswerError, TooLongError
from mentor.engines.language_model.ledger import MemoryLedger, Spent

from .server import Reply, endpoint, in_turn, said

pytestmark = [pytest.mark.unit, pytest.mark.slow]


class Number(BaseModel):
    number: int


def question(text: str = "сколько", company: str = "okna") -> Question[Number, int]:
    def read(answer: Number) -> int:
        if answer.number < 0:
            raise RejectedError([f"число {answer.number} меньше нуля"])
        return answer.number

    return Question(company, "lm:test:1", "Отвечай числом.", text, Number, read)


def ask(*replies: Reply, **settings: Any) -> tuple[int | str, list[dict[str, Any]], MemoryLedger]:
    """The result or the reason, the requests, the ledger."""
    ledger = MemoryLedger()
    with endpoint(in_turn(*replies)) as there:
        model = LanguageModel(there.settings(**settings), ledger=ledger)
        try:
            outcome: int | str = model.ask(question())
        except NoAnswerError as error:
            assert not error.permanent
            outcome = str(error)
        finally:
            model.close()
        return outcome, there.asked, ledger


def test_an_answer_by_the_schema_is_the_result() -> None:
    outcome, asked, ledger = ask(said({"number": 4}))
    assert outcome == 4
    assert asked[0]["temperature"] == 0
    assert asked[0]["max_tokens"] == 6000
    assert asked[0]["response_format"]["type"] == "json_schema"
    assert [entry.tokens_in for _, entry in ledger.entries] == [1000]


@pytest.mark.parametrize("wrapped", ['```json\n{"number": 4}\n```', '<think>четыре?</think>{"number": 4}'])
def test_an_answer_in_a_fence_or_after_thinking_is_read(wrapped: str) -> None:
    assert ask(said(wrapped))[0] == 4


@pytest.mark.parametrize(
    "bad",
    [
        said("Охотно помогу: ответ четыре."),
        said('{"number": 4'),
        said(""),
        said(None),
        said({"count": 4}),
        said({"number": "много"}),
        said({"number": -1}),
    ],
    ids=["prose", "half", "empty", "null", "wrong field", "wrong type", "rejected"],
)
def test_a_bad_answer_is_asked_again_once_and_then_given_up(bad: Reply) -> None:
    assert ask(bad, said({"number": 5}))[0] == 5
    outcome, asked, ledger = ask(bad)
    assert "не принят" in str(outcome)
    assert len(asked) == 2
    assert ledger.entries[0][1].tokens_in == 2000  # both answers cost


def test_the_second_question_tells_the_reasons() -> None:
    _, asked, _ = ask(said({"number": -1}), said({"number": 5}))
    assert "число -1 меньше нуля" in str(asked[1]["messages"][-1])


@pytest.mark.parametrize(
    "bad",
    [
        Reply('{"error": {"message": "overloaded"}}'),
        said(None, refusal="Я не могу это обсуждать."),
        Reply("<html>502</html>"),
        Reply(""),
        Reply("[]"),
        Reply('{"choices": []}'),
        Reply('{"error": "нет доступа"}', status=401),
        Reply('{"error": "нет такой модели"}', status=404),
        Reply("", status=302, headers={"Location": "http://127.0.0.1:9/v1"}),
        Reply(drop=True),
        Reply("{}", status=500),
        Reply("{}", status=429),
    ],
    ids=[
        "error in 200",
        "refusal",
        "html",
        "nothing",
        "list",
        "no choices",
        "401",
        "404",
        "redirect",
        "hang-up",
        "500",
        "429",
    ],
)
def test_a_broken_endpoint_gives_a_reason_and_no_result(bad: Reply) -> None:
    outcome, _, _ = ask(bad)
    assert isinstance(outcome, str)
    assert outcome.endswith(".")


def test_a_refused_connection_gives_a_reason() -> None:
    with endpoint(in_turn(said({"number": 1}))) as there:
        settings = there.settings()
    model = LanguageModel(settings)
    with pytest.raises(NoAnswerError, match="не удалось связаться"):
        model.ask(question())
    model.close()


@pytest.mark.parametrize(
    "passing",
    [
        Reply("{}", status=429, headers={"Retry-After": "0"}),
        Reply("{}", status=503, headers={"Retry-After": "Mon, 01 Jan 2024 00:00:00 GMT"}),
        Reply("{}", status=500, headers={"Retry-After": "0"}),
    ],
)
def test_what_passes_by_itself_is_repeated(passing: Reply) -> None:
    outcome, asked, _ = ask(passing, said({"number": 3}), RETRIES=1)
    assert outcome == 3
    assert len(asked) == 2


def test_a_pause_longer_than_a_call_can_wait_is_not_waited_for() -> None:
    outcome, asked, _ = ask(Reply("{}", status=429, headers={"Retry-After": "3600"}), RETRIES=5)
    assert "429" in str(outcome)
    assert len(asked) == 1


def test_an_endpoint_without_schemas_is_asked_in_words_from_then_on() -> None:
    refused = Reply('{"error": {"message": "response_format is not supported"}}', status=400)
    with endpoint(in_turn(refused, said({"number": 3}))) as there:
        model = LanguageModel(there.settings())
        assert model.ask(question()) == 3
        assert model.ask(question()) == 3
        model.close()
        assert ["response_format" in body for body in there.asked] == [True, False, False]
        assert [m["role"] for m in there.asked[1]["messages"]] == ["system", "user"]
        assert '"number"' in there.text(1)


def test_a_model_that_is_too_slow_is_given_up_and_its_question_is_counted() -> None:
    for limits in ({"TIMEOUT_S": 0.2}, {"DEADLINE_S": 0.2}):
        outcome, asked, ledger = ask(Reply(hold=True), **limits)
        assert isinstance(outcome, str)
        assert (
            len(asked) <= 1
        )  # never asked again; on a busy machine time may be up before the server has read it
        assert ledger.entries[0][1].tokens_in > 0


def test_an_answer_far_too_long_is_not_read_to_its_end() -> None:
    outcome, _, _ = ask(said("да " * 3_000_000))
    assert "прочесть" in str(outcome)


def test_a_question_that_does_not_fit_is_not_sent() -> None:
    with endpoint(in_turn(said({"number": 3}))) as there:
        model = LanguageModel(there.settings(CONTEXT_TOKENS=8000))
        with pytest.raises(TooLongError):
            model.ask(question("слово " * 5_000))
        model.close()
        assert there.asked == []


def test_every_answer_is_priced_for_its_company_and_month() -> None:
    ledger = MemoryLedger()
    with endpoint(in_turn(said({"number": 1}, tokens=(1500, 300)))) as there:
        settings = there.settings(PRICE_IN="0.4", PRICE_OUT="1,2")
        model = LanguageModel(settings, ledger=ledger, today=lambda: date(2026, 11, 23))
        model.ask(question())
        model.ask(question())
        model.ask(question(company="sad"))
        model.close()
    november = date(2026, 11, 1)
    assert ledger.spend("okna", november) == Decimal("1.92")
    assert ledger.spend("sad", november) == Decimal("0.96")
    assert ledger.spend("okna", date(2026, 12, 1)) == 0
    assert ledger.entries[0][1] == Spent("lm:test:1", november, 1500, 300, Decimal("0.96"))


def test_an_endpoint_that_does_not_count_is_counted_from_above() -> None:
    _, _, ledger = ask(said({"number": 1}, tokens=None))
    assert ledger.entries[0][1].tokens_in >= len("Отвечай числом.сколько") / 2.5


def test_a_spent_budget_stops_only_its_company() -> None:
    ledger = MemoryLedger()
    with endpoint(in_turn(said({"number": 1}))) as there:
        settings = there.settings(PRICE_IN="1", PRICE_OUT="1", BUDGET_RUB="100")
        model = LanguageModel(settings, ledger=ledger, today=lambda: date(2026, 11, 23))
        ledger.note("okna", Spent("lm", date(2026, 11, 1), 0, 0, Decimal("99.5")))
        with pytest.raises(BudgetError):
            model.ask(question())
        assert there.asked == []
        assert model.ask(question(company="sad")) == 1
        model.close()


def test_requests_run_side_by_side_and_no_more_of_them_than_are_allowed() -> None:
    together = replace(said({"number": 1}), meet=threading.Barrier(2))
    with endpoint(lambda _body: together) as there:
        model = LanguageModel(there.settings(PARALLEL=2))
        threads = [threading.Thread(target=model.ask, args=(question(),)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        model.close()
        assert len(there.asked) == 6
        assert there.most_at_once == 2


def _ask_in_vain(model: LanguageModel) -> None:
    with pytest.raises(NoAnswerError):
        model.ask(question())


def test_an_endpoint_that_fails_and_fails_is_left_alone_for_a_while() -> None:
    now = [0.0]
    with endpoint(in_turn(Reply("{}", status=500))) as there:
        model = LanguageModel(there.settings(), breaker=Breaker(lambda: now[0]))
        for _ in range(FAILURES + 3):
            _ask_in_vain(model)
        assert len(there.asked) == FAILURES
        now[0] = 61.0
        there.script = in_turn(said({"number": 2}))
        assert model.ask(question()) == 2
        model.close()


def test_a_key_goes_with_the_request() -> None:
    with endpoint(in_turn(said({"number": 1}))) as there:
        model = LanguageModel(there.settings(KEY="секретный".encode().hex()))
        model.ask(question())
        model.close()
        assert there.keys[0].startswith("Bearer d181")
