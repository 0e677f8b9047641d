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
from complaints.attachments import counts_of_messages
from complaints.flood import TooManyComplaints
from complaints.models import Complaint, ComplaintKind
from complaints.names import NAME_MOST
from complaints.states import RUNNING
from hall.caller import address_of
from hall.doors import fields
from hall.doors.pages import A_KEY, new_idem, put_refusal
from hall.fields import shown
from hall.refusals import Refused
from hall.uploads import HINT
from papers.models import Purpose, StoredFile
from portal.complain import without_trace
from portal.filing_forms import WithFiles
from portal.front import looked_at
from portal.uploading import NoSuchFile, Sender, take_files


class MessageForm(WithFiles):
    takes = {"attached": Purpose.MESSAGE}

    text = fields.text(
        "要说的内容",
        "写下要说的内容",
        limit=MESSAGE_MOST,
        area=True,
        attrs={"rows": 5, "autocomplete": "off"},
        help_text="匿名的，不要写能认出您的内容。写的内容加密保存，收到的时间只记到上午或下午。",
    )
    attached = fields.files(
        "照片或 PDF",
        help_text=f"{HINT}只留画面和页面：拍摄时间、地点、机型、作者都去掉，文件名不保存。画面里能认出您的，自己先遮住。",
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
    if request.method != "POST":
        return _show(request, complaint, _empty(complaint))
    answered = request.POST.copy()
    if not A_KEY.fullmatch(answered.get("idem", "")):
        answered["idem"] = new_idem()
    form = MessageForm(answered, request.FILES)
    place, dropped = address_of(request), request.POST.getlist("drop")
    try:
        sender = Sender(str(answered["idem"]), place, originals=hasattr(complaint, "reporter"))
        files = take_files(form, sender, dropped=dropped, at=at) if complaint.case.state in RUNNING else []
        if form.is_valid():
            _write(complaint, form, files, at=at)
            return redirect("messages")
    except (NoSuchMessage, NoSuchFile):
        attempts.count(place, at=at)
        raise Http404 from None
    except Refused as refused:
        put_refusal(form, refused)
        return _show(request, complaint, form, status=429 if isinstance(refused, TooManyComplaints) else 422)
    return _show(request, complaint, form, status=422)


def _write(complaint: Complaint, form: MessageForm, files: list[StoredFile], *, at: datetime) -> None:
    mine = [each for each in files if each.purpose == Purpose.MESSAGE]
    write_back(
        case=complaint.case, text=form.cleaned_data["text"], answers=_key(form.cleaned_data["answers"]),
        idem=form.cleaned_data["idem"], at=at, files=mine,
    )  # fmt: skip


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
    files = counts_of_messages(complaint.case)
    thread = [
        {
            "is_yours": message.by_id is None,
            "text": shown(message, "text") if message.by_id is not None else "",
            "at": half_day(message.at),
            "files": files[message.key],
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
        "passed_on": queries.passed_on(complaint),
        "form": form if complaint.case.state in RUNNING and not _is_named(complaint) else None,
    }
    return render(request, "complaints/your_identity.html", context, status=status)


def _is_named(complaint: Complaint) -> bool:
    return hasattr(complaint, "reporter") and not complaint.reporter.is_protected
