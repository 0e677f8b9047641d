"""Typing in what came by any channel: the form, and what is handed to whoever stands there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from complaints.actions.filing import Receipt
from complaints.actions.intake import take_in
from complaints.acts.filing import TAKE_IN
from complaints.exclusions import EXCLUSIONS, decline_words
from complaints.intake_forms import IntakeForm
from complaints.queries import the_hall
from hall.doors.pages import StaffPage, new_idem, put_refusal
from hall.identifiers import grouped
from hall.refusals import Refused
from papers.download import look_up_link

CRUMBS = [("投诉举报", "/centre/"), ("登记来件", "")]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class TakeIn(StaffPage):
    """The form. Sent twice, it opens one case."""

    permission = TAKE_IN.may

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(IntakeForm(on=self.on, initial={"idem": new_idem(), "came_on": self.on}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = IntakeForm(request.POST, on=self.on)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            taken = take_in(
                filing=form.filing(), origin=form.origin(), hall=the_hall(), idem=form.cleaned_data["idem"],
                by=self.user, at=self.at,
            )  # fmt: skip
        except Refused as refused:
            put_refusal(form, refused)
            return self.show(form, status=422)
        return self.receipt(taken) if form.cleaned_data["is_present"] else self.lead_on(taken)

    def show(self, form: IntakeForm, status: int = 200) -> HttpResponse:
        not_ours = [decline_words(code) for code in EXCLUSIONS]
        return render(
            self.request,
            "complaints/take_in.html",
            {"form": form, "crumbs": CRUMBS, "not_ours": not_ours},
            status=status,
        )

    def receipt(self, taken: Receipt) -> HttpResponse:
        """The code, once, for the person who stands there."""
        context: dict[str, Any] = {
            "crumbs": CRUMBS,
            "number": grouped(taken.complaint.case.number),
            "code": taken.code,
            "link": look_up_link(taken.code),
            "next": ["用凭证码随时查办到哪一步、看答复。"],
        }
        response = render(self.request, "complaints/taken_in.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def lead_on(self, taken: Receipt) -> HttpResponse:
        case = taken.complaint.case
        messages.success(self.request, f"已登记：{grouped(case.number)}。来件人不在场，没有显示凭证码。")
        if case.is_reached_by(self.access.grant(TAKE_IN.may)):
            return redirect("centre-case", number=case.number)
        return redirect("centre")  # it is about whoever typed it in, or the centre: somebody else reads it from now on
