"""Changes of the calendar that touch past days on which people acted: a second person, and letters (decision 127)."""

from datetime import date, time

import pytest

from cases import backdating, recompute
from cases.clock_news import ASKED, CHANGED
from cases.models import Card, CardState, Letter
from cases.sweep import sweep
from hall import calendar, calendar_changes
from hall.models import StaffChange
from hall.worktime import Day, DayKind
from tests.cases.snow import closure, hours, to_its_end
from tests.rows import Rows
from tests.world import at

NOW = at("2026-03-19 09:00")
ACTED = date(2026, 3, 13)  # a Friday
ODD_HOURS = [time(8, 30), time(8, 31), time(8, 32), time(8, 33)]


@pytest.fixture
def late(world) -> Card:
    """The yellow card of a promise that was broken on Wednesday 18 March."""
    case = world.accepted(when=at("2026-03-13 10:00")).case
    sweep(at=NOW)
    return Card.objects.get(case=case, rule="promise")


def confirm(draft, *, by, when=NOW):
    return recompute.confirm(draft=draft.pk, seen=str(calendar.version()), by=by, at=when)


def holiday(world):
    days = {2026: [Day(ACTED, DayKind.HOLIDAY, "补假")]}
    return calendar_changes.propose_notice(years=days, by=world.administrator, at=NOW)


DRAFTS = {
    "a closure": lambda world: closure(world, ACTED, when=NOW),
    "hours from then on": lambda world: hours(world, ACTED, ODD_HOURS, when=NOW),
    "a day of a notice": holiday,
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS)
def test_nobody_alone_changes_days_that_people_acted_on(world, late, draft):
    draft = draft(world)
    for person in (world.administrator, world.clerk, world.head):
        with pytest.raises(backdating.TakesAnother, match="另一个人核对影响后确认"):
            confirm(draft, by=person)
    late.refresh_from_db()
    assert late.state == CardState.ISSUED
    assert confirm(draft, by=world.office).confirmed_by == world.office


def test_the_proposer_is_not_the_second_person(world, late):
    draft = calendar_changes.propose_closure(on=ACTED, name="大雪停办", document="1号", by=world.office, at=NOW)
    with pytest.raises(backdating.TakesAnother):
        confirm(draft, by=world.office)
    assert confirm(draft, by=world.inspector).in_force


def test_nor_is_whoever_had_a_password_from_them(world, late):
    StaffChange.objects.create(
        subject=StaffChange.Subject.PERSON,
        key=world.office.pk,
        act="reset",
        by=world.administrator,
        at=NOW,
        reason="忘了",
    )
    draft = closure(world, ACTED, when=NOW)
    with pytest.raises(backdating.TakesAnother, match="密码"):
        confirm(draft, by=world.office)


def test_one_is_enough_elsewhere(world, late):
    with Rows() as rows:
        for name, on in {"today": NOW.date(), "tomorrow": date(2026, 3, 20), "nobody acted": date(2026, 3, 12)}.items():
            with rows.row(name):
                assert not backdating.why_not([closure(world, on, when=NOW)], world.administrator, at=NOW)
        with rows.row("hours from tomorrow on"):
            assert not backdating.why_not([hours(world, date(2026, 3, 20), ODD_HOURS, when=NOW)], world.clerk, at=NOW)


@pytest.mark.parametrize(
    ("sentence", "now", "alone"),
    [
        ("the moment itself is in time", "2026-03-18 17:00", True),
        ("a second later a promise is broken", "2026-03-18 17:00:01", False),
        ("until midnight", "2026-03-18 23:59:59", False),
    ],
)
def test_nobody_alone_unmakes_what_broke_today(world, late, sentence, now, alone):
    now = at(now)
    for draft in (closure(world, now.date(), when=now), hours(world, now.date(), ODD_HOURS, when=now)):
        assert (backdating.why_not([draft], world.administrator, at=now) == "") is alone, sentence
        assert backdating.why_not([draft], world.office, at=now) == ""
        if not alone:
            assert "今天到期的时限已有没有办完的" in backdating.why_not([draft], world.administrator, at=now)


def test_a_draft_of_today_is_one_of_the_past_tomorrow(world, late):
    draft = closure(world, date(2026, 3, 18), when=at("2026-03-18 09:00"))
    assert not backdating.why_not([draft], world.administrator, at=at("2026-03-18 10:00"))
    world.accepted(when=at("2026-03-18 11:00"), idem="k2")
    assert backdating.why_not([draft], world.administrator, at=NOW)


def test_who_may_confirm_is_written_to(world, late):
    recompute.keep_draft(
        calendar_changes.propose_closure, on=ACTED, name="系统维护", document="1号", by=world.administrator, at=NOW
    )
    letters = Letter.objects.filter(template=ASKED)
    assert {letter.recipient for letter in letters} == {world.office, world.inspector}
    recompute.keep_draft(
        calendar_changes.propose_closure,
        on=date(2026, 3, 27),
        name="大雪停办",
        document="2号",
        by=world.administrator,
        at=NOW,
    )
    assert letters.count() == 2


def test_whoever_was_asked_reads_that_the_draft_is_gone(world, late, client):
    draft = recompute.keep_draft(
        calendar_changes.propose_closure, on=ACTED, name="大雪停办", document="1号", by=world.administrator, at=NOW
    )
    client.force_login(world.office)
    gone = "这份草稿后来丢弃了"
    assert gone not in client.get("/letters/").content.decode()
    calendar_changes.drop(draft=draft.pk, by=world.administrator, at=NOW)
    assert gone in client.get("/letters/").content.decode()


def test_office_and_inspector_read_what_became_of_the_cards(world, late):
    confirm(closure(world, ACTED, when=NOW), by=world.office)
    to_its_end(NOW)
    late.refresh_from_db()
    assert late.state == CardState.WITHDRAWN
    letters = list(Letter.objects.filter(template=CHANGED))
    assert {letter.recipient for letter in letters} == {world.office, world.inspector, world.administrator}
    assert {letter.facts["why"] for letter in letters} == {"2 个到期时间改变，撤销红黄牌 1 张"}
    to_its_end(NOW)
    assert Letter.objects.filter(template=CHANGED).count() == 3, "also whoever drafted it, and once"
