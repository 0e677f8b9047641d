"""A double click is really two requests at the same time."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from cases.models import Case, Deadline, Event
from complaints.models import Complaint
from portal.filing_pages import DRAFT_COOKIE
from tests.filing import fill_in, send_checked


def send_and_read(key: str, page: HttpResponse) -> str:
    browser = Client()
    browser.cookies[DRAFT_COOKIE] = key
    try:
        send_checked(browser, page)
        return browser.get("/complain/receipt/").context["code"]
    finally:
        connection.close()


def test_eight_requests_with_one_key_open_one_case(committed_world):
    browser = Client()
    page = fill_in(browser)
    key = browser.cookies[DRAFT_COOKIE].value
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(lambda _n: send_and_read(key, page), range(8)))
    assert len(codes) == 1
    assert [model.objects.count() for model in (Case, Complaint, Event, Deadline)] == [1, 1, 1, 1]
