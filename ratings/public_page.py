"""The page behind the link: whoever was served rates here. Opening it changes nothing: mail scanners open links (field.md b-3)."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hall.doors.fields import choice, text
from hall.doors.pages import put_refusal
from hall.fields import shown
from hall.models import User
from hall.refusals import Refused
from ratings import deadlines
from ratings.actions.rating import note_refusal
from ratings.actions.rating import rate as rate_service
from ratings.codes import source_of
from ratings.models import Level, Link, Rating, Step
from ratings.rateable import Service, link_of, rating_by, service_of
from ratings.writing import WORDS_MOST, AlreadyRated, LinkExpired, StaffCannotRate

STATUS = {AlreadyRated: 409, LinkExpired: 410, StaffCannotRate: 403}


class RateForm(forms.Form):
    """Five levels in the order of the standard, none preselected."""

    level = choice("您对这次办事满意吗", [(str(each.value), each.label) for each in Level], "选择五档中的一档")
    words = text("想说的话（办理人员看得到，不要写证件号）", limit=WORDS_MOST, area=True)
    amends = forms.CharField(required=False, widget=forms.HiddenInput)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Show the five levels; a POST rates."""
    at = timezone.now()
    source = source_of(code)
    service = service_of(source) if source else None
    if source is None or service is None:  # one answer for a code that is wrong, made up, or of what was taken back
        return render(request, "ratings/no_link.html", status=404)
    if request.method == "POST":
        form = RateForm(request.POST)
        if form.is_valid():
            fields = form.cleaned_data
            try:
                rate_service(
                    source=source,
                    level=int(fields["level"]),
                    words=fields["words"],
                    amends=fields["amends"] == "1",
                    by=_signed_in(request),
                    at=at,
                )
            except Refused as refused:
                if isinstance(refused, StaffCannotRate):
                    note_refusal(source=source, why=refused.why, by=refused.user, at=at)
                if type(refused) in STATUS:
                    return _show(request, service, None, refused=refused)
                put_refusal(form, refused)
            else:
                return redirect("rate", code=code)
        return _show(request, service, form, status=422)
    link = link_of(source)
    if link is None and not deadlines.is_open(served_at=service.at, at=at):
        return _show(request, service, None, refused=LinkExpired("评价的期限已过"))
    may = link is None or deadlines.may_amend(rated_at=link.consumed_at, at=at)
    return _show(request, service, RateForm(initial={"amends": "1" if link else ""}) if may else None)


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _show(
    request: HttpRequest, service: Service, form: RateForm | None, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    link = link_of(service.source)
    rating = rating_by(link) if link else None
    context: dict[str, Any] = {
        "form": form,
        "service": service,
        "rating": rating,
        "replies": _replies(link) if link else [],
        "refused": refused.sentence if refused else "",
        "button": "改评价" if rating else "提交评价",
    }
    status = STATUS[type(refused)] if refused else status
    return render(request, "ratings/rate.html", context, status=status)


def _replies(link: Link) -> list[str]:
    """What was replied to a bad rating: for whoever holds the link that rated."""
    ratings = Rating.all_rows.filter(link=link)
    steps = Step.objects.filter(correction__rating__in=ratings, verb="put_right")
    return [shown(step, "text") for step in steps]
