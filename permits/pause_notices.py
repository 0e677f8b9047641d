"""The written notices of special procedures: each has a number of its own in its department."""

from django.db.models import Q

from cases.models import Case, Pause
from cases.numbering import one_at_a_time
from cases.quiet import is_quiet
from hall.refusals import BadInput
from permits.wording import grouped


def must_be_free(case: Case, notice_number: str) -> None:
    """A written notice has a number of its own. What a ledger of former days says is not held against it."""
    if is_quiet():
        return
    one_at_a_time(f"notice {case.department_id} {notice_number}")
    same_number = Pause.objects.filter(
        Q(notice_number=notice_number) | Q(later_notices__contains=[notice_number]), case__department=case.department
    ).select_related("case")
    if used := same_number.first():
        raise BadInput(
            f"这个编号已经用在办件 {grouped(used.case.number)} 上，填写这份告知书自己的编号",
            field="notice_number",
        )
