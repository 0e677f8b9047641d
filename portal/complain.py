"""
Filing a complaint or report, its receipt, and where it stands. Nothing here leads back to who filed it.

No session is opened, no address, browser or referrer is stored, and an error report of these pages is empty.
"""

from collections.abc import Callable, ItemsView
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from cases.numbering import receipt_hash
from cases.queries import was_sent
from cases.wording import before, in_dates
from complaints import actions, deadlines, flood, wording
from complaints.models import FILED_BY_PEOPLE
from complaints.queries import answer_to, the_hall
from hall.caller import address_of
from hall.crypto import CannotUnseal, Purpose, seal, unseal
from hall.doors.compressing import compressed
from hall.doors.pages import new_idem, put_refusal
from hall.identifiers import grouped
from hall.refusals import Refused
from papers.download import look_up_link
from portal import filing
from portal.forms import ANONYMOUS, FileForm, file_line

RECEIPT_COOKIE = "complaint_receipt"
RECEIPT_PATH = "/complain/"
RECEIPT_MINUTES = 15
SUBMIT, EDIT = "submit", "edit"  # what the buttons of the check page say
NEUTRAL_PAGE = "/items/"  # where "leave quickly" goes: a page that anyone may be reading


class NothingToReport(SafeExceptionReporterFilter):
    """An error report goes by mail: it must not carry what was typed, the address or the browser."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest, tb_frame: Any) -> ItemsView[str, Any]:
        return {}.items()


def without_trace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Should the view fail, its error report says where, and nothing about the person."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.exception_reporter_filter = NothingToReport()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@require_safe
@without_trace
@compressed
def start(request: HttpRequest) -> HttpResponse:
    context = {
        "accept_within": deadlines.ACCEPT_WITHIN,
        "handled_within": wording.handled_within(),
        "feed_back_within": deadlines.FEED_BACK_WITHIN,
        "leave_url": NEUTRAL_PAGE,
    }
    return render(request, "complaints/start.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@without_trace
def file(request: HttpRequest) -> HttpResponse:
    """The form. Sent twice, it opens one case and shows the same receipt. One with files is shown once more before it is taken."""
    if request.method != "POST":
        kind = request.GET.get("kind")
        form = FileForm(initial={"kind": kind if kind in dict(FILED_BY_PEOPLE) else None, "idem": new_idem()})
        return _show(request, form)
    at = timezone.now()
    form = FileForm(request.POST, request.FILES)
    try:
        files = filing.files_of(form, dropped=request.POST.getlist("drop"), place=address_of(request), at=at)
    except flood.TooManyComplaints as refused:
        put_refusal(form, refused)
        return _show(request, form, status=429)
    step = request.POST.get("step", "")
    if form.is_valid() and step == SUBMIT and request.POST.get("files_shown", "") != str(len(files.kept)):
        form.add_error("evidence", "文件放了两个小时，按约定删掉了。重新选文件，再交一次；不带文件也可以直接交")
    if not form.is_valid() or step == EDIT:
        return _show(request, form, status=200 if form.is_valid() else 422)
    if files.kept and step != SUBMIT:
        return _check(request, form, files)
    try:
        idem = form.cleaned_data["idem"]
        if not was_sent(idem):
            flood.let_through(address_of(request), at=at)
        new = actions.file(filing=form.filing(), hall=the_hall(), idem=idem, at=at, files=files.kept)
    except Refused as refused:
        put_refusal(form, refused)
        return _show(request, form, status=429 if isinstance(refused, flood.TooManyComplaints) else 422)
    response = redirect("complain-receipt")
    _keep_receipt(response, new, at=at, secure=request.is_secure())
    return response


@login_not_required
@require_safe
@without_trace
def receipt(request: HttpRequest) -> HttpResponse:
    """The code, for a quarter of an hour in the browser that filed, or until the person clears it."""
    at = timezone.now()
    case, code = _kept_receipt(request, at=at)
    if case is None:
        return render(request, "complaints/receipt_gone.html", {"minutes": RECEIPT_MINUTES}, status=404)
    clocks = list(case.deadlines.all())
    context = {
        "number": grouped(case.number),
        "code": code,
        "link": look_up_link(code),
        "next": _next_lines(clocks),
        "limits": in_dates(wording.newest_of_each(clocks), at=at),
        "phone": case.hall.phone,
        "minutes": RECEIPT_MINUTES,
        "leave_url": NEUTRAL_PAGE,
    }
    return render(request, "complaints/receipt.html", context)


@login_not_required
@require_POST
@without_trace
def forget(request: HttpRequest) -> HttpResponse:
    """Clear the receipt from this browser."""
    response = redirect(NEUTRAL_PAGE)
    response.delete_cookie(RECEIPT_COOKIE, path=RECEIPT_PATH, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def status(request: HttpRequest, case: Case, at: datetime) -> HttpResponse:
    """
    Where it stands, for whoever typed the code: kind, category and day, never the text, the department or the reporter.

    Somebody may find the slip: it must not tell them what was reported about whom.
    """
    request.exception_reporter_filter = NothingToReport()  # type: ignore[attr-defined]
    clocks = list(case.deadlines.all())
    context = {
        "case": case,
        "steps": wording.steps(case),
        "turn": wording.TURNS.get(case.state, ""),
        "ended": wording.ENDED.get(case.state, ""),
        "centre": wording.CENTRE,
        "late": wording.late_lines(clocks, at=at),
        "limits": in_dates(wording.newest_of_each(clocks), at=at),
        "answer": answer_to(case),
        "facts": [("编号", grouped(case.number)), ("收到", wording.day(case.opened_at))],
        "leave_url": NEUTRAL_PAGE,
    }
    return render(request, "complaints/status.html", context)


def _show(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    return render(request, "complaints/file.html", {"form": form, "leave_url": NEUTRAL_PAGE}, status=status)


def _check(request: HttpRequest, form: FileForm, files: filing.Files) -> HttpResponse:
    """What will be sent, files included, before it is: who changes their mind has told nobody anything."""
    context = {
        "facts": filing.answers(form),
        "text": form.cleaned_data["text"],
        "files": [file_line(each) for each in files.kept],
        "hidden": [(name, form.data.get(name, "")) for name in filing.TYPED],
        "files_shown": len(files.kept),
        "let_go": files.let_go,
        "anonymous": form.cleaned_data["signed"] == ANONYMOUS,
        "submit": SUBMIT,
        "edit": EDIT,
        "leave_url": NEUTRAL_PAGE,
    }
    return render(request, "complaints/check.html", context)


def _keep_receipt(response: HttpResponse, new: actions.Receipt, *, at: datetime, secure: bool) -> None:
    until = at + timedelta(minutes=RECEIPT_MINUTES)
    response.set_cookie(
        RECEIPT_COOKIE,
        seal(f"{new.complaint.case.number}:{new.code}:{until.isoformat()}", Purpose.COMPLAINT_RECEIPT_COOKIE),
        max_age=RECEIPT_MINUTES * 60,
        path=RECEIPT_PATH,
        secure=secure,
        httponly=True,
        samesite="Strict",
    )


def _kept_receipt(request: HttpRequest, *, at: datetime) -> tuple[Case | None, str]:
    """Return the case and its code; (None, "") when this browser holds no receipt any more."""
    try:
        cookie = unseal(request.COOKIES.get(RECEIPT_COOKIE, ""), Purpose.COMPLAINT_RECEIPT_COOKIE)
        number, code, until = cookie.split(":", 2)
    except (CannotUnseal, ValueError):
        return None, ""
    if datetime.fromisoformat(until) < at:
        return None, ""
    cases = Case.objects.select_related("hall").prefetch_related("deadlines")
    return cases.filter(number=number, receipt_hash=receipt_hash(code)).first(), code


def _next_lines(clocks: list) -> list[str]:
    first = min(clocks, key=lambda clock: clock.due_at)
    accept_by = before(first.due_at, first.provisional)
    return [
        f"最迟 {accept_by}决定是否受理（收到后 {deadlines.ACCEPT_WITHIN} 个工作日，怎么算的见下面）。",
        f"受理后 {wording.handled_within()}核查出结论，再过 {deadlines.FEED_BACK_WITHIN} 个工作日内答复。",
        "结果不另打电话通知，随时用凭证码查进度和答复。",
    ]
