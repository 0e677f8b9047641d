"""
What an act will do to the clocks of an application, told before it is confirmed (decision 60).

The act itself is done and taken back: what is foretold and what then happens come from the same functions, so they cannot
differ. The confirmed act is measured in the same way, and taken back too if it did something else than was shown.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import TextChoices

from cases import clocks, in_hand
from cases.models import Deadline
from hall import calendar
from hall.refusals import Refused
from permits.actions.locking import lock


class Change(TextChoices):
    """What becomes of a clock."""

    STOPS = "stops", "停止计时"
    GOES_ON = "goes_on", "恢复计时"
    MOVES = "moves", "到期改变"
    ENDS = "ends", "结束"
    STARTS = "starts", "开始计时"
    STAYS = "stays", "不变"


@dataclass(frozen=True)
class Effect:
    """
    One clock, as it is and as it becomes.

    :param due_before: None while it stands still, or if the act starts it. :param due_after: None if it stops or ends.
    :param broken: its due moment had passed before the act.
    :param verdict: how it ends; "" if it goes on.
    :param provisional: `due_after` rests on a year that is not announced yet; `provisional_before`: `due_before` does.
    :param lines: the arithmetic of `due_after`, line by line.
    """

    rule: str
    change: Change
    due_before: datetime | None
    due_after: datetime | None
    broken: bool
    verdict: str
    provisional: bool
    provisional_before: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foresight:
    """The effects of an act, the nearest due moment first; `seen` is what the confirmation sends back."""

    effects: tuple[Effect, ...]

    @property
    def seen(self) -> str:
        effects = [{name: value for name, value in asdict(each).items() if name != "lines"} for each in self.effects]
        return sha256(json.dumps(effects, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


class NotAsForeseen(Refused):
    """The clocks, the day or the calendar have moved since the effects were shown. Nothing was done."""

    code = "not-as-foreseen"
    sentence = "看过以后时限有了变化，下面是现在的影响，看过再确认"

    def __init__(self, foresight: Foresight) -> None:
        self.foresight = foresight
        super().__init__()


Verb = Callable[..., Any]


def foresee(verb: Verb, *, number: str, at: datetime, version: int | None = None, **fields: Any) -> Foresight:
    """
    Say what an act would do to the clocks. Nothing is done.

    :raises Refused: whatever the act itself would be refused for, in the same words.
    """
    with transaction.atomic():
        _answer, foresight = _done(verb, number=number, at=at, version=version, **fields)
        transaction.set_rollback(True)
    return foresight


@transaction.atomic
def carry_out(
    verb: Verb, *, seen: str, number: str, at: datetime, version: int | None = None, **fields: Any
) -> tuple[Any, Foresight]:
    """
    Do an act whose effects were shown, and return what its verb returns, and what was foreseen.

    :param seen: of the foresight that was shown.
    :raises NotAsForeseen: it would do something else by now; it carries what that is.
    """
    answer, foresight = _done(verb, number=number, at=at, version=version, **fields)
    if foresight.seen != seen:
        raise NotAsForeseen(foresight)
    return answer, foresight


def _done(verb: Verb, *, number: str, at: datetime, version: int | None, **fields: Any) -> tuple[Any, Foresight]:
    with in_hand.acting():  # an act of its own: what it has in memory stays as it was before the verb
        case, _application = lock(number, version, at=at)  # what time has done by now is no effect of the act
        before = clocks.running(case)
    broken = {clock.pk for clock in before if clocks.is_broken(clock, at=at)}
    answer = verb(number=number, at=at, **fields)
    after = {clock.pk: clock for clock in Deadline.objects.filter(case=case).order_by("due_at", "pk")}
    for clock in after.values():
        clock.case = case
    with calendar.held():
        return answer, Foresight(_effects(before, after, broken))


def _effects(before: Sequence[Deadline], after: dict[int, Deadline], broken: set[int]) -> tuple[Effect, ...]:
    successors = {clock.supersedes_id: clock for clock in after.values() if clock.supersedes_id}
    continued = [
        _effect(clock, successors.get(clock.pk) or after[clock.pk], broken=clock.pk in broken) for clock in before
    ]
    compared = {clock.pk for clock in before} | {clock.pk for clock in successors.values()}
    started = [clock for clock in after.values() if clock.runs and clock.pk not in compared]
    return (*continued, *(_effect(None, clock, broken=False) for clock in started))


def _effect(before: Deadline | None, after: Deadline, *, broken: bool) -> Effect:
    due_before = None if before is None or before.is_stopped else before.due_at
    due_after = after.due_at if after.runs and not after.is_stopped else None
    return Effect(
        rule=after.rule,
        change=_change(before, after),
        due_before=due_before,
        due_after=due_after,
        broken=broken,
        verdict=after.verdict,
        provisional=after.provisional,
        provisional_before=before is not None and before.provisional,
        lines=tuple(clocks.explanation(after).sentences()) if due_after else (),
    )


def _change(before: Deadline | None, after: Deadline) -> Change:
    if before is None:
        return Change.STARTS
    if not after.runs:
        return Change.ENDS
    if after.is_stopped != before.is_stopped:
        return Change.STOPS if after.is_stopped else Change.GOES_ON
    return Change.MOVES if after.due_at != before.due_at else Change.STAYS
