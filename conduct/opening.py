"""The case that a correction, an exposure and a supervision order have: as it is opened with them, and for those of before the cases (decision 169)."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cases import actions as engine
from cases.models import CaseKind
from cases.troubles import SHARED
from conduct.deeds import MOVED_IN
from conduct.models import Correction, Exposure, Supervision
from conduct.queries import alone_in
from conduct.states import ACCEPTED, RECORDED
from conduct.turn import leave
from hall.models import ServiceHall
from hall.roles import Role

log = logging.getLogger(__name__)


def of_correction(row: Correction) -> engine.NewCase:
    complaint = row.complaint.case
    return engine.NewCase(
        kind=CaseKind.CONDUCT,
        hall=complaint.hall,
        # whoever its complaint is about reads on no board or ledger what followed
        about_centre=complaint.about_centre,
        kept_from=list(complaint.kept_from),
        department=row.department,
        owner=row.person,
        title=f"整改：{row.what}"[:200],
        party="",
        state=row.state,
    )


def of_exposure(row: Exposure, *, on: date) -> engine.NewCase:
    return engine.NewCase(
        kind=CaseKind.CONDUCT,
        hall=ServiceHall.objects.get(),
        department=row.department,
        owner=alone_in(Role.DEPARTMENT_HEAD, row.department_id, on=on),
        title=f"曝光：{row.title}"[:200],
        party="",
        state=row.state,
    )


def of_supervision(row: Supervision, *, on: date) -> engine.NewCase:
    return engine.NewCase(
        kind=CaseKind.CONDUCT,
        hall=row.department.hall,
        department=row.department,
        owner=alone_in(Role.DEPARTMENT_HEAD, row.department_id, on=on),
        title=f"{row.get_level_display()}：{row.what}"[:200],
        party="",
        state=row.state,
    )


def give_cases(*, at: datetime) -> int:
    """
    Give a case to each correction and exposure of before, as it stands; how many there were. Part of an upgrade, and nothing the
    second time. What is accepted is over and needs none. Their clocks are those that `start_missing_clocks` finds missing.

    One that cannot be given its case is named in the log, and the others get theirs; the next start tries it again.
    """
    corrections = Correction.objects.filter(case__isnull=True).exclude(state=ACCEPTED).values_list("pk", flat=True)
    exposures = Exposure.objects.filter(case__isnull=True).values_list("pk", flat=True)
    count = 0
    for give, pks in ((_give_correction, corrections), (_give_exposure, exposures)):
        for pk in pks:
            try:
                count += give(pk, at=at)
            except SHARED:
                raise
            except Exception as fault:  # noqa: BLE001 - whatever is wrong with one row, the others go on
                log.error("%s of id %s: %s", give.__name__, pk, type(fault).__name__)
    return count


@transaction.atomic
def _give_correction(pk: int, *, at: datetime) -> bool:
    rows = Correction.objects.select_for_update(of=("self",)).filter(case__isnull=True, pk=pk)
    row = rows.select_related("complaint__case__hall", "department", "person", "ordered_by").first()
    if row is None:
        return False
    by, begun = row.ordered_by, row.ordered_at
    with engine.opening(
        of_correction(row), verb="order_correction", idem=f"correction {row.key}", by=by, at=begun, **{MOVED_IN: at}
    ) as case:
        row.case = case
        row.save(update_fields=["case"])
    return True


@transaction.atomic
def _give_exposure(pk: int, *, at: datetime) -> bool:
    rows = Exposure.objects.select_for_update(of=("self",)).filter(case__isnull=True, pk=pk)
    row = rows.select_related("department", "recorded_by").first()
    if row is None:
        return False
    if row.state == RECORDED and row.lines.filter(act="answer_exposure").exists():
        # conduct/0002 took back what named no day; who had answered in time has three days again
        leave(row, "send_exposure_back", words="公开承诺没有写完成日期，补上日期重新报送", by=None, at=at)
    new = of_exposure(row, on=timezone.localdate(at))
    by, begun = row.recorded_by, row.recorded_at
    facts = {MOVED_IN: at, "counts_from": row.broadcast_at}
    with engine.opening(new, verb="record_exposure", idem=f"exposure {row.key}", by=by, at=begun, **facts) as case:
        row.case = case
        row.save(update_fields=["case"])
    return True
