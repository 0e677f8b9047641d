"""The limits of a rating and of the correction of a bad one. Pure. No national figure: the hall's own out of practice (rules G4)."""

from datetime import datetime, timedelta

from cases.rules import Clock, Rule
from hall.worktime import Limit, Unit

CONTACT_WITHIN = 1  # working day from the rating
FIX_WITHIN = 5  # working days from the rating
FIX_AT_MOST = 15  # working days from the rating, after the one extension
RATE_WITHIN = timedelta(days=30)  # natural: how long a link is good for
AMEND_WITHIN = timedelta(hours=24)  # the rater alone, with the same link
OPEN_WITHIN = timedelta(minutes=30)  # the code of a new tablet
ASKED_FOR = timedelta(minutes=5)  # how long the tablet of a window asks about the last visit there
UNSEEN_FOR = timedelta(seconds=60)  # nobody of the hall sees an answer before the person has left


def contact() -> Clock:
    """Get in touch with whoever rated badly within a working day."""
    return Clock(Rule.RATING_CONTACT, Limit(Unit.WORKING_DAY, CONTACT_WITHIN), f"差评 {CONTACT_WITHIN} 个工作日内联系")


def fix(*, prolonged: bool = False) -> Clock:
    """Put it right, or explain, and reply: within five working days of the rating, fifteen once prolonged."""
    days = FIX_AT_MOST if prolonged else FIX_WITHIN
    return Clock(Rule.RATING_FIX, Limit(Unit.WORKING_DAY, days), f"差评 {days} 个工作日内整改并答复")


def is_open(*, served_at: datetime, at: datetime) -> bool:
    """Whether the link of a service can still be used for a first rating."""
    return at <= served_at + RATE_WITHIN


def may_amend(*, rated_at: datetime, at: datetime) -> bool:
    return at <= rated_at + AMEND_WITHIN


def may_open(*, enrolled_at: datetime, at: datetime) -> bool:
    """Whether the code of a new tablet can still be typed in."""
    return at <= enrolled_at + OPEN_WITHIN
