"""The headers that stand on every answer: each route, as a stranger and signed in; errors, refusals and static files too."""

import pytest
from csp.decorators import csp_exempt, csp_update
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import urls
from config.middleware import OnePolicy
from hall.models import User
from tests.config.routes import all_routes
from tests.rows import Rows

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
}
ROUTES = all_routes()
# An open queue asks for its counts each minute, and is told that nothing changed; there are numbers in it and nothing else.
ASKED_AGAIN = {"/desk/counts/"}
FOR_PEOPLE = {302, 403, 405}
FOR_PROGRAMS = {400, 401, 403, 405, 415}  # 415: JSON only, which no form of another site can send


def check(response, *, kept_by_caches: bool = False) -> None:
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP
    if not kept_by_caches:
        # a sign-in page adds more words to it, never fewer
        assert "no-store" in response.headers["Cache-Control"]
    assert "Server" not in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.fixture
def quiet() -> Client:
    """A client that answers 500 instead of raising: an error page needs its headers as well."""
    return Client(raise_request_exception=False)


def test_every_route_answers_everybody_with_all_headers(world):
    """A stranger, somebody who may open the page, and a form of another site (no CSRF token: it never gets in)."""
    rooms = {"/desk/": world.clerk, "/administration/": world.administrator}
    with Rows() as rows:
        for address in ROUTES:
            with rows.row(address):
                somebody = next((who for room, who in rooms.items() if address.startswith(room)), world.inspector)
                has_all_headers(address, somebody)


def has_all_headers(address: str, somebody: User) -> None:
    quiet = Client(raise_request_exception=False)
    unknown = quiet.get(address)
    quiet.force_login(somebody)
    opened = quiet.get(address)
    forged = Client(enforce_csrf_checks=True, raise_request_exception=False).post(address)
    for response in (unknown, opened, forged):
        check(response, kept_by_caches=address in ASKED_AGAIN and response is opened)
        assert response.status_code < 500 or address == "/healthz"
    assert forged.status_code in (FOR_PROGRAMS if address.startswith("/api/") else FOR_PEOPLE)
    if forged.status_code == 302:
        assert forged.url.startswith("/login/")


def test_the_walk_finds_the_rooms():
    for room in (
        "/",
        "/c/",
        "/c/status/",
        "/items/",
        "/login/",
        "/letters/",
        "/desk/",
        "/complain/",
        "/oversight/",
        "/administration/",
    ):
        assert room in ROUTES
    assert len(ROUTES) > 30
    assert not [address for address in ROUTES if any(sign in address for sign in "<>^$()[]\\")]


@pytest.mark.parametrize("address", ["/nowhere/", "/items/NO-XK-9999/", "/api/v1/nowhere/", "/_hidden", "/c"])
def test_what_is_not_there(quiet, world, address):
    check(quiet.get(address))


@pytest.mark.parametrize("name", ["hall.css", "hall.js", "icon.svg"])
def test_static_files_have_them_but_may_be_kept(client, name):
    response = client.head(f"/static/{name}")
    assert response.status_code == 200
    assert "no-store" not in response.headers["Cache-Control"]
    check(response, kept_by_caches=True)


def test_a_missing_static_file(quiet, world):
    check(quiet.get("/static/nothing.css"))


def test_a_refused_request_has_all_headers(world):
    """A form without its token, a bad host, a body too large."""
    check(Client(enforce_csrf_checks=True).post("/c/", {"code": "1"}))
    check(Client(raise_request_exception=False).get("/", headers={"host": "elsewhere.example"}))
    check(Client(raise_request_exception=False).post("/c/", {"code": "1" * 2_000_000}))


def broken(request):
    raise RuntimeError("broken on purpose")


class Broken:
    urlpatterns = [path("broken/", broken), *urls.urlpatterns]
    handler404 = "config.errors.not_found"


@pytest.mark.django_db
def test_an_error_page(quiet, world):
    quiet.force_login(world.clerk)
    with override_settings(ROOT_URLCONF=Broken):
        response = quiet.get("/broken/")
    assert response.status_code == 500
    assert "broken on purpose" not in response.content.decode()
    check(response)


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)
def test_the_way_to_https_has_them_too(client, world):
    redirected = client.get("/")
    assert (redirected.status_code, redirected.url) == (301, "https://testserver/")
    check(redirected)
    assert (
        client.head("/static/hall.css", secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")
    )


@pytest.mark.parametrize(
    ("case", "view", "header"),
    [
        ("left out", csp_exempt()(lambda _request: HttpResponse()), None),
        ("with more in it", csp_update({"img-src": ["x.example"]})(lambda _request: HttpResponse()), "x.example"),
        ("with a nonce", lambda request: HttpResponse(str(request.csp_nonce)), "script-src 'self'"),
    ],
)
def test_an_answer_may_have_a_policy_of_its_own(rf, case, view, header):
    answer = OnePolicy(view)(rf.get("/"))
    policy = answer.headers.get("Content-Security-Policy")
    assert header in policy if header else policy is None
