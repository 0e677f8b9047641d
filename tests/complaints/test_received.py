"""When a complaint came in: nobody reads more than the half-day, and no limit runs otherwise."""

import pytest
import time_machine
from django.db import connection

from cases.clocks import explanation
from cases.models import Deadline, Event
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.filing import fill_in
from tests.world import at

EXACT, HALF_DAY = at("2025-11-05 09:14:38.749874"), at("2025-11-05 08:30")
MINUTE = ("09:14", "01:14")  # as a clock on the wall says it, and in UTC


def columns_with_an_instant() -> str:
    """All that stands in the tables of cases and complaints, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("cases_", "complaints_", "hall_staff")):
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


@pytest.mark.parametrize("kind", ["complaint", "report"])
def test_only_the_half_day_is_kept(world, kind):
    case = filed(world, when=EXACT, kind=kind).complaint.case
    clock = Deadline.objects.get()
    assert (case.opened_at, case.acted_at, clock.started_at, Event.objects.get().at) == (HALF_DAY,) * 4
    assert clock.due_at == at("2025-11-10 17:00")
    assert not any(minute in columns_with_an_instant() for minute in MINUTE)


def test_after_closing_it_counts_from_the_next_day(world):
    filed(world, when=at("2025-11-05 19:40"))
    assert Deadline.objects.get().due_at == at("2025-11-11 17:00")


@pytest.mark.parametrize(
    ("face", "addresses"),
    [
        ("office", ["/oversight/cases/", "/oversight/cases/{number}/", "/api/v1/cases/{number}/deadlines/"]),
        ("complaint_officer", ["/centre/", "/centre/{number}/", "/api/v1/complaints/", "/api/v1/complaints/{number}/", "/api/v1/cases/{number}/history/"]),
    ],
)  # fmt: skip
def test_no_face_shows_the_minute(world, signed_in, face, addresses):
    number = filed(world, when=EXACT, kind="report").complaint.case.number
    with time_machine.travel(at("2025-11-05 15:30"), tick=False):
        browser = signed_in(getattr(world, face))
        for address in addresses:
            answer = browser.get(address.format(number=number))
            assert answer.status_code == 200, address
            text = answer.content.decode()
            assert "/api/" in address or number in text.replace(" ", "")
            assert not any(minute in text for minute in MINUTE), address
        page = browser.get(addresses[1].format(number=number)).content.decode()
        assert face == "complaint_officer" or "2025年11月5日 上午" in page


def test_who_accepts_does_so_at_their_own_minute(world):
    number = filed(world, when=EXACT).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-05 09:20"))
    assert [event.at for event in Event.objects.order_by("seq")] == [HALF_DAY, at("2025-11-05 09:20")]


def test_the_form_says_who_sees_a_report(world, client):
    page = client.get("/complain/file/").content.decode()
    assert "收到的时间只记到上午或下午" in page
    page = fill_in(client, kind="report").content.decode()
    assert "只有投诉受理员和纪检监察能看" in page
    assert "软环境办：只看编号" in page
    assert "编号和办件分开排" in client.get("/complain/").content.decode()


PARTS = [
    ("2025-11-05 06:30", "11月5日 周三 上班前"),
    ("2025-11-05 09:14", "11月5日 周三 上午"),
    ("2025-11-05 12:30", "11月5日 周三 上午"),
    ("2025-11-05 17:00", "11月5日 周三 下午"),
    ("2025-11-05 23:46", "11月5日 周三 下班后"),
    ("2025-11-09 10:00", "11月9日 周日 上午"),
    ("2025-11-09 23:00", "11月9日 周日 下午"),
]


@pytest.mark.parametrize(("when", "words"), PARTS)
def test_the_arithmetic_names_the_half_day_and_no_minute(world, when, words):
    filed(world, when=at(when))
    assert explanation(Deadline.objects.get()).sentences()[0].startswith(f"{words} 收到投诉举报")


def test_record_and_head_name_the_same_half_day(world, signed_in):
    number = filed(world, when=at("2025-11-05 23:46")).complaint.case.number
    with time_machine.travel(at("2025-11-06 09:00"), tick=False):
        page = signed_in(world.complaint_officer).get(f"/centre/{number}/").content.decode()
    assert page.count("2025年11月5日 下班后") == 2
    assert "17:00:01" not in page
    assert "11月5日 17:00" not in page
