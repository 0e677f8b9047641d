"""
May it be done now, and if not, why: one answer for buttons, pages and the API's list of acts. The verb asks the same again
under its lock (permits.actions.turn).
"""

from collections.abc import Iterable, Mapping

from hall.authority import Authority
from hall.doors.acts import Act, Occasion
from permits import possible


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return act.why_not(occasion.case.state) or possible.why_not(
        act.name, occasion.subject, by=occasion.by, at=occasion.at
    )


def offered(acts: Iterable[Act], occasion: Occasion, power: Mapping[str, Authority]) -> list[Act]:
    """
    The acts that this person can do with the case now, in their order.

    :param power: what each step would rest on for this person (permits.authority.authorities).
    """
    return [
        act
        for act in acts
        if occasion.access.grant(act.may).covers(occasion.case.department_id)
        and not why_not(act, occasion)
        and (not act.steps or any(power[step] for step in act.steps))
    ]
