"""Drafts: whose they are, how they come back into a form, and when they are gone."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from hall.models import User
from permits.models import Draft

KEPT = timedelta(days=3)  # over a weekend, no longer: the least that serves (个人信息保护法 art. 19)
PER_PERSON = 50


def drafts_of(user: User, *, at: datetime) -> QuerySet[Draft]:
    """A person's own drafts that have not run out, the newest first."""
    return Draft.objects.filter(owner=user, saved_at__gt=at - KEPT)


def draft_of(user: User, pk: str, *, at: datetime) -> Draft | None:
    """The draft with this id, if it is the person's own."""
    return drafts_of(user, at=at).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None


def typed(draft: Draft) -> dict[str, Any]:
    """What was typed, as a form takes it for its initial values: several ticks as a list, anything else as one text."""
    kept = json.loads(draft.content)
    return {name: values if len(values) > 1 or name in LISTS else values[0] for name, values in kept.items() if values}


LISTS = {"materials", "missing"}  # fields with several ticks


def forget_old(*, at: datetime) -> int:
    """Drop what has run out, whoever's it is; return how many."""
    return Draft.objects.filter(saved_at__lte=at - KEPT).delete()[0]
