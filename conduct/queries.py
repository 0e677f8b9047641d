"""
Questions about consequences. Each list begins with the complaints that its reader may see, and never has what is about the
reader: before a decision is served nobody learns here that there is one.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cases.models import Case
from complaints.models import Complaint, Finding
from complaints.queries import complaints_for
from conduct.deadlines import counted_since
from conduct.ladders import SELF
from conduct.models import Attribution, Correction, Exposure, Sanction, SanctionPolicy, Supervision
from conduct.states import CALLED_OFF, DECIDED, PROPOSED, REVOKED, STANDS
from hall.access import Access, holders
from hall.models import Department, Post, User
from hall.permissions import Permission
from hall.roles import Role

UPHELD = (Finding.Result.UPHELD, Finding.Result.PARTLY_UPHELD)
LAST_RESULT = Subquery(
    Finding.objects.filter(complaint=OuterRef("complaint")).order_by("-at", "-id").values("result")[:1]
)
CENTRE = (Permission.CONDUCT_ATTRIBUTE, Permission.SANCTION_DECIDE)  # of those who see complaints


# Whose eyes


def attributions_for(user: User, permission: Permission, *, on: date) -> QuerySet[Attribution]:
    """Those of complaints that this person may see, but for their own."""
    if permission not in CENTRE:
        return Attribution.objects.none()
    seen = _cases_for(user, permission, on=on)
    return Attribution.objects.filter(complaint__in=seen.values("pk")).exclude(person=user)


def sanctions_for(user: User, permission: Permission, *, on: date) -> QuerySet[Sanction]:
    """Whoever decides sees all but what is about them; whoever is concerned what was served on them."""
    if permission is Permission.SANCTION_APPEAL:
        return Sanction.objects.filter(person=user, served_at__isnull=False)
    if permission is not Permission.SANCTION_DECIDE:
        return Sanction.objects.none()
    return Sanction.objects.filter(attribution__in=attributions_for(user, permission, on=on)).exclude(person=user)


def corrections_for(user: User, permission: Permission, access: Access, *, on: date) -> QuerySet[Correction]:
    """
    Of one's own department; of the complaints that one may see; or, for the office, which sees none, of every department that it
    does not work for.
    """
    grant = access.grant(permission)
    if not grant:
        return Correction.objects.none()
    if permission is Permission.CORRECTION_ANSWER:
        return Correction.objects.filter(grant.as_filter("department"))
    if access.grant(Permission.CONDUCT_ATTRIBUTE):
        seen = _cases_for(user, Permission.CONDUCT_ATTRIBUTE, on=on)
        return Correction.objects.filter(complaint__in=seen.values("pk"))
    others = Correction.objects.exclude(department__in=access.departments)
    others = others.filter(complaint__case__about_centre__in=grant.about_centre)
    return others.exclude(complaint__case__kept_from__contains=[user.pk])


def exposures_for(user: User, permission: Permission, access: Access) -> QuerySet[Exposure]:
    """What was broadcast is no secret: whoever watches reads all but of the units that they work for."""
    grant = access.grant(permission)
    if permission is Permission.CORRECTION_ANSWER:
        return Exposure.objects.filter(grant.as_filter("department")) if grant else Exposure.objects.none()
    return Exposure.objects.exclude(department__in=access.departments) if grant else Exposure.objects.none()


def supervisions_for(user: User, permission: Permission, access: Access) -> QuerySet[Supervision]:
    """Of one's own department; of whoever issues and watches them all but of the units that they work for."""
    grant = access.grant(permission)
    if permission is Permission.CORRECTION_ANSWER:
        return Supervision.objects.filter(grant.as_filter("department")) if grant else Supervision.objects.none()
    return Supervision.objects.exclude(department__in=access.departments) if grant else Supervision.objects.none()


def findings_for(user: User, *, on: date) -> Any:
    """
    The complaints whose last finding is upheld, and that this person may attribute or have put right. One on which they are
    liable themselves stands here as before: that it vanished, or was attributed, would tell them.
    """
    cases = _cases_for(user, Permission.CONDUCT_ATTRIBUTE, on=on)
    last = Finding.objects.filter(complaint=OuterRef("pk")).order_by("-at", "-id")
    # the last one is asked only of those that have an upheld one at all
    some = cases.filter(pk__in=Finding.objects.filter(result__in=UPHELD).values("complaint"))
    upheld = some.annotate(last_result=Subquery(last.values("result")[:1]), found_at=Subquery(last.values("at")[:1]))
    return upheld.filter(last_result__in=UPHELD)


def without_liable(cases: Any, user: User) -> Any:
    """Those that this person sees nobody attributed on."""
    others = Attribution.objects.filter(complaint=OuterRef("pk"), state=STANDS).exclude(person=user)
    return cases.exclude(Exists(others))


def _cases_for(user: User, permission: Permission, *, on: date) -> QuerySet[Case]:
    """The complaints that a person may see, for what this room does with them."""
    return complaints_for(user, Permission.COMPLAINT_VIEW, on=on) if permission in CENTRE else Case.objects.none()


# What counts


def last_finding(complaint: Complaint) -> Finding | None:
    return complaint.findings.order_by("at", "id").last()


def standing(attributions: QuerySet[Attribution]) -> QuerySet[Attribution]:
    """Those that were not taken back and whose complaint is upheld still (rules C9)."""
    return attributions.filter(state=STANDS).annotate(last_result=LAST_RESULT).filter(last_result__in=UPHELD)


def stands(attribution: Attribution) -> bool:
    return standing(Attribution.objects.filter(pk=attribution.pk)).exists()


def counted_with(attribution: Attribution) -> list[Attribution]:
    """
    The person's upheld findings of the 24 months up to this one, this one last, whatever post or department they had: how many
    they are is which one this is.
    """
    until = attribution.found_on
    of_person = Attribution.objects.filter(person=attribution.person_id, found_on__gte=counted_since(until))
    before = Q(found_on__lt=until) | Q(found_on=until, pk__lte=attribution.pk)
    rows = standing(of_person.filter(before)).select_related("complaint__case", "department", "post")
    return sorted(rows, key=lambda each: (each.found_on, each.pk))


def policy_on(day: date) -> SanctionPolicy | None:
    """The version in force on a day; None before the first one, when the default ladder is in force."""
    return SanctionPolicy.objects.filter(in_force_from__lte=day).order_by("in_force_from", "number").last()


def alone_in(role: str, department: int | None, *, on: date) -> User | None:
    """Who held the one post of a role in a department that day; nobody where there was none, or several."""
    posts = Post.objects.filter(role=role, department=department, valid_from__lte=on).select_related("user")
    holders = {post.user_id: post.user for post in posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))}
    return next(iter(holders.values())) if department is not None and len(holders) == 1 else None


def posts_until(day: date) -> QuerySet[Post]:
    """Posts that somebody held on that day or before."""
    rows = Post.objects.filter(valid_from__lte=day).select_related("user", "department", "window")
    return rows.prefetch_related("window__departments").order_by("user__display_name", "user_id", "valid_from")


def worked_in(department: int, user: User, *, on: date) -> bool:
    """Whether somebody had a post in a department that day, at a window of its too."""
    posts = Post.objects.filter(Q(department=department) | Q(window__departments=department), user=user)
    return posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on).exists()


def was_served(user: User, complaint: int) -> bool:
    """Whether a sanction from a complaint was served on somebody: they know of it."""
    return Sanction.objects.filter(person=user, served_at__isnull=False, attribution__complaint=complaint).exists()


def awaits_serving(complaint: Complaint, people: list[User]) -> bool:
    """Whether one of these people is liable on a complaint, and what is proposed for them was neither served nor dropped."""
    waiting = Sanction.objects.filter(link=SELF, state__in=[PROPOSED, DECIDED], attribution__state=STANDS)
    return waiting.filter(attribution__complaint=complaint, attribution__person__in=people).exists()


def answering_for(department: Department, *, on: date) -> list[User]:
    """Who hands in for a department that day, its heads and section chiefs: they read its corrections and exposures."""
    posts = holders(Permission.CORRECTION_ANSWER, department.pk, on=on)
    return list({post.user_id: post.user for post in posts}.values())


# One-vote veto (rules V1)


def upheld_of_year(user: User, year: int, *, on: date) -> Any:
    """The upheld complaints of a year that a person may see: what makes a department a candidate."""
    return findings_for(user, on=on).filter(found_at__year=year).select_related("complaint__about_department")


def leaders_of(departments: set[int], year: int) -> dict[int, list[str]]:
    """Who headed each of these departments in a year: they cannot be 优秀 (V1)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    posts = Post.objects.filter(role=Role.DEPARTMENT_HEAD, department__in=departments, valid_from__lte=last)
    rows = posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first)).select_related("user").order_by("id")
    names: dict[int, list[str]] = {}
    for post in rows:
        if str(post.user) not in names.setdefault(post.department_id or 0, []):
            names[post.department_id or 0].append(str(post.user))
    return names


def is_in_force(sanction: Sanction, *, on: date) -> bool:
    """Whether a sanction is in force on a day: served, not revoked, and its 24 months not over."""
    until = sanction.out_of_force_on
    return until is not None and on < until and sanction.state not in (REVOKED, CALLED_OFF)


def departments_of(complaint: Complaint) -> list[Department]:
    """The units that a complaint is about, or whose people are liable on it; all of them where none is named."""
    liable = Attribution.objects.filter(complaint=complaint, state=STANDS).values("department")
    named = Department.objects.filter(Q(pk=complaint.about_department_id) | Q(pk__in=liable))
    return list(named.order_by("code")) or list(Department.objects.order_by("code"))
