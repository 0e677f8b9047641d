"""Rewarded reporting (有奖举报, rules C13): a scale, a sum decided by one, paid by another against the receipt code."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cases import history
from cases.proofs import proof
from cases.queries import locked
from cases.turn import Turn
from complaints.models import Complaint, Reward, RewardLevel
from complaints.queries import to_pay
from complaints.turn import verb
from hall.models import User
from hall.refusals import BadInput, Refused, need, need_reason


class CannotReward(Refused):
    code = "cannot-reward"


class NothingToPay(Refused):
    """The same for a code of nothing, of another kind of case, without a reward, or paid already by the same person or another."""

    code = "nothing-to-pay"
    sentence = "这个凭证码没有待支付的奖励，核对后再输"


@transaction.atomic
def set_level(*, name: str, least: Decimal, most: Decimal, document: str, by: User, at: datetime) -> RewardLevel:
    """Add a step to the scale."""
    need(name.strip(), "填写档次", "name")
    need(document.strip(), "填写依据的文件", "document")
    if least <= 0 or most < least:
        raise BadInput("最低要大于 0，最高不能低于最低", field="most")
    if RewardLevel.objects.filter(name=name.strip(), ended_at__isnull=True).exists():
        raise BadInput("已经有这个档次，先停用原来的", field="name")
    return RewardLevel.objects.create(
        name=name.strip(), least=least, most=most, document=document.strip(), set_by=by, set_at=at
    )


@transaction.atomic
def end_level(*, level: RewardLevel, by: User, at: datetime) -> RewardLevel:
    """End a step of the scale; what was decided by it stays."""
    level = RewardLevel.objects.select_for_update().get(pk=level.pk)
    if level.ended_at is None:
        level.ended_at = at
        level.save(update_fields=["ended_at"])
    return level


@verb(refusal=CannotReward)
def decide_reward(turn: Turn[Complaint], *, level: str, amount: Decimal, reason: str) -> Reward:
    """
    Decide what an upheld report is rewarded with, within its step of the scale. It reads it with the receipt code.

    :raises CannotReward: decided before, or not upheld.
    """
    step = RewardLevel.objects.filter(name=level, ended_at__isnull=True).order_by("-pk").first()
    if step is None:
        raise BadInput("选择奖励标准里的一档", field="level")
    amount = amount.quantize(Decimal("0.01"))  # as the row has it, in the line too
    if not step.least <= amount <= step.most:
        raise BadInput(f"这一档是 {step.least:,.0f} 到 {step.most:,.0f} 元", field="amount")
    need_reason(reason, "写明奖励的理由", "reason")
    reward = Reward.objects.create(
        complaint=turn.subject, level=step, amount=amount, reason=reason.strip(), decided_at=turn.at, decided_by=turn.by
    )
    turn.record(amount=str(reward.amount), level=step.pk, reason_hash=proof("reward", str(reward.key), reward.reason))
    return reward


@transaction.atomic
def pay_reward(*, code: str, voucher: str, by: User, at: datetime) -> Reward:
    """
    Pay what waits under a receipt code. Whoever pays learns the sum, and neither the case nor who it is.

    :raises NothingToPay: nothing waits there, or this person has decided it.
    """
    need(voucher.strip(), "填写付款凭单号", "voucher")
    waiting = to_pay(code)
    if waiting is None:
        raise NothingToPay(field="code")
    case = locked(waiting.complaint.case.number)
    reward = Reward.objects.select_for_update().filter(pk=waiting.pk, paid_at__isnull=True).first()
    if reward is None or reward.decided_by == by:
        raise NothingToPay(field="code")
    reward.voucher, reward.paid_at, reward.paid_by = voucher.strip(), at, by
    reward.save(update_fields=["voucher", "paid_at", "paid_by"])
    history.record(case, verb="pay_reward", by=by, at=at, amount=str(reward.amount))
    return reward
