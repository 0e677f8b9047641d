"""
Promises that the hall decided to shorten (hall.shortening): a sheet that still says the longer one does not undo the decision.

A sheet that says anything else is a decision of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from hall.catalogue_terms import LimitUnit
from hall.importing.published import Terms
from hall.models import PowerProposal


@dataclass(frozen=True)
class Shortening:
    """A confirmed one, in working days; `starts` is the day from which it holds."""

    before: int
    after: int
    starts: date


def decided() -> dict[str, list[Shortening]]:
    """The confirmed ones by the code of their item, in the order in which they were confirmed."""
    by_code: dict[str, list[Shortening]] = {}
    rows = PowerProposal.objects.filter(kind=PowerProposal.Kind.PROMISE, stands=True).order_by("decided_at", "pk")
    for content, decided_at in rows.values_list("content", "decided_at"):
        starts = max(date.fromisoformat(content["effective_from"]), timezone.localdate(decided_at))
        for entry in content["items"]:
            by_code.setdefault(entry["code"], []).append(Shortening(entry["before"], entry["after"], starts))
    return by_code


def as_shortened(terms: Terms, shortenings: Sequence[Shortening]) -> Terms:
    """The terms with a promise that was shortened since as it was shortened; unchanged where they say another one."""
    if terms.promise_unit != LimitUnit.WORKING_DAY:
        return terms
    promise = terms.promise_quantity
    for each in shortenings:
        promise = each.after if promise == each.before else promise
    return replace(terms, promise_quantity=promise)
