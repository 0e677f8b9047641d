"""
One bad row never stops the hall: whatever the timers do to many cases, clocks or letters, they do to each alone (decision 91).

What fails is passed over and noted (cases.models.Trouble); it is tried again after waits that grow from a minute to an hour, and
its note ends when it is done or no longer to be done. The rest is done at once.

What is shared by all is no trouble of one row: a lost database or Redis is raised, and the next beat tries again.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from redis.exceptions import ConnectionError as RedisLost
from redis.exceptions import TimeoutError as RedisSilent

from cases.models import Doing, Trouble
from cases.retelling import left_alone
from cases.tables.troubles import WHOLE
from hall.prepared import ANY_TEXT, Prepared

log = logging.getLogger(__name__)

SHARED = (OperationalError, InterfaceError, ConnectionError, RedisLost, RedisSilent, MemoryError)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)

Result = TypeVar("Result")

_NOTE = """
INSERT INTO cases_trouble AS t (doing, key, case_id, fault, first_at, last_at, times, next_try_at)
VALUES (%(doing)s, %(key)s, %(case)s, %(fault)s, %(at)s, %(at)s, 1, %(at)s)
ON CONFLICT (doing, key) WHERE over_at IS NULL DO UPDATE SET
    fault = EXCLUDED.fault, last_at = EXCLUDED.last_at, times = t.times + 1
RETURNING id, times
"""


class Subject(NamedTuple):
    """One of the things that are gone over: its id, and the case that it belongs to, if it does."""

    key: int
    case: int | None = None


def at_each(doing: Doing, subjects: Iterable[Subject], act: Callable[[int], bool | None], *, at: datetime) -> int:
    """
    Do the same to each subject, each in a transaction of its own, and return to how many it was done.

    A trouble whose subject does not come up any more is over: there is nothing left to do.

    Cases of a ledger that is being told are left to whoever tells it (cases.retelling).

    :param subjects: all that are to be done now. :param act: is given the key; True done, False nothing to do, None left to
        somebody else who is at it.
    """
    noted, count = standing(doing), 0
    met: set[int] = set()
    subjects = list(subjects)
    anothers = left_alone({subject.case for subject in subjects if subject.case is not None})
    for subject in subjects:
        met.add(subject.key)
        if subject.case in anothers:
            continue
        trouble = noted.get(subject.key)
        if trouble is None or not rests(trouble, at=at):
            count += bool(attempt(doing, subject, partial(act, subject.key), at=at, noted=trouble is not None))
    end(doing, noted.keys() - met, at=at)
    return count


def attempt(
    doing: Doing, subject: Subject, act: Callable[[], Result], *, at: datetime, noted: bool = False
) -> Result | None:
    """
    Do one thing in a transaction of its own; None if it failed, and that is noted.

    :param noted: an open trouble says that it failed before: it ends if the thing is done now (None: it is not).
    """
    try:
        with transaction.atomic():
            result = act()
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one row, the others go on
        note(doing, subject, fault, at=at)
        return None
    if noted and result is not None:
        end(doing, [subject.key], at=at)
    return result


def apart(steps: Mapping[Doing, Callable[[], Any]], *, at: datetime) -> dict[Doing, Any]:
    """
    Take steps one after the other and return what each answered; one that fails as a whole keeps none from its turn.

    :raises Exception: what the first failing step raised, when all have had their turn.
    """
    noted = set(open_troubles().filter(key=WHOLE, doing__in=list(steps)).values_list("doing", flat=True))
    answers: dict[Doing, Any] = {}
    faults: list[Exception] = []
    for doing, step in steps.items():
        try:
            answers[doing] = step()
        except Exception as fault:  # noqa: BLE001 - raised below, after the other steps
            faults.append(fault)
            if not isinstance(fault, SHARED):
                note(doing, Subject(WHOLE), fault, at=at)
        else:
            if doing in noted:
                Trouble.objects.filter(doing=doing, key=WHOLE, over_at=None).update(over_at=at, next_try_at=None)
    if faults:
        raise faults[0]
    return answers


def note(doing: Doing, subject: Subject, fault: Exception, *, at: datetime) -> datetime:
    """
    Note that something failed, in a transaction of its own, and return when it is to be tried again.

    Of the fault only its class is kept and the place in our code: its text may hold values of the row.
    """
    name = type(fault).__name__
    values: dict[str, Any] = {"doing": str(doing), "key": subject.key, "case": subject.case, "at": at}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTE, {**values, "fault": name[:100]})
        trouble, times = cursor.fetchone()
        next_try_at = at + wait_after(times)
        Trouble.objects.filter(pk=trouble).update(next_try_at=next_try_at)
    log.error("%s: passed over %s (case id %s): %s at %s", doing, subject.key, subject.case, name, _place(fault))
    return next_try_at


def end(doing: Doing, keys: Iterable[int], *, at: datetime) -> None:
    """These are done, or no longer to be done. The trouble of a step as a whole is not among them (see `apart`)."""
    keys = [key for key in keys if key != WHOLE]
    if keys:
        open_troubles().filter(doing=doing, key__in=keys).update(over_at=at, next_try_at=None)


_STANDING = Prepared(lambda: open_troubles().filter(doing=ANY_TEXT).exclude(key=WHOLE), ANY_TEXT)


def standing(doing: Doing) -> dict[int, Trouble]:
    """The open troubles of what is being done, by their key."""
    return {trouble.key: trouble for trouble in _STANDING.rows(str(doing))}


def rests(trouble: Trouble, *, at: datetime) -> bool:
    """Whether its wait is not over. A wait longer than the longest was counted from another clock, and is none."""
    return trouble.next_try_at is not None and at < trouble.next_try_at <= at + LONGEST_WAIT


def wait_after(times: int) -> timedelta:
    """1, 2, 4, 8, 16, 32 minutes, then an hour."""
    return min(FIRST_WAIT * 2 ** min(times - 1, 10), LONGEST_WAIT)


def open_troubles() -> QuerySet[Trouble]:
    return Trouble.objects.filter(over_at=None)


def untold() -> list[Trouble]:
    """Troubles of which no mail has been sent yet, also those that are over; locked, without those that somebody is telling."""
    rows = Trouble.objects.filter(told_at=None).select_related("case").order_by("pk")
    return list(rows.select_for_update(of=("self",), skip_locked=True))


def mark_told(rows: Iterable[Trouble], *, at: datetime) -> None:
    Trouble.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)


def _place(fault: Exception) -> str:
    """The innermost line of our own code that the fault came through: ``permits/letters.py:77``."""
    root = Path(settings.BASE_DIR)
    ours = [
        f"{Path(frame.filename).relative_to(root)}:{frame.lineno}"
        for frame in extract_tb(fault.__traceback__)
        if Path(frame.filename).is_relative_to(root) and "site-packages" not in frame.filename
    ]
    return ours[-1] if ours else "?"
