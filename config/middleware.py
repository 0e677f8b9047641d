"""What holds for every answer and every route."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from config.errors import page, refused
from config.still_open import FORGETS, LOOKS, addresses
from config.told import NOBODYS
from hall import calendar, clock, fullness, keys, waiting
from hall.refusals import Refused


class TakesAllThatIsSent(MiddlewareMixin):
    """
    A request that is refused for its size is still read to its end, or the connection breaks before the answer can be seen: a
    browser then shows an error of its own, and no sentence.
    """

    MOST = 40 * 1024 * 1024  # bytes; the proxy lets no more through (deploy/nginx.conf)
    PIECE = 65_536

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code >= 400 and self._length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            left = self.MOST
            with suppress(OSError):  # who goes away meanwhile needs no answer
                while left > 0 and (piece := request.read(self.PIECE)):
                    left -= len(piece)
        return response

    def _length(self, request: HttpRequest) -> int:
        length = request.META.get("CONTENT_LENGTH") or "0"
        return int(length) if length.isascii() and length.isdigit() else 0


class TabletComesBack(MiddlewareMixin):
    """
    A tablet stands on a counter without anybody to reload it: after an answer that is not its page it asks again by itself. What is
    wrong with a form of its own (422) stays for whoever fills it in.
    """

    AT, AGAIN = "/tablet/", 15  # seconds

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path == self.AT and response.status_code >= 400 and response.status_code != 422:
            response.headers["Refresh"] = f"{self.AGAIN}; url={self.AT}"
        return response


class PrivateByDefault(MiddlewareMixin):
    """
    Nothing that this product serves is kept by a cache or shown inside another site; static files set their own rule.

    Referrer-Policy is same-origin everywhere: other sites learn nothing, and no-referrer would make a browser send
    "Origin: null" with our own forms, which the CSRF check rightly refuses.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class OnePolicy(CSPMiddleware):
    """
    The Content-Security-Policy of the settings, written once: the package writes it anew for each answer, a tenth of what an empty one
    costs. An answer that changes it (its decorators, a nonce) is left to the package.

    Less than the package's, as long as nothing here needs it: CONTENT_SECURITY_POLICY_REPORT_ONLY and EXCLUDE_URL_PREFIXES are not
    read, Django's own error pages under DEBUG get the policy too, and a nonce that is asked for after the answer is no error.
    """

    @cached_property
    def policy(self) -> str:
        return build_policy(**asdict(self.get_policy_parts(request=HttpRequest(), response=HttpResponse())))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "_csp_nonce", None) or any(name.startswith("_csp_") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class SignInFirst(LoginRequiredMiddleware):
    """Whoever is not signed in is asked to; whoever was sending something is told that it was not taken."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        response: HttpResponseRedirect = super().handle_no_permission(request, view_func)
        if request.method == "POST":
            response.headers["Location"] += "&unsent=1"
        return response


class KeepSignedIn(MiddlewareMixin):
    """
    Renew a staff session while its person works: it ends 30 minutes after the last request, and after twelve hours whatever is done
    (a stolen one would be renewed for ever). Written once a minute at most.

    Whoever complains, or looks where a complaint stands, may be signed in as well: that leaves no instant in their session.
    """

    EVERY = 60  # seconds
    BY_ITSELF = ("/desk/counts/",)  # a page left open asks these without anybody there

    def process_request(self, request: HttpRequest) -> None:
        if request.path in self.BY_ITSELF or request.path.startswith(NOBODYS):
            return
        if request.user.is_authenticated:
            now = int(time.time())  # the session's clock, on which no act depends
            if now - request.session.get("begun", now) > settings.SESSION_LONGEST:
                logout(request)  # what follows asks to sign in
                return
            if now - request.session.get("seen", 0) >= self.EVERY:
                request.session["seen"] = now
                request.session.setdefault("begun", now)


class RefusedBecomesAnAnswer(MiddlewareMixin):
    """A refusal that no form has taken becomes a page with its sentence."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return page(request, error) if isinstance(error, Refused) else None


class WaitsNotForEver:
    """
    Whoever does something while another holds what it needs is told so, and the thread is free again (hall.waiting); so is whoever
    writes what the database has no room for (hall.fullness).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        with connection.execute_wrapper(waiting.refused), connection.execute_wrapper(fullness.refused):
            return self.get_response(request)


class OneCalendarAPage:
    """A page that is asked for is counted by one calendar, whose stamp is read once. What changes something sees to that itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with calendar.held():
            return self.get_response(request)


class OneClock(MiddlewareMixin):
    """
    A server whose clock is not the database's takes nothing in: what it did would have a wrong instant (hall.clock).

    It still shows pages, finds the case of a code or a number, and forgets: who leaves a shared computer leaves it.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.path in addresses(*FORGETS, *LOOKS):
            return None
        try:
            clock.must_agree()
        except clock.WrongClock as wrong:
            return refused(request, wrong)
        return None


class ItsOwnKeys(MiddlewareMixin):
    """
    A server whose secrets are not those of the database takes nothing in: nobody would find it again (hall.keys). Such a server
    does not even start; this is for one that could not compare when it did. It shows pages, and forgets.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.path in addresses(*FORGETS):
            return None
        try:
            keys.must_fit()
        except keys.WrongKeys as wrong:
            return refused(request, wrong)
        return None
