"""Hearing how names will be said before they are saved."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest
from django.urls import reverse

from config import engines
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError

pytestmark = pytest.mark.django_db


def listen(client, stresses):
    return client.post(reverse("stresses_listen"), {"stresses": stresses})


def sound_of(answer):
    with wave.open(io.BytesIO(answer.content)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return samples, file.getframerate()


def test_a_head_hears_the_names_as_they_are_marked_and_nothing_is_saved(world, head_client):
    first, second = (listen(head_client, text) for text in ("С+ызрань", "Сызр+ань"))

    assert first.status_code == 200
    assert first.headers["Content-Type"] == "audio/wav"
    samples, rate = sound_of(first)
    assert len(samples) / rate > 0.3
    assert np.abs(samples).max() > 1_000
    assert first.content != second.content
    with company_scope(world.company.pk):
        assert Company.objects.get(pk=world.company.pk).stresses == ""


@pytest.mark.parametrize("stresses", ["Олеся", "", "   ", "+", "Ол+еся, <script>"])
def test_what_is_no_marked_word_is_said_in_words(head_client, stresses):
    answer = listen(head_client, stresses)

    assert answer.status_code == 422
    assert "Ол+еся" in answer.json()["detail"]


def test_a_long_list_is_heard_by_its_last_names(head_client, monkeypatch):
    said: list[str] = []
    voice = engines.text_to_speech()
    speak = voice.speak

    def heard(text, **how):
        said.append(text)
        return speak(text, **how)

    monkeypatch.setattr(voice, "speak", heard)

    assert listen(head_client, "\n".join(f"Ол+еся{'а' * n}" for n in range(30))).status_code == 200

    assert said[0].count(".") == 20
    assert said[0].endswith(f"{'а' * 29}.")


def test_a_voice_that_fails_is_told_and_the_marks_can_still_be_saved(head_client, monkeypatch):
    def broken(text, **how):
        raise EngineError("Голос не отвечает.", permanent=False)

    monkeypatch.setattr(engines.text_to_speech(), "speak", broken)

    answer = listen(head_client, "Ол+еся")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "Голос не отвечает. Ударения можно сохранить и так."


def test_a_manager_finds_no_such_page(manager_client):
    assert listen(manager_client, "Ол+еся").status_code == 404


def test_a_head_who_cannot_write_names_is_offered_to_hear_only_those_that_are_there(world, head_client):
    settings = reverse("settings")
    assert "listen-button" not in head_client.get(settings).content.decode()
    with company_scope(world.company.pk):
        Company.objects.filter(pk=world.company.pk).update(stresses="Ол+еся")
    assert "listen-button" in head_client.get(settings).content.decode()
