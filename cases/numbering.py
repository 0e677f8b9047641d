"""Case numbers without gaps, and receipt codes that nobody can guess."""

import hashlib
import hmac
import re
from datetime import UTC, date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from hall.crypto import keyed_hash
from hall.identifiers import with_check_digit
from hall.models import ServiceHall

_GIVE = """
WITH serial AS (
    INSERT INTO cases_dailyserial (hall_id, day, series, last) VALUES (%(hall)s, %(day)s, %(series)s, %(first)s)
    ON CONFLICT (hall_id, day, series) DO UPDATE SET last = cases_dailyserial.last + 1 RETURNING last
)
UPDATE cases_case SET number = %(beginning)s || lpad(last::text, %(digits)s, '0') FROM serial
WHERE id = %(case)s AND last <= %(most)s RETURNING number
"""


A_NUMBER = re.compile(r"[0-9]{17}")
AN_END = re.compile(
    r"([0-9]{4}|[0-9]{8})?([0-9]{5})"
)  # 113000001 or 2026113000001: month and day, or the date, before the serial
AS_FAR_BACK = 366  # days: what people say aloud is of this year


class SerialsExhausted(Exception):
    """More cases on one day than the serial has digits for."""


class Series(models.TextChoices):
    """
    What is numbered together. Complaints have the last tenth of the serials to themselves: by a gap in the numbers of their own
    registrations nobody at a window can tell that, or when, somebody complained (decision 8).
    """

    WINDOWS = "windows", "办件和咨询"
    COMPLAINTS = "complaints", "投诉举报"

    def span(self) -> tuple[int, int]:
        """The first serial of a day and the last one."""
        top = 10**settings.CASE_SERIAL_DIGITS
        apart = top // 10 * 9
        return (apart + 1, top - 1) if self == Series.COMPLAINTS else (1, apart)


def give_number(case: int, hall: ServiceHall, *, series: Series, day: date) -> str:
    """
    Give a case the next number of its hall, series and day and return it: 4 digits hall, 8 day, 5 serial; 17 in all.

    The counter row stays locked until the commit, so a rolled back case leaves no gap: ask for it in the transaction that
    opens the case, after what may be refused and as late as can be (cases.actions.opening).
    """
    beginning, digits = f"{hall.code}{day:%Y%m%d}", settings.CASE_SERIAL_DIGITS
    first, most = series.span()
    values: dict[str, int | str] = {
        "series": str(series),
        "first": first,
        "most": most,
        "beginning": beginning,
        "digits": digits,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, {"hall": hall.pk, "day": day, "case": case, **values})
        row = cursor.fetchone()
    if row is None:
        raise SerialsExhausted(f"{hall.code} {day}")
    return row[0]


def placeholder(idem: str) -> str:
    """What stands in a case's row until it has its number: unlike any other one, and unlike any number, which has a month there."""
    digits = f"{int(idem_hash(idem), 16) % 10**15:015d}"
    return f"{digits[:8]}99{digits[8:]}"


def is_placeholder(number: str) -> bool:
    return number[8:10] == "99"


def must_have_one(number: str) -> None:
    """A letter and a card name their case."""
    if is_placeholder(number):
        raise ValueError("this case is being opened and has no number yet")


def may_be_a_number(text: str) -> bool:
    """Whether a case can have this number at all: what is anything else need not be looked for."""
    return A_NUMBER.fullmatch(text) is not None


def may_be_an_end(text: str) -> bool:
    """Whether it is how people say a case number: the last five digits, or these with month and day or the whole date before them."""
    return AN_END.fullmatch(text) is not None


def numbers_ending_in(text: str, *, on: date) -> list[str]:
    """
    The full numbers that the end of one may mean, of the year up to `on`: few enough to be looked up one by one, where a search for
    an ending would read every case there is.
    """
    match = AN_END.fullmatch(text)
    if match is None:
        return []
    day, serial = match[1] or "", match[2]
    days = [day] if len(day) == 8 else [f"{on - timedelta(days=back):%Y%m%d}" for back in range(AS_FAR_BACK)]
    halls = ServiceHall.objects.values_list("code", flat=True)
    return [f"{hall}{each}{serial}" for hall in halls for each in days if each.endswith(day)]


def receipt_code(idem: str, attempt: int = 0) -> str:
    """
    Return the 16-digit receipt code that belongs to a form's key: 15 digits and a check digit.

    The key is random and stays with the person who sent the form; the database keeps keyed hashes of key and code only. So
    the same request sent twice gets the same receipt, and the database alone gives no code away. `attempt` makes another
    one, should two keys ever meet at the same code.
    """
    digest = hmac.new(bytes.fromhex(settings.HASH_PEPPER), f"code\0{attempt}\0{idem}".encode(), hashlib.sha256).digest()
    return with_check_digit(f"{int.from_bytes(digest, 'big') % 10**15:015d}")


def receipt_hash(code: str) -> str:
    return keyed_hash("receipt", code)


def receipt_proof(case: Any) -> str:
    """
    Twelve digits that only this hall can write under a case's number and the half-day it came in: whoever shows both to another
    body proves with them that and when it was opened here, and nothing else.
    """
    text = f"{case.number} {case.opened_at.astimezone(UTC).isoformat()}"
    return f"{int(keyed_hash('receipt proof', text)[:14], 16) % 10**12:012d}"


def idem_hash(idem: str) -> str:
    return keyed_hash("idem", idem)


def one_at_a_time(idem: str) -> None:
    """Let requests with the same key wait for each other until the end of this transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a key is held for the length of a transaction")
    key = int.from_bytes(bytes.fromhex(idem_hash(idem))[:8], "big", signed=True)  # a bigint, which has a sign
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
