"""Words for what needs a person: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mentor.calls.models import AttentionItem
from mentor.core import formats

MANAGER_UNKNOWN = "manager_unknown"
PHONE_INVALID = "phone_invalid"
STEP_FAILED = "step_failed"
MISSED_UNRETURNED = "missed_unreturned"
FOLDER_REFUSED = "folder_refused"
TELEPHONY_SILENT = "telephony_silent"
CRM_BEHIND = "crm_behind"
# Short names for the filter; what is not here is shown by its code.
TITLES = {
    MANAGER_UNKNOWN: "Менеджер не определён",
    PHONE_INVALID: "Телефон не разобран",
    STEP_FAILED: "Разбор остановился",
    MISSED_UNRETURNED: "Пропущенный без ответа",
    FOLDER_REFUSED: "Файл из папки не принят",
    TELEPHONY_SILENT: "Телефония молчит",
    CRM_BEHIND: "CRM не читается",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A notice: ``title`` happened, ``safe`` stays, ``todo`` helps."""

    title: str
    text: str
    safe: str
    todo: str


def words_of(item: AttentionItem) -> Words:
    """The notice of an item; an unknown code is named, never hidden."""
    details = {key: str(value) for key, value in item.details.items()}
    say = _BY_CODE.get(item.code)
    return say(details) if say else _unknown(item.code, details)


def _manager_unknown(details: Mapping[str, str]) -> Words:
    hint = details.get("manager", "")
    if "@" in hint:
        todo = (
            "Привяжите звонок к менеджеру и впишите эту почту сотруднику: следующие звонки найдут его сами."
        )
    elif hint:
        todo = "Привяжите звонок к менеджеру: номер запомнится, и следующие звонки найдут его сами."
    else:
        todo = "Привяжите звонок к менеджеру."
    return Words(
        TITLES[MANAGER_UNKNOWN],
        f"Телефония назвала «{hint}», такого номера или почты нет ни у кого."
        if hint
        else "Телефония не назвала менеджера.",
        "Звонок сохранён и разбирается, но ничьи показатели не меняет.",
        todo,
    )


def _phone_invalid(details: Mapping[str, str]) -> Words:
    return Words(
        TITLES[PHONE_INVALID],
        f"Вместо телефона клиента пришло «{details.get('phone', '')}».",
        "Звонок сохранён и разбирается, к клиенту он не привязан.",
        "Проверьте, в каком виде телефония передаёт номера.",
    )


def _step_failed(details: Mapping[str, str]) -> Words:
    return Words(
        TITLES[STEP_FAILED],
        details.get("error", ""),
        "Запись и данные звонка сохранены.",
        "Устраните причину и нажмите «Повторить».",
    )


def _missed(details: Mapping[str, str]) -> Words:
    phone = formats.phone(details.get("phone")) if details.get("phone") else "Номер скрыт"
    return Words(
        TITLES[MISSED_UNRETURNED],
        f"{phone}: клиент не дозвонился, за полчаса рабочего времени ему никто не перезвонил.",
        "Звонок сохранён. Строка исчезнет сама, как только с клиентом поговорят.",
        "Перезвоните клиенту.",
    )


def _folder_refused(details: Mapping[str, str]) -> Words:
    return Words(
        TITLES[FOLDER_REFUSED],
        f"{details.get('file', '')}: {details.get('reason', '')}",
        "Файл лежит в подпапке refused, рядом с ним — причина.",
        "Исправьте его и положите обратно в папку.",
    )


def _telephony_silent(details: Mapping[str, str]) -> Words:
    return Words(
        TITLES[TELEPHONY_SILENT],
        f"«{details.get('title', '')}»: в рабочее время звонков нет дольше обычного.",
        "Принятые звонки сохранены; что было пропущено, догоним из истории телефонии, если она её отдаёт.",
        "Интегратору: откройте «Телефония» и нажмите «Проверить подключение». Строка исчезнет с первым звонком.",
    )


def _crm_behind(details: Mapping[str, str]) -> Words:
    why = f" {details['why']}" if details.get("why") else ""
    return Words(
        TITLES[CRM_BEHIND],
        f"«{details.get('title', '')}» не удаётся прочитать больше часа.{why}",
        "Записанные лиды, сделки и оплаты сохранены; изменения догоним, как только CRM ответит.",
        "Интегратору: откройте «CRM» и нажмите «Проверить подключение». Строка исчезнет с первым чтением.",
    )


def _unknown(code: str, details: Mapping[str, str]) -> Words:
    return Words(
        f"Требует внимания: {code}",
        "; ".join(f"{key}: {value}" for key, value in details.items()),
        "Всё, что пришло, сохранено.",
        "Сообщите интегратору, если причина не ясна.",
    )


_BY_CODE: dict[str, Callable[[Mapping[str, str]], Words]] = {
    MANAGER_UNKNOWN: _manager_unknown,
    PHONE_INVALID: _phone_invalid,
    STEP_FAILED: _step_failed,
    MISSED_UNRETURNED: _missed,
    FOLDER_REFUSED: _folder_refused,
    TELEPHONY_SILENT: _telephony_silent,
    CRM_BEHIND: _crm_behind,
}
