"""The official working calendar, the dated opening hours, and every change of them."""

from datetime import time

import pgtrigger
from django.db import models
from django.db.models import F, Q

from hall.constraints import Final, check, final, index
from hall.tables.organisation import User
from hall.worktime import DayKind


class CalendarNotice(models.Model):
    """
    The State Council's notice that a year's days come from. A year without one is computed and marked 暂定; so is a year that
    lacks holidays of the law, which somebody has taken over all the same.
    """

    year = models.PositiveSmallIntegerField("年份", unique=True)
    title = models.CharField("通知", max_length=200)
    # the default is the database's own too: rows of a single table that are put back by SQL need not name it
    lacks = models.CharField(
        "还缺",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="hall.statutory_holidays.lacking; 空＝正式",
    )
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
        ordering = ["year"]

    def __str__(self) -> str:
        return self.title


class WorkCalendarDay(models.Model):
    """One day of a year that a notice was loaded for."""

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("类别", max_length=20, choices=[(kind.value, kind.value) for kind in DayKind])
    name = models.CharField("名称", max_length=40, blank=True)
    notice = models.ForeignKey(CalendarNotice, on_delete=models.PROTECT, related_name="days")

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["date"]
        constraints = [
            check("calendar_day_kind_is_known", Q(kind__in=[kind.value for kind in DayKind])),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name or self.kind}"


class OpeningHours(models.Model):
    """Opening hours of the hall from a day on: morning and afternoon (rules T11; summer and winter differ)."""

    valid_from = models.DateField("自", primary_key=True)
    morning_opens = models.TimeField("上午开")
    morning_closes = models.TimeField("上午关")
    afternoon_opens = models.TimeField("下午开")
    afternoon_closes = models.TimeField("下午关")

    class Meta:
        verbose_name = verbose_name_plural = "对外时间"
        ordering = ["valid_from"]
        constraints = [
            check(
                "opening_hours_run_forward",
                Q(morning_opens__lt=F("morning_closes"))
                & Q(morning_closes__lte=F("afternoon_opens"))
                & Q(afternoon_opens__lt=F("afternoon_closes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.morning_opens:%H:%M}–{self.afternoon_closes:%H:%M}"

    @property
    def moments(self) -> tuple[time, time, time, time]:
        return self.morning_opens, self.morning_closes, self.afternoon_opens, self.afternoon_closes


class Closure(models.Model):
    """
    A day on which the hall does not open although its year's notice says that it works (大雪停办).

    It lies over the notice: it makes no year official, and a notice that is loaded later leaves it alone.
    """

    date = models.DateField("日期", primary_key=True)
    name = models.CharField("事由", max_length=40)
    document = models.CharField("文号", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "停办日"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class CalendarChange(models.Model):
    """
    One change of the calendar: a draft until somebody confirms it, then a fact that is never edited.

    `content` is what stands from then on under `kind` and `key`, `before` what stood there; null: nothing. So the calendar as
    it was at any instant can be rebuilt (hall.calendar.as_of). Shapes, by kind:

    - notice, key "2027": ``{"title": …, "days": {"2027-01-01": ["holiday", "元旦"], …}}``, only days that are not plain;
      ``"lacks": "春节4天、…"`` besides if holidays of the law are not there: whoever confirmed it was shown that
    - closure, key "2026-01-12": ``{"name": …, "document": …}``; content null: the day is open after all
    - hours, key "2026-05-01": ``{"sessions": ["08:30", "12:00", "13:30", "17:30"]}``
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", "放假通知"
        CLOSURE = "closure", "停办"
        HOURS = "hours", "对外时间"

    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    key = models.CharField("哪一年、哪一天", max_length=10)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        related_name="parts",
        help_text="the same notice's draft for its own year: confirmed and dropped together",
    )
    title = models.CharField("变更", max_length=200)
    document = models.CharField("文号", max_length=80, blank=True)
    content = models.JSONField(null=True)
    before = models.JSONField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", help_text="空＝命令行")
    proposed_at = models.DateTimeField("拟定")
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="空＝命令行"
    )
    confirmed_at = models.DateTimeField("生效", null=True)
    stamp = models.UUIDField(null=True, help_text="the calendar's version that it made")
    at_the_beginning = models.BooleanField(
        default=False, help_text="before the hall's first case: it was never otherwise"
    )

    class Meta:
        verbose_name = verbose_name_plural = "日历变更"
        ordering = ["-id"]
        constraints = [
            check(
                "calendar_change_in_force_says_when_and_which",
                Q(confirmed_at__isnull=True, confirmed_by__isnull=True, stamp__isnull=True)
                | Q(confirmed_at__isnull=False, stamp__isnull=False),
            ),
        ]
        indexes = [index("calendar_change_by_version", "stamp")]
        triggers = [
            final("calendar_change_in_force_is_final", of="OLD.confirmed_at IS NOT NULL"),
            Final(
                name="calendar_change_in_force_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.confirmed_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def in_force(self) -> bool:
        return self.confirmed_at is not None


class CalendarVersion(models.Model):
    """
    One row whose stamp changes whenever days or hours change: what hall.calendar keeps its tables by.

    `transaction` is the database's number of the transaction that made it: older ones may still count by the calendar before.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()
    changed_at = models.DateTimeField("变更时间")
    transaction = models.BigIntegerField(null=True)

    class Meta:
        constraints = [check("one_calendar_version_row", Q(id=1))]

    def __str__(self) -> str:
        return str(self.stamp)
