"""
Carrying a bulk act out, a case at a time: each case in a transaction of its own, so one that is refused, or fails, stops none.

Any number of workers may do it at once, and a killed one loses nothing: what a row does not say is still to do.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from cases import troubles
from cases.models import Doing
from cases.troubles import SHARED, Subject
from hall.prepared import ANY_NUMBER, Prepared
from hall.refusals import Refused
from hall.roles import Permission
from hall.whole import block_of_one_act
from hall.writing import update
from worklists.models import BulkRow, BulkRun

AT_ONCE = 20  # cases that are done while the person waits; a worker does the rest
GONE = "这件您已经不能办理"
FAILED = "系统出错，这件没有办，已记下并告知系统管理员；打开这件单独办，或者稍后再试"


@dataclass(frozen=True)
class BulkAct:
    """
    What a room does to many cases at once. A room writes its acts as one table, name → act, and hands it in.

    :param needs: what the person must hold, when it is asked for and again at each case.
    :param carry_out: the verb's call for (run, number, version, at), which returns what was done, or refuses.
    :param button: what the button says that does it, before the number of cases. :param about: what is said before it is done.
    """

    words: str
    needs: Permission
    carry_out: Callable[[BulkRun, str, int, datetime], str]
    button: str = ""
    about: str = ""


def handing_over(change_owner: Callable[..., object], *, needs: Permission, about: str) -> BulkAct:
    """The act that every room has: all ticked cases become one person's. :param change_owner: the room's verb."""

    def carry_out(run: BulkRun, number: str, version: int, at: datetime) -> str:
        if run.to is None:
            raise ValueError("a hand-over has a person: a constraint of the table")
        change_owner(number=number, to=run.to, reason=run.reason, by=run.by, at=at, version=version)
        return f"已转给{run.to}"

    return BulkAct(words="转办", needs=needs, carry_out=carry_out, button="转办", about=about)


@dataclass(frozen=True)
class Outlook:
    """
    What would become of one case.

    :param why_not: the sentence with which it would be refused now; "" where nothing is in the way.
    :param remark: what whoever does it should know of one that can be done.
    """

    why_not: str = ""
    remark: str = ""


BulkActs = Mapping[str, BulkAct]


def unfinished(kind: str) -> list[int]:
    """Runs on cases of a kind with something left to do, the oldest first."""
    return list(BulkRun.objects.filter(kind=kind, finished_at=None).order_by("pk").values_list("pk", flat=True))


_NEXT = Prepared(
    lambda: (
        BulkRow.objects.filter(run=ANY_NUMBER, outcome="")
        .annotate(others=Exists(BulkRow.objects.filter(run=ANY_NUMBER, outcome="").exclude(pk=OuterRef("pk"))))
        .select_related("case")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("position")[:1]
    ),
    ANY_NUMBER,
)
OUTCOME = ("outcome", "sentence")
FRESH = 1.0  # seconds that what is the same for all cases of a run is kept: who asks, their posts, to whom


class Worker:
    """Whoever does cases of one run one after the other."""

    def __init__(self, run: int, acts: BulkActs) -> None:
        self._run, self._acts = run, acts
        self._read: BulkRun | None = None
        self._fresh_until = 0.0

    def step(self, *, at: datetime) -> bool:
        """Do the next case; False when none is left that nobody else is doing. The last one ends the run."""
        row: BulkRow | None = None
        try:
            with block_of_one_act():
                row = next(iter(_NEXT.rows(self._run)), None)
                if row is not None:
                    row.outcome, row.sentence = BulkRow.Outcome.DONE, self._carry_out(row, at=at)
                    update(row, *OUTCOME)
                self._end_if_last(row, at=at)
        except SHARED:
            raise
        except Exception as fault:  # whatever is wrong with one case, the others are done, and the run ends
            if row is None:
                raise
            self._refuse(row, fault, at=at)
        return row is not None

    def _refuse(self, row: BulkRow, fault: Exception, *, at: datetime) -> None:
        """All that was done to the case is taken back by now, and its row let go: somebody else may have done it meanwhile."""
        with transaction.atomic():
            if not BulkRow.objects.select_for_update(skip_locked=True).filter(pk=row.pk, outcome="").exists():
                return
            row.outcome = BulkRow.Outcome.REFUSED
            if isinstance(fault, Refused):
                row.sentence = fault.sentence[:300]
            else:
                row.sentence = FAILED
                # The person reads it on the run's page and decides: nobody does it again by itself.
                troubles.note(Doing.BULK, Subject(row.pk, row.case_id), fault, at=at)
                troubles.end(Doing.BULK, [row.pk], at=at)
            update(row, *OUTCOME)
            self._end_if_last(row, at=at)

    def _end_if_last(self, row: BulkRow | None, *, at: datetime) -> None:
        # two that do the last two cases see each other's: then whoever finds nothing left ends it
        if row is None or not row.others:  # type: ignore[attr-defined]
            waiting = BulkRow.objects.filter(run=OuterRef("pk"), outcome="")
            ended = Greatest(F("asked_at"), Value(at, DateTimeField()))  # a request that came before may end it
            BulkRun.objects.filter(~Exists(waiting), pk=self._run, finished_at=None).update(finished_at=ended)

    def _carry_out(self, row: BulkRow, *, at: datetime) -> str:
        run, case = self._as_asked_for(), row.case
        act = self._acts[run.act]
        if not case.is_allowed(run.by, act.needs, on=timezone.localdate(at)):
            raise Refused(GONE)
        return act.carry_out(run, case.number, row.version, at)

    def _as_asked_for(self) -> BulkRun:
        """The run with its people, whose rows keep what was read of their posts: read anew once a second (FRESH)."""
        now = time.monotonic()
        if self._read is None or now > self._fresh_until:
            self._read, self._fresh_until = _RUN.get(self._run), now + FRESH
        return self._read


_RUN = Prepared(lambda: BulkRun.objects.select_related("by", "to").filter(pk=ANY_NUMBER), ANY_NUMBER)
