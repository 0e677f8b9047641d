"""Promises of many items shortened at once: entered by one, confirmed by another; running cases keep what they began with."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Deadline
from hall.importing import catalogue
from hall.importing.versions import terms_of
from hall.models import ItemVersion, PowerProposal, StaffChange
from hall.organising.proposals import confirm_power, turn_power_down
from hall.queries import published, versions_of
from hall.refusals import Refused
from hall.shortening import THIRD, CannotShorten, plan, propose_shortening, shortened
from tests.hall.sheets import SECOND_ROW
from tests.hall.sheets import catalogue as sheet
from tests.rows import Rows, in_one
from tests.snapshot import stored
from tests.world import at, item

NOW, TODAY = at("2026-01-05 10:00"), date(2026, 1, 5)
GIVEN = {
    "part": THIRD,
    "department": None,
    "effective_from": TODAY,
    "document": "云政审〔2026〕2号",
    "reason": "全区时限再降三分之一",
}


def entered(world, **changes):
    return propose_shortening(**{"by": world.administrator, "at": NOW, **GIVEN, **changes})


def shorten(world, **changes):
    return confirm_power(proposal=entered(world, **changes), by=world.office, at=changes.get("at", NOW))


def promises(on, department):
    return {each.item.code: each.promise_quantity for each in published(on=on).filter(item__department=department)}


def due(case, rule="promise"):
    return Deadline.objects.get(case=case, rule=rule).due_at


@in_one(
    "sentence, quantity, part, left",
    [
        ("three days become two", 3, THIRD, 2),
        ("what is left of a day counts as a day", 5, THIRD, 4),
        ("two days less a third are two", 2, THIRD, 2),
        ("one day stays", 1, THIRD, 1),
        ("never below a day", 2, Fraction(90, 100), 1),
        ("a fifth of ten is two, without the dust of decimals", 10, Fraction(20, 100), 8),
        ("seven in a hundred", 100, Fraction(7, 100), 93),
    ],
)
def test_what_is_left_of_a_promise(sentence, quantity, part, left):
    assert shortened(quantity, part) == left


@given(st.integers(1, 1000), st.integers(1, 90))
def test_a_promise_only_shrinks_and_never_by_more_than_asked(quantity, percent):
    left = shortened(quantity, Fraction(percent, 100))
    assert 1 <= left <= quantity
    assert left * 100 >= quantity * (100 - percent)


def test_what_is_left_alone_says_why(world):
    item(world.health, world.health_window, "WJ-XK-0071", "代办", ["表"], authority_level="city", promise_quantity=5)
    item(
        world.health,
        world.health_window,
        "WJ-XK-0072",
        "半天",
        ["表"],
        promise_unit="working_minute",
        promise_quantity=210,
    )
    item(world.health, world.health_window, "WJ-XK-0073", "一天", ["表"], promise_quantity=1)
    item(world.health, world.health_window, "WJ-XK-0074", "两天", ["表"], promise_quantity=2)
    ended = item(world.health, world.health_window, "WJ-XK-0075", "下放", ["表"])
    ended.item.status = "delegated_down"
    ended.item.save()
    lines = {line.version.item.code: line for line in plan(part=THIRD, department=world.health, on=TODAY)}
    assert [lines[f"WJ-XK-007{number}"].why_left for number in (1, 2, 3, 4)] == [
        "不是区级事项，时限是争取的目标，不是承诺",
        "不按工作日计，已是最短",
        "已是最短的 1 个工作日",
        "按比例缩短不到一天，不变",
    ]
    assert "WJ-XK-0075" not in lines
    assert lines[world.promised.item.code].after == 2


def test_it_waits_for_another_person_and_then_holds(world):
    before = promises(TODAY, world.health)
    proposal = entered(world, department=world.health)
    assert promises(TODAY, world.health) == before
    why = {line.why_left for line in plan(part=THIRD, department=world.health, on=TODAY) if line.after is None}
    assert "有一个改动等另一个人确认" in why
    with pytest.raises(Refused, match="您录入的由另一个人确认"):
        confirm_power(proposal=proposal, by=world.administrator, at=NOW)
    confirm_power(proposal=proposal, by=world.office, at=NOW)
    code = world.promised.item.code
    assert (before[code], promises(TODAY, world.health)[code]) == (3, 2)
    newest, former = versions_of(code, on=TODAY)
    was, now = vars(terms_of(former)), vars(terms_of(newest))
    assert {name for name in was if was[name] != now[name]} == {"promise_quantity"}
    assert (newest.number, newest.digest) == (2, terms_of(newest).digest)
    assert promises(TODAY - timedelta(days=1), world.health)[code] == 3
    line = StaffChange.objects.filter(act="confirm").get()
    assert line.sentence.startswith("确认郑管录入的承诺时限缩短三分之一：区卫生健康局 ")


def test_open_cases_keep_their_promise_and_their_verdict(world):
    early = world.accepted(when=NOW, idem="early").case
    twin = world.accepted(when=NOW, idem="twin").case
    clocks = list(Deadline.objects.filter(case__in=[early, twin]).order_by("pk").values())
    shorten(world)
    assert list(Deadline.objects.filter(case__in=[early, twin]).order_by("pk").values()) == clocks
    renewed = ItemVersion.objects.get(item=world.promised.item, number=2)
    later = world.accepted(when=at("2026-01-05 11:00"), item=renewed, idem="later").case
    assert (due(early), due(later)) == (at("2026-01-08 17:00"), at("2026-01-07 17:00"))
    assert due(later, "statutory") == due(early, "statutory")


def test_it_begins_on_its_day(world):
    shorten(world, effective_from=date(2026, 2, 2))
    code = world.promised.item.code
    assert promises(TODAY, world.health)[code] == 3
    assert promises(date(2026, 2, 1), world.health)[code] == 3
    assert promises(date(2026, 2, 2), world.health)[code] == 2
    why = {line.version.item.code: line.why_left for line in plan(part=THIRD, department=None, on=TODAY)}
    assert why[code] == "已有另一个版本等着生效，等它生效以后再缩短"


def test_refusals_change_nothing(world):
    rows = [
        ("a day in the past", {"effective_from": date(2026, 1, 4)}, "effective_from"),
        ("more than a year ahead", {"effective_from": date(2027, 2, 1)}, "effective_from"),
        ("no document", {"document": " "}, "document"),
        ("no reason", {"reason": ""}, "reason"),
        ("a long reason", {"reason": "因为所以" * 76}, "reason"),
        ("by nothing", {"part": Fraction(0)}, "percent"),
        ("by all of it", {"part": Fraction(1)}, "percent"),
        ("by so little that nothing changes", {"part": Fraction(1, 100)}, ""),
    ]
    before = stored()
    with Rows() as each:
        for sentence, change, field in rows:
            with each.row(sentence):
                with pytest.raises(Refused) as refused:
                    entered(world, **change)
                assert (refused.value.field or "") == field
                assert stored() == before


def test_what_has_changed_meanwhile_is_entered_again(world):
    proposal = entered(world)
    ItemVersion.objects.filter(pk=world.promised.pk).update(effective_to=date(2026, 3, 2))
    with pytest.raises(CannotShorten, match="退回以后重新录入"):
        confirm_power(proposal=proposal, by=world.office, at=NOW)
    assert not ItemVersion.objects.filter(number=2).exists()
    turn_power_down(proposal=proposal, reason="事项已有新的版本", by=world.office, at=NOW)
    assert PowerProposal.objects.get().stands is False


def test_a_later_sheet_does_not_undo_it(world):
    catalogue.load(sheet({}, SECOND_ROW), effective_from=date(2025, 1, 1), at=NOW)
    shorten(world)
    before = stored()
    again = catalogue.load(sheet({}, SECOND_ROW), at=at("2026-01-06 10:00"))
    assert (again.unchanged, again.renewed) == (2, 0)
    assert "承诺时限按大厅缩短后的，没有照表改回 2 项：MZ-XK-0001、MZ-GG-0001" in again.remarks
    assert stored() == before
    other = catalogue.load(sheet({"promised_days": "1"}, SECOND_ROW), at=at("2026-01-07 10:00"))
    assert other.renewed == 1
    newest = ItemVersion.objects.get(item__code="MZ-XK-0001", effective_to=None)
    assert newest.promise_quantity == 1
