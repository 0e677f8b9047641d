"""
A bar to applying again after false materials or deceit (行政许可法 art. 78, 79; rules A10): setting it with the decision that it
follows from, asking for it when somebody applies, taking it away with that decision.

Both articles are about licences only, and bar only those that bear directly on public safety, health, life or property: a field
of the item's version.
"""

from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from hall.identifiers import grouped
from hall.models import User
from hall.prepared import ANY_DAY, ANY_NUMBER, ANY_TEXT, Prepared
from hall.templatetags.presentation import day
from permits import deadlines
from permits.models import Application, Bar

YEARS = {Bar.Ground.FALSE_MATERIALS: deadlines.FALSE_MATERIALS_BAR, Bar.Ground.DECEIT: deadlines.DECEIT_BAR}


def bars(application: Application) -> bool:
    """Whether false materials or deceit bar from applying for this item again (art. 78, 79): a licence that touches safety."""
    return application.item_version.is_licence and application.item_version.touches_safety


def impose(application: Application, ground: Bar.Ground, *, by: User, at: datetime) -> Bar | None:
    """Bar the applicant from applying for this item again; None where the article bars nobody."""
    if not bars(application):
        return None
    decided_on = timezone.localdate(at)
    return Bar.objects.create(
        application=application,
        item=application.item_version.item,
        ground=ground,
        first_day=decided_on,
        until=deadlines.barred_until(decided_on=decided_on, years=YEARS[ground]),
        at=at,
        officer=by,
    )


# Every registration asks this. The number of the case: whoever registers may look there why.
_IN_FORCE = Prepared(
    lambda: (
        Bar.objects.filter(
            application__applicant_id_hash=ANY_TEXT,
            item=ANY_NUMBER,
            lifted_at=None,
            first_day__lte=ANY_DAY,
            until__gte=ANY_DAY,
        )
        .annotate(number=F("application__case__number"))
        .order_by("-until")
    ),
    ANY_TEXT,
    ANY_NUMBER,
    ANY_DAY,
)


def in_force(*, id_hash: str, item: int, on: date) -> Bar | None:
    """The bar that binds whoever has this document number, for an item (by id) on a day; the one that holds longest."""
    return next(iter(_IN_FORCE.rows(id_hash, item, on)), None)


def sentence(bar: Bar) -> str:
    """Until when, and where it says why, for whoever registers: nothing that the people in the queue may not hear."""
    number = grouped(bar.number)  # type: ignore[attr-defined]  # read along by in_force
    return f"到 {day(bar.until)} 为止不能再次申请这个事项，依据见办件 {number}"


def why_not_accept(application: Application, *, at: datetime) -> str:
    """Why an application that was taken in against a bar is not accepted; "" when no bar holds any more."""
    held = _still_held(application, at=at)
    return held and f"{held}，不能受理：作出不予受理决定，写明理由和救济途径"


def why_not_grant(application: Application, *, at: datetime) -> str:
    """
    Why it is not granted either, when the law has deemed it accepted meanwhile (art. 32(4)): the window's silence makes an
    acceptance of it, and lifts no bar (decision 122).
    """
    held = _still_held(application, at=at)
    return held and f"{held}，不能准予：作出不予许可决定，写明理由和救济途径"


def _still_held(application: Application, *, at: datetime) -> str:
    """Until when; of any bar that binds the applicant, not only of the one that held longest when they applied."""
    if application.barred_by_id is None:
        return ""
    bar = in_force(
        id_hash=application.applicant_id_hash, item=application.item_version.item_id, on=timezone.localdate(at)
    )
    return f"到 {day(bar.until)} 为止不能再次申请这个事项" if bar else ""


def undo(application: Application, *, by: User, at: datetime, because: str) -> None:
    """The decision was taken back before it was out: what it barred is barred no more."""
    application.bars.filter(lifted_at=None).update(
        lifted_at=at, lifted_by=by, lifted_ground=Bar.LiftedBy.UNDONE, lifted_because=because
    )
