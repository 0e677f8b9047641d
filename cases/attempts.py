"""
Wrong receipt codes are counted, so that guessing is hopeless; a right code is never counted.

The count lives in PostgreSQL: it holds when Redis is gone. A place is a keyed hash of the address under the day, and its row
is dropped within the hour: whoever holds the pepper could try all addresses against it, a stolen dump alone tells nothing.
"""

import logging
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from cases.models import WrongCode
from hall.crypto import keyed_hash
from hall.local_time import day_of
from hall.prepared import ANY_NUMBER, Prepared
from hall.refusals import Refused

_COUNT = """
INSERT INTO cases_wrongcode (place, "window", tries) VALUES (%s, %s, 1)
ON CONFLICT (place, "window") DO UPDATE SET tries = cases_wrongcode.tries + 1 RETURNING tries
"""
EVERYBODY = "everybody"
TURNED_AWAY = "turned away"  # tries of places that are stopped: nothing was looked up for them
MANY_TURNED_AWAY = 500  # in a quarter of an hour: nobody who types
TOLD_FOR = timedelta(days=1)  # how long the office and the administrator read that somebody guesses
log = logging.getLogger(__name__)


class TooManyTries(Refused):
    code = "too-many-tries"
    sentence = f"查询次数过多，{settings.LOOKUP_WINDOW_SECONDS // 60} 分钟后再试。急需可到窗口或拨打 12345"


def check(address: str, *, at: datetime) -> None:
    """
    Let a look-up through, or not.

    While the whole hall sees more than 600 wrong codes a minute, one wrong code is enough to be stopped; whoever has typed
    none is answered as ever.

    :raises TooManyTries: after LOOKUP_WRONG_PER_WINDOW (50) wrong codes from this address in a quarter of an hour.
    """
    tries = _tries(*place_of(address, at=at))
    if not tries:
        return
    attacked = _tries(EVERYBODY, _window(at, 60)) >= settings.LOOKUP_WRONG_GLOBAL_PER_MINUTE
    if attacked:
        log.error(
            "receipt codes are being guessed: more than %s wrong ones a minute", settings.LOOKUP_WRONG_GLOBAL_PER_MINUTE
        )
    if attacked or tries >= settings.LOOKUP_WRONG_PER_WINDOW:
        _turn_away(at=at)
        raise TooManyTries


def _turn_away(*, at: datetime) -> None:
    """One place that goes on and on is no danger, and no accident either: somebody is to hear of it, once a quarter of an hour."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [TURNED_AWAY, _window(at, settings.LOOKUP_WINDOW_SECONDS)])
        [tries] = cursor.fetchone()
    if tries == MANY_TURNED_AWAY:
        log.error("receipt codes are being guessed: %s tries of stopped places in a quarter of an hour", tries)


def guessed_at(*, at: datetime) -> QuerySet[WrongCode]:
    """Stretches of the last day in which receipt codes were guessed, from many places or on and on from one."""
    return _guessed(*_told_of(at))


def is_guessed(*, at: datetime) -> bool:
    """Whether there are any: each look at the board asks."""
    most, turned_away, *windows = _told_of(at)
    return bool(_any_guessed(most, turned_away).rows(*windows))


def _guessed(most: int, turned_away: int, minute: int, quarter: int) -> QuerySet[WrongCode]:
    return WrongCode.objects.filter(
        Q(place=EVERYBODY, tries__gte=most, window__gt=minute)
        | Q(place=TURNED_AWAY, tries__gte=turned_away, window__gt=quarter)
    )


@cache
def _any_guessed(most: int, turned_away: int) -> Prepared[Any]:
    windows = ANY_NUMBER, ANY_NUMBER - 1
    return Prepared(lambda: _guessed(most, turned_away, *windows).values_list("pk")[:1], *windows)


def _told_of(at: datetime) -> tuple[int, int, int, int]:
    since = at - TOLD_FOR
    return (
        settings.LOOKUP_WRONG_GLOBAL_PER_MINUTE,
        MANY_TURNED_AWAY,
        _window(since, 60),
        _window(since, settings.LOOKUP_WINDOW_SECONDS),
    )


def place_of(address: str, *, at: datetime) -> tuple[str, int]:
    """The place and the quarter of an hour under which wrong codes from an address are counted now."""
    place = keyed_hash("place", f"{day_of(at)} {address}")
    return place, _window(at, settings.LOOKUP_WINDOW_SECONDS)


def count(address: str, *, at: datetime) -> None:
    """Remember one wrong code."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, place_of(address, at=at))
        cursor.execute(_COUNT, [EVERYBODY, _window(at, 60)])


def forget_old(*, at: datetime) -> None:
    """Drop the counts of stretches that are over, but for those that are told of."""
    quarter = settings.LOOKUP_WINDOW_SECONDS
    kept = guessed_at(at=at).values("pk")
    of_all = Q(place=EVERYBODY, window__lt=_window(at, 60)) | Q(place=TURNED_AWAY, window__lt=_window(at, quarter))
    WrongCode.objects.filter(of_all).exclude(pk__in=kept).delete()
    old = _window(at - timedelta(hours=1), quarter)
    WrongCode.objects.exclude(place__in=[EVERYBODY, TURNED_AWAY]).filter(window__lt=old).delete()


def _tries(place: str, window: int) -> int:
    return WrongCode.objects.filter(place=place, window=window).values_list("tries", flat=True).first() or 0


def _window(at: datetime, seconds: int) -> int:
    return int(at.timestamp()) // seconds
