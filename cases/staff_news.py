"""
Letters about posts and passwords that give access to what is sealed (decision 101): to the person concerned, and to those who
watch over it. They are read inside, and do not wait for office hours.
"""

from datetime import datetime
from typing import cast

from django.utils import timezone

from cases.models import Letter
from cases.quiet import is_quiet
from hall.access import holders
from hall.models import StaffChange, User
from hall.permissions import Permission

TEMPLATE = "staff_change"


def tell(*, at: datetime) -> int:
    """Write the letters of changes that have none yet; return of how many. Call it in the transaction of the change."""
    without = StaffChange.objects.filter(concerns__isnull=False, letters__isnull=True)
    changes = list(without.select_related("by", "concerns"))
    for change in changes:
        _write(change, at=at)
    return len(changes)


def _write(change: StaffChange, *, at: datetime) -> None:
    facts = {"note": change.said, "who": str(change.by or "服务器上的命令"), "why": change.reason}
    Letter.objects.bulk_create(
        Letter(
            change=change,
            cause=f"change:{change.pk}:{reader.pk}",
            recipient=reader,
            template=TEMPLATE,
            facts=facts,
            written_at=at,
            not_before=at,
            quiet=is_quiet(),
        )
        for reader in _readers(change, at=at)
    )


def _readers(change: StaffChange, *, at: datetime) -> list[User]:
    """The person concerned, the complaint officer and the inspector; of a proposal also whoever may confirm it."""
    watch = [Permission.COMPLAINT_VIEW, *([Permission.STAFF_CONFIRM] if change.act == "propose" else [])]
    on = timezone.localdate(at)
    people = {post.user for permission in watch for post in holders(permission, None, on=on)}
    return sorted({*people, cast(User, change.concerns)}, key=lambda person: person.pk)
