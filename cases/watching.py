"""
Letters about the clocks of complaints, beside those of the sweep (decision 128): one that nobody has accepted yet has no officer,
so everybody in the centre hears of it; of every broken one the office hears, as the public is told.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from cases.models import Case, Deadline, Event, Letter
from cases.quiet import is_quiet
from hall.access import access_of, holders
from hall.models import User
from hall.permissions import Permission

LATE_COMPLAINT = "late_complaint"  # to the office, which only looks on


def write(clocks: Sequence[int], *, at: datetime, not_before: datetime) -> None:
    """
    Write the letters of clocks of complaints of which the sweep has spoken at `at`, in its transaction: `clocks` are their ids.

    Nobody who works for the department that a complaint is about is written to (decision 8).
    """
    spoken = {clock.pk: clock for clock in Deadline.objects.filter(pk__in=clocks).select_related("case")}
    cases = {clock.case_id for clock in spoken.values()}
    events = Event.objects.filter(case__in=cases, at=at, verb__in=("warned", "breached"), facts__deadline__in=clocks)
    officers, office = (
        _people(permission, at=at) for permission in (Permission.COMPLAINT_HANDLE, Permission.CARD_RULE)
    )
    letters = [
        Letter(
            cause=f"deadline:{clock.pk}:{clock.epoch}:{template}:{reader.pk}",
            case=clock.case,
            recipient=reader,
            template=template,
            facts=event.facts | {"number": clock.case.number},
            written_at=at,
            not_before=not_before,
            quiet=is_quiet(),
        )
        for event in events
        for clock in [spoken[event.facts["deadline"]]]
        for template, people in _letters(clock, event, officers, office)
        for reader in _not_of_the_department(clock.case, people, at=at)
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


def _letters(
    clock: Deadline, event: Event, officers: Sequence[User], office: Sequence[User]
) -> Iterator[tuple[str, Sequence[User]]]:
    """Which letter goes to whom; of an accepted complaint the sweep itself writes to its officer."""
    if clock.owner_id is None:
        yield event.verb, officers
    if event.verb == "breached":
        yield LATE_COMPLAINT, office


def _not_of_the_department(case: Case, people: Sequence[User], *, at: datetime) -> list[User]:
    """Those of some people who do not work for the department that a complaint is about."""
    on = timezone.localdate(at)
    return [person for person in people if case.hidden_from_id not in access_of(person, on=on).departments]


def _people(permission: Permission, *, at: datetime) -> list[User]:
    people = {post.user for post in holders(permission, None, on=timezone.localdate(at))}
    return sorted(people, key=lambda person: person.pk)
