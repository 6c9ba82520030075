"""Settings are read from texts and refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mentor.engines.language_model.settings import SettingsError, settings_from

pytestmark = pytest.mark.unit
GOOD = {
    "MENTOR_LM_URL": "http://127.0.0.1:8000/v1/chat/completions/",
    "MENTOR_LM_MODEL": "org/Qwen 2.5 72B Instruct",
}


def test_empty_values_have_defaults_and_the_address_ends_before_the_method() -> None:
    found = settings_from({**GOOD, "MENTOR_LM_PRICE_IN": "", "MENTOR_LM_PRICE_OUT": "0,75"})
    assert found.url == "http://127.0.0.1:8000/v1"
    assert (found.price_in, found.price_out, found.temperature) == (Decimal(0), Decimal("0.75"), 0.0)
    assert found.engine_name("assess-1") == "lm:Qwen-2.5-72B-Instruct:assess-1"


def test_a_signature_fits_the_record_whatever_the_model_is_called() -> None:
    found = settings_from({**GOOD, "MENTOR_LM_MODEL": "x" * 200})
    assert len(f"local-2 (после {found.engine_name('assess-10')})") <= 60


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", ""), ("URL", "model.local"), ("URL", "ftp://model"), ("MODEL", " "), ("OUTPUT", "xml"),
        ("TIMEOUT_S", "скоро"), ("TIMEOUT_S", "0"), ("PARALLEL", "0"), ("PARALLEL", "1.5"), ("PRICE_IN", "-1"),
        ("BUDGET_RUB", "nan"), ("TEMPERATURE", "3"), ("CONTEXT_TOKENS", "100"), ("ANSWER_TOKENS", "40000"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"MENTOR_LM_{name}"):
        settings_from({**GOOD, f"MENTOR_LM_{name}": value})
