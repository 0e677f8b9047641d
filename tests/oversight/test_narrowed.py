"""
field.md h-1, h-2: whatever the board is narrowed to, each number is the length of the list that it leads to and what the API says of it;
and nobody reads another's.
"""

from collections import Counter
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from cases.models import Case
from hall.access import Grant, access_of
from hall.models import Post
from hall.roles import Permission, Role
from oversight import forms, lists, parts, tally, wording
from tests.cases.broken_rows import triggers_off
from tests.oversight import odd_hall
from tests.oversight.conftest import NOW
from tests.rows import Rows
from tests.world import World, at

BOARD, CASES, API = "/oversight/", "/oversight/cases/", "/api/v1/board/"
SETS = 120  # of filters, counted by the lists' own questions; a tenth of them also through the doors


def a_hall(world: World) -> dict[str, list[str]]:
    """The odd hall with windows and people; what there is to choose from of each filter."""
    odd_hall.fill(world)
    people = (world.clerk, world.market_clerk, world.chief, None)
    with triggers_off():
        for n, case in enumerate(Case.objects.select_related("department").order_by("pk")):
            window = {world.health.pk: world.health_window, world.market.pk: world.market_window}.get(
                case.department_id
            )
            case.window, case.owner = window if n % 3 else None, people[n % 4]
            case.state = ("submitted", "accepted")[n % 2]
            case.save(update_fields=["window", "owner", "state"])
        world.chief.is_active = False
        world.chief.save()
    return {
        "department": ["WJ", "SJ"],
        "period": ["month", "quarter", "last_month", "2026-02"],
        "item": [world.promised.item.code],
        "window": [str(world.health_window.pk), "none"],
        "handler": [str(world.clerk.pk), str(world.market_clerk.pk), "none"],
        "kind": ["application", "complaint", "rating"],
        "step": ["submitted", "accepted"],
    }


def some(values: dict[str, list[str]], chance: Random) -> dict[str, str]:
    return {name: chance.choice(those) for name, those in values.items() if chance.random() < 0.35}


def numbers_of(board, chosen: dict[str, str], below: list[parts.Part]) -> list[tuple[int, str]]:
    """Every number on the page about cases, with its link."""
    rows = [
        *(wording.unit_row(unit, chosen) for unit in board.units),
        *(wording.part_row(part, chosen) for part in below),
    ]
    cells = [(int(cell["text"]), cell["href"]) for row in rows for cell in row["cells"][1:] if isinstance(cell, dict)]
    tiles = [(tile["value"], tile["url"]) for tile in wording.tiles(board, chosen)]
    bars = [(bar["count"], bar["href"]) for bar in wording.bars(board, chosen)]
    return [(number, url) for number, url in [*tiles, *cells, *bars] if url.startswith(CASES)]


def listed(grant: Grant, url: str) -> int:
    """How long the list is that an address shows."""
    form = forms.CaseFilters(grant, QueryDict(urlsplit(url).query))
    assert form.is_valid(), (url, form.errors)
    return lists.fitting(Case.objects.reached_by(grant), form.chosen(), at=NOW).count()


def browser(who) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_number_is_its_list_whatever_is_chosen(world):
    values, chance, seen = a_hall(world), Random(184), Counter[str]()
    tally.keep(at=NOW)
    reach = {who: access_of(who, on=NOW.date()).grant(Permission.BOARD_VIEW) for who in (world.office, world.head)}
    with time_machine.travel(NOW, tick=False), Rows() as rows:
        for n in range(SETS):
            who, chosen = chance.choice([*reach]), some(values, chance)
            grant = reach[who]
            if who == world.head and chosen.get("department") == "SJ":
                continue
            with rows.row(f"{who} {chosen}"):
                form = forms.BoardFilters(grant, chosen)
                assert form.is_valid(), form.errors
                chosen = form.chosen()
                board = parts.narrowed_board(grant, chosen, form.the_department, at=NOW)
                below = parts.parts(grant, chosen, form.the_department, at=NOW)
                counts = numbers_of(board, chosen, below)
                for number, url in counts:
                    assert listed(grant, url) == number, url
                if below:  # the parts make the whole
                    assert sum(part.figures.running for part in below) == board.figures.running
                seen.update(url for number, url in counts if number)
                if n % 10 == 0:
                    the_same(browser(who), board, chosen, counts)
    assert len(seen) > SETS, "hardly anything was counted"


def the_same(client: Client, board, chosen: dict[str, str], counts: list[tuple[int, str]]) -> None:
    """The page, its lists and the API say the same."""
    page, answer = client.get(BOARD, chosen), client.get(API, chosen).json()
    assert page.status_code == 200
    shown = [(tile["value"], tile["url"]) for tile in page.context["tiles"]]
    for number, url in shown:
        if url.startswith(CASES):
            assert (number, url) in counts
            assert client.get(url).context["page"].paginator.count == number
    assert answer["figures"]["running"] == board.figures.running == shown[0][0]
    assert answer["late_complaints"] == board.late_complaints
    assert answer["due_today_count"] == board.due_today_count
    assert sum(part["running"] for part in answer["parts"]) in (0, board.figures.running)


@pytest.fixture
def other_head(world):
    """The chief of the health department is head of market supervision instead."""
    Post.objects.filter(user=world.chief).delete()
    Post.objects.create(
        user=world.chief, role=Role.DEPARTMENT_HEAD, hall=world.hall, department=world.market,
        valid_from=at("2025-01-01 08:00").date(),
    )  # fmt: skip
    return world.chief


def test_two_heads_at_one_address_read_their_own(world, lamps, other_head):
    """h-2: in the same process, one after the other and back, of what the timers keep and of what is counted now."""
    tally.keep(at=NOW)
    with time_machine.travel(NOW, tick=False), Rows() as rows:
        for url in (BOARD, f"{BOARD}?kind=application", f"{BOARD}wall/", CASES, "/oversight/statement/?period=2026-03"):
            pages = {}
            for who in (world.head, other_head, world.head):
                answer = browser(who).get(url)
                text = answer.content.decode().partition("<main")[2]
                with rows.row(f"{url} {who}"):
                    assert answer.status_code == 200
                    assert "ETag" not in answer.headers
                    assert ("区卫生健康局" in text) is (who == world.head)
                    assert ("区市场监督管理局" in text) is (who == other_head)
                    assert lamps["market_red" if who == world.head else "red"].number not in text
                    assert pages.setdefault(who, len(text)) == len(text)
        answers = [browser(who).get(API).json()["figures"]["running"] for who in (world.head, other_head, world.head)]
        with rows.row("the API"):
            assert answers == [7, 1, 7]


def test_what_is_anothers_is_refused(world, lamps, other_head):
    """A window, a person, an item of another department is no more to be had than the department itself."""
    with time_machine.travel(NOW, tick=False), Rows() as rows:
        mine, client = lamps["red"], browser(other_head)
        for name, value in {
            "window": mine.window_id, "handler": mine.owner_id, "item": world.promised.item.code, "department": "WJ",
            "period": "2026-13", "step": "nowhere", "kind": "nothing",
        }.items():  # fmt: skip
            for path in (BOARD, CASES):
                if (path, name) == (CASES, "nowhere"):
                    continue
                with rows.row(f"{path} {name}"):
                    page = client.get(path, {name: value})
                    assert page.status_code == 422
                    assert "列表里没有这个" in page.content.decode()
                    assert mine.number not in page.content.decode()
            with rows.row(f"api {name}"):
                assert client.get(API, {name: value}).status_code == (404 if name == "department" else 400)
        for name, value in {"window": "9" * 40, "handler": "\u0661", "item": "WJ\0", "period": "0000-01\0"}.items():
            with rows.row(f"{name} {value!r}, which nobody has typed"):
                assert browser(world.office).get(BOARD, {name: value}).status_code == 422


def test_down_from_the_hall_to_a_person(world, lamps):
    """Department › window › person › list: each step is a link on the page before it, and the way back stands above."""
    with time_machine.travel(NOW, tick=False):
        client = browser(world.office)
        whole = client.get(BOARD)
        to_health = next(row["cells"][0]["href"] for row in whole.context["units"] if "卫生" in str(row["cells"][0]))
        health = client.get(to_health)
        assert [row["cells"][1]["text"] for row in health.context["parts"]] == ["7"]
        at_window = client.get(health.context["parts"][0]["cells"][0]["href"])
        people = at_window.context["parts"]
        assert sum(int(row["cells"][1]["text"]) for row in people) == 7
        cases = client.get(people[0]["cells"][0]["href"])
        assert [words for words, _url in cases.context["crumbs"]][:3] == ["大厅", "办件", "区卫生健康局"]
        assert str(world.health_window) in [words for words, _url in cases.context["crumbs"]]
        assert dict(parse_qsl(urlsplit(people[0]["cells"][0]["href"]).query)).keys() == {
            "department",
            "window",
            "handler",
        }
        assert cases.context["page"].paginator.count == int(people[0]["cells"][1]["text"])
        assert whole.context.get("parts") is None


def test_the_wall_names_no_case_and_nobody(world, lamps):
    """Whoever passes reads it: figures and units, no link to follow; it asks again by itself."""
    with time_machine.travel(NOW, tick=False):
        page = browser(world.office).get(f"{BOARD}wall/")
        words = page.content.decode()
        shown = words.partition("<main")[2]
        assert '<meta http-equiv="refresh" content="60">' in words
        assert "<a " not in shown
        assert "style=" not in words
        assert "<script" not in shown
        for secret in (str(world.clerk), str(world.office), "王", *(case.number for case in lamps.values())):
            assert secret not in shown, secret
        assert [tile["value"] for tile in page.context["tiles"][:4]] == [9, 2, 3, 1]
        assert browser(world.clerk).get(f"{BOARD}wall/").status_code == 404
        assert browser(world.head).get(f"{BOARD}wall/").context["tiles"][0]["value"] == 7


def test_the_numbers_are_asked_for_again_and_no_list(world, lamps):
    with time_machine.travel(NOW, tick=False):
        words = browser(world.office).get(f"{BOARD}?department=WJ").content.decode()
    figures = words.partition('<div id="figures"')[2].partition("</div>")[0]
    assert 'hx-get="/oversight/?department=WJ"' in figures
    assert 'hx-trigger="every 60s"' in figures
    assert figures.count("<li>") == 8
    assert "<table" not in figures
