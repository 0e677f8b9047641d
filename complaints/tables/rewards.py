"""Rewarded reporting: the scale, and what was decided and paid against a receipt code (rules C13, decision 154)."""

import uuid

from django.db import models
from django.db.models import F, Q

from complaints.tables.filed import Complaint
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.models import User


class RewardLevel(models.Model):
    """One step of the scale, in force from a day on. It never changes: it ends, and another one begins."""

    name = models.CharField("档次", max_length=40)
    least = models.DecimalField("最低（元）", max_digits=10, decimal_places=2)
    most = models.DecimalField("最高（元）", max_digits=10, decimal_places=2)
    document = models.CharField("文件", max_length=80)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField("启用时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "举报奖励标准"
        ordering = ["least", "id"]
        constraints = [
            check("reward_level_is_a_range", Q(least__gt=0, most__gte=F("least"))),
            once("one_reward_level_a_name", "name", condition=Q(ended_at__isnull=True)),
        ]
        triggers = [
            final("reward_level_stays", "name", "least", "most", "document", "set_by", "set_at"),
            final("reward_level_ends_once", "ended_at", of="OLD.ended_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.least:,.0f}～{self.most:,.0f} 元）"


class Reward(models.Model):
    """What a report is rewarded with. Whoever pays sees the sum and nothing else, and is another one than who decided."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="reward")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    level = models.ForeignKey(RewardLevel, on_delete=models.PROTECT, related_name="+", verbose_name="档次")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    reason = SealedTextField("理由", row=("key",))
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="决定人")
    voucher = models.CharField("付款凭单号", max_length=60, blank=True, default="")
    paid_at = models.DateTimeField("支付时间", null=True)
    paid_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="支付人")

    class Meta:
        verbose_name = verbose_name_plural = "举报奖励"
        constraints = [
            check("reward_is_a_sum", Q(amount__gt=0)),
            check(
                "reward_is_paid_whole",
                Q(paid_at__isnull=True, paid_by__isnull=True, voucher="")
                | (Q(paid_at__isnull=False, paid_by__isnull=False) & ~Q(voucher="")),
            ),
            check("reward_takes_two_people", Q(paid_by__isnull=True) | ~Q(paid_by=F("decided_by"))),
        ]
        triggers = [
            final("reward_stays_as_decided", "complaint", "key", "level", "amount", "decided_at", "decided_by"),
            final("reward_is_paid_once", "voucher", "paid_at", "paid_by", of="OLD.paid_at IS NOT NULL"),
            sealed_words("words_of_a_reward_stay", "reason"),
        ]

    def __str__(self) -> str:
        return f"reward of {self.complaint_id}"
