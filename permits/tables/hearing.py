"""Hearings: who was told of the right to one, who asked, when and where it sits, and that it was held."""

from django.db import models
from django.db.models import Q

from hall.constraints import check, final
from hall.models import User
from permits.tables.application import Application


class Hearing(models.Model):
    """
    听证 (行政许可法 art. 46–48), one for an application: told → asked for → announced → held; or given up on the way.

    `ask_by` is the last moment for asking, as it was told. Announced it stops the clocks of the case as a special
    procedure (art. 45); the day it is held is the last one that does not count.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="hearing")
    parties = models.CharField("告知了谁", max_length=200)
    interest = models.TextField("涉及的重大利益")
    told_at = models.DateTimeField("告知时间")
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="告知人")
    told_document = models.CharField("听证告知书", max_length=40, unique=True)
    ask_by = models.DateTimeField("提出的最后时刻")
    asked_at = models.DateTimeField("提出时间", null=True)
    asked_by_party = models.CharField("谁提出", max_length=120, blank=True)
    announced_at = models.DateTimeField("通知时间", null=True)
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    notice_document = models.CharField("听证通知书", max_length=40, blank=True)
    sits_at = models.DateTimeField("举行时间", null=True)
    place = models.CharField("地点", max_length=120, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    held_at = models.DateTimeField("笔录时间", null=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    record_document = models.CharField("听证笔录", max_length=40, blank=True)
    given_up_at = models.DateTimeField("放弃时间", null=True)
    given_up_because = models.CharField("放弃或撤销的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "听证"
        constraints = [
            check(
                "hearing_is_asked_for_by_somebody",
                Q(asked_at__isnull=True, asked_by_party="") | (Q(asked_at__isnull=False) & ~Q(asked_by_party="")),
            ),
            check(
                "hearing_is_announced_with_time_and_place",
                Q(announced_at__isnull=True, notice_document="", place="", sits_at__isnull=True)
                | (
                    Q(
                        announced_at__isnull=False,
                        asked_at__isnull=False,
                        sits_at__isnull=False,
                        announced_by__isnull=False,
                    )
                    & ~Q(notice_document="")
                    & ~Q(place="")
                ),
            ),
            check(
                "hearing_is_held_as_announced",
                Q(held_at__isnull=True, record_document="")
                | (
                    Q(held_at__isnull=False, announced_at__isnull=False, held_by__isnull=False) & ~Q(record_document="")
                ),
            ),
            check(
                "hearing_is_held_or_given_up",
                Q(given_up_at__isnull=True, given_up_because="")
                | (Q(given_up_at__isnull=False, held_at__isnull=True) & ~Q(given_up_because="")),
            ),
        ]
        triggers = [
            final(
                "hearing_keeps_what_was_told", "application", "parties", "interest", "told_at", "told_by", "told_document",
                "ask_by",
            ),
            # one that is called off may be asked for anew (cancel_hearing)
            final("hearing_that_is_over_is_final", of="OLD.held_at IS NOT NULL OR OLD.given_up_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.told_document

    @property
    def is_over(self) -> bool:
        return self.held_at is not None or self.given_up_at is not None

    @property
    def is_owed(self) -> bool:
        """Somebody has asked for it, and it was neither held nor given up."""
        return self.asked_at is not None and not self.is_over

    @property
    def stops_the_clocks(self) -> bool:
        return self.announced_at is not None and not self.is_over
