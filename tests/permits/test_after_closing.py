"""A pause that is ordered after closing time counts as everything else of that minute: from the next working day (decision 20)."""

from datetime import date

import pytest

from cases.actions import CannotPause
from cases.events import lines
from cases.models import Deadline
from cases.moves import moves, open_clocks
from cases.reconcile import ledger
from config.reconciling import ROOMS
from hall import calendar
from permits.documents.hearing import special_procedure
from permits.documents.phrases import Printing
from permits.events import EVENTS
from permits.pause_lengths import taken
from permits.wording import steps
from tests.cases.tampering import run
from tests.permits import verbs as permits
from tests.world import at


def paused(world, when: str, days: int = 10):
    case = world.accepted(when=at("2025-11-03 10:00")).case
    notice = {"ground": "expert_review", "notice_number": "特告1号", "declared_days": days}
    permits.suspend(number=case.number, by=world.chief, at=at(when), **notice)
    return case


def declared(case) -> Deadline:
    return case.deadlines.get(rule="special_procedure", superseded_at=None)


def due_of(case, rule: str):
    return case.deadlines.get(rule=rule, superseded_at=None).due_at


@pytest.mark.parametrize(
    ("when", "starts_on", "ends"),
    [
        ("2025-11-03 16:59", date(2025, 11, 3), "2025-11-14 17:00"),
        ("2025-11-03 17:00:00", date(2025, 11, 3), "2025-11-14 17:00"),
        ("2025-11-03 23:48", date(2025, 11, 4), "2025-11-17 17:00"),
        ("2025-11-08 10:00", date(2025, 11, 10), "2025-11-21 17:00"),
    ],
    ids=["before closing", "at closing", "after closing", "on a Saturday"],
)
def test_the_first_day_is_the_one_that_counts(world, when, starts_on, ends):
    case = paused(world, when)
    assert (case.pauses.get().starts_on, declared(case).due_at) == (starts_on, at(ends))
    assert [finding.words for finding in ledger.check(ROOMS, at=at(when)).findings] == []


@pytest.mark.parametrize(
    ("paused_at", "resumed_at", "never_began", "promise"),
    [
        ("2025-11-03 23:48", "2025-11-03 23:55", True, "2025-11-06 17:00"),
        ("2025-11-03 23:48", "2025-11-04 00:00", False, "2025-11-07 17:00"),
    ],
    ids=["ended the same evening it has no day", "ended in its first minute it has one"],
)
def test_a_pause_that_ends_before_its_first_day_never_was(world, paused_at, resumed_at, never_began, promise):
    case = paused(world, paused_at)
    before = due_of(world.accepted(when=at("2025-11-03 10:00"), idem="another").case, "statutory")
    permits.resume(number=case.number, by=world.chief, at=at(resumed_at))
    pause = case.pauses.get()
    assert (pause.never_began, pause.starts_on == pause.ends_on) == (never_began, True)
    assert due_of(case, "promise") == at(promise)
    assert (due_of(case, "statutory") == before) == never_began
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2025-11-04 09:00")).findings] == []
    assert list(moves(open_clocks([case.pk]), calendar.current(), at=at("2025-11-04 09:00"))) == []


def test_on_a_saturday_too_and_its_words_say_so(world, client):
    case = paused(world, "2025-11-08 10:00")
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-08 10:01"))
    assert case.pauses.get().never_began
    [line] = case.events.filter(verb="resume")
    assert line.facts["never_began"]
    assert "没有开始就撤回" in lines([line], EVENTS)[0]["note"]
    client.force_login(world.chief)
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "专家评审：没有开始就撤回，没有一天不计" in page
    assert "特别程序" not in [step["name"] for step in steps(case, case.application, case.pauses.all())]


def test_a_pause_that_never_was_leaves_its_days(world):
    case = paused(world, "2025-11-03 23:48", days=10)
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-03 23:50"))
    notice = {"ground": "expert_review", "notice_number": "特告2号", "declared_days": 10}
    permits.suspend(number=case.number, by=world.chief, at=at("2025-11-03 23:52"), **notice)
    assert [each.starts_on for each in case.pauses.all()] == [date(2025, 11, 4), date(2025, 11, 4)]
    assert taken(case, "expert_review") == 10
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2025-11-04 09:00")).findings] == []


def test_what_never_began_without_its_line_is_found(world):
    case = paused(world, "2025-11-03 16:00")
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-03 16:30"))
    run("UPDATE cases_pause SET never_began = true WHERE case_id = %s", case.pk)
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2025-11-04 09:00")).findings]


def test_the_next_one_waits_for_the_day_after(world):
    case = paused(world, "2025-11-03 09:00")
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-03 09:06"))
    notice = {"ground": "expert_review", "notice_number": "特告2号", "declared_days": 5}
    with pytest.raises(CannotPause, match=r"2025年11月3日还算在专家评审的特别程序里，.*2025年11月4日起可以办"):
        permits.suspend(number=case.number, by=world.chief, at=at("2025-11-03 10:00"), **notice)


def test_the_paper_says_the_same_day(world):
    case = paused(world, "2025-11-03 23:48")
    sheet = special_procedure(Printing(case.application, 1, "特告1号", "", at("2025-11-03 23:50")))
    assert "2025年11月4日" in str(sheet)
    assert "2025年11月17日 17:00 前" in str(sheet)


def test_a_hearing_called_at_night_stops_the_next_day(world):
    case = world.accepted(when=at("2025-11-03 10:00")).case
    by = {"number": case.number, "by": world.clerk}
    permits.tell_hearing(parties="王小明、东邻李某", interest="相邻采光", at=at("2025-11-03 11:00"), **by)
    permits.ask_hearing(party="东邻李某", at=at("2025-11-03 14:00"), **by)
    terms = {"sits_at": at("2025-11-18 09:00"), "place": "三楼会议室", "chair": "钱局"}
    permits.announce_hearing(number=case.number, by=world.chief, at=at("2025-11-05 23:58"), **terms)
    pause = case.pauses.get()
    assert (pause.starts_on, pause.declared_days) == (date(2025, 11, 6), 9)
    assert declared(case).due_at == at("2025-11-18 17:00")
