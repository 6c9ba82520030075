from __future__ import annotations

import re
from pathlib import Path

import pytest

from mentor.api.codes import API_CODES, TITLES
from mentor.calls.payload import CallIn

pytestmark = pytest.mark.unit
DOCUMENT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(API_CODES))
def test_every_code_has_its_row(code):
    assert re.search(rf"^\| `{code}` \|", DOCUMENT, re.MULTILINE)


def test_no_code_is_documented_that_does_not_exist():
    tables = DOCUMENT.split("## Ошибки")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", tables, re.MULTILINE)) == API_CODES


@pytest.mark.parametrize(
    "field", [name for name in CallIn.model_fields if name not in ("client", "transcript")]
)
def test_every_field_of_a_call_has_its_row(field):
    assert f"| `{field}` |" in DOCUMENT


def test_every_status_has_a_title():
    stated = {int(status) for status in re.findall(r"\| (\d{3}) \|", DOCUMENT)}
    assert stated <= TITLES.keys()
