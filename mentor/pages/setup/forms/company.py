"""The company's settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings

from mentor.clients.phones import e164
from mentor.companies.models import Company, Engine
from mentor.engines.language_model.settings import fault_of
from mentor.engines.text_to_speech.spoken.stress import stresses_of, with_plus

from .fields import WrittenDecimal, day_field, time_field

ZONES = (
    ("Europe/Kaliningrad", "Калининград (МСК−1)"),
    ("Europe/Moscow", "Москва, Санкт-Петербург (МСК)"),
    ("Europe/Samara", "Самара, Ижевск (МСК+1)"),
    ("Asia/Yekaterinburg", "Екатеринбург, Уфа, Челябинск (МСК+2)"),
    ("Asia/Omsk", "Омск (МСК+3)"),
    ("Asia/Novosibirsk", "Новосибирск, Красноярск, Барнаул (МСК+4)"),
    ("Asia/Irkutsk", "Иркутск, Улан-Удэ (МСК+5)"),
    ("Asia/Yakutsk", "Якутск, Чита (МСК+6)"),
    ("Asia/Vladivostok", "Владивосток, Хабаровск (МСК+7)"),
    ("Asia/Magadan", "Магадан, Южно-Сахалинск (МСК+8)"),
    ("Asia/Kamchatka", "Петропавловск-Камчатский (МСК+9)"),
)
WEEKDAYS = tuple(zip("1234567", ("пн", "вт", "ср", "чт", "пт", "сб", "вс"), strict=True))
# They decide what counts and what is paid: our staff enters them with a source, the customer sees them.
BY_INTEGRATOR = (
    "time_zone",
    "started_on",
    "crm_connected_from",
    "carry_falls",
    "goal_days",
    "goal_growth_pp",
    "goal_money",
    "margin_percent",
    "engine",
    "stresses",
)
SECTIONS = (
    (
        "Компания",
        "Что знает система, когда разбирает звонки и пишет рекомендации.",
        ("name", "industry", "product"),
    ),
    (
        "Рабочее время",
        "По нему считаются сроки рекомендаций и пропущенные звонки. Государственные праздники учтены.",
        ("time_zone", "work_from", "work_to", "work_days"),
    ),
    (
        "Оценки",
        "От чего этап считается пройденным и когда он слабый.",
        ("pass_mark", "pass_share", "min_graded_calls"),
    ),
    (
        "Кто разбирает",
        "Чей движок разбирает звонки, пишет рекомендации и проверяет повторные звонки. Задаёт интегратор.",
        ("engine",),
    ),
    (
        "Как произносятся имена",
        "Этими ударениями говорит виртуальный клиент в тренажёре. Задаёт интегратор.",
        ("stresses",),
    ),
    (
        "Сроки и саботаж",
        "Когда напомнить менеджеру и когда сообщить РОПу. Штрафов и блокировок нет.",
        (
            "recommendation_due_days",
            "done_percent",
            "crm_card_url",
            "neglect_login_days",
            "neglect_overdue_count",
        ),
    ),
    (
        "Пилот и деньги",
        "Отсчёт цели на «Обзоре». Задаёт интегратор.",
        (
            "started_on",
            "crm_connected_from",
            "goal_days",
            "goal_growth_pp",
            "goal_money",
            "margin_percent",
            "carry_falls",
        ),
    ),
)


def _whole(label: str, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class CompanyForm(forms.Form):
    """Settings of one company; what only our staff may change is shown to heads and not taken from them."""

    name = forms.CharField(label="Название", max_length=200)
    industry = forms.CharField(label="Чем занимается", max_length=300, required=False)
    product = forms.CharField(
        label="Что продаёт",
        required=False,
        max_length=10_000,
        widget=forms.Textarea,
        help_text="Товары, цены, условия, гарантии: на это опираются рекомендации.",
    )
    time_zone = forms.ChoiceField(label="Часовой пояс")
    work_from = time_field(label="Начало дня")
    work_to = time_field(label="Конец дня")
    work_days = forms.MultipleChoiceField(
        label="Рабочие дни",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы один день."},
    )
    pass_mark = _whole("Проходной балл этапа", 1, 10, "От 1 до 10; обычно 7.")
    pass_share = _whole("Норма пройденных звонков, %", 1, 100, "Этап ниже нормы считается слабым; обычно 70.")
    min_graded_calls = _whole("Судить не меньше чем по, звонков", 1, 100, "Раньше — «мало данных»; обычно 5.")
    recommendation_due_days = _whole("Срок рекомендации, рабочих дней", 1, 30, "Обычно 1.")
    done_percent = _whole(
        "Выполнена при доле сказанного, %", 1, 100, "Столько рекомендации должно прозвучать; обычно 50."
    )
    crm_card_url = forms.CharField(
        label="Адрес сделки в CRM",
        max_length=300,
        required=False,
        help_text="С {id} на месте номера сделки, например https://firma.amocrm.ru/leads/detail/{id}.",
    )
    neglect_login_days = _whole("Не заходит, рабочих дней", 1, 60, "После стольких дней без входа; обычно 3.")
    neglect_overdue_count = _whole("Просрочено рекомендаций", 1, 100, "Столько просроченных сразу; обычно 3.")
    engine = forms.ChoiceField(
        label="Движок",
        required=False,
        choices=[("", "как настроен сервер"), *Engine.choices],
        help_text="Действует на новые звонки; прошлые — «Оценка звонков», «Переоценка прошлых».",
    )
    stresses = forms.CharField(
        label="Ударения",
        required=False,
        max_length=5_000,
        widget=forms.Textarea,
        help_text="По слову в строке, плюс перед ударной гласной: Ол+еся, Сыс+ерть. Имена и фамилии — во всех падежах.",
    )
    started_on = day_field(
        label="Первый день работы", required=False, help_text="С этого дня считаются деньги и цель пилота."
    )
    crm_connected_from = day_field(
        label="Лиды из CRM считаются с",
        required=False,
        help_text="Меняет число лидов. Введите и базу, посчитанную так же. Пусто — считаются только разговоры.",
    )
    carry_falls = forms.BooleanField(
        label="Переносить падение на следующие месяцы",
        required=False,
        help_text="Минус месяца вычитается из следующих: иначе платили бы за случай.",
    )
    goal_days = _whole("Длина пилота, дней", 1, 365)
    goal_growth_pp = WrittenDecimal(
        label="Цель роста конверсии, п.п.",
        min_value=Decimal("0"),
        max_value=100,
        decimal_places=2,
        max_digits=6,
    )
    goal_money = WrittenDecimal(
        label="Цель в деньгах, ₽", min_value=Decimal("0"), decimal_places=2, max_digits=14
    )
    margin_percent = WrittenDecimal(
        label="Маржа, %",
        required=False,
        min_value=Decimal("0"),
        max_value=100,
        decimal_places=2,
        max_digits=5,
        help_text="Без неё на экранах написано «выручка, не прибыль».",
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, company: Company, by_integrator: bool
    ) -> None:
        self.company = company
        names = [name for _, _, section in SECTIONS for name in section]
        initial = {name: getattr(company, name) for name in names}
        initial["work_days"] = list(company.work_days)
        super().__init__(data, initial=initial)
        zones = dict(ZONES)
        zones.setdefault(company.time_zone, company.time_zone)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = list(zones.items())
        if not by_integrator:
            for name in BY_INTEGRATOR:
                self.fields[name].disabled = True

    def clean_time_zone(self) -> str:
        return ZoneInfo(self.cleaned_data["time_zone"]).key

    def clean_crm_card_url(self) -> str:
        """An address that a browser opens and that names the deal; anything else would be a trap on a button."""
        url: str = self.cleaned_data["crm_card_url"].strip()
        if url and not (url.startswith(("https://", "http://")) and "{id}" in url):
            raise forms.ValidationError("Нужен адрес, который начинается с https:// и содержит {id}.")
        return url

    def clean_engine(self) -> str:
        """A model can be chosen where this server was told its address."""
        engine: str = self.cleaned_data["engine"]
        if engine == Engine.LANGUAGE_MODEL != self.company.engine and (
            fault := fault_of(settings.LANGUAGE_MODEL)
        ):
            raise forms.ValidationError(f"Языковая модель на этом сервере не подключена. {fault}")
        return engine

    def clean_stresses(self) -> str:
        written: str = self.cleaned_data["stresses"]
        try:
            return "\n".join(with_plus(word) for word in stresses_of(written).values())
        except ValueError as wrong:
            raise forms.ValidationError(f"«{wrong}»: нужно слово с плюсом перед гласной: Ол+еся.") from wrong

    def clean_work_days(self) -> str:
        return "".join(sorted(self.cleaned_data["work_days"]))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("work_from"), found.get("work_to")
        if isinstance(opens, time) and isinstance(closes, time) and opens >= closes:
            self.add_error("work_to", "Конец дня должен быть позже начала.")
        return found

    def changes(self) -> dict[str, Any]:
        """What differs from the company as it is."""
        return {
            name: value for name, value in self.cleaned_data.items() if value != getattr(self.company, name)
        }


class NewCompanyForm(forms.Form):
    """A company at its birth; the rest is set inside it."""

    name = forms.CharField(label="Название", max_length=200)
    time_zone = forms.ChoiceField(label="Часовой пояс", choices=ZONES, initial="Europe/Moscow")


class ExcludedNumberForm(forms.Form):
    """A phone to keep out of every figure."""

    phone = forms.CharField(label="Телефон", max_length=40)
    reason = forms.CharField(
        label="Чей это номер",
        max_length=200,
        required=False,
        help_text="Например: склад, поставщик, свой сотрудник.",
    )

    def clean_phone(self) -> str:
        found = e164(self.cleaned_data["phone"])
        if found is None:
            raise forms.ValidationError(
                "Это не похоже на телефон. Введите номер целиком, например +7 912 345-67-89."
            )
        return found
