"""Who may not apply again for what, and until when, because of false materials or deceit (rules A10)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from hall.constraints import check, final, once
from hall.models import ServiceItem, User
from permits.tables.application import Application


class Bar(models.Model):
    """
    再次申请的限制: whoever made this application may not apply for its item again before a day is over (行政许可法 art. 78, 79).

    It binds the applicant of `application`, by that row's keyed hash, and nobody else; no other item. Lifted only when what it
    rests on is undone, with the document that says so; never deleted.
    """

    class Ground(models.TextChoices):
        FALSE_MATERIALS = "false_materials", "隐瞒有关情况或者提供虚假材料（《行政许可法》第七十八条）"
        DECEIT = "deceit", "以欺骗、贿赂等不正当手段取得许可（《行政许可法》第七十九条）"

    class LiftedBy(models.TextChoices):
        """What undoes a bar: a closed list."""

        RECONSIDERATION = "reconsideration", "行政复议决定撤销或者变更了原决定"
        JUDGMENT = "judgment", "人民法院判决撤销或者变更了原决定"
        CORRECTED = "corrected", "本机关自行纠正了原决定"
        UNDONE = "undone", "决定在发出以前撤回"  # by the system, with the conclusion that was taken back

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="bars")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="bars")
    ground = models.CharField("依据", max_length=20, choices=Ground.choices)
    first_day = models.DateField("自")
    until = models.DateField("至", help_text="the last day on which it holds")
    at = models.DateTimeField("时间")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("解除时间", null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_ground = models.CharField("解除的情形", max_length=20, choices=LiftedBy.choices, blank=True)
    lifted_document = models.CharField("解除的文号", max_length=120, blank=True)
    lifted_because = models.CharField("解除的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "再次申请的限制"
        ordering = ["at", "id"]
        constraints = [
            check("bar_ends_after_it_begins", Q(until__gt=F("first_day"))),
            once("one_bar_of_a_ground", "application", "ground", condition=Q(lifted_at__isnull=True)),
            check(
                "lifted_bar_says_by_whom_and_why",
                Q(lifted_at=None, lifted_by=None, lifted_ground="", lifted_document="", lifted_because="")
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False)
                    & ~Q(lifted_ground="")
                    & ~Q(lifted_because="")
                    & (Q(lifted_ground="undone") | ~Q(lifted_document=""))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="bar_is_never_deleted", operation=pgtrigger.Delete),
            final("bar_holds_as_it_was_set", "application", "item", "ground", "first_day", "until", "at", "officer"),
            final("lifted_bar_is_final", of="OLD.lifted_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.ground} {self.until}"
