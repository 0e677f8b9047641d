"""The one place where a refusal becomes HTTP, for programs and for people."""

import sys
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views import defaults
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cases.attempts import TooManyTries
from cases.queries import CodeReplaced, CodeUnknown
from config.accounts import SignInForm
from config.frame import own_room
from config.password import ADDRESS, PasswordForm, own_password_page, why_locked
from hall import away
from hall.access import access_of
from hall.clock import WrongClock
from hall.doors.operations import refusal
from hall.fullness import Full
from hall.identifiers import BadNumber
from hall.keys import WrongKeys
from hall.models import User
from hall.refusals import Refused
from hall.waiting import Busy

API = "/api/"
STATUS: dict[type[Exception], int] = {
    TooManyTries: status.HTTP_429_TOO_MANY_REQUESTS,
    CodeUnknown: status.HTTP_404_NOT_FOUND,
    CodeReplaced: status.HTTP_404_NOT_FOUND,
    WrongClock: status.HTTP_503_SERVICE_UNAVAILABLE,
    WrongKeys: status.HTTP_503_SERVICE_UNAVAILABLE,
    Busy: status.HTTP_503_SERVICE_UNAVAILABLE,
    Full: status.HTTP_503_SERVICE_UNAVAILABLE,
}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """
    Turn an exception of an API view into ``{"code", "message", "field"}``, or ``{"code", "message", "fields"}`` for bad input.

    Anything else is left to Django: a 500 without details.
    """
    if isinstance(error, Refused):
        body = refusal(error.code, error.sentence, error.field)
        return Response(body, status=STATUS.get(type(error), status.HTTP_409_CONFLICT))
    if isinstance(error, BadNumber):
        return Response({"code": "bad-input", "message": str(error), "fields": {}}, status=status.HTTP_400_BAD_REQUEST)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        response.data = {"code": "bad-input", "message": "有内容需要改正", "fields": fields}
    elif isinstance(error, Http404):
        response.data = refusal("not-found", "没有找到")
    elif isinstance(error, PermissionDenied):
        response.data = refusal("permission-denied", "您没有这项权限")
    elif isinstance(error, APIException):
        response.data = refusal(str(error.get_codes()).replace("_", "-"), str(error.detail))
    return response


def page(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page for a refusal that no form could take: nothing was changed, and why."""
    code = STATUS.get(type(error), status.HTTP_409_CONFLICT)
    return render(request, "refused.html", {"sentence": error.sentence}, status=code)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal before any view was asked: the page, or JSON for a program."""
    if request.path.startswith(API):
        return JsonResponse(refusal(error.code, error.sentence, error.field), status=STATUS[type(error)])
    return page(request, error)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """
    The page of an old form. A form that keeps itself gets the token that is right now, for its person may have signed in again
    in another window: a token changes with each signing in. No other site can read the answer.
    """
    sentence = "这个页面放得太久了，返回后刷新再办。您的操作没有生效"
    response = render(request, "refused.html", {"sentence": sentence}, status=403)
    if "X-Draft" in request.headers and request.user.is_authenticated:
        response.headers["X-CSRFToken"] = get_token(request)
    return response


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """The sign-in page again, with the account as typed and the reason on top; for who is signed in, that of one's own password."""
    if request.path == ADDRESS:
        return own_password_page(request, PasswordForm(), status=429, locked=why_locked(request))
    form = SignInForm(request, initial={"username": request.POST.get("username", "")})
    context = {"form": form, "next": request.POST.get("next", ""), "locked": why_locked(request)}
    return render(request, "login.html", context, status=429)


def _plain(code: int, name: str, words: str, request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an HTTP error, or three words of JSON for a program."""
    if request.path.startswith(API):
        return JsonResponse(refusal(name, words), status=code)
    return render(request, f"{code}.html", _room_of(request), status=code)


def _room_of(request: HttpRequest) -> dict[str, Any]:
    """Whoever has a desk is led back to it, not to the doors of the public, and not into a room that is not theirs."""
    user: User | AnonymousUser = getattr(request, "user", None) or AnonymousUser()
    return own_room(access_of(user, on=timezone.localdate())) if user.is_authenticated else {}


def server_error(request: HttpRequest) -> HttpResponse:
    """
    A fault of ours, or a database that cannot be asked, wherever the request met it: before the view too. For people a page that
    asks nothing of anybody, whatever is broken; for a program JSON, as always.
    """
    if away.is_away(sys.exc_info()[1]):
        response = _fault(request, "503.html", refusal(away.Away.code, away.Away.sentence), status=503)
        response.headers["Retry-After"] = str(away.COME_AGAIN)
        return response
    return _fault(
        request, "500.html", refusal("server-error", "系统出错，这次操作可能没有生效，过几分钟再试"), status=500
    )


def _fault(request: HttpRequest, page_of_it: str, words: dict[str, Any], *, status: int) -> HttpResponse:
    if request.path.startswith(API):
        return JsonResponse(words, status=status)
    response = defaults.server_error(request, page_of_it)
    response.status_code = status
    return response


bad_request = partial(_plain, 400, "bad-request", "内容的格式不对")
forbidden = partial(_plain, 403, "permission-denied", "您没有这项权限")
not_found = partial(_plain, 404, "not-found", "没有找到")
