"""
Sending what was written (cases.outgoing), each row at most once.

A try is three steps: take a row and commit that it is being sent; hand it over, with no transaction open; note what became of it.
A worker that dies in the middle leaves a row that says so: after LOST_AFTER it is tried again only if the gateway is known to
drop what it has seen (`may_repeat`), else its outcome is unknown for good. Decision 75.

A letter that cannot be written out or handed over is passed over and noted (cases.troubles); the others go. Its address is opened
only to be sent to.

A gateway in trouble is left alone for a while, a longer one each time, and asked whether it lives before it is given a letter
again: so it burns no letters and holds up no worker.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import transaction

from cases import troubles
from cases.gateways import GATEWAYS
from cases.gateways.fate import Answer, Fate, Message
from cases.models import Dispatch, Doing, Gateway
from cases.outgoing import not_too_early
from cases.troubles import SHARED, Subject
from hall.models import ServiceHall

log = logging.getLogger(__name__)

State = Dispatch.State
Clock = Callable[[], datetime]

A_RUN = timedelta(seconds=20)  # a task takes no further letter after that: the next one goes on
LOST_AFTER = timedelta(seconds=150)  # longer than any try can take: the task itself is killed before (cases.tasks)
AGAIN_AFTER = [
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)
]  # then every six hours, to the row's end
CLOSED_FOR = [timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300)]
UNREADABLE = "unreadable"  # why a letter waits that could not be written out
OWN_FAULT = "sender-failed"  # why nobody knows what became of a letter that our own program failed with
IN_A_ROW = 3  # troubles after which a gateway counts as dead


@dataclass
class Run:
    """How many rows a run has taken, and how many of these the gateway took."""

    tries: int = 0
    successes: int = 0


def send_due(channel: str, *, clock: Clock) -> Run:
    """
    Send what waits on one way, one letter at a time, until nothing is left, the gateway fails, or A_RUN has passed.

    Safe to run by any number of workers at once. :param clock: tells the time at the door; a run outlasts an instant.
    """
    gateway, run, began = GATEWAYS[channel], Run(), clock()
    _forget_ended_troubles(at=began)
    resolve_lost(channel, gateway, at=began)
    give_up(channel, at=began)
    if not gateway.is_set_up():
        _end(_waiting(channel), State.NO_GATEWAY, at=began, why="no-gateway")
        return run
    while (at := clock()) < began + A_RUN and _is_open(channel, gateway, at=at):
        row = take(channel, at=at)
        if row is None:
            break
        message = _written_out(row, at=at)
        if message is None:
            continue
        answer = _handed_over(gateway, row, message, at=at)
        run.tries += 1
        run.successes += answer.fate is Fate.TAKEN
        settled = clock()
        note(row, answer, gateway, at=settled)
        if answer.why != OWN_FAULT:  # it says nothing about the gateway
            _note_gateway(channel, answer, at=settled)
    return run


def take(channel: str, *, at: datetime) -> Dispatch | None:
    """Take the row whose turn it is and commit that it is being sent; None when nothing is due. Nobody else gets it."""
    while True:
        with transaction.atomic():
            due = _waiting(channel).filter(next_try_at__lte=at).order_by("next_try_at", "pk")
            due = due.exclude(address="")  # not known where to: its room looks again (outgoing.Unknown)
            # The row alone: with the case locked too, sending would wait for whoever acts on it.
            due = due.select_related("letter", "case__hall").defer("address")
            row = due.select_for_update(of=("self",), skip_locked=True).first()
            if row is None:
                return None
            if row.letter is not None and row.letter.read_at is not None:
                _end(Dispatch.objects.filter(pk=row.pk), State.DROPPED, at=at, why="read-inside")
                continue
            row.state, row.tries, row.sending_since, row.next_try_at = State.SENDING, row.tries + 1, at, None
            row.save(update_fields=["state", "tries", "sending_since", "next_try_at"])
            return row


def note(row: Dispatch, answer: Answer, gateway: ModuleType, *, at: datetime) -> None:
    """
    Write down what became of a try. One that another worker has given up as lost in the meantime is put right if it is
    known now; one that is being tried anew is left to that.
    """
    mine = Dispatch.objects.filter(pk=row.pk, tries=row.tries, state__in=[State.SENDING, State.UNKNOWN])
    if answer.fate is Fate.TAKEN:
        _end(mine, State.SENT, at=at, why="", receipt=answer.receipt)
    elif answer.fate is Fate.REJECTED:
        _end(mine, State.FAILED, at=at, why=answer.why)
    elif answer.fate is Fate.UNKNOWN and not gateway.may_repeat():
        _end(mine, State.UNKNOWN, at=at, why=answer.why)
    else:
        _try_again(mine.filter(state=State.SENDING), row, why=answer.why, at=at)
    if answer.why:
        log.warning("letter %s, try %s: %s", row.pk, row.tries, answer.why)


def resolve_lost(channel: str, gateway: ModuleType, *, at: datetime) -> None:
    """Rows whose worker died between sending and noting: tried again where that is safe, else unknown for good."""
    lost = Dispatch.objects.filter(channel=channel, state=State.SENDING, sending_since__lt=at - LOST_AFTER)
    if not gateway.may_repeat():
        _end(lost, State.UNKNOWN, at=at, why="worker-died")
        return
    for row in lost.defer("address"):
        still = Dispatch.objects.filter(pk=row.pk, state=State.SENDING, tries=row.tries)
        _try_again(still, row, why="worker-died", at=at)


def give_up(channel: str, *, at: datetime) -> None:
    """The end of all tries: the news is too old to be sent."""
    old = _waiting(channel).filter(give_up_at__lte=at)
    _end(old.filter(why=""), State.FAILED, at=at, why="too-late")
    _end(old, State.FAILED, at=at)


def _written_out(row: Dispatch, *, at: datetime) -> Message | None:
    """The message of a row that was taken; None if it cannot be made: the row then waits until the trouble's next try."""
    try:
        with transaction.atomic():
            message = message_of(row, at=at)
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one letter, the others go
        with transaction.atomic():
            next_try_at = troubles.note(Doing.SENDING, Subject(row.pk, row.case_id), fault, at=at)
            mine = Dispatch.objects.filter(pk=row.pk, tries=row.tries, state=State.SENDING)
            again = not_too_early(row, next_try_at)
            # It was not handed over, so this was no try of the gateway's.
            mine.update(state=State.WAITING, tries=row.tries - 1, sending_since=None, why=UNREADABLE, next_try_at=again)
        return None
    if row.why == UNREADABLE:
        troubles.end(Doing.SENDING, [row.pk], at=at)
    return message


def _handed_over(gateway: ModuleType, row: Dispatch, message: Message, *, at: datetime) -> Answer:
    """What the gateway answers. A fault of our own in between leaves unknown whether it has the letter."""
    try:
        return gateway.send(message)
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one letter, the others go
        troubles.note(Doing.SENDING, Subject(row.pk, row.case_id), fault, at=at)
        return Answer(Fate.UNKNOWN, OWN_FAULT)


def _forget_ended_troubles(*, at: datetime) -> None:
    """A letter that has its outcome is in no trouble any more, nor one that another try got out of it."""
    noted = troubles.standing(Doing.SENDING)
    if noted:
        still = Dispatch.objects.filter(pk__in=noted, state__in=[State.WAITING, State.SENDING])
        troubles.end(Doing.SENDING, noted.keys() - set(still.values_list("pk", flat=True)), at=at)


def message_of(row: Dispatch, *, at: datetime) -> Message:
    hall = row.case.hall if row.case else ServiceHall.objects.earliest("pk")
    sign = settings.SMS_SIGN or hall.name
    return Message(
        key=str(row.key),
        to=row.address or "",
        kind=row.kind,
        subject=f"{sign}：{row.subject}",
        text=row.text,
        sign=sign,
        facts=row.facts,
        at=at,
    )


def _waiting(channel: str) -> Any:
    return Dispatch.objects.filter(channel=channel, state=State.WAITING)


def _end(rows: Any, state: str, *, at: datetime, **more: Any) -> None:
    """Give rows their outcome. The address has done its service."""
    rows.update(state=state, ended_at=at, next_try_at=None, sending_since=None, address=None, **more)


def _try_again(rows: Any, row: Dispatch, *, why: str, at: datetime) -> None:
    wait = AGAIN_AFTER[min(row.tries, len(AGAIN_AFTER)) - 1]
    rows.update(state=State.WAITING, sending_since=None, why=why, next_try_at=not_too_early(row, at + wait))


# The gateway


def is_dead(gateway: Gateway) -> bool:
    return gateway.troubles >= IN_A_ROW


def _is_open(channel: str, gateway: ModuleType, *, at: datetime) -> bool:
    """Whether to give the gateway a letter now: it is well, or its time of rest is over and it says that it lives."""
    row = Gateway.objects.filter(name=channel).first()
    if row is None or not row.troubles:
        return True
    if row.closed_until is not None and at < row.closed_until:
        return False
    if not _waiting(channel).filter(next_try_at__lte=at).exists():
        return False
    if gateway.lives(at):
        return True
    _note_gateway(channel, Answer(Fate.NOT_TAKEN, "unreachable", trouble=True), at=at)
    return False


@transaction.atomic
def _note_gateway(channel: str, answer: Answer, *, at: datetime) -> None:
    """Remember how the gateway is. A letter that it refuses for the letter's own sake is no trouble of its own."""
    # So that there is a row to lock: the first try on a way has none.
    Gateway.objects.bulk_create([Gateway(name=channel)], ignore_conflicts=True)
    row = Gateway.objects.select_for_update().get(name=channel)
    if not answer.trouble:
        row.troubles, row.failing_since, row.closed_until, row.why = 0, None, None, ""
        row.last_sent_at = at if answer.fate is Fate.TAKEN else row.last_sent_at
    else:
        row.troubles += 1
        row.failing_since = row.failing_since or at
        row.closed_until = at + CLOSED_FOR[min(row.troubles, len(CLOSED_FOR)) - 1]
        row.why = answer.why
        if row.troubles == IN_A_ROW:
            log.error("the %s gateway has failed %s times in a row: %s", channel, row.troubles, answer.why)
    row.save()
