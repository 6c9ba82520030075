"""Words for what needs a person: what happened, what is safe, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from mentor.calls.models import AttentionItem


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
    if item.code == "manager_unknown":
        hint = details.get("manager", "")
        return Words(
            "Менеджер не определён",
            f"Телефония назвала «{hint}», такого номера или почты нет ни у кого."
            if hint
            else "Телефония не назвала менеджера.",
            "Звонок сохранён и разбирается, но ничьи показатели не меняет.",
            "Укажите внутренний номер у сотрудника или назначьте менеджера звонку.",
        )
    if item.code == "phone_invalid":
        return Words(
            "Телефон клиента не разобран",
            f"Пришло «{details.get('phone', '')}».",
            "Звонок сохранён и разбирается, к клиенту он не привязан.",
            "Проверьте, в каком виде телефония передаёт номера.",
        )
    if item.code == "step_failed":
        return Words(
            "Разбор остановился",
            details.get("error", ""),
            "Запись и данные звонка сохранены.",
            "Устраните причину и нажмите «Повторить».",
        )
    return Words(
        f"Требует внимания: {item.code}",
        "; ".join(f"{key}: {value}" for key, value in details.items()),
        "Звонок сохранён.",
        "Сообщите интегратору, если причина не ясна.",
    )
