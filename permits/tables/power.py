"""On whose power each step rested, what was handed up because the window lacked it, and who checked the substance."""

import pgtrigger
from django.db import models
from django.db.models import Q

from hall.constraints import check, final, index, once
from hall.models import Delegation, Post, User, Window
from hall.roles import Step
from permits.states import FLOW, TO_APPROVE
from permits.tables.application import Application
from permits.tables.ending import NonAcceptance

# acts that an instrument hands over as 不予受理, and that are something else for the applicant
ENDED_BY = {
    str(NonAcceptance.Kind.NOT_REQUIRED): "not_required",
    str(NonAcceptance.Kind.NOT_CORRECTED): "close_not_corrected",
}


class StepTaken(models.Model):
    """
    行权记录: one step that ended in a paper of the department, on whose power it was taken, and under which seal.

    With a `delegation` it was the window's; without one an office's. The rows with a `seal` are the log of that seal (W3).
    Written in the transaction of the step; the database refuses to change or delete it.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps_taken")
    step = models.CharField("环节", max_length=20, choices=Step.choices)
    at = models.DateTimeField("时间")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, null=True, related_name="uses")
    seal = models.CharField("审批专用章", max_length=60, blank=True, db_index=True)
    acts_for = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="代")
    is_special = models.BooleanField("特别处置", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "行权记录"
        ordering = ["-at", "-id"]
        indexes = [index("steps_taken_by_time", "at")]
        triggers = [pgtrigger.Protect(name="step_taken_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            check("seal_comes_with_an_instrument", Q(seal="") | Q(delegation__isnull=False)),
            check("special_disposal_is_delegated", Q(is_special=False) | Q(delegation__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_step_display()}"

    @property
    def act_words(self) -> str:
        """The act that took the step, by its own name. Read with `application__non_acceptance`."""
        ended = getattr(self.application, "non_acceptance", None) if self.step == Step.DECLINE else None
        verb = ENDED_BY.get(ended.kind) if ended else None
        return FLOW.arrows[verb].words if verb else self.get_step_display()


HANDED_UP = [*Step.choices, *((name, FLOW.arrows[name].words) for name in TO_APPROVE)]


class HandUp(models.Model):
    """
    上交: a step that the window had no power for, handed to whoever holds it; each counts as 授权不到位 (rules W4).

    A special disposal (急件先办后报) is one too: the step was taken first, and the holder answers for having seen it.
    And an approval that the window asks for (报批): no lack of power, it was never the window's (decision 126).
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "上交决定"
        AFTER = "after", "先办后报"
        REQUEST = "request", "报批"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="hand_ups")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    step = models.CharField("环节", max_length=20, choices=HANDED_UP)
    lack = models.CharField("缺什么", max_length=20)
    why = models.CharField("原因", max_length=300)
    note = models.CharField("意见", max_length=500, blank=True)
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField("上交时间")
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "上交"
        ordering = ["handed_at", "id"]
        indexes = [index("hand_ups_by_time", "handed_at")]
        constraints = [
            once("one_open_hand_up_a_case", "application", condition=Q(kind="before", answered_at__isnull=True)),
            once("one_open_request_a_case", "application", condition=Q(kind="request", answered_at__isnull=True)),
            check(
                "hand_up_answer_says_by_whom",
                Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
        triggers = [
            final(
                "hand_up_stays_as_it_was_handed", "application", "kind", "step", "lack", "why", "note", "window",
                "handed_by", "handed_at",
            ),
            final("answered_hand_up_is_final", of="OLD.answered_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_kind_display()} {self.get_step_display()}"


class SubstanceCheck(models.Model):
    """实质核查: what one officer found when checking the substance; two of them before a decision, where the item says so (art. 34)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="核查人")
    finding = models.CharField("核查情况", max_length=1000)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "实质核查"
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="check_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            once("officer_checks_a_case_once", "application", "officer"),
            check("check_says_what_was_found", ~Q(finding="")),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.officer}"
