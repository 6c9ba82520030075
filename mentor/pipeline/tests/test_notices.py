"""From a lost call to a message in Telegram, through the jobs that really do it."""

from __future__ import annotations

from datetime import time

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mentor.core.tenancy import company_scope
from mentor.notifications import telegram_links
from mentor.notifications.models import Delivery, NoticeSettings
from mentor.notifications.rules import State
from mentor.pipeline import notices, queue
from tests.telegram_double import TOKEN, bot_api, refusal

pytestmark = pytest.mark.django_db
CHAT = 4242


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
