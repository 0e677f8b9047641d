"""A complaint or report filed through the public pages, as a browser without script does it. Every test that files goes through here."""

import re
from typing import Any

from django.test import Client

from portal.complain import RECEIPT_COOKIE
from portal.filing_pages import DRAFT_COOKIE
from tests.complaints.conftest import TEXT

FILE, CHECK, RECEIPT, LEAVE = "/complain/file/", "/complain/file/check/", "/complain/receipt/", "/complain/leave/"
ABOUT, STORY, NAME = (f"{FILE}{page}/" for page in ("about", "story", "name"))
ASKED = {
    FILE: ("kind", "signed"),
    ABOUT: ("category", "about_department"),
    STORY: ("text", "evidence"),
    NAME: ("name", "phone", "identity"),
}
SIGNED = ("named", "protected")
Answer = Any  # what the test client answers: an HttpResponse that knows its context
Meta = dict[str, Any] | None  # headers that the browser sends, as the test client names them


def answers_of(**changes: Any) -> dict[str, Any]:
    """What is answered, page after page: an anonymous complaint, unless told otherwise."""
    answers = {
        "kind": "complaint",
        "category": "efficiency",
        "about_department": "",
        "text": TEXT,
        "signed": "anonymous",
    }
    return answers | changes


def answer(client: Client, page: str, *, meta: Meta = None, **answers: Any) -> Answer:
    """Send one page of the draft that this browser has."""
    return client.post(page, answers, **(meta or {}))


def fill_in(client: Client, *, meta: Meta = None, key: str = "", **changes: Any) -> Answer:
    """
    Answer every page in a draft of its own, and return the check page; or the first page that is refused.

    :param key: of the draft, where the server is not to choose it. :param changes: of `answers_of`; files by their field.
    """
    for cookie in (RECEIPT_COOKIE, DRAFT_COOKIE):
        client.cookies.pop(cookie, None)
    if key:
        client.cookies[DRAFT_COOKIE] = key
    answers = answers_of(**changes)
    for page, asked in ASKED.items():
        if page == NAME and answers["signed"] not in SIGNED:
            continue
        response = answer(client, page, meta=meta, **{name: answers[name] for name in asked if name in answers})
        if response.status_code != 302:
            return response
    return client.get(CHECK, **(meta or {}))


def send_checked(client: Client, page: Answer, *, meta: Meta = None) -> Answer:
    """Send what a check page shows."""
    return client.post(CHECK, {"shown": shown_in(page)}, **(meta or {}))


def shown_in(page: Answer) -> str:
    """The digest that a check page sends back; empty where the page is another one."""
    digest = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    return digest[1] if digest else ""


def send(client: Client, *, meta: Meta = None, key: str = "", **changes: Any) -> Answer:
    """Answer every page and send what the check page shows: a redirect to the receipt, or the page that is refused."""
    page = fill_in(client, meta=meta, key=key, **changes)
    return send_checked(client, page, meta=meta) if shown_in(page) else page


def file_report(client: Client, *, meta: Meta = None, key: str = "", **changes: Any) -> str:
    """File it, and return the receipt code. The receipt is not confirmed: this browser still shows it."""
    response = send(client, meta=meta, key=key, **changes)
    assert (response.status_code, response.headers.get("Location")) == (302, RECEIPT), response.content.decode()
    return client.get(RECEIPT, **(meta or {})).context["code"]
