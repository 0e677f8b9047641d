"""What several acts have in common: the reason that they ask for, and instants and clocks, read from the facts of an event."""

from datetime import date
from typing import Any

from cases.rules import RULES
from cases.wording import marked, moment_of
from hall.doors.acts import Facts, Field, Kind
from hall.templatetags.presentation import day
from permits.wording import LONG

NEVER_BEGAN = "特别程序没有开始就撤回，没有一天不计"


def reason_for(what: str, label: str, *, most: int = LONG, **more: Any) -> Field:
    """The field of a reason. :param what: it is in full, for whoever left it empty, where the page's label is shorter."""
    return Field("reason", label, Kind.TEXT, f"填写{what}", most=most, api_label=what, **more)


def day_of(text: str) -> str:
    """A day as it stands in an event's facts: ``2026年11月20日``."""
    return day(date.fromisoformat(text))


def due(facts: Facts, name: str) -> str:
    """A due moment of the facts, with 暂定 where it rests on a year that was not announced."""
    return marked(moment_of(facts[name]), facts.get("provisional"))


def resumed_clocks(facts: Facts) -> str:
    """The clocks that run again, each with its new moment."""
    tentative = facts.get("provisional", ())
    return "；".join(
        f"{RULES[rule].words} {marked(moment_of(at), rule in tentative)}"
        for rule, at in facts.get("due", {}).items()
        if rule in RULES
    )


def resumed_for_staff(facts: Facts) -> str:
    again = resumed_clocks(facts)
    each_due = [f"{each} 到期" for each in again.split("；")] if again else []
    return "；".join([*never_began(facts), *each_due])


def resumed_for_applicant(facts: Facts) -> str:
    again = resumed_clocks(facts)
    return "。".join(
        [
            *never_began(facts),
            *([f"到期时间：{again}" if facts.get("never_began") else f"新的到期时间：{again}"] if again else []),
        ]
    )


def never_began(facts: Facts) -> list[str]:
    """What is said of a special procedure that was ended before its first day; nothing of any other."""
    return [NEVER_BEGAN] if facts.get("never_began") else []


def barred(facts: Facts) -> str:
    """Until when the applicant may not apply again, behind what else is told; "" where nothing is barred."""
    return f"。到 {day_of(facts['barred_until'])} 为止不能再次申请这个事项" if facts.get("barred_until") else ""


def reason(facts: Facts) -> str:
    return str(facts["reason"])
