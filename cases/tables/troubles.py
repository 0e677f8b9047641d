"""What the timers have passed over: one row for each thing that could not be done, from the first failure until it was done."""

from django.db import models
from django.db.models import Q

from cases.tables.case import Case
from hall.identifiers import grouped

WHOLE = 0  # the key of a trouble that is about a step as a whole, not about one case, clock or letter in it


class Doing(models.TextChoices):
    """What was being done. Each goes over things of one kind, named in KEYS; a trouble's `key` is the id of one of these."""

    GAPS = "gaps", "容缺到期处理"
    SWEEP = "sweep", "时限巡查"
    DEEMING = "deeming", "视为受理"
    PAUSES = "pauses", "特别程序期满"
    HEARINGS = "hearings", "听证日停办的告知"
    CORRECTIONS = "corrections", "补正期限已过的消息"
    LEADS = "leads", "由红黄牌立线索"
    SUPPRESSION = "suppression", "标出压案"
    SENDING = "sending", "发送短信和邮件"
    STAFF_POST = "staff_post", "转发消息给工作人员"
    STAFF_LETTER = "staff_letter", "写给工作人员的短信和邮件"
    TELLING = "telling", "写信给申请人"
    BULK = "bulk", "批量办理"
    RECOMPUTATION = "recomputation", "重新推算时限"
    RECONCILIATION = "reconciliation", "计时核对"


KEYS = {  # the others go over cases
    Doing.SWEEP: "时限",
    Doing.LEADS: "红黄牌",
    Doing.SENDING: "信件",
    Doing.STAFF_POST: "工作人员",
    Doing.STAFF_LETTER: "消息",
}


class Trouble(models.Model):
    """
    One thing that is passed over, open until it is done or no longer to be done (cases.troubles).

    It holds no personal data: ids, a case, and the class of the fault, never the fault's own text, which may repeat values.
    """

    doing = models.CharField("事项", max_length=20, choices=Doing.choices)
    key = models.BigIntegerField(help_text="id of the case, clock, card, letter, person or row; 0: the step as a whole")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    fault = models.CharField("出错", max_length=100, help_text="class of the fault")
    first_at = models.DateTimeField("首次")
    last_at = models.DateTimeField("最近")
    times = models.PositiveIntegerField("次数", default=1)
    next_try_at = models.DateTimeField("下次再试", null=True)
    over_at = models.DateTimeField("结束", null=True)
    told_at = models.DateTimeField("邮件告知", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "未能处理"
        ordering = ["first_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["doing", "key"], condition=Q(over_at__isnull=True), name="one_open_trouble"
            ),
            models.CheckConstraint(condition=Q(doing__in=Doing.values), name="trouble_doing_is_known"),
            models.CheckConstraint(condition=Q(times__gte=1), name="trouble_has_happened"),
            models.CheckConstraint(
                condition=Q(over_at__isnull=True, next_try_at__isnull=False)
                | Q(over_at__isnull=False, next_try_at__isnull=True),
                name="trouble_is_over_or_tried_again",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="trouble_to_tell"),
            models.Index(fields=["-over_at"], condition=Q(over_at__isnull=False), name="trouble_over"),
        ]

    def __str__(self) -> str:
        return f"{self.doing} {self.key}: {self.fault}"

    @property
    def subject(self) -> str:
        """``0101 20251103 00001``, ``0101 20251103 00001（信件 12）``, ``工作人员 7``; ``整个步骤``."""
        if self.key == WHOLE:
            return "整个步骤"
        kind = KEYS.get(Doing(self.doing), "")
        one = f"{kind} {self.key}" if kind else ""
        number = grouped(self.case.number) if self.case else ""
        return f"{number}（{one}）" if number and one else number or one
