"""Digests of the history, a chain of days: what lets a rewritten past show (cases.digests); and what the nightly check of them found."""

import pgtrigger
from django.db import models

from hall.constraints import not_of_the_future, once


class DayDigest(models.Model):
    """
    One closed day of the hall's history: the lines (`after_line`, `last_line`] of all cases, under a key that is not in the database.

    Which day a line belongs to is decided by the order of writing, not by what the line says: see cases.digests.
    """

    day = models.DateField("日期", unique=True)
    after_line = models.BigIntegerField("此前最后一行")
    last_line = models.BigIntegerField("最后一行")
    lines = models.PositiveIntegerField("行数")
    previous = models.CharField("前一天的摘要", max_length=64, blank=True)
    mac = models.CharField("摘要", max_length=64)
    closed_at = models.DateTimeField("编成时间", help_text="proves what stood from then on, not before")

    class Meta:
        verbose_name = verbose_name_plural = "办理记录日摘要"
        ordering = ["day"]
        triggers = [pgtrigger.Protect(name="day_digest_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.day}: {self.mac[:8]}"


class DigestBatch(models.Model):
    """Some thousand lines of a day, 32 bytes each: which line, of which case, and what it said. They name what was rewritten."""

    digest = models.ForeignKey(DayDigest, on_delete=models.PROTECT, related_name="batches", db_index=False)
    last_line = models.BigIntegerField("最后一行")
    marks = models.BinaryField("各行", help_text="line (8 bytes), case number (8), digest (16); in the order of lines")

    class Meta:
        verbose_name = verbose_name_plural = "日摘要的各行"
        ordering = ["digest", "last_line"]
        constraints = [once("batch_of_a_day_once", "digest", "last_line")]
        triggers = [pgtrigger.Protect(name="digest_batch_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.digest_id}: {self.last_line}"


class HistoryCheck(models.Model):
    """One check of all histories that ran to its end. One that broke off leaves no row: the last one grows old, and shows."""

    started_at = models.DateTimeField("开始")
    seconds = models.FloatField("用时（秒）")
    day = models.DateField("核到哪天", null=True)
    lines = models.PositiveBigIntegerField("行数")
    flaws = models.PositiveIntegerField("不符")
    by_owner = models.BooleanField("以所有者身份运行", help_text="its database role could have altered the history")

    class Meta:
        verbose_name = verbose_name_plural = "办理记录校验"
        ordering = ["-started_at", "-id"]
        triggers = [
            not_of_the_future("history_check_not_of_the_future", "started_at"),  # it would be the last one for ever
            pgtrigger.Protect(name="history_check_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.flaws}"
