"""The audit trail in words. Pure: codes and details in, Russian out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

from mentor.core import formats

PAGE_VIEWED = "page.viewed"
FORM_SENT = "form.sent"
# What says only that somebody looked; changes are found without them.
LOOKS = (PAGE_VIEWED, FORM_SENT, "recording.played")
ACTIONS = {
    "company.created": "Создана компания",
    "company.entered": "Интегратор вошёл в компанию",
    "company.changed": "Изменены настройки",
    "notices.changed": "Изменены настройки уведомлений",
    "telegram.linked": "Привязан Telegram",
    "telegram.unlinked": "Отвязан Telegram",
    "member.added": "Добавлен сотрудник",
    "member.changed": "Изменён сотрудник",
    "member.invited": "Отправлено приглашение",
    "member.switched_off": "Закрыт доступ",
    "member.switched_on": "Возвращён доступ",
    "member.second_factor_dropped": "Сброшен вход в два шага",
    "extension.added": "Запомнен внутренний номер",
    "invitation.accepted": "Принято приглашение",
    "api_key.created": "Создан ключ API",
    "api_key.revoked": "Отозван ключ API",
    "average_cheque.set": "Введён средний чек",
    "baseline.set": "Введена база",
    "fee_terms.set": "Введена ставка оплаты",
    "number.excluded": "Исключён номер",
    "number.included": "Возвращён номер",
    "rubric.saved": "Новая версия регламента",
    "proposal.declined": "Отклонено правило из отметок",
    "call.graded": "Эксперт оценил звонок",
    "reassessment.started": "Начата переоценка прошлых звонков",
    "reassessment.cancelled": "Остановлена переоценка",
    "knowledge.changed": "Изменён скрипт",
    "knowledge_objections.changed": "Изменены возражения",
    "knowledge_rules.changed": "Изменены правила эксперта",
    "knowledge_phrases.changed": "Изменены запрещённые фразы",
    "presentations.changed": "Изменена презентация",
    "presentations.removed": "Убрана презентация",
    "reference.added": "Звонок стал эталоном",
    "reference.removed": "Звонок больше не эталон",
    "call.manager_bound": "Звонок привязан к менеджеру",
    "call.retried": "Повторён разбор",
    "call.speakers_swapped": "Говорящие поменяны местами",
    "call.uploaded": "Загружен звонок",
    "calls.uploaded": "Загружены звонки",
    "attention.hidden": "Скрыта строка «Требует внимания»",
    "recommendation.unmarked": "Снята отметка",
    "recommendation.snoozed": "Отложена рекомендация",
    "case.stopped": "Клиент просил не звонить",
    "case.resumed": "Клиенту снова можно звонить",
    "statement.closed": "Составлен акт за месяц",
    "statement.disputed": "Акт оспорен",
    "statement.answered": "Ответ на возражение по акту",
    "acceptance.answered": "Ответ приёмщика",
    "acceptance.accepted": "Принят этап",
    "case.reassigned": "Клиент передан другому менеджеру",
    "call.client_bound": "Звонок привязан к клиенту",
    "absence.added": "Записано отсутствие",
    "absence.removed": "Снято отсутствие",
    "correction.made": "Исправлены тексты системы",
    "correction.cancelled": "Снята правка",
    "verdict.ruled": "РОП решил о повторном звонке",
    "verdict.ruling_taken_back": "Снято решение о повторном звонке",
    "verdict.contested": "Менеджер не согласен с выводом",
    "lead.entered": "Записан лид",
    "lead.withdrawn": "Отозван лид",
    "deal.entered": "Записана сделка",
    "deal.given": "Сделка передана другому менеджеру",
    "payment.entered": "Записана оплата",
    "payment.corrected": "Исправлена оплата",
    "refund.entered": "Записан возврат",
    "receipt.attached": "Приложен чек",
    "receipt.confirmed": "Подтверждён чек",
    "receipt.rejected": "Отклонён чек",
    "receipt.opened": "Открыт файл чека",
    "entries.uploaded": "Загружена таблица на проверку",
    "entries.agreed": "Согласие на загрузку таблицы",
    "entries.cancelled": "Таблица отменена",
    "entries.loaded": "Загружены записи из таблицы",
    "client.merged": "Объединены клиенты",
    "client.phone_joined": "Добавлен телефон клиента",
    "losses.exported": "Выгружены потерянные клиенты",
    "scenario.edited": "Изменена ситуация тренажёра",
    "scenario.put_away": "Убрана ситуация тренажёра",
    "scenario.brought_back": "Возвращена ситуация тренажёра",
    "recording.played": "Прослушана запись",
    "telephony.connected": "Подключена телефония",
    "telephony.changed": "Изменено подключение телефонии",
    "telephony.rotated": "Выпущен новый адрес телефонии",
    "telephony.old_closed": "Закрыт прежний адрес телефонии",
    "telephony.switched_on": "Включена телефония",
    "telephony.switched_off": "Выключена телефония",
    "telephony.checked": "Проверено подключение телефонии",
    "telephony.again": "Отложенное телефонии разобрано снова",
    PAGE_VIEWED: "Открыта страница",
    FORM_SENT: "Отправлена форма",
}
PAGES = {
    "overview": "Обзор",
    "managers": "Менеджеры",
    "managers_compare": "Сравнение менеджеров",
    "manager": "Карточка менеджера",
    "losses": "Потерянные клиенты",
    "money": "Деньги",
    "managers_insights": "Что работает",
    "entries": "Записи",
    "entry_new": "Новая запись",
    "payment_refund": "Возврат оплаты",
    "payment_correct": "Исправление оплаты",
    "deal_give": "Передача сделки",
    "lead_withdraw": "Отзыв лида",
    "receipts": "Чеки на подтверждение",
    "receipt_attach": "Новый чек",
    "receipt_confirm": "Подтверждение чека",
    "receipt_reject": "Отклонение чека",
    "receipt_file": "Файл чека",
    "entry_imports": "Загрузка таблиц",
    "entry_import": "Таблица записей",
    "entry_import_refusals": "Строки с ошибками",
    "entry_import_agree": "Согласие на загрузку таблицы",
    "entry_import_cancel": "Отмена таблицы",
    "client_join": "Объединение клиентов",
    "payment": "Оплата",
    "receipt": "Чек",
    "reports": "Отчёты",
    "report": "Отчёт за неделю",
    "report_pdf": "Отчёт за неделю, PDF",
    "report_xlsx": "Отчёт за неделю, Excel",
    "statements": "Акты",
    "statement": "Акт за месяц",
    "statement_pdf": "Акт за месяц, PDF",
    "statement_xlsx": "Акт за месяц, Excel",
    "statement_say": "Слова об акте",
    "acceptance": "Приёмка",
    "acceptance_stage": "Этап приёмки",
    "acceptance_answer": "Ответ приёмщика",
    "acceptance_accept": "Приёмка этапа",
    "acceptance_protocol": "Протокол приёмки",
    "acceptance_readings": "Как мы читаем ТЗ",
    "telegram_webhook": "Сообщение от Telegram",
    "telephony": "Телефония",
    "telephony_choose": "Выбор телефонии",
    "telephony_new": "Новое подключение телефонии",
    "telephony_connection": "Подключение телефонии",
    "telephony_check": "Проверка подключения телефонии",
    "telephony_rotate": "Новый адрес телефонии",
    "telephony_close_old": "Закрытие прежнего адреса телефонии",
    "telephony_switch": "Выключатель телефонии",
    "telephony_history": "История телефонии",
    "telephony_again": "Разбор отложенного телефонии",
    "telephony_unknown": "Неизвестные номера",
    "telephony_hook": "Событие телефонии",
    "telephony_hook_rest": "Событие телефонии",
    "losses_export": "Выгрузка потерянных клиентов",
    "recommendation_mark": "Отметка рекомендации",
    "recommendation_unmark": "Снятие отметки",
    "recommendation_snooze": "Отсрочка рекомендации",
    "case_stop": "Просил не звонить",
    "case_resume": "Снова можно звонить",
    "case_reassign": "Передача клиента",
    "cases_give": "Передача всех клиентов",
    "call_rebind": "Привязка звонка",
    "absence_add": "Отсутствие",
    "absence_remove": "Снятие отсутствия",
    "recommendation_correct": "Исправление рекомендации",
    "phrase_forbid": "Запрет фразы",
    "corrections": "Правки",
    "correction_cancel": "Снятие правки",
    "verdict_rule": "Решение о повторном звонке",
    "verdict_contest": "Возражение против вывода",
    "client": "Карточка клиента",
    "calls": "Звонки",
    "call": "Звонок",
    "call_retry": "Повтор разбора",
    "call_swap": "Говорящие поменяны местами",
    "my_day": "Мой день",
    "my_stages": "Мои этапы",
    "trainer": "Тренажёр",
    "trainer_scenarios": "Ситуации тренажёра",
    "trainer_scenario": "Ситуация тренажёра",
    "trainer_put_away": "Ситуация убрана или возвращена",
    "trainer_start": "Начата тренировка",
    "trainer_member": "Тренировки менеджера",
    "trainer_talk": "Тренировка",
    "trainer_say": "Реплика тренировки",
    "trainer_end": "Тренировка закончена",
    "trainer_ticket": "Голос тренировки",
    "call_rehearse": "Проигранный звонок повторён",
    "attention": "Требует внимания",
    "attention_bind": "Привязка звонка",
    "attention_retry": "Повтор разбора",
    "attention_hide": "Скрытие строки",
    "uploads": "Загрузка звонков",
    "upload_one": "Загрузка звонка",
    "upload_archive": "Загрузка архива",
    "upload_example": "Пример архива",
    "people": "Люди",
    "person": "Сотрудник",
    "person_new": "Новый сотрудник",
    "person_invite": "Приглашение",
    "person_off": "Закрытие доступа",
    "person_on": "Возврат доступа",
    "person_drop_factor": "Сброс входа в два шага",
    "settings": "Настройки",
    "company_notices": "Уведомления компании",
    "notices": "Уведомления",
    "notice_choices": "Что и куда присылать",
    "telegram_link": "Привязка Telegram",
    "telegram_unlink": "Отвязка Telegram",
    "number_exclude": "Исключение номера",
    "number_include": "Возврат номера",
    "rubric": "Регламент",
    "rule_new": "Новое правило регламента",
    "rule_trial": "Проба правила",
    "grading": "Оценка звонков",
    "grading_next": "Следующий звонок на оценку",
    "grading_agreement": "Согласие с ИИ",
    "grading_proposals": "Правила из отметок",
    "grade": "Оценка звонка",
    "grade_versions": "Версии оценки",
    "reassess": "Переоценка прошлых звонков",
    "reassessment": "Ход переоценки",
    "reassessment_cancel": "Остановка переоценки",
    "figures": "Чек и база",
    "cheque_set": "Ввод чека",
    "baseline_set": "Ввод базы",
    "fee_set": "Ввод ставки оплаты",
    "api_keys": "Ключи API",
    "api_key_revoke": "Отзыв ключа",
    "knowledge": "База знаний: скрипт",
    "knowledge_objections": "База знаний: возражения",
    "knowledge_rules": "База знаний: правила эксперта",
    "knowledge_phrases": "База знаний: запрещённые фразы",
    "knowledge_references": "База знаний: эталонные звонки",
    "reference_remove": "Удаление эталона",
    "call_reference": "Эталонный звонок",
    "knowledge_search": "База знаний: поиск",
    "presentations": "База знаний: презентации",
    "presentation": "База знаний: презентация",
    "presentation_remove": "Удаление презентации",
    "audit": "Журнал действий",
}
KINDS = {
    "client": "клиент",
    "deal": "сделка",
    "payment": "оплата",
    "receipt": "чек",
    "entry_import": "таблица",
    "member": "сотрудник",
    "call": "звонок",
    "rubric": "версия",
    "api_key": "ключ",
    "telephony": "подключение",
    "company": "компания",
    "attention": "строка",
    "reassessment": "переоценка",
    "statement": "акт",
    "stage": "этап",
}
FIELDS = {
    "title": "название",
    "name": "имя",
    "role": "роль",
    "email": "почта",
    "extensions": "внутренние номера",
    "extension": "внутренний номер",
    "is_acceptor": "приёмщик",
    "amount": "чек",
    "conversion": "конверсия",
    "valid_from": "действует с",
    "before": "было",
    "source": "источник",
    "source_before": "прежний источник",
    "phone": "телефон",
    "reason": "причина",
    "note": "примечание",
    "manager": "менеджер",
    "count": "всего",
    "stages": "этапов",
    "required": "обязательных пунктов",
    "code": "что",
    "industry": "чем занимается",
    "product": "что продаёт",
    "time_zone": "часовой пояс",
    "work_from": "начало дня",
    "work_to": "конец дня",
    "work_days": "рабочие дни",
    "pass_mark": "проходной балл",
    "engine": "движок",
    "pass_share": "норма, %",
    "min_graded_calls": "судить не меньше чем по",
    "recommendation_due_days": "срок рекомендации, дней",
    "done_percent": "выполнена при доле, %",
    "crm_card_url": "адрес сделки в CRM",
    "neglect_login_days": "не заходит, дней",
    "neglect_overdue_count": "просрочено рекомендаций",
    "neglect_ignored_days": "рекомендация без ответа, дней",
    "quiet_from": "тишина с",
    "quiet_to": "тишина до",
    "personal_data": "имена клиентов в сообщениях",
    "started_on": "первый день работы",
    "goal_days": "длина пилота, дней",
    "goal_growth_pp": "цель роста, п.п.",
    "goal_money": "цель в деньгах, ₽",
    "margin_percent": "маржа, %",
    "external_id": "номер",
    "number": "номер чека",
    "rate": "ставка",
    "base": "с чего",
    "carry_falls": "падение переносится",
    "crm_connected_from": "лиды CRM с",
    "created": "новый звонок",
    "taken": "принято",
    "known": "уже были",
    "refused": "отклонено",
    "rows": "строк",
    "version": "версия",
    "mode": "способ",
    "outcome": "итог",
    "scores": "баллы",
    "wording": "правило",
    "fields": "поля",
    "words": "слова",
    "item": "пункт",
    "yes": "верно",
    "month": "месяц",
}
VALUES = {
    "True": "да",
    "False": "нет",
    "None": "не задано",
    "head": "РОП",
    "manager": "менеджер",
    "growth": "рост",
    "growth_and_returned": "рост и вернувшиеся клиенты",
    "": "пусто",
}
LONGEST = 160
# What «before» means where a figure of the same day was replaced.
REPLACED = {("average_cheque.set", "before"): "amount", ("baseline.set", "before"): "conversion"}


def title(action: str) -> str:
    """What was done; an unknown code stands as it is."""
    return ACTIONS.get(action, action)


def about(action: str, subject: str) -> str:
    """Which page or thing: «Звонок № 17», «сотрудник № 4»."""
    kind, _, number = subject.partition(":")
    word = PAGES.get(kind, kind) if action in (PAGE_VIEWED, FORM_SENT) else KINDS.get(kind, kind)
    return f"{word} № {number.replace(':', ', ')}" if number else word


def told(action: str, details: Mapping[str, object]) -> list[str]:
    """Details, one line each; a change as «поле: было → стало»."""
    before, after = details.get("before"), details.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [
            f"{_field(action, str(key))}: {_value(key, before.get(key, ''))} → {_value(key, after[key])}"
            for key in after
        ]
    return [
        f"{_field(action, key)}: {_value(REPLACED.get((action, key), key), value)}"
        for key, value in details.items()
        if key != "method"
    ]


def _field(action: str, name: str) -> str:
    if name == "name" and not action.startswith("member."):
        return "название"
    return FIELDS.get(name, name)


def _value(name: object, value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value) or "пусто"
    text = VALUES.get(str(value), str(value))
    # no format of its own, or nothing to format: «не задано»
    with suppress(KeyError, ValueError, InvalidOperation):
        text = _FORMATS[str(name)](text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _money(text: str) -> str:
    return formats.money(Decimal(text))


def _day(text: str) -> str:
    return formats.date_long(date.fromisoformat(text))


def _month(text: str) -> str:
    return formats.month_name(date.fromisoformat(text))


_FORMATS: dict[str, Callable[[str], str]] = {
    "amount": _money,
    "goal_money": _money,
    "conversion": lambda text: formats.percent(Decimal(text), 2),
    "valid_from": _day,
    "started_on": _day,
    "month": _month,
    "phone": formats.phone,
}
