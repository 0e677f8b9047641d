"""
After a change of the calendar every open clock is derived again: one job, in batches of cases, each batch one transaction.

The job's place stands in its row, so a killed worker, a flushed broker or a second worker does no harm: `carry_on` finds what
the calendar's stamp says is still to do. Verdicts of clocks that have ended are never touched.

A batch that fails is done case by case; a case that fails is passed over, noted (cases.troubles) and tried again by itself, also
when the job is over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from cases import backdating, clock_news, troubles
from cases.cards import withdraw
from cases.models import Card, Case, Deadline, Doing, Recomputation
from cases.moves import BATCH, Move, case_ids, moves, open_clocks
from cases.troubles import SHARED, Subject
from cases.wording import marked, moment_at
from hall import calendar
from hall.calendar_changes import (
    CalendarMoved,
    CannotChangeCalendar,
    YearsLackHolidays,
    is_outdated,
    lacks_of,
    of_one_notice,
    put_in_force,
)
from hall.importing import calendar as calendar_file
from hall.importing.one_at_a_time import hold
from hall.models import CalendarChange, User
from hall.refusals import Refused
from hall.worktime import Day

BY_THE_CALENDAR = "日历更正，到期由"  # so begins the reason on a card that a corrected calendar makes void
UNSAID = "工作日历更正"  # the reason, where nobody wrote one down
LONGEST_WHY, LONGEST_TITLE = 300, 200


@transaction.atomic
def keep_draft(propose: Callable[..., CalendarChange], *, by: User, at: datetime, **fields: Any) -> CalendarChange:
    """Keep a draft by one of the verbs of hall.calendar_changes; where it takes a second person, ask those who may be it."""
    change = propose(by=by, at=at, **fields)
    clock_news.ask(of_one_notice(change), at=at)
    return change


class StillRecomputing(Refused):
    code = "still-recomputing"
    sentence = "上一次日历变更还在重新推算，等它完成再确认这一次"


@transaction.atomic
def confirm(*, draft: int, seen: str, lacks: str = "", by: User, at: datetime) -> CalendarChange:
    """
    Put a draft of the calendar in force, with what belongs to it, and ask for the recomputation of all open clocks.

    :param seen: the stamp of the calendar that the preview was computed from.
    :param lacks: the holidays of the law that the years lack, as the person was shown them and takes them over.
    :raises StillRecomputing: another change is being carried out. :raises CalendarMoved: the calendar is another one by now.
    :raises YearsLackHolidays: they lack others than `lacks` says.
    :raises TakesAnother: it touches past days on which people acted, and `by` may not be the second person (decision 127).
    """
    # Imports and confirmations one after the other: each says what it overwrites.
    hold()
    change = CalendarChange.objects.select_for_update().filter(pk=draft).first()
    if change is None:
        raise CannotChangeCalendar("这份草稿已经丢弃")
    if change.in_force:
        return change
    if unfinished() is not None:
        raise StillRecomputing
    if seen != str(calendar.version()):
        raise CalendarMoved
    changes = of_one_notice(change)
    if old := [each for each in changes if is_outdated(each)]:
        what = (
            "这一天已经另外登记过"
            if change.kind == CalendarChange.Kind.CLOSURE
            else f"{'、'.join(each.key for each in old)}年的日历或核对的办法改过"
        )
        raise CannotChangeCalendar(f"这份草稿拟定以后，{what}：丢弃草稿，重新拟定")
    if lacks != lacks_of(changes):
        raise YearsLackHolidays(f"{lacks_of(changes)}。确实要先载入的，勾选后再确认；补齐以前仍标暂定")
    if sentence := backdating.why_not(changes, by, at=at):
        raise backdating.TakesAnother(sentence)
    put_in_force(changes, by=by, at=at, at_the_beginning=not Case.objects.exists())
    needed(at=at)
    return next(each for each in changes if each.pk == draft)


def import_calendar(years: Mapping[int, Sequence[Day]], *, at: datetime, **more: Any) -> calendar_file.Summary:
    """
    Put the days of a file in force (the command, the opening of a hall), and ask for the recomputation of all open clocks.
    `more`: see `hall.importing.calendar.write`.
    """
    summary = calendar_file.write(years, at=at, at_the_beginning=not Case.objects.exists(), **more)
    needed(at=at)
    return summary


def needed(*, at: datetime) -> Recomputation | None:
    """
    Return the job that the calendar in force asks for, begun or not; None if it is done.

    Asked for twice it is the same job. One for an earlier version is over: this one does its work too.
    """
    stamp = calendar.version()
    if stamp is None or Recomputation.objects.filter(stamp=stamp, finished_at__isnull=False).exists():
        return None
    job, new = Recomputation.objects.get_or_create(stamp=stamp, defaults={"why": _why(stamp), "asked_at": at})
    if new:
        with transaction.atomic():
            for former in Recomputation.objects.select_for_update().filter(finished_at__isnull=True).exclude(pk=job.pk):
                _overtake(former, at=at)
    return job


def _overtake(job: Recomputation, *, at: datetime) -> None:
    """End a job whose calendar is not the one in force any more, with the letter of what it has done so far."""
    job.finished_at, job.overtaken = at, True
    job.save(update_fields=["finished_at", "overtaken"])
    clock_news.tell(job, at=at)


def unfinished() -> Recomputation | None:
    """The job that is being carried out, or that the calendar in force still asks for."""
    stamp = calendar.version()
    return Recomputation.objects.filter(stamp=stamp, finished_at=None).first() if stamp else None


def carry_on(*, at: datetime, batch: int = BATCH) -> Recomputation | None:
    """
    Carry the job that is needed to its end and return it; None if there was nothing to do, or another worker is at it.

    It may be called at any time, twice, or by two workers: each batch takes the job's row.
    """
    _try_again(at=at)
    job = needed(at=at)
    while job is not None and job.finished_at is None:
        with transaction.atomic():
            job = _locked(job.pk)
            if job is None or not _step(job, at=at, batch=batch):
                return job
    return job


def _locked(pk: int) -> Recomputation | None:
    return Recomputation.objects.select_for_update(skip_locked=True).filter(pk=pk).first()


def _step(job: Recomputation, *, at: datetime, batch: int) -> bool:
    """One batch, or the job's beginning or end. False: it has to wait for transactions older than the change."""
    if job.stamp != calendar.version():
        _overtake(job, at=at)
        return False
    if job.last_case == 0:
        # Asked before the first batch: if no older transaction runs now, one walk over the cases meets every date.
        job.sure = calendar.is_settled()
        job.cases = Deadline.objects.running().values("case").distinct().count()
        job.cases_done = job.clocks = 0
    cases = case_ids(after=job.last_case, batch=batch)
    if cases:
        counts = _derive_batch(cases, why=job.why, by=_by(job), at=at)
        job.last_case, job.cases_done = cases[-1], job.cases_done + len(cases)
        for name, count in counts._asdict().items():
            setattr(job, name, getattr(job, name) + count)
    elif job.sure:
        job.finished_at, job.cases_done = at, job.cases
    elif calendar.is_settled():
        job.last_case = 0  # once more: somebody may have written a date of the calendar before behind our back
    else:
        return False
    job.save()
    if job.finished_at is not None:
        clock_news.tell(job, at=at)
    return True


class Counts(NamedTuple):
    """Of some cases: clocks that were looked at, due moments that moved, cards withdrawn, and cards that stand on at another instant."""

    clocks: int = 0
    moved: int = 0
    withdrawn: int = 0
    moved_cards: int = 0


def _derive_batch(cases: Sequence[int], *, why: str, by: User | None, at: datetime) -> Counts:
    """The cases of a batch together, or if that fails each alone; counts as `derive_again` does."""
    noted = troubles.standing(Doing.RECOMPUTATION)
    try:
        with transaction.atomic():
            counts = derive_again(cases, why=why, by=by, at=at)
    except SHARED:
        raise
    except Exception:  # noqa: BLE001 - told case by case
        alone = [_derive_alone(case, why=why, by=by, at=at, noted=case in noted) or Counts() for case in cases]
        return Counts(*(sum(column) for column in zip(*alone, strict=True)))
    troubles.end(Doing.RECOMPUTATION, noted.keys() & set(cases), at=at)
    return counts


def _derive_alone(case: int, *, why: str, by: User | None, at: datetime, noted: bool = True) -> Counts | None:
    derive = partial(derive_again, [case], why=why, by=by, at=at)
    return troubles.attempt(Doing.RECOMPUTATION, Subject(case, case), derive, at=at, noted=noted)


def _try_again(*, at: datetime) -> None:
    """The cases that a job has passed over, when their wait is over: by the calendar that is in force now."""
    noted = troubles.standing(Doing.RECOMPUTATION)
    waiting = [case for case, trouble in noted.items() if not troubles.rests(trouble, at=at)]
    stamp = calendar.version() if waiting else None
    job = Recomputation.objects.filter(stamp=stamp).first() if stamp else None
    for case in sorted(waiting):
        _derive_alone(case, why=job.why if job else UNSAID, by=_by(job) if job else None, at=at)


def derive_again(cases: Sequence[int], *, why: str, by: User | None, at: datetime) -> Counts:
    """
    Derive the open clocks of some cases again, in this transaction: dates, lamps, history, cards.

    One breach has one card (decision 138): where the clock is late by its new date too, its card goes along with it, with all that was
    written and ruled on it; one that was withdrawn by a ruling stays so.

    The cases are locked in the order of their ids, as every worker does, so none waits for another in a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(cases)])
    clocks = open_clocks(cases)
    changed = list(moves(clocks, calendar.current(), at=at))
    if changed:
        _write(changed, at=at)
    moved = [move for move in changed if move.moved]
    now = int(at.timestamp())
    cards = _move_cards([move for move in moved if move.same_breach(now)])
    for some in _one_a_case(moved):
        _record(some, cards, why=why, at=at)
    void = [move for move in moved if not move.same_breach(now)]
    return Counts(len(clocks), len(moved), _withdraw_void_cards(void, why=why, by=by, at=at), len(cards))


_UPDATE = """
UPDATE cases_deadline d SET
    warn_at = to_timestamp(m.warn), due_at = to_timestamp(m.due), next_alert_at = to_timestamp(m.alert), lamp = m.lamp,
    provisional = m.provisional, epoch = d.epoch + m.anew
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[], %s::boolean[], %s::int[])
    AS m (id, warn, due, alert, lamp, provisional, anew)
WHERE d.id = m.id
"""

_MOVE_CARDS = """
UPDATE cases_card c SET breached_at = d.due_at FROM cases_deadline d
WHERE d.id = c.deadline_id AND d.id = ANY(%s) AND c.state <> 'withdrawn'
RETURNING d.id, c.id
"""

_RECORD = """
WITH told AS MATERIALIZED (
    SELECT c.id AS case_id, c.state, c.events_count + 1 AS seq, c.events_head AS prev,
           jsonb_build_object('deadline', d.id, 'rule', d.rule, 'before', to_jsonb(to_timestamp(m.before)),
                              'due_at', to_jsonb(d.due_at), 'stopped', m.stopped, 'why', %(why)s::text)
           || CASE WHEN d.provisional THEN '{"provisional": true}' ELSE '{}' END::jsonb
           || CASE WHEN m.card IS NULL THEN '{}' ELSE jsonb_build_object('moved_card', m.card) END::jsonb AS facts
    FROM unnest(%(ids)s::bigint[], %(before)s::bigint[], %(stopped)s::boolean[], %(cards)s::bigint[])
        AS m (id, before, stopped, card)
    JOIN cases_deadline d ON d.id = m.id JOIN cases_case c ON c.id = d.case_id
), chained AS MATERIALIZED (
    SELECT told.*, cases_event_digest(prev, case_id, seq, %(at)s, NULL, 'recomputed', state, state, facts) AS hash FROM told
), headed AS (
    UPDATE cases_case c SET events_count = chained.seq, events_head = chained.hash
    FROM chained WHERE c.id = chained.case_id
)
INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
SELECT case_id, seq, %(at)s, NULL, 'recomputed', state, state, facts, prev, hash FROM chained
"""


def _write(changed: Sequence[Move], *, at: datetime) -> None:
    """Another due moment can be broken, and have its card, once more (`anew`); not so a breach that stays the same."""
    now = int(at.timestamp())
    columns = zip(
        *(
            (m.clock.id, m.warn, m.due, m.alert, m.lamp, m.provisional, int(m.moved and not m.same_breach(now)))
            for m in changed
        ),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(column) for column in columns])


def _move_cards(moved: Sequence[Move]) -> dict[int, int]:
    """The cards that stand on at their clock's new due moment, by clock."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_CARDS, [[move.clock.id for move in moved]])
        return dict(cursor.fetchall())


def _one_a_case(moved: Iterable[Move]) -> list[list[Move]]:
    """Moves in rounds, each with one clock of a case at most: its history is a chain."""
    rounds: list[list[Move]] = []
    places: dict[int, int] = {}
    for move in moved:
        place = places[move.clock.case] = places.get(move.clock.case, -1) + 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(move)
    return rounds


def _record(some: Sequence[Move], cards: Mapping[int, int], *, why: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "ids": [move.clock.id for move in some],
                "before": [move.clock.due for move in some],
                "stopped": [move.stopped for move in some],
                "cards": [cards.get(move.clock.id) for move in some],
                "why": why,
                "at": at,
            },
        )


def _withdraw_void_cards(void: Sequence[Move], *, why: str, by: User | None, at: datetime) -> int:
    """Withdraw the standing cards of clocks that are not late by their new due moment; how many."""
    by_clock = {move.clock.id: move for move in void}
    standing = Card.objects.standing().filter(deadline__in=list(by_clock))
    # one that an earlier card had raised to red goes first: it would come back as a yellow one when that card goes
    cards = list(standing.select_related("case").order_by("case_id", "-escalated", "id"))
    for card in cards:
        if card.deadline_id is not None:
            withdraw(card, because=because(by_clock[card.deadline_id], why), by=by, at=at)
    return len(cards)


def because(move: Move, why: str) -> str:
    """The reason on a card that a corrected calendar makes void."""
    before = marked(moment_at(move.clock.due), move.clock.provisional)
    return f"{BY_THE_CALENDAR}{before}改为{marked(moment_at(move.due), move.provisional)}（{why}）"[:LONGEST_WHY]


def _why(stamp: UUID) -> str:
    titles = CalendarChange.objects.filter(stamp=stamp).order_by("key").values_list("title", flat=True)
    return ("、".join(titles) or UNSAID)[:LONGEST_TITLE]


def _by(job: Recomputation) -> User | None:
    change = CalendarChange.objects.filter(stamp=job.stamp).select_related("confirmed_by").first()
    return change.confirmed_by if change else None
