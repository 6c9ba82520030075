"""Asks a language model for a structured answer: one re-ask with reasons, a deadline, a price, a budget."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from .breaker import Breaker
from .errors import BudgetError, NoAnswerError, TooLongError
from .ledger import Ledger, MemoryLedger, Spent
from .loop import BackgroundLoop
from .settings import ModelSettings

if TYPE_CHECKING:
    from pydantic_ai.models.openai import OpenAIChatModel

log = logging.getLogger(__name__)

Schema = TypeVar("Schema", bound=BaseModel)
Result = TypeVar("Result")
# Russian takes two and a half letters a token or more with every tokeniser in use: an estimate from above.
LETTERS_PER_TOKEN = 2.5
# The JSON schema and the roles around the texts.
OVERHEAD_TOKENS = 1_200
MOST_REASONS = 12


class RejectedError(Exception):
    """An answer fits the schema and cannot be kept; ``reasons`` are told to the model once."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Question(Generic[Schema, Result]):
    """One request. ``read`` makes the result of an answer or raises ``RejectedError``; ``engine`` signs the cost.

    ``within_s``: somebody waits no longer than this, whatever the endpoint's own deadline; None: the deadline alone.
    """

    company: str
    engine: str
    instructions: str
    text: str
    schema: type[Schema]
    read: Callable[[Schema], Result]
    within_s: float | None = None


def tokens_of(text: str) -> int:
    """About how many tokens ``text`` is, from above."""
    return int(len(text) / LETTERS_PER_TOKEN) + 1


class LanguageModel:
    """One endpoint, for any number of threads. Every failure is a ``NoAnswerError`` with its reason."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        ledger: Ledger | None = None,
        today: Callable[[], date] = date.today,
        breaker: Breaker | None = None,
    ) -> None:
        self.settings = settings
        self.ledger: Ledger = ledger or MemoryLedger()
        self._today = today
        self._breaker = breaker or Breaker()
        self._loop = BackgroundLoop("language-model")
        self._mode = settings.output

    def room(self, instructions: str) -> int:
        """How many letters of text fit beside the instructions and the answer."""
        taken = tokens_of(instructions) + OVERHEAD_TOKENS + self.settings.answer_tokens
        return max(0, int((self.settings.context_tokens - taken) * LETTERS_PER_TOKEN))

    def ask(self, question: Question[Schema, Result]) -> Result:
        """The result of the answer, or of the second one. Raises ``NoAnswerError``."""
        if len(question.text) > self.room(question.instructions):
            raise TooLongError("Разговор не помещается в окно языковой модели.")
        asked = tokens_of(question.instructions) + tokens_of(question.text) + OVERHEAD_TOKENS
        month = self._today().replace(day=1)
        self._check_budget(question.company, month, asked)
        if self._breaker.rests():
            raise NoAnswerError("Языковая модель недавно не отвечала: пока не спрашиваем.")
        run = _Run(self, question, asked)
        try:
            return self._loop.run(run.work())
        finally:
            if run.tokens_in or run.tokens_out:
                cost = self.settings.cost(run.tokens_in, run.tokens_out)
                spent = Spent(question.engine, month, run.tokens_in, run.tokens_out, cost)
                self.ledger.note(question.company, spent)

    def prepare(self) -> None:
        """Load what a request needs: seconds, once a process."""
        import pydantic_ai  # noqa: F401 loaded for its own sake

        _ = self.model

    def close(self) -> None:
        """Stop the loop's thread."""
        self._loop.close()

    def _check_budget(self, company: str, month: date, asked: int) -> None:
        """Refuse what could cost more than is left."""
        budget = self.settings.budget
        if budget <= 0:
            return
        most = self.settings.cost(asked, self.settings.answer_tokens)
        if self.ledger.spend(company, month) + most > budget:
            raise BudgetError("Бюджет языковой модели на этот месяц исчерпан.")

    @cached_property
    def slots(self) -> asyncio.Semaphore:
        """How many requests run at once."""
        return asyncio.Semaphore(self.settings.parallel)

    @cached_property
    def model(self) -> OpenAIChatModel:
        """The library's model: loaded when first asked."""
        import httpx2
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.profiles.openai import OpenAIModelProfile
        from pydantic_ai.providers.openai import OpenAIProvider

        from .transport import PatientTransport

        limits = httpx2.Limits(max_connections=self.settings.parallel)
        transport = PatientTransport(httpx2.AsyncHTTPTransport(limits=limits), retries=self.settings.retries)
        # no redirects: transcripts and the key go to the address that was set and nowhere else
        http = httpx2.AsyncClient(
            transport=transport, timeout=self.settings.timeout_s, follow_redirects=False, trust_env=False
        )
        client = AsyncOpenAI(
            base_url=self.settings.url, api_key=self.settings.key or "-", max_retries=0, http_client=http
        )
        profile = OpenAIModelProfile(
            supports_json_schema_output=True,
            supports_json_object_output=False,
            openai_chat_supports_multiple_system_messages=False,
            openai_chat_supports_max_completion_tokens=False,
            openai_supports_strict_tool_definition=False,
        )
        return OpenAIChatModel(
            self.settings.model, provider=OpenAIProvider(openai_client=client), profile=profile
        )

    @property
    def mode(self) -> str:
        """``schema`` or ``prompt``: as set, or as the endpoint has taught."""
        return self._mode

    def forget_schema(self) -> None:
        """The endpoint knows no ``response_format``: from now on the schema stands in the instructions."""
        self._mode = "prompt"

    @property
    def breaker(self) -> Breaker:
        """Shared by all requests."""
        return self._breaker


class _Run(Generic[Schema, Result]):
    """One question on its way. ``tokens_*`` are filled whatever happens."""

    def __init__(self, model: LanguageModel, question: Question[Schema, Result], asked: int) -> None:
        self.model, self.question, self.asked = model, question, asked
        self.tokens_in = self.tokens_out = 0
        self.reasons: list[str] = []
        self.result: Result | None = None

    async def work(self) -> Result:
        """Ask within the deadline."""
        deadline = self.model.settings.deadline_s
        if self.question.within_s is not None:
            deadline = min(deadline, self.question.within_s)
        try:
            async with asyncio.timeout(deadline):
                async with self.model.slots:
                    answer = await self._asked()
        except TimeoutError:
            self._line_failed(sent=True)
            raise NoAnswerError(f"Языковая модель не ответила за {deadline:g} с.") from None
        self.model.breaker.answered()
        return answer

    async def _asked(self) -> Result:
        from pydantic_ai.exceptions import ModelHTTPError

        try:
            return await self._run_agent()
        except ModelHTTPError as error:
            if self.model.mode == "schema" and error.status_code in (400, 422) and _about_schema(error.body):
                self.model.forget_schema()
                return await self._translated()
            raise self._failure(error) from error
        except Exception as error:  # the library and the door raise types of their own
            raise self._failure(error) from error

    async def _translated(self) -> Result:
        try:
            return await self._run_agent()
        except Exception as error:  # the library and the door raise types of their own
            raise self._failure(error) from error

    async def _run_agent(self) -> Result:
        from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput
        from pydantic_ai.settings import ModelSettings as CallSettings
        from pydantic_ai.usage import RunUsage

        schema = self.question.schema
        output = NativeOutput(schema) if self.model.mode == "schema" else PromptedOutput(schema)
        agent = Agent(
            self.model.model, output_type=output, instructions=self.question.instructions, retries=1
        )

        @agent.output_validator
        def check(answer: Schema) -> Schema:
            try:
                self.result = self.question.read(answer)
            except RejectedError as rejected:
                self.reasons = rejected.reasons[:MOST_REASONS]
                raise ModelRetry(
                    "Ответ не принят. Исправь и ответь заново:\n- " + "\n- ".join(self.reasons)
                ) from None
            return answer

        usage = RunUsage()
        limits = CallSettings(
            temperature=self.model.settings.temperature, max_tokens=self.model.settings.answer_tokens
        )
        try:
            await agent.run(self.question.text, model_settings=limits, usage=usage)
        finally:
            self.tokens_in += usage.input_tokens
            self.tokens_out += usage.output_tokens
            if usage.requests and not usage.input_tokens:
                self.tokens_in += self.asked  # an endpoint that does not count: an estimate from above
        assert self.result is not None
        return self.result

    def _line_failed(self, *, sent: bool) -> None:
        self.model.breaker.failed()
        if sent and not self.tokens_in:
            self.tokens_in = self.asked  # the provider has read the question and will charge for it

    def _failure(self, error: Exception) -> NoAnswerError:
        """What went wrong, in words."""
        from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError, UnexpectedModelBehavior

        if isinstance(error, NoAnswerError):
            return error
        if isinstance(error, ModelHTTPError):
            if error.status_code >= 500 or error.status_code == 429:
                self._line_failed(sent=False)
            return NoAnswerError(f"Языковая модель ответила отказом с кодом {error.status_code}.")
        if isinstance(error, ModelAPIError):
            self._line_failed(sent=_timed_out(error))
            return NoAnswerError("С языковой моделью не удалось связаться или прочесть её ответ.")
        self.model.breaker.answered()
        if isinstance(error, UnexpectedModelBehavior):
            why = "; ".join(self.reasons) or "он не того вида, о котором просили"
            return NoAnswerError(f"Ответ языковой модели не принят: {why}.")
        # whatever a stranger's server makes a library raise must not lose the call
        log.error("language model: unexpected failure", exc_info=error)
        return NoAnswerError("Ответ языковой модели не удалось прочитать.")


def _about_schema(body: Any) -> bool:
    text = str(body).lower()
    return any(word in text for word in ("response_format", "json_schema", "schema"))


def _timed_out(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if "timeout" in type(cause).__name__.lower():
            return True
        cause = cause.__cause__
    return False
