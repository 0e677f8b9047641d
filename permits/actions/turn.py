"""
The frame of a verb, written once: one transaction, the case locked and brought up to the moment, the state and what else
the act needs asked again, and one line in the history.

    @verb(refusal=CannotUndo)
    def undo(turn: Turn, *, reason: str) -> Application: ...

is called ``undo(number=…, by=…, at=…, reason=…, version=…)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction

from cases import history
from cases.models import Case
from hall.flow import Flow
from hall.models import User
from hall.refusals import Refused
from permits import letters, possible
from permits.actions.locking import lock
from permits.authority import stood_in
from permits.models import Application
from permits.states import BESIDES, FLOW

R = TypeVar("R")


@dataclass
class Turn:
    """One act on one application, under its lock. `target`: the state that it leads to."""

    verb: str
    case: Case
    application: Application
    target: str
    by: User
    at: datetime
    acts_for: dict[str, str]

    def record(self, verb: str = "", **facts: Any) -> None:
        """Write the act's line into the history, with whom a deputy stood in for; the case is then where the act leads."""
        line = self.acts_for | facts
        history.record(self.case, verb=verb or self.verb, by=self.by, at=self.at, to=self.target, **line)

    def letter(self, kind: str, **facts: Any) -> None:
        """Write to the applicant what has happened: last in the verb."""
        letters.tell(self.application, kind, at=self.at, **facts)


def flow_of(name: str) -> Flow:
    return FLOW if name in FLOW.arrows else BESIDES


def verb(
    *, refusal: type[Refused] = Refused, way: Callable[[dict[str, Any]], str] | None = None
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """
    Make a verb of a function that does one act's own part.

    :param refusal: what it is refused with when the case does not fit, whatever was filled in (permits.possible).
    :param way: which arrow it leads along, from what was filled in; None: the one of its own name.
    """

    def framed(do: Callable[..., R]) -> Callable[..., R]:
        @wraps(do)
        @transaction.atomic
        def done(*, number: str, by: User, at: datetime, version: int | None = None, **fields: Any) -> R:
            name = way(fields) if way else do.__name__
            return do(begin(do.__name__, name, number=number, by=by, at=at, version=version, refusal=refusal), **fields)

        return done

    return framed


def begin(
    act: str, arrow: str, *, number: str, by: User, at: datetime, version: int | None, refusal: type[Refused]
) -> Turn:
    """
    Lock a case for an act.

    :raises Stale: somebody has acted on it since `version`.
    :raises NotNow: the act does not start from its state; `refusal`: something else is in its way.
    """
    case, application = lock(number, version, at=at)
    flow = flow_of(arrow)
    target = flow.target(case.state, arrow)
    if sentence := possible.why_not(act, application, by=by, at=at):
        raise refusal(sentence)
    return Turn(arrow, case, application, target, by, at, stood_in(case, flow.permission(arrow), by=by, at=at))
