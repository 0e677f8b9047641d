"""
The hall's time. TIME_ZONE is the only zone there is and nobody changes it for a request, so it is not asked which one holds, as
Django's localtime does: a list asks some two hundred times.
"""

from datetime import date, datetime

from django.utils import timezone


def local(at: datetime) -> datetime:
    """An instant in the hall's time."""
    return at.astimezone(timezone.get_default_timezone())


def day_of(at: datetime) -> date:
    """The day of an instant in the hall."""
    return local(at).date()
