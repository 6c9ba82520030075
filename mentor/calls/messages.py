"""What a person reads when a call cannot be taken: one Russian text for each stable code.

``docs/api.md`` explains the same codes to customers' developers; a test fails when one is missing there.
"""

from __future__ import annotations

from mentor.core.problems import Problem

FIELD_TEXTS = {
    "malformed_json": "Это не JSON{place}. Проверьте кавычки, запятые и кодировку UTF-8.",
    "required": "Поле обязательно.",
    "unknown_field": "Такого поля нет. Уберите его или исправьте название.",
    "wrong_type": "Неверный тип значения: ожидается {expected}.",
    "unknown_value": "Недопустимое значение: ожидается {expected}.",
    "unknown_speaker": "Неизвестный говорящий: допускаются manager, client и unknown.",
    "too_long": "Слишком длинное значение: не больше {limit} символов.",
    "too_many": "Слишком много элементов: не больше {limit}.",
    "empty": "Значение пустое.",
    "out_of_range": "Значение вне допустимых границ: {expected}.",
    "bad_characters": "В тексте есть недопустимые управляющие символы.",
    "bad_datetime": "Ожидается дата и время по ISO 8601 со смещением, например 2026-03-02T14:20:00+03:00.",
    "offset_required": "У времени нет смещения от UTC. Добавьте его, например +03:00 или Z.",
    "started_in_future": "Начало звонка в будущем. Проверьте часы и часовой пояс на стороне телефонии.",
    "started_too_early": "Начало звонка раньше 2000 года. Проверьте часы на стороне телефонии.",
    "manager_ambiguous": "Укажите ровно одно: extension (внутренний номер) или email.",
    "bad_amount": 'Сумма — строка с рублями и копейками, больше нуля: "78000.50".',
    "end_before_start": "Реплика заканчивается раньше, чем начинается.",
    "recording_twice": "Запись передана и файлом, и ссылкой. Оставьте что-то одно.",
}
URL_TEXTS = {
    "url_invalid": "Это не адрес записи. Нужна ссылка вида https://host/path.",
    "url_scheme": "Запись забираем только по http:// и https://.",
    "url_credentials": "Логин и пароль внутри ссылки не принимаются. Нужна ссылка с токеном или без входа.",
    "url_private": "Ссылка ведёт внутрь закрытой сети. Нужен адрес, доступный из интернета; "
    "сервер телефонии в вашей сети разрешает интегратор.",
}
RECORDING_TEXTS = {
    "recording_empty": "Файл записи пустой.",
    "recording_not_audio": "Файл не похож на звукозапись: подходят wav, mp3, ogg, opus, webm, m4a, aac, "
    "flac, amr, gsm, 3gp, caf, aiff.",
    "recording_no_audio_track": "В файле нет звуковой дорожки.",
    "recording_unsupported": "Звук в файле закодирован способом, который мы не поддерживаем.",
    "recording_unreadable": "Запись повреждена: из неё не удалось прочитать ни одной секунды звука.",
    "recording_too_large": "Файл записи больше {limit} МБ.",
    "recording_too_long": "Запись длиннее {limit} ч.",
    "recording_too_slow": "Запись не удалось прочитать за отведённое время. Попробуйте ещё раз.",
}
FETCH_TEXTS = {
    "fetch_unresolved": "Имя сервера из ссылки не находится.",
    "fetch_unreachable": "Сервер с записью не отвечает.",
    "fetch_refused": "Сервер не отдал запись (ответ {status}).",
    "fetch_redirects": "Ссылка перенаправляет слишком много раз.",
    "fetch_too_slow": "Запись не удалось скачать за отведённое время.",
    "fetch_cut_off": "Соединение оборвалось, запись скачана не целиком.",
}
BATCH_TEXTS = {
    "archive_unreadable": "Архив не открывается. Нужен обычный ZIP без пароля.",
    "archive_too_many": "В архиве больше {limit} файлов. Разделите его на части.",
    "archive_too_large": "Файлы архива в распакованном виде больше {limit} МБ. Разделите его на части.",
    "archive_suspicious": "Архив сжат подозрительно сильно и не открывался.",
    "entry_path": "Недопустимое имя файла внутри архива.",
    "entry_encrypted": "Файл внутри архива закрыт паролем.",
    "entry_unreadable": "Файл внутри архива повреждён.",
    "entry_unused": "Файл не назван ни в одной строке CSV и не загружен.",
    "csv_missing": "В архиве нет файла CSV с описанием звонков.",
    "csv_several": "В архиве несколько файлов CSV. Оставьте один.",
    "csv_encoding": "CSV не читается. Сохраните его в UTF-8 или Windows-1251.",
    "csv_header": "Не понимаем заголовок CSV: {why}.",
    "csv_empty": "В CSV нет ни одной строки со звонком.",
    "csv_too_many": "В CSV больше {limit} строк. Разделите его на части.",
    "csv_extra_cells": "В строке больше значений, чем столбцов.",
    "file_missing": "Файла с таким именем нет рядом с CSV.",
    "file_ambiguous": "Несколько файлов называются одинаково.",
    "duration_unknown": "Длительность не определить: нет записи. Заполните duration_s.",
    "bad_flag": "Ожидается «да» или «нет».",
    "transcript_lines": "В файле расшифровки нужны строки вида «Менеджер: …» и «Клиент: …».",
    "text_encoding": "Текст не читается. Сохраните файл в UTF-8 или Windows-1251.",
}
FOLDER_TEXTS = {
    "sidecar_missing": "К записи не пришло описание звонка: рядом нужен файл {expected}.",
    "audio_missing": "К описанию звонка не пришла запись, а без неё разбирать нечего: нет recording_url, "
    "transcript и missed.",
    "sidecar_too_large": "Описание звонка больше {limit} МБ.",
    "several_recordings": "У одного описания несколько записей: {names}. Оставьте одну.",
    "not_a_file": "Это не обычный файл (ссылка или устройство).",
    "unknown_file": "Такие файлы здесь не ждут: нужна запись с описанием .json или список .csv.",
    "unreadable_file": "Файл не читается: {why}.",
}
TEXTS = {**FIELD_TEXTS, **URL_TEXTS, **RECORDING_TEXTS, **FETCH_TEXTS, **BATCH_TEXTS, **FOLDER_TEXTS}


def text(code: str, **facts: object) -> str:
    """The text of a code; ``facts`` fill its braces. Codes are a closed list: others are a KeyError."""
    return TEXTS[code].format(**facts)


def problem(code: str, field: str = "", *, status: int = 422, **facts: object) -> Problem:
    """The error of a code at a field."""
    return Problem(code, text(code, **facts), field=field, status=status)
