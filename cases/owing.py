"""Writing a letter to a member of staff, in the transaction of its cause."""

from datetime import datetime
from typing import Any

from cases import numbering
from cases.models import Case, Letter
from cases.quiet import is_quiet
from hall import calendar
from hall.models import Department, User


def owe(
    case: Case, *, cause: str, template: str, recipient: User | Department | None, at: datetime, **facts: Any
) -> None:
    """
    Write a letter, once for each cause, to a person, or to whoever answers for a department (recipient None: that of the case).
    """
    department = recipient if isinstance(recipient, Department) else case.department
    person = recipient if isinstance(recipient, User) else None
    if person is None and department is None:
        return
    numbering.must_have_one(case.number)
    Letter.objects.get_or_create(
        cause=cause,
        defaults={
            "case": case,
            "recipient": person,
            "department": department,
            "template": template,
            "facts": {"number": case.number, **facts},
            "written_at": at,
            "not_before": calendar.current().next_office_moment(at),
            "quiet": is_quiet(),
        },
    )
