"""Playing a file: the acts in the order of their instants, the timers between them, each act a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models import Min
from django.utils import timezone

from cases.quiet import nothing_leaves
from cases.troubles import SHARED
from hall import calendar, clock
from hall.alone import alone
from hall.models import ItemVersion, ServiceHall
from hall.refusals import Refused
from hall.retold import before_the_catalogue
from hall.worktime import CalendarRangeError
from replay import ledger
from replay.acts import ACTS
from replay.passing import PassTime, let_time_pass
from replay.places import Places
from replay.reading import Act, Answer, Refusal, Script, read
from replay.stage import Opened, Stage

Progress = Callable[[int, int], None]
OPENING = {"register", "complain"}
TRIPS = {"visit", "receive"}
LONGEST_NAME = 64  # characters of a batch's name


class CannotReplay(Refused):
    """The file as a whole cannot be played here."""

    code = "cannot-replay"


@dataclass
class Played:
    """
    What became of a file.

    :param cases: ref → its case.
    :param refused: ref ("" for lines without one) → the refused lines in the order in which they were tried.
    :param count: how many acts were done. :param repeats: how many an earlier run of the same file had tried.
    :param catalogue_since: the first day that the catalogue knows. :param older: registrations done of days before it, the first
        of them on `first_day`: they are counted by what the catalogue published first (decision 121).
    """

    script: Script
    cases: dict[str, Opened]
    made_up: dict[str, list[str]]
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    count: int = 0
    repeats: int = 0
    catalogue_since: date | None = None
    older: int = 0
    first_day: date | None = None

    def note(self, act: Act, answer: Answer) -> None:
        """What became of a line."""
        self.count += not answer.code
        if answer.code:
            self.refuse(Refusal(act.line, act.ref, act.at.isoformat(), act.name, answer))
        elif act.name == "register" and self.catalogue_since and act.on < self.catalogue_since:
            self.older += 1
            self.first_day = self.first_day or act.on

    def refuse(self, refusal: Refusal) -> None:
        self.refused.setdefault(refusal.ref, []).append(refusal)


@contextmanager
def replayed(
    source: BinaryIO,
    *,
    pass_time: PassTime,
    batch: str = "",
    dry_run: bool = False,
    progress: Progress = lambda _number, _total: None,
) -> Iterator[Played]:
    """
    Play a file and hand out what became of it; the cases can be read while the block lasts.

    :param pass_time: what the timers of this hall do at an instant.
    :param batch: the name of this load; the file's own digest when left out.
    :param dry_run: take everything back when the block ends.
    :raises CannotReplay: no hall, the same load is being played by somebody else, or days to come beside a hall's own cases.
    :raises WrongClock: this process does not know what time it is.
    """
    if len(batch) > LONGEST_NAME:
        raise CannotReplay(f"批次名称最多 {LONGEST_NAME} 个字")
    script = read(source, zone=timezone.get_default_timezone())
    _set_aside(script)
    batch = batch or script.digest
    with _alone(batch), _taken_back() if dry_run else nullcontext():
        try:
            _must_not_reach_beyond_now(script)
            with nothing_leaves(), clock.any_instant():
                played = _play(script, batch, pass_time, progress)
        except OperationalError as error:
            raise _too_long(error) from None
        yield played


def _too_long(error: OperationalError) -> CannotReplay:
    """A dry run holds every lock to its end; PostgreSQL says when there are no more. :raises OperationalError: all else."""
    if "max_locks_per_transaction" not in str(error):
        raise error
    return CannotReplay("记录太长，试放放不下（PostgreSQL 的 max_locks_per_transaction）。分几个文件试放，或者直接放")


def _play(script: Script, batch: str, pass_time: PassTime, progress: Progress) -> Played:
    hall = ServiceHall.objects.order_by("id").first()
    if hall is None:
        raise CannotReplay("还没有政务服务中心，先导入工作日历和事项目录")
    since = _first_day_of_catalogue()
    stage = Stage(batch, script, Places.read(hall))
    played = Played(script, stage.cases, stage.made_up, catalogue_since=since)
    for refusal in script.unread:
        played.refuse(refusal)
    before = ledger.done_before(batch)
    with before_the_catalogue(since):
        for number, act in enumerate(script.acts(), 1):
            answer = _again(stage, act, before[act.line]) if act.line in before else _first_time(stage, act, pass_time)
            played.repeats += act.line in before
            played.note(act, answer)
            progress(number, len(script))
    return played


def _first_time(stage: Stage, act: Act, pass_time: PassTime) -> Answer:
    let_time_pass(act.at, pass_time)
    was_there = act.ref in stage.cases
    try:
        with transaction.atomic():
            # The act and its line in the ledger together: a replay that was killed goes on behind it.
            ACTS[act.name](stage, act)
            opened = stage.cases[act.ref].pk if act.name in OPENING else None
            ledger.note(stage.batch, act, Answer(), opened)
    except Refused as refusal:
        answer = Answer.of(refusal)
    except CalendarRangeError:
        answer = _out_of_calendar("由这一行算出的时限")
    except (DataError, IntegrityError):
        answer = Answer("cannot-store", "数据库不能保存这一行：某一项太长，或者与已有的记录冲突")
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one line, the others are played
        answer = _failed(fault)
    else:
        if act.name in TRIPS:
            pass_time(at=act.at, heartbeat=False)  # a card that no clock raises has its lead now, not at the next alert
        return Answer()
    # The act is taken back by now: its refusal is written in a transaction of its own.
    stage.forget(act, was_there=was_there)
    with transaction.atomic():
        ledger.note(stage.batch, act, answer)
    return answer


def _set_aside(script: Script) -> None:
    """
    Refuse the acts of years that the calendar does not cover: one slip of the pen. The others are played as if they were not
    there: no time passes up to them, no account of the file stands so long.
    """
    covered = calendar.current().years
    outside = [place for place in script.places if place[0].year not in covered]
    for act in replace(script, places=outside).acts():
        answer = _out_of_calendar(f"{act.at.year} 年")
        script.unread.append(Refusal(act.line, act.ref, act.at.isoformat(), act.name, answer))
    script.places = [place for place in script.places if place[0].year in covered]


def _out_of_calendar(what: str) -> Answer:
    years = calendar.current().years
    return Answer("out-of-calendar", f"{what}不在工作日历的 {years[0]} 至 {years[-1]} 年之间，核对日期", "at")


def _again(stage: Stage, act: Act, before: tuple[str, Answer]) -> Answer:
    """An act that an earlier run has tried: it is not done again, only answered as it was."""
    digest, answer = before
    if digest != act.digest:
        return Answer("line-changed", "这一行在上次回放以后改过；已经做过的不会重做。换一个 --batch 名称再放")
    if act.name in OPENING and not answer.code:
        try:
            stage.find_again(act)
        except SHARED:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one line, the others are played
            return _failed(fault)
    return answer


def _failed(fault: Exception) -> Answer:
    """A fault of the product, or a row behind the line that cannot be read; of the fault only its class is told."""
    return Answer("line-failed", f"系统处理这一行时出错（{type(fault).__name__}），这一行没有做；其余照常")


def _must_not_reach_beyond_now(script: Script) -> None:
    """
    The sweep is the hall's, so an act of tomorrow would break today's real clocks.

    :raises CannotReplay: a hall at work has open cases of its own, and the file goes beyond now.
    """
    beyond_now = bool(script.places) and script.places[-1][0] > clock.now()
    if settings.PRODUCTION and beyond_now and ledger.own_cases().filter(closed_at__isnull=True).exists():
        raise CannotReplay("记录里有将来的时刻，会让大厅在办的件提前超期。换一个单独的大厅，或删去将来的行")


def _first_day_of_catalogue() -> date | None:
    return ItemVersion.objects.aggregate(first=Min("effective_from"))["first"]


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _alone(batch: str) -> Iterator[None]:
    """:raises CannotReplay: another process plays the same load."""
    with alone(f"replay {batch}") as is_ours:
        if not is_ours:
            raise CannotReplay("这个文件正在回放，等它结束")
        yield
