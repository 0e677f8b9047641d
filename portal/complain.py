"""
Where a complaint or report begins, its receipt, and where it stands. Nothing here leads back to who filed it.

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
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, Deadline
from cases.numbering import receipt_hash, receipt_proof
from cases.rules import Rule
from cases.wording import before, half_day, in_dates
from complaints import deadlines, wording
from complaints.actions import filing
from complaints.models import UNSOLVED
from complaints.possible import unsolved_why_not
from complaints.queries import answer_to, reward_of, unanswered
from complaints.states import CLOSED, FLOW, RUNNING
from hall.crypto import CannotUnseal, Purpose, seal, unseal
from hall.doors.compressing import compressed
from hall.identifiers import grouped
from papers.download import look_up_link
from portal.forms import KeptForm

# steps that the complainant reads, and what stands above each
TOLD = {"uphold": "复查、复核意见", "send_back": "复查、复核意见", "extend_petition": "延长办理期限的理由"}
RECEIPT_COOKIE = "complaint_receipt"
RECEIPT_PATH = "/complain/"
RECEIPT_MINUTES = 15
NEUTRAL_PAGE = "/items/"  # where "leave quickly" leads: a page that anyone may be reading


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


def is_unconfirmed(request: HttpRequest) -> bool:
    """Whether this browser still holds a receipt that nobody has confirmed as kept."""
    return _kept_receipt(request, at=timezone.now())[0] is not None


@login_not_required
@require_safe
@without_trace
@compressed
def start(request: HttpRequest) -> HttpResponse:
    """What is kept and what is not. A receipt that was not confirmed comes first: left here, it would be lost."""
    if is_unconfirmed(request):
        return redirect("complain-receipt")
    context = {
        "accept_within": deadlines.ACCEPT_WITHIN,
        "handled_within": wording.handled_within(),
        "feed_back_within": deadlines.FEED_BACK_WITHIN,
    }
    return render(request, "complaints/start.html", context)


@login_not_required
@require_safe
@without_trace
def receipt(request: HttpRequest) -> HttpResponse:
    """The code, for a quarter of an hour in the browser that filed, or until the person has confirmed that it is kept."""
    at = timezone.now()
    case, code = _kept_receipt(request, at=at)
    if case is None:
        return render(request, "complaints/receipt_gone.html", {"minutes": RECEIPT_MINUTES}, status=404)
    return _show_receipt(request, case, code, KeptForm())


def _show_receipt(request: HttpRequest, case: Case, code: str, form: KeptForm, status: int = 200) -> HttpResponse:
    at = timezone.now()
    clocks = list(case.deadlines.all())
    context = {
        "form": form,
        "opened": half_day(case.opened_at),
        "by": case.hall.name,
        "proof": receipt_proof(case),
        "number": grouped(case.number),
        "code": code,
        "link": look_up_link(code),
        "next": _next_lines(clocks),
        "limits": in_dates(wording.newest_of_each(clocks), at=at),
        "phone": case.hall.phone,
        "minutes": RECEIPT_MINUTES,
    }
    return render(request, "complaints/receipt.html", context, status=status)


@login_not_required
@require_POST
@without_trace
def forget(request: HttpRequest) -> HttpResponse:
    """
    Clear the receipt from this browser, once its last four digits have been typed back: a code that nobody has kept opens the
    answer for nobody. Without a receipt there is nothing to confirm.
    """
    case, code = _kept_receipt(request, at=timezone.now())
    if case is not None:
        form = KeptForm(request.POST)
        if not form.is_valid() or form.cleaned_data["last_four"] != code[-4:]:
            if form.is_valid():
                form.add_error("last_four", "和凭证码的最后四位不一样，核对后再填")
            return _show_receipt(request, case, code, form, status=422)
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
        "ended": wording.ended(case),
        "centre": wording.CENTRE,
        "late": wording.late_lines(clocks, at=at),
        "limits": in_dates(wording.newest_of_each(clocks), at=at),
        "answer": answer_to(case),
        "reward": reward_of(case.complaint) if case.state == CLOSED else None,
        "is_asked": case.state in RUNNING and unanswered(case.complaint) is not None,
        "can_say_unsolved": not (FLOW.why_not(case.state, UNSOLVED) or unsolved_why_not(case.complaint)),
        "opinions": [(TOLD[step.act], step) for step in case.complaint.steps.all() if step.act in TOLD],
        "facts": [("编号", grouped(case.number)), ("收到", wording.day(case.opened_at))],
    }
    return render(request, "complaints/status.html", context)


def keep_receipt(response: HttpResponse, new: filing.Receipt, *, at: datetime, secure: bool) -> None:
    """The browser may show it for a quarter of an hour."""
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


def _next_lines(clocks: list[Deadline]) -> list[str]:
    by = {clock.rule: before(clock.due_at, clock.provisional) for clock in clocks}
    passed_on = by.get(Rule.CORRUPTION_PASSED)
    return [
        *([f"最迟 {passed_on}移交纪检监察（收到后 {deadlines.PASS_WITHIN} 个工作日）。"] if passed_on else []),
        f"最迟 {by[Rule.COMPLAINT_ACCEPTANCE]}决定是否受理（收到后 {deadlines.ACCEPT_WITHIN} 个工作日，怎么算的见下面）。",
        f"受理后 {wording.handled_within()}核查出结论，再过 {deadlines.FEED_BACK_WITHIN} 个工作日内答复。",
        "结果不另打电话通知，随时用凭证码查进度和答复。",
    ]
