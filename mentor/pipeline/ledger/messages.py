"""What a person reads when an entry cannot be taken: one Russian text for each stable code."""

from __future__ import annotations

from mentor.core.problems import Problem

ENTRY_TEXTS = {
    "bad_amount": "Сумма — рубли с копейками, больше нуля: 78000.50. Не больше двух знаков после запятой.",
    "in_future": "Дата в будущем. Проверьте год и часовой пояс.",
    "too_early": "Дата раньше 2000 года. Проверьте год.",
    "bad_date": "Не разобрать дату. Подойдёт 02.03.2026, 02.03.2026 14:20 или 2026-03-02.",
    "bad_id": "Нужен номер записи, до 100 символов: по нему повторная загрузка не создаёт дублей.",
    "number_twice": "Этот номер уже стоит в строке {line}, и там другое. Оставьте одну из строк.",
    "extra_cells": "В строке больше значений, чем столбцов: похоже, лишний разделитель.",
    "phone_invalid": "Это не телефон: нужен номер целиком, например +7 912 345-67-89.",
    "client_required": "Чья это оплата? Укажите сделку, которую система знает, или телефон клиента.",
    "client_differs": "Сделка уже принадлежит другому клиенту. Проверьте номер сделки и телефон.",
    "manager_unknown": "Такого менеджера в компании нет. Сначала добавьте его в разделе «Люди».",
    "manager_several": "Так зовут нескольких менеджеров. Укажите внутренний номер или почту.",
    "entry_differs": "Запись с этим номером уже есть, и в ней другое: {what}. Ничего не изменено. Ошибку "
    "исправляют отдельной записью.",
    "payment_unknown": "Оплаты, которую возвращают, нет: сначала передайте её.",
    "refund_of_refund": "Это сам возврат: вернуть можно только оплату.",
    "refund_too_large": "Возврат больше оплаты: вернуть можно не больше {left} ₽.",
    "not_proven": "Эта оплата ещё не доказана: сначала подтвердите или отклоните её чек.",
    "refund_before_payment": "Возврат раньше самой оплаты. Проверьте дату.",
}

API_ENTRY_CODES = (
    "in_future",
    "phone_invalid",
    "client_required",
    "client_differs",
    "manager_unknown",
    "entry_differs",
    "payment_unknown",
    "refund_of_refund",
    "refund_too_large",
    "refund_before_payment",
)
"""Those that the API can answer with."""


def text(code: str, **facts: object) -> str:
    """The text of a code; ``facts`` fill its braces. Codes are a closed list: others are a KeyError."""
    return ENTRY_TEXTS[code].format(**facts)


def problem(code: str, field: str = "", *, status: int = 422, **facts: object) -> Problem:
    """The error of a code at a field."""
    return Problem(code, text(code, **facts), field=field, status=status)
