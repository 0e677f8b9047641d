"""Enquiries at the desk: the lists, a new one, one with its chain, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.doors import CasesPage
from cases.events import lines
from cases.letters import linked_cards
from cases.models import Case, Event
from cases.wording import headline, limit_panels
from enquiries import actions, wording
from enquiries.acts import ASK, EVENTS, offered
from enquiries.forms import AskForm
from enquiries.models import Enquiry
from enquiries.queries import TABS, loaded, reached_by, tab, windows_of
from hall import calendar
from hall.access import Grant
from hall.doors.acts import Occasion
from hall.doors.fields import INCOMPLETE
from hall.doors.pages import A_KEY, FormPage, new_idem
from hall.identifiers import grouped
from hall.models import ServiceItem, User
from hall.organs import full_name
from hall.refusals import BadInput
from hall.roles import Permission
from worklists.actions import drop_draft
from worklists.drafting import DraftedAct, DraftedForm
from worklists.drafts import draft_of, typed

DRAFTS = "desk-drafts"  # enquiries are worked on at the desk, and kept among its drafts


class EnquiryPage(CasesPage):
    """A page of the desk about enquiries: whoever takes applications in answers questions too."""

    permission = Permission.APPLICATION_HANDLE

    @property
    def grant(self) -> Grant:
        return self.access.grant(self.permission)

    def cases(self) -> QuerySet[Case]:
        return reached_by(self.grant)


class List(EnquiryPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        current = request.GET.get("tab", "")
        current = current if current in TABS else "open"
        counts = {name: tab(name, self.grant, self.user.pk).count() for name in TABS}
        matches = tab(current, self.grant, self.user.pk).prefetch_related("deadlines")
        page = self.page_of(matches)
        days = calendar.current()
        context = {
            "tabs": [
                {"label": words, "url": f"?tab={name}", "count": counts[name], "current": name == current}
                for name, words in TABS.items()
            ],
            "caption": TABS[current],
            "columns": wording.COLUMNS,
            "rows": [wording.row(case, href=address_of(case), at=self.at, days=days) for case in page],
            "page": page,
        }
        return render(request, "enquiries/list.html", context)


class New(EnquiryPage, DraftedForm, FormPage):
    template_name = "enquiries/new.html"
    drafts_at = DRAFTS

    def form(self, subject: None, **contents: Any) -> AskForm:
        return AskForm(windows=windows_of(self.access), **contents)

    def initial(self, subject: None) -> dict[str, Any]:
        draft = draft_of(self.user, self.request.GET.get("draft", ""), at=self.at)
        if draft is not None and draft.place.startswith(f"{self.request.path}#"):
            return typed(draft)
        return {"idem": new_idem(), "item_code": self.request.GET.get("item", "")[:40]}

    def draft_terms(self, path: str, query: str, **where: Any) -> tuple[str, str, str]:
        idem = self.request.POST.get("idem", "")
        if not A_KEY.fullmatch(idem):
            raise BadInput(INCOMPLETE)
        return f"{path}#{idem}", "登记咨询", case_key(self.user, idem)

    def run(self, subject: None, **fields: Any) -> actions.Note:
        windows, number = windows_of(self.access), fields.pop("window", "")
        window = next((each for each in windows if str(each.pk) == number), windows[0])
        by, at, idem = (fields.pop(name) for name in ("by", "at", "idem"))
        question = actions.Question(**fields)
        return actions.ask(question=question, window=window, idem=case_key(by, idem), by=by, at=at)

    def done(self, result: actions.Note, subject: None) -> HttpResponse:
        case = result.enquiry.case
        drop_draft(place=f"{self.request.path}#{self.request.POST['idem']}", by=self.user, at=self.at)
        occasion = Occasion(case, result.enquiry, self.user, self.access, self.at, self.on)
        messages.success(self.request, ASK.done(occasion, result, {}))
        return redirect(address_of(case))

    def context(self, subject: None) -> dict[str, Any]:
        return {
            "items": ServiceItem.objects.filter(is_in_hall=True).order_by("code").values_list("code", flat=True),
            "draft_url": self.draft_url(self.request.path),
        }


class One(EnquiryPage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        enquiry = loaded(case)
        clocks = list(case.deadlines.all())
        context = {
            "case": case,
            "enquiry": enquiry,
            "number": grouped(number),
            "facts": wording.facts(enquiry),
            **headline(clocks, at=self.at),
            "buttons": self.buttons(case),
            "limits": limit_panels(clocks, at=self.at),
            "chain": wording.chain(enquiry.hand_overs.all()),
            "events": lines(case.events.select_related("actor").order_by("-seq"), EVENTS),
            "cards": linked_cards(case, self.access),
            "application": grouped(enquiry.attached_to.number) if enquiry.attached_to else "",
        }
        return render(request, "enquiries/one.html", context)

    def buttons(self, case: Case) -> list[dict[str, str]]:
        """The acts that start from this state and that are this person's, the first one first."""
        acts = offered(case, self.access, self.user)
        return [{"words": act.label, "url": address_of(case, act.name)} for act in acts]


class InWriting(EnquiryPage):
    """书面答复: the sheet that whoever asked takes along; before there is an answer, the enquiry itself."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        enquiry = loaded(case)
        if not enquiry.answer:
            return redirect(address_of(case))
        context = {"case": case, "enquiry": enquiry, "number": grouped(number), "issuer": _signing(case)}
        return render(request, "enquiries/in_writing.html", context)


def _signing(case: Case) -> str:
    """Who signs, by the full name (decision 108): the department that answers, else the hall."""
    return full_name(case.department.name, hall=case.hall.name) if case.department else case.hall.name


class DoAct(DraftedAct, EnquiryPage):  # type: ignore[override]  # the permission is the act's
    """An act on an enquiry, as its description says."""

    template_name = "enquiries/act.html"
    drafts_at = DRAFTS

    def subject_of(self, case: Case) -> Enquiry:
        return loaded(case)

    def to(self, case: Case) -> str:
        return address_of(case)

    def why_not(self, occasion: Occasion) -> str:
        return self.act.why_not(occasion.case.state)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return lines(events, EVENTS)

    def context(self, case: Case) -> dict[str, Any]:
        return {**super().context(case), "number": grouped(case.number), "question": self.subject(case).text}


def case_key(by: User, idem: str) -> str:
    """The key of a form that opens an enquiry, as the case has it: nobody sends somebody else's form again."""
    return f"enquiry:{by.pk}:{idem}"


def address_of(case: Case, act: str = "") -> str:
    name = f"enquiry-{act.replace('_', '-')}" if act else "enquiry"
    return reverse(name, args=[case.number])
