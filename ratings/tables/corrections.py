"""The correction of a bad rating, and each step of it."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from hall.constraints import check, final, sealed_words
from hall.fields import SealedTextField
from hall.models import User
from ratings.tables.rated import Rating


class Correction(models.Model):
    """差评整改. A malicious rating bears its mark, is still read and still counted in the first rate."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="correction")
    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="correction")
    prolonged_at = models.DateTimeField("延长", null=True)
    disputed_at = models.DateTimeField("申请认定", null=True)
    disputed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField("认定时间", null=True)
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    malicious = models.BooleanField("恶意评价", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "差评整改"
        constraints = [
            check(
                "correction_is_judged_by_a_second_person",
                Q(judged_at__isnull=True, judged_by__isnull=True, malicious=False)
                | (
                    Q(judged_at__isnull=False, judged_by__isnull=False, disputed_by__isnull=False)
                    & ~Q(judged_by=F("disputed_by"))
                ),
            ),
            check(
                "correction_is_disputed_by_somebody",
                Q(disputed_at__isnull=True, disputed_by__isnull=True)
                | Q(disputed_at__isnull=False, disputed_by__isnull=False),
            ),
        ]
        triggers = [
            final("correction_keeps_its_rating", "case", "rating"),
            final("correction_is_prolonged_once", "prolonged_at", of="OLD.prolonged_at IS NOT NULL"),
            final("correction_is_disputed_once", "disputed_at", "disputed_by", of="OLD.disputed_at IS NOT NULL"),
            final("correction_is_judged_once", "judged_at", "judged_by", "malicious", of="OLD.judged_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return self.case.number


class Result(models.TextChoices):
    """How a step came out; of `correct` what was done, of `call_back` what the person said, of `judge` the ruling."""

    REACHED = "reached", "联系上了"
    NOT_REACHED = "not_reached", "没有联系上"
    FIXED = "fixed", "已整改"
    EXPLAINED = "explained", "没有依据办，已解释"
    SATISFIED = "satisfied", "对整改满意"
    NOT_SATISFIED = "not_satisfied", "对整改不满意"
    MALICIOUS = "malicious", "是恶意评价"
    GENUINE = "genuine", "不是恶意评价"


class Step(models.Model):
    """One act on a correction, with its words: they speak of whoever rated, so they are sealed."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=30)
    result = models.CharField("结果", max_length=20, choices=Result.choices, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    text = SealedTextField("情况", row=("key",))
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "整改步骤"
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="step_stays", operation=pgtrigger.Delete),
            final("step_is_final", "correction", "verb", "result", "key", "at", "by"),
            sealed_words("words_of_a_step_stay", "text"),
        ]

    def __str__(self) -> str:
        return self.verb
