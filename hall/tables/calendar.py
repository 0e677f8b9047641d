"""The official working calendar and the dated opening hours."""

from django.db import models
from django.db.models import F, Q

from hall.worktime import DayKind


class CalendarNotice(models.Model):
    """The State Council's notice that a year's days come from. A year without one is computed and marked 暂定."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    title = models.CharField("通知", max_length=200)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
        ordering = ["year"]

    def __str__(self) -> str:
        return self.title


class WorkCalendarDay(models.Model):
    """One day of an official year."""

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("类别", max_length=20, choices=[(kind.value, kind.value) for kind in DayKind])
    name = models.CharField("名称", max_length=40, blank=True)
    notice = models.ForeignKey(CalendarNotice, on_delete=models.PROTECT, related_name="days")

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DayKind]), name="calendar_day_kind_is_known"
            ),
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
            models.CheckConstraint(
                condition=Q(morning_opens__lt=F("morning_closes"))
                & Q(morning_closes__lte=F("afternoon_opens"))
                & Q(afternoon_opens__lt=F("afternoon_closes")),
                name="opening_hours_run_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.morning_opens:%H:%M}–{self.afternoon_closes:%H:%M}"


class CalendarVersion(models.Model):
    """One row whose stamp changes whenever days or hours change: what hall.calendar keeps its tables by."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()
    changed_at = models.DateTimeField("变更时间")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_calendar_version_row")]

    def __str__(self) -> str:
        return str(self.stamp)
