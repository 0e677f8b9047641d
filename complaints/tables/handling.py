"""
What is done between acceptance and end: one row for each step that somebody takes, the matters that a department has been
assigned, and the cases that lay still for too long. All words are sealed; none of these rows says who complained.
"""

import uuid

from django.db import models
from django.db.models import Q

from complaints.tables.filed import Complaint
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.models import Department, User

UNSOLVED = "say_unsolved"  # the one step that the complainant takes, under the receipt code

STEP_SAYS = (
    "outcome",
    "person",
    "document",
    "days",
    "is_unsolved",
)  # what the line of a step says besides the hash of its words


class Satisfaction(models.TextChoices):
    """What a call back brought (回访)."""

    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"
    UNREACHED = "unreached", "没有联系上"


class Assignment(models.Model):
    """
    交办、转办: a department looks into a matter and reports within its days. What the officer released for it to read, and all that
    follows, are its steps.
    """

    class Mode(models.TextChoices):
        REPORT = "report", "交办：核查后报告"
        SUPERVISED = "supervised", "转办督办：办理后报告，由投诉受理员复核"

    class State(models.TextChoices):
        OPEN = "open", "等部门报告"
        OBJECTED = "objected", "部门提出异议，等裁定"
        REPORTED = "reported", "已报告，等认可"
        ACCEPTED = "accepted", "报告已认可"
        RELEASED = "released", "异议成立，不由它办"

    OPEN_STATES = (State.OPEN, State.OBJECTED, State.REPORTED)

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="assignments")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="assigned_complaints")
    mode = models.CharField("方式", max_length=12, choices=Mode.choices)
    days = models.PositiveSmallIntegerField("期限（工作日）")
    state = models.CharField("进展", max_length=12, choices=State.choices, default=State.OPEN)
    object_until = models.DateTimeField("提出异议的最后时刻")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        ordering = ["at", "id"]
        constraints = [
            check("assignment_gives_days", Q(days__gte=1)),
            once(
                "one_open_assignment_a_complaint",
                "complaint",
                condition=Q(state__in=["open", "objected", "reported"]),
            ),
        ]
        triggers = [
            final("assignment_is_final", "complaint", "department", "mode", "days", "object_until", "at", "by"),
        ]

    def __str__(self) -> str:
        return f"{self.department}：{self.get_state_display()}"


class Step(models.Model):
    """
    One step that was taken on a case, named as the act that took it: a call back, an instruction of the head, an entry of the
    investigation, an extension, a review.

    :ivar outcome: a word of a closed list, where the act has one. :ivar person: who approved, instructed or reviews, where it
        is not whoever recorded it. :ivar document: the number of its paper.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="steps")
    act = models.CharField("办理", max_length=40)
    outcome = models.CharField("结果", max_length=20, blank=True)
    person = models.CharField("谁", max_length=60, blank=True)
    document = models.CharField("文号", max_length=60, blank=True)
    days = models.PositiveSmallIntegerField("天数", null=True)
    is_unsolved = models.BooleanField("没有解决", default=False, help_text="of a call back: it is handled again")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    text = SealedTextField("内容", row=("key",), blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", help_text="空＝投诉人凭凭证码")

    class Meta:
        verbose_name = verbose_name_plural = "办理环节"
        ordering = ["at", "id"]
        constraints = [
            check(
                "step_of_nobody_is_the_complainants",
                Q(by__isnull=True, act=UNSOLVED) | (Q(by__isnull=False) & ~Q(act=UNSOLVED)),
            ),
        ]
        triggers = [
            final(
                "step_is_final",
                *(
                    "complaint",
                    "assignment",
                    "act",
                    "outcome",
                    "person",
                    "document",
                    "days",
                    "is_unsolved",
                    "key",
                    "at",
                    "by",
                ),
            ),
            sealed_words("words_of_a_step_stay", "text"),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.at:%Y-%m-%d}"


class Suppression(models.Model):
    """压案: a case lay still, from this instant until it was flagged, and these people answered for it (rules V2)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="suppressions")
    still_since = models.DateTimeField("最近一次有人办理")
    at = models.DateTimeField("标出时间")
    chain = models.JSONField("责任链", help_text="[[place, name], …] from the handler upwards")

    class Meta:
        verbose_name = verbose_name_plural = "压案"
        ordering = ["at", "id"]
        constraints = [once("one_suppression_a_silence", "complaint", "still_since")]
        triggers = [final("suppression_is_final")]

    def __str__(self) -> str:
        return f"{self.complaint_id} still since {self.still_since:%Y-%m-%d}"
