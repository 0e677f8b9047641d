"""How long a case may be paused for one special procedure, over all of its notices and pauses (rules D4, D10; decision 117)."""

from django.utils import timezone

from cases.models import Case, Pause
from cases.turn import Turn
from hall import calendar
from hall.access import access_of
from hall.models import Post
from hall.refusals import BadInput
from hall.roles import Role
from permits.procedures import MORE_THAN_USUAL, USUAL_MOST, Procedure

MOST_DAYS = 365  # working days that a case may be paused for one procedure, whatever an item publishes
TOO_LONG = f"告知的天数不超过 {MOST_DAYS} 个工作日"


def must_fit(turn: Turn, ground: str, procedure: Procedure | None, *, days: int, field: str) -> None:
    """
    Whether a notice may declare so many working days (beside those of the pause that it prolongs).

    What the item publishes is the most for the case, not for a notice: ending a pause and beginning another would otherwise make
    it endless. Where it publishes none, what goes beyond USUAL_MOST in all is decided by the department's head, not again by
    whoever decided before.

    :raises BadInput: at `field`.
    """
    day = calendar.current().received_on(turn.at)  # ordered after closing time it begins on the next working day
    before = taken(turn.case, ground)
    starts_on = next((each.starts_on for each in _of(turn.case, ground) if each.ends_on is None), day)
    most = procedure.longest(starts_on=starts_on, calendar=calendar.current()) if procedure else None
    if procedure and most is not None and before + days > most:
        used = f"，已经告知 {before} 个" if before else ""
        raise BadInput(f"这个事项公布的{procedure.words}最长 {most} 个工作日{used}", field=field)
    if most is None and days > USUAL_MOST:
        raise BadInput(MORE_THAN_USUAL, field=field)
    if before + days > MOST_DAYS:
        raise BadInput(f"{TOO_LONG}，已经告知 {before} 个", field=field)
    if most is None and before + days > USUAL_MOST and not as_the_head(turn):
        raise BadInput(
            f"已经告知 {before} 个工作日，一共超过 {USUAL_MOST} 个的由部门负责人决定，您没有这个岗位", field=field
        )


def taken(case: Case, ground: str) -> int:
    """The working days that a case has been paused for one procedure: those of a pause that is over, those declared of one that goes on."""
    days = calendar.current()
    return sum(
        each.declared_days
        if each.ends_on is None
        else days.workdays_between(days.nth_workday_before(each.starts_on, 1), each.ends_on)
        for each in _of(case, ground)
    )


def as_the_head(turn: Turn) -> bool:
    """
    Whether this person does it as the department's head that day: in the post, or for a head who is away, and then the line of
    the history says for whom. A permission alone says no rank, nor whose post an act rests on that another post allows too.
    """
    access = access_of(turn.by, on=timezone.localdate(turn.at))
    if any(_is_the_heads(post, turn) for post in access.posts):
        return True
    stood_in = next((post for post in access.deputised if _is_the_heads(post, turn)), None)
    if stood_in:
        turn.acts_for = {"acts_for": str(stood_in.user)}
    return stood_in is not None


def _is_the_heads(post: Post, turn: Turn) -> bool:
    return post.role == Role.DEPARTMENT_HEAD and post.department_id == turn.case.department_id


def _of(case: Case, ground: str) -> list[Pause]:
    return [each for each in case.pauses.all() if each.ground == ground and not each.never_began]
