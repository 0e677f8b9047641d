"""
The frame of a verb, written once for every room: one transaction, the case locked, its version and state and what else the
act needs asked again, and one line in the history.

A room binds it (``verb = verb_of(lock=…, flow_of=…, why_not=…)``) and writes

    @verb(refusal=CannotUndo)
    def undo(turn: Turn[Application], *, reason: str) -> Application: ...

which is called ``undo(number=…, by=…, at=…, reason=…, version=…)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Generic, Protocol, TypeVar

from django.utils import timezone

from cases import history, in_hand
from cases.models import Case
from hall import calendar
from hall.access import access_of
from hall.flow import Flow
from hall.models import User
from hall.permissions import Permission
from hall.refusals import Refused
from hall.whole import whole

R = TypeVar("R")
Subject = TypeVar("Subject")


@dataclass
class Turn(Generic[Subject]):
    """One act on one case, under its lock. `subject`: the room's own row of the case; `target`: the state that it leads to."""

    verb: str
    case: Case
    subject: Subject
    target: str
    by: User
    at: datetime
    acts_for: dict[str, str]

    def record(self, verb: str = "", **facts: Any) -> None:
        """Write the act's line into the history, with whom a deputy stood in for; the case is then where the act leads."""
        line = self.acts_for | facts
        history.record(self.case, verb=verb or self.verb, by=self.by, at=self.at, to=self.target, **line)


class Lock(Protocol):
    """
    How a room locks a case: returns it with the room's own row, with the calendar's stamp in `stamps` where it was read along, with
    the case locked. :raises Stale: somebody has acted since `version`.
    """

    def __call__(self, number: str, version: int | None, /, *, at: datetime) -> tuple[Case, Any]: ...


class WhyNot(Protocol):
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""

    def __call__(self, act: str, subject: Any, /, *, by: User, at: datetime) -> str: ...


def stood_in(department: int | None, permission: Permission, *, by: User, at: datetime) -> dict[str, str]:
    """For the line of the history: for whom a deputy used this permission for a department. Nothing where it is the person's own."""
    post = access_of(by, on=timezone.localdate(at)).acts_for(permission, department)
    return {"acts_for": str(post.user)} if post else {}


class Frame(Protocol):
    """
    A room's ``@verb(…)``: makes a verb of a function that does one act's own part.

    :param refusal: what it is refused with when the case does not fit, whatever was filled in.
    :param way: which arrow it leads along, from what was filled in; None: the one of its own name.
    """

    def __call__(
        self, *, refusal: type[Refused] = Refused, way: Callable[[dict[str, Any]], str] | None = None
    ) -> Callable[[Callable[..., R]], Callable[..., R]]: ...


def verb_of(*, lock: Lock, flow_of: Callable[[str], Flow], why_not: WhyNot, turn: Callable[..., Any] = Turn) -> Frame:
    """
    Return a room's `@verb`.

    :param flow_of: the state table in which an arrow stands. :param turn: the room's own Turn, where it has one.
    """

    def verb(
        *, refusal: type[Refused] = Refused, way: Callable[[dict[str, Any]], str] | None = None
    ) -> Callable[[Callable[..., R]], Callable[..., R]]:
        def framed(do: Callable[..., R]) -> Callable[..., R]:
            @wraps(do)
            # One transaction around all of it: a refusal, wherever it is raised, takes back what the verb did before.
            @whole()
            def act(*, number: str, by: User, at: datetime, version: int | None = None, **fields: Any) -> R:
                # The arrow may have another name than the act: one act can lead to several states (`way`).
                arrow = way(fields) if way else do.__name__
                with in_hand.acting():
                    # Locked first: whatever is asked below is asked of the rows as they stay until the commit.
                    case, subject = lock(number, version, at=at)
                    flow = flow_of(arrow)
                    # This refuses an act that does not start from the state of the case, before the room is asked.
                    target = flow.target(case.state, arrow)
                    with calendar.held(*getattr(subject, "stamps", ())):
                        if sentence := why_not(do.__name__, subject, by=by, at=at):
                            raise refusal(sentence)
                        acts_for = stood_in(case.department_id, flow.permission(arrow), by=by, at=at)
                        return do(turn(arrow, case, subject, target, by, at, acts_for), **fields)

            return act

        return framed

    return verb
