"""The administrator's first page, and who may open it."""

import pytest
import time_machine

from tests.world import at


def test_it_says_which_years_rest_on_a_notice(world, signed_in):
    page = signed_in(world.administrator).get("/administration/").content.decode()
    assert "2026年：国务院办公厅关于2026年部分节假日安排的通知" in page
    assert "2027年：放假安排尚未公布，按周一至周五推算" in page
    assert "暂定" in page


@pytest.mark.parametrize("who", ["clerk", "chief", "head", "complaint_officer", "office", "inspector"])
def test_nobody_else_finds_it(world, signed_in, who):
    assert signed_in(getattr(world, who)).get("/administration/").status_code == 404


@pytest.mark.parametrize("address", ["/desk/", "/centre/", "/oversight/", "/oversight/cases/", "/oversight/cards/"])
def test_the_administrator_opens_no_other_room(world, signed_in, address):
    assert signed_in(world.administrator).get(address).status_code == 404


@pytest.mark.parametrize(
    ("sentence", "when", "reminder"),
    [
        ("quiet to the end of October", "2026-10-31 23:59", False),
        ("from 1 November on", "2026-11-01 00:00", True),
        ("in the year itself", "2027-01-04 09:00", True),
    ],
)
def test_next_years_notice_is_asked_for_from_november(world, client, sentence, when, reminder):
    world.accepted(when=at("2026-10-20 10:00"), idem="short")
    world.accepted(when=at("2026-12-24 10:00"), idem="long")
    with time_machine.travel(at(when), tick=False):
        client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/administration/").content.decode()
    assert ("2027年的放假通知还没有载入：有 1 个没有办完的时限" in page) is reminder, sentence
