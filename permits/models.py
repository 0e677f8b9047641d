"""Applications: who asked for what, who came when, what they were told, what was received, decided and handed over."""

import pgtrigger
from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.fields import SealedTextField
from hall.models import Department, ItemVersion, Material, User, Window


class ApplicantKind(models.TextChoices):
    PERSON = "person", "个人"
    ENTERPRISE = "enterprise", "企业或组织"


class Channel(models.TextChoices):
    WINDOW = "window", "窗口"
    ONLINE = "online", "网上"
    MAIL = "mail", "邮寄"


class Application(models.Model):
    """办件: one application for an item, in the version published on that day."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="application")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="applications")
    applicant_kind = models.CharField("申请人类型", max_length=20, choices=ApplicantKind.choices)
    applicant_name = models.CharField("申请人", max_length=80)
    applicant_id = SealedTextField("证件号", help_text="sealed; look up by applicant_id_hash")
    applicant_id_hash = models.CharField(max_length=64, db_index=True, editable=False)
    applicant_id_masked = models.CharField(max_length=30, editable=False)
    phone = SealedTextField("手机")
    phone_masked = models.CharField(max_length=30, editable=False)
    channel = models.CharField("渠道", max_length=20, choices=Channel.choices)
    note = models.CharField("备注", max_length=300, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    deemed_accepted = models.BooleanField("视为受理", default=False)
    extended_by = models.PositiveSmallIntegerField("已延长（日）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件"

    def __str__(self) -> str:
        return self.case.number


class Visit(models.Model):
    """
    到访: one trip of the applicant or agent to a department's window for a case (rules §4.1).

    The third counted one needs a cause; "applicant" only with a material that stood on the first notice.
    """

    class Purpose(models.TextChoices):
        CONSULT = "consult", "咨询"
        SUBMIT = "submit", "提交"
        CORRECT = "correct", "补正"
        SIGN_ON_SITE = "sign_on_site", "现场签字、核验"
        COLLECT = "collect", "领取"
        OTHER = "other", "其他"

    class Cause(models.TextChoices):
        WINDOW = "window", "窗口原因"
        APPLICANT = "applicant", "申请人原因（告知过的材料没带齐）"
        LAW = "law", "法律要求到场"
        RESULT_COLLECTION = "result_collection", "自愿到窗口领取（已书面提供邮寄或电子证照）"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="visits")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="visits")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="visits")
    purpose = models.CharField("目的", max_length=20, choices=Purpose.choices)
    at = models.DateTimeField("到访时间")
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    counted_as = models.PositiveSmallIntegerField("第几次", null=True, help_text="empty: not counted")
    cause = models.CharField("原因", max_length=20, choices=Cause.choices, blank=True)
    missing = models.ForeignKey(
        Material, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="没带的材料"
    )

    class Meta:
        verbose_name = verbose_name_plural = "到访"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "department", "counted_as"], name="visit_counted_once"),
            models.CheckConstraint(
                condition=Q(counted_as__isnull=True) | Q(counted_as__lt=3) | ~Q(cause=""),
                name="third_visit_has_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(cause="applicant") | Q(missing__isnull=False), name="applicant_cause_names_the_material"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.purpose} {self.at:%Y-%m-%d}"


class OneTimeNotice(models.Model):
    """一次性告知书: the exact list that the applicant was told, numbered, never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField("第几份")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("告知时间")
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "一次性告知书"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="notice_number_once")]
        triggers = [pgtrigger.Protect(name="notice_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application_id} 告知书 {self.number}"


class NoticeLine(models.Model):
    """One missing paper on a notice, and what is wrong with it."""

    notice = models.ForeignKey(OneTimeNotice, on_delete=models.PROTECT, related_name="lines")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["material__position"]
        constraints = [models.UniqueConstraint(fields=["notice", "material"], name="material_once_a_notice")]
        triggers = [pgtrigger.Protect(name="notice_line_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.material.name


class MaterialReceipt(models.Model):
    """One paper taken in."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="received")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "收件材料"
        ordering = ["material__position"]
        constraints = [models.UniqueConstraint(fields=["application", "material"], name="material_received_once")]

    def __str__(self) -> str:
        return self.material.name


class Decision(models.Model):
    """决定: granted, or refused with reasons and remedies (行政许可法 art. 38)."""

    class Result(models.TextChoices):
        GRANT = "grant", "准予"
        REFUSE = "refuse", "不予许可"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    reason = models.TextField("理由和依据", blank=True)
    remedies = models.TextField("救济途径", blank=True)
    at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "决定"
        constraints = [
            models.CheckConstraint(
                condition=Q(result="grant") | (~Q(reason="") & ~Q(remedies="")),
                name="refusal_gives_reason_and_remedies",
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class Delivery(models.Model):
    """送达: how the result reached the applicant, and the proof of it."""

    class Method(models.TextChoices):
        COLLECTED = "collected", "窗口领取"
        COURIER = "courier", "邮寄"
        ELECTRONIC = "electronic", "电子证照"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="delivery")
    method = models.CharField("方式", max_length=20, choices=Method.choices)
    proof = models.CharField("签收人或单号", max_length=120)
    at = models.DateTimeField("送达时间")
    delivered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        constraints = [models.CheckConstraint(condition=~Q(proof=""), name="delivery_has_a_proof")]

    def __str__(self) -> str:
        return self.get_method_display()
