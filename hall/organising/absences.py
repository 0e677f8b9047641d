"""
Who acts while a chief or head is away: noted with a deputy, from one day to another (rules W5, Q31).

A deputy holds the post meanwhile. Whoever would gain by it what takes two people to give is proposed, and confirmed by another
(decision 124).
"""

from datetime import date, datetime

from django.db import transaction

from hall.models import Absence, PostProposal, User
from hall.organising.confirming import propose_deputy
from hall.organising.deputies import holds_the_same, must_fit, must_leave_sight, stands
from hall.organising.trace import CannotChangeStaff, begin, day_words
from hall.roles import BY_TWO_PEOPLE


@transaction.atomic
def note_absence(*, absence: Absence, reason: str, by: User, at: datetime) -> Absence | PostProposal:
    """
    Let a deputy hold a clerk's, chief's or head's post while its holder is away, or propose it where the deputy gains by it. No clock stops.

    :param absence: not written yet: post, deputy, first and last day.
    :raises CannotChangeStaff: no such post, a day in the past, longer than `deputies.LONGEST`, another deputy on one of the days, or a
        deputy who does not work for the department.
    """
    change = begin(reason=reason, by=by, at=at)
    change.not_before_today(absence.valid_from, "开始的那一天不能早于今天", "valid_from")
    if absence.deputy == by:
        raise CannotChangeStaff("不能安排自己代，由另一个人办", field="deputy")
    must_fit(absence)
    must_leave_sight(absence)
    if absence.post.role in BY_TWO_PEOPLE and not holds_the_same(absence):
        return propose_deputy(absence, change)
    return stands(absence, change)


@transaction.atomic
def end_absence(*, absence: Absence, valid_to: date, reason: str, by: User, at: datetime) -> Absence:
    """
    End an absence before its time: `valid_to` is its last day, today at the earliest.

    :raises CannotChangeStaff: a day in the past, before it began, or not before the end that it has.
    """
    change = begin(reason=reason, by=by, at=at)
    change.not_before_today(valid_to, "最后一天不能早于今天", "valid_to")
    if not absence.valid_from <= valid_to < absence.valid_to:
        days = f"{day_words(absence.valid_from)}和{day_words(absence.valid_to)}"
        raise CannotChangeStaff(f"在{days}之间提前", field="valid_to")
    absence.valid_to = valid_to
    absence.save(update_fields=["valid_to"])
    sentence = f"{absence.deputy}代{absence.post.user}，提前到{day_words(valid_to)}为止"
    change.leave(absence, "end", sentence, concerns=absence.post.user)
    return absence
