"""Point by point: from every date that a screen shows a limit by, the arithmetic behind it is one step away."""

import re

import pytest
import time_machine

from cases.models import Card, Case
from config.passing import pass_time
from tests.complaints import verbs as complaints
from tests.kept import scene
from tests.permits import verbs as permits
from tests.world import at

NOW = at("2025-11-07 10:00")
DUE = re.compile(r"(?:2025年)?1[12]月\d{1,2}日 (?:17:00|\d\d:\d\d 前)")
HERE = "怎么算出来的"


@scene
def places(world) -> dict[str, str]:
    """An accepted case that is overdue, a fresh one, and a complaint."""
    accepted = world.accepted(when=at("2025-11-03 10:00")).case.number
    fresh = world.register(when=at("2025-11-06 10:00"), idem="key-2").application.case.number
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="attitude", text="窗口无人应答"),
        hall=world.hall,
        idem="key-3",
        at=at("2025-11-06 10:00"),
    )
    pass_time(at=at("2025-11-06 09:00"))  # a warning
    pass_time(at=NOW)  # and a breach
    return {
        "accepted": accepted, "fresh": fresh, "complaint": filed.complaint.case.number,
        "card": str(Card.objects.get(rule="promise").pk), "code": filed.code,
    }  # fmt: skip


@pytest.fixture
def hall(world, client):
    """``hall(who, address)``: a page as this person sees it; the addresses have the names of `places`."""
    names = places(world)

    def get(who: str, address: str) -> str:
        if who:
            client.force_login(getattr(world, who), backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(address.format(**names))
        assert answer.status_code == 200, address
        return re.sub(r"<(header|footer)\b.*?</\1>", "", answer.content.decode(), flags=re.S)

    with time_machine.travel(NOW, tick=False):
        yield get


ON_THE_PAGE = [
    ("clerk", "/desk/cases/{accepted}/"), ("clerk", "/desk/cases/{accepted}/receipt/"),
    ("clerk", "/desk/cases/{fresh}/receipt/"), ("clerk", "/desk/cases/{fresh}/accept/"),
    ("chief", "/desk/cases/{accepted}/suspend/"), ("head", "/desk/cases/{accepted}/extend/"),
    ("complaint_officer", "/centre/{complaint}/"), ("complaint_officer", "/centre/{complaint}/accept/"),
    ("office", "/oversight/cases/{accepted}/"), ("office", "/oversight/cases/{complaint}/"),
    ("office", "/oversight/cards/{card}/"),
]  # fmt: skip
ONE_STEP_AWAY = [
    ("clerk", "/desk/"), ("complaint_officer", "/centre/"), ("office", "/oversight/"), ("office", "/oversight/cases/"),
    ("office", "/oversight/cards/"), ("head", "/letters/"), ("clerk", "/letters/"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "address"), ON_THE_PAGE)
def test_the_arithmetic_stands_beside_the_date(hall, who, address):
    page = hall(who, address)
    assert DUE.search(page), "no date: this test looks at nothing"
    assert HERE in page


@pytest.mark.parametrize(("who", "address"), ONE_STEP_AWAY)
def test_from_a_list_it_is_one_step_to_the_arithmetic(hall, who, address):
    page = hall(who, address)
    rows = re.findall(r"<(tr|li)\b(.*?)</\1>", page, flags=re.S)
    dated = [row for _tag, row in rows if DUE.search(row)]
    assert dated, "no date: this test looks at nothing"
    for row in dated:
        (onward,) = set(re.findall(r'href="([^"]+)#clocks"', row))
        there = hall("", onward)
        assert 'id="clocks"' in there
        assert HERE in there


def test_what_an_act_would_do_is_shown_with_its_arithmetic(hall, client, world):
    number = Case.objects.filter(state="accepted").get().number
    client.force_login(world.head, backend="django.contrib.auth.backends.ModelBackend")
    form = {"rank": "本机关负责人", "document": "批1", "reason": "复杂"}
    page = client.post(f"/desk/cases/{number}/extend/", form).content.decode()
    assert DUE.search(page)
    assert f"{HERE}：法定时限" in page


def test_whoever_holds_a_receipt_code_reads_it_on_the_page(hall, client, world):
    for code in (world.register(when=at("2025-11-07 09:00"), idem="key-9").code, complaint_code()):
        client.post("/c/", {"code": code})
        page = hall("", "/c/status/")
        assert DUE.search(page)
        assert HERE in page


def complaint_code() -> str:
    from cases.actions import code_of

    return code_of(Case.objects.get(kind="complaint"), "key-3")


def test_an_extended_limit_says_how_it_came_about(hall, world):
    number = Case.objects.filter(state="accepted").get().number
    permits.extend(number=number, rank="本机关负责人", document="批1", reason="复杂", by=world.head, at=NOW)
    page = hall("clerk", f"/desk/cases/{number}/")
    assert "延长" in page
    assert HERE in page


def test_a_program_reads_every_step(hall, client, world):
    hall("clerk", "/desk/")
    number = Case.objects.filter(state="accepted").get().number
    for clock in client.get(f"/api/v1/cases/{number}/deadlines/").json():
        assert len(clock["explanation"]) >= 3
        assert clock["explanation"][0]["kind"] == "start"
