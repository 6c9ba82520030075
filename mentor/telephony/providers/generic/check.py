"""There is no server to ask: what can be checked is the mapping itself."""

from __future__ import annotations

from mentor.telephony.provider import Account


def check(account: Account) -> str:
    """Says what the next event must carry."""
    fields = ", ".join(
        account.text(f"field_{name}") for name in ("call_key", "started_at", "direction", "client")
    )
    return f"Настройки сохранены. В событии ждём поля: {fields}. Сделайте пробный звонок — событие появится здесь."
