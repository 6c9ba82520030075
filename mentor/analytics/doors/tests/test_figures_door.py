"""The file door: a case in, one object out; every bad case is named by its field and ends with status 2."""

from __future__ import annotations

import copy
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mentor.analytics.doors.figures import run_figures

pytestmark = pytest.mark.unit

SOUND: dict[str, Any] = {
    "company": {
        "time_zone": "Europe/Moscow",
        "average_cheque": [{"from": "2026-01-01", "value": "10000.00"}],
        "baseline": [{"from": "2026-01-01", "conversion": "0.25", "source": "история"}],
        "fee_rate": "0.1",
        "fee_base": "growth",
        "start": "2026-01-01",
        "crm_connected_from": None,
        "returned_window_days": 90,
    },
    "clients": [
        {"id": "a", "phones": ["+79000000001"], "merged_into": None},
        {"id": "b", "phones": ["8 900 000-00-01"], "merged_into": None},
        {"id": "c", "phones": [], "merged_into": "a"},
        {"id": "d", "phones": [], "merged_into": None},
    ],
    "calls": [
        {
            "id": "1",
            "client": "a",
            "manager": "m",
            "started_at": "2026-03-02T10:00:00",
            "outcome": "lost",
            "lost_reason": "refusal",
        },
        {
            "id": "2",
            "client": "b",
            "manager": "m",
            "started_at": "2026-03-05T10:00:00+03:00",
            "outcome": "success",
            "lost_reason": None,
        },
        {
            "id": "3",
            "client": "d",
            "manager": None,
            "started_at": "2026-03-06T10:00:00Z",
            "outcome": "interrupted",
            "lost_reason": None,
        },
    ],
    "leads": [{"id": "1", "client": "a", "created_at": "2026-03-01T10:00:00+03:00"}],
    "recommendations": [{"client": "c", "call": "1", "written_at": "2026-03-02T10:15:00+03:00"}],
    "deals": [{"id": "D", "client": "c", "manager": "m"}],
    "payments": [
        {
            "id": "1",
            "deal": "D",
            "client": "c",
            "paid_at": "2026-03-10T10:00:00+03:00",
            "amount": "5000.00",
            "refund_of": None,
            "source": "receipt",
            "receipt": "confirmed",
        },
        {
            "id": "2",
            "deal": "D",
            "client": "c",
            "paid_at": "2026-03-11T10:00:00+03:00",
            "amount": "500.00",
            "refund_of": "1",
            "source": "crm",
            "receipt": None,
        },
    ],
    "now": "2026-04-02T10:00:00+03:00",
    "period": {"kind": "month", "from": "2026-03-01", "to": "2026-03-31"},
    "expected": {},
    "why": ["any key of one's own"],
}


def run(tmp_path: Path, case: Any) -> tuple[int, str, str]:
    path = tmp_path / "case.json"
    path.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
    output, errors = io.StringIO(), io.StringIO()
    return run_figures(path, output=output, errors=errors), output.getvalue(), errors.getvalue()


def changed(path: str, value: Any) -> dict[str, Any]:
    """``SOUND`` with the value at ``calls.0.id`` replaced; ``...`` takes the field away."""
    case = copy.deepcopy(SOUND)
    *way, last = path.split(".")
    where: Any = case
    for step in way:
        where = where[int(step)] if step.isdigit() else where[step]
    key: Any = int(last) if last.isdigit() else last
    if value is ...:
        del where[key]
    else:
        where[key] = value
    return case


def test_a_sound_case_is_printed_as_one_object_in_the_agreed_form(tmp_path):
    status, output, errors = run(tmp_path, SOUND)
    assert (status, errors) == (0, "")
    answer = json.loads(output)
    assert list(answer) == [
        "leads", "deals", "conversion", "previous", "growth_pp", "interval_pp", "significant", "returned",
        "money", "fee",
    ]  # fmt: skip
    # a, b and c are one client by phone and merging: two leads; the only deal is a return of 4 500
    assert (answer["leads"], answer["deals"], answer["conversion"]) == (2, 1, "0.500000")
    assert answer["money"]["returned"] == "4500.00"
    # growth: (0/2 - 0.25) x 2 x 10 000
    assert answer["money"]["growth"] == "-5000.00"


@pytest.mark.parametrize(
    "path",
    [
        "company.crm_connected_from",
        "company.returned_window_days",
        "company.start",
        "clients.3.phones",
        "clients.0.merged_into",
        "calls.2.manager",
        "calls.1.lost_reason",
        "payments.0.refund_of",
        "payments.1.receipt",
        "leads",
        "expected",
        "why",
    ],
)
def test_what_may_be_unknown_may_be_left_out(tmp_path, path):
    status, _, errors = run(tmp_path, changed(path, ...))
    assert (status, errors) == (0, "")


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("company", ..., "company"),
        ("company", [], "company"),
        ("company.time_zone", ..., "company.time_zone"),
        ("company.time_zone", "Europe/Moskva", "company.time_zone"),
        ("company.time_zone", "Europe", "company.time_zone"),
        ("company.time_zone", "../etc/passwd", "company.time_zone"),
        ("company.time_zone", "UTC\0", "company.time_zone"),
        ("company.time_zone", "Я" * 300, "company.time_zone"),
        ("company.colour", "red", "company.colour"),
        ("company.average_cheque", "10000.00", "company.average_cheque"),
        ("company.average_cheque.0.value", 10000.0, "company.average_cheque[0].value"),
        ("company.average_cheque.0.value", "-1.00", "company.average_cheque[0].value"),
        ("company.average_cheque.0.from", "2026-02-29", "company.average_cheque[0].from"),
        ("company.average_cheque.0.from", "20260301", "company.average_cheque[0].from"),
        ("company.baseline.0.conversion", "25%", "company.baseline[0].conversion"),
        ("company.baseline.0.conversion", "1.01", "company.baseline[0].conversion"),
        ("company.baseline.0.conversion", True, "company.baseline[0].conversion"),
        ("company.baseline.0.source", 7, "company.baseline[0].source"),
        ("company.fee_rate", "ten", "company.fee_rate"),
        ("company.fee_base", "returned", "company.fee_base"),
        ("company.start", "0001-01-01", "company.start"),
        ("company.crm_connected_from", "2026-03-01T00:00:00", "company.crm_connected_from"),
        ("company.returned_window_days", "90", "company.returned_window_days"),
        ("company.returned_window_days", -1, "company.returned_window_days"),
        ("company.returned_window_days", 10**12, "company.returned_window_days"),
        ("clients", None, "clients"),
        ("clients.0", "a", "clients[0]"),
        ("clients.0.id", 1, "clients[0].id"),
        ("clients.0.id", " ", "clients[0].id"),
        ("clients.0.phones", "+7", "clients[0].phones"),
        ("clients.0.phones.0", 79, "clients[0].phones[0]"),
        ("clients.2.merged_into", "nobody", "clients[2].merged_into"),
        ("clients.0.merged_into", "c", "clients[0].merged_into"),
        ("calls.0.client", "nobody", "calls[0].client"),
        ("calls.0.outcome", "sold", "calls[0].outcome"),
        ("calls.0.outcome", ..., "calls[0].outcome"),
        ("calls.0.lost_reason", "price", "calls[0].lost_reason"),
        ("calls.0.started_at", ..., "calls[0].started_at"),
        ("calls.0.started_at", "2026-03-02", "calls[0].started_at"),
        ("calls.0.started_at", "2026-03-02T25:00:00", "calls[0].started_at"),
        ("calls.0.started_at", "9999-12-31T23:00:00-12:00", "calls[0].started_at"),
        ("calls.0.started_at", 1772431200, "calls[0].started_at"),
        ("calls.0.duration", 5, "calls[0].duration"),
        ("calls.1.id", "1", "calls[1].id"),
        ("leads.0.client", "nobody", "leads[0].client"),
        ("recommendations.0.call", "none", "recommendations[0].call"),
        ("recommendations.0.client", "d", "recommendations[0].client"),
        ("deals.0.client", "nobody", "deals[0].client"),
        ("deals.0.client", None, "deals[0].client"),
        ("payments.0.deal", "none", "payments[0].deal"),
        ("payments.0.client", "nobody", "payments[0].client"),
        ("payments.0.amount", 5000.0, "payments[0].amount"),
        ("payments.0.amount", 5000, "payments[0].amount"),
        ("payments.0.amount", "5000.001", "payments[0].amount"),
        ("payments.0.amount", "5e3", "payments[0].amount"),
        ("payments.0.amount", "٥٠٠٠", "payments[0].amount"),
        ("payments.0.amount", "0.00", "payments[0].amount"),
        ("payments.0.amount", "-5000.00", "payments[0].amount"),
        ("payments.0.source", ..., "payments[0].source"),
        ("payments.0.source", "cash", "payments[0].source"),
        ("payments.0.receipt", "rejected", "payments[0].receipt"),
        ("payments.1.refund_of", "none", "payments[1].refund_of"),
        ("payments.1.refund_of", "2", "payments[1].refund_of"),
        ("payments.1.amount", "5000.01", "payments[1].amount"),
        ("now", ..., "now"),
        ("now", "today", "now"),
        ("period", ..., "period"),
        ("period.kind", "day", "period.kind"),
        ("period.from", "2026-03-02", "period.from"),
        ("period.to", "2026-03-30", "period.to"),
        ("period.to", "2026-04-30", "period.to"),
        ("period", {"kind": "week", "from": "2026-03-03", "to": "2026-03-09"}, "period.from"),
        ("period", {"kind": "custom", "from": "2026-03-03", "to": "2026-03-02"}, "period.to"),
        ("payment", [], "payment"),
    ],
)
def test_what_cannot_be_counted_is_named_by_its_field_and_prints_nothing(tmp_path, path, value, field):
    status, output, errors = run(tmp_path, changed(path, value))
    assert (status, output) == (2, "")
    assert errors.startswith(f"case.json: поле «{field}»: ")


def test_two_values_from_one_day_are_named(tmp_path):
    case = changed("company.baseline.0.conversion", "0.25")
    case["company"]["baseline"].append({"from": "2026-01-01", "conversion": "0.30", "source": "CRM"})
    status, _, errors = run(tmp_path, case)
    assert status == 2
    assert "company.baseline[1].from" in errors


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"now": NaN}',
        '{"now": 1, "now": 2}',
        '{"now": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"company": {"time_zone": "\\ud800"}}',
    ],
)
def test_a_file_that_is_no_case_gets_a_sentence_and_no_traceback(tmp_path, text):
    status, output, errors = run(tmp_path, text)
    assert (status, output) == (2, "")
    assert errors.startswith("case.json: ")


def test_a_payment_without_a_deal_must_name_its_client_and_a_refund_need_not(tmp_path):
    case = changed(
        "payments.0", {"id": "1", "paid_at": "2026-03-10T10:00:00", "amount": "5000", "source": "crm"}
    )
    assert "payments[0].client" in run(tmp_path, case)[2]
    case["payments"][0]["client"] = "c"
    case["payments"][1] |= {"deal": None, "client": None}
    assert run(tmp_path, case)[0] == 0


def test_a_file_that_is_not_there_is_named(tmp_path):
    errors = io.StringIO()
    assert run_figures(tmp_path / "none.json", errors=errors) == 2
    assert "none.json: файл не читается" in errors.getvalue()
    assert run_figures(tmp_path, errors=errors) == 2


def test_a_share_written_as_a_number_is_read_by_its_digits_and_never_as_a_float(tmp_path):
    text = json.dumps(changed("company.baseline.0.conversion", "X")).replace('"X"', "0.1")
    # (0 - 0.1) x 2 x 10 000, exact
    assert json.loads(run(tmp_path, text)[1])["money"]["growth"] == "-2000.00"


@pytest.mark.slow
def test_the_command_needs_no_database_no_settings_file_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(SOUND), encoding="utf-8")
    (tmp_path / ".env").write_text("MENTOR_DATABASE_URL=postgresql://nowhere.invalid:1/none\n")
    manage = Path(__file__).parents[4] / "manage.py"
    environment = {"PATH": os.environ["PATH"], "MENTOR_DATA_DIR": str(tmp_path / "data"), "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, str(manage), "figures", "case.json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["leads"] == 2
    assert not (tmp_path / "data").exists()
