"""What was found, what was answered."""

import uuid

from django.db import models
from django.db.models import Q

from complaints.tables.filed import Complaint
from hall.constraints import check, final, sealed_words
from hall.fields import SealedTextField
from hall.models import User


class Finding(models.Model):
    """核查结论: only 属实 and 部分属实 count as upheld (rules C9). The last one counts."""

    class Result(models.TextChoices):
        UPHELD = "upheld", "属实"
        PARTLY_UPHELD = "partly_upheld", "部分属实"
        NOT_UPHELD = "not_upheld", "不属实"
        UNVERIFIABLE = "unverifiable", "无法查实"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="findings")
    result = models.CharField("结论", max_length=20, choices=Result.choices)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    text = SealedTextField("核查情况", row=("key",))
    self_reported = models.BooleanField("主动报告", default=False, help_text="the unit said so itself (rules C12)")
    at = models.DateTimeField("时间")
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "核查结论"
        ordering = ["at", "id"]
        triggers = [
            final("finding_is_final", "complaint", "result", "self_reported", "key", "at", "found_by"),
            sealed_words("words_of_a_finding_stay", "text"),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class Reply(models.Model):
    """答复: the words for the complainant, or the recorded reason why no reply is possible (anonymous). Both speak of them: sealed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="replies")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    text = SealedTextField("答复", row=("key",), blank=True)
    question = SealedTextField("答复的是哪个问题", row=("key",), blank=True, default="")
    impossible_because = SealedTextField("不能答复的原因", row=("key",), blank=True)
    at = models.DateTimeField("时间")
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["at", "id"]
        constraints = [
            check(
                "reply_or_the_reason_why_none",
                (~Q(text="") & Q(impossible_because="")) | (Q(text="") & ~Q(impossible_because="")),
            ),
        ]
        triggers = [
            final("reply_is_final", "complaint", "key", "at", "replied_by"),
            sealed_words("words_of_a_reply_stay", "text", "question", "impossible_because"),
        ]

    def __str__(self) -> str:
        return f"reply of {self.at:%Y-%m-%d}"
