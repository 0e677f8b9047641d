"""What a unit has to put right after a finding, and what a unit says to what was broadcast of it."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Case
from complaints.models import Complaint
from conduct.deadlines import LONGEST_CORRECTION
from conduct.states import (
    CORRECTIONS,
    ENDED,
    EXPOSURE_WITHDRAWN,
    EXPOSURES,
    ORDERED,
    PROMISED,
    PUBLIC,
    RECORDED,
)
from hall.constraints import check, final, index
from hall.models import Department, User


class Correction(models.Model):
    """
    整改: from a finding, for a unit, with a person of it who sees to it and a number of working days. The unit reads all of this
    row but the complaint that it comes from. Its clocks and cards are those of its own case.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="ordered_correction")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="corrections")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="corrections")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="整改责任人")
    what = models.CharField("整改事项", max_length=500)
    days = models.PositiveSmallIntegerField("期限（工作日）")
    state = models.CharField("状态", max_length=30, choices=list(CORRECTIONS.items()), default=ORDERED)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField("下达")

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["-ordered_at", "-id"]
        constraints = [
            check("correction_state_is_known", Q(state__in=list(CORRECTIONS))),
            check("correction_has_its_days", Q(days__gte=1, days__lte=LONGEST_CORRECTION)),
        ]
        indexes = [index("corrections_of_a_department", "department", "state")]
        triggers = [
            final(
                "correction_stays_as_it_was_ordered", "key", "complaint", "department", "person", "what", "days", "ordered_by",
                "ordered_at",
            ),
            final("correction_keeps_its_case", "case", of="OLD.case_id IS NOT NULL"),  # one of before has none yet
            final("correction_is_accepted_for_good", "state", of="OLD.state IN ('correction_accepted', 'correction_called_off')"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"correction {self.key}"


class Exposure(models.Model):
    """曝光: what was broadcast of a unit. Its handling opinion and public commitment wait for approval (rules C14, seed A-62)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="exposure")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="exposures")
    title = models.CharField("曝光内容", max_length=200)
    medium = models.CharField("播出、刊登的媒体", max_length=60)
    broadcast_at = models.DateTimeField("播出时间")
    opinion = models.CharField("处理意见", max_length=1_000, blank=True)
    commitment = models.CharField("公开承诺", max_length=1_000, blank=True)
    keep_by = models.DateField("完成日期", null=True)
    published_at = models.DateTimeField("公布", null=True)
    ended_at = models.DateTimeField("核对、撤回、撤销", null=True)
    state = models.CharField("状态", max_length=30, choices=list(EXPOSURES.items()), default=RECORDED)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记")

    class Meta:
        verbose_name = verbose_name_plural = "曝光"
        ordering = ["-broadcast_at", "-id"]
        constraints = [
            check("exposure_state_is_known", Q(state__in=list(EXPOSURES))),
            check(
                "answered_exposure_has_opinion_and_commitment",
                Q(state__in=[RECORDED, EXPOSURE_WITHDRAWN], opinion="", commitment="", keep_by__isnull=True)
                | (~Q(state=RECORDED) & ~Q(opinion="") & ~Q(commitment="") & Q(keep_by__isnull=False)),
            ),
            check(
                "public_commitment_has_its_dates",
                Q(state__in=ENDED, published_at__isnull=False, ended_at__isnull=False)
                | Q(state__in=PROMISED, published_at__isnull=False, ended_at__isnull=True)
                | Q(state=EXPOSURE_WITHDRAWN, ended_at__isnull=False)
                | (~Q(state__in=[*PUBLIC, EXPOSURE_WITHDRAWN]) & Q(published_at__isnull=True, ended_at__isnull=True)),
            ),
        ]
        indexes = [index("exposures_of_a_department", "department", "state")]
        triggers = [
            final(
                "exposure_stays_as_it_was_recorded", "key", "department", "title", "medium", "broadcast_at", "recorded_by",
                "recorded_at",
            ),
            final("exposure_keeps_its_case", "case", of="OLD.case_id IS NOT NULL"),
            final(
                "exposure_is_approved_for_good", "opinion", "commitment", "keep_by", "published_at",
                of="OLD.published_at IS NOT NULL",
            ),
            final("commitment_is_judged_for_good", "state", "ended_at", of="OLD.ended_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"exposure {self.key}"
