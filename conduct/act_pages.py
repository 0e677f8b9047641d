"""The page of each act on consequences, as its description says."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases.numbering import A_NUMBER
from cases.staleness import Stale
from complaints.models import Complaint
from conduct.acts import ISSUE_SUPERVISION, why_not
from conduct.ledgers import MINE, SANCTIONS, Ledger
from conduct.rows import title_of
from conduct.turn import version_of
from conduct.views import ConductPage, FindingPage
from conduct.wording import reasons
from hall.access import Grant
from hall.doors.acts import Act, Occasion
from hall.doors.forms_of_acts import form_of
from hall.doors.pages import ActForm, put_refusal
from hall.identifiers import grouped
from hall.refusals import Refused


class DoAct(ConductPage):
    """The page of an act, as its description says. A GET shows its form, or why there is none."""

    act: ClassVar[Act] = None  # type: ignore[assignment]  # every address names it
    back_to: ClassVar[str] = ""  # of what begins on a list: the list's route

    def subject(self, **where: Any) -> Any:
        """What the act is done with; None where it begins something new."""
        return None

    def arguments_of(self, subject: Any) -> dict[str, Any]:
        return {}

    def to(self, subject: Any, result: Any) -> str:
        return reverse(self.back_to)

    def crumbs(self, subject: Any) -> list[tuple[str, str]]:
        return [("责任追究", self.to(subject, None))]

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        subject = self.subject(**where)
        return self.show(subject, self.form(subject, initial=self.initial(subject)))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        subject = self.subject(**where)
        form = self.form(subject, data=request.POST, files=request.FILES)
        if form.is_valid():
            try:
                return self.perform(subject, dict(form.cleaned_data))
            except Refused as refused:
                put_refusal(form, refused)
                if isinstance(refused, Stale):
                    form.show_current(version_of(subject), [])
        return self.show(subject, form, status=422)

    def perform(self, subject: Any, fields: dict[str, Any]) -> HttpResponse:
        """Make the one call to the verb, and say what came of it."""
        occasion = self.occasion(subject)
        sent = {**fields} if self.is_versioned(subject) else {k: v for k, v in fields.items() if k != "version"}
        more = self.act.arguments(occasion, sent)
        result = self.act.do(**self.arguments_of(subject), by=self.user, at=self.at, **more)
        messages.success(self.request, self.act.done(occasion, result, fields))
        return redirect(self.to(subject, result))

    def is_versioned(self, subject: Any) -> bool:
        return False

    def initial(self, subject: Any) -> dict[str, Any]:
        return {}

    def about(self, subject: Any) -> str:
        """What the act is done with, in a line."""
        return ""

    def occasion(self, subject: Any) -> Occasion:
        return Occasion(None, subject, self.user, self.access, self.at, self.on)

    def form(self, subject: Any, **more: Any) -> ActForm:
        return form_of(self.act, self.occasion(subject), **more)

    def show(self, subject: Any, form: ActForm, status: int = 200) -> HttpResponse:
        not_now = "" if self.request.method == "POST" else why_not(self.act, self.occasion(subject))
        context = {
            "form": form,
            "title": self.act.label,
            "button": self.act.button or self.act.label,
            "note": self.act.note,
            "about": self.about(subject),
            "crumbs": [*self.crumbs(subject), (self.act.label, "")],
            "back": self.to(subject, None),
            "not_now": not_now,
        }
        return render(self.request, "conduct/act.html", context, status=status)


class ActOnRow(DoAct):
    """An act on a row of a ledger: found among those that the act's permission reaches."""

    ledger: ClassVar[Ledger] = None  # type: ignore[assignment]  # every address names it

    def lets_in(self, grant: Grant) -> bool:
        return self.ledger is MINE or bool(grant)

    def subject(self, **where: Any) -> Any:
        return get_object_or_404(self.ledger.open_to(self.act, self.user, self.access, self.on), key=where["key"])

    def about(self, subject: Any) -> str:
        """Of a proposal also what it was reckoned from; whoever it was served on does not read that."""
        why = f"（{'，'.join(reasons(subject))}）" if self.ledger is SANCTIONS else ""
        return f"{title_of(subject)}{why}"

    def arguments_of(self, subject: Any) -> dict[str, Any]:
        return {"key": subject.key}

    def is_versioned(self, subject: Any) -> bool:
        return True

    def initial(self, subject: Any) -> dict[str, Any]:
        return {"version": version_of(subject)}

    def to(self, subject: Any, result: Any) -> str:
        """The row; its list where it is not to be read any more."""
        name = self.ledger.name
        return reverse(f"conduct-{name}-one", args=[subject.key])

    def crumbs(self, subject: Any) -> list[tuple[str, str]]:
        name = self.ledger.name
        return [(self.ledger.title, reverse(f"conduct-{name}")), (title_of(subject), self.to(subject, None))]


class IssueSupervision(DoAct):
    """One order for each unit of the cases that were ticked on a list of the office's; they stand in the form and can be changed."""

    act = ISSUE_SUPERVISION
    back_to = "conduct-supervision"

    def initial(self, subject: Any) -> dict[str, Any]:
        numbers = [each for each in self.request.GET.getlist("case") if A_NUMBER.fullmatch(each)]
        return {"cases": "\n".join(map(grouped, numbers))} if numbers else {}

    def crumbs(self, subject: Any) -> list[tuple[str, str]]:
        return [("督办", reverse(self.back_to))]


class ActOnFinding(FindingPage, DoAct):
    """What begins with an upheld complaint."""

    def subject(self, **where: Any) -> Complaint:
        return self.complaint(where["number"])

    def arguments_of(self, subject: Any) -> dict[str, Any]:
        return {"complaint": subject}

    def to(self, subject: Any, result: Any) -> str:
        return reverse("conduct-finding", args=[subject.case.number])
