"""
The ID number that was scanned last, so that registering its person need not read it again.

It is sealed in the session of whoever scanned it, with the kind of its document, for five minutes; an address names it by its
keyed hash, sealed for that person (desk.selection).
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

from hall.crypto import CannotUnseal, Purpose, seal, unseal
from hall.identity import Identity

KEPT = timedelta(minutes=5)
SCANNED = "scanned"


def keep(session: SessionBase, document: Identity, *, at: datetime) -> str:
    """Keep the number of a document; return its hash."""
    sealed = seal(document.number, Purpose.SCANNED_NUMBER)
    session[SCANNED] = {"number": sealed, "kind": document.kind, "until": (at + KEPT).isoformat()}
    return document.hash


def last_document(session: SessionBase, who: str, *, at: datetime) -> Identity | None:
    """The document whose number has this hash, if it was scanned a moment ago; None for any other."""
    entry = session.get(SCANNED)
    if not who or entry is None or "kind" not in entry or datetime.fromisoformat(entry["until"]) < at:
        return None
    try:
        document = Identity(entry["kind"], unseal(entry["number"], Purpose.SCANNED_NUMBER))
    except CannotUnseal:
        return None
    return document if document.hash == who else None


def forget(session: SessionBase) -> None:
    session.pop(SCANNED, None)


def register_address(who: str, **more: str) -> str:
    """Where the person is registered whose hash is sealed here (`Selection.sealed_who`); "" is anybody."""
    query = urlencode({name: value for name, value in {**more, "who": who}.items() if value})
    return f"{reverse('desk-register')}{'?' if query else ''}{query}"
