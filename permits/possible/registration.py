"""Why what stands about an application cannot be changed: amount, owner, name, trips, agent, contact."""

from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from cases.wording import short_moment
from hall import calendar
from hall.models import User
from papers.models import Document
from permits import deadlines, visits
from permits.agents import agent_of
from permits.models import Application, DocumentKind, Visit


def state_amount(application: Application, by: User, at: datetime) -> str:
    return "" if application.item_version.has_amount else "这个事项不涉及金额"


def change_owner(application: Application, by: User, at: datetime) -> str:
    return "这件已经办完，首办责任人不再变更" if application.case.closed_at else ""


BY_THE_CHIEF = "登记错了的，由审批科长或部门负责人作废，再重新登记"


def amend(application: Application, by: User, at: datetime) -> str:
    until = deadlines.amend_until(registered_at=application.case.opened_at, calendar=calendar.current())
    if at > until:
        return f"登记只能在收件的同一个半天内更正，{short_moment(until)} 已过。{BY_THE_CHIEF}"
    # the slip masks the name, and is given out anew
    prefetch_related_objects([application.case], Prefetch("documents", queryset=Document.objects.defer("content")))
    papers = [paper.title for paper in application.case.documents.all() if paper.kind != DocumentKind.RECEIPT]
    return f"{papers[0]}已经打印，上面写着登记的姓名，不能再更正。{BY_THE_CHIEF}" if papers else ""


RATED = "办事人已经评价了最近一次到访，不能撤回"


def take_back_visit(application: Application, by: User, at: datetime) -> str:
    last = visits.last_of(application)
    if last is None or last.carried_from:
        return "没有登记过到访"
    until = deadlines.take_back_visit_until(noted_at=last.at, calendar=calendar.current())
    if at > until:
        return "到访只能在登记的同一个半天内撤回，已经过了"
    if last.logged_by_id != by.pk:
        return f"最近一次到访由{last.logged_by}登记，由登记的人撤回"
    if last.at == application.case.opened_at or any(each.at == last.at for each in application.received.all()):
        return "最近一次到访是收件、收材料时一起登记的，不能单独撤回"
    if last.cause == Visit.Cause.WINDOW:
        return "最近一次到访按窗口原因登记，已经计入监督牌，有错的由窗口申诉"
    # its link, or the tablet's event, was used: whoever rated was there (the row is of a higher room, ratings)
    return RATED if hasattr(last, "rating_link") else ""


def name_agent(application: Application, by: User, at: datetime) -> str:
    return "这一件已经办完，不再登记代理人" if application.case.closed_at else ""


def end_agency(application: Application, by: User, at: datetime) -> str:
    return "" if agent_of(application) else "没有登记代理人"


def change_contact(application: Application, by: User, at: datetime) -> str:
    return "这件已经办完，不再给申请人发信，联系方式不用改" if application.case.closed_at else ""


WHY_NOT = {
    "state_amount": state_amount,
    "change_owner": change_owner,
    "amend": amend,
    "take_back_visit": take_back_visit,
    "change_contact": change_contact,
    "name_agent": name_agent,
    "end_agency": end_agency,
}
