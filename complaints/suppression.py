"""压案: a complaint that nobody has touched for ten working days is flagged, with the chain of those who answer for it (rules V2, B-39)."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cases import history, troubles
from cases.models import Case, CaseKind, Doing
from cases.owing import owe
from cases.sight import handlers_of, watchers
from cases.troubles import Subject
from complaints.deadlines import SILENT_FOR
from complaints.models import Assignment, Suppression
from complaints.states import ACCEPTED, FILED
from hall import calendar
from hall.access import current_posts
from hall.roles import Role
from hall.worktime import Limit, Unit, due

NOBODY = "没有设岗"
IN_A_DEPARTMENT = {Role.SECTION_CHIEF: "科长", Role.DEPARTMENT_HEAD: "负责人"}


def flag_silent(*, at: datetime) -> int:
    """Flag each case that lies still for too long, once for each silence; return how many. Part of the passing of time."""
    silent = _silent(at=at).order_by("pk").values_list("pk", flat=True)
    return troubles.at_each(Doing.SUPPRESSION, [Subject(pk, pk) for pk in silent], partial(_flag, at=at), at=at)


def _silent(*, at: datetime) -> QuerySet[Case]:
    """Filed or accepted, and not touched since so long ago that it can be too long; without those that have been flagged for it."""
    days = calendar.current()
    since = days.closes(days.nth_workday_before(timezone.localdate(at), SILENT_FOR))
    flags = Suppression.objects.filter(complaint=OuterRef("pk"), still_since=OuterRef("acted_at"))
    running = Case.objects.running().filter(kind=CaseKind.COMPLAINT, state__in=(FILED, ACCEPTED))
    return running.filter(acted_at__lte=since).exclude(Exists(flags))


def still_silent() -> Exists:
    """Of a case: that it was flagged, and nobody has touched it since."""
    return Exists(Suppression.objects.filter(complaint=OuterRef("pk"), still_since=OuterRef("acted_at")))


def _flag(pk: int, *, at: datetime) -> bool | None:
    case = (
        Case.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("owner", "hall")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        return None  # somebody is acting on it
    still_since = case.acted_at or case.opened_at
    last_day = due(Limit(Unit.WORKING_DAY, SILENT_FOR), still_since, calendar.current()).due_at
    if at <= last_day or not _silent(at=at).filter(pk=pk).exists():
        return False
    chain = chain_of(case, at=at)
    words = "；".join(f"{place}：{name}" for place, name in chain)
    Suppression.objects.create(complaint_id=pk, still_since=still_since, at=at, chain=chain)
    history.record(case, verb="suppressed", by=None, at=at, still_since=still_since, days=SILENT_FOR, chain=words)
    for reader in {*watchers(case, at=at), *handlers_of(case, at=at)}:
        owe(
            case, cause=f"suppressed {pk} {still_since} {reader.pk}", template="suppressed", recipient=reader, at=at,
            days=SILENT_FOR, note=words,
        )  # fmt: skip
    return True


def chain_of(case: Case, *, at: datetime) -> list[tuple[str, str]]:
    """
    Who answers for a case that lies still, from the handler upwards: the handler, in the department that it lies with its chief and
    head, then the office. Who stands above these has no post here.
    """
    handlers = [case.owner] if case.owner else handlers_of(case, at=at)
    chain = [("首办责任人" if case.owner else "投诉举报中心", _names(str(each) for each in handlers))]
    posts = current_posts(timezone.localdate(at)).filter(user__is_active=True).select_related("user").order_by("pk")
    open_one = (
        Assignment.objects.filter(complaint=case.pk, state=Assignment.State.OPEN).select_related("department").first()
    )
    if open_one:
        for role, words in IN_A_DEPARTMENT.items():
            there = posts.filter(role=role, department=open_one.department)
            chain.append((f"{open_one.department}{words}", _names(str(post.user) for post in there)))
    watching = {person.pk for person in watchers(case, at=at)}
    office = posts.filter(role=Role.OFFICE, user__in=watching)
    return [*chain, ("软环境办", _names(str(post.user) for post in office))]


def _names(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names)) or NOBODY
