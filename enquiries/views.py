"""Enquiries at the desk: the lists, a new one, one with its chain, and the acts on it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.doors import ActPage, CasesPage
from cases.models import Case
from cases.wording import lamp_at, limit_panels, moment, remaining, worst_clock
from enquiries import actions, forms, wording
from enquiries.queries import (
    TABS,
    departments_with_takers,
    loaded,
    open_hand_over,
    reached_by,
    responsible,
    tab,
    takers,
    to_take,
    windows_of,
)
from enquiries.states import ANSWERED, FLOW
from hall import calendar
from hall.access import Grant
from hall.doors.pages import ActForm, new_idem, put_refusal
from hall.models import Department, ServiceItem, Window
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
        found = tab(chosen, self.grant, self.user.pk).prefetch_related("deadlines")
        page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
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
                asked = self.ask(form.cleaned_data)
            except Refused as refused:
                put_refusal(form, refused)
            else:
                words = "已登记咨询" if asked.created else "这张表已经登记过，没有重复登记"
                messages.success(request, f"{words}，编号 {wording.grouped(asked.enquiry.case.number)}")
                return redirect(address_of(asked.enquiry.case))
        return self.show(form, status=422)

    def ask(self, given: dict[str, Any]) -> actions.Asked:
        return actions.ask(
            text=given["text"],
            channel=given["channel"],
            window=self.window(given.get("window", "")),
            item_code=given["item_code"],
            asker=actions.Asker(given["name"], given["number"], given["phone"]),
            in_writing=given["in_writing"],
            idem=f"enquiry:{self.user.pk}:{given['idem']}",
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
            "events": wording.history(case.events.select_related("actor").order_by("-seq")),
            "cards": case.cards.all(),
            "joined": wording.grouped(enquiry.attached_to.number) if enquiry.attached_to else "",
        }
        return render(request, "enquiries/one.html", context)

    def buttons(self, case: Case) -> list[dict[str, str]]:
        """The acts that start from this state and that are this person's, the first one first."""
        offered = [
            ("take", to_take(self.grant, self.user.pk)),
            ("answer", responsible(self.grant)),
            ("hand_over", responsible(self.grant)),
        ]
        starts = {arrow.verb for arrow in FLOW.from_state(case.state)}
        return [
            {"words": FLOW.arrows[verb].words, "url": address_of(case, verb)}
            for verb, cases in offered
            if verb in starts and cases.filter(pk=case.pk).exists()
        ]


class EnquiryAct(EnquiryPage, ActPage):
    template_name = "enquiries/act.html"
    verb: ClassVar[str]

    def cases(self) -> QuerySet[Case]:
        return responsible(self.grant)

    def context(self, case: Case) -> dict[str, Any]:
        closed = case.state == ANSWERED and self.request.method == "GET"
        return {
            "back": address_of(case),
            "number": wording.grouped(case.number),
            "asked": loaded(case).text,
            "not_now": f"现在是“{FLOW.states[case.state]}”，不能{self.title}" if closed else "",
        }

    def perform(self, case: Case, given: dict[str, Any]) -> str:
        said = self.run(case, number=case.number, by=self.user, at=self.at, **given)
        messages.success(self.request, said)
        return address_of(case)

    def run(self, case: Case, **given: Any) -> str:
        raise NotImplementedError


class Answer(EnquiryAct):
    verb, title, button = "answer", "答复", "记录答复"
    form_class = forms.AnswerForm

    def run(self, case: Case, **given: Any) -> str:
        enquiry = actions.answer(**given)
        return f"已答复，{moment(self.at)}。" + ("咨询并入的办件照常办理" if enquiry.attached_to_id else "")


class HandOver(EnquiryAct):
    verb, title, button = "hand_over", "书面移交", "移交"
    form_class = forms.HandOverForm

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        offered = []
        for department in departments_with_takers(on=self.on):
            people = {post.user.username: post.user.display_name for post in takers(department, on=self.on)}
            offered.append((department, list(people.items())))
        return forms.HandOverForm(to=offered, **kwargs)

    def run(self, case: Case, **given: Any) -> str:
        code, _colon, person = given.pop("to").partition(":")
        department = Department.objects.get(code=code)
        actions.hand_over(department=department, person=person, **given)
        return f"已书面移交给{department}。对方接手以前仍由您负责"


class Take(EnquiryAct):
    verb, title, button = "take", "接手", "接手"
    form_class = forms.TakeForm

    def cases(self) -> QuerySet[Case]:
        return to_take(self.grant, self.user.pk)

    def run(self, case: Case, **given: Any) -> str:
        handed = open_hand_over(loaded(case))
        own = self.access.windows
        window = next((each for each in own if handed and handed.to_department_id in each.serves), None)
        actions.take(window=window, **given)
        return "已接手，从现在起由您负责答复"


def address_of(case: Case, act: str = "") -> str:
    name = f"enquiry-{act.replace('_', '-')}" if act else "enquiry"
    return reverse(name, args=[case.number])
