"""What the applicant was told is missing, which papers were taken in and handed back, what was put right; which papers an application has."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from hall.constraints import check, final, once
from hall.models import ItemVersion, Material, User
from permits.tables.application import Application


class NoticeGround(models.TextChoices):
    """
    Why a later notice may name a paper that no earlier one named: a closed list (行政许可法 art. 32(4), 72(4)).

    What none of these explains could have been told at first, and may not be asked for any more.
    """

    LAW_CHANGED = "law_changed", "首次告知以后，法律法规或者公布的材料要求变了"
    REQUEST_CHANGED = "request_changed", "申请人书面变更了申请内容"
    HIDDEN_DEFECT = "hidden_defect", "收到的材料有首次告知时看不出来的问题"


class OneTimeNotice(models.Model):
    """
    一次性告知书: the exact list that the applicant was told, numbered, never changed.

    `ground` is set on one that names what no earlier one of the matter named: it is allowed for that reason, and counts against
    the window.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField("第几份")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("告知时间")
    correct_by = models.DateTimeField(
        "补正到", null=True, help_text="as it was told; empty where no line of the history says so"
    )
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField("补充告知的理由", max_length=20, choices=NoticeGround.choices, blank=True)
    ground_reason = models.CharField("文号或者事实", max_length=300, blank=True)
    ground_on = models.DateField("变更的日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次性告知书"
        ordering = ["number"]
        constraints = [
            once("notice_number_once", "application", "number"),
            check("notice_ground_is_told", Q(ground="") | ~Q(ground_reason="")),
            check(
                "changed_since_has_its_day",
                ~Q(ground__in=["law_changed", "request_changed"]) | Q(ground_on__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="notice_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application_id} 告知书 {self.number}"


class NoticeLine(models.Model):
    """One missing paper on a notice, and what is wrong with it."""

    notice = models.ForeignKey(OneTimeNotice, on_delete=models.PROTECT, related_name="lines")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="notice_lines")
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["material__position"]
        constraints = [once("material_once_a_notice", "notice", "material")]
        triggers = [pgtrigger.Protect(name="notice_line_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.material.name


class PaperForm(models.TextChoices):
    """In which form a paper was handed in."""

    ORIGINAL = "original", "原件"
    COPY = "copy", "复印件"
    ELECTRONIC = "electronic", "电子件"


class MaterialReceiptQuerySet(models.QuerySet["MaterialReceipt"]):
    def held(self) -> Self:
        """Papers that the window has: taken in and not handed back since."""
        return self.filter(returned_at__isnull=True)

    def came(self) -> Self:
        """Papers that came at all, handed back since or not."""
        return self.filter(mistaken=False)


class MaterialReceipt(models.Model):
    """One paper taken in, and handed back when it had to be put right. It can come again: that is another row."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="received")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    form = models.CharField("形式", max_length=20, choices=PaperForm.choices, default=PaperForm.ORIGINAL)
    at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField("退回时间", null=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    # it was ticked and never came: the window does not have it from returned_at on (permits.actions.amending)
    mistaken = models.BooleanField("误勾", default=False, db_default=False, editable=False)

    objects = MaterialReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收件材料"
        ordering = ["material__position", "at", "id"]
        constraints = [
            once("material_received_once", "application", "material", condition=Q(returned_at__isnull=True)),
            check(
                "paper_returned_says_by_whom",
                Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
            ),
        ]
        triggers = [
            final("paper_came_as_it_came", "application", "material", "form", "at", "received_by"),
            final("returned_paper_is_final", of="OLD.returned_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return self.material.name


class SpotCorrection(models.Model):
    """当场更正: an error that the applicant put right at the window (行政许可法 art. 32(3)). No notice, no further trip."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="corrections")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    what = models.CharField("错在哪里、改成什么", max_length=200)
    at = models.DateTimeField("更正时间")
    witnessed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "当场更正"
        ordering = ["at", "id"]
        constraints = [check("correction_says_what", ~Q(what=""))]
        triggers = [pgtrigger.Protect(name="correction_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.material}：{self.what}"


class DocumentKind(models.TextChoices):
    """文书种类. What each says, and when it can be printed: permits.documents.register."""

    RECEIPT = "receipt", "收件凭证"
    NOTICE = "notice", "一次性告知书"
    ACCEPTANCE = "acceptance", "受理通知书"
    NON_ACCEPTANCE = "non_acceptance", "不予受理决定书"
    SPECIAL_PROCEDURE = "special_procedure", "特别程序告知书"
    EXTENSION = "extension", "延长审批告知书"
    GRANT = "grant", "准予决定书"
    REFUSAL = "refusal", "不予许可决定书"
    DELIVERY_RECEIPT = "delivery_receipt", "送达回证"
    TOLERANCE_PROMISE = "tolerance_promise", "容缺受理承诺书"
    COMMITMENT_PROMISE = "commitment_promise", "告知承诺书"
    WITHDRAWAL = "withdrawal", "撤回申请确认书"
    TERMINATION = "termination", "终止办理通知书"
    VOIDING = "voiding", "作废审批单"
    REVOCATION = "revocation", "撤销决定书"
    HEARING_RIGHT = "hearing_right", "听证权利告知书"
    HEARING_NOTICE = "hearing_notice", "听证通知书"
    HEARING_RECORD = "hearing_record", "听证笔录"
