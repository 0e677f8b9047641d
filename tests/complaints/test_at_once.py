"""A double click is really two requests at the same time."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import Client

from cases.models import Case, Deadline, Event
from complaints.models import Complaint
from tests.complaints.conftest import form


def send_and_read(_n: int) -> str:
    browser = Client()
    try:
        browser.post("/complain/file/", form())
        return browser.get("/complain/receipt/").context["code"]
    finally:
        connection.close()


def test_eight_requests_with_one_key_open_one_case(committed_world):
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(send_and_read, range(8)))
    assert len(codes) == 1
    assert [model.objects.count() for model in (Case, Complaint, Event, Deadline)] == [1, 1, 1, 1]
