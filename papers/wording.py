"""How dates read on a paper."""

from datetime import date, datetime

from django.utils import timezone


def day(value: date | datetime) -> str:
    """``2026年3月2日``; of an instant its day in the hall."""
    local = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{local.year}年{local.month}月{local.day}日"
