"""Bulk acts on applications, carried out a case at a time by worklists.bulk."""

from datetime import datetime

from cases.models import CaseKind
from permits.actions.bulk import BULK_ACTS
from worklists import bulk
from worklists.bulk import AT_ONCE, GONE

__all__ = ["AT_ONCE", "GONE", "step", "unfinished"]


def unfinished() -> list[int]:
    """Runs with something left to do, the oldest first."""
    return bulk.unfinished(CaseKind.APPLICATION)


def step(run: int, *, at: datetime) -> bool:
    """Do the next case of a run; False when none is left that nobody else is doing."""
    return bulk.step(run, BULK_ACTS, at=at)
