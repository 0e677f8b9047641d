"""Every route asks who is there, unless it stands in the list of public ones; looking changes nothing."""

import pytest
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.views import View

from cases.act_page import DescribedPage
from config.middleware import SignInFirst
from hall.doors.pages import StaffPage
from hall.roles import Permission
from tests.complaints import verbs as complaints
from tests.config.routes import CASE_NUMBER, all_routes, modules_of_routes
from tests.house.source import ROOMS, doors
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at

# Everything that a stranger may ask for. Whoever adds a line here opens a door to the street.
PUBLIC = {
    "/": "the home page",
    "/c/": "the look-up",
    "/c/status/": "the case whose code was typed in this browser",
    "/c/unsolved/": "says that it is not solved, in the browser that typed the code",
    "/c/leave/": "forgets it",
    "/large-text/": "the text size",
    "/login/": "signing in",
    "/accessibility/": "statement",
    "/privacy/": "statement",
    "/healthz": "signs of life",
    "/metrics": "figures, for whoever brings METRICS_TOKEN; else there is no such page",
    "/calculator/": "when a limit runs out",
    "/items/": "the catalogue",
    "/items/WJ-XK-0001/": "one item",
    "/complain/": "complaints and reports",
    "/complain/results/": "results of quarters that are over",
    "/complain/further/": "where to turn",
    "/bulletins/": "what the office publishes of a period, without small counts",
    "/bulletins/1/1/": "one of them",
    "/api/v1/bulletins/public/": "the same for programs",
    "/commitments/": "what exposed units promised the public",
    "/complain/genuine/": "whether a receipt is true",
    "/c/messages/": "questions and answers, for whoever has typed the code",
    "/c/identity/": "leaving a name later, for whoever has typed the code",
    "/c/identity/take-back/": "taking it back",
    "/complain/file/": "filing one",
    "/complain/file/about/": "the second page of it",
    "/complain/file/story/": "the third page of it",
    "/complain/file/name/": "the fourth page of it, for whoever leaves a name",
    "/complain/file/check/": "what is checked before it is sent",
    "/complain/leave/": "leaving quickly",
    "/complain/receipt/": "the receipt, in the browser that filed it",
    "/complain/receipt/forget/": "forgets it",
    "/r/WJ-XK-0001/": "rating a service, by a link that is used once",
    "/tablet/": "the tablet of a window, in the browser that the administrator has opened",
    "/api/v1/exchange/12345/": "a 12345 platform's tickets, for whoever signs",
    "/api/v1/schema/": "the API's document",
    "/api/v1/docs/": "the API's document, to read",
    "/api/v1/token/": "a program signs in",
    "/api/v1/lookup/": "the look-up",
    "/api/v1/calculator/": "when a limit runs out",
    "/api/v1/items/": "the catalogue",
    "/api/v1/items/WJ-XK-0001/": "one item",
}
# Acts: they answer a GET with a form or not at all, and change only by POST.
STATE_CHANGING = (
    "confirm",
    "drop",
    "leave",
    "large-text",
    "forget",
    "read",
    "new-code",
    "logout",
    "token",
    "end",
    "turn-down",
)


def lets_strangers_in(response) -> bool:
    if response.status_code in {401, 403}:
        return False
    return not (response.status_code == 302 and response.url.startswith("/login/"))


def test_a_stranger_is_let_in_at_the_public_doors_only(db):
    with Rows() as rows:
        for address in all_routes():
            with rows.row(address):
                only_the_public_doors_are_open(address)


def only_the_public_doors_are_open(address: str) -> None:
    client = Client(raise_request_exception=False)
    let_in = {
        method: lets_strangers_in(getattr(client, method)(address)) for method in ("get", "post", "put", "delete")
    }
    if address in PUBLIC:
        return
    if address == "/api/v1/complaints/":
        assert not let_in["get"]  # anyone may file one; nobody unknown may read them
        return
    assert not any(let_in.values()), let_in


def test_the_list_of_public_doors_names_existing_routes():
    assert set(PUBLIC) - set(all_routes()) == set()


@pytest.fixture
def lived_in(world) -> World:
    """The hall with a case and a complaint under the number that the walk asks for."""
    world.accepted(when=at("2025-09-22 10:00"))
    complaints.file(
        filing=complaints.Filing(kind="report", category="other", text="事情的经过"),
        hall=world.hall,
        idem="k",
        at=at("2025-09-23 10:00"),
    )
    return world


def test_the_walk_s_number_is_the_case_s(lived_in):
    from cases.models import Case

    assert Case.objects.filter(number=CASE_NUMBER).exists()


@pytest.mark.parametrize("who", ["clerk", "chief", "complaint_officer", "inspector", "administrator"])
def test_looking_changes_nothing(lived_in, who):
    client = Client(raise_request_exception=False)
    client.force_login(getattr(lived_in, who), backend="django.contrib.auth.backends.ModelBackend")
    before = stored()
    answers = {address: client.get(address).status_code for address in all_routes() if address != "/healthz"}
    assert {address: code for address, code in answers.items() if code >= 500} == {}
    assert sum(code == 200 for code in answers.values()) > 15
    assert stored() == before


def test_what_changes_something_takes_no_get(lived_in):
    client = Client(raise_request_exception=False)
    client.force_login(lived_in.clerk, backend="django.contrib.auth.backends.ModelBackend")
    before = stored()
    changing = [route for route in all_routes() if route.rstrip("/").rsplit("/", 1)[-1] in STATE_CHANGING]
    assert len(changing) >= len(STATE_CHANGING)
    with Rows() as rows:
        for address in sorted(changing, key=lambda route: "logout" in route):  # last: nobody is signed in after it
            with rows.row(address):
                answer = client.get(address)
                form = answer.status_code == 200 and b"<form" in answer.content
                assert answer.status_code in {302, 404, 405} or form
                assert stored() == before


def pages(kind: type[View]) -> set[type[View]]:
    return {page for below in kind.__subclasses__() for page in {below, *pages(below)}}


def test_every_staff_page_names_its_permission():
    __import__("config.urls")
    staff_pages = pages(StaffPage)
    assert len(staff_pages) > 10
    served = [page for page in staff_pages if hasattr(page, "get") or hasattr(page, "post")]
    abstract = {"ActPage", *(page.__name__ for page in pages(DescribedPage))}  # an act's page has the act's permission
    nameless = [
        page.__qualname__
        for page in served
        if not isinstance(getattr(page, "permission", None), Permission)
        and page.__name__ not in abstract
        and not pages(page)
    ]
    assert nameless == []


def test_every_route_leads_to_a_door():
    """What tests.house.source calls a door is where all of them stand: a new one elsewhere would be looked at by no rule."""
    ours = {f"{module.replace('.', '/')}.py" for module in modules_of_routes() if module.split(".")[0] in ROOMS}
    assert len(ours) > 20
    assert ours - set(doors()) == set()


def test_every_page_of_an_act_is_given_its_description():
    served = [callback for callback in views(get_resolver()) if issubclass(callback.view_class, DescribedPage)]
    assert len(served) > 10
    assert all(isinstance(callback.view_initkwargs["act"].may, Permission) for callback in served)


def views(resolver):
    """The page behind each address, as the route table has it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        elif hasattr(pattern.callback, "view_class"):
            yield pattern.callback


def test_no_debugging_and_every_answer_is_for_somebody_known():
    assert settings.DEBUG is False
    middleware = settings.MIDDLEWARE
    assert issubclass(SignInFirst, LoginRequiredMiddleware)
    assert middleware.index("django.contrib.auth.middleware.AuthenticationMiddleware") < middleware.index(
        "config.middleware.SignInFirst"
    )
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["rest_framework.permissions.IsAuthenticated"]
