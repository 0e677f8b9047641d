"""Enquiries: what was asked of whom, through whose hands it went, and what was answered."""

from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.constraints import check, final, once, sealed_words
from hall.fields import SealedTextField
from hall.identity import IdKind, document_words
from hall.models import Department, ServiceItem, User, Window


class EnquiryChannel(models.TextChoices):
    COUNTER = "counter", "窗口"
    PHONE = "phone", "电话"


class Enquiry(models.Model):
    """
    咨询: a question to the hall (首问负责). Its case's owner and department are who is responsible now; `first_asked` never
    changes. Who asks need not say their name; only with the number of a document it can join a later application.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="enquiry")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, related_name="enquiries")
    text = SealedTextField("咨询的内容")
    channel = models.CharField("渠道", max_length=20, choices=EnquiryChannel.choices)
    in_writing = models.BooleanField("要书面答复", default=False)
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="enquiries")
    first_asked = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="首问责任人")
    first_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("称呼", max_length=80, blank=True)
    # the default is the database's own too: rows of a single table that are put back by SQL need not name it
    id_kind = models.CharField(
        "证件类型", max_length=20, choices=IdKind.choices, blank=True, default="", db_default="", editable=False
    )
    id_number = SealedTextField("证件号", blank=True)
    id_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    id_masked = models.CharField(max_length=30, blank=True, editable=False)
    phone = SealedTextField("电话", blank=True)
    phone_masked = models.CharField(max_length=30, blank=True, editable=False)
    answer = SealedTextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    attached_to = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="enquiries_before")
    attached_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "咨询"
        constraints = [
            check("enquiry_says_what_was_asked", ~Q(text="")),
            check(
                "enquiry_answer_says_when_and_who",
                Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            check(
                "enquiry_joins_an_application_of_its_person_and_item",
                Q(attached_to__isnull=True, attached_at__isnull=True)
                | (Q(attached_to__isnull=False, attached_at__isnull=False, item__isnull=False) & ~Q(id_hash="")),
            ),
        ]
        triggers = [
            final(
                "enquiry_stays_what_was_asked", "case", "item", "channel", "in_writing", "window", "first_asked",
                "first_department",
            ),
            sealed_words("words_of_an_enquiry_stay", "text", "answer"),
            final("enquiry_is_answered_once", "answered_at", "answered_by", of="OLD.answered_at IS NOT NULL"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.case.number

    @property
    def document_words(self) -> str:
        """The document of who asks with its masked number, where they told one; of one of the usual kinds the number says it."""
        return document_words(self.id_kind, self.id_masked)


OPEN = Q(taken_at__isnull=True, dropped_at__isnull=True)  # a hand-over that nobody has taken yet


class HandOver(models.Model):
    """移交: one link of the chain. Until it is taken, whoever handed over stays responsible."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField("移交时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="移交人")
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name="移交给")
    to_person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("原因", max_length=300)
    taken_at = models.DateTimeField("接手时间", null=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="接手人")
    dropped_at = models.DateTimeField("不再移交", null=True, help_text="answered or handed to somebody else meanwhile")

    class Meta:
        verbose_name = verbose_name_plural = "咨询移交"
        ordering = ["at", "id"]
        constraints = [
            check("hand_over_says_why", ~Q(reason="")),
            check(
                "hand_over_taken_says_by_whom",
                Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False, dropped_at__isnull=True),
            ),
            once("one_open_hand_over_an_enquiry", "enquiry", condition=OPEN),
        ]
        triggers = [
            final("hand_over_keeps_both_sides", "enquiry", "at", "by", "to_department", "to_person", "reason"),
            final("hand_over_ends_once", of="OLD.taken_at IS NOT NULL OR OLD.dropped_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} → {self.to_department}"

    @property
    def is_open(self) -> bool:
        return self.taken_at is None and self.dropped_at is None
