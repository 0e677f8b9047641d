"""Who is kept from one complaint, and why (回避)."""

import uuid

from django.db import models
from django.db.models import Q

from complaints.tables.filed import Complaint
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.models import User


class Recusal(models.Model):
    """Somebody is off a case for good: they have an interest in it, or it is about them. `Case.kept_from` is what the lists ask."""

    class Why(models.TextChoices):
        INTEREST = "interest", "与这一件有利害关系"
        ABOUT = "about", "这一件反映的就是此人"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="回避的人")
    why = models.CharField("原因", max_length=20, choices=Why.choices)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    reason = SealedTextField("理由", row=("key",))
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ["at", "id"]
        constraints = [
            check("recusal_reason_is_known", Q(why__in=["interest", "about"])),
            once("one_recusal_a_person", "complaint", "person"),
        ]
        triggers = [
            final("recusal_is_final", "complaint", "person", "why", "key", "at", "by"),
            sealed_words("words_of_a_recusal_stay", "reason"),
        ]

    def __str__(self) -> str:
        return f"recusal from {self.complaint_id}"
