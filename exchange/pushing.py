"""
Writing what the platform is told, out of the histories of its tickets' cases.

An act writes its line in its own transaction, and no line is ever lost or changed: the lines are the outbox, and what is to be pushed
is read from them (decision 159). So no act waits for the platform, and none is refused for its sake. A ticket's lines are read in
their order, under the ticket's lock, each once.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.models import Case, CaseKind, Event
from cases.troubles import SHARED
from complaints.models import Complaint, ReporterIdentity
from exchange.models import Arrival, Push, Ticket

log = logging.getLogger(__name__)

FOR = timedelta(days=3)  # how long a push is tried
Kind = Push.Kind
ANSWER = "reply"  # of a case beside the ticket's the answer alone is news: by the platform's account the ticket is one
LEFT_OUT = "（略）"  # what stands where the officer wrote the reporter's name or number


def follow(*, at: datetime) -> int:
    """
    Write what the histories have brought since the last time, and return how many pieces of news that is.

    A ticket whose case cannot be read is passed over, and the others go on; the nightly check names its lines (exchange.checking).
    """
    written = 0
    for ticket in _to_look_at(at=at):
        try:
            with transaction.atomic():
                written += _follow_one(ticket, at=at)
        except SHARED:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one ticket, the others go on
            log.error("news of ticket id %s cannot be written: %s", ticket, type(fault).__name__)
    return written


def _to_look_at(*, at: datetime) -> list[int]:
    """
    The tickets that are behind, found by what is open: of the tickets of years, told to their end, none is read. Once an hour all
    are, for a case that was reopened and closed again between two looks.
    """
    tickets = behind() if at.minute == 0 else lively()
    return sorted({*tickets.values_list("pk", flat=True), *answered_apart().values_list("pk", flat=True)})


def lively() -> QuerySet[Ticket]:
    """Those behind whose case was open when it was last looked at, or is open now, or joined one that is."""
    running, over = Case.objects.running().filter(kind=CaseKind.COMPLAINT), Ticket.objects.filter(is_over=True)
    by_index = (
        Ticket.objects.filter(is_over=False),
        over.filter(case__in=running),
        over.filter(case__complaint__joining__leading__case__in=running),
    )
    first, *others = (behind(tickets) for tickets in by_index)
    return first.union(*others)


def behind(among: QuerySet[Ticket] | None = None) -> QuerySet[Ticket]:
    """Tickets (among these) in whose case, or the one that it joined, something was written since."""
    lines = F("case__events_count") + Coalesce("case__complaint__joining__leading__case__events_count", 0)
    tickets = Ticket.objects.all() if among is None else among
    return tickets.filter(case__isnull=False).exclude(followed=lines)


def unwritten(ticket: Ticket) -> list[Event]:
    """The lines of a ticket's case that the platform has to be told of and is not yet, the oldest first."""
    written = Push.objects.filter(ticket=ticket, event__isnull=False).values("event")
    news = Q(case__in=_cases(ticket), verb__in=NEWS) | Q(case__ticket_version__ticket=ticket, verb=ANSWER)
    return list(Event.objects.filter(news).exclude(pk__in=written).order_by("at", "pk"))


def answered_apart(among: QuerySet[Ticket] | None = None) -> QuerySet[Ticket]:
    """Tickets (among these) with an answer that is not written yet, in a case that a version about others has opened."""
    written = Push.objects.filter(event=OuterRef("pk"))
    answers = Event.objects.filter(~Exists(written), case__ticket_version__isnull=False, verb=ANSWER)
    tickets = Ticket.objects.all() if among is None else among
    return tickets.filter(pk__in=answers.values("case__ticket_version__ticket"))


def write(
    ticket: Ticket, kind: str, words: dict[str, Any], *, cause: Event | Arrival, happened_at: datetime, at: datetime
) -> Push:
    """Write one piece of news."""
    return Push.objects.create(
        ticket=ticket,
        kind=kind,
        event=cause if isinstance(cause, Event) else None,
        arrival=cause if isinstance(cause, Arrival) else None,
        text=json.dumps(words, ensure_ascii=False),
        happened_at=happened_at,
        written_at=at,
        next_try_at=at,
        give_up_at=at + FOR,
    )


def _follow_one(pk: int, *, at: datetime) -> int:
    ticket = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if ticket is None:
        return 0  # somebody is at it
    complaint = Complaint.objects.select_related("case", "joining__leading__case").get(pk=ticket.case_id)
    cases = [complaint.case, *([complaint.joining.leading.case] if hasattr(complaint, "joining") else [])]
    lines = unwritten(ticket)
    for line in lines:
        its_own = Complaint.objects.select_related("case").get(pk=line.case_id)
        kind, words = NEWS[line.verb](its_own, line)
        write(ticket, kind, _without_names(words, _reporters(ticket)), cause=line, happened_at=line.at, at=at)
    Ticket.objects.filter(pk=pk).update(
        followed=sum(case.events_count for case in cases), is_over=all(case.closed_at for case in cases)
    )
    return len(lines)


def _cases(ticket: Ticket) -> list[int]:
    """Its own case; after that joined another one, that one's news is its news, too."""
    leading = Complaint.objects.filter(joined__complaint=ticket.case_id).values_list("pk", flat=True)
    return [ticket.case_id, *leading]  # type: ignore[list-item]  # whoever calls has a case


def _reporters(ticket: Ticket) -> Iterable[ReporterIdentity]:
    """Whoever brought one of the cases, or one that joined it: what is answered to one of them goes to all."""
    cases = [*_cases(ticket), *ticket.arrivals.filter(case__isnull=False).values_list("case", flat=True)]
    return ReporterIdentity.objects.filter(Q(complaint__in=cases) | Q(complaint__joining__leading__in=cases))


def _without_names(words: dict[str, Any], reporters: Iterable[ReporterIdentity]) -> dict[str, Any]:
    """What the officer wrote, without the name and the number of whoever complained, wherever they stand in it."""
    # one that cannot be opened stops this ticket's news, and no other's: unread it could not be left out
    private = [text for each in reporters for text in (each.name, each.phone) if len(text) > 1]
    for pattern in map(_however_written, private):
        words = {
            name: pattern.sub(LEFT_OUT, value) if isinstance(value, str) else value for name, value in words.items()
        }
    return words


def _however_written(text: str) -> re.Pattern[str]:
    """With blanks, dashes and points between its characters, too."""
    return re.compile(r"[\s\-.·]*".join(map(re.escape, text)))


# What each line tells the platform. Of findings, logs, assignments and who handles it nothing goes out.

Words = tuple[str, dict[str, Any]]


def _accepted(_complaint: Complaint, _line: Event) -> Words:
    return Kind.ACCEPTED, {}


def _objected(complaint: Complaint, _line: Event) -> Words:
    return Kind.OBJECTED, {"text": complaint.declined_because}


def _replied(complaint: Complaint, line: Event) -> Words:
    answer = complaint.replies.filter(at=line.at, replied_by=line.actor_id).latest("pk")
    return Kind.REPLIED, {"question": answer.question, "text": answer.text or answer.impossible_because}


def _closed(_complaint: Complaint, line: Event) -> Words:
    return Kind.CLOSED, {"result": "withdrawn" if line.verb == "close_withdrawn" else "done"}


def _reopened(_complaint: Complaint, _line: Event) -> Words:
    return Kind.REOPENED, {}


NEWS: dict[str, Callable[[Complaint, Event], Words]] = {
    "accept": _accepted,
    "decline": _objected,
    "transfer_out": _objected,
    "reply": _replied,
    "conclude": _closed,
    "uphold": _closed,
    "close_withdrawn": _closed,
    "reopen": _reopened,
    "say_unsolved": _reopened,
    "ask_review": _reopened,
}
