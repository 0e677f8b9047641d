"""Enquiries at the desk: the lists, a new one, one with its chain, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.act_page import DescribedPage
from cases.doors import CasesPage
from cases.events import lines
from cases.models import Case, Event
from cases.wording import lamp_at, limit_panels, remaining, worst_clock
from enquiries import actions, forms, wording
from enquiries.acts import ASK, EVENTS, offered
from enquiries.models import Enquiry
from enquiries.queries import TABS, loaded, reached_by, tab, windows_of
from hall import calendar
from hall.access import Grant
from hall.doors.acts import Occasion
from hall.doors.pages import new_idem, put_refusal
from hall.models import ServiceItem, Window
from hall.refusals import Refused
from hall.roles import Permission

A_PAGE = 50  # rows


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
        chosen = request.GET.get("tab", "")
        chosen = chosen if chosen in TABS else "open"
        counted = {name: tab(name, self.grant, self.user.pk).count() for name in TABS}
        matches = tab(chosen, self.grant, self.user.pk).prefetch_related("deadlines")
        page = Paginator(matches, A_PAGE).get_page(request.GET.get("page"))
        days = calendar.current()
        context = {
            "tabs": [
                {"label": words, "url": f"?tab={name}", "count": counted[name], "current": name == chosen}
                for name, words in TABS.items()
            ],
            "caption": TABS[chosen],
            "columns": wording.COLUMNS,
            "rows": [wording.row(case, href=address_of(case), at=self.at, days=days) for case in page],
            "page": page,
        }
        return render(request, "enquiries/list.html", context)


class New(EnquiryPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form(initial={"idem": new_idem(), "item_code": request.GET.get("item", "")[:40]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(data=request.POST)
        if form.is_valid():
            try:
                result = self.ask(form.cleaned_data)
            except Refused as refused:
                put_refusal(form, refused)
            else:
                case = result.enquiry.case
                occasion = Occasion(case, result.enquiry, self.user, self.access, self.at, self.on)
                messages.success(request, ASK.done(occasion, result, form.cleaned_data))
                return redirect(address_of(result.enquiry.case))
        return self.show(form, status=422)

    def ask(self, fields: dict[str, Any]) -> actions.Asked:
        return actions.ask(
            text=fields["text"],
            channel=fields["channel"],
            window=self.window(fields.get("window", "")),
            item_code=fields["item_code"],
            asker=actions.Asker(fields["name"], fields["number"], fields["phone"]),
            in_writing=fields["in_writing"],
            idem=f"enquiry:{self.user.pk}:{fields['idem']}",
            by=self.user,
            at=self.at,
        )

    def window(self, chosen: str) -> Window:
        windows = windows_of(self.access)
        return next((window for window in windows if str(window.pk) == chosen), windows[0])

    def form(self, **kwargs: Any) -> forms.AskForm:
        return forms.AskForm(windows=windows_of(self.access), **kwargs)

    def show(self, form: forms.AskForm, status: int = 200) -> HttpResponse:
        items = ServiceItem.objects.filter(is_in_hall=True).order_by("code").values_list("code", flat=True)
        return render(self.request, "enquiries/new.html", {"form": form, "items": items}, status=status)


class One(EnquiryPage):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        enquiry = loaded(case)
        clocks = list(case.deadlines.all())
        clock = worst_clock(clocks, at=self.at)
        context = {
            "case": case,
            "enquiry": enquiry,
            "number": wording.grouped(number),
            "facts": wording.facts(enquiry),
            "lamp": lamp_at(clock, at=self.at) if clock else "",
            "text": remaining(clock, at=self.at) if clock else "",
            "provisional": bool(clock and clock.provisional),
            "buttons": self.buttons(case),
            "limits": limit_panels(clocks, at=self.at),
            "chain": wording.chain(enquiry.hand_overs.all()),
            "events": lines(case.events.select_related("actor").order_by("-seq"), EVENTS),
            "cards": case.cards.all(),
            "joined": wording.grouped(enquiry.attached_to.number) if enquiry.attached_to else "",
        }
        return render(request, "enquiries/one.html", context)

    def buttons(self, case: Case) -> list[dict[str, str]]:
        """The acts that start from this state and that are this person's, the first one first."""
        acts = offered(case, self.access, self.user)
        return [{"words": act.label, "url": address_of(case, act.name)} for act in acts]


class DoAct(DescribedPage, EnquiryPage):  # type: ignore[override]  # the permission is the act's
    """An act on an enquiry, as its description says."""

    template_name = "enquiries/act.html"

    def subject_of(self, case: Case) -> Enquiry:
        return loaded(case)

    def to(self, case: Case) -> str:
        return address_of(case)

    def why_not(self, occasion: Occasion) -> str:
        return self.described.why_not(occasion.case.state)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return lines(events, EVENTS)

    def context(self, case: Case) -> dict[str, Any]:
        return {**super().context(case), "number": wording.grouped(case.number), "asked": self.subject(case).text}


def address_of(case: Case, act: str = "") -> str:
    name = f"enquiry-{act.replace('_', '-')}" if act else "enquiry"
    return reverse(name, args=[case.number])
