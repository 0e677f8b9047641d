"""The tablets on the counters: which browser is one, and what it asks about."""

from datetime import datetime

from hall.crypto import keyed_hash
from hall.models import Window
from ratings.models import Link, Tablet
from ratings.rateable import newest_at
from ratings.staff import colleague_behind


def hash_of(secret: str) -> str:
    return keyed_hash("tablet secret", secret)


def tablet_of(secret: str) -> Tablet | None:
    """The tablet that holds this secret, as long as it is in force."""
    if not secret:
        return None
    return Tablet.objects.select_related("window").filter(secret_hash=hash_of(secret), revoked_at=None).first()


def asked_about(tablet: Tablet, *, at: datetime) -> int | None:
    """The visit that this tablet asks about: the last one at its window, not rated yet; none whose telephone is a colleague's."""
    visit = newest_at(tablet.window_id, at=at)
    if visit is None or Link.objects.filter(visit=visit).exists() or colleague_behind(visit.application):
        return None
    return visit.pk


def in_force() -> dict[int, Tablet]:
    """The tablet of each window that has one, by the window's key."""
    rows = Tablet.objects.filter(revoked_at=None).select_related("enrolled_by")
    return {tablet.window_id: tablet for tablet in rows}


def of_window(window: Window) -> Tablet | None:
    return Tablet.objects.filter(window=window, revoked_at=None).select_related("enrolled_by").first()
