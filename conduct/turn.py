"""The frame of every verb of this room: the row locked, its arrow followed, one line left."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from cases.staleness import Stale
from conduct.models import ConductLine
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


def moved(row: Any, act: str, flow: Flow, *, to: str = "", words: str = "", by: User, at: datetime) -> None:
    """
    Follow an arrow and leave its line.

    :param to: where it leads as it is decided, where the arrow does not say it.
    :raises NotNow: it does not start from the state of the row.
    """
    target = flow.target(row.state, act)
    row.state = to or target
    row.save()
    leave(row, act, words=words, by=by, at=at)


def leave(row: Any, act: str, *, words: str = "", by: User | None, at: datetime) -> ConductLine:
    """Write what was done with a row."""
    of = {type(row).__name__.lower(): row}
    return ConductLine.objects.create(act=act, state=row.state, words=words.strip(), by=by, at=at, **of)
