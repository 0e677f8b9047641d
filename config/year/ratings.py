"""How the visits of a simulated year are rated: few, mostly well; a bad one is put right and followed up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from cases.models import Case
from config.passing import pass_time
from hall.access import holders
from hall.models import User
from hall.permissions import Permission
from hall.worktime import WorkCalendar
from permits.models import Visit
from ratings import actions
from ratings.codes import VISIT, Source
from ratings.models import Correction
from replay.passing import let_time_pass

LEVELS = {5: 70, 4: 20, 3: 6, 2: 3, 1: 1}  # of a hundred ratings
BAD = 2  # this one and below are put right
WORDS = {2: "等了一个上午才轮到。", 1: "窗口的人说话很冲。"}


@dataclass(order=True)
class Step:
    """Something that happens to a rating at an instant; `turn` keeps those of one instant in their order."""

    at: datetime
    turn: int
    do: Callable[[datetime], Any]


def rate_visits(
    cases: Iterable[int],
    *,
    share: int,
    seed: int,
    at: datetime,
    calendar: WorkCalendar,
    progress: Callable[[int, int], None],
) -> int:
    """
    Rate so many of a thousand first visits of these applications, with all that follows, the timers running in between; how many.

    :param cases: their keys. :param at: now: who follows a rating up holds the post that they hold today.
    """
    random, turn = Random(f"ratings {seed}"), count()  # noqa: S311 - a story, no secret
    steps: list[Step] = []
    [office, *_others] = [post.user for post in holders(Permission.RATING_RULE, None, on=calendar.local(at).date())]
    visits = Visit.objects.filter(application__in=list(cases)).order_by("at", "pk").distinct()
    rated = 0
    for visit in visits.values("pk", "at", "application_id"):
        if random.randint(1, 1000) > share:
            continue
        rated += 1
        level = random.choices(list(LEVELS), weights=list(LEVELS.values()))[0]
        at = visit["at"] + timedelta(minutes=random.randint(5, 90))
        steps.append(Step(at, next(turn), _rates(visit["pk"], level)))
        if level <= BAD:
            rank = calendar.rank(calendar.received_on(at))
            moments = [calendar.opens(calendar.workday_at(rank + n)) + timedelta(hours=1, minutes=n) for n in (1, 3, 5)]
            acts: tuple[tuple[datetime, Callable[..., Any], dict[str, str], User | None], ...] = (
                (moments[0], actions.contact, {"result": "reached", "text": "电话道歉，问清了经过"}, None),
                (moments[1], actions.put_right, {"result": "fixed", "text": "已经调整窗口排班，当事人作了检讨"}, None),
                (moments[2], actions.call_back, {"result": "satisfied", "text": "对方认可整改"}, office),
                (moments[2] + timedelta(minutes=5), actions.finish, {}, office),
            )
            for when, verb, fields, by in acts:
                steps.append(Step(when, next(turn), _corrects(visit["pk"], verb, fields, by)))
    for number, step in enumerate(sorted(steps), 1):
        let_time_pass(step.at, pass_time)
        step.do(step.at)
        progress(number, len(steps))
    return rated


def _rates(visit: int, level: int) -> Callable[[datetime], Any]:
    return lambda at: actions.rate(source=Source(VISIT, visit), level=level, words=WORDS.get(level, ""), by=None, at=at)


def _corrects(
    visit: int, verb: Callable[..., Any], fields: dict[str, str], by: User | None
) -> Callable[[datetime], Any]:
    def act(at: datetime) -> None:
        case: Case = Correction.objects.select_related("case__owner").get(rating__link__visit=visit).case
        verb(number=case.number, by=by or case.owner, at=at, **fields)

    return act
