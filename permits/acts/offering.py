"""
May it be done now, and if not, why: one answer for buttons, pages and the API's list of acts. The verb asks the same again
under its lock (permits.actions.turn).
"""

from collections.abc import Iterable, Mapping

from hall.doors.acts import Act, Occasion
from hall.powers import Standing
from permits import possible


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return act.why_not(occasion.case.state) or possible.why_not(
        act.name, occasion.subject, by=occasion.by, at=occasion.at
    )


def permitted(act: Act, occasion: Occasion) -> bool:
    """Whether the person holds the act's permission for the case's department."""
    return occasion.access.grant(act.may).covers(occasion.case.department_id)


def empowered(act: Act, power: Mapping[str, Standing]) -> bool:
    """Whether something gives the person one of the steps that the act takes; an act that takes none asks for nothing."""
    return not act.steps or any(power[step] for step in act.steps)


def answers(acts: Iterable[Act], occasion: Occasion) -> dict[Act, str]:
    """Of the acts that this person may do: why not now, or ""."""
    return {act: why_not(act, occasion) for act in acts if permitted(act, occasion)}


def offered(reasons: Mapping[Act, str], occasion: Occasion, power: Mapping[str, Standing]) -> list[Act]:
    """
    The acts that this person can do with the case now, in their order.

    :param reasons: what `answers` gave. :param power: what each step would rest on for this person (permits.power).
    """
    return [
        act
        for act, reason in reasons.items()
        if not reason and empowered(act, power) and possible.has_a_point(act.name, occasion.subject)
    ]
