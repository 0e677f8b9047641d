"""评价平板: the tablet on the counter of a window, which the clerk neither sees nor steers (field.md b-4)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from hall.constraints import check, final, not_of_the_future, once
from hall.models import User, Window


class Tablet(models.Model):
    """
    One enrolment of a tablet at one window. The administrator is shown a code once; the browser that types it in gets a secret, which
    only that browser has. Neither is stored: a hash of each is. Another tablet is another row.
    """

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="tablets")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    enrolled_at = models.DateTimeField("登记时间")
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - none until it is opened
    opened_at = models.DateTimeField("开通时间", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "评价平板"
        constraints = [
            once("one_tablet_a_window", "window", condition=Q(revoked_at=None)),
            check(
                "tablet_is_opened_with_its_secret",
                Q(opened_at__isnull=True, secret_hash__isnull=True)
                | Q(opened_at__isnull=False, secret_hash__isnull=False),
            ),
            check(
                "tablet_is_revoked_by_somebody",
                Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="tablet_stays", operation=pgtrigger.Delete),
            not_of_the_future("tablet_not_of_the_future", "enrolled_at"),
            final("tablet_keeps_its_enrolment", "window", "code_hash", "enrolled_at", "enrolled_by"),
            final("tablet_is_opened_once", "secret_hash", "opened_at", of="OLD.opened_at IS NOT NULL"),
            final("revoked_tablet_is_final", of="OLD.revoked_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.enrolled_at:%Y-%m-%d}"
