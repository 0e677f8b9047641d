"""The OpenAPI document is valid, complete and true; its page works from our own files."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from complaints import api as complaints
from conduct import api as conduct
from config import api
from enquiries import api as enquiries
from permits import acts_api as described
from permits import documents_api as documents
from permits.states import STATES
from ratings import api as ratings
from tests.rows import in_one

ABOUT_ITSELF = {"api-schema", "api-docs"}
METHODS = {"get", "post", "delete", "put", "patch"}


@pytest.fixture(scope="module")
def document():
    return api._document()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def test_it_is_valid_without_a_warning():
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "openapi: 3" in out.getvalue()


def test_every_route_stands_in_it(document):
    routes = [pattern for pattern in api.urlpatterns if pattern.name not in ABOUT_ITSELF]
    addresses = {"/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern)) for pattern in routes}
    assert addresses == set(document["paths"])
    below = [each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/"]
    assert [len(resolver.url_patterns) for resolver in below] == [len(api.urlpatterns)]


@in_one("pattern", [each for each in api.urlpatterns if each.name not in ABOUT_ITSELF], lambda each: each.name)
def test_every_method_of_a_route_stands_in_it(document, pattern: URLPattern):
    path = "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
    view = pattern.callback.cls
    methods = {method for method in METHODS if hasattr(view, method)}
    assert methods == METHODS & set(document["paths"][path])


def test_every_operation_describes_itself_and_its_errors(document):
    for name, operation in operations(document):
        assert operation.get("summary"), name
        assert len(operation.get("description", "")) > 20, name
        errors = {status: answer for status, answer in operation["responses"].items() if status[0] == "4"}
        assert errors, name
        for status, answer in errors.items():
            assert answer["description"], (name, status)
            shape = answer["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            assert shape in {"BadInputAnswer", "RefusalAnswer"}, (name, status)
            assert answer["content"]["application/json"]["examples"], (name, status)
        if name.startswith("POST") and name != "POST /api/v1/exchange/12345/":  # what it cannot read it keeps
            assert {"400", "413", "415"} <= set(errors), name
        if operation.get("security") not in ([], [{}], None):
            assert {"401", "404"} <= set(errors) or name == "DELETE /api/v1/token/", name


def test_every_act_may_be_refused(document):
    acts = [
        operation
        for name, operation in operations(document)
        if re.search(r"\{number\}/[\w-]+/(preview/)?$", name) and "POST" in name
    ]
    verbs = (
        documents.VERBS, described.VERBS, described.PREVIEWS,
        complaints.VERBS,
        enquiries.VERBS,
        conduct.OF_FINDINGS,
        ratings.VERBS,
    )  # fmt: skip
    assert len(acts) == sum(len(each) for each in verbs) + 1, "and who complained, which is a look"
    assert all({"400", "401", "404", "409"} <= set(operation["responses"]) for operation in acts)


def test_closed_lists_are_named_with_their_words(document):
    shapes = document["components"]["schemas"]
    assert set(shapes["ApplicationState"]["enum"]) == set(STATES)
    assert "补正告知" in shapes["ApplicationState"]["description"]
    requests = [shape for name, shape in shapes.items() if name.endswith("InputRequest")]
    assert len(requests) > 12
    assert all(shape["additionalProperties"] is False for shape in requests)


def test_it_is_public_and_comes_as_yaml_or_json(client, db):
    assert client.get("/api/v1/schema/").headers["Content-Type"].startswith("application/vnd.oai.openapi")
    assert json.loads(client.get("/api/v1/schema/?format=json").content)["info"]["version"] == "1.0.0"


@pytest.mark.browser
def test_the_page_shows_it_without_a_foreign_request(live_server, browser, transactional_db):
    """Under the same content security policy as every page, with nothing on the console."""
    messages, addresses = [], []
    page = browser.new_page()
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.wait_for_selector("#operations-applications-applications_register", timeout=30_000)
    page.click("#operations-applications-applications_register .opblock-summary-control")
    page.wait_for_selector("text=Request body")
    page.close()
    assert messages == []
    assert [url for url in addresses if not url.startswith((live_server.url, "data:"))] == []
