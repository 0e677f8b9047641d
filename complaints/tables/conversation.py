"""What the office and whoever holds the receipt code write to each other, and the calls to who left a name."""

import uuid

from django.db import models
from django.db.models import Q

from complaints.tables.filed import Complaint
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.models import User


class Message(models.Model):
    """
    One message. Of its instant only the half-day is kept (decision 8); of the reporter nothing at all, and no line of the history,
    which is to the second: the row is final, and that is its proof.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    text = SealedTextField("内容", row=("key",))
    at = models.DateTimeField("收到的半天")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", help_text="空＝投诉人")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    idem_hash = models.CharField(
        max_length=64, blank=True, default="", editable=False, help_text="of the form: sent twice, it is one"
    )

    class Meta:
        verbose_name = verbose_name_plural = "往来"
        ordering = ["id"]
        constraints = [
            once("message_sent_twice_is_one", "complaint", "idem_hash", condition=~Q(idem_hash="")),
            check("question_answers_none", Q(by__isnull=True) | Q(answers__isnull=True)),
        ]
        triggers = [
            final("message_is_final", "complaint", "key", "at", "by", "answers", "idem_hash"),
            sealed_words("words_of_a_message_stay", "text"),
        ]

    def __str__(self) -> str:
        return f"message on {self.complaint_id}"


class Call(models.Model):
    """A named complainant was called, or could not be reached."""

    class Result(models.TextChoices):
        REACHED = "reached", "接通了"
        NO_ANSWER = "no_answer", "没有人接"
        WRONG_NUMBER = "wrong_number", "号码不对"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="calls")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    result = models.CharField("结果", max_length=20, choices=Result.choices)
    text = SealedTextField("通话内容", row=("key",))
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="通话人")

    class Meta:
        verbose_name = verbose_name_plural = "电话联系"
        ordering = ["at", "id"]
        constraints = [check("call_result_is_known", Q(result__in=["reached", "no_answer", "wrong_number"]))]
        triggers = [
            final("call_is_final", "complaint", "key", "result", "at", "by"),
            sealed_words("words_of_a_call_stay", "text"),
        ]

    def __str__(self) -> str:
        return f"call about {self.complaint_id}"
