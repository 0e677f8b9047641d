"""Who rules on an appeal against a card: the office, but nobody in a matter of their own (decisions 124, 136)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Card, CardState, Event
from hall.access import Access, access_of, holders
from hall.models import User
from hall.permissions import Permission
from hall.prepared import Prepared
from hall.roles import Role

# the events that say what was written about a card
REMARKS = ("card_explained", "card_appealed", "card_upheld", "card_withdrawn")


def recused(card: Card, by: User, *, at: datetime) -> str:
    """
    Why this person, whatever post they hold, does not rule on an appeal: nobody is the judge in a matter of their own. "" for
    whoever has no part in it.
    """
    reason = _part_of_post(card, by, access_of(by, on=timezone.localdate(at)))
    if not reason and _remarks([card]).filter(actor=by).exists():
        reason = "这张牌的说明或申诉是您写的"
    if not reason:
        return ""
    others = judges_of(card, at=at)
    return f"{reason}，{'申诉由软环境办的其他人裁定' if others else '现在没有别人能裁定，由管理员另设一名软环境办'}"


def judges_of(card: Card, *, at: datetime) -> list[User]:
    """Who can rule on an appeal against a card; empty where everybody of the office has a part in it."""
    wrote = set(_remarks([card]).values_list("actor", flat=True))
    able = (judge for judge, access in _office(at) if _may(card, judge, access) and judge.pk not in wrote)
    return sorted(able, key=lambda judge: judge.pk)


def without_a_judge(*, at: datetime) -> int:
    """How many cards wait for a ruling that nobody can make."""
    cards = _APPEALED.rows()
    if not cards:
        return 0
    office = list(_office(at))
    wrote = set(_remarks(cards).values_list("facts__card", "actor"))
    return sum(
        not any(_may(card, judge, access) and (card.pk, judge.pk) not in wrote for judge, access in office)
        for card in cards
    )


_APPEALED = Prepared(lambda: Card.objects.filter(state=CardState.APPEALED).select_related("case", "department"))


def _office(at: datetime) -> Iterator[tuple[User, Access]]:
    on = timezone.localdate(at)
    for user in {post.user for post in holders(Permission.CARD_RULE, None, on=on)}:
        yield user, access_of(user, on=on)


def _may(card: Card, judge: User, access: Access) -> bool:
    return card.is_reached_by(access.grant(Permission.CARD_RULE)) and not _part_of_post(card, judge, access)


def _part_of_post(card: Card, by: User, access: Access) -> str:
    """What part somebody has in a card by their posts; "" for none."""
    if by.pk == card.owner_id:
        return "您是这张牌的责任人"
    if card.department_id in access.departments:
        return f"您在{card.department}有岗位"
    if card.department_id is None and any(post.role == Role.COMPLAINT_OFFICER for post in access.posts):
        return "您是投诉受理员"
    return ""


def _remarks(cards: list[Card]) -> QuerySet[Event]:
    """What was written about some cards."""
    cases, keys = [card.case_id for card in cards], [card.pk for card in cards]
    return Event.objects.filter(case__in=cases, verb__in=REMARKS, facts__card__in=keys)
