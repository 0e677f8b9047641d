"""The complaint centre: the inbox, one complaint, and the five acts on it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.clocks import preview
from cases.doors import ActPage, CasesPage
from cases.models import Case, Event
from cases.wording import lamp_at, limit_panels, marked, moment, remaining, worst_clock
from complaints import actions, deadlines, wording
from complaints.deadlines import GENERAL, GRADE_WORDS, HANDLE_WITHIN
from complaints.forms import AcceptForm, DeclineForm, FindForm, ReplyForm
from complaints.models import Complaint
from complaints.queries import A_FINDING, TABS, complaints_for, counts, inbox, lacking, opened
from complaints.states import ACCEPTED, FLOW
from complaints.wording import grouped, short_moment
from hall import calendar
from hall.doors.fields import offer
from hall.doors.pages import ActForm
from hall.flow import NotNow
from hall.roles import Permission
from hall.worktime import Due, WorkCalendar

A_PAGE = 50  # rows
COLUMNS = [{"label": name} for name in ("编号", "类别", "反映的部门", "环节", "时限", "收到")]
EMPTY = {
    "new": "没有待受理的投诉举报。",
    "open": "没有正在办理的投诉举报。",
    "today": "没有今日到期的投诉举报。",
    "late": "没有超期的投诉举报。",
    "closed": "还没有办结的投诉举报。",
    "all": "还没有收到过投诉举报。",
}


class CentrePage(CasesPage):
    """Reading in the centre."""

    permission = Permission.COMPLAINT_VIEW

    def cases(self) -> Any:
        return complaints_for(self.request.user, self.permission, on=self.on)


class Inbox(CentrePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        tab = request.GET.get("tab", "")
        tab = tab if tab in TABS else "new"
        number_of = counts(self.cases(), at=self.at)
        paginator = Paginator(inbox(self.cases(), tab, at=self.at), A_PAGE)
        paginator.count = number_of[tab]
        page = paginator.get_page(request.GET.get("page"))
        working = calendar.current()
        context = {
            "tabs": [_tab(name, number_of[name], current=name == tab) for name in TABS],
            "caption": TABS[tab],
            "columns": COLUMNS,
            "rows": [self.row(case, working) for case in page],
            "page": page,
            "empty": EMPTY[tab],
            "all_url": _tab_url("all") if number_of["all"] else "",
            "at": self.at,
        }
        return render(request, "complaints/inbox.html", context)

    def row(self, case: Case, working: WorkCalendar) -> dict[str, Any]:
        href = reverse("centre-case", args=[case.number])
        about = case.complaint.about_department
        return {
            "href": href,
            "cells": [
                {"text": grouped(case.number), "href": href},
                case.title,
                about.name if about else None,
                FLOW.states[case.state],
                self.limit(case, working, counted=f"{href}#clocks"),
                moment(case.opened_at),
            ],
        }

    def limit(self, case: Case, working: WorkCalendar, *, counted: str) -> dict[str, Any] | str | None:
        """The running clock, as a lamp that leads to its arithmetic (`counted`); of an ended case, how its last one ended."""
        clocks = list(case.deadlines.all())
        running = worst_clock(clocks, at=self.at)
        if running is None:
            last = max(clocks, key=lambda each: each.started_at, default=None)
            return remaining(last, at=self.at, calendar_now=working) if last else None
        text = f"{remaining(running, at=self.at, calendar_now=working)}（{short_moment(running.due_at)} 前）"
        lamp = lamp_at(running, at=self.at)
        return {"lamp": lamp, "text": text, "provisional": running.provisional, "href": counted}


class OpenComplaint(CentrePage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        complaint = opened(case)
        clocks = list(case.deadlines.all())
        running = worst_clock(clocks, at=self.at)
        context = {
            "case": case,
            "complaint": complaint,
            "crumbs": [("投诉举报", reverse("centre")), (grouped(case.number), "")],
            "who": _identity(case, complaint),
            "lamp": lamp_at(running, at=self.at) if running else "",
            "left": remaining(running, at=self.at) if running else "",
            "provisional": running.provisional if running else False,
            "limits": limit_panels(wording.newest_of_each(clocks), at=self.at),
            "cards": case.cards.all(),
            "history": wording.history_lines(case.events.select_related("actor").order_by("-seq")),
            "acts": self.acts(case, complaint),
            "missing": "和".join(lacking(complaint)) if case.state == ACCEPTED else "",
            "state": FLOW.states[case.state],
        }
        return render(request, "complaints/case.html", context)

    def acts(self, case: Case, complaint: Complaint) -> list[dict[str, Any]]:
        """The buttons that this person has now; the first one is the next step."""
        if not self.access.grant(Permission.COMPLAINT_HANDLE):
            return []
        verbs = _next_first([arrow.verb for arrow in FLOW.from_state(case.state)], lacking(complaint))
        return [_act(verb, case.number) for verb in verbs]


class CentreAct(ActPage, CentrePage):
    """One act. `verb` is its name in the state table and in the address."""

    permission = Permission.COMPLAINT_HANDLE
    template_name = "complaints/act.html"
    form_class = ActForm
    verb: ClassVar[str]
    done: ClassVar[str]

    def perform(self, case: Case, given: dict[str, Any]) -> str:
        self.do(number=case.number, by=self.request.user, at=self.at, **given)
        messages.success(self.request, self.done)
        return reverse("centre-case", args=[case.number])

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return wording.history_lines(events)

    def do(self, **given: Any) -> None:
        """Make the one domain call."""
        raise NotImplementedError

    def blocked(self, case: Case) -> str:
        """Why the act cannot be done now; "" when it can. The verb decides, this only says it beforehand."""
        try:
            FLOW.target(case.state, self.verb)
        except NotNow as refused:
            return refused.sentence
        return ""

    def context(self, case: Case) -> dict[str, Any]:
        back = reverse("centre-case", args=[case.number])
        return {
            "crumbs": [("投诉举报", reverse("centre")), (grouped(case.number), back), (self.title, "")],
            "back": back,
            "number": grouped(case.number),
            "blocked": self.blocked(case),
            "state": FLOW.states[case.state],
            "due": "",
            "provisional": False,
            "lines": [],
        }


class AcceptComplaint(CentreAct):
    verb, title, button, done = "accept", "受理", "受理", "已受理，办理时限开始计算"
    form_class = AcceptForm

    def do(self, **given: Any) -> None:
        actions.accept(**given)

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        form = super().form(case, **kwargs)
        offer(form, "grade", [(grade, self.choice(grade)) for grade in GRADE_WORDS])
        return form

    def choice(self, grade: str) -> str:
        """A grade, and until when there has to be a finding if it is accepted as such now."""
        due = self.promise(grade)[0]
        return f"{GRADE_WORDS[grade]}：{HANDLE_WITHIN[grade]} 日，最迟 {marked(moment(due.due_at), due.provisional)} 前有核查结论"

    def promise(self, grade: str) -> tuple[Due, list[str]]:
        """The due moment of a finding, and the arithmetic behind it."""
        promise = preview(deadlines.handling(grade=grade), started_at=self.at)
        if promise.result is None:
            raise ValueError("a clock without pauses always has a due moment")
        return promise.result, promise.sentences()

    def context(self, case: Case) -> dict[str, Any]:
        """What accepting now would promise: shown before it is done."""
        due, lines = self.promise(GENERAL)
        return super().context(case) | {
            "due": f"现在受理，一般的最迟 {moment(due.due_at)} 前有核查结论",
            "provisional": due.provisional,
            "lines": lines,
        }


class DeclineComplaint(CentreAct):
    verb, title, button, done = "decline", "不予受理", "不予受理", "已记下：不予受理。投诉人凭凭证码看到理由"
    form_class = DeclineForm

    def do(self, **given: Any) -> None:
        actions.decline(**given)


class RecordFinding(CentreAct):
    verb, title, button, done = "find", "记录核查结论", "记下结论", "已记下核查结论"
    form_class = FindForm

    def do(self, **given: Any) -> None:
        actions.find(**given)


class ReplyToComplaint(CentreAct):
    verb, title, button, done = "reply", "答复", "发出答复", "已答复。投诉人凭凭证码看到"
    form_class = ReplyForm

    def do(self, **given: Any) -> None:
        actions.reply(**given)


class ConcludeComplaint(CentreAct):
    verb, title, button, done = "conclude", "办结", "办结", "已办结"

    def do(self, **given: Any) -> None:
        actions.conclude(**given)

    def blocked(self, case: Case) -> str:
        missing = lacking(opened(case))
        return super().blocked(case) or (f"还没有{'和'.join(missing)}，不能办结" if missing else "")


def _identity(case: Case, complaint: Complaint) -> list[tuple[str, str]]:
    about = complaint.about_department
    signed = wording.signed(complaint.is_anonymous)
    return [
        ("编号", grouped(case.number)),
        ("收到", moment(case.opened_at)),
        ("署名", f"{signed} {case.party}" if case.party else signed),
        ("反映的部门", about.name if about else "没有指明"),
        ("环节", FLOW.states[case.state]),
        ("难易", wording.graded(complaint) if case.owner else "受理时确定"),
        ("首办责任人", str(case.owner) if case.owner else "受理时确定"),
    ]


def _next_first(verbs: list[str], missing: list[str]) -> list[str]:
    """Put the next step first: what is still missing, then closing. Closing is no button before nothing is missing."""
    if "conclude" not in verbs:
        return verbs
    if not missing:
        return ["conclude", "find", "reply"]
    return ["find", "reply"] if A_FINDING in missing else ["reply", "find"]


def _act(verb: str, number: str) -> dict[str, str]:
    key = {"conclude": "F4"}.get(verb, "")
    return {"words": FLOW.arrows[verb].words, "url": reverse(f"centre-{verb}", args=[number]), "key": key}


def _tab_url(tab: str) -> str:
    return f"?tab={tab}"


def _tab(name: str, count: int, *, current: bool) -> dict[str, Any]:
    return {"label": TABS[name], "url": _tab_url(name), "count": count, "current": current}
