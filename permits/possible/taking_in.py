"""Why papers cannot be taken in, or an application not accepted or closed for want of them."""

from collections.abc import Callable
from datetime import datetime

from cases import clocks
from cases.wording import marked, moment
from hall import calendar
from hall.models import Material, User
from permits import deadlines
from permits.barring import why_not_accept
from permits.gaps import tolerance_of, waits_for_a_paper
from permits.models import Application
from permits.queries import held, missing_materials

ALL_THERE = "材料已经收齐，直接受理"


def _names(materials: list[Material]) -> str:
    return "、".join(material.name for material in materials)


def something_came_since_the_notice(application: Application) -> bool:
    """While the applicant corrects, there is something to tell again only about what has come."""
    # without a notice yet there is always something to tell
    last = max((notice.at for notice in application.notices.all()), default=None)
    return last is None or any(receipt.at > last for receipt in application.received.all())


def correct(application: Application, by: User, at: datetime) -> str:
    return "" if held(application) else "还没有收到任何材料，收下以后才能当场更正"


def accept(application: Application, by: User, at: datetime) -> str:
    if barred := why_not_accept(application, at=at):
        return barred
    missing = missing_materials(application)
    if not missing:
        return ""
    others = "" if any(not material.tolerable for material in missing) else "可以容缺受理；也可以"
    return f"还缺：{_names(missing)}。{others}先收齐，或一次性告知补正"


def accept_with_gaps(application: Application, by: User, at: datetime) -> str:
    if barred := why_not_accept(application, at=at):
        return barred
    missing = missing_materials(application)
    if not missing:
        return ALL_THERE
    # 容缺 is for the papers on the published list only: the main ones have to be there
    main = [material for material in missing if not material.tolerable]
    return f"“{_names(main)}”不在容缺清单上，要先收齐；只有公布为可容缺的材料可以后补" if main else ""


def accept_on_commitment(application: Application, by: User, at: datetime) -> str:
    if not application.item_version.informed_commitment:
        return "这个事项没有实行告知承诺"
    if barred := why_not_accept(application, at=at):
        return barred
    if not missing_materials(application):
        return ALL_THERE
    # the promise stands in for papers, not for the application itself
    return "" if held(application) else "还没有收到任何材料；申请书要先交来"


def supplement(application: Application, by: User, at: datetime) -> str:
    """A paper is owed if it was promised (容缺), or if it was missing when the law deemed the application accepted (A5)."""
    tolerance = tolerance_of(application)
    owed = tolerance.is_open if tolerance else application.deemed_accepted and bool(missing_materials(application))
    return "" if owed else "没有要后补的材料"


def tell_overdue(application: Application, by: User, at: datetime) -> str:
    tolerance = tolerance_of(application)
    # a case that was refused or ended wants the paper no more: there is nothing to tell its applicant
    if tolerance is None or not waits_for_a_paper(application):
        return "没有逾期的容缺材料，不用告知"
    return f"已经在 {moment(tolerance.told_at)} 告知过申请人" if tolerance.told_at else ""


def close_not_corrected(application: Application, by: User, at: datetime) -> str:
    notice = max(application.notices.all(), key=lambda notice: notice.number)  # in this state there is always one
    until = deadlines.correction_due(told_at=notice.at, calendar=calendar.current(), as_told=notice.correct_by)
    # the due second counts to its end: a paper that comes at 17:00:00 is still in time
    if at >= until.due_at + clocks.A_SECOND:
        return ""
    return f"补正期限到 {marked(moment(until.due_at), until.provisional)}，还没有过，不能按逾期未补正结案"


WHY_NOT = {
    "correct": correct,
    "accept": accept,
    "accept_with_gaps": accept_with_gaps,
    "accept_on_commitment": accept_on_commitment,
    "supplement": supplement,
    "tell_overdue": tell_overdue,
    "close_not_corrected": close_not_corrected,
}
# Acts that the law allows at any time in their state, but that would change nothing now: the button goes, the verb stays
HAS_A_POINT: dict[str, Callable[[Application], bool]] = {
    "notify": something_came_since_the_notice,
    "receive": lambda application: bool(missing_materials(application)),
}
