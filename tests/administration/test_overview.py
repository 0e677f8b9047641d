"""The administrator's first page, and who may open it."""

import pytest
import time_machine

from tests.world import at

NOW = at("2026-03-16 10:00")


@pytest.fixture
def signed_in(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    with time_machine.travel(NOW, tick=False):
        yield enter


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
