"""The outbox on a clock of the test's own: what goes out, when, how often, and what is left after a death."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from mentor.companies.models import AuditEntry, Member
from mentor.core.tenancy import company_scope
from mentor.notifications import actions, outbox, queries, telegram_links
from mentor.notifications.channels.mail import MailSender
from mentor.notifications.kinds import Channel, Kind
from mentor.notifications.message import Message
from mentor.notifications.models import Delivery, Notification, TelegramChat
from mentor.notifications.rules import Answer, Blocked, Later, Reason, Refused, Sent, State, Unclear
from tests.fixtures import World

pytestmark = pytest.mark.django_db
CHAT = 4242
WORDS = Message("Потерян клиент: ИС", "этап «Закрытие»", "/clients/7/")


class ScriptedSender:
    """Answers from a list, then takes everything; the contract of a sender."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sent: list[str] = []

    def send(self, address: str, message: Message) -> Answer:
        self.sent.append(address)
        return self.answers.pop(0) if self.answers else Sent()


class Clock:
    """The next noon by Moscow time, so a night lies between it and a message's end; moved by the test."""

    def __init__(self) -> None:
        began = timezone.now().astimezone(ZoneInfo("Europe/Moscow"))
        noon = began.replace(hour=12, minute=0, second=0, microsecond=0)
        self.now = noon if began < noon else noon + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told(world: World) -> Member:
    """A manager with a linked chat who was told of a lost client once."""
    with company_scope(world.company.pk):
        secret = telegram_links.new_link(member=world.manager)
    assert telegram_links.bind(secret=secret, chat_id=CHAT)
    with company_scope(world.company.pk):
        actions.tell(member=world.manager, kind=Kind.CLIENT_LOST, key="lost:1", call=1, client=1)
    return world.manager


def deliver(member: Member, sender: ScriptedSender, clock: Clock, words: Message | None = WORDS) -> int:
    return outbox.deliver_due(
        int(member.company_id or 0), compose=lambda _: words, senders={Channel.TELEGRAM: sender}, clock=clock
    )


def row(member: Member) -> Delivery:
    with company_scope(int(member.company_id or 0)):
        return Delivery.objects.get()


def test_a_message_goes_out_once_however_often_it_is_told_and_swept(told, clock):
    sender = ScriptedSender()
    with company_scope(told.company_id):
        assert actions.tell(member=told, kind=Kind.CLIENT_LOST, key="lost:1", call=1, client=1) is None
    assert deliver(told, sender, clock) == 1
    assert deliver(told, sender, clock) == 0
    assert sender.sent == [str(CHAT)]
    assert row(told).state == State.SENT


def test_a_failure_is_tried_again_after_growing_pauses_and_given_up_in_the_end(told, clock):
    sender = ScriptedSender(*[Later("502")] * 8)
    waits = []
    while deliver(told, sender, clock):
        waits.append(row(told).not_before - clock.now)
        assert deliver(told, sender, clock) == 0  # not before its time
        clock.now += waits[-1] if waits[-1] > timedelta(0) else timedelta(0)
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert (row(told).state, row(told).reason, row(told).attempts) == (State.GIVEN_UP, Reason.ATTEMPTS, 8)
    assert row(told).error == "502"


def test_a_flood_limit_holds_back_everything_of_that_way_until_it_said(told, clock):
    with company_scope(told.company_id):
        actions.tell(member=told, kind=Kind.CLIENT_LOST, key="lost:2", call=2, client=2)
    sender = ScriptedSender(Later("429", pause_s=17))
    assert deliver(told, sender, clock) == 1
    clock.now += timedelta(seconds=16)
    assert deliver(told, sender, clock) == 0
    clock.now += timedelta(seconds=1)
    assert deliver(told, sender, clock) == 2


@pytest.mark.parametrize("silent", [Later("502"), Unclear("no answer in 15 s")])
def test_a_server_that_does_not_answer_is_tried_with_one_message_at_a_time(told, clock, silent):
    with company_scope(told.company_id):
        actions.tell(member=told, kind=Kind.CLIENT_LOST, key="lost:2", call=2, client=2)
        actions.tell(member=told, kind=Kind.CLIENT_LOST, key="lost:3", call=3, client=3)
    sender = ScriptedSender(silent)
    assert deliver(told, sender, clock) == 1
    clock.now += timedelta(seconds=30)
    assert deliver(told, sender, clock) == (3 if isinstance(silent, Later) else 2)


def test_a_blocked_bot_switches_the_way_off_until_it_is_linked_again(told, clock):
    sender = ScriptedSender(Blocked("Forbidden: bot was blocked by the user"))
    deliver(told, sender, clock)
    with company_scope(told.company_id):
        chat = TelegramChat.objects.get()
        assert chat.off_at == clock.now
        assert "blocked" in chat.off_why
        trouble = queries.last_trouble(told)
        assert trouble is not None
        assert trouble.reason == Reason.BLOCKED
        actions.tell(member=told, kind=Kind.CLIENT_LOST, key="lost:2", call=2, client=2)
        assert Delivery.objects.count() == 1  # the bell alone holds the second
        secret = telegram_links.new_link(member=told)
    telegram_links.bind(secret=secret, chat_id=CHAT)
    with company_scope(told.company_id):
        assert queries.channels_for(told, Kind.CLIENT_LOST) == [Channel.TELEGRAM]


@pytest.mark.parametrize(
    ("answer", "reason"), [(Refused("400"), Reason.REFUSED), (Unclear("?"), Reason.INTERRUPTED)]
)
def test_what_was_refused_or_may_have_arrived_is_not_sent_again(told, clock, answer, reason):
    sender = ScriptedSender(answer)
    deliver(told, sender, clock)
    clock.now += timedelta(hours=1)
    assert deliver(told, sender, clock) == 0
    assert (row(told).state, row(told).reason) == (State.FAILED, reason)


def test_quiet_hours_hold_messages_until_they_end(told, clock):
    sender = ScriptedSender()
    clock.now = clock.now.replace(hour=23)
    assert deliver(told, sender, clock) == 0
    morning = (clock.now + timedelta(days=1)).replace(hour=8)
    assert row(told).not_before == morning
    clock.now = morning
    assert deliver(told, sender, clock) == 1


def test_own_quiet_hours_of_a_member_win(told, clock):
    with company_scope(told.company_id):
        wanted = {Channel.TELEGRAM: [Kind.CLIENT_LOST]}
        actions.choose(member=told, wanted=wanted, quiet=(time(11), time(13)))
    assert deliver(told, ScriptedSender(), clock) == 0
    clock.now = clock.now.replace(hour=23)
    assert deliver(told, ScriptedSender(), clock) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda member, clock: telegram_links.unbind(member=member), Reason.CHANNEL_OFF),
        (lambda member, clock: actions.choose(member=member, wanted={}, quiet=None), Reason.NOT_WANTED),
        (
            lambda member, clock: Member.objects.filter(pk=member.pk).update(is_active=False),
            Reason.MEMBER_OFF,
        ),
        (lambda member, clock: setattr(clock, "now", clock.now + timedelta(days=3)), Reason.STALE),
    ],
)
def test_what_is_of_no_use_any_more_is_dropped_with_its_reason(told, clock, change, reason):
    with company_scope(told.company_id):
        change(told, clock)
    sender = ScriptedSender()
    assert deliver(told, sender, clock) == 0
    assert (row(told).state, row(told).reason, sender.sent) == (State.DROPPED, reason, [])


def test_words_that_are_gone_drop_the_message(told, clock):
    assert deliver(told, ScriptedSender(), clock, words=None) == 0
    assert row(told).reason == Reason.STALE


def test_letters_go_through_the_mail_that_settings_name(world, settings, clock):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with company_scope(world.company.pk):
        actions.tell(member=world.head, kind=Kind.NEGLECT, key="neglect:1", manager=world.manager.pk)
        assert Delivery.objects.get().channel == Channel.MAIL
    sent = outbox.deliver_due(
        world.company.pk,
        compose=lambda _: WORDS,
        senders={Channel.MAIL: MailSender("https://mentor.example")},
        clock=clock,
    )
    assert sent == 1
    assert mail.outbox[0].to == [world.head.email]
    assert "https://mentor.example/clients/7/" in mail.outbox[0].body


def test_a_link_binds_one_chat_once_and_in_time(world):
    with company_scope(world.company.pk):
        old = telegram_links.new_link(member=world.manager)
        secret = telegram_links.new_link(member=world.manager)
    late = timezone.now() + timedelta(minutes=telegram_links.LINK_MINUTES, seconds=1)
    assert telegram_links.bind(secret=old, chat_id=CHAT) is None
    assert telegram_links.bind(secret="made up", chat_id=CHAT) is None
    assert telegram_links.bind(secret=secret, chat_id=CHAT, now=late) is None
    assert telegram_links.bind(secret=secret, chat_id=CHAT) == (world.company.pk, world.manager.pk)
    assert telegram_links.bind(secret=secret, chat_id=CHAT) == (world.company.pk, world.manager.pk)
    assert telegram_links.bind(secret=secret, chat_id=CHAT + 1) is None
    assert telegram_links.member_of_chat(CHAT) == (world.company.pk, world.manager.pk)
    with company_scope(world.company.pk):
        assert telegram_links.unbind(member=world.manager)
        actions_noted = set(AuditEntry.objects.values_list("action", flat=True))
    assert telegram_links.member_of_chat(CHAT) is None
    assert {"telegram.linked", "telegram.unlinked"} <= actions_noted


def test_reading_ends_at_the_message_that_was_seen(told):
    with company_scope(told.company_id):
        first = Notification.objects.get()
        actions.tell(member=told, kind=Kind.CLIENT_LOST, key="lost:2", call=2, client=2)
        assert actions.note_read(member=told, until_id=first.pk) == 1
        assert queries.unread(told) == 1
