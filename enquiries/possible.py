"""
Whose an enquiry is to act on: asked by pages, endpoints and buttons (the `reach` of each act), and asked again by the verb under
its lock: somebody else may have taken the enquiry over since.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case
from enquiries.models import Enquiry
from enquiries.queries import open_hand_over, responsible, to_take
from hall.access import Grant, access_of
from hall.models import User
from hall.roles import Permission

Reach = Callable[[Grant, int | None], QuerySet[Case]]

REACH: dict[str, Reach] = {
    "take": to_take,  # for whom it was handed to
    "answer": lambda grant, _user: responsible(grant),
    "hand_over": lambda grant, _user: responsible(grant),
}


def why_not(act: str, enquiry: Enquiry, *, by: User, at: datetime) -> str:
    """The sentence for an enquiry that is no longer this person's; the state table is asked beside this (hall.flow)."""
    grant = access_of(by, on=timezone.localdate(at)).grant(Permission.APPLICATION_HANDLE)
    if REACH[act](grant, by.pk).filter(pk=enquiry.pk).exists():
        return ""
    if act != "take":
        return f"这件咨询已经移交给{enquiry.case.department}，由对方答复"
    link = open_hand_over(enquiry)
    to = link and (link.to_person or link.to_department)
    return f"这件咨询已经改为移交给{to}，由对方接手" if to else "这件咨询没有在移交"
