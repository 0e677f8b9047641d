"""The desk's lists through the API: the same lists, the same reach, and no number of a person in an address."""

import pytest

from permits.models import Decision
from tests.api.requests import KEY
from tests.permits import verbs as actions
from tests.permits.stages import number_of
from tests.snapshot import stored
from tests.world import ENTERPRISE, PERSON, at
from worklists.models import SavedView

COUNTS, SEARCH, BULK, VIEWS = (f"/api/v1/desk/{name}/" for name in ("counts", "search", "bulk", "views"))


@pytest.fixture
def cases(world, clock) -> list[str]:
    early = at("2025-11-04 09:00")
    numbers = [world.accepted(when=early, idem=f"k{n}").case.number for n in range(3)]
    waits = number_of(world.register(when=early, idem="w", materials=[1], applicant=ENTERPRISE))
    actions.notify(number=waits, missing={2: "", 3: ""}, by=world.clerk, at=early)
    return [*numbers, waits]


def hits(program, world, **query) -> list[str]:
    answer = program(world.clerk).post(SEARCH, query)
    assert answer.status_code == 200, answer.json()
    return [row["number"] for row in answer.json()["results"]]


def test_counts_and_lists(world, program, cases):
    counts = {row["tab"]: (row["count"], row["more"]) for row in program(world.clerk).get(COUNTS).json()}
    assert counts["window"] == (4, False)
    assert counts["correction"] == (1, False)
    assert hits(program, world) == cases
    assert hits(program, world, tab="correction") == cases[3:]
    assert hits(program, world, name="ylsp") == hits(program, world, id_number=ENTERPRISE.number) == cases[3:]
    assert hits(program, world, phone=PERSON.phone, q="ggcs") == cases[:3]
    assert hits(program, world, item="wj-xk-0002") == []


def test_page_by_page(world, program, cases):
    numbers, after = [], ""
    while after is not None:
        body = program(world.clerk).post(SEARCH, {"limit": 3, "after": after}).json()
        numbers += [row["number"] for row in body["results"]]
        after = body["next"]
    assert numbers == cases


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"tab": "nothing"}, "tab"),
        ({"sort": "title"}, "sort"),
        ({"phone": "12"}, "phone"),
        ({"after": "x"}, "after"),
        ({"after": "0001-01-01T00:00:00+23:59~1"}, "after"),
        ({"after": "9999-12-31T23:59:59-23:59~1"}, "after"),
        ({"after": "2026-12-31T23:59:59+08:00~9223372036854775808"}, "after"),
        ({"since": "today"}, "since"),
        ({"limit": 201}, "limit"),
        ({"who": "x"}, "who"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(world, program, cases, query, field):
    answer = program(world.clerk).post(SEARCH, query)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_bulk_case_by_case_and_once_for_a_key(world, program, cases):
    first = program(world.clerk).post(BULK, {"act": "grant", "numbers": cases}, **KEY).json()
    assert [row["outcome"] for row in first["rows"]] == ["done", "done", "done", "refused"]
    assert "不能准予" in first["rows"][3]["said"]
    assert program(world.clerk).post(BULK, {"act": "grant", "numbers": cases}, **KEY).json() == first
    assert program(world.clerk).get(f"{BULK}{first['id']}/").json() == first
    assert program(world.chief).get(f"{BULK}{first['id']}/").status_code == 404
    assert Decision.objects.count() == 3


def test_bulk_refuses_what_is_not_ones_own(world, program, cases):
    before = stored()
    answer = program(world.market_clerk).post(BULK, {"act": "grant", "numbers": cases})
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot-bulk")
    assert program(world.office).post(BULK, {"act": "grant", "numbers": cases}).status_code == 404
    assert stored() == before


def test_views(world, program, cases):
    urgent = program(world.clerk).post(VIEWS, {"name": "急件", "query": "tab=today", "department": "WJ"}).json()
    assert (urgent["name"], urgent["shared"]) == ("急件", True)
    assert [view["id"] for view in program(world.chief).get(VIEWS).json()] == [urgent["id"]]
    assert program(world.chief).delete(f"{VIEWS}{urgent['id']}/").status_code == 404
    assert program(world.clerk).post(VIEWS, {"name": "x", "department": "SJ"}).status_code == 400
    assert program(world.clerk).delete(f"{VIEWS}{urgent['id']}/").status_code == 204
    assert not SavedView.objects.exists()


def test_nobody_without_a_desk(world, program, cases):
    for path in (COUNTS, VIEWS):
        assert program(world.office).get(path).status_code == 404
        assert program().get(path).status_code == 401
    assert program(world.complaint_officer).post(SEARCH, {}).status_code == 404
