"""A complaint or report filed through the public pages, as a browser without script does it. Every test that files goes through here."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.complaints.conftest import form

FILE, RECEIPT = "/complain/file/", "/complain/receipt/"


def fill_in(client: Client, *, meta: dict[str, Any] | None = None, **answers: Any) -> HttpResponse:
    """
    Answer every page, and return the check page; or the first page that is refused.

    :param meta: headers that the browser sends, as the test client names them. :param answers: as `form()`; files by their field.
    """
    fields = form(**answers)
    del fields["checked"]
    return client.post(FILE, fields, **(meta or {}))


def send(client: Client, *, meta: dict[str, Any] | None = None, **answers: Any) -> HttpResponse:
    """Answer every page and send what the check page shows: a redirect to the receipt, or the page that is refused."""
    page = fill_in(client, meta=meta, **answers)
    if page.status_code != 200:
        return page
    fields = form(**{name: value for name, value in answers.items() if name not in ("evidence", "identity")})
    return client.post(FILE, fields | {"files_shown": page.context["files_shown"]}, **(meta or {}))


def file_report(client: Client, *, meta: dict[str, Any] | None = None, **answers: Any) -> str:
    """File it, and return the receipt code. The receipt is not confirmed: this browser still shows it."""
    answer = send(client, meta=meta, **answers)
    assert (answer.status_code, answer.headers.get("Location")) == (302, RECEIPT), answer.content.decode()
    return client.get(RECEIPT, **(meta or {})).context["code"]
