"""Why an act on a correction cannot be done now, whatever is filled in: asked by pages and buttons, and again by the verb."""

from datetime import datetime

from hall.models import User
from ratings.models import Correction, Result

TRIED = (Result.REACHED, Result.NOT_REACHED)
DONE = (Result.FIXED, Result.EXPLAINED)
SAID = (Result.SATISFIED, Result.NOT_SATISFIED, Result.NOT_REACHED)
RULINGS = (Result.MALICIOUS, Result.GENUINE)


def is_redone(correction: Correction) -> bool:
    """Whether a follow-up has opened it once more already."""
    return correction.steps.filter(verb="call_back", result=Result.NOT_SATISFIED).exists()


def why_not(act: str, correction: Correction, *, by: User, at: datetime) -> str:
    """The sentence for a correction that is not ready for it; the state table is asked beside this (hall.flow)."""
    if act == "prolong_correction" and correction.prolonged_at:
        return "已经延长过一次，不能再延长"
    if act == "dispute" and correction.disputed_at:
        return "已经申请过认定"
    if act == "judge":
        if correction.judged_at:
            return "已经认定过"
        if not correction.disputed_at:
            return "还没有人申请认定恶意评价"
        if correction.disputed_by_id == by.pk:
            return "申请认定的人不能自己认定，由另一个人认定"
    if act == "call_back" and correction.rating.person_id == by.pk:
        return "办理的人不能自己回访，由另一个人回访"
    return ""
