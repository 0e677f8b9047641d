"""Catalogue, clocks, history, cards and board through the API."""

import pytest

from cases.sweep import sweep
from hall.models import Post
from hall.roles import Role
from permits import states
from tests.complaints import verbs as complaints
from tests.permits import verbs as permits
from tests.permits.stages import BROUGHT_TO, number_of
from tests.snapshot import stored
from tests.world import at

ITEMS, CARDS, BOARD = "/api/v1/items/", "/api/v1/cards/", "/api/v1/board/"


# The catalogue


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["SJ-XK-0001", "WJ-XK-0001", "WJ-XK-0002", "WJ-XK-0003"]),
        ("?department=SJ", ["SJ-XK-0001"]),
        ("?handling_kind=immediate", ["WJ-XK-0002"]),
        ("?q=卫生 许可", ["WJ-XK-0001"]),
        ("?q=wj-xk-0003", ["WJ-XK-0003"]),
        ("?in_hall=false", []),
        ("?status=abolished", ["WJ-XK-0004"]),
    ],
)
def test_anyone_reads_the_catalogue(world, program, query, codes):
    answer = program().get(ITEMS + query)
    assert [row["code"] for row in answer.json()["results"]] == codes


def test_the_six_disclosures(world, program):
    item = program().get(f"{ITEMS}wj-xk-0001/").json()
    facts = item["disclosures"]
    assert facts["legal_bases"] == ["《行政许可法》第四十二条"]
    assert next((paper["position"], paper["name"]) for paper in facts["materials"]) == (1, "卫生许可申请表")
    assert facts["promise"] == {"quantity": 3, "unit": "working_day", "words": "3 个工作日"}
    assert facts["statutory"] == {"quantity": 20, "unit": "working_day", "words": "20 个工作日"}
    assert (facts["charges_nothing"], facts["fees"], item["department"]["name"]) == (True, [], "区卫生健康局")


@pytest.mark.parametrize("code", ["WJ-XK-9999", "%00", "x" * 21, "WJ'--"])
def test_an_item_that_is_not_there(world, program, code):
    answer = program().get(f"{ITEMS}{code}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_the_catalogue_takes_two_queries(world, program, django_assert_num_queries):
    with django_assert_num_queries(2):
        program().get(ITEMS)


# Clocks, history, cards


def test_a_clock_with_its_arithmetic(world, program):
    number = world.accepted(when=at("2025-09-30 10:00")).case.number
    clocks = program(world.office).get(f"/api/v1/cases/{number}/deadlines/").json()
    promise = next(clock for clock in clocks if clock["rule"] == "promise")
    assert (promise["due_at"], promise["lamp"]) == ("2025-10-11T17:00:00+08:00", "red")
    assert [line["kind"] for line in promise["explanation"]] == [
        "start", "start", "skipped", "counted", "counted", "makeup", "result",
    ]  # fmt: skip
    assert "国庆节" in promise["explanation"][2]["text"]
    assert promise["explanation"][2] | {"text": ""} == {
        "kind": "skipped", "starts_on": "2025-10-01", "ends_on": "2025-10-08", "text": "",
    }  # fmt: skip


def test_a_stopped_clock_has_no_due_moment(world, program):
    number = number_of(BROUGHT_TO[states.SUSPENDED](world))
    clocks = program(world.office).get(f"/api/v1/cases/{number}/deadlines/").json()
    running = {clock["rule"]: (clock["lamp"], clock["due_at"]) for clock in clocks if not clock["met_at"]}
    declared = running.pop("special_procedure")  # grey as well, but it runs: ten working days, both ends included
    assert declared == ("grey", "2025-11-18T17:00:00+08:00")
    assert running == {"promise": ("grey", None), "statutory": ("grey", None)}


def test_a_year_without_a_notice_is_provisional(world, program, clock):
    clock.move_to(at("2026-12-30 10:00"))
    number = world.accepted(when=at("2026-12-30 09:00")).case.number
    clocks = program(world.office).get(f"/api/v1/cases/{number}/deadlines/").json()
    assert all(clock["provisional"] for clock in clocks if not clock["met_at"])
    assert program(world.office).get("/api/v1/applications/").json()["results"][0]["provisional"] is True


def test_history_is_the_chain(world, program):
    number = number_of(BROUGHT_TO[states.DELIVERED](world))
    lines = program(world.office).get(f"/api/v1/cases/{number}/history/").json()
    assert [line["verb"] for line in lines] == ["register", "accept", "grant", "print", "deliver"]
    assert [line["prev_hash"] for line in lines] == ["", *(line["hash"] for line in lines[:-1])]
    assert {(line["actor"], line["actor_account"]) for line in lines} == {("张敏", "zhang")}


@pytest.mark.parametrize("what", ["deadlines", "history", "cards"])
def test_a_case_that_you_may_not_see_is_not_there(world, program, what):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    address = f"/api/v1/cases/{number}/{what}/"
    statuses = {
        person: program(getattr(world, person)).get(address).status_code
        for person in ("clerk", "chief", "office", "market_clerk", "complaint_officer")
    }
    assert statuses == {"clerk": 200, "chief": 200, "office": 200, "market_clerk": 404, "complaint_officer": 404}
    assert program().get(address).status_code == 401


def test_a_complaint_about_your_own_department_is_not_there(world, program):
    """Rules C3, also for an officer who holds a post in that department as well."""
    filed = complaints.file(
        filing=complaints.Filing(
            kind="complaint", category="other", text="等了很久没有人管", about_department=world.health
        ),
        hall=world.hall,
        idem="c",
        at=at("2025-11-06 09:00"),
    )
    number = filed.complaint.case.number
    Post.objects.create(
        user=world.complaint_officer, role=Role.DEPARTMENT_HEAD, hall=world.hall, department=world.health,
        valid_from=at("2025-01-01 08:00").date(),
    )  # fmt: skip
    officer = program(world.complaint_officer)
    for address in (
        f"/api/v1/complaints/{number}/",
        f"/api/v1/cases/{number}/history/",
        f"/api/v1/cases/{number}/deadlines/",
    ):
        assert officer.get(address).status_code == 404
    assert officer.get("/api/v1/complaints/").json()["results"] == []


def test_the_cards_of_the_centre(world, program):
    """The office has them on its board, though it reads no word of the complaint."""
    filing = complaints.Filing(kind="complaint", category="other", text="等了很久没有人管")
    case = complaints.file(filing=filing, hall=world.hall, idem="c", at=at("2025-10-20 09:00")).complaint.case
    broken(world, 1)
    office = program(world.office)
    [card] = office.get(f"{CARDS}?department=centre").json()["results"]
    assert (card["case"], card["department"]) == (case.number, None)
    assert [each["id"] for each in office.get(f"/api/v1/cases/{case.number}/cards/").json()] == [card["id"]]
    assert office.get(f"/api/v1/cases/{case.number}/history/").status_code == 404
    assert program(world.chief).get(f"{CARDS}?department=centre").json()["count"] == 0


def broken(world, n: int) -> None:
    for each in range(n):
        world.accepted(when=at("2025-10-30 10:00"), idem=f"late{each}")
    sweep(at=at("2025-11-05 09:00"))


def test_cards(world, program):
    broken(world, 2)
    office = program(world.office)
    cards = office.get(CARDS).json()["results"]
    assert [(card["level"], card["rule"], card["breached_at"]) for card in cards] == [
        ("yellow", "promise", "2025-11-04T17:00:00+08:00")
    ] * 2
    for query, count in [("?level=red", 0), ("?department=WJ", 2), ("?department=SJ", 0), ("?rule=promise", 2),
                         ("?state=withdrawn", 0), ("?breached_before=2025-11-04", 0),
                         ("?breached_before=2025-11-30T16:25:42-20:23", 2)]:  # fmt: skip
        assert office.get(CARDS + query).json()["count"] == count, query
    assert office.get(f"{CARDS}?department=XX").status_code == 400
    assert program(world.chief).get(CARDS).json()["count"] == 2
    assert [program(who).get(CARDS).json()["count"] for who in (world.clerk, world.market_clerk)] == [
        2,
        0,
    ]  # that name them


@pytest.mark.parametrize("rows", [5, 50])
def test_cards_take_the_same_queries_for_5_and_50(world, program, rows, django_assert_num_queries):
    broken(world, rows)
    office = program(world.office)
    with django_assert_num_queries(6):  # two of them for who had the clocks before
        assert len(office.get(CARDS).json()["results"]) == rows


# The board


def test_the_board(world, program):
    broken(world, 2)
    world.accepted(when=at("2025-11-06 09:00"), idem="green")
    before = stored()
    board = program(world.office).get(BOARD).json()
    assert (board["figures"]["running"], board["figures"]["red"], board["figures"]["green"]) == (3, 2, 1)
    health = next(unit for unit in board["units"] if unit["department"] and unit["department"]["code"] == "WJ")
    assert (health["red"], health["yellow_cards"], round(health["overdue_rate"], 2)) == (2, 2, 0.67)
    assert len(board["recent_cards"]) == 2
    assert board["sweep"]["stale"] is True
    assert stored() == before


def test_the_board_of_one_department(world, program):
    broken(world, 1)
    chief = program(world.chief)
    assert chief.get(f"{BOARD}?department=WJ").json()["figures"]["running"] == 1
    assert chief.get(f"{BOARD}?department=SJ").status_code == 404
    assert chief.get(f"{BOARD}?department=%00").status_code == 400
    assert program(world.clerk).get(BOARD).status_code == 404
    # the centre's own part of it, for its officer (decision 136)
    assert program(world.complaint_officer).get(BOARD).json()["figures"]["running"] == 0


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (states.ACCEPTED, "预警"),
        (states.SUSPENDED, "暂停"),
        (states.CORRECTION_REQUESTED, "等申请人补正，不计时"),
        (states.REFUSED, "正常"),
        (states.WITHDRAWN, "已结束"),
        (states.NOT_ACCEPTED, "已结束"),
        (states.ARCHIVED, "已归档"),
    ],
)
def test_only_what_is_paused_is_called_so(world, program, state, words):
    number = number_of(BROUGHT_TO[state](world))
    assert program(world.clerk).get(f"/api/v1/applications/{number}/").json()["lamp_words"] == words


def test_a_clock_that_ended_in_a_pause_says_how(world, program):
    number = number_of(BROUGHT_TO[states.SUSPENDED](world))
    permits.withdraw(number=number, reason="不办了", by=world.clerk, at=at("2025-11-06 10:00"))
    clocks = program(world.clerk).get(f"/api/v1/cases/{number}/deadlines/").json()
    assert {clock["rule"]: clock["lamp_words"] for clock in clocks if clock["rule"] in {"promise", "statutory"}} == {
        "promise": "不再计时",
        "statutory": "不再计时",
    }
