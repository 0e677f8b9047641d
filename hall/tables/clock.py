"""The hosts whose clock was another one than the database's."""

from datetime import timedelta

from django.db import models

_UNITS = ((86_400, "天"), (3_600, "小时"), (60, "分钟"), (1, "秒"))


class StrayClock(models.Model):
    """A host of ours that had another time than the database, last at `noted_at` (by the database)."""

    host = models.CharField("服务器", max_length=100, primary_key=True)
    ahead = models.DurationField("快出的时间", help_text="负数＝慢")
    noted_at = models.DateTimeField("最近发现")

    def __str__(self) -> str:
        return f"{self.host}（{in_words(self.ahead)}）"


def in_words(ahead: timedelta) -> str:
    """How far a clock is off, and which way: 快 3 天, 慢 12 分钟."""
    seconds = abs(ahead).total_seconds()
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    return f"{'快' if ahead > timedelta() else '慢'} {seconds / size:.0f} {unit}"
