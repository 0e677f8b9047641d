"""How an application ended without a decision: before it was accepted, in writing; or taken back, terminated, void."""

import pgtrigger
from django.db import models
from django.db.models import Q

from hall.constraints import check
from hall.models import User
from permits.tables.application import Application


class Ending(models.Model):
    """
    终了: the applicant took the application back, the procedure was terminated, or the registration was void.

    Each has a numbered document. A termination rests on the closed list, tells reasons and remedies, and like a voiding has
    an approver; the applicant's own withdrawal needs none.
    """

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", "申请人撤回"
        TERMINATED = "terminated", "终止"
        VOID = "void", "作废"

    class Ground(models.TextChoices):
        """Why a procedure is terminated (the list of 《市场监督管理行政许可程序暂行规定》, decision 61)."""

        APPLICANT_GONE = "applicant_gone", "申请人死亡、丧失行为能力，或者依法终止"
        NOT_NEEDED = "not_needed", "法律、法规修改或者改革决定，不再需要许可"
        FEE_UNPAID = "fee_unpaid", "依法应当缴纳的费用没有在规定期限内缴纳"
        FORCE_MAJEURE = "force_majeure", "不可抗力"
        OTHER_LAW = "other_law", "法律、法规、规章规定的其他情形"

    class Mistake(models.TextChoices):
        """Why a registration is void."""

        DUPLICATE = "duplicate", "重复登记"
        WRONG_ITEM = "wrong_item", "事项登记错了"
        WRONG_APPLICANT = "wrong_applicant", "申请人登记错了"
        TRIAL = "trial", "测试、演练时误登记"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="ending")
    kind = models.CharField("方式", max_length=20, choices=Kind.choices)
    ground = models.CharField("情形", max_length=20, choices=Ground.choices + Mistake.choices, blank=True)
    basis = models.CharField("依据条款", max_length=200, blank=True)
    reason = models.TextField("理由")
    remedies = models.TextField("救济途径", blank=True)
    document = models.CharField("文书编号", max_length=40, unique=True)
    at = models.DateTimeField("时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="经手人")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="批准人")

    class Meta:
        verbose_name = verbose_name_plural = "终了"
        constraints = [
            check("ending_has_document_and_reason", ~Q(document="") & ~Q(reason="")),
            check(
                "ending_by_the_hall_has_ground_and_approver",
                Q(kind="withdrawn", ground="", approved_by__isnull=True)
                | (~Q(kind="withdrawn") & ~Q(ground="") & Q(approved_by__isnull=False)),
            ),
            check("termination_tells_remedies", ~Q(kind="terminated") | ~Q(remedies="")),
            check("other_ground_names_its_law", ~Q(ground="other_law") | ~Q(basis="")),
        ]
        triggers = [pgtrigger.Protect(name="ending_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.document

    @property
    def ground_words(self) -> str:
        return self.get_ground_display() if self.ground else ""


class NonAcceptance(models.Model):
    """不予受理、告知无需许可、逾期未补正: one written ending before acceptance (行政许可法 art. 32, 38)."""

    class Kind(models.TextChoices):
        DECLINED = "declined", "不予受理"
        NOT_REQUIRED = "not_required", "无需许可"
        NOT_CORRECTED = "not_corrected", "逾期未补正"

    class Ground(models.TextChoices):
        """Why an application is declined: a closed list, the last for what another law names."""

        NOT_OUR_POWER = "not_our_power", "不属于本机关职权范围"  # 行政许可法第三十二条第一款第二项
        FALSE_MATERIALS = "false_materials", "隐瞒有关情况或者提供虚假材料"  # 同法第七十八条
        OTHER_LAW = "other_law", "其他法定情形"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="non_acceptance")
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    ground = models.CharField("情形", max_length=20, choices=Ground.choices, blank=True)
    reason = models.TextField("理由和依据")
    competent_agency = models.CharField("有权办理的机关", max_length=120, blank=True)
    remedies = models.TextField("救济途径", blank=True)
    at = models.DateTimeField("作出时间")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "不予受理"
        constraints = [
            check("non_acceptance_has_a_reason", ~Q(reason="")),
            check("declined_gives_ground_and_remedies", ~Q(kind="declined") | (~Q(ground="") & ~Q(remedies=""))),
            check("not_corrected_gives_remedies", ~Q(kind="not_corrected") | ~Q(remedies="")),
            check("not_our_power_names_the_agency", ~Q(ground="not_our_power") | ~Q(competent_agency="")),
        ]
        triggers = [pgtrigger.Protect(name="non_acceptance_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_kind_display()
