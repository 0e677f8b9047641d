"""
Django's sessions in the database, under a keyed hash of their key (decision 125): whoever reads the table, or a dump of it, signs in as
nobody. The key itself is in its person's cookie only.
"""

from django.contrib.sessions.backends.db import SessionStore as InTheDatabase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from hall.crypto import keyed_hash
from hall.prepared import ANY_MOMENT, ANY_TEXT, Prepared

LENGTH = 40  # hexadecimal digits, as wide as the column
_IN_FORCE = Prepared(  # asked at every request of whoever is signed in
    lambda: InTheDatabase.get_model_class().objects.filter(session_key=ANY_TEXT, expire_date__gt=ANY_MOMENT),
    ANY_TEXT,
    ANY_MOMENT,
)


def digest_of(key: str) -> str:
    """What stands in the table for a session's key."""
    return keyed_hash("session", key)[:LENGTH]


class SessionStore(InTheDatabase):
    """The places in which Django's own reads or writes the key. Its asynchronous twins are not used: nothing here is asynchronous."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        rows = _IN_FORCE.rows(digest_of(self.session_key or ""), timezone.now())
        if not rows:
            self._session_key = None
            return None
        return rows[0]

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(digest_of(session_key)))

    def create_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(digest_of(key))
