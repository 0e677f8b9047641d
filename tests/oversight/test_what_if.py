"""What if: the present policy first, without a difference; then which cases another one would have found late (field.md h-9)."""

from datetime import date

import pytest
import time_machine

from cases.models import Case, Deadline, Event
from cases.sweep import sweep
from hall.refusals import BadInput
from oversight import what_if
from oversight.models import WhatIf
from tests.cases.broken_rows import triggers_off
from tests.oversight.conftest import NOW, in_market
from tests.permits import verbs as permits
from tests.world import at

PAGE = "/oversight/what-if/"
MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 16)}


@pytest.fixture
def cases(world) -> dict[str, Case]:
    """
    The promise of the health department's item is 3 working days. Decided on its first, second, third and fifth; one paused over two
    of four; one of the market's that runs late.
    """
    made = {}
    for name, day in (("first", "03-03"), ("second", "03-04"), ("third", "03-05"), ("fifth", "03-09")):
        case = world.accepted(when=at("2026-03-02 10:00"), idem=name).case
        permits.decide(number=case.number, result="grant", by=world.clerk, at=at(f"2026-{day} 15:00"))
        made[name] = case
    case = world.accepted(when=at("2026-03-02 10:00"), idem="paused").case
    pause = {"ground": "hearing", "notice_number": "听证〔2026〕1 号", "declared_days": 10, "by": world.head}
    permits.suspend(number=case.number, **pause, at=at("2026-03-02 16:00"))
    permits.resume(number=case.number, by=world.head, at=at("2026-03-04 16:00"))
    permits.decide(number=case.number, result="grant", by=world.clerk, at=at("2026-03-05 15:00"))
    made["paused"] = case
    made["market"] = in_market(world, when=at("2026-03-02 10:00"), idem="market")
    sweep(at=NOW)
    return made


def run(world, **policy) -> WhatIf:
    asked = what_if.ask(**{**MARCH, **policy}, by=world.office, at=NOW)
    what_if.carry_on(at=NOW)
    asked.refresh_from_db()
    return asked


def late(asked: WhatIf) -> set[str]:
    return {each.case.number for each in asked.changed.filter(would_be_late=True)}


def numbers(cases, *names) -> set[str]:
    return {cases[name].number for name in names}


def test_the_present_policy_differs_in_nothing(world, cases):
    """A promise of sixty days shortens none: every clock is judged, none is another."""
    asked = run(world, promise="days", days=60)
    assert (asked.judged, asked.cases, asked.unread, asked.differs) == (6, 6, 0, 0)
    assert not asked.changed.exists()
    whole, *units = what_if.of_units(asked)
    assert (whole.clocks, whole.late) == (6, whole.would_be_late)
    assert {unit.department for unit in units} == {world.health, world.market}
    assert sum(unit.clocks for unit in units) == 6


def test_a_shorter_promise_names_who_would_have_been_late(world, cases):
    promise = Deadline.objects.get(case=cases["first"], rule="promise")
    assert promise.quantity == 3
    two = run(world, promise="days", days=2)
    assert two.differs == 0
    assert late(two) >= numbers(cases, "third")
    assert not late(two) & numbers(cases, "first", "second", "fifth", "paused")
    one = run(world, promise="days", days=1)
    assert late(one) >= numbers(cases, "second", "third")
    third = run(world, promise="third")
    assert late(third) == late(two), "two thirds of three days are two"


def test_a_closed_day_takes_lateness_away(world, cases):
    asked = run(world, promise="same", closed_on=date(2026, 3, 6))
    assert asked.differs == 0
    assert not asked.changed.filter(would_be_late=True).exists()
    asked = run(world, promise="days", days=2, closed_on=date(2026, 3, 4))
    assert cases["third"].number not in late(asked)


def test_only_what_was_chosen_is_judged(world, cases):
    asked = run(world, promise="days", days=1, department=world.market)
    assert (asked.cases, {unit.department for unit in what_if.of_units(asked)}) == (1, {None, world.market})
    assert run(world, promise="days", days=1, first=date(2026, 3, 3)).cases == 0


def test_what_is_stored_otherwise_is_named_first(world, cases, visit):
    with triggers_off():
        Deadline.objects.filter(case=cases["second"], rule="promise").update(verdict="late", late_by_minutes=5)
    asked = run(world, promise="days", days=1)
    assert (asked.differs, asked.differing) == (1, [cases["second"].number])
    assert "先不要用" in visit(world.office, f"{PAGE}{asked.pk}/").content.decode()


def test_it_is_worked_off_in_batches_and_writes_nothing(world, cases, monkeypatch):
    before = Event.objects.count(), list(Deadline.objects.order_by("pk").values())
    whole = run(world, promise="days", days=1)
    asked = what_if.ask(**MARCH, promise="days", days=1, by=world.office, at=NOW)
    monkeypatch.setattr(what_if, "BATCH", 2)
    steps = 0
    while what_if.step(asked.pk, at=NOW):
        steps += 1
    asked.refresh_from_db()
    assert steps >= 3
    assert (asked.judged, asked.units, late(asked)) == (6, whole.units, late(whole))
    assert (Event.objects.count(), list(Deadline.objects.order_by("pk").values())) == before


def test_a_long_one_holds_no_worker(world, cases, monkeypatch):
    monkeypatch.setattr(what_if, "BATCH", 2)
    asked = what_if.ask(**MARCH, promise="third", by=world.office, at=NOW)
    calls = 0
    while asked.finished_at is None:
        what_if.carry_on(at=NOW, seconds=0)
        asked.refresh_from_db()
        calls += 1
    assert (asked.judged, calls) == (6, 4)


def test_a_case_that_cannot_be_judged_stops_no_other(world, cases, caplog):
    with triggers_off():
        Deadline.objects.filter(case=cases["first"], rule="promise").update(started_at=at("2199-03-02 10:00"))
    asked = run(world, promise="days", days=1)
    assert asked.unread == 1
    assert cases["first"].number in caplog.text
    assert late(asked) >= numbers(cases, "second", "third")


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"promise": "same"}, "promise"),
        ({"promise": "days"}, "days"),
        ({"promise": "third", "last": date(2026, 2, 1)}, "last"),
        ({"promise": "third", "last": date(2026, 4, 1)}, "last"),
        ({"promise": "third", "closed_on": date(2026, 3, 7)}, "closed_on"),
        ({"promise": "third", "closed_on": date(1999, 3, 7)}, "closed_on"),
    ],
    ids=str,
)
def test_what_cannot_be_asked(world, policy, field):
    with pytest.raises(BadInput) as refusal:
        what_if.ask(**{**MARCH, **policy}, by=world.office, at=NOW)
    assert refusal.value.field == field


@time_machine.travel(NOW, tick=False)
def test_by_the_page_and_by_a_program(world, cases, client):
    client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
    sent = {
        "first": "2026-03-01",
        "last": "2026-03-16",
        "promise": "days",
        "days": "",
        "department": "",
        "item": "没有",
    }
    refused = client.post(f"{PAGE}ask/", sent)
    assert refused.status_code == 422
    assert "没有这个事项" in refused.content.decode()
    assert client.post(f"{PAGE}ask/", sent | {"days": "1", "item": ""}).status_code == 302
    asked = WhatIf.objects.get()
    assert "every 2s" in client.get(f"{PAGE}{asked.pk}/").content.decode()
    what_if.carry_on(at=NOW)
    page = client.get(f"{PAGE}{asked.pk}/")
    assert "every 2s" not in page.content.decode()
    assert {row["cells"][0]["text"][:21] for row in page.context["rows"]}
    assert page.context["page"].paginator.count == asked.changed.count() > 0
    body = {"first": "2026-03-01", "last": "2026-03-16", "promise": "days", "days": 1}
    answer = client.post("/api/v1/what-ifs/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    what_if.carry_on(at=NOW)
    told = client.get(f"/api/v1/what-ifs/{answer.json()['id']}/").json()
    assert (told["differs"], told["judged"]) == (0, 6)
    assert told["units"][0]["would_be_late"] == what_if.of_units(WhatIf.objects.first())[0].would_be_late
    wrong = client.post("/api/v1/what-ifs/", body | {"department": "XX"}, content_type="application/json")
    assert wrong.status_code == 400
