"""
What was assigned to a department: its chief and head read what the officer released for them, report and object. Nothing else of the
complaint is on these pages: not its kind, not its words, not its reporter.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.act_page import DescribedPage
from cases.doors import CasesPage
from cases.models import Case
from cases.wording import before, moment
from complaints.acts import EVENTS, offered_to_a_department, why_not
from complaints.models import STEP_SAYS, Assignment, Complaint, Step
from complaints.possible import open_assignment
from complaints.queries import assigned_to, opened
from hall.doors.acts import Occasion
from hall.identifiers import grouped
from hall.permissions import Permission


class AssignedPage(CasesPage):
    """Reading what lies with one's own department."""

    permission = Permission.COMPLAINT_REPORT

    def cases(self) -> Any:
        return assigned_to(self.access.grant(self.permission))


class Assigned(AssignedPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        mine = Assignment.objects.filter(complaint__case__in=self.cases(), state__in=Assignment.OPEN_STATES)
        rows = [
            {
                "href": reverse("centre-assigned-one", args=[each.complaint.case.number]),
                "number": grouped(each.complaint.case.number),
                "state": each.get_state_display(),
                "at": moment(each.at),
            }
            for each in mine.select_related("complaint__case").order_by("at")
        ]
        return render(request, "complaints/assigned.html", {"rows": rows})


class OneAssigned(AssignedPage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        complaint = opened(case)
        occasion = Occasion(case, complaint, self.request.user, self.access, self.at, self.on)
        acts = [
            {"words": act.label, "url": reverse(f"centre-{act.name}", args=[number])}
            for act in offered_to_a_department(occasion)
        ]
        return render(request, "complaints/assigned_one.html", {**_released(case, complaint), "acts": acts})


class DoAssigned(DescribedPage, AssignedPage):  # type: ignore[override]  # the permission is the act's
    """An act of the department on what was assigned to it, as its description says."""

    template_name = "complaints/assigned_act.html"

    def subject_of(self, case: Case) -> Complaint:
        return opened(case)

    def to(self, case: Case) -> str:
        return reverse("centre-assigned-one", args=[case.number])

    def why_not(self, occasion: Occasion) -> str:
        return why_not(self.act, occasion)

    def event_lines(self, events: Any) -> list[dict[str, Any]]:
        """Of what happened meanwhile a department reads nothing but its own steps, on its page."""
        return []

    def context(self, case: Case) -> dict[str, Any]:
        return {**super().context(case), **_released(case, self.subject(case))}


def _released(case: Case, complaint: Complaint) -> dict[str, Any]:
    """What a department may read: what was released for it, what it reported, and what became of that."""
    assignment = open_assignment(complaint)
    running = [clock for clock in case.deadlines.all() if clock.runs and clock.rule == "assigned_report"]
    return {
        "assigned_number": grouped(case.number),
        "assignment": assignment,
        "due": before(running[0].due_at, running[0].provisional) if running else "",
        "object_until": moment(assignment.object_until),
        "steps": [_words(step) for step in complaint.steps.all() if step.assignment_id == assignment.pk],
        "list_url": reverse("centre-assigned"),
    }


def _words(step: Step) -> dict[str, Any]:
    telling = EVENTS[step.act]
    facts = {name: getattr(step, name) for name in STEP_SAYS}
    return {"row": step, "words": telling.name(facts), "when": moment(step.at)}
