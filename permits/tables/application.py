"""Applications: who asked for what."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cases.models import Case
from hall.fields import SealedTextField
from hall.models import ItemVersion


class ApplicantKind(models.TextChoices):
    PERSON = "person", "个人"
    ENTERPRISE = "enterprise", "企业或组织"


class Channel(models.TextChoices):
    WINDOW = "window", "窗口"
    ONLINE = "online", "网上"
    MAIL = "mail", "邮寄"


class ApplicationKind(models.TextChoices):
    """What a concrete application has become, beside its item's handling kind (rules §11)."""

    SUPPLEMENT = "supplement", "补办件"  # accepted with listed gaps
    RETURNED = "returned", "退回件"  # returned in writing before acceptance (Q28)
    REPLY = "reply", "答复件"  # an enquiry that needs a definite written answer (Q29)


class Application(models.Model):
    """办件: one application for an item, in the version published on that day."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="application")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="applications")
    applicant_kind = models.CharField("申请人类型", max_length=20, choices=ApplicantKind.choices)
    applicant_name = models.CharField("申请人", max_length=80)
    name_pieces = ArrayField(
        models.CharField(max_length=8),
        default=list,
        editable=False,
        help_text="what the name is found by: permits.names",
    )
    applicant_id = SealedTextField("证件号", help_text="sealed; look up by applicant_id_hash")
    applicant_id_hash = models.CharField(max_length=64, db_index=True, editable=False)
    applicant_id_masked = models.CharField(max_length=30, editable=False)
    phone = SealedTextField("手机")
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_masked = models.CharField(max_length=30, editable=False)
    email = SealedTextField("电子邮箱", blank=True, default="")
    email_masked = models.CharField(max_length=80, blank=True, default="", editable=False)
    no_sms = models.BooleanField("不要短信", default=False)
    channel = models.CharField("渠道", max_length=20, choices=Channel.choices)
    note = models.CharField("备注", max_length=300, blank=True)
    case_kind = models.CharField("办件种类", max_length=20, choices=ApplicationKind.choices, blank=True)
    delivery_offered_at = models.DateTimeField(
        "书面提供邮寄、电子证照",
        null=True,
        blank=True,
        help_text="on the receipt slip; empty: collecting counts as a visit",
    )
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    deemed_accepted = models.BooleanField("视为受理", default=False)
    extended_by = models.PositiveSmallIntegerField("已延长（日）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        indexes = [GinIndex(fields=["name_pieces"], name="applicant_by_piece_of_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_yuan__isnull=True) | models.Q(amount_yuan__gt=0), name="amount_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.case.number
