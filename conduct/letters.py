"""
What people are told inside of consequences: whoever decides of a proposal and an appeal, whoever is concerned of a serving, the
department's head of a correction and an exposure. These letters are about no case: nothing of them goes outside.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases.models import Deadline, Letter
from cases.quiet import is_quiet
from conduct.models import Correction, Exposure, Sanction, Supervision
from conduct.queries import answering_for
from conduct.turn import version_of
from hall import calendar
from hall.access import holders
from hall.models import User
from hall.permissions import Permission
from hall.worktime import Due


def tell_of_proposal(sanction: Sanction, *, at: datetime) -> None:
    """Whoever decides, but for whom it is about."""
    others = [user for user in _deciders(at=at) if user.pk != sanction.attribution.person_id]
    _write("sanction_proposed", sanction, "sanctions", others, at=at)


def tell_of_serving(sanction: Sanction, *, at: datetime) -> None:
    if sanction.person is not None:
        _write("sanction_served", sanction, "mine", [sanction.person], at=at)


def tell_of_appeal(sanction: Sanction, due: Due, *, at: datetime) -> None:
    """Whoever may rule on it: another person than who decided."""
    apart = {sanction.settled_by_id, sanction.person_id, sanction.attribution.person_id}
    others = [user for user in _deciders(at=at) if user.pk not in apart]
    _write("sanction_contested", sanction, "sanctions", others, at=at, **_dated(due))


def tell_department(
    template: str, row: Correction | Exposure | Supervision, due: Deadline | None, *, at: datetime
) -> None:
    """Whoever hands in for the department. :param due: the clock that runs for them from now on; None where none does."""
    room = ROOMS[type(row)]
    people = answering_for(row.department, on=timezone.localdate(at))
    _write(template, row, room, people, at=at, note=str(row.department), **(_dated(due) if due else {}))


def tell_of_answer(row: Supervision, *, at: datetime) -> None:
    """Whoever settles or returns an answer hears that there is one."""
    posts = holders(Permission.SUPERVISION_ISSUE, None, on=timezone.localdate(at))
    people = {post.user_id: post.user for post in posts}
    _write("supervision_answered", row, "supervision", people.values(), at=at, note=str(row.department))


ROOMS: dict[type, str] = {Correction: "corrections", Exposure: "exposures", Supervision: "supervision"}


def _deciders(*, at: datetime) -> list[User]:
    posts = holders(Permission.SANCTION_DECIDE, None, on=timezone.localdate(at))
    return list({post.user_id: post.user for post in posts}.values())


def _dated(due: Due | Deadline) -> dict[str, Any]:
    return {"due_at": due.due_at.isoformat(), "provisional": due.provisional}


def _write(template: str, row: Any, room: str, to: Iterable[User], *, at: datetime, **facts: Any) -> None:
    not_before, quiet, version = calendar.current().next_office_moment(at), is_quiet(), version_of(row)
    for person in to:
        Letter.objects.create(
            cause=f"{template} {row.key} {version} {person.pk}",
            recipient=person,
            template=template,
            facts={"conduct": f"/conduct/{room}/{row.key}/", **facts},
            written_at=at,
            not_before=not_before,
            quiet=quiet,
        )
