"""What goes wrong with a CRM, in words for the integrator."""

from __future__ import annotations

from mentor.core.problems import Problem
from mentor.providers import errors as shared
from mentor.providers.errors import ProviderError

__all__ = ["TEXTS", "CrmError", "HookRefusedError", "ProviderError", "problem"]

TEXTS = {
    **shared.TEXTS,
    "address": "Событие пришло с адреса {address}, которого нет в списке разрешённых. Добавьте его в настройках "
    "подключения, если это ваша CRM.",
    "hook_secret": "В событии другой токен, чем в настройках подключения. Обновите его там.",
    "too_large": "Событие больше {limit} КБ и не принято: CRM таких не шлёт. Проверьте, кто вызывает адрес.",
    "unauthorised": "CRM не принимает ключ (ответ {status}). Выпустите новый ключ в её настройках и впишите его.",
    "no_rights": "CRM не даёт нужных прав: добавьте вебхуку или приложению права на CRM, диск и пользователей.",
    "grant_missing": "Доступ к CRM ещё не выдан. Нажмите «Войти в CRM» или впишите код авторизации.",
    "grant_refused": "CRM не обменяла код на доступ: {why}. Код действует недолго и один раз: войдите ещё раз.",
    "grant_lost": "CRM отозвала доступ: {why}. Нажмите «Войти в CRM» ещё раз.",
    "grant_elsewhere": "Вход выполнен на портале «{let_in}», а в настройках указан {known}. Исправьте адрес "
    "портала или войдите на нужном.",
    "grant_other": "Это другой аккаунт CRM, чем раньше: номера двух аккаунтов смешались бы. Заведите для него новое "
    "подключение.",
    "refused": "CRM отвечает отказом: {why}.",
    "busy": "CRM просит обращаться реже. Продолжим сами.",
    "unreachable": "Сервер CRM не отвечает: {why}. Продолжим сами, когда ответит.",
    "answer_unreadable": "Ответ CRM не разобрать: {why}.",
    "answer_too_large": "Ответ CRM больше {limit} МБ.",
    "stage_unmapped": "Стадия «{stage}» не сопоставлена. На странице подключения нажмите «Проверить подключение»: "
    "придут новые стадии. Затем укажите, что она значит.",
    "no_phone": "В CRM у клиента нет телефона, который можно набрать. Впишите телефон: запись примется сама.",
    "no_paid_day": "Сделка оплачена, а в поле с датой оплаты нет даты. Впишите её в CRM: оплата примется сама.",
    "no_amount": "Сделка выиграна, а суммы в ней нет. Впишите сумму в CRM: оплата примется сама.",
    "currency": "Сумма сделки в {currency}. Учитываются только рубли.",
    "paid_elsewhere": "По сделке уже записаны оплаты на {known} ₽, а в CRM {told} ₽. Проверьте, какая сумма верна.",
    "refunded": "По оплате записан возврат, а сделка в CRM изменилась. Исправьте оплату вручную в «Записях».",
    "hidden": "CRM больше не показывает эту карточку: у того, кто дал доступ, нет на неё прав. Записанное осталось. "
    "Верните права или удалите карточку.",
    "no_call_time": "CRM не сказала, когда был звонок.",
    "target_missing": "В CRM нет ни сделки, ни контакта с телефоном клиента.",
    "switched_off": "Передача в CRM выключена.",
    "too_late": "Не передано за двое суток. Последняя причина: {why}",
    "second_connection": "У компании уже включена CRM «{title}». Выключите её, чтобы записи не удвоились.",
}


class CrmError(ProviderError):
    """A CRM did not do what was asked."""

    texts = TEXTS


class HookRefusedError(CrmError):
    """An event that is not the CRM's: nothing of it is kept."""


def problem(code: str, **facts: object) -> Problem:
    """The error of a code for something that is put aside."""
    return Problem(code, TEXTS[code].format(**facts))
