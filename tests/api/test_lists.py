"""Lists for programs: no row is lost between two pages, and an address that asks for what is not there is refused."""

import pytest

from cases.models import Case
from tests.world import at

LIST = "/api/v1/applications/"
CASES = 7


@pytest.fixture
def ties(world):
    """Cases that were all opened at one instant and are all due at one closing time."""
    return [world.accepted(when=at("2025-11-05 10:00"), idem=f"k{n}").case.number for n in range(CASES)]


@pytest.mark.parametrize("ordering", ["due_at", "-due_at", "opened_at", "-opened_at", "number", ""])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_of_equal_moments_lose_no_row(world, program, ties, ordering, size):
    clerk = program(world.clerk)
    for number in ties[::2]:  # rows move about in their table, as they do in a hall at work
        Case.objects.filter(number=number).update(acted_at=at("2025-11-05 10:00"))
    numbers, page = [], f"{LIST}?ordering={ordering}&page_size={size}"
    while page:
        answer = clerk.get(page).json()
        numbers += [row["number"] for row in answer["results"]]
        page = answer["next"]
    assert sorted(numbers) == sorted(ties)
    assert answer["count"] == CASES


@pytest.mark.parametrize(
    "path",
    [
        "applications/?due_befor=2026-12-07",
        "applications/?page_sizes=5",
        "applications/?x=",
        "complaints/?stat=filed",
        "enquiries/?lamp=red",
        "items/?name=x",
        "cards/?levle=red",
        "hand-ups/?department=WJ",
        "board/?departmnt=WJ",
        "authority/?perid=year",
        "desk/counts/?tab=mine",
        "desk/views/?name=x",
        "letters/not-sent/?state=failed",
    ],
)
def test_a_name_that_a_list_does_not_know(world, program, path):
    callers = {"complaints": "complaint_officer", "letters": "administrator", "cards": "office", "board": "office"}
    callers |= {"authority": "office", "hand-ups": "chief"}
    who = callers.get(path.partition("/")[0], "clerk")
    answer = program(getattr(world, who)).get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-input"), answer.json()
    name = path.partition("?")[2].partition("=")[0]
    assert answer.json()["fields"] == {name: ["没有这一项"]}


@pytest.mark.parametrize("size", ["-1", "0", "abc", "201", "1.5", "", "²", "9" * 30])
def test_a_page_size_that_cannot_be(world, program, size):
    answer = program(world.clerk).get(LIST, {"page_size": size})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"page_size": ["填写 1 到 200 之间的整数"]})


def test_pages_and_filters_that_are_right(world, program, ties):
    clerk = program(world.clerk)
    answer = clerk.get(LIST, {"page": 2, "page_size": 5, "lamp": "green", "ordering": "-due_at", "department": "WJ"})
    assert (answer.status_code, len(answer.json()["results"])) == (200, CASES - 5)
    assert clerk.head(f"{LIST}?due_befor=x").status_code == 400
    assert clerk.get("/api/v1/items/?q=许可&page_size=200").status_code == 200


def test_a_name_twice_in_a_body_is_refused(world, program):
    body = '{"kind": "complaint", "category": "efficiency", "text": "材料交了五天，没有人答复。", "text": "别的话，也有几个字。"}'
    answer = program().generic("POST", "/api/v1/complaints/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["fields"]) == (400, {"text": ["写了两次，只写一次"]})
