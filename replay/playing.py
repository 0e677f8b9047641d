"""One process plays acts: each a transaction of its own, the timers between them, what became of each written down with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DataError, IntegrityError, transaction

from cases.troubles import SHARED
from complaints import leads
from hall import calendar
from hall.refusals import Refused
from hall.whole import block_of_one_act
from hall.worktime import CalendarRangeError
from replay import ledger
from replay.acts import ACTS
from replay.passing import PassTime, let_time_pass
from replay.reading import Act, Answer, Refusal, Script
from replay.stage import Opened, Stage

OPENING = {"register", "complain"}
TRIPS = {"visit", "receive"}


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


@dataclass
class Player:
    """
    :param before: line → what an earlier run of the file has noted of it.
    :param next_alert: when the first clock has something to say, as far as this process knows; None: it does not.
    """

    stage: Stage
    pass_time: PassTime
    before: Mapping[int, tuple[str, Answer]]
    catalogue_since: date | None = None
    next_alert: datetime | None = None

    def __post_init__(self) -> None:
        stage = self.stage
        self.played = Played(stage.script, stage.cases, stage.made_up, catalogue_since=self.catalogue_since)

    def play(self) -> Iterator[Act]:
        """Play the share, and name each act when it has been tried."""
        for act in self.played.script.acts():
            answer = self._again(act, self.before[act.line]) if act.line in self.before else self._first_time(act)
            self.played.repeats += act.line in self.before
            self.played.note(act, answer)
            yield act

    def _first_time(self, act: Act) -> Answer:
        self._let_pass(act)
        was_there = act.ref in self.stage.cases
        try:
            with block_of_one_act():
                # The act and its line in the ledger together: a replay that was killed goes on behind it.
                ACTS[act.name](self.stage, act)
                opened = self.stage.cases[act.ref].pk if act.name in OPENING else None
                self.next_alert = ledger.note(self.stage.batch, act, Answer(), opened)
        except Refused as refusal:
            answer = Answer.of(refusal)
        except CalendarRangeError:
            answer = out_of_calendar("由这一行算出的时限")
        except (DataError, IntegrityError):
            answer = Answer("cannot-store", "数据库不能保存这一行：某一项太长，或者与已有的记录冲突")
        except SHARED:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one line, the others are played
            answer = _failed(fault)
        else:
            if act.name in TRIPS and leads.are_due(at=act.at):
                # a card that no clock raises has its lead now, not at the next alert
                self.pass_time(at=act.at, heartbeat=False)
                self.next_alert = None
            return Answer()
        # The act is taken back by now: its refusal is written in a transaction of its own.
        self.stage.forget(act, was_there=was_there)
        with transaction.atomic():
            self.next_alert = ledger.note(self.stage.batch, act, answer)
        return answer

    def _let_pass(self, act: Act) -> None:
        if self.next_alert is None or self.next_alert <= act.at:
            self.next_alert = None
            let_time_pass(act.at, self.pass_time)

    def _again(self, act: Act, before: tuple[str, Answer]) -> Answer:
        """An act that an earlier run has tried: it is not done again, only answered as it was."""
        digest, answer = before
        if digest != act.digest:
            return Answer("line-changed", "这一行在上次回放以后改过；已经做过的不会重做。换一个 --batch 名称再放")
        if act.name in OPENING and not answer.code:
            try:
                self.stage.find_again(act)
            except SHARED:
                raise
            except Exception as fault:  # noqa: BLE001 - whatever is wrong with one line, the others are played
                return _failed(fault)
        return answer


def out_of_calendar(what: str) -> Answer:
    years = calendar.current().years
    return Answer("out-of-calendar", f"{what}不在工作日历的 {years[0]} 至 {years[-1]} 年之间，核对日期", "at")


def _failed(fault: Exception) -> Answer:
    """A fault of the product, or a row behind the line that cannot be read; of the fault only its class is told."""
    return Answer("line-failed", f"系统处理这一行时出错（{type(fault).__name__}），这一行没有做；其余照常")
