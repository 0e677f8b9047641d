"""
Who has an act's form of a case open, told to others who open the case (ux.md C3). It locks nothing: a version does that.

It is kept in the cache for some minutes. Where the cache is away nobody is told, and nothing else changes.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from cases.models import Case
from hall.models import User

SECONDS = 600
FOR = timedelta(seconds=SECONDS)
AWAY = (RedisError, OSError)
Open = dict[int, tuple[str, datetime]]  # id of the person → name, since when


def sentences(case: Case, *, to: User, at: datetime, stays: bool = False) -> list[str]:
    """
    Who else has a form of the case open, and since when: a sentence each.

    :param stays: `to` has just opened one too.
    """
    try:
        forms = _open(case, at=at)
        if stays:
            mine = forms.get(to.pk, (str(to), at))
            cache.set(_key(case), {**forms, to.pk: mine}, SECONDS)
    except AWAY:
        return []
    return [
        f"{name} 正在处理（{timezone.localtime(since):%H:%M} 起）" for pk, (name, since) in forms.items() if pk != to.pk
    ]


def done(case: Case, *, by: User, at: datetime) -> None:
    """The act was done: its form is open no more."""
    with suppress(*AWAY):
        cache.set(_key(case), {pk: each for pk, each in _open(case, at=at).items() if pk != by.pk}, SECONDS)


def _open(case: Case, *, at: datetime) -> Open:
    forms: Open = cache.get(_key(case)) or {}
    return {pk: (name, since) for pk, (name, since) in forms.items() if at - FOR < since <= at}


def _key(case: Case) -> str:
    return f"open_forms:{case.pk}"
