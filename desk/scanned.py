"""
The ID number that was scanned last, so that registering its person need not read it again.

It is sealed in the session of whoever scanned it, for five minutes; an address names it by its keyed hash alone.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

from hall.crypto import CannotUnseal, Purpose, keyed_hash, seal, unseal

KEPT = timedelta(minutes=5)
SCANNED = "scanned"


def keep(session: SessionBase, number: str, *, at: datetime) -> str:
    """Keep a tidy number; return its hash."""
    session[SCANNED] = {"number": seal(number, Purpose.SCANNED_NUMBER), "until": (at + KEPT).isoformat()}
    return keyed_hash("applicant", number)


def last_number(session: SessionBase, who: str, *, at: datetime) -> str:
    """The number with this hash, if it was scanned a moment ago; "" for any other."""
    entry = session.get(SCANNED)
    if not who or entry is None or datetime.fromisoformat(entry["until"]) < at:
        return ""
    try:
        number = unseal(entry["number"], Purpose.SCANNED_NUMBER)
    except CannotUnseal:
        return ""
    return number if keyed_hash("applicant", number) == who else ""


def forget(session: SessionBase) -> None:
    session.pop(SCANNED, None)


def register_address(who: str, **more: str) -> str:
    """Where the person with this hash is registered; "" is anybody."""
    query = urlencode({name: value for name, value in {**more, "who": who}.items() if value})
    return f"{reverse('desk-register')}{'?' if query else ''}{query}"
