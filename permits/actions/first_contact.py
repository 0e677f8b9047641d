"""First contact (首问负责): what the applicant asked before becomes part of the application, and its trip is counted."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from enquiries.actions import attach
from enquiries.models import Enquiry, EnquiryChannel
from hall.models import Department, User
from permits import visits
from permits.models import Application, Visit

CAUSES = {Visit.Cause.WINDOW, Visit.Cause.LAW}  # before the first notice nothing can be the applicant's fault


@transaction.atomic
def join_enquiries(
    *, application: Application, on_this_trip: bool, by: User, at: datetime, cause: str = ""
) -> list[Enquiry]:
    """
    Join the enquiries of the same person about the same item of the last 90 days (open question Q6).

    Each one at a counter was a trip and counts as a visit of the department that was asked (rules §4.1); a call was none,
    and one on the day on which the papers come to the same department belongs to that trip.

    :param on_this_trip: the application itself is made at the window.
    :param cause: why there were more than two trips; due if there were.
    :raises CauseNeeded: a third trip to one department without its cause.
    """
    item = application.item_version.item
    joined = attach(to=application.case, id_hash=application.applicant_id_hash, item=item, by=by, at=at)
    for enquiry in joined:
        department = _first_department(enquiry, item.department)
        same_trip = on_this_trip and department == item.department and _day(enquiry.case.opened_at) == _day(at)
        if enquiry.channel == EnquiryChannel.COUNTER and not same_trip:
            _count(application, enquiry, department, cause, at=at)
    return joined


def _first_department(enquiry: Enquiry, department: Department) -> Department:
    """The department whose window was asked: the item's, if the window serves it."""
    serves = enquiry.window.departments.filter(pk=department.pk).exists()
    return department if serves else enquiry.first_department


def _count(application: Application, enquiry: Enquiry, department: Department, cause: str, *, at: datetime) -> None:
    counted = application.visits.filter(department=department, counted_as__isnull=False).count()
    if counted < visits.ALLOWED:
        cause = ""
    elif cause not in CAUSES:
        raise visits.CauseNeeded(field="cause")
    visit = Visit.objects.create(
        application=application,
        window=enquiry.window,
        department=department,
        purpose=Visit.Purpose.CONSULT,
        at=enquiry.case.opened_at,
        logged_by=enquiry.first_asked,
        counted_as=counted + 1,
        cause=cause,
    )
    visits.judge(visit, at=at)


def _day(at: datetime) -> date:
    return timezone.localdate(at)
