"""
Each request has an id, which its log lines carry and its answer brings back (X-Request-ID), and each answer has a line: method, name
of the route, status, milliseconds. No address, no account, no caller.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars

from hall.log_lines import at_work_on, id_from, lasts
from hall.logs import METHODS

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# Whoever complains, or looks where a case or complaint stands, is to be found by nobody.
NOBODYS = ("/complain/", "/c/", "/api/v1/complaints/", "/api/v1/lookup/", "/api/v1/exchange/12345/")


class Told:
    """
    The id comes from the proxy if it is well-formed, else it is made.

    Behind NOBODYS it is always made, and an answer has no line unless it failed: a proxy may keep its own log, of ids and addresses,
    and the two together would say who reports. What no route of ours answers (static files, probes) has none either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nobodys = request.path.startswith(NOBODYS)
        name = id_from(None if nobodys else request.headers.get(HEADER))
        request.META["HTTP_X_REQUEST_ID"] = name  # from here on the one in force
        method = request.method if request.method in METHODS else "other"
        began = time.perf_counter()
        with at_work_on(request_id=name, method=method, route=None):
            response = self.get_response(request)
            response.headers[HEADER] = name
            if lasts() and (response.status_code >= 500 or (request.resolver_match and not nobodys)):
                took = round((time.perf_counter() - began) * 1000, 1)
                with at_work_on(status=response.status_code, milliseconds=took):
                    log.info("answered")
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """The route is known from here on."""
        bind_contextvars(route=request.resolver_match.view_name if request.resolver_match else None)
