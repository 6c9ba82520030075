"""Companies, people and log-ins that tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from mentor.calls.intake import NewCall, SuppliedUtterance
from mentor.calls.models import Call
from mentor.companies import actions as companies
from mentor.companies.middleware import CHOSEN_COMPANY
from mentor.companies.models import Company, Member, Role, User
from mentor.core.tenancy import company_scope

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class World:
    """A company with a head and two managers, each with a log-in."""

    company: Company
    head: Member
    manager: Member
    colleague: Member


def make_world(name: str, mark: str) -> World:
    """A company whose e-mails and extensions carry ``mark``."""
    company = companies.create_company(name=name, by=None)
    with company_scope(company.pk):
        people = [
            companies.add_member(
                name=person,
                role=role,
                by=None,
                email=f"{box}@{mark}.example",
                extensions=(extension,) if extension else (),
            )
            for person, role, box, extension in (
                ("Ольга Нечаева", Role.HEAD, "head", ""),
                ("Пётр Лунин", Role.MANAGER, "petr", "101"),
                ("Мария Ясная", Role.MANAGER, "maria", "102"),
            )
        ]
        for member in people:
            companies.make_login(member=member, password=PASSWORD)
    return World(company, *people)


@pytest.fixture
def midmonth(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on from noon of the month's 15th: no day and no month turns between the minutes of a story."""
    real = timezone.now
    shift = real().replace(day=15, hour=9) - real()  # noon in Moscow, where the companies are
    monkeypatch.setattr(timezone, "now", lambda: real() + shift)


@pytest.fixture
def world(db: None) -> World:
    return make_world("Северный ветер", "north")


@pytest.fixture
def other_world(db: None) -> World:
    return make_world("Южный берег", "south")


@pytest.fixture
def company(world: World) -> Company:
    return world.company


@pytest.fixture
def other_company(other_world: World) -> Company:
    return other_world.company


@pytest.fixture
def scope(company: Company) -> Iterator[Company]:
    """The test runs inside the company's scope."""
    with company_scope(company.pk):
        yield company


@pytest.fixture
def api_key(company: Company) -> str:
    with company_scope(company.pk):
        return companies.create_api_key(name="АТС", by=None)[1]


@pytest.fixture
def integrator(db: None) -> User:
    return companies.make_integrator(email="expert@mentor.example", password=PASSWORD, name="Анна Эксперт")


def logged_in(user: User | None) -> Browser:
    browser = Browser()
    assert user is not None
    browser.force_login(user)
    return browser


@pytest.fixture
def head_client(world: World) -> Browser:
    return logged_in(world.head.user)


@pytest.fixture
def manager_client(world: World) -> Browser:
    return logged_in(world.manager.user)


@pytest.fixture
def colleague_client(world: World) -> Browser:
    return logged_in(world.colleague.user)


@pytest.fixture
def integrator_client(integrator: User, company: Company) -> Browser:
    browser = logged_in(integrator)
    session = browser.session
    session[CHOSEN_COMPANY] = company.pk
    session.save()
    return browser


LOST_TALK = (
    ("manager", "Добрый день, это Пётр, компания «Северный ветер», окна. Вам удобно говорить?"),
    ("client", "Да, слушаю."),
    ("manager", "Вы оставляли заявку на окна. Сколько окон нужно и к какому сроку?"),
    ("client", "Три окна, к маю. Сколько это будет стоить?"),
    ("manager", "Девяносто тысяч рублей с установкой."),
    ("client", "Ой, это дорого, у соседей дешевле поставили."),
    ("manager", "Ну, у нас такие цены."),
    ("client", "Тогда нет, не надо, до свидания."),
    ("manager", "До свидания."),
)
SUCCESS_TALK = (
    ("manager", "Здравствуйте, Ирина! Это Пётр, компания «Северный ветер». Удобно сейчас говорить?"),
    ("client", "Да, удобно."),
    ("manager", "Расскажите, какие окна вам нужны и для чего?"),
    ("client", "В детскую, чтобы не дуло и было тихо."),
    ("manager", "К какому сроку и на какую сумму рассчитываете?"),
    ("client", "К маю, тысяч на сто."),
    (
        "manager",
        "Правильно понимаю: тёплые и тихие окна в детскую к маю. Тогда подойдёт двухкамерный пакет: "
        "он гасит шум на сорок децибел, ребёнок будет спать спокойно. Гарантия пять лет.",
    ),
    ("client", "Звучит хорошо."),
    ("manager", "Давайте замерщик приедет в среду в одиннадцать, это бесплатно?"),
    ("client", "Да, в среду в одиннадцать, записывайте."),
    ("manager", "Записал: среда, одиннадцать, замер бесплатный. Спасибо, Ирина, до свидания!"),
    ("client", "До свидания."),
)


def talk(lines: tuple[tuple[Any, str], ...]) -> tuple[SuppliedUtterance, ...]:
    """Lines as a telephony transcript with times, three seconds each."""
    return tuple(
        SuppliedUtterance(speaker, text, 3.0 * number, 3.0 * number + 2.5)
        for number, (speaker, text) in enumerate(lines)
    )


@pytest.fixture
def new_call() -> Callable[..., NewCall]:
    """Builds a call at the door: outbound, by extension 101, ten minutes ago, with a lost conversation."""
    numbers = iter(range(1, 1_000_000))
    base = NewCall(
        source="test",
        source_call_id="",
        direction="out",
        started_at=timezone.now() - timedelta(minutes=10),
        duration_s=30,
        manager_extension="101",
        client_phone="+79000000101",
        client_name="Ирина",
        transcript=talk(LOST_TALK),
    )

    def build(**changes: Any) -> NewCall:
        changes.setdefault("source_call_id", f"call-{next(numbers)}")
        return replace(base, **changes)

    return build


@pytest.fixture
def worked(new_call: Callable[..., NewCall]) -> Callable[..., Call]:
    """Takes a call in and works it through all its steps, in the company in scope."""
    from mentor.core.tenancy import current_company_id
    from mentor.pipeline import runner
    from mentor.pipeline.actions import take_in

    def work(**changes: Any) -> Call:
        taken = take_in(new=new_call(**changes))
        runner.work(current_company_id(), taken.call.pk)
        taken.call.refresh_from_db()
        return taken.call

    return work
