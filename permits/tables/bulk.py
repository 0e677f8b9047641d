"""One act on many cases: what was asked, and what became of each."""

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from hall.models import User


class BulkRun(models.Model):
    """批量办理: asked for once (`idem`), carried out case by case, each in a transaction of its own."""

    class Act(models.TextChoices):
        GRANT = "grant", "办结（准予）"
        CHANGE_OWNER = "change_owner", "转办"

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    act = models.CharField("动作", max_length=20, choices=Act.choices)
    to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="新的首办责任人"
    )
    reason = models.CharField("变更的理由", max_length=500, blank=True)
    idem = models.CharField(max_length=32, editable=False)
    asked_at = models.DateTimeField("提出时间")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "idem"], name="bulk_asked_for_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("asked_at")),
                name="bulk_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=(Q(act="change_owner", to__isnull=False) & ~Q(reason=""))
                | (~Q(act="change_owner") & Q(to__isnull=True, reason="")),
                name="bulk_hand_over_says_to_whom_and_why",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="bulk_to_carry_on")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.asked_at:%Y-%m-%d %H:%M}"


class BulkRow(models.Model):
    """One case of a run: `version` is what the person saw; `said` is the sentence for it."""

    class Outcome(models.TextChoices):
        WAITS = "", "等待"
        DONE = "done", "已办"
        REFUSED = "refused", "没有办成"

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    outcome = models.CharField("结果", max_length=10, blank=True, choices=Outcome.choices)
    said = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理的办件"
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="case_once_in_a_bulk"),
            models.UniqueConstraint(fields=["run", "position"], name="place_once_in_a_bulk"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position} {self.get_outcome_display()}"
