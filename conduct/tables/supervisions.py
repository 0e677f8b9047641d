"""What the office demands of a unit: supervision orders (督办)."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Case
from conduct.deadlines import LONGEST_REPLY
from conduct.states import DEMANDED, RECALLED, SETTLED, SUPERVISIONS
from hall.constraints import check, final, index, once
from hall.models import Department, User


class Supervision(models.Model):
    """
    督办单: what one unit is to answer within so many working days, with the cases that it is about. Each order, and each answer to it
    (conduct.models.ConductLine), is a row of its own. Its clocks and cards are those of its own case.
    """

    class Level(models.TextChoices):
        REMIND = "remind", "提醒"
        SUPERVISE = "supervise", "督办"
        ACCOUNT = "account", "问责"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="supervision")
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveSmallIntegerField("顺序号")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="supervisions")
    cases = models.ManyToManyField(Case, related_name="supervisions", verbose_name="督办的件")
    what = models.CharField("督办事项", max_length=500)
    days = models.PositiveSmallIntegerField("期限（工作日）")
    state = models.CharField("状态", max_length=30, choices=list(SUPERVISIONS.items()), default=DEMANDED)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("发出")

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["-issued_at", "-id"]
        constraints = [
            once("one_supervision_a_number", "year", "serial"),
            check("supervision_state_is_known", Q(state__in=list(SUPERVISIONS))),
            check("supervision_level_is_known", Q(level__in=["remind", "supervise", "account"])),
            check("supervision_has_its_days", Q(days__gte=1, days__lte=LONGEST_REPLY)),
        ]
        indexes = [index("supervisions_of_a_department", "department", "state")]
        triggers = [
            final(
                "supervision_stays_as_it_was_issued", "key", "case", "level", "year", "serial", "department", "what", "days",
                "issued_by", "issued_at",
            ),
            final("supervision_ends_for_good", "state", of=f"OLD.state IN ('{SETTLED}', '{RECALLED}')"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """督办〔2026〕第3号, whatever its level: one series."""
        return f"督办〔{self.year}〕第{self.serial}号"
