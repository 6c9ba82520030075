"""Codes of errors that belong to HTTP rather than to a call; those of calls are in ``mentor.calls.messages``.

Each code has a title here, is documented in ``docs/api.md``, and never changes.
"""

from __future__ import annotations

from mentor.calls.messages import FIELD_TEXTS, RECORDING_TEXTS, URL_TEXTS
from mentor.pipeline.ledger.messages import API_ENTRY_CODES

TEXTS = {
    "key_missing": "Нужен ключ API в заголовке Authorization: Bearer mk_…",
    "key_unknown": "Ключ не подходит: он отозван или написан с ошибкой. Новый ключ выдаёт интегратор.",
    "other_company": "Запрос пришёл с cookie сотрудника другой компании. Обращайтесь к API без cookie.",
    "not_found": "Здесь ничего нет. Проверьте адрес и номер звонка.",
    "method_not_allowed": "Этот адрес так не вызывают. Подходит: {allowed}.",
    "body_too_large": "Запрос больше {limit} МБ. Ничего не сохранено.",
    "length_required": "Для multipart/form-data нужен заголовок Content-Length.",
    "unsupported_media_type": "Тело принимаем как application/json или multipart/form-data без сжатия.",
    "malformed_multipart": "Тело multipart/form-data не разобрать. Проверьте boundary и длину тела.",
    "bad_request": "Запрос не разобрать.",
    "unavailable": "База данных сейчас недоступна. Ничего не сохранено, повторите запрос позже.",
    "server_error": "Ошибка на нашей стороне. Запрос не выполнен, его можно безопасно повторить.",
}
TITLES = {
    400: "Запрос не разобрать",
    401: "Нет доступа",
    403: "Запрещено",
    404: "Не найдено",
    405: "Метод не поддерживается",
    409: "Расходится с тем, что уже записано",
    411: "Нет длины",
    413: "Слишком большой запрос",
    415: "Неподходящий тип данных",
    422: "Данные не приняты",
    500: "Ошибка сервера",
    503: "Временно недоступно",
}
API_CODES = frozenset({*TEXTS, *FIELD_TEXTS, *URL_TEXTS, *RECORDING_TEXTS, *API_ENTRY_CODES})
"""Every code that the API can answer with."""
