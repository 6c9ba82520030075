"""Приёмка: the acceptor ticks real items and accepts, everybody else reads; the protocol names who and when."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentor.acceptance.models import Accepted
from mentor.acceptance.screens import SCREENS
from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def acceptor(world, head_client):
    with company_scope(world.company.pk):
        companies.change_member(member=world.head, by=None, is_acceptor=True)
    return head_client


def tick(browser, stage: int, item: object, answer: str = "yes", question: str = "right"):
    data = {"item": str(item), "question": question, "answer": answer, "comment": "проверила сама"}
    return browser.post(reverse("acceptance_answer", args=[stage]), data)


def test_a_stage_is_accepted_only_once_its_criterion_is_met(acceptor, world):
    accept = reverse("acceptance_accept", args=[1])
    assert acceptor.post(accept).status_code == 422
    for code in SCREENS:
        assert tick(acceptor, 1, code, question="works").status_code == 302
    assert acceptor.post(accept).status_code == 302
    assert acceptor.post(accept).status_code == 422  # once
    with company_scope(world.company.pk):
        made = Accepted.objects.get()
    assert made.by_name == "Ольга Нечаева"
    assert (made.warranty_until - made.accepted_at.astimezone(world.company.zone).date()).days == 30


def test_only_real_calls_are_listed_and_can_be_ticked(acceptor, world, worked):
    with company_scope(world.company.pk):
        call, training = worked(), worked(purpose="training", client_phone="+79000000999")
    page = acceptor.get(reverse("acceptance_stage", args=[2])).content.decode()
    assert f"item-{call.pk}" in page
    assert f"item-{training.pk}" not in page
    assert tick(acceptor, 2, call.pk).status_code == 302
    assert tick(acceptor, 2, training.pk).status_code == 422
    assert tick(acceptor, 2, "999999999").status_code == 422
    assert tick(acceptor, 2, call.pk, question="degree").status_code == 422


@pytest.mark.parametrize("stage", [1, 2, 3, 4, 5, 6])
def test_every_stage_opens_with_what_there_is_to_tick(acceptor, world, worked, stage):
    with company_scope(world.company.pk):
        worked()
    assert acceptor.get(reverse("acceptance_stage", args=[stage])).status_code == 200


def test_integrators_and_heads_without_the_right_read_only(integrator_client, head_client, company):
    for browser in (integrator_client, head_client):
        assert browser.get(reverse("acceptance")).status_code == 200
        assert tick(browser, 1, "overview", question="works").status_code == 403


def test_the_protocol_names_every_answer_who_gave_it_and_when(acceptor, world):
    tick(acceptor, 1, "overview", "no", question="works")
    told = text_of(acceptor.get(reverse("acceptance_protocol")).content)
    assert "Протокол приёмки" in told
    assert "Обзор: главный отчёт" in told
    assert "Ольга Нечаева" in told
    assert "проверила сама" in told
    assert "неверных 1" in told


def test_the_readings_of_the_specification_are_opened_from_it(acceptor):
    assert reverse("acceptance_readings") in acceptor.get(reverse("acceptance")).content.decode()
    assert "Уникальные лиды" in acceptor.get(reverse("acceptance_readings")).content.decode()
