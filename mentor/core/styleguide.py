"""The page with every part on it, with invented figures: to look at while parts are made (debug only)."""

from __future__ import annotations

import base64
import io
import json
import wave
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mentor.core import periods


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Имя клиента", help_text="Как клиент назвал себя в разговоре.")
    cheque = forms.IntegerField(label="Средний чек, ₽", min_value=0)
    role = forms.ChoiceField(label="Роль", choices=[("head", "РОП"), ("manager", "Менеджер")])
    comment = forms.CharField(label="Комментарий", widget=forms.Textarea, required=False)
    quiet = forms.BooleanField(
        label="Не писать ночью", help_text="С 21:00 до 9:00 по времени компании.", required=False
    )


class SampleUpload(forms.Form):
    """A file to drop."""

    recording = forms.FileField(label="Запись звонка", help_text="WAV, MP3, OGG или Opus.")


SAMPLE_MANAGERS: list[dict[str, Any]] = [
    {"name": "Ирина Соколова", "calls": 214, "conversion": 0.184, "change": 0.031, "mean": 7.9},
    {"name": "Олег Дронов", "calls": 187, "conversion": 0.121, "change": -0.012, "mean": 6.4},
    {"name": "Тимур Гареев", "calls": 162, "conversion": 0.094, "change": 0.004, "mean": 5.2},
    {"name": "Вера Ким", "calls": 4, "conversion": None, "change": None, "mean": 6.8},
]
SAMPLE_SHARES: list[list[float | None]] = [
    [0.96, 0.81, 0.74, 0.62, 0.88],
    [0.91, 0.55, 0.69, 0.31, 0.71],
    [0.72, 0.38, 0.52, 0.18, 0.44],
    [0.75, 0.5, 0.75, None, 0.5],
]
SAMPLE_TALK: list[tuple[str, float, float, str]] = [
    ("manager", 0.6, 5.2, "Добрый день! Компания «Окна Север», меня зовут Олег. Вам удобно говорить?"),
    ("client", 5.6, 8.4, "Да, здравствуйте, только недолго, пожалуйста."),
    ("manager", 8.9, 14.7, "Вы оставляли заявку на замер. Подскажите, сколько окон планируете менять?"),
    ("client", 15.1, 22.8, "Три окна в квартире и балконный блок, хотим успеть до холодов."),
    ("manager", 23.2, 31.5, "Понятно. Трёхкамерный профиль с установкой выйдет в сто двенадцать тысяч."),
    ("client", 32.0, 37.4, "Дороговато. У соседей вышло меньше ста, я лучше подумаю."),
    ("manager", 37.9, 40.6, "Хорошо, думайте, всего доброго."),
    ("client", 41.0, 42.2, "До свидания."),
]


def sample_peaks(seconds: float = 44.0, rate: int = 20) -> dict[str, Any]:
    """Two lanes of invented loudness that follow SAMPLE_TALK."""
    lanes = [[0] * int(seconds * rate) for _ in range(2)]
    for who, start, end, _ in SAMPLE_TALK:
        lane = lanes[0 if who == "manager" else 1]
        for at in range(int(start * rate), int(end * rate)):
            lane[at] = 40 + (at * 7919 % 97) + (at * 104729 % 83)
    return {"duration": seconds, "rate": rate, "lanes": lanes}


def sample_sound(seconds: float = 44.0, rate: int = 3000) -> str:
    """A quiet hum as a data address, so that the player can be tried without a recording."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(bytes(128 + (at % 20 - 10) // 3 for at in range(int(seconds * rate))))
    return "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()


def _charts() -> dict[str, dict[str, Any]]:
    weeks = [
        "14 сент.",
        "21 сент.",
        "28 сент.",
        "5 окт.",
        "12 окт.",
        "19 окт.",
        "26 окт.",
        "2 нояб.",
        "9 нояб.",
    ]
    shares = [0.096, 0.102, 0.099, None, 0.108, 0.117, 0.121, 0.129, 0.134]
    sums = [0, 18000, 24000, 21000, 61000, 58000, 83000, 97000, 124500]
    return {
        "conversion": {
            "labels": weeks,
            "series": [{"name": "Конверсия", "type": "line", "format": "percent", "values": shares}],
            "mark": {"value": 0.098, "title": "без нас"},
        },
        "money": {
            "labels": weeks,
            "series": [
                {"name": "Принесено за неделю", "type": "bar", "format": "money", "values": sums},
                {"name": "Конверсия", "type": "line", "format": "percent", "values": shares},
            ],
        },
        "nothing": {
            "labels": weeks,
            "series": [{"name": "Конверсия", "type": "line", "format": "percent", "values": [None] * 9}],
        },
    }


def _call() -> dict[str, Any]:
    return {
        "talk": [
            {
                "speaker": who,
                "name": "Олег" if who == "manager" else "Клиент",
                "start": a,
                "end": b,
                "text": text,
            }
            for who, a, b, text in SAMPLE_TALK
        ],
        "peaks": "data:application/json," + json.dumps(sample_peaks(), separators=(",", ":")),
        "sound": sample_sound(),
        "bands": [
            {"start": 0, "end": 8.6, "title": "Приветствие", "tone": "good"},
            {"start": 8.6, "end": 23, "title": "Потребности", "tone": "attention"},
            {"start": 23, "end": 31.8, "title": "Презентация", "tone": "attention"},
            {"start": 31.8, "end": 37.6, "title": "Возражения", "tone": "bad"},
            {"start": 37.6, "end": 44, "title": "Закрытие", "tone": "bad"},
        ],
        "pins": [
            {"at": 9.4, "title": "−4 задан только один вопрос о потребности", "tone": "bad"},
            {"at": 32.0, "title": "Возражение «Дороговато»", "tone": "attention"},
            {"at": 38.1, "title": "−7 менеджер сразу согласился с возражением", "tone": "bad"},
        ],
    }


def _managers() -> list[dict[str, Any]]:
    return [
        {**manager, "shares": shares, "scores": [None if s is None else round(s * 10) for s in shares]}
        for manager, shares in zip(SAMPLE_MANAGERS, SAMPLE_SHARES, strict=True)
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part with sample figures; `?empty=1` shows a new company, `?errors=1` a refused form."""
    return render(request, "core/styleguide.html", sample_context(request))


def sample_context(request: HttpRequest) -> dict[str, Any]:
    """Invented figures for every part of the page."""
    now = timezone.now()
    today = now.astimezone(ZoneInfo(timezone.get_current_timezone_name())).date()
    form = (
        SampleForm({"name": "", "cheque": "-5", "role": "head"}) if "errors" in request.GET else SampleForm()
    )
    return {
        "nav": sample_nav(),
        "company_name": "Окна Север",
        "companies_url": "#",
        "search_url": "#",
        "freshness": {"text": "последний звонок разобран 2 минуты назад, в очереди 3", "tone": "good"},
        "period": periods.choose(request.GET, today),
        "managers": [] if "empty" in request.GET else _managers(),
        "stage_titles": ["Приветствие", "Потребности", "Презентация", "Возражения", "Закрытие"],
        "stage_shares": [
            {"title": "Обработка возражений", "share": 0.31, "note": "дважды не уточнил, что за «дорого»"},
            {"title": "Выявление потребностей", "share": 0.55},
            {"title": "Презентация", "share": 0.69},
            {"title": "Закрытие", "share": 0.71},
            {"title": "Приветствие", "share": 0.91},
        ],
        "funnel": [
            {"label": "потеряно", "value": 64},
            {"label": "рекомендация", "value": 64, "note": "100 %"},
            {"label": "контакт", "value": 41, "note": "64 %"},
            {"label": "согласие", "value": 17, "note": "27 %"},
            {"label": "оплата", "value": 9, "note": "14 %", "done": True},
        ],
        "call": _call(),
        "charts": _charts(),
        "form": form,
        "upload": SampleUpload(),
        "tab_items": [
            {"title": "Все", "url": "#", "active": True, "count": 64},
            {"title": "Ждут звонка", "url": "#", "count": 23},
            {"title": "Вернулись", "url": "#", "count": 9},
        ],
        "page": {"next_cursor": "abc", "previous_cursor": ""},
        "soon": now + timedelta(hours=3),
        "lately": now - timedelta(minutes=2),
        "long_ago": datetime(2025, 12, 25, 9, 5, tzinfo=UTC),
        "sums": {"month": 1234567, "empty": None},
        "facts_list": [("Начало", "6 нояб."), ("Средний чек", "112 000 ₽"), ("Маржа", None)],
        "stage_options": [(1, "Приветствие"), (4, "Возражения"), (5, "Закрытие")],
        "state_options": [("wait", "Ждёт звонка"), ("done", "Выполнена")],
        "stat_items": [
            {"label": "Доля речи менеджера", "value": "62 %", "tone": "attention"},
            {"label": "Вопросов", "value": 3},
            {"label": "Перебиваний", "value": 1},
            {"label": "Темп", "value": "138", "note": "слов в минуту"},
        ],
    }


def sample_nav() -> list[dict[str, Any]]:
    """What the head of sales sees on the left."""
    return [
        {
            "title": "",
            "items": [
                {"title": "Обзор", "url": "#", "icon": "layout-dashboard", "active": True},
                {"title": "Требует внимания", "url": "#", "icon": "triangle-alert", "count": 4},
            ],
        },
        {
            "title": "Отдел",
            "items": [
                {"title": "Менеджеры", "url": "#", "icon": "users"},
                {"title": "Потерянные клиенты", "url": "#", "icon": "user-x", "count": 23},
                {"title": "Рекомендации", "url": "#", "icon": "message-square-quote"},
                {"title": "Звонки", "url": "#", "icon": "phone"},
                {"title": "Тренажёр", "url": "#", "icon": "headphones"},
            ],
        },
        {
            "title": "Итоги",
            "items": [
                {"title": "Деньги", "url": "#", "icon": "banknote"},
                {"title": "Отчёты", "url": "#", "icon": "file-text"},
                {"title": "Приёмка", "url": "#", "icon": "clipboard-check"},
            ],
        },
        {
            "title": "Компания",
            "items": [
                {"title": "База знаний", "url": "#", "icon": "book-open"},
                {"title": "Настройки", "url": "#", "icon": "settings"},
            ],
        },
    ]
