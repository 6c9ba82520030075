"""A row of a table as an entry. Managers are looked up in what was read once; nothing here asks the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from mentor.clients.phones import e164
from mentor.companies.models import Member

from .entries import NewDeal, NewLead, NewPayment, check_amount, check_moment
from .messages import problem
from .tables import Row

_SPACE = re.compile(r"[\s\u00a0\u202f\u2009']+")
_ROUBLES = re.compile(r"(₽|руб(?:лей|ля|\.)?|р\.?|rub)$", re.IGNORECASE)
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DOTTED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDS = re.compile(r"(\d{1,2})\s+([а-яё]{3,8})\.?\s+(\d{4})(?:\s*г(?:ода|\.)?)?", re.IGNORECASE)
_CLOCK = re.compile(r"[\sT,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_END_OF_DAY = time(23, 59, 59)
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Reader:
    """What rows are read with: the company's zone, the moment, its managers by number, e-mail and name."""

    zone: ZoneInfo
    now: datetime
    managers: dict[str, Member | None] = field(default_factory=dict)

    def lead(self, row: Row) -> NewLead:
        """Raises ``Problem`` that names the column, as all below."""
        created_at, _ = self._moment(row, "created_at", time())
        return NewLead(
            external_id=_id(row, "external_id"),
            created_at=created_at,
            phone=_phone(row),
            name=row.text("name")[:200],
            manager=self._manager(row),
        )

    def deal(self, row: Row) -> NewDeal:
        return NewDeal(
            external_id=_id(row, "external_id"),
            phone=_phone(row),
            name=row.text("name")[:200],
            title=row.text("title")[:200],
            manager=self._manager(row),
        )

    def payment(self, row: Row) -> NewPayment:
        paid_at, is_day = self._moment(row, "paid_at", _END_OF_DAY)
        return NewPayment(
            external_id=_id(row, "external_id"),
            amount=_amount(row),
            paid_at=paid_at,
            deal=_id(row, "deal", required=False),
            phone=_phone(row, required=False),
            name=row.text("name")[:200],
            manager=self._manager(row),
            refund_of=_id(row, "refund_of", required=False),
            is_day=is_day,
        )

    def _moment(self, row: Row, column: str, clock: time) -> tuple[datetime, bool]:
        """The moment, and whether only its day is told: then ``clock`` of that day, today no later than now."""
        value = row.cells.get(column)
        if value is None or not row.text(column):
            raise problem("bad_date", column)
        moment, is_day = moment_of(value, self.zone, clock, column)
        if is_day and moment.astimezone(self.zone).date() == self.now.astimezone(self.zone).date():
            moment = min(moment, self.now)
        check_moment(moment, self.now, column)
        return moment, is_day

    def _manager(self, row: Row) -> Member | None:
        named = " ".join(row.text("manager").lower().split())
        if not named:
            return None
        if named not in self.managers:
            raise problem("manager_unknown", "manager")
        found = self.managers[named]
        if found is None:
            raise problem("manager_several", "manager")
        return found


def amount_of(text: str) -> Decimal:
    """Roubles from ``78 000,50 ₽``, ``1,234.50`` or ``1.234,50``. Raises ``Problem``."""
    plain = _ROUBLES.sub("", _SPACE.sub("", text)).strip()
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:  # the later of the two parts kopecks, the other thousands
        thousands = "," if point > comma else "."
        plain = plain.replace(thousands, "")
    if not re.fullmatch(r"\d+([.,]\d+)?", plain):
        raise problem("bad_amount", "amount")
    try:
        return check_amount(Decimal(plain.replace(",", ".")))
    except InvalidOperation:
        raise problem("bad_amount", "amount") from None


def moment_of(value: object, zone: ZoneInfo, clock: time, column: str = "") -> tuple[datetime, bool]:
    """A moment of a cell, local where no offset is told, and whether only its day is told. Raises ``Problem``."""
    if isinstance(value, datetime):
        is_day = value.time() == time()  # a workbook writes days as midnights
        return datetime.combine(value.date(), clock if is_day else value.time(), zone), is_day
    if isinstance(value, date):
        return datetime.combine(value, clock, zone), True
    try:
        return _written(str(value).strip(), zone, clock)
    except (ValueError, OverflowError):
        raise problem("bad_date", column) from None


def _written(text: str, zone: ZoneInfo, clock: time) -> tuple[datetime, bool]:
    day, rest = _day(text)
    if not rest:
        return datetime.combine(day, clock, zone), True
    found = _CLOCK.fullmatch(rest)
    if found is None:
        raise ValueError(text)
    at = time(int(found[1]), int(found[2]), int(found[3] or 0))
    if not found[4]:
        return datetime.combine(day, at, zone), False
    offset = "+00:00" if found[4].upper() == "Z" else found[4]
    return datetime.fromisoformat(f"{day.isoformat()}T{at.isoformat()}{offset}"), False


def _day(text: str) -> tuple[date, str]:
    if found := _DOTTED.match(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return date(year, int(found[2]), int(found[1])), text[found.end() :]
    if found := _ISO.match(text):
        return date(int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := _WORDS.match(text):
        month = found[2].lower()[:3]
        return date(
            int(found[3]), _MONTHS.index("мая" if month == "май" else month) + 1, int(found[1])
        ), text[found.end() :]
    raise ValueError(text)


def _amount(row: Row) -> Decimal:
    value = row.cells.get("amount")
    if isinstance(value, int | float) and not isinstance(value, bool):
        # a workbook keeps numbers as binary fractions: what it shows is the shortest text of the same number
        return amount_of(str(Decimal(repr(value)).normalize().__format__("f")))
    return amount_of(row.text("amount"))


def _phone(row: Row, *, required: bool = True) -> str:
    text = row.text("phone")
    if not text and not required:
        return ""
    found = e164(text)
    if found is None:
        raise problem("phone_invalid", "phone")
    return found


def _id(row: Row, column: str, *, required: bool = True) -> str:
    text = row.text(column)
    if (not text and required) or len(text) > _LONGEST_ID:
        raise problem("bad_id", column)
    return text
