"""What goes wrong with a telephony, in words for the integrator."""

from __future__ import annotations

from mentor.core.problems import Problem
from mentor.providers import errors as shared
from mentor.providers.errors import ProviderError, incomplete, unreadable

__all__ = ["TEXTS", "HookRefusedError", "TelephonyError", "incomplete", "problem", "unreadable", "why_cut"]

TEXTS = {
    **shared.TEXTS,
    "signature": "Подпись события не сошлась. Проверьте ключ подписи в настройках подключения: он должен совпадать с "
    "ключом в кабинете телефонии.",
    "address": "Событие пришло с адреса {address}, которого нет в списке разрешённых. Добавьте его в настройках "
    "подключения, если это ваша телефония.",
    "hook_secret": "В событии другой ключ, чем в настройках подключения. Обновите его там.",
    "too_large": "Событие больше {limit} КБ и не принято: телефония таких не шлёт. Проверьте, кто вызывает адрес.",
    "no_start": "Телефония не сказала, когда начался звонок.",
    "no_direction": "Телефония не сказала, входящий звонок или исходящий.",
    "no_end": "О конце звонка телефония не сообщила, и в истории его нет.",
    "clock": "Время звонка впереди нашего на {minutes} мин. Проверьте часовой пояс в настройках подключения и часы "
    "на стороне телефонии, затем нажмите «Разобрать снова».",
    "clock_ahead": "Часы телефонии спешат на {minutes} мин: звонки «из будущего» отложены, ни один не потерян. "
    "Проверьте часовой пояс в настройках подключения и часы на стороне телефонии, затем нажмите «Разобрать снова».",
    "clock_behind": "Часы телефонии отстают на {minutes} мин. Звонки принимаются со временем, которое назвала она. "
    "Проверьте часовой пояс в настройках подключения и часы на стороне телефонии.",
    "unauthorised": "Телефония не принимает ключ (ответ {status}). Выпустите новый ключ в её кабинете и впишите его.",
    "refused": "Телефония отвечает отказом: {why}. Если настройки верны, покажите эти слова её поддержке.",
    "busy": "Телефония просит обращаться реже. Продолжим сами.",
    "unreachable": "Сервер телефонии не отвечает: {why}. Продолжим сами, когда ответит.",
    "answer_unreadable": "Ответ телефонии не разобрать: {why}. Проверьте её адрес в настройках; повторим сами.",
    "answer_too_large": "Ответ телефонии больше {limit} МБ.",
    "sound_not_yet": "Записи у телефонии ещё нет.",
    "sound_gone": "Телефония больше не отдаёт эту запись: {why}.",
    "sound_unknown": "Телефония не сообщила, где запись.",
    "sound_late": "Запись не появилась за {hours} ч.",
    "line_cut": "Связь с АТС прервалась: {why}. Соединяемся снова; пропущенное догоним по журналу CDR.",
    "host_key": "Сервер предъявил ключ {key}. Сверьте его с настоящим (на сервере: ssh-keygen -lf "
    "/etc/ssh/ssh_host_ed25519_key.pub) и впишите в поле «Отпечаток ключа сервера».",
    "host_key_changed": "Ключ сервера сменился: ждали {expected}, пришёл {key}. Если сервер не переустанавливали, это "
    "может быть чужой сервер. Ничего не передано.",
    "certificate": "Сертификату АТС нет доверия: {why}. Если это ваш сертификат, сверьте отпечаток (на АТС: openssl "
    "x509 -noout -fingerprint -sha256 -in <файл сертификата>) и впишите в поле «Отпечаток сертификата АТС»: {key}",
    "certificate_changed": "Сертификат АТС сменился: ждали {expected}, пришёл {key}. Если его не перевыпускали, это "
    "может быть чужой сервер. Ничего не передано.",
    "no_tls": "По этому адресу АТС говорит без TLS. Проверьте порт (обычно 5039) и tlsenable=yes в manager.conf.",
    "key_unreadable": "Закрытый ключ SSH не читается: нужен файл целиком, от BEGIN до END, без пароля.",
    "too_many_files": "В папке больше {most} файлов. Складывайте старые записи в другую папку.",
    "file_unclear": "Из имени файла не понять, что это за звонок, и рядом нет описания .json. Проверьте шаблон имени.",
    "folder_missing": "Папки {folder} нет или она не читается. Проверьте путь в настройках и права.",
    "file_missing": "Файла {file} нет или он не читается. Проверьте путь в настройках и права.",
    "internal": "Внутренняя ошибка разбора. Событие сохранено, подробности — в журнале сервера.",
}


class TelephonyError(ProviderError):
    """A telephony did not do what was asked."""

    texts = TEXTS


class HookRefusedError(TelephonyError):
    """A webhook that is not the provider's: nothing of it is kept."""


def problem(code: str, **facts: object) -> Problem:
    """The error of a code for something that is put aside."""
    return Problem(code, TEXTS[code].format(**facts))


def why_cut(error: Exception) -> str:
    """Why a connection failed, in a word or two."""
    if isinstance(error, TimeoutError):
        return "не отвечает вовремя"
    if isinstance(error, ConnectionRefusedError):
        return "соединение не принимается"
    if isinstance(error, ConnectionError):
        return "соединение оборвано"
    return type(error).__name__
