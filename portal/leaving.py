"""Leaving a page quickly, from wherever somebody reports something or looks an answer up."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from hall.doors.pages import A_KEY
from papers import store
from portal import filing
from portal.complain import NEUTRAL_PAGE, without_trace
from portal.filing_pages import DRAFT_COOKIE, forget_form
from portal.front import LOOKING_AT, LOOKING_PATH


@login_not_required
@require_POST
@without_trace
def leave(request: HttpRequest) -> HttpResponse:
    """
    Go to a page that anyone may be reading, and leave nothing to come back to: neither what was filled in, with its files, nor the
    case that was open.

    A receipt that nobody has confirmed stays its quarter of an hour: without its code the case is shut for ever.
    """
    at = timezone.now()
    filing.give_up(filing.draft_of(request.COOKIES.get(DRAFT_COOKIE, ""), at=at), at=at)
    if A_KEY.fullmatch(
        message := request.POST.get("idem", "")
    ):  # of a message that was not sent: nobody else knows its key
        store.leave(message, at=at)
    response = redirect(NEUTRAL_PAGE)
    forget_form(response)
    response.delete_cookie(LOOKING_AT, path=LOOKING_PATH, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
