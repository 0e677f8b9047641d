"""The lamp of a whole case: the worst of its running clocks, at an instant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cases.clocks import A_SECOND
from cases.models import Case, Deadline
from cases.rules import LAMP_WORDS, RULES, Lamp
from cases.wording import lamp_at, lamp_word, worst_clock

IDLE = "不计时"  # an open case without a running clock
SETTLED = (int(Lamp.RED), int(Lamp.DEEP_RED))  # lamps that the passing of time alone does not change


def worst(clocks: Iterable[Deadline], *, at: datetime) -> Lamp:
    """The case's lamp as cases.wording.lamp_at shows it clock by clock; grey without a running clock."""
    return max((Lamp[lamp_at(clock, at=at).upper()] for clock in clocks if clock.runs), default=Lamp.GREY)


def of_a_row(running: list[Deadline], *, idle: str, at: datetime) -> dict[str, Any]:
    """
    What a line of an API's list says of a case's running clocks: the lamp, and what runs out next.

    :param idle: the word where none runs: such a case is not paused.
    """
    lamp = worst(running, at=at)
    following = worst_clock([clock for clock in running if clock.lamp], at=at)
    return {
        "lamp": lamp.name.lower(),
        "lamp_words": lamp_word(following, at=at) if following else LAMP_WORDS[lamp] if running else idle,
        "next_rule": following.rule if following else None,
        "due_at": following.due_at if following else None,
        "provisional": bool(following and following.provisional),
    }


def with_lamp(cases: QuerySet[Case], *, at: datetime) -> QuerySet[Case]:
    """Annotate `lamp`: the same answer in the database, for filters."""
    broken = {lamp: [str(rule) for rule, terms in RULES.items() if terms.broken is lamp] for lamp in Lamp}
    quiet = [str(rule) for rule, terms in RULES.items() if terms.quiet]
    now = Choose(
        When(lamp__in=SETTLED, then=F("lamp")),
        When(lamp=Lamp.GREY, next_alert_at__isnull=True, then=F("lamp")),  # stopped
        *[
            When(rule__in=rules, due_at__lte=at - A_SECOND, then=Value(int(lamp)))
            for lamp, rules in broken.items()
            if rules
        ],
        When(~Q(rule__in=quiet), warn_at__lte=at, then=Value(int(Lamp.YELLOW))),
        default=F("lamp"),
    )
    running = Deadline.objects.running().filter(case=OuterRef("pk"))
    return cases.annotate(lamp=Coalesce(Subquery(running.annotate(now=now).order_by("-now").values("now")[:1]), 0))
