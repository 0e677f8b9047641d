"""What stands where a lamp would, of an application without a running clock."""

from datetime import datetime

from django.utils import timezone

from cases.lamps import IDLE
from cases.models import Case
from permits.states import ARCHIVED, CORRECTION_REQUESTED, DELIVERED, ENDED_EARLY, ENQUIRED, REFUSED, REVOKED

NOT_SUBMITTED = "未提交"
NO_CLOCK = {
    CORRECTION_REQUESTED: "等申请人补正，不计时",
    REFUSED: "待领取",
    DELIVERED: "待归档",
    ARCHIVED: "已归档",
    REVOKED: "已撤销",
    **dict.fromkeys(ENDED_EARLY, "已结束"),
}


def idle_words(case: Case, *, at: datetime) -> str:
    """What a list says of it."""
    if case.state == ENQUIRED:
        return f"{NOT_SUBMITTED}，{asked_for(case, at=at)}"
    return NO_CLOCK.get(case.state, IDLE)


def asked_for(case: Case, *, at: datetime) -> str:
    """How long a consultation has led to nothing."""
    days = (timezone.localdate(at) - timezone.localdate(case.opened_at)).days
    return f"咨询已 {days} 天" if days else "今天咨询"
