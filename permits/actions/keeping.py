"""Lists of applications with a name; see worklists.actions."""

from datetime import datetime

from django.db import transaction

from cases.models import CaseKind
from hall.models import Department, User
from worklists import actions
from worklists.models import SavedView


@transaction.atomic
def save_view(*, name: str, query: str, department: Department | None, by: User, at: datetime) -> SavedView:
    """Keep a list under a name; one's own of that name is replaced."""
    return actions.save_view(kind=CaseKind.APPLICATION, name=name, query=query, department=department, by=by, at=at)


@transaction.atomic
def drop_view(*, pk: int, by: User, at: datetime) -> bool:
    """Drop one's own view; a shared one is dropped for everybody. Whether there was one."""
    return actions.drop_view(kind=CaseKind.APPLICATION, pk=pk, by=by, at=at)
