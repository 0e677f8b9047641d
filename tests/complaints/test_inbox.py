"""The centre's list: what each condition leaves, in which order, lists with a name, one act on many."""

import pytest
import time_machine

from complaints.models import Complaint
from complaints.tasks import carry_on_bulk
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at, person
from worklists.models import BulkRun

NOW = at("2025-09-30 11:00")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def second(world):
    return person(world.hall, "second", "接替", Role.COMPLAINT_OFFICER)


@pytest.fixture
def numbers(world) -> dict[str, str]:
    """Five of them, by what is particular about each."""
    rows = {
        "late": ("2025-09-22 09:00", {"about_department": world.health}),
        "first": ("2025-09-26 09:00", {"kind": "report", "category": "burden"}),
        "second": ("2025-09-29 09:00", {"about_department": world.market}),
        "accepted": ("2025-09-29 15:00", {"category": "attitude"}),
        "declined": ("2025-09-30 09:00", {}),
    }
    cases = {
        name: filed(world, when=at(when), n=n, **changes).complaint.case.number
        for n, (name, (when, changes)) in enumerate(rows.items(), start=1)
    }
    officer = world.complaint_officer
    actions.accept(number=cases["accepted"], by=officer, at=at("2025-09-30 09:30"))
    actions.decline(
        number=cases["declined"], reason="属于劳动争议，请找仲裁委员会", by=officer, at=at("2025-09-30 09:40")
    )
    return cases


def shown(page, numbers) -> list[str]:
    names = {number: name for name, number in numbers.items()}
    return [names[row["number"]] for row in page.context["rows"]]


LISTS = [
    ("what is due first stands first", "", ["late", "first", "second"]),
    ("accepted", "tab=open", ["accepted"]),
    ("late, whatever the state", "tab=late", ["late"]),
    ("ended ones with the running ones, the newest first", "tab=all", ["declined", "accepted", "second", "first", "late"]),
    ("reports only", "tab=all&kind=report", ["first"]),
    ("by category", "tab=all&category=attitude", ["accepted"]),
    ("about a department", "about=WJ", ["late"]),
    ("about nobody", "about=none", ["first"]),
    ("one's own", "tab=open&owner=mine", ["accepted"]),
    ("of nobody", "owner=none", ["late", "first", "second"]),
    ("from a day on", "tab=all&since=2025-09-29", ["declined", "accepted", "second"]),
    ("until a day", "tab=all&until=2025-09-26", ["first", "late"]),
    ("what is no condition is left aside", "kind=x&category=y&since=z&owner=q&page=0&after=w", ["late", "first", "second"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "query", "names"), LISTS, ids=[row[0] for row in LISTS])
def test_a_condition_leaves_these(world, signed_in, numbers, sentence, query, names):
    assert shown(signed_in(world.complaint_officer).get(f"/centre/?{query}"), numbers) == names


def test_a_number_is_shown_wherever_it_stands(world, signed_in, numbers):
    officer = signed_in(world.complaint_officer)
    for typed in (numbers["declined"], numbers["declined"][-5:]):
        assert shown(officer.get("/centre/", {"q": typed}), numbers)[0] == "declined"
    assert "没有符合条件的投诉举报" in officer.get("/centre/", {"q": "等了两个小时"}).content.decode()


def test_the_tabs_say_how_many(world, signed_in, numbers):
    page = signed_in(world.complaint_officer).get("/centre/")
    counts = {tab["label"]: tab["count"] for tab in page.context["tabs"]}
    assert counts == {
        "待受理": "3", "办理中": "1", "今日到期": "1", "已超期": "1", "压案": "0", "没有人管的": "0", "复查、复核中": "0", "不予受理": "1", "已办结": "1", "全部": "5",
    }  # fmt: skip


def test_one_about_the_centre_is_the_inspectors_alone(world, signed_in, numbers):
    numbers = {"about the centre": filed(world, when=NOW, n=9, about_centre=True).complaint.case.number, **numbers}
    assert "about the centre" not in shown(signed_in(world.complaint_officer).get("/centre/"), numbers)
    assert "about the centre" in shown(signed_in(world.inspector).get("/centre/"), numbers)


def test_a_list_has_a_name(world, signed_in, second, numbers):
    officer = signed_in(world.complaint_officer)
    officer.post("/centre/views/", {"query": "tab=all&kind=report", "name": "举报"})
    [view] = officer.get("/centre/").context["views"]
    assert (view["label"], shown(officer.get(view["url"]), numbers)) == ("举报", ["first"])
    other = signed_in(second)
    assert other.get("/centre/").context["views"] == []
    assert other.post(view["drop"]).status_code == 404
    officer.post(view["drop"])
    assert officer.get("/centre/").context["views"] == []


def ask(browser, numbers, do, **more):
    return browser.post("/centre/bulk/", {"number": numbers, "do": do, "list": "tab=all", **more})


def test_many_are_accepted_at_once(world, signed_in, numbers):
    officer = signed_in(world.complaint_officer)
    page = ask(officer, list(numbers.values()), "accept")
    assert page.context["able"] == sorted(numbers[name] for name in ("late", "first", "second"))
    assert "不能" in page.content.decode()
    run = ask(officer, page.context["able"], "accept", confirmed="1", idem=page.context["idem"])
    rows = officer.get(run["Location"]).context["rows"]
    assert {row["outcome"] for row in rows} == {"已办"}
    assert Complaint.objects.filter(case__owner=world.complaint_officer).count() == 4
    assert officer.get(run["Location"]).context["back"] == "/centre/?tab=all"


def test_many_are_handed_over_with_a_reason(world, signed_in, second, numbers):
    officer = signed_in(world.complaint_officer)
    page = ask(officer, [numbers["accepted"]], "change_owner")
    fields = {"to": str(second.pk), "reason": "请假三天", "confirmed": "1", "idem": page.context["idem"]}
    without = ask(officer, [numbers["accepted"]], "change_owner", **(fields | {"reason": ""}))
    assert (without.status_code, BulkRun.objects.count()) == (422, 0)
    ask(officer, [numbers["accepted"]], "change_owner", **fields)
    assert Complaint.objects.get(case__number=numbers["accepted"]).case.owner == second


def test_a_worker_carries_on(world, numbers):
    order = {"numbers": [numbers["first"], numbers["second"]], "act": "accept"}
    run = actions.ask_bulk(idem="run", by=world.complaint_officer, at=NOW, **order)
    carry_on_bulk()
    run.refresh_from_db()
    assert run.finished_at is not None
    assert list(run.rows.values_list("outcome", flat=True)) == ["done", "done"]


def test_ticked_ones_stand_on_a_sheet(world, signed_in, numbers):
    page = ask(signed_in(world.complaint_officer), [numbers["late"]], "print")
    assert [row["number"] for row in page.context["rows"]] == [numbers["late"]]


def test_the_inspector_ticks_nothing_of_the_officers(world, signed_in, numbers):
    """He reads them all, and handles those about the centre."""
    page = ask(signed_in(world.inspector), [numbers["late"]], "accept")
    assert page.status_code == 422
    assert page.context["able"] == []
