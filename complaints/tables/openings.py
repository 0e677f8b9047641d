"""Who asked to open a reporter's identity, who consented, and each time that it was opened (decision 154)."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.proofs import proof
from complaints.tables.filed import Complaint
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.models import User


class Opening(models.Model):
    """
    One person asks to open the identity of a complaint, with a reason; another one decides. It says nothing of whether there is an
    identity: asking alone teaches nothing.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="openings")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="what it is sealed for")
    reason = SealedTextField("申请理由", row=("key",))
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")
    is_allowed = models.BooleanField("同意", null=True)
    because = SealedTextField("答复的理由", row=("key",), blank=True, default="")
    decided_at = models.DateTimeField("答复时间", null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    until = models.DateTimeField("可以打开到", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "打开身份的申请"
        ordering = ["-asked_at", "-id"]
        constraints = [
            check(
                "opening_is_decided_whole",
                Q(is_allowed__isnull=True, decided_at__isnull=True, decided_by__isnull=True, because="")
                | (Q(is_allowed__isnull=False, decided_at__isnull=False, decided_by__isnull=False) & ~Q(because="")),
            ),
            check("opening_takes_two_people", Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by"))),
            check(
                "opening_ends_where_it_was_allowed",
                Q(is_allowed__isnull=False, is_allowed=True, until__isnull=False)
                | (Q(until__isnull=True) & (Q(is_allowed=False) | Q(is_allowed__isnull=True))),
            ),
            once("one_opening_waits_a_complaint", "complaint", condition=Q(decided_at__isnull=True)),
        ]
        triggers = [
            final("opening_stays_as_asked", "complaint", "key", "asked_at", "asked_by"),
            final(
                "opening_stays_as_decided", "is_allowed", "decided_at", "decided_by", "until",
                of="OLD.decided_at IS NOT NULL",
            ),
            sealed_words("words_of_an_opening_stay", "reason", "because"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"opening of {self.complaint_id}"


class Look(models.Model):
    """
    An identity was shown to somebody, or a sealed file that leads to it was handed out. Without an opening: the name of a named
    complainant, to who handles the complaint; never a file.
    """

    class What(models.TextChoices):
        IDENTITY = "identity", "姓名和电话"
        PHOTO = "photo", "身份证明的照片"
        ORIGINAL = "original", "上传的原文件"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="looks")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, null=True, related_name="looks")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="打开人")
    what = models.CharField("打开了什么", max_length=10, choices=What.choices, default=What.IDENTITY)
    file = models.UUIDField(null=True, help_text="key of the file; its row goes with a name that is taken back")

    class Meta:
        verbose_name = verbose_name_plural = "打开身份的记录"
        ordering = ["-at", "-id"]
        constraints = [
            check(
                "a_file_is_shown_by_an_opening",
                Q(what="identity", file__isnull=True)
                | Q(what__in=("photo", "original"), file__isnull=False, opening__isnull=False),
            )
        ]
        triggers = [final("look_is_final")]

    def __str__(self) -> str:
        return f"look at {self.complaint_id}"

    def proof(self) -> str:
        """For its line: what was shown, told to nobody who reads the line."""
        return proof("look", str(self.pk), self.what, str(self.file or ""))
