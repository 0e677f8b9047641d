"""The public front: home, the look-up by receipt code, the large-text switch, statements, and signs of life."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import post_office
from cases.attempts import TooManyTries
from cases.models import Case, CaseKind, Heartbeat
from cases.queries import CodeUnknown, by_receipt_code
from cases.reconcile.standing import standing
from cases.sweep import HEARTBEAT
from cases.web import put_refusal
from complaints import views as complaint_views
from config.forms import CodeForm, SignInForm
from config.frame import LARGE_TEXT_COOKIE, landing_of
from hall.access import access_of
from hall.caller import address_of
from hall.identifiers import BadNumber
from hall.queries import opening_at
from permits import views as permit_views

LOOKING_AT = "looking_at"
A_YEAR = 365 * 24 * 3600  # seconds
STATUS_PAGES = {CaseKind.APPLICATION: permit_views.status, CaseKind.COMPLAINT: complaint_views.status}


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"form": CodeForm(), "opening": opening_at(timezone.now())})


@login_not_required
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """One field. A right code opens the case for a quarter of an hour in this browser; the code is in no address."""
    if request.method == "GET":
        return render(request, "lookup.html", {"form": CodeForm()})
    at = timezone.now()
    form = CodeForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            case = by_receipt_code(form.cleaned_data["code"], address=address_of(request), at=at)
        except BadNumber as error:
            form.add_error("code", str(error))
        except (CodeUnknown, TooManyTries) as refused:
            put_refusal(form, refused)
            status = 429 if isinstance(refused, TooManyTries) else 404
        else:
            open_for(request, case, at=at)
            return redirect("status")
    return render(request, "lookup.html", {"form": form}, status=status)


@login_not_required
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """Where the case stands, for whoever has typed its code in this browser within the last 15 minutes."""
    at = timezone.now()
    case = looked_at(request, at=at)
    if case is None:
        return redirect("lookup")
    return STATUS_PAGES[CaseKind(case.kind)](request, case, at)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the case on this screen at once (a shared phone, a public computer)."""
    request.session.pop(LOOKING_AT, None)
    response = redirect("home")
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


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"unsent": "unsent" in self.request.GET}


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """After signing in: the first page of the person's role."""
    return redirect(landing_of(access_of(request.user, on=timezone.localdate())))


@require_GET
def no_post(request: HttpRequest) -> HttpResponse:
    """For somebody who can sign in but holds no post today."""
    return render(request, "no_post.html")


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html", {"minutes": settings.PUBLIC_SESSION_MINUTES})


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """
    Signs of life: ``{"status", "database", "redis", "worker", "beat", "sweep": {"at", "age_seconds", "fresh"}}``.

    200 when all of it lives, else 503; ``degraded``, with 200, when letters do not go out (``"letters"``: off, ok or failing). It tells nothing about the hall's data, but whether the nightly check is ``fresh`` and
    ``agrees`` (null before the first one), which has no say in the status: ``"reconciliation"``.
    """
    at = timezone.now()
    database, sweep = _database_and_sweep(at)
    signs = {"database": database, **_redis_signs()}
    alive = all(signs.values()) and sweep["fresh"]
    letters = _letters()
    status = "failing" if not alive else "degraded" if "failing" in letters.values() else "ok"
    said = {"status": status, **signs, "sweep": sweep, "reconciliation": _reconciliation(at), "letters": letters}
    return JsonResponse(said, status=200 if alive else 503)


def open_for(request: HttpRequest, case: Case, *, at: datetime) -> None:
    until = at + timedelta(minutes=settings.PUBLIC_SESSION_MINUTES)
    request.session[LOOKING_AT] = {"case": case.pk, "receipt": case.receipt_hash, "until": until.isoformat()}


def looked_at(request: HttpRequest, *, at: datetime) -> Case | None:
    """The case that this browser may see now: not after 15 minutes, nor when its code has been replaced since."""
    kept = request.session.get(LOOKING_AT)
    if kept is None or datetime.fromisoformat(kept["until"]) < at:
        return None
    cases = Case.objects.select_related("department", "window", "hall")
    return cases.filter(pk=kept["case"], receipt_hash=kept["receipt"]).first()


def _database_and_sweep(at: datetime) -> tuple[bool, dict[str, Any]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    except Exception:  # noqa: BLE001 - whatever is wrong with the database, the answer is "no"
        return False, {"at": None, "age_seconds": None, "fresh": False}
    age = (at - last).total_seconds() if last else None
    fresh = age is not None and age <= settings.SWEEP_STALE_AFTER
    return True, {"at": last, "age_seconds": age, "fresh": fresh}


def _reconciliation(at: datetime) -> dict[str, Any] | None:
    try:
        now = standing(at=at)
    except Exception:  # noqa: BLE001 - told above already
        return None
    last = now.run.started_at if now.run else None
    agrees = now.differences == 0 if now.run else None
    return {"at": last, "age_seconds": now.age_seconds, "fresh": not now.is_stale, "agrees": agrees}


def _letters() -> dict[str, str]:
    try:
        return post_office.states()
    except Exception:  # noqa: BLE001 - told above already
        return {}


def _redis_signs() -> dict[str, bool]:
    try:
        signs = cache.get_many(["alive:worker", "alive:beat"])
    except Exception:  # noqa: BLE001 - whatever is wrong with Redis, the answer is "no"
        return {"redis": False, "worker": False, "beat": False}
    return {"redis": True, "worker": "alive:worker" in signs, "beat": "alive:beat" in signs}
