"""
The page of the tablet on a window's counter. It asks about the last visit there and shows nothing of the applicant; it looks again
every few seconds by itself, without a script. Only the browser that the administrator has opened gets it.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases import attempts
from hall.caller import address_of
from hall.doors.fields import text
from hall.doors.pages import put_refusal
from hall.models import User
from hall.refusals import BadInput, Refused
from ratings.actions.counter import NotThisTablet, open_tablet, rate_at_counter
from ratings.actions.rating import note_refusal
from ratings.codes import VISIT, Source, event_code, visit_of
from ratings.models import Level, Tablet
from ratings.tablets import asked_about, tablet_of
from ratings.writing import StaffCannotRate

COOKIE = "tablet"
KEPT = 400 * 86_400  # seconds, as long as browsers keep any; it is set anew each time the page is shown
AGAIN, THANKED = 5, 8  # seconds until the page looks again; how long it thanks


class OpenForm(forms.Form):
    code = text("开通码", "输入管理员登记平板时看到的 16 位数字", limit=40)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def counter(request: HttpRequest) -> HttpResponse:
    """Show what is asked now; a POST answers it, or opens the tablet."""
    at, by = timezone.now(), request.user if isinstance(request.user, User) else None
    secret = request.COOKIES.get(COOKIE, "")
    tablet = tablet_of(secret)
    if request.method == "POST":
        return _rate(request, tablet, secret, by=by, at=at) if tablet else _open(request, by=by, at=at)
    if by is not None:
        refused = "这个浏览器登录了工作账号，不能当评价平板用：先退出"
        return render(request, "ratings/tablet.html", {"refused": refused}, status=403)
    if tablet is None:
        return render(request, "ratings/tablet.html", {"form": OpenForm()})
    if "thanks" in request.GET:
        return _keep(_show(request, tablet, thanks=True, again=THANKED), secret)
    visit = asked_about(tablet, at=at)
    return _keep(_show(request, tablet, event=event_code(tablet.pk, visit) if visit else "", again=AGAIN), secret)


def _open(request: HttpRequest, *, by: User | None, at: datetime) -> HttpResponse:
    form = OpenForm(request.POST)
    if form.is_valid():
        address = address_of(request)
        try:
            attempts.check(address, at=at)
            secret = open_tablet(code=form.cleaned_data["code"], by=by, at=at)
        except Refused as refused:
            if isinstance(refused, BadInput):
                attempts.count(address, at=at)
            put_refusal(form, refused)
            if isinstance(refused, attempts.TooManyTries):
                return render(request, "ratings/tablet.html", {"form": form}, status=429)
        else:
            return _keep(redirect("tablet"), secret)
    return render(request, "ratings/tablet.html", {"form": form}, status=422)


def _rate(request: HttpRequest, tablet: Tablet, secret: str, *, by: User | None, at: datetime) -> HttpResponse:
    event, level = request.POST.get("event", ""), request.POST.get("level", "")
    try:
        rate_at_counter(secret=secret, event=event, level=int(level) if level in LEVELS else 0, by=by, at=at)
    except Refused as refused:
        if isinstance(refused, StaffCannotRate) and (visit := visit_of(event, tablet.pk)) is not None:
            note_refusal(source=Source(VISIT, visit), why=refused.why, by=refused.user, at=at)
        status = 403 if isinstance(refused, StaffCannotRate | NotThisTablet) else 409
        return _show(request, tablet, refused=refused.sentence, again=THANKED, status=status)
    return redirect("/tablet/?thanks=1")


LEVELS = {str(level.value) for level in Level}


def _show(request: HttpRequest, tablet: Tablet, *, again: int, status: int = 200, **more: Any) -> HttpResponse:
    context = {"window": tablet.window, "levels": Level, "again": again, "refused": "", "form": None, **more}
    return render(request, "ratings/tablet.html", context, status=status)


def _keep(response: HttpResponse, secret: str) -> HttpResponse:
    response.set_cookie(
        COOKIE, secret, max_age=KEPT, path="/tablet/", secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )  # fmt: skip
    return response
