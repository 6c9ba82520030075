"""Журнал in words: what changed, from what to what."""

from __future__ import annotations

import pytest

from mentor.pages.setup import audit_words

pytestmark = pytest.mark.unit


def test_details_are_told_in_words():
    changed = {
        "before": {"pass_mark": "7", "margin_percent": "None"},
        "after": {"pass_mark": "8", "margin_percent": "30"},
    }
    assert audit_words.told("company.changed", changed) == [
        "проходной балл: 7 → 8",
        "маржа, %: не задано → 30",
    ]
    replaced = {"amount": "78000", "valid_from": "2026-11-01", "before": "70000.50"}
    assert audit_words.told("average_cheque.set", replaced) == [
        "чек: 78\u202f000\u00a0₽",
        "действует с: 1\u00a0ноября\u00a02026",
        "было: 70\u202f000,50\u00a0₽",
    ]
