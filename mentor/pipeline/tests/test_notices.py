"""From a lost call to a message in Telegram, through the jobs that really do it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import time, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mentor.core.tenancy import company_scope
from mentor.notifications import actions, outbox, queries, telegram_links
from mentor.notifications.kinds import Channel, Kind
from mentor.notifications.models import Delivery, NoticeSettings
from mentor.notifications.rules import Reason, State
from mentor.pipeline import notices, queue
from tests.bootstrap import ROOT
from tests.telegram_double import TOKEN, Reply, bot_api, refusal

pytestmark = pytest.mark.django_db
CHAT = 4242
# What a worker does with a job of the outbox, as a process of its own in the test's database.
DELIVER = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
django.setup()
from mentor.pipeline import notices
notices.deliver(int(sys.argv[2]))
"""


def test_a_lost_client_is_told_in_telegram_by_initials_once(world, worked, settings):
    with company_scope(world.company.pk):
        NoticeSettings.objects.create(quiet_from=time(0), quiet_to=time(0))
        link = telegram_links.new_link(member=world.manager)
    telegram_links.bind(secret=link, chat_id=CHAT)
    with company_scope(world.company.pk):
        call = worked()
    assert ProcrastinateJob.objects.get(task_name=queue.DELIVER_TASK).args == {"company_id": world.company.pk}
    with bot_api() as api:
        settings.TELEGRAM_TOKEN, settings.TELEGRAM_API = TOKEN, api.address
        api.script.append(refusal(500, "Internal Server Error"))
        assert notices.deliver(world.company.pk) == 1
        with company_scope(world.company.pk):
            assert Delivery.objects.get().state == State.WAITING
            Delivery.objects.update(not_before=call.received_at)
        assert notices.deliver(world.company.pk) == 1
        assert notices.deliver(world.company.pk) == 0
        first, second = api.messages
    assert first == second
    assert second["chat_id"] == str(CHAT)
    assert second["text"].startswith("Потерян клиент: И\nэтап «")
    assert f"/clients/{call.client_id}/" in second["text"]
    for secret in ("Ирина", "дорого", "79000000101"):
        assert secret not in second["text"]


def test_the_sweep_asks_once_a_company_and_does_not_pile_up(company, other_company):
    for _ in range(3):
        for each in (company, other_company):
            queue.defer_look_after(company_id=each.pk)
    jobs = ProcrastinateJob.objects.filter(task_name=queue.LOOK_AFTER_TASK)
    assert sorted(job.args["company_id"] for job in jobs) == [company.pk, other_company.pk]
    for each in (company, other_company):
        notices.look_after(each.pk)


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_it_sends_sends_nothing_twice_and_loses_nothing(
    world, settings, monkeypatch, transactional_db
):
    company = world.company.pk
    with company_scope(company):
        NoticeSettings.objects.create(quiet_from=time(0), quiet_to=time(0))
        link = telegram_links.new_link(member=world.head)
    telegram_links.bind(secret=link, chat_id=CHAT)
    with company_scope(company):
        actions.choose(member=world.head, wanted={Channel.TELEGRAM: [Kind.NEGLECT]}, quiet=None)
        for number in (1, 2):
            facts: dict[str, Any] = {
                "silent_days": number,
                "overdue": 0,
                "ignored_days": 0,
                "never_seen": False,
            }
            key = f"neglect:{number}"
            actions.tell(member=world.head, kind=Kind.NEGLECT, key=key, manager=world.manager.pk, **facts)
    with bot_api() as api:
        api.script.append(Reply(silent=True))
        settings.TELEGRAM_TOKEN, settings.TELEGRAM_API = TOKEN, api.address
        own = {"MENTOR_TELEGRAM_TOKEN": TOKEN, "MENTOR_TELEGRAM_API": api.address}
        worker = subprocess.Popen(
            [sys.executable, "-c", DELIVER, settings.DATABASES["default"]["NAME"], str(company)],
            cwd=ROOT,
            env={**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"},
        )
        api.wait_for_messages(1)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        assert notices.deliver(company) == 1  # the first may still be on its way; the second is nobody's
        monkeypatch.setattr(outbox, "INTERRUPTED_AFTER", timedelta(0))
        assert notices.deliver(company) == 0
        first, second = (message["text"] for message in api.messages)
    assert "заходит 1" in first
    assert "заходит 2" in second
    with company_scope(company):
        assert queries.unread(world.head) == 2
        ended = Delivery.objects.order_by("id").values_list("state", "reason")
        assert list(ended) == [(State.FAILED, Reason.INTERRUPTED), (State.SENT, "")]
