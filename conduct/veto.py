"""Candidates of the one-vote veto (rules V1): the departments with an upheld complaint in a year, each with what makes it one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.models import Case
from conduct.models import Attribution
from conduct.queries import leaders_of, standing, upheld_of_year
from hall.models import Department, User


@dataclass
class Candidate:
    """A department that cannot be 先进 in a year, and its leaders, who cannot be 优秀; `rows` are its upheld complaints."""

    department: Department
    leaders: list[str] = field(default_factory=list)
    rows: list[Case] = field(default_factory=list)
    concealed: bool = False


def candidates(user: User, year: int, *, on: date) -> list[Candidate]:
    """Of what this person may see: by whom a complaint is about, and for whom those worked who are liable."""
    cases = list(upheld_of_year(user, year, on=on))
    liable = standing(Attribution.objects.filter(complaint__in=[case.pk for case in cases], department__isnull=False))
    liable = liable.exclude(person=user)
    by_case: dict[int, list[Attribution]] = {}
    for row in liable.select_related("department"):
        by_case.setdefault(row.complaint_id, []).append(row)
    by_department: dict[int, Candidate] = {}
    for case in cases:
        about: Any = case.complaint.about_department
        attributions = by_case.get(case.pk, [])
        departments = {each.pk: each for each in [about, *(row.department for row in attributions)] if each is not None}
        for key, department in departments.items():
            candidate = by_department.setdefault(key, Candidate(department))
            candidate.rows.append(case)
            candidate.concealed |= any(row.concealed and row.department_id == key for row in attributions)
    leaders = leaders_of(set(by_department), year)
    for key, candidate in by_department.items():
        candidate.leaders = leaders.get(key, [])
    return sorted(by_department.values(), key=lambda each: (-len(each.rows), each.department.code))
