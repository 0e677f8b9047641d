"""Playing a file: reading it, whether it can be played here, and handing out what became of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Min
from django.utils import timezone

from cases.retelling import retelling
from hall import calendar, clock
from hall.alone import alone
from hall.models import ItemVersion, ServiceHall
from hall.refusals import Refused
from hall.retold import before_the_catalogue
from replay import ledger
from replay.passing import PassTime
from replay.places import Places
from replay.playing import Played, Player, out_of_calendar
from replay.reading import Refusal, Script, read
from replay.stage import Stage

Progress = Callable[[int, int], None]
LONGEST_NAME = 64  # characters of a batch's name


class CannotReplay(Refused):
    """The file as a whole cannot be played here."""

    code = "cannot-replay"


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
            with retelling(), clock.any_instant():
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
    since, before = _first_day_of_catalogue(), ledger.done_before(batch)
    player = Player(Stage(batch, script, Places.read(hall)), pass_time, before, catalogue_since=since)
    with before_the_catalogue(since):
        for number, _act in enumerate(player.play(), 1):
            progress(number, len(script))
        ledger.end()
    played = player.played
    for refusal in script.unread:
        played.refuse(refusal)
    return played


def _set_aside(script: Script) -> None:
    """
    Refuse the acts of years that the calendar does not cover: one slip of the pen. The others are played as if they were not
    there: no time passes up to them, no account of the file stands so long.
    """
    covered = calendar.current().years
    outside = [place for place in script.places if place[0].year not in covered]
    for act in replace(script, places=outside).acts():
        answer = out_of_calendar(f"{act.at.year} 年")
        script.unread.append(Refusal(act.line, act.ref, act.at.isoformat(), act.name, answer))
    script.places = [place for place in script.places if place[0].year in covered]


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
