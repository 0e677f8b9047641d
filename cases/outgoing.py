"""
Writing the letters that are to be sent by SMS or mail, in the transaction of the act that causes them. Nothing is sent here:
cases.sending does that from the rows.

While sending is switched off (cases.quiet) nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case, Dispatch, Letter
from cases.quiet import is_quiet
from hall import calendar
from hall.identifiers import mask_mail, mask_phone, mobile_of
from hall.models import User
from hall.writing import insert

TO_APPLICANT_WITHIN = timedelta(hours=72)  # later than that, the news is old: the receipt code shows how it stands
TO_STAFF_WITHIN = timedelta(hours=24)
SECOND_THOUGHTS = timedelta(minutes=10)
WAKING = (time(8), time(21))  # no telephone of an applicant rings outside these hours


LAST_WORDS = ("contact_changed", "agent_named")  # they go where they were written to: to whoever is cut off, or may be


@dataclass(frozen=True)
class Contact:
    """Where somebody may be written to; "" where not. :param agents: the telephone is that of the applicant's agent."""

    phone: str = ""
    email: str = ""
    agents: bool = False

    def but(self, other: "Contact") -> "Contact":
        """What of it is not in another one."""
        phone, email = (
            own if own != others else "" for own, others in ((self.phone, other.phone), (self.email, other.email))
        )
        return Contact(phone, email, self.agents)

    def ways(self) -> list[tuple[str, str, str]]:
        """Return (channel, address, masked address) of each way. An SMS goes to a mobile telephone only."""
        ways = []
        if mobile := mobile_of(self.phone):
            ways.append((str(Dispatch.Channel.SMS), mobile, mask_phone(mobile)))
        if self.email:
            ways.append((str(Dispatch.Channel.MAIL), self.email, mask_mail(self.email)))
        return ways


@dataclass(frozen=True)
class Unknown(Contact):
    """Where somebody may be written to as soon as it can be opened again: the masked addresses alone."""

    def ways(self) -> list[tuple[str, str, str]]:
        masked = ((str(Dispatch.Channel.SMS), self.phone), (str(Dispatch.Channel.MAIL), self.email))
        return [(channel, "", text) for channel, text in masked if text]


@dataclass(frozen=True)
class Words:
    """
    What is said, in each way that it may go.

    :param kind: stable code of the letter, for a gateway with templates of its own. :param facts: what stands in it.
    """

    kind: str
    subject: str
    sms: str
    mail: str
    facts: dict[str, Any] = field(default_factory=dict)


def write_applicant(
    case: Case, words: Words, *, to: Contact, cause: str, at: datetime, may_be_taken_back: bool = False
) -> None:
    """
    Write to the applicant, once for each cause and way; by day.

    :param may_be_taken_back: the act can be undone, so its letter waits a little: most slips are noticed at once.
    """
    first = waking(at + SECOND_THOUGHTS if may_be_taken_back else at)
    give_up_at = at + TO_APPLICANT_WITHIN
    _write(words, to, case=case, cause=cause, written_at=at, next_try_at=first, give_up_at=give_up_at)


def take_back(case: Case, *kinds: str, since: datetime, at: datetime, why: str) -> None:
    """
    Send no longer what was written to the applicant and is no news any more.

    :param why: what has made it so, a code of cases.dispatch_wording.TROUBLES.
    """
    _written(case, kinds, since).filter(state=Dispatch.State.WAITING).update(
        state=Dispatch.State.DROPPED, why=why, ended_at=at, next_try_at=None, address=None
    )


def may_be_out(case: Case, *kinds: str, since: datetime) -> bool:
    """Whether any of it has left: of a letter that is being sent, or whose fate is unknown, nobody can say that it has not."""
    out = (Dispatch.State.SENDING, Dispatch.State.SENT, Dispatch.State.UNKNOWN)
    return _written(case, kinds, since).filter(state__in=out).exists()


def _written(case: Case, kinds: Sequence[str], since: datetime) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(case=case, letter=None, kind__in=kinds, written_at__gte=since)


def redirect(case: Case, *, to: Contact, at: datetime) -> None:
    """Send what still waits for the applicant to where they are reached now; in a way that they have no more it is not sent."""
    waiting = Dispatch.objects.filter(case=case, letter=None).exclude(kind__in=LAST_WORDS)
    _redirect(waiting, to=to, at=at)


def redirect_staff(reader: User, *, to: Contact, at: datetime) -> None:
    """As `redirect`, of the letters that wait for a member of staff."""
    _redirect(Dispatch.objects.filter(recipient=reader, letter__isnull=False), to=to, at=at)


def _redirect(rows: QuerySet[Dispatch], *, to: Contact, at: datetime) -> None:
    ways = {channel: (address, masked) for channel, address, masked in to.ways()}
    # Locked: one that a worker takes at this moment waits no longer when the lock is ours, and is passed over.
    # Its address is written anew, never read: one that cannot be opened is mended by this.
    waiting = rows.filter(state=Dispatch.State.WAITING).defer("address", "text")
    for row in waiting.select_for_update():
        if row.channel in ways:
            row.address, row.masked = ways[row.channel]
            row.to_agent = to.agents and row.channel == Dispatch.Channel.SMS
        else:
            row.state, row.why = Dispatch.State.DROPPED, "no-address"
            row.ended_at, row.next_try_at, row.address = at, None, None
        row.save(update_fields=["address", "masked", "to_agent", "state", "why", "ended_at", "next_try_at"])


def write_staff(letter: Letter, words: Words, *, to: Contact, reader: User, at: datetime) -> None:
    """Write to a member of staff what a letter inside says, once for each letter, reader and way; in office hours."""
    first = max(letter.not_before, calendar.current().next_office_moment(at))
    _write(
        words,
        to,
        case=letter.case,
        cause=f"letter:{letter.pk}:{reader.pk}",
        written_at=at,
        next_try_at=first,
        give_up_at=first + TO_STAFF_WITHIN,
        letter=letter,
        recipient=reader,
    )


def write_person(reader: User, words: Words, *, to: Contact, cause: str, at: datetime) -> None:
    """Write to a member of staff about their account, which is about no case and cannot be read inside first; by day."""
    first, give_up_at = waking(at), at + TO_APPLICANT_WITHIN
    _write(words, to, case=None, recipient=reader, cause=cause, written_at=at, next_try_at=first, give_up_at=give_up_at)


def not_too_early(dispatch: Dispatch, at: datetime) -> datetime:
    """Return the first moment from `at` on at which this row may be sent."""
    return waking(at) if dispatch.letter_id is None else calendar.current().next_office_moment(at)


def waking(at: datetime) -> datetime:
    """Return `at` by day; at night, eight o'clock in the morning after it."""
    local = timezone.localtime(at)
    opens, closes = WAKING
    if opens <= local.time() < closes:
        return at
    day = local.date() + timedelta(days=local.time() >= closes)
    return timezone.make_aware(datetime.combine(day, opens), local.tzinfo)


def _write(words: Words, to: Contact, **columns: Any) -> None:
    """A row for each way; `columns` are what the rows have in common."""
    if is_quiet():
        return
    insert(
        [
            Dispatch(
                channel=channel,
                kind=words.kind,
                subject=words.subject,
                text=words.sms if channel == Dispatch.Channel.SMS else words.mail,
                facts=words.facts,
                address=address,
                masked=masked,
                to_agent=to.agents and channel == Dispatch.Channel.SMS,
                **columns,
            )
            for channel, address, masked in to.ways()
        ],
        unless_there=True,  # written for this cause and way before
    )
