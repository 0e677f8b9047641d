"""Lists for programs: no row is lost between two pages, and an address that asks for what is not there is refused."""

import pytest

from cases.models import Case
from config.api import urlpatterns
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


NUMBER = "只填编号里的数字"
CHOICE = "从列出的值里选"
DEPARTMENT = "没有这个部门代码"
MOMENT = "应为日期或时间，例如 2026-11-20 或 2026-11-20T17:00:00+08:00"


@pytest.mark.parametrize(
    ("who", "path", "sentence"),
    [
        ("office", "applications/?q=WJ", NUMBER),
        ("office", "applications/?q=--", NUMBER),
        ("office", "applications/?lamp=blue", CHOICE),
        ("office", "applications/?state=flying", CHOICE),
        ("office", "applications/?department=XYZ", DEPARTMENT),
        ("office", "applications/?due_after=soon", MOMENT),
        ("office", "applications/?due_before=soon", MOMENT),
        ("office", "applications/?ordering=phone", CHOICE),
        ("inspector", "complaints/?q=第3号", NUMBER),
        ("inspector", "complaints/?lamp=blue", CHOICE),
        ("inspector", "complaints/?state=accept", CHOICE),
        ("inspector", "complaints/?kind=praise", CHOICE),
        ("inspector", "complaints/?category=noise", CHOICE),
        ("inspector", "complaints/?opened_after=soon", MOMENT),
        ("inspector", "complaints/?opened_before=soon", MOMENT),
        ("office", "cards/?level=blue", CHOICE),
        ("office", "cards/?rule=three_visit", CHOICE),
        ("office", "cards/?state=served", CHOICE),
        ("office", "cards/?case=12", "填写 17 位编号"),
        ("office", "cards/?department=XYZ", DEPARTMENT),
        ("office", "cards/?department=center", DEPARTMENT),
        ("office", "cards/?breached_after=soon", MOMENT),
        ("office", "cards/?breached_before=soon", MOMENT),
        ("clerk", "items/?department=XYZ", DEPARTMENT),
        ("clerk", "items/?department=centre", DEPARTMENT),
        ("clerk", "items/?handling_kind=slow", CHOICE),
        ("clerk", "items/?in_hall=maybe", CHOICE),
        ("clerk", "items/?status=gone", CHOICE),
        ("office", "board/?department=XYZ", DEPARTMENT),
        ("office", "authority/?department=XYZ", DEPARTMENT),
        ("office", "authority/?period=never", CHOICE),
    ],
)
def test_a_value_that_there_is_not_is_refused(world, program, who, path, sentence):
    """A misspelt code would read as "none": 400, and the sentence at its name."""
    answer = program(getattr(world, who)).get(f"/api/v1/{path}")
    name = path.partition("?")[2].partition("=")[0]
    assert (answer.status_code, answer.json()["fields"]) == (400, {name: [sentence]})


def test_the_table_knows_every_filter_of_every_list():
    """The one filter without a wrong value is a free text: what an item is called."""
    (table,) = [mark for mark in test_a_value_that_there_is_not_is_refused.pytestmark if mark.name == "parametrize"]
    known = {tuple(path.partition("=")[0].split("/?")) for _who, path, _sentence in table.args[1]}
    lists = {
        str(route.pattern).rstrip("/"): getattr(view, "filterset_class", None)
        for route in urlpatterns
        if (view := getattr(route.callback, "cls", None)) is not None
    }
    filters = {(path, name) for path, each in lists.items() if each for name in each.base_filters}
    assert len({path for path, _name in filters}) == 4
    assert filters - known == {("items", "q")}


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"item": "WJ-XK-9999"}, {"item": ["没有这个事项编码"]}),
        ({"window": "99"}, {"window": ["没有这个窗口号"]}),
        ({"item": "X", "window": "99"}, {"item": ["没有这个事项编码"], "window": ["没有这个窗口号"]}),
        ({"tab": "nobody"}, {"tab": ["从列出的值里选"]}),
        ({"state": "flying"}, {"state": ["从列出的值里选"]}),
        ({"sort": "name"}, {"sort": ["从列出的值里选"]}),
    ],
)
def test_a_list_of_the_desk_refuses_what_there_is_not(world, program, sent, fields):
    answer = program(world.clerk).post("/api/v1/desk/search/", sent)
    assert (answer.status_code, answer.json()["fields"]) == (400, fields)


def test_a_department_that_is_not_ones_own(world, program):
    """It exists, so it is not misspelt: not there, like every row that one may not see; a list of one's own is empty."""
    assert program(world.head).get("/api/v1/board/?department=SJ").status_code == 404
    answer = program(world.head).get("/api/v1/cards/?department=SJ")
    assert (answer.status_code, answer.json()["count"]) == (200, 0)


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
