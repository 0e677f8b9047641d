"""
Pushing what was written (exchange.pushing): each ticket's news in its order, the later after the earlier has its outcome.

A try is three steps, as for letters (cases.sending): take a row and commit that it is being sent; hand it over, with no transaction
open; note what became of it. Where nobody knows what became of it, it is tried again under the same key, which lets the platform
drop what it has seen. After three days it lies in the basket.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from cases.gateways.fate import Answer, Fate
from cases.troubles import SHARED
from exchange import platform
from exchange.models import Push

log = logging.getLogger(__name__)

State = Push.State
A_RUN = timedelta(seconds=20)  # a task takes no further push after that: the next one goes on
LOST_AFTER = timedelta(seconds=150)  # longer than any try can take: the task itself is killed before (exchange.tasks)
AGAIN_AFTER = [
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)
]  # then every six hours, to the row's end


def send_due(*, clock: Callable[[], datetime]) -> int:
    """
    Push what waits, one message at a time, until nothing is due or A_RUN has passed; returns how many were tried.

    :param clock: tells the time at the door; a run outlasts an instant.
    """
    began, tries = clock(), 0
    resolve_lost(at=began)
    give_up(at=began)
    if not platform.is_set_up():
        _end(
            Push.objects.filter(state__in=[State.WAITING, State.UNKNOWN]),
            State.NO_PLATFORM,
            at=began,
            why="no-platform",
        )
        return tries
    while (at := clock()) < began + A_RUN and (push := claim(at=at)) is not None:
        answer = _handed_over(push, at=at)
        tries += 1
        note(push, answer, at=clock())
        if answer.trouble:
            break  # the next one would fare no better; it waits for the next run
    return tries


def claim(*, at: datetime) -> Push | None:
    """Take the push whose turn it is and commit that it is being sent; None when nothing is due."""
    earlier = Push.objects.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"), state__in=Push.OPEN)
    due = Push.objects.filter(state__in=[State.WAITING, State.UNKNOWN], next_try_at__lte=at).exclude(Exists(earlier))
    with transaction.atomic():
        due = due.select_related("ticket").order_by("next_try_at", "pk")
        push = due.select_for_update(of=("self",), skip_locked=True).first()
        if push is not None:
            push.state, push.tries, push.sending_since, push.next_try_at = State.SENDING, push.tries + 1, at, None
            push.save(update_fields=["state", "tries", "sending_since", "next_try_at"])
        return push


def note(push: Push, answer: Answer, *, at: datetime) -> None:
    """Write down what became of a try; one that another worker has given up as lost meanwhile is left to that."""
    mine = Push.objects.filter(pk=push.pk, tries=push.tries, state=State.SENDING)
    if answer.fate is Fate.TAKEN:
        _end(mine, State.SENT, at=at, why="")
    elif answer.fate is Fate.REJECTED:
        _end(mine, State.FAILED, at=at, why=answer.why)
    else:
        _again(mine, push, State.UNKNOWN if answer.fate is Fate.UNKNOWN else State.WAITING, why=answer.why, at=at)
    if answer.why:
        log.warning("push %s, try %s: %s", push.pk, push.tries, answer.why)


def resolve_lost(*, at: datetime) -> None:
    """Rows whose worker died between sending and noting: nobody knows what became of them, and they are tried again."""
    for push in Push.objects.filter(state=State.SENDING, sending_since__lt=at - LOST_AFTER):
        mine = Push.objects.filter(pk=push.pk, tries=push.tries, state=State.SENDING)
        _again(mine, push, State.UNKNOWN, why="worker-died", at=at)


def give_up(*, at: datetime) -> None:
    """Three days are over: from the basket an officer sends it again, or sees to it otherwise."""
    old = Push.objects.filter(give_up_at__lte=at)
    _end(old.filter(state=State.UNKNOWN), State.FAILED, at=at, why="never-known")
    _end(old.filter(state=State.WAITING), State.FAILED, at=at, why="too-late")


def _handed_over(push: Push, *, at: datetime) -> Answer:
    """What the platform answers. A fault of our own in between leaves unknown whether it has the push."""
    try:
        return platform.send(push, at=at)
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one push, the others go
        log.error("push %s: %s", push.pk, type(fault).__name__)
        return Answer(Fate.UNKNOWN, "sender-failed")


def _end(rows: Any, state: str, *, at: datetime, why: str) -> None:
    rows.update(state=state, why=why, ended_at=at, next_try_at=None, sending_since=None)


def _again(rows: Any, push: Push, state: str, *, why: str, at: datetime) -> None:
    wait = AGAIN_AFTER[min(push.tries, len(AGAIN_AFTER)) - 1]
    rows.update(state=state, why=why, sending_since=None, next_try_at=at + wait)
