"""Former addresses of acts lead on, with the method, the query and what was sent."""

import pytest
from django.urls import reverse

from permits.former import FORMER
from tests.api.conftest import clock, program
from tests.api.requests import application
from tests.permits.desk import NOW, desk

__all__ = ["clock", "desk", "program"]


@pytest.mark.parametrize(("old", "new"), FORMER.items())
def test_a_former_page_leads_on(desk, client, old, new):
    number = desk.accepted(when=NOW).case.number
    for method in (client.get, client.post):
        answer = method(f"/desk/cases/{number}/{old}/?list=tab%3Dmine")
        assert (answer.status_code, answer.url) == (308, f"/desk/cases/{number}/{new}/?list=tab%3Dmine")
    assert answer.url.startswith(reverse(f"desk-{new}", args=[number]))


@pytest.mark.parametrize(("old", "new"), FORMER.items())
def test_a_former_address_of_the_api_leads_on(desk, program, old, new):
    number = desk.accepted(when=NOW).case.number
    answer = program(desk.clerk).post(f"{application(number, old)}?a=1", {})
    assert (answer.status_code, answer.url) == (308, f"{application(number, new)}?a=1")
    assert program().post(application(number, old), {}).status_code == 401


def test_what_was_sent_arrives(desk, client):
    case = desk.accepted(when=NOW).case
    case.refresh_from_db()
    sent = {"version": case.version, "phone": "13912345678", "reason": "本人到窗口要求，核对了身份证"}
    answer = client.post(f"/desk/cases/{case.number}/contact/", sent, follow=True)
    assert [status for _address, status in answer.redirect_chain] == [308, 302]
    case.application.refresh_from_db()
    assert case.application.phone_masked == "139****5678"
