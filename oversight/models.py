"""What the office publishes of a period: bulletins with their frozen figures, and the numbered corrections beside them; scores: oversight.tables."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from hall.constraints import check, final, index, once
from hall.models import Department, ServiceItem, User
from oversight.tables.scores import PublishedScore, ScoreCorrection, ScoreObjection, ScoreSheet

__all__ = [
    "Bulletin", "BulletinCorrection", "PublishedScore", "ScoreCorrection", "ScoreObjection", "ScoreSheet", "WhatIf", "WhatIfClock",
]  # fmt: skip


class Bulletin(models.Model):
    """
    通报: the figures of a month, quarter or year, frozen when it is issued, and the office's words to them (decision 189).

    `figures` is what `oversight.bulletins.figures_of` gives, None before the issue. A draft is changed and dropped; what was issued
    stays as it is, and what turns out wrong afterwards is a correction beside it.
    """

    class Span(models.TextChoices):
        MONTH = "month", "月度"
        QUARTER = "quarter", "季度"
        YEAR = "year", "年度"

    span = models.CharField("种类", max_length=10, choices=Span.choices)
    first = models.DateField("从")
    after = models.DateField("到（不含）")
    title = models.CharField("标题", max_length=80)
    text = models.TextField("正文", blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("起草")
    year = models.PositiveSmallIntegerField("年份", null=True)
    serial = models.PositiveSmallIntegerField("顺序号", null=True)
    figures = models.JSONField("数字", null=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField("发出", null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField("公布", null=True)
    taken_down_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    taken_down_at = models.DateTimeField("撤下", null=True)
    taken_down_because = models.TextField("撤下的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["-first", "span"]
        constraints = [
            once("one_bulletin_a_period", "span", "first"),
            once("one_bulletin_a_number", "year", "serial"),
            check("bulletin_span_is_known", Q(span__in=["month", "quarter", "year"])),
            check("bulletin_is_of_a_period", Q(after__gt=F("first"))),
            check(
                "issued_with_number_and_figures",
                Q(issued_at=None, issued_by=None, figures=None, year=None, serial=None)
                | Q(
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    figures__isnull=False,
                    year__isnull=False,
                    serial__isnull=False,
                ),
            ),
            check("published_when_issued", Q(published_at=None) | Q(issued_at__isnull=False)),
            check("taken_down_when_published", Q(taken_down_at=None) | Q(published_at__isnull=False)),
        ]
        triggers = [
            final(
                "issued_bulletin_is_final", "span", "first", "after", "title", "text", "year", "serial", "figures", "issued_by",
                "issued_at", of="OLD.issued_at IS NOT NULL",
            ),
            final("bulletin_is_published_once", "published_by", "published_at", of="OLD.published_at IS NOT NULL"),
            final(
                "bulletin_is_taken_down_once", "taken_down_by", "taken_down_at", "taken_down_because",
                of="OLD.taken_down_at IS NOT NULL",
            ),
            pgtrigger.Protect(
                name="issued_bulletin_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__issued_at__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """软环境通报〔2026〕第3号; "" for a draft."""
        return f"软环境通报〔{self.year}〕第{self.serial}号" if self.serial else ""

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.taken_down_at is None


class BulletinCorrection(models.Model):
    """更正: the figures of the same period as they are counted later, with why, numbered beside the bulletin (field.md h-5)."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("第几次")
    figures = models.JSONField("数字")
    reason = models.TextField("原因")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "通报更正"
        ordering = ["bulletin", "number"]
        constraints = [once("one_correction_a_number", "bulletin", "number")]
        triggers = [pgtrigger.Protect(name="correction_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.bulletin}：更正 {self.number}"


class WhatIf(models.Model):
    """
    推演: the hall's own past judged by another policy (decision 190). Asked for once, worked off by the timers a batch of cases at a
    time; `place` is the key of the last case that was judged.

    :param promise: what becomes of the promised limits; `days` with DAYS. `closed_on`: a day more on which nobody would have worked.
    :param units: ``{"<department's key, or 0>": [clocks, late as it was, late as it would have been]}``.
    :param differing: numbers of cases whose stored verdicts are not those of the present policy: at most MOST_NAMED.
    """

    class Promise(models.TextChoices):
        SAME = "same", "不变"
        DAYS = "days", "一律几个工作日（原来更短的不变）"
        THIRD = "third", "再缩短三分之一（不足一天的进到一天）"

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出")
    first = models.DateField("从")
    last = models.DateField("到")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", null=True)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+", null=True)
    promise = models.CharField("承诺时限", max_length=10, choices=Promise.choices)
    days = models.PositiveSmallIntegerField("工作日", null=True)
    closed_on = models.DateField("多停办一天", null=True)
    place = models.BigIntegerField(default=0)
    cases = models.PositiveIntegerField("要判的件")
    judged = models.PositiveIntegerField("判了的件", default=0)
    unread = models.PositiveIntegerField("判不了的件", default=0)
    differs = models.PositiveIntegerField("和现在不同的时限", default=0)
    differing = models.JSONField(default=list)
    units = models.JSONField(default=dict)
    finished_at = models.DateTimeField("完成", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "推演"
        ordering = ["-asked_at", "-id"]
        constraints = [
            check("what_if_changes_something", ~Q(promise="same", closed_on=None)),
            check("what_if_days_are_said", Q(promise="days", days__gt=0) | (~Q(promise="days") & Q(days=None))),
            check("what_if_is_of_a_period", Q(last__gte=F("first"))),
            check("what_if_promise_is_known", Q(promise__in=["same", "days", "third"])),
        ]
        indexes = [index("what_ifs_to_carry_on", "id", condition=Q(finished_at=None))]

    def __str__(self) -> str:
        return f"推演 {self.pk}"


class WhatIfClock(models.Model):
    """A clock that the other policy judges otherwise."""

    run = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="changed")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField("时限", max_length=40)
    due_at = models.DateTimeField("到期")
    would_be_due_at = models.DateTimeField("推演的到期")
    would_be_late = models.BooleanField("推演会超期", help_text="else it was late, and would not have been")

    class Meta:
        verbose_name = verbose_name_plural = "推演改变的时限"
        ordering = ["run", "case", "id"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.case_id} {self.rule}"
