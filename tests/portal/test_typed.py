"""What the public pastes: a link for a code, a search in any width, a form that was sent before."""

import pytest

from tests.world import at


@pytest.fixture
def named_items(world):
    for version, name in (
        (world.promised, "食品经营许可（5000人以下）（县级）"),
        (world.immediate, "食品经营许可（县级）备案"),
    ):
        version.name = name
        version.save(update_fields=["name"])


@pytest.mark.parametrize(
    ("typed", "count"),
    [("（县级）", 2), ("(县级)", 2), ("5000人以下", 1), ("５０００人", 1), ("县级 \u200b备案", 1), ("(市级)", 0)],
)
def test_items_are_found_in_any_width(named_items, client, typed, count):
    assert client.get("/api/v1/items/", {"q": typed}).json()["count"] == count
    assert len(client.get("/items/", {"q": typed, "scope": "all"}).context["rows"]) == count


def test_the_whole_link_of_a_slip_is_a_code(world, client):
    registered = world.register(when=at("2025-09-30 10:00"))
    opened = client.post("/c/", {"code": f"https://zwfw.example/c/#k={registered.code}"})
    assert opened.url == "/c/status/"
    body = {"code": f"https://zwfw.example/c/#k={registered.code}"}
    answer = client.post("/api/v1/lookup/", body, content_type="application/json")
    assert answer.json()["number"] == registered.application.case.number
