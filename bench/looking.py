"""
How fast somebody is told where a case stands. Started by `python -m bench.lookup`.

Among `--cases` accepted applications, each look another one's. Turn by turn, medians, one after the other through the WSGI
application with all of its middleware, in this process and without a network:

- the look-up of a program (JSON), and the page of a phone: typing the code and opening the page, and the page alone;
- an empty view of REST framework behind the same middleware: the limit for the first;
- django-helpdesk's public page of a ticket, in its own database, virtual environment and process.
"""

import argparse
import json
import logging
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench import databases, machine
from bench.peer import Helpdesk, installed
from config import urls
from tests.permits import verbs
from tests.world import World, build

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall
EMPTY, HELPDESK = "an empty view behind our middleware", "django-helpdesk, a ticket's page"
JSON, TYPED, PAGE = "our look-up, JSON", "our look-up, HTML: code and page", "our look-up, HTML: the page alone"


class Empty(APIView):
    authentication_classes: list = []
    permission_classes: list = []

    def post(self, request: Request) -> Response:
        return Response({})


@dataclass
class Browser:
    """Cookies or a token, and the application that a server would call."""

    application: Callable[..., Any]
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, address: str, body: bytes | None = None, kind: str = "application/json", **head: str
    ) -> tuple[int, bytes]:
        environ = {
            "REQUEST_METHOD": "GET" if body is None else "POST", "PATH_INFO": address, "QUERY_STRING": "",
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": kind if body is not None else "", "CONTENT_LENGTH": str(len(body or b"")),
            "wsgi.input": BytesIO(body or b""), "wsgi.url_scheme": "http",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **({"HTTP_AUTHORIZATION": f"Token {self.token}"} if self.token else {}), **head,
        }  # fmt: skip
        headers: list[tuple[str, str]] = []
        response = self.application(environ, lambda _status, sent: headers.extend(sent))
        answer = b"".join(response)
        response.close()
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies |= {each.key: each.value for each in SimpleCookie(value).values()}
        return response.status_code, answer


def main() -> None:
    options = _arguments()
    logging.disable(logging.WARNING)
    with databases.hall(), time_machine.travel(NOW, tick=True):
        peer = None if options.skip_peers else Helpdesk(installed(), replace(databases.place(), name=databases.PEER))
        print(machine.described())
        print(databases.described() + (f"; {peer.version()}" if peer else ""))
        looks = _looks_at(_codes(build(), options.cases))
        for words, ask in looks.items():
            for _call in range(10):  # plans are made, templates read, the calendar built
                ask()
            with CaptureQueriesContext(connection) as queries:
                ask()
            print(f"{words:40} {len(queries)} statements")
        print(f"medians of {options.rounds} rounds of {options.looks} among {options.cases} cases")
        _show(_figures(looks, peer, options))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--looks", type=int, default=400, help="in each round")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--skip-peers", action="store_true", help="only our own figures")
    return parser.parse_args()


def _codes(world: World, cases: int) -> list[str]:
    """The codes of so many applications, taken in and accepted a few days ago."""
    codes = []
    for number in range(cases):
        when = datetime(2026, 2, 27, 1, number // 60, number % 60, tzinfo=UTC)
        registered = world.register(when=when, idem=f"bench-{number}")
        verbs.accept(number=registered.application.case.number, by=world.clerk, at=when)
        codes.append(registered.code)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return codes


def _looks_at(codes: list[str]) -> dict[str, Callable[[], object]]:
    urls.urlpatterns.insert(0, path("bench/empty/", Empty.as_view()))  # found as soon as what it is compared with
    program, phone = Browser(WSGIHandler()), Browser(WSGIHandler())
    phone.ask("/c/")  # gives the token of the form
    program_codes, phone_codes = cycle(codes), cycle(codes)

    def empty() -> None:
        _expect(200, program.ask("/bench/empty/", json.dumps({"code": next(program_codes)}).encode()))

    def lookup() -> None:
        _expect(200, program.ask("/api/v1/lookup/", json.dumps({"code": next(program_codes)}).encode()))

    def typed() -> None:
        token = next(value for name, value in phone.cookies.items() if name.endswith("csrf"))
        form = urlencode({"code": next(phone_codes), "csrfmiddlewaretoken": token})
        _expect(302, phone.ask("/c/", form.encode(), "application/x-www-form-urlencoded"))
        page()

    def page() -> None:
        _expect(200, phone.ask("/c/status/"))

    return {EMPTY: empty, JSON: lookup, TYPED: typed, PAGE: page}


def _expect(status: int, answer: tuple[int, bytes]) -> None:
    assert answer[0] == status, answer


def _figures(
    looks: dict[str, Callable[[], object]], peer: Helpdesk | None, options: argparse.Namespace
) -> dict[str, list]:
    """Of each: looks a second, and milliseconds of processor time a look (ours alone, without the database's), round by round."""
    rounds: dict[str, list[tuple[float, float]]] = {}
    for _round in range(options.rounds):
        for words, ask in looks.items():
            began, busy = time.perf_counter(), time.process_time()
            for _look in range(options.looks):
                ask()
            took, used = time.perf_counter() - began, time.process_time() - busy
            rounds.setdefault(words, []).append((options.looks / took, used / options.looks * 1_000))
        if peer:
            its = peer.looked(options.looks)
            rounds.setdefault(HELPDESK, []).append((its["looks"] / its["seconds"], its["busy"] / its["looks"] * 1_000))
    return rounds


def _show(rounds: dict[str, list]) -> None:
    figures = {words: [statistics.median(each) for each in zip(*pairs, strict=True)] for words, pairs in rounds.items()}
    for words, (a_second, busy) in figures.items():
        besides = [
            f"{a_second / figures[other][0]:.2f} × {name}"
            for other, name in ((EMPTY, "the empty view"), (HELPDESK, "helpdesk"))
            if other in figures and other != words and words != HELPDESK
        ]
        print(f"{words:40} {a_second:8,.0f}/s  {busy:6.2f} ms busy   {', '.join(besides)}")


if __name__ == "__main__":
    main()
