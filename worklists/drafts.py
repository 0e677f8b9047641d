"""Drafts: whose they are, how they come back into a form, and when they are gone."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from hall.models import User
from hall.prepared import ANY_MOMENT, ANY_NUMBER, Prepared
from worklists.models import Draft

LIFETIME = timedelta(days=3)  # over a weekend, no longer: the least that serves (个人信息保护法 art. 19)
PER_PERSON = 50


def drafts_of(user: User, *, at: datetime) -> QuerySet[Draft]:
    """A person's own drafts that have not run out, the newest first."""
    return Draft.objects.filter(owner=user, saved_at__gt=at - LIFETIME)


def number_of_drafts(user: User, *, at: datetime) -> int:
    return len(_KEYS.rows(user.pk, at - LIFETIME))


_KEYS: Prepared[Any] = Prepared(
    lambda: Draft.objects.filter(owner=ANY_NUMBER, saved_at__gt=ANY_MOMENT).order_by().values_list("pk"),
    ANY_NUMBER,
    ANY_MOMENT,
)


def draft_of(user: User, pk: str, *, at: datetime) -> Draft | None:
    """The draft with this id, if it is the person's own."""
    return drafts_of(user, at=at).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None


def typed(draft: Draft, *, several: Collection[str] = ()) -> dict[str, Any]:
    """
    What was typed, as a form takes it for its initial values: several ticks as a list, anything else as one text.

    :param several: names of the fields with several ticks.
    """
    fields = json.loads(draft.content)
    return {
        name: values if len(values) > 1 or name in several else values[0] for name, values in fields.items() if values
    }


def seen_version(draft: Draft) -> int | None:
    """The version of the case that the form was begun on; None for a form that opens a case."""
    [version] = json.loads(draft.content).get("version", [""])[:1] or [""]
    return int(version) if version.isdecimal() and len(version) < 10 else None


def resumed(draft: Draft) -> str:
    """The address of the form with the draft in it."""
    place = draft.place.partition("#")[0]
    return f"{place}{'&' if '?' in place else '?'}draft={draft.pk}"


def forget_old(*, at: datetime) -> int:
    """Drop what has run out, whoever's it is; return how many."""
    return Draft.objects.filter(saved_at__lte=at - LIFETIME).delete()[0]
