"""A pause that is ordered after closing time counts as everything else of that minute: from the next working day (decision 20)."""

from datetime import date

import pytest

from cases.models import Deadline
from cases.reconcile import ledger
from config.reconciling import ROOMS
from permits.documents.hearing import special_procedure
from permits.documents.phrases import Printing
from tests.permits import verbs as permits
from tests.world import at


def paused(world, when: str, days: int = 10):
    case = world.accepted(when=at("2025-11-03 10:00")).case
    notice = {"ground": "expert_review", "notice_number": "特告1号", "declared_days": days}
    permits.suspend(number=case.number, by=world.chief, at=at(when), **notice)
    return case


def declared(case) -> Deadline:
    return case.deadlines.get(rule="special_procedure", superseded_at=None)


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


def test_ended_the_same_evening_it_had_one_day(world):
    case = paused(world, "2025-11-03 23:48")
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-03 23:55"))
    pause = case.pauses.get()
    assert (pause.starts_on, pause.ends_on) == (date(2025, 11, 4), date(2025, 11, 4))
    assert case.deadlines.get(rule="promise", superseded_at=None).due_at == at("2025-11-07 17:00")
    assert [finding.words for finding in ledger.check(ROOMS, at=at("2025-11-04 09:00")).findings] == []


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
