"""The officer's pages: the tickets with what became of them, the basket, what is pushed."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from exchange import wording
from exchange.actions.basket import Particulars, refuse, take_by_hand
from exchange.actions.seeing_to import drop, retry
from exchange.checking import forgotten
from exchange.filing import message_of
from exchange.forms import ReasonForm, TakeForm
from exchange.models import Arrival, Push
from exchange.queries import TABS, arrivals_for, in_tab, pushes_for, tickets_for, with_sight, with_what_is_seen
from hall.crypto import CannotUnseal
from hall.doors.pages import FormPage, StaffPage
from hall.models import User
from hall.permissions import Permission
from hall.refusals import Refused

MOST_NAMELESS = 20  # messages without a ticket number, above the list


class Tickets(StaffPage):
    """Every ticket whose case, or whose basket, the reader may open."""

    permission = Permission.COMPLAINT_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        tickets = tickets_for(self.user, self.permission, on=self.on)
        chosen = request.GET.get("tab", "")
        tab = chosen if chosen in TABS else "all"
        arrivals = arrivals_for(self.user, self.permission, on=self.on)
        pushes = pushes_for(self.user, self.permission, on=self.on)
        of_tab = partial(in_tab, tickets, arrivals=arrivals, pushes=pushes)
        listed = with_what_is_seen(of_tab(tab), self.user, self.permission, on=self.on)
        page = self.page_of(listed.order_by("-pk"))
        nameless = arrivals_for(self.user, Permission.COMPLAINT_HANDLE, on=self.on).filter(
            ticket=None, state=Arrival.State.BASKET
        )
        context = {
            "tabs": [
                {"label": words, "url": f"?tab={name}", "current": name == tab, "count": of_tab(name).count()}
                for name, words in TABS.items()
            ],
            "standing": wording.standing(pushes, at=self.at),
            "nameless": [
                (each.why, reverse("exchange-arrival", args=[each.key]))
                for each in nameless.order_by("pk")[:MOST_NAMELESS]
            ],
            "forgotten": wording.forgotten_sentence(len(forgotten(at=self.at, among=tickets))),
            "columns": wording.COLUMNS,
            "rows": [wording.ticket_row(ticket) for ticket in page],
            "page": page,
        }
        return render(request, "exchange/list.html", context)


class OneTicket(StaffPage):
    """A ticket: each version that came, each piece of news that went."""

    permission = Permission.COMPLAINT_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        ticket = get_object_or_404(tickets_for(self.user, self.permission, on=self.on), number=number)
        mine = arrivals_for(self.user, Permission.COMPLAINT_HANDLE, on=self.on).filter(state=Arrival.State.BASKET)
        arrivals = arrivals_for(self.user, self.permission, on=self.on).filter(ticket=ticket)
        arrivals = arrivals.annotate(waits_for_me=Exists(mine.filter(pk=OuterRef("pk"))))
        handles = tickets_for(self.user, Permission.COMPLAINT_HANDLE, on=self.on).filter(pk=ticket.pk).exists()
        context = {
            "ticket": ticket,
            "crumbs": [*_crumbs(), (ticket.number, "")],
            "arrivals": [(each, wording.arrival_facts(each), each.waits_for_me) for each in arrivals],
            "pushes": [
                (each, wording.push_facts(each, shows=shows), handles, each.state in Push.NOT_SENT, _may_drop(each))
                for each, shows in with_sight(ticket, self.user, self.permission, on=self.on)
            ],
        }
        return render(request, "exchange/ticket.html", context)


class OneArrival(StaffPage):
    """What could not be taken in, with why, and what can be done with it."""

    permission = Permission.COMPLAINT_HANDLE

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        arrival = get_object_or_404(arrivals_for(self.user, self.permission, on=self.on), key=key)
        context = {
            "arrival": arrival,
            "crumbs": [*_crumbs(), ("来件", "")],
            "facts": wording.arrival_facts(arrival),
            "waits": arrival.state == Arrival.State.BASKET,
        }
        return render(request, "exchange/arrival.html", context)


class OnArrival(FormPage):
    """A form about one message in the basket."""

    permission = Permission.COMPLAINT_HANDLE
    template_name = "exchange/form.html"
    takes = "arrival"
    title = ""
    button = ""
    note = ""

    def subject(self, key: str) -> Arrival:  # type: ignore[override]
        waiting = arrivals_for(self.user, self.permission, on=self.on).filter(state=Arrival.State.BASKET)
        return get_object_or_404(waiting, key=key)

    def context(self, subject: Arrival) -> dict[str, Any]:
        back = reverse("exchange-arrival", args=[subject.key])
        crumbs = [*_crumbs(), ("来件", back), (self.title, "")]
        return {"title": self.title, "button": self.button, "note": self.note, "back": back, "crumbs": crumbs}


@method_decorator(sensitive_post_parameters(), name="dispatch")
class TakeByHand(OnArrival):
    form_class = TakeForm
    title, button = "人工收下", "收下，立案"
    note = "改正以后立案；工单已经立案的，转给办理人。反映的是别的部门的，另立一件，这个部门的人看不到；它的答复也推给平台。"

    def run(self, subject: Arrival, *, by: User, at: datetime, **fields: str) -> Arrival:  # type: ignore[override]
        return take_by_hand(arrival=subject, particulars=Particulars(**fields), by=by, at=at)

    def initial(self, subject: Arrival) -> dict[str, Any]:
        try:
            message = message_of(subject)
        except CannotUnseal:
            return {}
        return {"text": message.text or message.value("reason"), "about": message.value("about")}

    def done(self, result: Any, subject: Arrival) -> HttpResponse:
        messages.success(self.request, "已收下")
        ticket = tickets_for(self.user, Permission.COMPLAINT_VIEW, on=self.on).filter(arrivals=subject).first()
        if ticket is not None:
            return redirect("exchange-ticket", number=ticket.number)
        return redirect("exchange")  # it is about whoever took it in, or the centre: somebody else reads it from now on


class Refuse(OnArrival):
    form_class = ReasonForm
    verb = staticmethod(refuse)
    title, button = "退回", "退回平台"
    note = "理由推送给平台：写明为什么退回、应当由谁办。"

    def done(self, result: Any, subject: Arrival) -> HttpResponse:
        messages.success(self.request, "已退回")
        return redirect("exchange")


class Retry(StaffPage):
    """Send once more what did not go."""

    permission = Permission.COMPLAINT_HANDLE

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        push = get_object_or_404(pushes_for(self.user, self.permission, on=self.on), key=key)
        try:
            retry(push=push, by=self.user, at=self.at)
            messages.success(request, "已重新排队，同一编号再推 3 天")
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("exchange-ticket", number=push.ticket.number)


class Drop(FormPage):
    """Push it no more, with the reason."""

    permission = Permission.COMPLAINT_HANDLE
    template_name = "exchange/form.html"
    form_class = ReasonForm
    verb = staticmethod(drop)
    takes = "push"

    def subject(self, key: str) -> Push:  # type: ignore[override]
        return get_object_or_404(pushes_for(self.user, self.permission, on=self.on), key=key)

    def done(self, result: Push, subject: Push) -> HttpResponse:
        messages.success(self.request, "不再推送")
        return redirect("exchange-ticket", number=subject.ticket.number)

    def context(self, subject: Push) -> dict[str, Any]:
        back = reverse("exchange-ticket", args=[subject.ticket.number])
        crumbs = [*_crumbs(), (subject.ticket.number, back), ("不再推送", "")]
        note = f"{subject.get_kind_display()}：{subject.get_state_display()}。平台不会知道这一条，写明另外怎样告知了。"
        return {"title": "不再推送", "button": "不再推送", "note": note, "back": back, "crumbs": crumbs}


def _may_drop(push: Push) -> bool:
    return push.state not in (Push.State.SENDING, Push.State.SENT, Push.State.DROPPED)


def _crumbs() -> list[tuple[str, str]]:
    return [("投诉举报", reverse("centre")), ("12345 工单", reverse("exchange"))]
