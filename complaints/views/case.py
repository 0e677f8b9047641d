"""The complaint centre: the inbox, one complaint, and the page of every act on it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cases.doors import CasesPage
from cases.events import lines
from cases.letters import linked_cards
from cases.models import Case, Event
from cases.wording import half_day, headline, limit_panels, moment
from complaints import wording
from complaints.acts import EVENTS, offered, why_not
from complaints.attachments import attachments, files_of
from complaints.high_voltage import words_of
from complaints.models import STEP_SAYS, UNSOLVED, Complaint, ComplaintKind, Step
from complaints.queries import complaints_for, kind_of, lacking, opened, waiting_reclassification
from complaints.states import ACCEPTED, FLOW
from hall.doors.acts import Occasion
from hall.fields import shown
from hall.identifiers import grouped
from hall.roles import Permission
from papers import store
from papers.models import Purpose
from worklists.drafting import DraftedAct
from worklists.views import DraftsPage, DropDraftPage


class CentrePage(CasesPage):
    """Reading in the centre."""

    permission = Permission.COMPLAINT_VIEW

    def cases(self) -> Any:
        return complaints_for(self.request.user, self.permission, on=self.on)


class OpenComplaint(CentrePage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        prefetch_related_objects([case], "deadlines")  # what each act needs is asked of them
        complaint = opened(case, whole=True)
        clocks, acts = list(case.deadlines.all()), self.acts(case, complaint)
        files = attachments(case, at=self.at)
        events = list(case.events.select_related("actor").order_by("-seq"))
        was_held = any(event.verb == "suppressed" for event in events)  # most never were: nothing is asked of them
        context = {
            "case": case,
            "complaint": complaint,
            "crumbs": [("投诉举报", reverse("centre")), (grouped(case.number), "")],
            "who": _identity(case, complaint),
            **headline(clocks, at=self.at),
            "limits": limit_panels(wording.newest_of_each(clocks), at=self.at),
            "cards": linked_cards(case, self.access),
            # those of a message stand beside it
            "files": [each for each in files if each.file.purpose != Purpose.MESSAGE],
            "history": history_lines(events),
            "suppressions": complaint.suppressions.all() if was_held else [],
            "acts": [act for act in acts if act["is_step"]],
            "besides": [act for act in acts if not act["is_step"]],
            "steps": [step_words(step) for step in complaint.steps.all()],
            "missing": "和".join(lacking(complaint)) if case.state == ACCEPTED else "",
            "state": FLOW.states[case.state],
            "thread": [
                (message, half_day(message.at), [each for each in files if each.file.owner == message.key])
                for message in complaint.messages.all()
            ],
            "by_people": complaint.kind != ComplaintKind.LEAD,
            "identity_url": self.identity_url(case),
        }
        return render(request, "complaints/case.html", context)

    def identity_url(self, case: Case) -> str:
        may = case.is_reached_by(self.access.grant(Permission.COMPLAINT_HANDLE))
        return reverse("centre-identity", args=[case.number]) if may else ""

    def acts(self, case: Case, complaint: Complaint) -> list[dict[str, Any]]:
        """The buttons that this person has now; the first one is the next step."""
        occasion = Occasion(case, complaint, self.request.user, self.access, self.at, self.on)
        return [
            {
                "words": act.label,
                "url": reverse(f"centre-{act.name}", args=[case.number]),
                "key": act.key,
                "is_step": act.flow is FLOW,
            }
            for act in offered(occasion)
        ]


class OpenFile(CentrePage):
    """The served copy of one file of a case, to whoever may open the case."""

    def get(self, request: HttpRequest, number: str, key: str) -> HttpResponseBase:
        file = get_object_or_404(files_of(self.case(number)), key=as_uuid(key))
        if not store.may_open(file):
            raise Http404
        return store.download(file)


class DoAct(DraftedAct, CentrePage):  # type: ignore[override]  # the permission is the act's
    """An act on a complaint, as its description says."""

    template_name = "complaints/act.html"
    drafts_at = "centre-drafts"

    def subject_of(self, case: Case) -> Complaint:
        return opened(case)

    def to(self, case: Case) -> str:
        return reverse("centre-case", args=[case.number])

    def perform(self, case: Case, fields: dict[str, Any]) -> str:
        """Whoever has passed it on, or taken themselves off it, has no page of it any more."""
        address = super().perform(case, fields)
        return address if self.cases().filter(pk=case.pk).exists() else reverse("centre")

    def why_not(self, occasion: Occasion) -> str:
        return why_not(self.act, occasion)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return history_lines(events)

    def context(self, case: Case) -> dict[str, Any]:
        number = grouped(case.number)
        return {
            "crumbs": [("投诉举报", reverse("centre")), (number, self.to(case)), (self.title, "")],
            "number": number,
            "state": FLOW.states[case.state],
            "due": "",
            **super().context(case),
        }


class Drafts(CentrePage, DraftsPage):
    here, drop, back = "centre-drafts", "centre-draft-drop", "centre"


class DropDraft(CentrePage, DropDraftPage):
    back = "centre-drafts"


def step_words(step: Step) -> dict[str, Any]:
    """How a step is called, and what it says besides its own words, as its line in the history does."""
    telling = EVENTS[step.act]
    facts = {name: getattr(step, name) for name in STEP_SAYS}
    when = moment(step.at) if step.by else half_day(step.at)
    return {"row": step, "words": telling.name(facts), "note": telling.staff(facts), "when": when}


def as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def history_lines(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Who filed is nobody's business, nor when to the minute: no name stands there, and the half-day."""
    filed = {event.at: half_day(event.at) for event in events if event.verb in ("file", "take_in", UNSOLVED)}
    return [line | {"half_day": filed.get(line["at"], "")} for line in lines(events, EVENTS, by_itself="")]


def _identity(case: Case, complaint: Complaint) -> list[tuple[str, str]]:
    by_people = complaint.kind != ComplaintKind.LEAD
    signed = wording.signed(complaint.is_anonymous) if by_people else "没有投诉人：系统由红黄牌生成的线索"
    return [
        ("编号", grouped(case.number)),
        *_kinds(complaint),
        ("收到", half_day(case.opened_at)),
        *_origin(complaint),
        ("署名", f"{signed} {case.party}" if case.party else signed),
        ("反映的部门", complaint.about or "没有指明"),
        ("环节", FLOW.states[case.state]),
        *_of_whoever_accepts(case, complaint),
    ]


def _kinds(complaint: Complaint) -> list[tuple[str, str]]:
    """What it turned out to be: another kind, part of another case, or the case of several reporters."""
    lines = []
    if kind_of(complaint) != complaint.kind:
        lines.append(
            ("类型", f"{complaint.get_kind_display()}，改为{ComplaintKind(kind_of(complaint)).label}，时限不变")
        )
    if waiting := waiting_reclassification(complaint):
        lines.append(("改类型", f"{waiting.proposed_by}提出改为{waiting.get_kind_display()}，等另一个人复核"))
    if hasattr(complaint, "joining"):
        lines.append(("并入", grouped(complaint.joining.leading.case.number)))
    if joined := [grouped(each.complaint.case.number) for each in complaint.joined.all()]:
        lines.append(("并进来的", "、".join(joined)))
    return lines


def _origin(complaint: Complaint) -> list[tuple[str, str]]:
    """How it came, where an officer typed it in."""
    if not hasattr(complaint, "intake"):
        return []
    intake = complaint.intake
    typed_by = f"{intake.typed_by} 登记" if intake.typed_by else "平台推送"
    about = [
        ("反映的窗口", intake.window),
        ("反映的人", intake.person),
        ("反映的事项", intake.item),
        ("反映的办件", intake.about_case),
    ]
    return [
        ("来源", f"{intake.get_channel_display()}，{wording.day(intake.came_on)}来件，{typed_by}"),
        *([("来源记录", shown(intake, "note"))] if shown(intake, "note") else []),
        *([("高压线", words_of(intake.line_version, intake.line))] if intake.line else []),
        *([("主动报告", "是：单位自己报告的问题")] if intake.is_self_reported else []),
        *((label, str(row)) for label, row in about if row),
    ]


def _of_whoever_accepts(case: Case, complaint: Complaint) -> list[tuple[str, str]]:
    """How hard a matter is and whose it is; nothing of one that ended without being accepted."""
    if case.owner:
        return [("办理通道", wording.graded(complaint)), ("首办责任人", str(case.owner))]
    return [] if case.closed_at else [("办理通道", "受理时确定"), ("首办责任人", "受理时确定")]
