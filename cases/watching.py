"""
Letters about the clocks of complaints, beside those of the sweep (decisions 128, 136): to whoever handles the complaint, to everybody
in the centre where that is nobody yet or nobody any more, to the inspector where nobody in the centre may see it; of every broken
one the office hears too, as the public is told. Where nobody at all may see it, those who look after posts hear that there is one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cases import sight
from cases.models import Case, Deadline, Event, Letter
from cases.quiet import is_quiet
from hall.models import User
from hall.permissions import Permission

LATE_COMPLAINT = "late_complaint"  # to the office, which only looks on


def write(clocks: Sequence[int], *, at: datetime, not_before: datetime) -> None:
    """
    Write the letters of clocks of complaints of which the sweep has spoken at `at`, in its transaction: `clocks` are their ids.

    Nobody who works for the department that a complaint is about is written to (decision 8).
    """
    spoken = {clock.pk: clock for clock in Deadline.objects.filter(pk__in=clocks).select_related("case__owner")}
    cases = {clock.case_id for clock in spoken.values()}
    events = Event.objects.filter(case__in=cases, at=at, verb__in=("warned", "breached"), facts__deadline__in=clocks)
    letters = []
    for event in events:
        clock = spoken[event.facts["deadline"]]
        cause = f"deadline:{clock.pk}:{clock.epoch}"
        written = [
            Letter(
                cause=f"{cause}:{template}:{reader.pk}",
                case=clock.case,
                recipient=reader,
                template=template,
                facts=event.facts | {"number": clock.case.number},
                written_at=at,
                not_before=not_before,
                quiet=is_quiet(),
            )
            for template, reader in _letters(clock.case, event.verb, at=at)
        ]
        letters += written
        if all(letter.template == LATE_COMPLAINT for letter in written):
            sight.tell_of_clock(clock.case, f"{cause}:{event.verb}", event.verb, at=at)
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


def _letters(case: Case, verb: str, *, at: datetime) -> Iterator[tuple[str, User]]:
    """Which letter goes to whom."""
    for reader in sight.handlers_of(case, at=at) or sight.who(Permission.COMPLAINT_VIEW, case, at=at):
        yield verb, reader
    if verb == "breached":
        for reader in sight.who(Permission.CARD_RULE, case, at=at):
            yield LATE_COMPLAINT, reader
