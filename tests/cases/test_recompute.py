"""After a change of the calendar every open clock is derived again: dates, lamps, history and void cards."""

import io
from datetime import UTC, date, time

import pytest
import time_machine
from django.db import IntegrityError, transaction

from cases import cards, history, recompute
from cases.calendar_preview import preview
from cases.cards import Breach, issue_card
from cases.events import lines
from cases.models import Card, Case, Deadline, Event, Letter, Recomputation
from cases.recompute import StillRecomputing
from cases.reconcile import ledger
from cases.rules import Lamp, Rule
from cases.sweep import sweep
from cases.tasks import derive_clocks_again
from config.reconciling import ROOMS
from hall import calendar, calendar_changes
from hall.calendar_changes import CalendarMoved, CannotChangeCalendar, YearsLackHolidays
from hall.importing.days import read_years
from hall.models import CalendarChange
from oversight import story
from permits.events import EVENTS
from permits.models import Application
from portal import progress
from tests.cases.snow import carried_out, close, closure, confirm, hours, notice, opening
from tests.notices import CROSS_YEAR, year_2027
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

TUESDAY = at("2026-03-10 10:00")  # a promise that begins here ends on Friday the 13th, 17:00
THURSDAY = date(2026, 3, 12)
FRIDAY = date(2026, 3, 13)
DUE, LATER = at("2026-03-13 17:00"), at("2026-03-16 17:00")


@pytest.fixture
def case(world) -> Case:
    return world.accepted(when=TUESDAY).case


def clock(case, rule="promise") -> Deadline:
    return Deadline.objects.get(case=case, rule=rule, superseded_at=None)


def recomputed(case) -> list[dict]:
    return list(Event.objects.filter(case=case, verb="recomputed").order_by("seq").values_list("facts", flat=True))


def test_a_closed_day_moves_what_counts_over_it(world, case):
    job = close(world, THURSDAY, when=at("2026-03-11 18:00"))
    promise = clock(case)
    assert (promise.due_at, promise.warn_at, promise.epoch, promise.lamp) == (
        LATER,
        at("2026-03-16 08:30"),
        1,
        Lamp.GREEN,
    )
    assert promise.next_alert_at == promise.warn_at
    assert (job.cases, job.cases_done, job.clocks, job.moved, job.withdrawn) == (1, 1, 2, 2, 0)
    assert job.percent == 100


def test_each_move_is_one_line_of_the_history(world, case):
    before = clock(case).due_at, clock(case, "statutory").due_at
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    lines = recomputed(case)
    assert [(line["rule"], line["stopped"]) for line in lines] == [("promise", False), ("statutory", False)]
    assert [line["before"][:16] for line in lines] == [f"{moment:%Y-%m-%dT%H:%M}" for moment in map(_utc, before)]
    assert {line["why"] for line in lines} == {"2026年3月12日大雪停办"}
    assert list(history.verify()) == []


def _utc(moment):
    return moment.astimezone(UTC)


def test_what_is_not_touched_has_no_line_and_no_write(world, case):
    rows = stored()
    job = close(world, date(2026, 3, 9), when=at("2026-03-11 18:00"))  # the Monday before
    assert (job.clocks, job.moved) == (2, 0)
    changed = {table for table, row in stored().items() if row != rows[table]}
    assert changed == {"hall_calendarchange", "hall_calendarversion", "hall_closure", "cases_recomputation"}


def test_a_broken_clock_that_is_not_broken_any_more(world, case):
    sweep(at=at("2026-03-13 18:00"))
    card = Card.objects.get()
    close(world, THURSDAY, when=at("2026-03-14 09:00"))
    card.refresh_from_db()
    promise = clock(case)
    assert (promise.due_at, promise.lamp, promise.next_alert_at) == (LATER, Lamp.GREEN, at("2026-03-16 08:30"))
    assert (card.state, card.withdrawn_at, card.withdrawn_by) == (
        "withdrawn",
        at("2026-03-14 09:00"),
        world.administrator,
    )
    assert card.withdrawn_because == (
        "日历更正，到期由2026年3月13日 17:00改为2026年3月16日 17:00（2026年3月12日大雪停办）"
    )
    sweep(at=at("2026-03-14 10:00"))
    assert Card.objects.count() == 1
    assert clock(case).lamp == Lamp.GREEN
    assert list(history.verify()) == []


def test_late_by_both_calendars_the_card_has_the_new_instant(world, case):
    """One breach, one card (decision 138): it moves, and so it does back."""
    sweep(at=at("2026-03-17 09:00"))
    card, letters = Card.objects.get(), Letter.objects.filter(case=case).count()
    job = close(world, THURSDAY, when=at("2026-03-17 10:00"))
    assert (job.withdrawn, job.moved_cards) == (0, 1)
    assert job.cards_words == "撤销红黄牌 0 张，另有 1 张改到新的到期时间"
    line = next(line for line in recomputed(case) if line["rule"] == "promise")
    assert line["moved_card"] == card.pk
    assert sweep(at=at("2026-03-17 10:01")).alerts == 0, "what was said of this breach stays said"
    moved = Card.objects.get()
    assert (moved.pk, moved.state, moved.breached_at, moved.epoch, moved.level) == (
        card.pk, "issued", LATER, 0, "yellow",
    )  # fmt: skip
    assert (clock(case).lamp, clock(case).epoch, clock(case).next_alert_at) == (Lamp.RED, 0, None)
    assert Letter.objects.filter(case=case).count() == letters
    carried_out(world, opening(world, THURSDAY, when=at("2026-03-17 11:00")), when=at("2026-03-17 11:00"))
    sweep(at=at("2026-03-17 11:01"))
    assert Card.objects.get().breached_at == DUE
    assert list(history.verify()) == []
    assert differences(at("2026-03-17 12:00")) == []


def differences(when) -> list:
    return [finding.words for finding in ledger.check(ROOMS, at=when).findings]


def appealed(world, card, *, ruled: bool | None) -> Card:
    cards.explain(card=card.pk, reason="停电", by=world.head, at=at("2026-03-17 09:10"))
    cards.appeal(card=card.pk, reason="停电有记录", by=world.head, at=at("2026-03-17 09:20"))
    if ruled is not None:
        cards.rule_on_appeal(card=card.pk, upheld=ruled, reason="核实过", by=world.office, at=at("2026-03-17 09:30"))
    return Card.objects.get()


@pytest.mark.parametrize(
    ("ruled", "state", "moved_cards"),
    [(None, "appealed", 1), (False, "upheld", 1), (True, "withdrawn", 0)],
    ids=["an appeal that waits goes on waiting", "upheld it stays upheld", "withdrawn by a ruling it stays away"],
)
def test_what_was_said_and_ruled_on_a_breach_stays(world, case, ruled, state, moved_cards):
    sweep(at=at("2026-03-17 09:00"))
    before = appealed(world, Card.objects.get(), ruled=ruled)
    now = at("2026-03-17 10:00")
    draft = closure(world, THURSDAY, when=now)
    foresight = preview(draft, at=now)
    job = carried_out(world, draft, when=now)
    sweep(at=at("2026-03-17 10:01"))
    after = Card.objects.get()
    assert (after.pk, after.state, after.appealed_at) == (before.pk, state, before.appealed_at)
    assert after.breached_at == (LATER if moved_cards else DUE)
    assert (job.withdrawn, job.moved_cards) == (foresight.cards, foresight.moved_cards) == (0, moved_cards)
    assert clock(case).lamp == Lamp.RED, "late it is all the same"
    assert {event.verb for event in cards.remarks_on(after)} >= {"card_explained", "card_appealed"}
    assert len(cards.moves_of(after)) == moved_cards
    assert list(history.verify()) == []
    assert differences(at("2026-03-17 12:00")) == []


def test_a_card_without_a_clock_never_moves(world, case):
    breach = Breach(
        rule=Rule.TWO_VISIT, occurrence=1, cause="第三次到访", window=world.health_window, owner=world.clerk
    )
    card = issue_card(case, breach, at=at("2026-03-11 10:00"))
    with pytest.raises(IntegrityError, match="card_moves_with_its_clock"), transaction.atomic():
        Card.objects.filter(pk=card.pk).update(breached_at=LATER)


@pytest.mark.parametrize("draft", [closure, opening], ids=["closed", "opened"])
def test_of_two_drafts_for_a_day_one_comes_into_force(world, draft):
    now = at("2026-03-09 09:00")
    if draft is opening:
        carried_out(world, closure(world, THURSDAY, when=now), when=now)
    first, second = draft(world, THURSDAY, when=now), draft(world, THURSDAY, when=now)
    carried_out(world, first, when=now)
    version = calendar.version()
    with pytest.raises(CannotChangeCalendar, match="这一天已经另外登记过"):
        confirm(world, second, when=now)
    assert calendar.version() == version


def test_the_preview_says_which_cards_stand_on(world, case):
    sweep(at=at("2026-03-13 18:00"))
    for now, moved_cards in (("2026-03-14 09:00", 0), ("2026-03-17 09:00", 1)):
        counts = preview(closure(world, THURSDAY, when=at(now)), at=at(now))
        assert (counts.cards, counts.moved_cards) == (1 - moved_cards, moved_cards), now


def test_what_a_change_makes_late_has_its_card_with_it(world, case):
    """The worker's task itself, so no board shows it as in time until the next sweep."""
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    now = at("2026-03-15 09:00")
    with time_machine.travel(now, tick=False):
        confirm(world, opening(world, THURSDAY, when=now), when=now)
        derive_clocks_again()
    assert list(Card.objects.values_list("state", "breached_at")) == [("issued", DUE)]
    assert clock(case).lamp == Lamp.RED


def test_what_becomes_overdue_is_found_by_the_ordinary_sweep(world, case):
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    now = at("2026-03-15 09:00")
    carried_out(world, opening(world, THURSDAY, when=now), when=now)
    assert not Card.objects.exists()
    sweep(at=now)
    assert Card.objects.get().breached_at == DUE
    assert clock(case).epoch == 2


def test_a_moved_date_is_warned_of_again_when_due(world, case):
    sweep(at=at("2026-03-13 08:30"))
    assert clock(case).lamp == Lamp.YELLOW
    close(world, FRIDAY, when=at("2026-03-13 09:00"))
    assert clock(case).lamp == Lamp.GREEN
    assert sweep(at=at("2026-03-13 09:01")).alerts == 0
    assert sweep(at=at("2026-03-16 08:30")).alerts == 1
    assert Letter.objects.filter(template="warned").count() == 2


def test_verdicts_stay_for_ever(world, case):
    permits.decide(number=case.number, result="grant", by=world.clerk, at=at("2026-03-16 09:00"))
    ended = Deadline.objects.filter(met_at__isnull=False).order_by("id")
    before, cards = list(ended.values()), list(Card.objects.values())
    assert {row["verdict"] for row in before} == {"late", "on_time"}
    close(world, THURSDAY, when=at("2026-03-16 10:00"))
    assert list(ended.values()) == before
    assert list(Card.objects.values()) == cards


def test_a_superseded_clock_stays_too(world, case):
    permits.extend(
        number=case.number, rank=world.promised.extension_approver, document="批〔2026〕1号", reason="案情复杂", by=world.head,
        at=at("2026-03-11 10:00"),
    )  # fmt: skip
    old = Deadline.objects.filter(superseded_at__isnull=False)
    before = list(old.values())
    assert before
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    assert list(old.values()) == before


def test_a_stopped_clock_goes_on_by_the_new_calendar(world, case):
    permits.suspend(
        number=case.number, ground="hearing", notice_number="听证〔2026〕1号", declared_days=5, by=world.head,
        at=at("2026-03-11 09:00"),
    )  # fmt: skip
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    promise = clock(case)
    assert promise.is_stopped
    assert recomputed(case)[0]["stopped"] is True
    permits.resume(number=case.number, by=world.head, at=at("2026-03-16 09:00"))
    assert clock(case).due_at == at("2026-03-19 17:00")  # 17, 18, 19
    assert list(history.verify()) == []


def test_a_pause_counts_once_its_earlier_breach_is_gone(world, case):
    """Broken on Friday, stopped on Saturday: by the corrected calendar it was not broken yet, so it stands still."""
    sweep(at=at("2026-03-13 18:00"))
    permits.suspend(
        number=case.number, ground="hearing", notice_number="听证〔2026〕1号", declared_days=5, by=world.head,
        at=at("2026-03-14 09:00"),
    )  # fmt: skip
    assert clock(case).lamp == Lamp.RED
    close(world, THURSDAY, when=at("2026-03-17 10:00"))
    assert clock(case).is_stopped
    assert Card.objects.get(rule="promise").state == "withdrawn"
    permits.resume(number=case.number, by=world.head, at=at("2026-03-17 11:00"))
    assert clock(case).due_at == at("2026-03-18 17:00")


def test_a_red_card_raised_by_a_void_one_turns_yellow(world, case):
    """Two breaches on one case: the second was red because of the first, whose date the calendar corrects."""
    sweep(at=at("2026-03-13 18:00"))
    second = issue_card(
        case, Breach(rule=Rule.TWO_VISIT, occurrence=1, cause="第三次到访",
                     window=world.health_window, owner=world.clerk), at=at("2026-03-13 19:00"),
    )  # fmt: skip
    assert second.level == "red"
    close(world, THURSDAY, when=at("2026-03-14 09:00"))
    standing = Card.objects.exclude(state="withdrawn").get()
    assert (standing.rule, standing.level) == ("two_visit", "yellow")
    assert list(history.verify()) == []


def test_scenario_40_the_notice_of_2027_arrives(world):
    case = world.accepted(when=at("2026-12-29 10:00")).case  # 30, 31, and 1 January by Monday to Friday
    promise = clock(case)
    assert (promise.due_at, promise.provisional) == (at("2027-01-01 17:00"), True)
    now = at("2026-12-30 09:00")
    carried_out(world, notice(world, when=now), when=now)
    promise.refresh_from_db()
    assert (promise.due_at, promise.provisional) == (at("2027-01-04 17:00"), False)
    assert [line["rule"] for line in recomputed(case)] == [
        "promise"
    ]  # the make-up Saturday gives the long one its day back


def test_a_fragment_moves_the_date_and_keeps_the_mark(world):
    case = world.accepted(when=at("2026-12-29 10:00")).case
    now = at("2026-12-30 09:00")
    draft = notice(world, when=now, days=year_2027()[:3])
    with pytest.raises(YearsLackHolidays, match=r"2027年缺春节4天、清明节1天、.*勾选后再确认"):
        confirm(world, draft, when=now)
    lacks = f"2027年缺{draft.content['lacks']}"
    recompute.confirm(draft=draft.pk, seen=str(calendar.version()), lacks=lacks, by=world.administrator, at=now)
    recompute.carry_on(at=now)
    promise = clock(case)
    assert (promise.due_at, promise.provisional) == (at("2027-01-04 17:00"), True)
    late = at("2026-12-31 09:00")
    carried_out(world, notice(world, when=late, days=year_2027()), when=late)
    promise.refresh_from_db()
    assert (promise.due_at, promise.provisional) == (at("2027-01-04 17:00"), False)


def test_two_years_of_one_notice_are_one_job(world):
    case = world.accepted(when=at("2026-12-29 10:00")).case
    now = at("2026-12-30 09:00")
    draft = calendar_changes.propose_notice(
        years=read_years(io.BytesIO(CROSS_YEAR.encode())), title="2027年的通知", by=world.administrator, at=now
    )
    foresight = preview(*calendar_changes.of_one_notice(draft), at=now)
    assert [row.move.due for row in foresight.rows if row.move.clock.rule == "promise"] == [
        at("2027-01-05 17:00").timestamp()
    ]
    job = carried_out(world, draft, when=now)
    assert (clock(case).due_at, clock(case).provisional) == (at("2027-01-05 17:00"), False)
    assert (job.why, job.moved) == ("2027年的通知涉及2026年的日子、2027年的通知", foresight.moved)
    assert not calendar.as_of(at("2026-12-29 10:00")).is_official(2027)
    assert calendar.as_of(at("2026-12-29 10:00")).is_workday(date(2026, 12, 31))


def test_only_the_mark_goes_where_the_date_stays(world):
    case = world.accepted(when=at("2026-12-24 10:00")).case
    statutory, promise = clock(case, "statutory"), clock(case)
    assert (statutory.provisional, promise.provisional) == (True, False)
    same_week = year_2027(("2027-01-01", "2027-01-01", "元旦", "2027-01-02"))
    now = at("2026-12-25 09:00")
    job = carried_out(world, notice(world, when=now, days=same_week), when=now)
    after = clock(case, "statutory")
    assert (after.provisional, after.due_at, after.epoch) == (False, statutory.due_at, 0)
    assert job.moved == 0
    assert recomputed(case) == []


def test_new_opening_hours_move_minutes_and_closing_times(world):
    case = world.accepted(when=at("2026-03-10 15:00"), item=world.immediate).case
    half_day = clock(case, "half_day")
    assert half_day.due_at == at("2026-03-11 10:00")
    now = at("2026-03-10 16:00")
    carried_out(world, hours(world, date(2026, 3, 11), [time(9), time(12), time(14), time(17, 30)], when=now), when=now)
    assert clock(case, "half_day").due_at == at("2026-03-11 10:30")
    assert clock(case, "statutory").due_at.astimezone(calendar.current().zone).time() == time(17, 30)


def test_twice_is_the_same_as_once(world, case):
    sweep(at=at("2026-03-13 18:00"))
    close(world, THURSDAY, when=at("2026-03-14 09:00"))
    rows = stored()
    assert recompute.carry_on(at=at("2026-03-14 09:01")) is None
    assert stored() == rows
    job = Recomputation.objects.order_by("-id").first()
    Recomputation.objects.filter(pk=job.pk).update(finished_at=None, last_case=0)  # as if its end had been lost
    recompute.carry_on(at=at("2026-03-14 09:02"))
    assert {table for table, row in stored().items() if row != rows[table]} == {"cases_recomputation"}


def test_a_worker_that_dies_leaves_what_it_has_done(world):
    cases = [world.accepted(when=TUESDAY, idem=f"k{n}").case for n in range(4)]
    now = at("2026-03-11 18:00")
    confirm(world, closure(world, THURSDAY, when=now), when=now)
    job = recompute.needed(at=now)
    for _ in range(2):
        recompute._step(recompute._locked(job.pk), at=now, batch=1)
    assert [clock(case).epoch for case in cases] == [1, 1, 0, 0]
    job.refresh_from_db()
    assert (job.cases_done, job.percent) == (2, 50)
    rest = recompute.carry_on(at=at("2026-03-11 18:01"), batch=1)
    assert [clock(case).epoch for case in cases] == [1, 1, 1, 1]
    assert (rest.cases_done, rest.moved) == (4, 8)
    assert Event.objects.filter(verb="recomputed").count() == 8


def test_a_calendar_changed_by_the_command_line_is_noticed(world, case):
    calendar_changes.put_in_force(
        [closure(world, THURSDAY, when=TUESDAY)], by=None, at=at("2026-03-11 18:00")
    )  # nobody has asked for a recomputation
    job = recompute.carry_on(at=at("2026-03-11 18:10"))
    assert job.why == "2026年3月12日大雪停办"
    assert clock(case).due_at == LATER


def test_a_card_withdrawn_after_the_command_line_names_nobody(world, case):
    sweep(at=at("2026-03-13 18:00"))
    calendar_changes.put_in_force([closure(world, THURSDAY, when=TUESDAY)], by=None, at=at("2026-03-14 09:00"))
    recompute.carry_on(at=at("2026-03-14 09:10"))
    card = Card.objects.get()
    assert (card.state, card.withdrawn_by) == ("withdrawn", None)


def test_another_change_overtakes_the_job_of_the_first(world, case):
    now = at("2026-03-11 18:00")
    confirm(world, closure(world, THURSDAY, when=now), when=now)
    first = recompute.unfinished()
    calendar_changes.put_in_force([closure(world, FRIDAY, when=now)], by=None, at=now)
    second = recompute.carry_on(at=now)
    first.refresh_from_db()
    assert (first.overtaken, first.finished_at) == (True, now)
    assert second.pk != first.pk
    assert clock(case).due_at == at("2026-03-17 17:00")
    assert clock(case).epoch == 1


# Confirming


def test_nothing_is_confirmed_while_a_change_is_being_carried_out(world, case):
    now = at("2026-03-11 18:00")
    confirm(world, closure(world, THURSDAY, when=now), when=now)
    other = closure(world, FRIDAY, when=now)
    rows = stored()
    with pytest.raises(StillRecomputing, match="等它完成"):
        confirm(world, other, when=now)
    assert stored() == rows
    recompute.carry_on(at=now)
    confirm(world, other, when=now)


def test_nothing_is_confirmed_that_was_not_seen(world, case):
    draft = closure(world, FRIDAY, when=TUESDAY)
    version = str(calendar.version())
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    rows = stored()
    with pytest.raises(CalendarMoved, match="核对后再确认"):
        recompute.confirm(draft=draft.pk, seen=version, by=world.administrator, at=at("2026-03-11 18:01"))
    assert stored() == rows


def test_confirmed_twice_is_confirmed_once_and_dropped_is_gone(world, case):
    now = at("2026-03-11 18:00")
    draft = closure(world, THURSDAY, when=now)
    confirm(world, draft, when=now)
    rows = stored()
    assert confirm(world, draft, when=at("2026-03-11 18:01")).confirmed_at == now
    assert stored() == rows
    with pytest.raises(CannotChangeCalendar, match="已经丢弃"):
        recompute.confirm(draft=0, seen="", by=world.administrator, at=now)


# The preview


def test_the_preview_says_what_the_job_then_does(world):
    for n, when in enumerate(["2026-03-09 10:00", "2026-03-10 10:00", "2026-03-11 10:00", "2026-03-13 10:00"]):
        world.accepted(when=at(when), idem=f"k{n}")
    stopped = world.accepted(when=at("2026-03-10 11:00"), idem="stopped").case
    permits.suspend(
        number=stopped.number, ground="hearing", notice_number="听证〔2026〕1号", declared_days=5, by=world.head,
        at=at("2026-03-11 09:00"),
    )  # fmt: skip
    now = at("2026-03-14 09:00")
    sweep(at=now)
    draft = closure(world, THURSDAY, when=now)
    rows = stored()
    foresight = preview(draft, at=now)
    assert stored() == rows
    expected = {row.move.clock.id: (row.move.clock.due, row.move.due) for row in foresight.rows}
    before = {deadline.pk: deadline.due_at for deadline in Deadline.objects.all()}
    job = carried_out(world, draft, when=now)
    moved = {
        deadline.pk: (int(before[deadline.pk].timestamp()), int(deadline.due_at.timestamp()))
        for deadline in Deadline.objects.all()
        if deadline.due_at != before[deadline.pk]
    }
    assert moved == expected
    assert (foresight.moved, foresight.cards) == (job.moved, job.withdrawn)
    assert (foresight.stop_being_overdue, foresight.become_overdue, foresight.cases) == (1, 0, 4)


def test_a_page_of_the_preview(world):
    for n in range(3):
        world.accepted(when=TUESDAY, idem=f"k{n}")
    draft = closure(world, THURSDAY, when=TUESDAY)
    every = preview(draft, at=TUESDAY)
    pages = [preview(draft, at=TUESDAY, start=start, shown=4).rows for start in (0, 4)]
    assert [len(page) for page in pages] == [4, 2]
    assert [row.move for page in pages for row in page] == [row.move for row in every.rows]


def test_the_preview_counts_overdue_clocks_and_lost_marks(world, case):
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    foresight = preview(opening(world, THURSDAY, when=TUESDAY), at=at("2026-03-15 09:00"))
    assert (foresight.become_overdue, foresight.stop_being_overdue) == (1, 0)
    world.accepted(when=at("2026-12-24 10:00"), idem="later")
    same_week = year_2027(("2027-01-01", "2027-01-01", "元旦", "2027-01-02"))
    foresight = preview(notice(world, when=TUESDAY, days=same_week), at=at("2026-12-25 09:00"))
    assert (foresight.moved, foresight.marks) == (0, 1)


def test_a_change_before_the_first_case_was_never_otherwise(world):
    now = at("2026-03-09 18:00")
    carried_out(world, closure(world, THURSDAY, when=now), when=now)
    assert CalendarChange.objects.get().at_the_beginning
    assert calendar.as_of(at("2026-03-01 09:00")) == calendar.current()


# How the move is told


def test_office_clerk_and_applicant_see_the_moved_date(world, case):
    close(world, THURSDAY, when=at("2026-03-11 18:00"))
    application = Application.objects.get(case=case)
    office = story.event_lines(case, case.events.filter(verb="recomputed"))[0]
    assert office["what"] == "重新推算时限"
    assert (
        "原到期：2026年3月13日 17:00；应在此前完成：2026年3月16日 17:00；依据：2026年3月12日大雪停办" in office["note"]
    )
    [clerk] = [line for line in lines(case.events.all(), EVENTS) if "2026年3月16日 17:00" in (line["note"] or "")]
    assert "承诺时限由 2026年3月13日 17:00 改为 2026年3月16日 17:00（2026年3月12日大雪停办）" in clerk["note"]
    public = [line for line in progress.history(application) if "工作日历有变" in line["what"]]
    assert "由 2026年3月13日 17:00 改为 2026年3月16日 17:00。依据：2026年3月12日大雪停办" in {
        line["note"] for line in public
    }
