"""
Starting, ending, stopping and recomputing the clocks of a case.

These are the engine's verbs: a room's actions call them inside their own transaction, with the case locked. A deadline is
always replayed from its start and the pauses (hall.worktime); nothing adds to a stored date.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from cases import in_hand
from cases.cards import CALENDAR_MOVED, IN_TIME, move_card, withdraw_of
from cases.models import Case, Deadline, Pause
from cases.rules import RULES, TO_THE_HALF_DAY, Clock, Lamp, Verdict
from cases.sweep import settle
from hall import calendar
from hall.catalogue_terms import LimitUnit
from hall.worktime import Due, Explanation, Limit, Line, LineKind, Span, Unit, WorkCalendar, due, explain
from hall.writing import insert, update_all

A_SECOND = timedelta(seconds=1)  # the due moment itself is still in time (rules T5)


def start(case: Case, clock: Clock, *, started_at: datetime, at: datetime) -> Deadline:
    """Start a clock. One whose warning or due moment has passed already gets its lamp and card in the same transaction."""
    [deadline] = start_all(case, [clock], started_at=started_at, at=at)
    return deadline


def start_all(case: Case, clocks: Sequence[Clock], *, started_at: datetime, at: datetime) -> list[Deadline]:
    """Start clocks beside each other, as `start` does."""
    started = insert([_new(case, clock, started_at=started_at) for clock in clocks])
    for deadline in started:
        in_hand.add(deadline)
    if any(deadline.next_alert_at and deadline.next_alert_at <= at for deadline in started):
        settle(case, at=at)
    return list(started)


def unstarted(case: Case, clock: Clock, *, started_at: datetime) -> Deadline:
    """
    A clock that should have run since `started_at` (cases.missing), not saved yet: with its moments over all pauses since, and
    stopped (grey, no alert) if one of them holds it.
    """
    deadline = _new(case, clock, started_at=started_at)
    spans_so_far: list[Span] = []
    for pause in (
        case.pauses.filter(never_began=False).order_by("started_at", "id") if RULES[deadline.rule].pausable else ()
    ):
        if is_broken(deadline, at=pause.started_at):
            break
        if pause.ends_on is None:
            deadline.lamp, deadline.next_alert_at = Lamp.GREY, None
            break
        spans_so_far.append(span_of(pause))
        _place(deadline, counted(limit_of(deadline), started_at, calendar.current(), spans_so_far))
    return deadline


def start_late(deadline: Deadline, *, at: datetime) -> None:
    """Start a clock that should have been started earlier; one whose moments have passed gets its lamp and card."""
    deadline.save()
    in_hand.add(deadline)
    settle(deadline.case, at=at)


def meet(case: Case, *rules: str, at: datetime) -> None:
    """The duty of these clocks is done: freeze each one's verdict. A clock that does not run is passed over."""
    _end(case, rules, in_time=Verdict.ON_TIME, at=at)


def void(case: Case, *rules: str, at: datetime) -> None:
    """No duty is left (withdrawn, for one), or none under these rules. A clock already broken keeps that as its verdict."""
    _end(case, rules, in_time=Verdict.VOID, at=at)


def annul(case: Case, *, because: str, at: datetime) -> None:
    """
    The case should never have been opened: none of its clocks says anything about anybody. Each ends void now, broken ones and those
    that had ended too, and no card of theirs stands.
    """
    # what runs ends first: a case has one running clock of a rule at a time
    for deadline in sorted(case.deadlines.filter(superseded_at=None), key=lambda each: (not each.runs, each.pk)):
        deadline.case = case
        withdraw_of(deadline, because=because, at=at)
        if not deadline.runs:
            _run_again(deadline, at=at)
        deadline.met_at, deadline.verdict, deadline.late_by_minutes = at, Verdict.VOID, None
        deadline.next_alert_at, deadline.lamp = None, Lamp.GREEN
        deadline.save()
    in_hand.forget(case)


def supersede(case: Case, clock: Clock, *, at: datetime) -> Deadline:
    """Replace the running clock of a rule by another limit with the same start (an approved extension)."""
    settle(case, at=at)
    [old] = running(case, clock.rule)
    _late(old, at=at)
    new = _new(case, clock, started_at=old.started_at, pauses=spans(old))
    new.supersedes, new.start = old, old.start
    old.next_alert_at = None
    old.superseded_at = at
    # The old one first: a case has one running clock of a rule at a time.
    old.save(update_fields=["next_alert_at", "superseded_at"])
    new.save()
    in_hand.remove(old)
    in_hand.add(new)
    settle(case, at=at)
    return new


def reopen(case: Case, *rules: str, ended_at: datetime, at: datetime) -> list[Deadline]:
    """
    The act that ended these clocks at `ended_at` is taken back: they run again as if it had never been, and are returned.

    One that had ended late keeps its lamp and its card. One whose moments have passed meanwhile gets its lamp and card in this
    transaction, with the instant of the breach.
    """
    wanted = [str(rule) for rule in rules]
    ended = Deadline.objects.filter(case=case, rule__in=wanted, met_at=ended_at, superseded_at=None)
    reopened = list(ended.order_by("due_at", "id"))
    for deadline in reopened:
        deadline.case = case
        _run_again(deadline, at=at)
    in_hand.forget(case)
    settle(case, at=at)
    return reopened


def stop(case: Case, *, at: datetime) -> None:
    """A pause has begun: the clocks that it stops turn grey. One already past its due moment stays broken."""
    stopped = []
    for deadline in running(case):
        if RULES[deadline.rule].pausable and not _late(deadline, at=at):
            deadline.lamp, deadline.next_alert_at = Lamp.GREY, None
            stopped.append(deadline.pk)
    Deadline.objects.filter(pk__in=stopped).update(lamp=Lamp.GREY, next_alert_at=None)


def go_on(case: Case, *, at: datetime) -> list[Deadline]:
    """The pause has ended: replay the stopped clocks from their intervals, and return them."""
    stopped = [deadline for deadline in running(case) if deadline.is_stopped]
    for deadline in stopped:
        recompute(deadline)
    settle(case, at=at)
    return stopped


def recompute(deadline: Deadline) -> bool:
    """Derive a running clock again from its start, the pauses and the calendar; say whether its due moment moved."""
    answer = due(limit_of(deadline), deadline.started_at, calendar.current(), spans(deadline))
    if answer is None:
        return False
    moved = answer.due_at != deadline.due_at
    deadline.epoch += moved  # another due moment can be broken, and have its card, once more
    _place(deadline, answer)
    deadline.save(update_fields=["warn_at", "due_at", "next_alert_at", "lamp", "epoch", "provisional"])
    return moved


def is_broken(deadline: Deadline, *, at: datetime) -> bool:
    """Whether the due moment has passed: to the second, so the last second belongs to the one who is in time."""
    return not deadline.is_stopped and at >= deadline.due_at + A_SECOND


def _late(deadline: Deadline, *, at: datetime) -> bool:
    """
    Whether an act at `at` finds the clock broken. If not, no card of it can stand: one that the sweep raised while the act
    waited for another one's lock is withdrawn.
    """
    late = is_broken(deadline, at=at)
    if not late and deadline.has_card:
        withdraw_of(deadline, because=IN_TIME, at=at)
    return late


def limit_of(deadline: Deadline) -> Limit:
    return Limit(Unit(deadline.unit), deadline.quantity)


def spans(deadline: Deadline) -> tuple[Span, ...]:
    """The pauses that a clock takes account of, as the kernel takes them."""
    return spans_among(deadline.case.pauses.all(), deadline) if RULES[deadline.rule].pausable else ()


def spans_among(pauses: Iterable[Pause], clock: Any) -> tuple[Span, ...]:
    """
    The same of the pauses of its case: none that began when it was already broken, or never.

    :param clock: a Deadline, or a row of its `rule` and `due_at`.
    """
    if not RULES[clock.rule].pausable:
        return ()
    return tuple(
        span_of(pause) for pause in pauses if not pause.never_began and pause.started_at < clock.due_at + A_SECOND
    )


def span_of(pause: Pause) -> Span:
    return Span(pause.starts_on, pause.ends_on, f"特别程序（{pause.get_ground_display()}，{pause.notices}）")


def explanation(deadline: Deadline) -> Explanation:
    """
    The arithmetic behind the due moment of a clock, for screens and the API.

    A clock that has ended is explained by the calendar that was in force when it ended: a later change of the calendar does
    not change its verdict, and must not contradict it.
    """
    ended_at = deadline.met_at or deadline.superseded_at

    def counted_by(days: WorkCalendar) -> Explanation:
        vague = deadline.rule in TO_THE_HALF_DAY
        return _explained(limit_of(deadline), deadline.started_at, days, spans(deadline), deadline.start_words, vague)

    counting = counted_by(calendar.as_of(ended_at) if ended_at else calendar.current())
    if ended_at and counting.result and counting.result.due_at != deadline.due_at:
        # told about the past later on (a ledger played again): it was counted by the calendar of now
        counting = counted_by(calendar.current())
    return replace(counting, lines=(*_extension(deadline), *counting.lines)) if deadline.supersedes_id else counting


# All that an explanation depends on is given, so one made before is the same: a case is looked at more than once.
_explained = lru_cache(maxsize=1024)(explain)


def _extension(deadline: Deadline) -> tuple[Line, ...]:
    """What an extended limit is made of, and when it was approved: said before the counting begins."""
    earlier = deadline.supersedes
    if earlier is None or earlier.superseded_at is None:
        return ()
    on = timezone.localdate(earlier.superseded_at)
    unit = LimitUnit(deadline.unit).label
    text = (
        f"原来是 {earlier.quantity} {unit}，{on.year}年{on.month}月{on.day}日 批准延长 {deadline.quantity - earlier.quantity} {unit}，"
        f"共 {deadline.quantity} {unit}"
    )
    return (Line(LineKind.EXTENDED, on, on, text),)


def preview(clock: Clock, *, started_at: datetime) -> Explanation:
    """What a clock would come to if it started now, with the arithmetic: shown before an act is confirmed."""
    return explain(clock.limit, started_at, calendar.current(), (), clock.start or RULES[clock.rule].start)


def _new(case: Case, clock: Clock, *, started_at: datetime, pauses: tuple[Span, ...] = ()) -> Deadline:
    """A clock that runs for the case's department and owner, not saved yet."""
    deadline = Deadline(
        case=case,
        rule=str(clock.rule),
        unit=str(clock.limit.unit),
        quantity=clock.limit.quantity,
        article=clock.article,
        started_at=started_at,
        start=clock.start,
        department=case.department,
        owner=case.owner,
    )
    _place(deadline, counted(clock.limit, started_at, calendar.current(), pauses))
    return deadline


def counted(limit: Limit, started_at: datetime, days: WorkCalendar, pauses: Sequence[Span]) -> Due:
    """The moments of a clock that no open pause holds."""
    answer = due(limit, started_at, days, pauses)
    if answer is None:
        raise ValueError("a stopped clock has no due moment")
    return answer


def _place(deadline: Deadline, answer: Due) -> None:
    deadline.warn_at = answer.warn_at
    deadline.due_at = answer.due_at
    deadline.provisional = answer.provisional
    deadline.lamp, deadline.next_alert_at = placed(deadline.rule, answer)


def placed(rule: str, answer: Due) -> tuple[Lamp, datetime]:
    """The lamp of a clock that has nothing to say yet, and the instant at which it will."""
    lamp = Lamp.GREY if RULES[rule].quiet else Lamp.GREEN
    return lamp, min(answer.warn_at, answer.due_at + A_SECOND)


def running(case: Case, *rules: str) -> list[Deadline]:
    """The running clocks of a case, of these rules or of all; what is due first stands first."""
    wanted = {str(rule) for rule in rules}
    return [clock for clock in in_hand.running(case) if not wanted or clock.rule in wanted]


def _end(case: Case, rules: Sequence[str], *, in_time: Verdict, at: datetime) -> None:
    """End these clocks with the verdict `in_time`, or late; one statement for those that end alike."""
    settle(case, at=at)
    alike: defaultdict[tuple[Verdict, int | None], list[Deadline]] = defaultdict(list)
    for deadline in running(case, *rules):
        late = _late(deadline, at=at)
        deadline.met_at, deadline.next_alert_at = at, None
        deadline.verdict = verdict = Verdict.LATE if late else in_time
        deadline.late_by_minutes = late_by_minutes(deadline.due_at, at) if late else None
        alike[verdict, deadline.late_by_minutes].append(deadline)
        in_hand.remove(deadline)
    for clocks in alike.values():
        update_all(clocks, "met_at", "verdict", "next_alert_at", "late_by_minutes")


def _run_again(deadline: Deadline, *, at: datetime) -> None:
    was_late = deadline.verdict == Verdict.LATE
    deadline.met_at, deadline.verdict, deadline.late_by_minutes = None, "", None
    # A clock that has ended stands in no open pause.
    answer = counted(limit_of(deadline), deadline.started_at, calendar.current(), spans(deadline))
    warned = deadline.lamp == Lamp.YELLOW
    if answer.due_at != deadline.due_at and was_late and at >= answer.due_at + A_SECOND:
        # late by the corrected calendar too: the same breach, and its card goes along with it (decision 138)
        before = deadline.due_at
        deadline.warn_at, deadline.due_at, deadline.provisional = answer.warn_at, answer.due_at, answer.provisional
        move_card(deadline, before=before, at=at)
    elif answer.due_at != deadline.due_at:  # the calendar was corrected while the clock stood ended
        withdraw_of(deadline, because=CALENDAR_MOVED, at=at)
        deadline.epoch += 1
        _place(deadline, answer)
    elif not was_late:
        # a card withdrawn meanwhile speaks for this epoch already: what the clock may break now needs one of its own
        deadline.epoch += deadline.cards.filter(epoch=deadline.epoch).exists()
        _place(deadline, answer)
        if warned:
            deadline.lamp, deadline.next_alert_at = Lamp.YELLOW, answer.due_at + A_SECOND
    deadline.save()


def late_by_minutes(due_at: datetime, at: datetime) -> int:
    """Working minutes from the due moment to `at`, begun minutes counted whole: late is at least 1."""
    return max(1, math.ceil(calendar.current().minutes_between(due_at, at)))
