"""
The frame of every verb of this room: the row locked, its arrow followed, one line left. Corrections and exposures have a case
besides, with their clocks: each of their lines stands in its history too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from cases import history, in_hand
from cases.models import Case
from cases.proofs import proof
from cases.queries import locked as locked_case
from cases.staleness import Stale
from cases.sweep import settle
from conduct.models import ConductLine
from hall import calendar
from hall.flow import Flow
from hall.models import User

Row = TypeVar("Row", bound=models.Model)


def locked(model: type[Row], key: UUID, version: int | None) -> Row:
    """
    The row of this key, locked. Its version is how many lines it has.

    :raises Stale: somebody has acted on it since `version`.
    """
    row = model._default_manager.select_for_update(of=("self",)).get(key=key)
    if version is not None and version != version_of(row):
        last = row.lines.select_related("by").last()  # type: ignore[attr-defined]  # each of these tables has lines
        raise Stale(f"{last.by if last and last.by else '有人'}刚刚改过这一项。您填的内容还在，先看改动再保存")
    return row


def version_of(row: Any) -> int:
    return row.lines.count()


def moved(row: Any, act: str, flow: Flow, *, to: str = "", words: str = "", by: User, at: datetime) -> ConductLine:
    """
    Follow an arrow and leave its line.

    :param to: where it leads as it is decided, where the arrow does not say it.
    :raises NotNow: it does not start from the state of the row.
    """
    target = flow.target(row.state, act)
    row.state = to or target
    row.save()
    return leave(row, act, words=words, by=by, at=at)


def leave(row: Any, act: str, *, words: str = "", by: User | None, at: datetime, recorded: bool = False) -> ConductLine:
    """
    Write what was done with a row.

    :param recorded: its case has this line already, for it was opened by it.
    """
    of = {type(row).__name__.lower(): row}
    line = ConductLine.objects.create(act=act, state=row.state, words=words.strip(), by=by, at=at, **of)
    case = getattr(row, "case", None)
    if case is not None and not recorded:
        history.record(case, verb=act, by=by, at=at, to=row.state, text_hash=proof(act, str(line.key), line.words))
    return line


@contextmanager
def acting_on(row: Any, *, at: datetime) -> Iterator[Case]:
    """The case of a correction or an exposure, locked and as time has made it, for the length of an act."""
    with in_hand.acting(), calendar.held():
        row.case = locked_case(row.case.number)
        settle(row.case, at=at)
        yield row.case
