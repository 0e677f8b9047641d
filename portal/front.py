"""What a stranger may open without a subject of its own: home, the look-up by receipt code, the text size, the statements."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.attempts import TooManyTries
from cases.gateways import GATEWAYS
from cases.models import CaseKind
from cases.queries import CodeUnknown
from hall import calendar
from hall.caller import address_of
from hall.crypto import CannotUnseal, Purpose, seal, unseal
from hall.doors.compressing import compressed
from hall.doors.pages import put_refusal
from hall.identifiers import BadNumber
from hall.queries import opening_at
from portal import application, complain
from portal.forms import CodeForm
from portal.reading import Reading, opened_by, whole

LARGE_TEXT_COOKIE = "large_text"
LOOKING_AT, LOOKING_PATH = "looking_at", "/c/"
WAYS = {"sms": "短信", "mail": "邮件"}  # by gateway
A_YEAR = 365 * 24 * 3600  # seconds
STATUS_PAGES = {CaseKind.APPLICATION: application.status, CaseKind.COMPLAINT: complain.status}


@login_not_required
@require_safe
@compressed
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"form": CodeForm(), "opening": opening_at(timezone.now())})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@compressed
def lookup(request: HttpRequest) -> HttpResponse:
    """One field. A right code opens the case for a quarter of an hour in this browser; the code is in no address."""
    if request.method != "POST":
        return _show_lookup(request, CodeForm())
    at = timezone.now()
    form = CodeForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            receipt = opened_by(form.cleaned_data["code"], address=address_of(request), at=at)
        except BadNumber as error:
            form.add_error("code", str(error))
        except (CodeUnknown, TooManyTries) as refused:
            put_refusal(form, refused)
            status = 429 if isinstance(refused, TooManyTries) else 404
        else:
            response = redirect("status")
            _open_for(response, receipt, at=at, secure=request.is_secure())
            return response
    return _show_lookup(request, form, status=status)


@login_not_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Where the case stands, for whoever has typed its code in this browser within the last 15 minutes."""
    at = timezone.now()
    reading = looked_at(request, at=at)
    if reading is None:
        return redirect("lookup")
    request.hall = reading.case.hall  # type: ignore[attr-defined]  # for the frame, which needs not read it again
    with calendar.held(reading.stamp):
        return STATUS_PAGES[CaseKind(reading.case.kind)](request, reading.case, at)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the case on this screen at once (a shared phone, a public computer)."""
    response = redirect("home")
    response.delete_cookie(LOOKING_AT, path=LOOKING_PATH, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@login_not_required
@require_POST
def large_text(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        LARGE_TEXT_COOKIE,
        "1" if request.POST.get("large") == "1" else "0",
        max_age=A_YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


@login_not_required
@require_safe
@compressed
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@login_not_required
@require_safe
@compressed
def privacy(request: HttpRequest) -> HttpResponse:
    ways = "和".join(WAYS[name] for name, gateway in GATEWAYS.items() if gateway.is_set_up())
    return render(request, "privacy.html", {"minutes": settings.PUBLIC_SESSION_MINUTES, "ways": ways})


def _show_lookup(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "lookup.html", {"form": form, "minutes": settings.PUBLIC_SESSION_MINUTES}, status=status)


def _open_for(response: HttpResponse, receipt: str, *, at: datetime, secure: bool) -> None:
    """The browser keeps what it may see, sealed: a session would be a row in the database for each look."""
    until = at + timedelta(minutes=settings.PUBLIC_SESSION_MINUTES)
    response.set_cookie(
        LOOKING_AT,
        seal(f"{receipt}:{until.isoformat()}", Purpose.LOOKING_COOKIE),
        path=LOOKING_PATH,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def looked_at(request: HttpRequest, *, at: datetime) -> Reading | None:
    """The case that this browser may see now: not after 15 minutes, nor when its code has been replaced since."""
    try:
        receipt, text = unseal(request.COOKIES.get(LOOKING_AT, ""), Purpose.LOOKING_COOKIE).split(":", 1)
        until = datetime.fromisoformat(text)
    except (CannotUnseal, ValueError):
        return None
    return whole(receipt) if at <= until else None
