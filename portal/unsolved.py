"""The complainant says under the receipt code that it is not solved: it is handled again, in the browser that has typed the code."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.models import CaseKind
from complaints.actions.following_up import UNSOLVED_MOST, say_unsolved
from complaints.models import UNSOLVED
from complaints.possible import unsolved_why_not
from complaints.states import FLOW
from hall import calendar
from hall.doors import fields
from hall.doors.pages import put_refusal
from hall.refusals import Refused
from portal.complain import without_trace
from portal.front import looked_at


class UnsolvedForm(forms.Form):
    text = fields.text(
        "哪里没有解决",
        "写下哪里没有解决",
        limit=UNSOLVED_MOST,
        area=True,
        attrs={"rows": 4, "autocomplete": "off"},
        help_text="匿名的，不要写能认出您的内容。写的内容加密保存，时间只记到上午或下午。",
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@without_trace
def say(request: HttpRequest) -> HttpResponse:
    """Ask what is not solved, and take it; what cannot be taken is said at the field."""
    at = timezone.now()
    reading = looked_at(request, at=at)
    if reading is None or reading.case.kind != CaseKind.COMPLAINT:
        return redirect("lookup")
    case = reading.case
    not_now = FLOW.why_not(case.state, UNSOLVED) or unsolved_why_not(case.complaint)
    form = UnsolvedForm(request.POST if request.method == "POST" else None)
    if not not_now and form.is_valid():
        try:
            with calendar.held(reading.stamp):
                say_unsolved(number=case.number, text=form.cleaned_data["text"], at=at)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return redirect("status")
    context = {"title": case.title, "form": None if not_now else form, "not_now": not_now}
    return render(request, "complaints/unsolved.html", context, status=422 if request.method == "POST" else 200)
