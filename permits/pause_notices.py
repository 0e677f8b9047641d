"""The written notices of special procedures: each has a number of its own in its department."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from cases.models import Case, Pause
from cases.numbering import one_at_a_time
from cases.quiet import is_quiet
from hall.refusals import BadInput
from permits.wording import grouped


def number_of_notice(case: Case, *, outside: str, next_number: Callable[[], str]) -> str:
    """
    The number of a notice: the next of the department's series (decision 143). A ledger of former days gives none out: what it does
    not name was not told in writing, which is "".

    :param outside: number of a notice that was not made here, kept as it is; "" for one that is.
    :raises BadInput: at `notice_number`, where the department has given that one to another notice.
    """
    if outside or is_quiet():  # blanks name no notice, and are refused as such
        _must_be_free(case, outside.strip())
        return outside.strip()
    number = next_number()
    while _of(case, number).exists():  # somebody typed it, before the notices had a series
        number = next_number()
    return number


def _must_be_free(case: Case, notice_number: str) -> None:
    """A written notice has a number of its own. What a ledger of former days says is not held against it."""
    if is_quiet():
        return
    one_at_a_time(f"notice {case.department_id} {notice_number}")
    if used := _of(case, notice_number).first():
        raise BadInput(
            f"这个编号已经用在办件 {grouped(used.case.number)} 上，填写这份告知书自己的编号",
            field="notice_number",
        )


def _of(case: Case, number: str) -> QuerySet[Pause]:
    """What stands in the department under this number."""
    named = Q(notice_number=number) | Q(later_notices__contains=[number])
    return Pause.objects.filter(named, case__department=case.department).select_related("case")
