"""
How a matter came in when an officer typed it in, what it is about besides a department, and what it turned out to be: another kind,
or the same matter as another case.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from complaints.tables.filed import FILED_BY_PEOPLE, Complaint
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.models import ServiceItem, User, Window


class Channel(models.TextChoices):
    """How it came. The public form leaves no row here: the officer's channels do."""

    WINDOW = "window", "来访（窗口）"
    PHONE = "phone", "电话（24 小时举报电话）"
    HOTLINE = "12345", "12345 热线"
    LETTER = "letter", "来信"
    BOX = "box", "监督箱"
    WECHAT = "wechat", "微信"
    WEIBO = "weibo", "微博"
    CHECK = "check", "暗访检查"
    MONTHLY = "monthly", "月报"
    CASE = "case", "其他案件"


class Intake(models.Model):
    """
    What an officer knows of how a matter came in. Whatever it is about, the case is hidden from that department's people
    (Case.hidden_from), or is the inspector's alone (Case.about_centre).

    :ivar came_on: the day on which it came by its channel; the clocks run from when it was typed in, and both days are shown.
    :ivar note: the opening log of a box, the number of the report or check it came from.
    :ivar line: of the high-voltage list `line_version`.
    """

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, primary_key=True, related_name="intake")
    channel = models.CharField("来源", max_length=10, choices=Channel.choices)
    came_on = models.DateField("来件日期")
    note = SealedTextField("来源记录", row=("complaint",), blank=True, default="")
    is_self_reported = models.BooleanField("单位主动报告", default=False)
    line = models.PositiveSmallIntegerField("高压线", null=True)
    line_version = models.CharField("高压线版本", max_length=20, blank=True)
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="反映的窗口")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="反映的人")
    item = models.ForeignKey(
        ServiceItem, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="反映的事项"
    )
    about_case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="反映的办件"
    )
    typed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="登记人",
        help_text="空＝12345 平台推送",
    )

    class Meta:
        verbose_name = verbose_name_plural = "来件登记"
        constraints = [
            check("intake_channel_is_known", Q(channel__in=Channel.values)),
            check("only_a_platform_types_nothing_in", Q(typed_by__isnull=False) | Q(channel="12345")),
            check(
                "high_voltage_line_names_its_list",
                Q(line__isnull=True, line_version="") | Q(line__isnull=False, line__gte=1) & ~Q(line_version=""),
            ),
        ]
        triggers = [
            final(
                "intake_is_final", "complaint", "channel", "came_on", "is_self_reported", "line", "line_version", "window",
                "person", "item", "about_case", "typed_by",
            ),
            sealed_words("words_of_an_intake_stay", "note"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.came_on}"


class Reclassification(models.Model):
    """
    改类型: one officer proposes another kind with a reason, another person agrees or does not (field.md a-7). The row of the complaint
    stays as it was filed: it keeps its clocks and counts as received under its first kind.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="reclassifications")
    kind = models.CharField("改为", max_length=20, choices=FILED_BY_PEOPLE)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    reason = SealedTextField("理由", row=("key",))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    is_agreed = models.BooleanField("同意", null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    decided_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "改类型"
        ordering = ["proposed_at", "id"]
        constraints = [
            once("one_reclassification_waits", "complaint", condition=Q(decided_at__isnull=True)),
            check(
                "reclassification_is_decided_by_another",
                Q(decided_at__isnull=True, decided_by__isnull=True, is_agreed__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False, is_agreed__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]  # fmt: skip
        triggers = [
            final("reclassification_stays_as_proposed", "complaint", "kind", "key", "proposed_by", "proposed_at"),
            final("reclassification_is_decided_once", of="OLD.decided_at IS NOT NULL"),
            sealed_words("words_of_a_reclassification_stay", "reason"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.kind}"


class Joining(models.Model):
    """并案: a case that says the same as another. Its reporter is a further reporter of that one, and reads that one's reply."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, primary_key=True, related_name="joining")
    leading = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="joined", verbose_name="并入")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "并案"
        constraints = [check("case_joins_another", ~Q(complaint=F("leading")))]
        triggers = [final("joining_is_final")]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.leading_id}"
