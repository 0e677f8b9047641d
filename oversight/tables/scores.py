"""Scores as they were published: frozen, with what was objected and what was corrected beside them (field.md h-5)."""

from typing import cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from hall.constraints import check, final, once
from hall.models import Department, User, Window


class ScoreSheet(models.Model):
    """公布的绩效: the scores of a stretch of days, as they stood when they were published. Written once."""

    first = models.DateField("起")
    after = models.DateField("止的次日")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="公布人")
    published_at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = verbose_name_plural = "公布的绩效"
        ordering = ["-first", "-after"]
        constraints = [
            once("scores_are_published_once", "first", "after"),
            check("scores_of_days_in_order", Q(after__gt=F("first"))),
        ]
        triggers = [final("score_sheet_is_final")]

    def __str__(self) -> str:
        return f"{self.first} – {self.after}"


class Figures(models.Model):
    """What a department or a window came to. `grade`: "" where there were too few cases, or the stretch is no quarter."""

    counts = models.JSONField("数字", encoder=DjangoJSONEncoder)
    points = models.JSONField("得分", encoder=DjangoJSONEncoder)
    total = models.DecimalField("总分", max_digits=4, decimal_places=1, null=True)
    grade = models.CharField("等次", max_length=4, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.total} {self.grade}"


class PublishedScore(Figures):
    """One line of a sheet: a department's or a window's."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField("名次", null=True, help_text="empty: too few cases")

    class Meta:
        verbose_name = verbose_name_plural = "公布的分数"
        ordering = ["sheet", F("rank").asc(nulls_last=True), "id"]
        constraints = [
            once("one_score_of_a_department_or_window", "sheet", "department", "window", nulls_distinct=False),
            check("score_is_a_departments_or_a_windows", Q(department=None) ^ Q(window=None)),
        ]
        triggers = [final("published_score_is_final")]

    def __str__(self) -> str:
        return f"{self.whose} {super().__str__()}"

    @property
    def whose(self) -> Department | Window:
        return cast(Department | Window, self.department or self.window)


class ScoreObjection(models.Model):
    """对绩效的异议: what a department says against its published score, and what the office answers. Ruled on once."""

    score = models.ForeignKey(PublishedScore, on_delete=models.PROTECT, related_name="objections")
    reason = models.CharField("异议", max_length=500)
    objected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    objected_at = models.DateTimeField("提出")
    upheld = models.BooleanField("成立", null=True)
    ruling = models.CharField("答复", max_length=500, blank=True)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对绩效的异议"
        ordering = ["objected_at", "id"]
        constraints = [
            once("one_open_objection_a_score", "score", condition=Q(ruled_at=None)),
            check("objection_says_why", ~Q(reason="")),
            check(
                "ruling_on_a_score_says_by_whom",
                Q(ruled_at=None, ruled_by=None, upheld=None, ruling="")
                | Q(ruled_at__isnull=False, ruled_by__isnull=False, upheld__isnull=False) & ~Q(ruling=""),
            ),
            check("objection_is_ruled_on_by_another", Q(ruled_by=None) | ~Q(ruled_by=F("objected_by"))),
        ]
        triggers = [
            final("objection_stays_what_was_said", "score", "reason", "objected_by", "objected_at"),
            final("objection_is_ruled_on_once", of="OLD.ruled_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.score_id} {self.reason[:20]}"


class ScoreCorrection(Figures):
    """更正: what a published score comes to by the figures of a later day, numbered, beside the score that stays as it was."""

    score = models.ForeignKey(PublishedScore, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("第几次")
    objection = models.OneToOneField(ScoreObjection, on_delete=models.PROTECT, related_name="correction")
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "绩效的更正"
        ordering = ["score", "number"]
        constraints = [once("score_correction_number_once", "score", "number")]
        triggers = [final("score_correction_is_final")]

    def __str__(self) -> str:
        return f"{self.score_id}.{self.number} {super().__str__()}"
