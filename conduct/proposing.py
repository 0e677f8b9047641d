"""What the software proposes after an attribution: one row for each link of the chain, and nothing takes effect by it (rules C11)."""

from datetime import datetime

from conduct.ladders import (
    CHAIN,
    DEFAULT,
    DEPUTY,
    FIRST_LEADER,
    LEADER,
    SECTION_HEAD,
    SELF,
    STAFF,
    SUPERIOR,
    Weight,
    measure_of_link,
    own_measure,
)
from conduct.models import Attribution, Sanction
from conduct.queries import alone_in, counted_with, policy_on
from conduct.turn import leave
from hall.models import User
from hall.roles import Role

ABOVE = {Role.SECTION_CHIEF: CHAIN[1:], Role.DEPARTMENT_HEAD: (SUPERIOR,)}  # whoever has no line here: the whole chain
LEADERS = frozenset({Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD})
ROLE_OF = {
    SECTION_HEAD: Role.SECTION_CHIEF,
    FIRST_LEADER: Role.DEPARTMENT_HEAD,
}  # the hall has no accounts of the others


def standing_of(attribution: Attribution) -> str:
    """Whether the person answers as a leader or as staff: by the post that they had then."""
    return LEADER if attribution.post.role in LEADERS else STAFF


def weight_of(attribution: Attribution) -> Weight:
    return Weight(attribution.high_voltage, attribution.self_reported, attribution.concealed)


def propose_for(attribution: Attribution, *, at: datetime) -> list[Sanction]:
    """
    Write what is proposed for an attribution, for each link once: twice gives the same rows. The policy is that of the day of
    the finding, and no later one makes it worse.
    """
    occurrence = max(len(counted_with(attribution)), 1)
    policy = policy_on(attribution.found_on)
    ladder, weight = policy.ladder if policy else DEFAULT, weight_of(attribution)
    own = own_measure(ladder=ladder, standing=standing_of(attribution), occurrence=occurrence, weight=weight)
    links: list[tuple[str, User | None, str]] = [(SELF, attribution.person, own)]
    for link in ABOVE.get(Role(attribution.post.role), CHAIN):
        who = _who(link, attribution)
        if who is None or who.pk != attribution.person_id:
            links.append((link, who, measure_of_link(link, occurrence=occurrence, weight=weight)))
    return [
        _once(
            attribution, link, at=at, person=who, proposed=measure, occurrence=occurrence, ladder=ladder, policy=policy
        )
        for link, who, measure in links
    ]


def _once(attribution: Attribution, link: str, *, at: datetime, **terms: object) -> Sanction:
    row, is_new = Sanction.objects.get_or_create(
        attribution=attribution, link=link, defaults={"proposed_at": at, **terms}
    )
    if is_new:
        leave(row, "propose_sanction", by=None, at=at)
    return row


def _who(link: str, attribution: Attribution) -> User | None:
    """Who had that place on the day of the finding, where the hall's posts say it; deputies and superiors have no post of their own."""
    if link == DEPUTY or link not in ROLE_OF:
        return None
    return alone_in(ROLE_OF[link], attribution.department_id, on=attribution.found_on)
