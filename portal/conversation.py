"""
Both ways under a receipt code: questions and answers, the name that is left later or taken back. For the browser that has typed the
code within the last quarter of an hour; no address, no instant finer than the half-day and nothing of the browser is kept.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import attempts
from cases.models import CaseKind
from cases.wording import half_day
from complaints import queries
from complaints.actions.conversation import MESSAGE_MOST, NoSuchMessage, disclose, withdraw_identity, write_back
from complaints.models import Complaint, ComplaintKind
from complaints.names import NAME_MOST
from complaints.states import RUNNING
from hall.caller import address_of
from hall.doors import fields
from hall.doors.pages import new_idem, put_refusal
from hall.fields import shown
from hall.refusals import Refused
from portal.complain import without_trace
from portal.front import looked_at


class MessageForm(forms.Form):
    text = fields.text(
        "要说的内容",
        "写下要说的内容",
        limit=MESSAGE_MOST,
        area=True,
        attrs={"rows": 5, "autocomplete": "off"},
        help_text="匿名的，不要写能认出您的内容。写的内容加密保存，收到的时间只记到上午或下午。",
    )
    answers = forms.CharField(widget=forms.HiddenInput, required=False)
    idem = forms.CharField(widget=forms.HiddenInput, required=False)


class NameForm(forms.Form):
    name = fields.text("姓名", "填写姓名", limit=NAME_MOST, attrs={"autocomplete": "off"})
    phone = fields.text("电话", "填写电话", limit=30, attrs={"type": "tel", "autocomplete": "off"})


def of_a_complaint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The case that this browser looks at, if it is a complaint; else the look-up comes first. An error report says nothing of it."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        reading = looked_at(request, at=at)
        if reading is None or reading.case.kind != CaseKind.COMPLAINT:
            return redirect("lookup")
        complaint = Complaint.objects.select_related("case").get(pk=reading.case.pk)
        if complaint.kind == ComplaintKind.LEAD:
            raise Http404
        return view(request, complaint, at)

    return login_not_required(without_trace(guarded))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_complaint
def messages(request: HttpRequest, complaint: Complaint, at: datetime) -> HttpResponse:
    """What the office asked, and a form for the answer. A question of another case is none: 404, counted like a wrong code."""
    case = complaint.case
    if request.method != "POST":
        return _show(request, complaint, _empty(complaint))
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            answers = _key(form.cleaned_data["answers"])
            idem = form.cleaned_data["idem"] or new_idem()
            write_back(case=case, text=form.cleaned_data["text"], answers=answers, idem=idem, at=at)
        except NoSuchMessage:
            attempts.count(address_of(request), at=at)
            raise Http404 from None
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return redirect("messages")
    return _show(request, complaint, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_complaint
def identity(request: HttpRequest, complaint: Complaint, at: datetime) -> HttpResponse:
    """Whether a name is left, to whom it was shown, and a form to leave one now: by choice, and for this case only."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            disclose(case=complaint.case, at=at, **form.cleaned_data)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return redirect("identity")
    return _show_identity(request, complaint, form, status=422 if form.errors else 200)


@require_POST
@of_a_complaint
def take_back(request: HttpRequest, complaint: Complaint, at: datetime) -> HttpResponse:
    """Take the name back."""
    withdraw_identity(case=complaint.case, at=at)
    return redirect("identity")


def _key(text: str) -> UUID | None:
    """:raises NoSuchMessage: what a form never sends."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NoSuchMessage from None


def _empty(complaint: Complaint) -> MessageForm:
    question = queries.unanswered(complaint)
    return MessageForm(initial={"idem": new_idem(), "answers": str(question.key) if question else ""})


def _show(request: HttpRequest, complaint: Complaint, form: MessageForm, status: int = 200) -> HttpResponse:
    thread = [
        {
            "is_yours": message.by_id is None,
            "text": shown(message, "text") if message.by_id is not None else "",
            "at": half_day(message.at),
        }
        for message in complaint.messages.all()
    ]
    context: dict[str, Any] = {
        "title": complaint.case.title,
        "thread": thread,
        "form": form if complaint.case.state in RUNNING else None,
    }
    return render(request, "complaints/messages.html", context, status=status)


def _show_identity(request: HttpRequest, complaint: Complaint, form: NameForm, status: int) -> HttpResponse:
    context = {
        "title": complaint.case.title,
        "state": queries.identity_words(complaint),
        "is_left": hasattr(complaint, "reporter"),
        "shown_to": queries.shown_to(complaint),
        "form": form if complaint.case.state in RUNNING and not _is_named(complaint) else None,
    }
    return render(request, "complaints/your_identity.html", context, status=status)


def _is_named(complaint: Complaint) -> bool:
    return hasattr(complaint, "reporter") and not complaint.reporter.is_protected
