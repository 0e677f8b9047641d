"""The line that every change leaves, and the checks that every change shares."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from hall.horizon import must_begin_in_sight
from hall.importing.one_at_a_time import hold
from hall.models import Absence, Delegation, Post, PowerProposal, ReadingChange, StaffChange, User, Window
from hall.refusals import Refused, need_reason
from hall.worktime.wording import in_full

REASON_MOST, LINE_MOST = 300, 600  # characters
SUBJECTS: dict[type[Model], str] = {
    User: StaffChange.Subject.PERSON,
    Post: StaffChange.Subject.POST,
    Absence: StaffChange.Subject.ABSENCE,
    Window: StaffChange.Subject.WINDOW,
    Delegation: StaffChange.Subject.DELEGATION,
    PowerProposal: StaffChange.Subject.POWER,
    ReadingChange: StaffChange.Subject.READING,
}


class CannotChangeStaff(Refused):
    """A change of people, windows or instruments that does not hold together. Nothing was changed."""

    code = "cannot-change-staff"


@dataclass(frozen=True)
class Change:
    """Why something is changed, by whom (None: by a command on the server) and when: what each of its lines says."""

    reason: str
    by: User | None
    at: datetime

    def leave(self, row: Model, act: str, sentence: str, *, concerns: User | None = None) -> None:
        """
        Write the line of a row. `sentence` tells what was changed, from what to what.

        :param concerns: whose post or password it is, if they and those who watch over posts are to get a letter.
        """
        line = {"act": act, "sentence": sentence[:LINE_MOST], "reason": self.reason, "by": self.by, "at": self.at}
        StaffChange.objects.create(subject=SUBJECTS[row._meta.model], key=row.pk, concerns=concerns, **line)

    def not_before_today(self, day: date, sentence: str, field: str) -> None:
        if day < timezone.localdate(self.at):
            raise CannotChangeStaff(sentence, field=field)

    def in_sight(self, day: date, field: str) -> None:
        """:raises CannotChangeStaff: more than a year ahead, or outside the working calendar: a slip of the pen."""
        must_begin_in_sight(day, today=timezone.localdate(self.at), field=field, refusal=CannotChangeStaff)

    def end(self, row: Post | Delegation, last: date, *, what: str, begins: str) -> None:
        """
        Let a post or an instrument end with its last day.

        :raises CannotChangeStaff: a last day before it began, or not before the end that it has.
        """
        if last < row.valid_from:
            raise CannotChangeStaff(f"最后一天不能早于{begins}的那一天", field="valid_to")
        if row.valid_to is not None and last >= row.valid_to:
            raise CannotChangeStaff(f"{what}本来就到{day_words(row.valid_to)}为止", field="valid_to")
        row.valid_to = last
        row.save(update_fields=["valid_to"])


def begin(*, reason: str, by: User | None, at: datetime) -> Change:
    """
    Begin a change: one at a time, with its reason.

    :raises CannotChangeStaff: no reason, one that says nothing, or too long a one.
    """
    hold()
    reason = reason.strip()
    need_reason(reason, "填写理由或文号", "reason", refusal=CannotChangeStaff)
    if len(reason) > REASON_MOST:
        raise CannotChangeStaff(f"理由最多 {REASON_MOST} 个字", field="reason")
    return Change(reason, by, at)


def lines_of(*rows: Model) -> QuerySet[StaffChange]:
    """The changes of these rows, the last one first."""
    of_rows = reduce(or_, (Q(subject=SUBJECTS[row._meta.model], key=row.pk) for row in rows))
    return StaffChange.objects.filter(of_rows).select_related("by").order_by("-id")


def day_words(day: date | None) -> str:
    return in_full(day) if day else "长期"
