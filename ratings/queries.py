"""Questions about ratings and corrections: who sees which, and when."""

from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case, CaseKind
from hall.access import Grant
from ratings.deadlines import UNSEEN_FOR
from ratings.models import Correction, Rating, RefusedRating
from ratings.states import ANSWERED, CLOSED, CONTACTED, OPENED

CORRECTIONS = Case.objects.filter(kind=CaseKind.RATING)
TABS = {"open": "要联系、整改", "answered": "待回访", "disputed": "待认定", "closed": "已办结", "all": "全部"}


def corrections(grant: Grant, *, at: datetime) -> QuerySet[Case]:
    """Corrections that a grant reaches; none of the last minute: nobody here reads an answer while the person is still there."""
    return CORRECTIONS.reached_by(grant).filter(opened_at__lte=at - UNSEEN_FOR)


def tab(name: str, cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases of one list, what is due first on top."""
    some = {
        "open": cases.filter(state__in=[OPENED, CONTACTED]),
        "answered": cases.filter(state=ANSWERED),
        "disputed": cases.filter(correction__disputed_at__isnull=False, correction__judged_at__isnull=True),
        "closed": cases.filter(state=CLOSED),
        "all": cases,
    }[name]
    order = "-opened_at" if name in {"closed", "all"} else "opened_at"
    return some.select_related("department", "owner", "window", "correction__rating").order_by(order, "pk")


def loaded(case: Case) -> Correction:
    """The correction of a case with its rating and steps, for a page."""
    rows = Correction.objects.select_related(
        "rating__item",
        "rating__window",
        "rating__person",
        "rating__link__visit__application__case",
        "rating__link__case",
    )
    correction = rows.prefetch_related("steps__by").get(case=case)
    correction.case = case
    return correction


def visible(grant: Grant, *, at: datetime) -> QuerySet[Rating]:
    """The ratings that count and that a grant reaches, without those of the last minute."""
    return visible_rows(grant, at=at).filter(replaced_by=None)


def visible_rows(grant: Grant, *, at: datetime) -> QuerySet[Rating]:
    """The same with those that their raters have replaced."""
    ratings = Rating.all_rows.filter(at__lte=at - UNSEEN_FOR)
    return ratings.filter(grant.as_filter("department")) if grant else ratings.none()


def refused(grant: Grant) -> QuerySet[RefusedRating]:
    """Attempts of the hall's own people to rate what a grant reaches, the last one first."""
    if not grant:
        return RefusedRating.objects.none()
    reached = grant.as_filter("visit__department") | grant.as_filter("case__department")
    return RefusedRating.objects.filter(reached).select_related("user", "visit__window").order_by("-at", "-pk")
