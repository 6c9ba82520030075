"""How a language model is reached and what it may cost: read from names and texts, wherever they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal
from urllib.parse import urlsplit

from ..errors import EngineError

# ``schema``: the endpoint holds the model to a JSON schema; ``prompt``: the schema stands in the instructions only.
OutputMode = Literal["schema", "prompt"]
MOST_NAME = 28


class SettingsError(EngineError):
    """The settings do not name a usable endpoint; the message names the setting."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """One endpoint.

    ``url`` ends before ``/chat/completions``. ``timeout_s`` bounds one request, ``deadline_s`` a whole answer with
    its repeats. ``retries``: repeats after a failure of the line. Prices are roubles per 1,000 tokens, ``budget``
    roubles a company and calendar month, 0: no limit. ``context_tokens`` is the model's whole window.
    """

    url: str
    model: str
    key: str = ""
    output: OutputMode = "schema"
    temperature: float = 0.0
    timeout_s: float = 120.0
    deadline_s: float = 300.0
    retries: int = 2
    parallel: int = 4
    context_tokens: int = 32_000
    answer_tokens: int = 6_000
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)

    def engine_name(self, prompt: str) -> str:
        """How results are signed: «lm:qwen2.5-72b:assess-1»; long names of models are cut to fit the record."""
        short = re.sub(r"[^\w.-]+", "-", self.model.rsplit("/", 1)[-1]).strip("-")[:MOST_NAME]
        return f"lm:{short}:{prompt}"

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """Roubles."""
        return (self.price_in * tokens_in + self.price_out * tokens_out) / 1000


PREFIX = "MENTOR_LM_"


def settings_from(values: Mapping[str, str]) -> ModelSettings:
    """Settings from ``MENTOR_LM_*``; a name that is missing or empty has its default. Raises ``SettingsError``."""
    read = _Reader(values)
    output = read.text("OUTPUT", "schema")
    if output not in ("schema", "prompt"):
        raise SettingsError(f"{PREFIX}OUTPUT: ожидалось schema или prompt, а не «{output}».")
    mode: OutputMode = "prompt" if output == "prompt" else "schema"
    found = ModelSettings(
        url=_checked_url(read.text("URL")),
        model=read.needed("MODEL"),
        key=read.text("KEY"),
        output=mode,
        temperature=float(read.number("TEMPERATURE", "0", most=2)),
        timeout_s=float(read.number("TIMEOUT_S", "120", least="0.05")),
        deadline_s=float(read.number("DEADLINE_S", "300", least="0.05")),
        retries=read.count("RETRIES", "2", least=0),
        parallel=read.count("PARALLEL", "4", least=1),
        context_tokens=read.count("CONTEXT_TOKENS", "32000", least=2_000),
        answer_tokens=read.count("ANSWER_TOKENS", "6000", least=100),
        price_in=read.number("PRICE_IN", "0"),
        price_out=read.number("PRICE_OUT", "0"),
        budget=read.number("BUDGET_RUB", "0"),
    )
    if found.answer_tokens >= found.context_tokens:
        raise SettingsError(f"{PREFIX}ANSWER_TOKENS: ответ не может быть больше всего окна модели.")
    return found


def fault_of(values: Mapping[str, str]) -> str:
    """What keeps the settings from naming a usable endpoint, in words; empty where nothing does."""
    try:
        settings_from(values)
    except SettingsError as error:
        return str(error)
    return ""


def _checked_url(value: str) -> str:
    if not value:
        raise SettingsError(f"{PREFIX}URL: не задан адрес языковой модели.")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{PREFIX}URL: ожидался адрес http(s)://…, а не «{value}».")
    return value.rstrip("/").removesuffix("/chat/completions")


@dataclass(frozen=True, slots=True)
class _Reader:
    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return (self.values.get(PREFIX + name) or "").strip() or default

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SettingsError(f"{PREFIX}{name}: не задано.")
        return value

    def number(self, name: str, default: str, *, least: str = "0", most: int | None = None) -> Decimal:
        value = self.text(name, default).replace(",", ".")
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise SettingsError(f"{PREFIX}{name}: ожидалось число, а не «{value}».") from None
        if not number.is_finite() or number < Decimal(least) or (most is not None and number > most):
            raise SettingsError(f"{PREFIX}{name}: число {value} не годится.")
        return number

    def count(self, name: str, default: str, *, least: int) -> int:
        number = self.number(name, default, least=str(least))
        if number != int(number):
            raise SettingsError(f"{PREFIX}{name}: ожидалось целое число, а не «{number}».")
        return int(number)
