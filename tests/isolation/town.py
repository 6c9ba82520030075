"""Two companies with everything an address can name, and a browser for each kind of person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings
from django.utils import timezone

from mentor.analysis import rubrics
from mentor.analysis.rubric_changes import with_added
from mentor.analytics import statements
from mentor.analytics.rules.periods import full_month_before, week_of
from mentor.calls import actions as calls
from mentor.calls.intake import NewCall
from mentor.calls.models import AttentionItem, Call, Recording
from mentor.companies import actions as companies
from mentor.companies.middleware import CHOSEN_COMPANY
from mentor.companies.models import Absence, ExcludedNumber, User
from mentor.core.tenancy import company_scope
from mentor.crm.connections import create as connect_crm
from mentor.crm.registry import PROVIDERS as CRMS
from mentor.engines.persona.local.engine import LocalPersona
from mentor.engines.rubric import Rule
from mentor.knowledge import actions as knowledge
from mentor.pipeline import reassess, runner
from mentor.pipeline.actions import STEP_FAILED, take_in
from mentor.pipeline.ledger import actions as ledger
from mentor.pipeline.ledger import imports, receipts
from mentor.pipeline.ledger.entries import NewLead, NewPayment
from mentor.recovery.models import Correction, FollowUp, Recommendation
from mentor.telephony.connections import create as connect
from mentor.telephony.registry import PROVIDERS
from mentor.trainer import actions as trainer
from mentor.trainer import making
from tests.fixtures import LOST_TALK, PASSWORD, World, logged_in, make_world, talk

# Words that stand in nobody's pages but our company's own people's.
SECRET_CLIENT = "Евлампия Секретова"
SECRET_PHONE = "9990005544"
SECRET_COMPANY = "Северный ветер"
ROLES = ("anonymous", "owner", "colleague", "head", "stranger", "integrator", "loose")


@dataclass(frozen=True)
class Town:
    """``browsers`` by role; ``ids`` of our company's objects by the name of the address that takes them."""

    ours: World
    theirs: World
    browsers: dict[str, Browser]
    ids: dict[str, Any]
    api_key: str


@contextmanager
def built(folder: Path) -> Iterator[Town]:
    """The town, inside a transaction that is rolled back at the end."""
    recordings = {
        "BACKEND": "mentor.calls.storage.DurableFileStorage",
        "OPTIONS": {"location": folder / "recordings"},
    }
    from django.conf import settings

    with (
        override_settings(
            STORAGES=settings.STORAGES | {"default": recordings},
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
        transaction.atomic(),
    ):
        yield _town()
        transaction.set_rollback(True)


def _town() -> Town:
    ours, theirs = make_world(SECRET_COMPANY, "north"), make_world("Южный берег", "south")
    integrator = companies.make_integrator(
        email="expert@mentor.example", password=PASSWORD, name="Анна Эксперт"
    )
    with company_scope(ours.company.pk):
        ids = _objects(ours)
        api_key = companies.create_api_key(name="АТС", by=None)[1]
    browsers = {
        "anonymous": Browser(),
        "owner": logged_in(ours.manager.user),
        "colleague": logged_in(ours.colleague.user),
        "head": logged_in(ours.head.user),
        "stranger": logged_in(theirs.head.user),
        "integrator": logged_in(integrator),
        "loose": logged_in(integrator),
    }
    for browser in browsers.values():
        browser.raise_request_exception = False
    session = browsers["integrator"].session
    session[CHOSEN_COMPANY] = ours.company.pk
    session.save()
    return Town(ours, theirs, browsers, ids, api_key)


def _rehearsal(call: Call) -> dict[str, Any]:
    """The owner repeats the lost call."""
    scenario = making.from_lost_call(result=call.result)
    assert scenario is not None
    assert call.manager is not None
    talk_ = trainer.start_talk(manager=call.manager, scenario=scenario, level=1, persona=LocalPersona())
    return {"scenario": scenario.pk, "talk": talk_.pk}


def _objects(world: World) -> dict[str, Any]:
    """A call of the owner with a recording, a loss, a recommendation; and one of each thing that set-up names."""
    new = NewCall(
        source="town",
        source_call_id="lost",
        direction="out",
        started_at=timezone.now() - timedelta(hours=2),
        duration_s=30,
        manager_extension="101",
        client_phone=f"+7{SECRET_PHONE}",
        client_name=SECRET_CLIENT,
        transcript=talk(LOST_TALK),
    )
    call = _worked(new, world)
    _give_sound(call)
    unknown = _worked(replace(new, source_call_id="nobody", manager_extension="999"), world)
    calls.need_attention(call=unknown, code=STEP_FAILED, step="assess", error="не вышло")
    admin = world.head.user
    assert admin is not None
    key, _ = companies.create_api_key(name="Старый ключ", by=None)
    companies.exclude_number(phone="+79990001122", reason="бухгалтерия", by=None)
    knowledge.add_reference(call=call, by=None)
    rule = Rule("company_1", "closing", "не закрепил цену", 1, "must_say", ("цена за вами",))
    rules = with_added(rubrics.as_engine_rubric(rubrics.current_version()).rules, rule)
    rubrics.save_version(rules=rules, note="своё правило", by=None)
    newcomer = companies.add_member(name="Новый", role="manager", by=None, email="new@north.example")
    advice = Recommendation.objects.get(call=call)
    return {
        **_entries(call, admin),
        "followup": FollowUp.objects.create(recommendation=advice, call=unknown, agreed=False).pk,
        "correction": Correction.objects.create(
            kind="phrase", phrase="надумаете — звоните", by_name="РОП"
        ).pk,
        "case": advice.case_id,
        "absence": Absence.objects.create(
            member=world.manager, first_day="2026-01-12", last_day="2026-01-13"
        ).pk,
        "call": call.pk,
        "client": call.client_id,
        "recommendation": advice.pk,
        "member": world.manager.pk,
        "attention": AttentionItem.objects.filter(call=unknown, code="manager_unknown").get().pk,
        "failed": AttentionItem.objects.filter(call=unknown, code=STEP_FAILED).get().pk,
        "api_key": key.pk,
        "number": ExcludedNumber.objects.get().pk,
        "reference": call.pk,
        "presentation": knowledge.save_presentation(presentation=None, title="О нас", text="Тёплые окна").pk,
        "rule": rule.code,
        "reassessment": reassess.start(wanted=reassess.Wanted(), by=admin).pk,
        "company": world.company.pk,
        "hook": "nobody-knows-it",
        "provider": "generic",
        "telephony": connect(
            provider=PROVIDERS["generic"], title="АТС", plain={}, given={}, allowed=[], by=admin
        )[0].pk,
        "crm_provider": "amocrm",
        "crm": connect_crm(
            provider=CRMS["amocrm"],
            title="CRM",
            plain={"address": "https://crm.invalid", "client_id": "1"},
            given={"client_secret": "s"},
            allowed=[],
            read_from=timezone.now(),
            by=admin,
        )[0].pk,
        **_rehearsal(call),
        "invitation": companies.invite(member=newcomer, by=admin),
        "week": (week_of(timezone.now().astimezone(world.company.zone).date()).first).isoformat(),
        "statement": _statement(world),
        "stage": _acceptor(world),
    }


def _acceptor(world: World) -> int:
    """The head may tick; the number of a stage in which nothing was ticked yet."""
    companies.change_member(member=world.head, by=None, is_acceptor=True)
    return 4


def _statement(world: World) -> int:
    """The statement of last month, in which nothing was sold."""
    now = timezone.now()
    month = full_month_before(now.astimezone(world.company.zone).date())
    companies.change_company(company=world.company, by=None, started_on=month.first)
    companies.set_fee_terms(
        rate=Decimal("0.3"), base="growth", source="договор", valid_from=month.first, by=None
    )
    closed = statements.close_due(world.company, now + timedelta(days=1))
    return closed[0].pk


def _entries(call: Call, admin: User) -> dict[str, Any]:
    """A lead, a paid deal, a receipt that waits, and a table."""
    assert call.client is not None
    now = timezone.now()
    paid = ledger.enter_payment(
        new=NewPayment("p1", Decimal(500), now, deal="d1", phone="+79990005545"), by=admin
    ).row  # of another client: what the lost one pays would end the case
    paper = receipts.Paper(amount=Decimal(900), paid_at=now)
    receipt = receipts.attach(
        client=call.client,
        file=ContentFile(b"%PDF-1.7"),
        size=8,
        original_name="чек.pdf",
        paper=paper,
        by=admin,
    )
    table = imports.start(kind="deal", file=ContentFile(b"id"), original_name="сделки.csv", by=admin)
    return {
        "entry_kind": "payment",
        "payment": paid.pk,
        "deal": paid.deal_id,
        "crm_lead": ledger.enter_lead(new=NewLead("l1", now, f"+7{SECRET_PHONE}"), by=admin).row.pk,
        "receipt": receipt.pk,
        "entry_import": table.pk,
    }


def _worked(new: NewCall, world: World) -> Call:
    call = take_in(new=new).call
    runner.work(world.company.pk, call.pk)
    call.refresh_from_db()
    return call


def _give_sound(call: Call) -> None:
    call.recording = Recording.objects.create(
        sha256="0" * 64,
        file_name=default_storage.save("town/call.orig", ContentFile(b"orig")),
        opus_name=default_storage.save("town/call.ogg", ContentFile(b"OggS")),
        peaks_name=default_storage.save("town/call.json", ContentFile(b"{}")),
        size=4,
        lanes=2,
        duration_s=30,
    )
    call.save(update_fields=["recording"])
