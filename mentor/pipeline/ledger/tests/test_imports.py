"""A table is checked whole, loaded on consent, and never twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from mentor.clients.models import Deal, EntryImport, ImportRefusal, Payment
from mentor.companies.models import AuditEntry, Company, User
from mentor.core.tenancy import company_scope
from mentor.pipeline.ledger import imports

pytestmark = pytest.mark.django_db
HEADING = "Номер оплаты;Сумма;Дата оплаты;Сделка;Телефон;Менеджер;Возврат оплаты\n"
GOOD = (
    "p1;78 000,50 руб.;02.03.2026;d1;+7 900 000-01-01;Пётр Лунин;\n"
    "p2;10000;03.03.2026 12:30;d1;;101;\n"
    "p3;1000;04.03.2026;;;;p1\n"
)
BAD = (
    "p4;много;02.03.2026;;+79000000101;;\n"
    "p5;100;30.02.2026;;+79000000101;;\n"
    "p6;100;02.03.2026;;12;;\n"
    "p7;100;02.03.2026;;+79000000101;Никто;\n"
    "p8;100;02.03.2026;;;;\n"
    "p1;99;02.03.2026;d1;+79000000101;;\n"
    "p9;100;02.03.2026;;+79000000101;;p77\n"
    ";100;02.03.2026;;+79000000101;;\n"
    "p10;100;02.03.2099;;+79000000101;;\n"
    "p11;100;02.03.2026;;+79000000101;;;лишнее\n"
)


class Tables:
    """Uploads tables as Excel saves them and works on them as the job does."""

    def __init__(self, company: Company, by: User) -> None:
        self.company, self.by = company, by

    def __call__(self, text: str, kind: str = "payment") -> EntryImport:
        with company_scope(self.company.pk):
            file = ContentFile(text.encode("cp1251"))
            found = imports.start(kind=kind, file=file, original_name="оплаты.csv", by=self.by)
        return self.again(found)

    def again(self, found: EntryImport) -> EntryImport:
        imports.work(self.company.pk, found.pk)
        with company_scope(self.company.pk):
            return EntryImport.objects.get(pk=found.pk)


@pytest.fixture
def table(company, integrator):
    return Tables(company, integrator)


def agreed(company, found, by) -> None:
    with company_scope(company.pk):
        assert imports.agree(entry_import=found, by=by)


def test_a_check_names_every_bad_row_and_writes_nothing(company, table):
    found = table(HEADING + GOOD + BAD)
    assert (found.state, found.new, found.known, found.bad) == ("checked", 3, 0, 10)
    with company_scope(company.pk):
        refusals = list(ImportRefusal.objects.order_by("line").values_list("line", "field", "value"))
        assert not Payment.objects.exists()
    assert refusals == [
        (5, "amount", "много"),
        (6, "paid_at", "30.02.2026"),
        (7, "phone", "12"),
        (8, "manager", "Никто"),
        (9, "phone", ""),
        (10, "external_id", "p1"),
        (11, "refund_of", "p77"),
        (12, "external_id", ""),
        (13, "paid_at", "02.03.2099"),
        (14, "", ""),
    ]


def test_the_good_rows_are_loaded_on_consent_only_and_once(company, world, integrator, table):
    found = table(HEADING + GOOD + BAD)
    assert table.again(found).loaded == 0
    agreed(company, found, integrator)
    found = table.again(found)
    assert (found.state, found.loaded, found.bad) == ("done", 3, 10)
    with company_scope(company.pk):
        deal = Deal.objects.get(external_id="d1")
        assert (deal.manager, str(deal.counted_day)) == (world.manager, "2026-03-02")
        assert sorted(deal.payments.values_list("amount", flat=True)) == [1000, 10_000, Decimal("78000.50")]
        assert not imports.agree(entry_import=found, by=integrator)
        assert AuditEntry.objects.filter(action="entries.loaded").count() == 1
    second = table(HEADING + GOOD)
    assert (second.new, second.known, second.bad) == (0, 3, 0)
    with company_scope(company.pk):
        assert not imports.agree(entry_import=second, by=integrator)
        assert Payment.objects.count() == 3


def test_loading_that_was_broken_off_goes_on_from_its_line(company, integrator, table, monkeypatch):
    monkeypatch.setattr(imports, "LOADED_AT_ONCE", 2)
    found = table(HEADING + GOOD)
    agreed(company, found, integrator)
    entered: list[object] = []
    enter = imports._enter

    def die(new):
        if len(entered) == 2:
            raise KeyboardInterrupt
        entered.append(new)
        return enter(new)

    monkeypatch.setattr(imports, "_enter", die)
    with pytest.raises(KeyboardInterrupt):
        imports.work(company.pk, found.pk)
    monkeypatch.setattr(imports, "_enter", enter)
    found = table.again(found)
    assert (found.state, found.loaded) == ("done", 3)
    with company_scope(company.pk):
        assert Payment.objects.count() == 3


def test_what_changed_in_the_books_since_the_check_is_refused_by_its_row(company, integrator, table):
    found = table(HEADING + "p1;100;02.03.2026;;+79000000101;;\n")
    other = table(HEADING + "p1;200;02.03.2026;;+79000000101;;\n")
    for each in (other, found):
        agreed(company, each, integrator)
    assert table.again(other).loaded == 1
    found = table.again(found)
    assert (found.state, found.loaded, found.bad) == ("done", 0, 1)
    with company_scope(company.pk):
        assert Payment.objects.get().amount == 200
        assert "сумма" in ImportRefusal.objects.get().detail


def test_a_file_that_is_no_table_says_why(company, integrator, table):
    found = table("привет")
    assert (found.state, found.new) == ("refused", 0)
    assert "нет столбцов" in found.error


def test_leads_and_deals_come_by_tables_too(company, integrator, table):
    leads = table(
        "id;создан;телефон;ответственный\nl1;02.03.2026 10:00;89000000101;petr@north.example\n", "lead"
    )
    deals = table("id;телефон;название\nd1;89000000101;Окна\n", "deal")
    for each in (leads, deals):
        assert (each.new, each.bad) == (1, 0)
        agreed(company, each, integrator)
        assert table.again(each).loaded == 1
