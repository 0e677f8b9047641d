"""An address that is none, or none for this person: everybody is led back to where they belong."""

import re

import pytest
import time_machine

from tests.world import at

NOW = at("2025-11-10 10:00")
PUBLIC = ("查进度", "办事指南", "投诉举报")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("who", "address", "home", "name"),
    [
        ("clerk", "/oversight/", "/desk/", " · 窗口"),
        ("clerk", "/centre/", "/desk/", " · 窗口"),
        ("clerk", "/nowhere/", "/desk/", " · 窗口"),
        ("administrator", "/desk/", "/administration/", "大厅管理"),
        ("complaint_officer", "/desk/", "/centre/", "投诉举报中心"),
        ("office", "/centre/", "/oversight/", "软环境监督"),
        ("head", "/desk/", "/oversight/", "软环境监督"),
        ("inspector", "/administration/", "/centre/", "投诉举报中心"),
    ],
)
def test_staff_are_led_back_to_their_own_desk(world, client, who, address, home, name):
    client.force_login(getattr(world, who))
    answer = client.get(address)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert f'<a class="button" href="{home}">回到我的工作页</a>' in page
    assert "您没有查看的权限" in page
    assert f"{name}</a>" in page.split("<nav")[0]
    assert "办事指南" not in page
    assert client.get(home).status_code == 200


def test_what_is_hidden_and_what_is_not_there_look_alike(world, client):
    """The page does not tell whether there is something."""
    case = world.accepted(when=at("2025-11-10 09:00")).case
    client.force_login(world.market_clerk)
    pages = [client.get(f"/desk/cases/{number}/").content.decode() for number in (case.number, "0" * 17)]
    shown = [re.sub(r'<input type="hidden"[^>]*>', "", page) for page in pages]  # keys of forms, and this address
    assert case.number not in shown[0]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("address", ["/nowhere/", "/desk/nowhere/"])
def test_everybody_else_finds_the_doors_of_the_public(world, client, address):
    page = client.get(address, follow=True).content.decode()
    assert "回到我的工作页" not in page
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert all(f">{name}</a>" in answer.content.decode() for name in PUBLIC)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("clerk", " · 窗口"),
        ("complaint_officer", "投诉举报中心"),
        ("inspector", "投诉举报中心"),
        ("office", "软环境监督"),
    ],
)
def test_letters_stand_in_the_readers_own_room(world, client, who, name):
    client.force_login(getattr(world, who))
    assert f"{name}</a>" in client.get("/letters/").content.decode().split("<nav")[0]


def test_rates_stand_in_the_readers_own_room(world, client):
    client.force_login(world.office)
    assert "软环境监督</a>" in client.get("/ratings/rates/").content.decode().split("<nav")[0]
