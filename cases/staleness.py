"""Refusing an act that was prepared on an older version of the case: somebody else acted in between. What was typed is kept."""

from collections.abc import Callable

from django.utils import timezone

from cases.models import Case, Event
from hall.refusals import Refused

BY_THE_SWEEP = ("warned", "breached", "recomputed")


class Stale(Refused):
    code = "stale"


def must_be_current(case: Case, version: int | None, *, reads: Callable[[Event], bool] = lambda _event: True) -> None:
    """
    Check that nobody has acted on the case since `version` was shown; None asks nothing (programs that do not care).

    :param reads: whether whoever acts may read a line of the case, where that is not every one: of the others no name is said.
    :raises Stale: somebody has. The sentence says who and when.
    """
    if version is None or version == case.version:
        return
    last = next((event for event in reversed(acted_since(case, version)) if event.actor and reads(event)), None)
    who = f"{last.actor} 在 {timezone.localtime(last.at):%H:%M} " if last else "有人刚刚"
    raise Stale(f"{who}改过此办件。您填的内容还在，先看改动再保存")


def acted_since(case: Case, version: int) -> list[Event]:
    """What was done on a case since that version, the oldest first. The sweep's lines raise no version and are left out."""
    lines = case.events.exclude(verb__in=BY_THE_SWEEP).select_related("actor").order_by("-seq")
    return list(reversed(lines[: max(0, case.version - version)]))
