"""What was decided, and how it was handed over."""

import pgtrigger
from django.db import models
from django.db.models import Q

from hall.constraints import Refused, check, final, once
from hall.models import User
from permits.tables.application import Application


class Decision(models.Model):
    """决定: granted, or refused with reasons and remedies (行政许可法 art. 38)."""

    class Result(models.TextChoices):
        GRANT = "grant", "准予"
        REFUSE = "refuse", "不予许可"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    number = models.CharField(
        "文号", max_length=80, blank=True, help_text="empty: decided before decisions had numbers"
    )
    reason = models.TextField("理由和依据", blank=True)
    remedies = models.TextField("救济途径", blank=True)
    false_materials = models.BooleanField(
        "虚假材料", default=False, help_text="refused because facts were hidden or materials false (art. 78)"
    )
    at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "决定"
        constraints = [
            check("false_materials_are_a_refusals", Q(false_materials=False) | Q(result="refuse")),
            check("refusal_gives_reason_and_remedies", Q(result="grant") | (~Q(reason="") & ~Q(remedies=""))),
            once("decision_number_once", "number", condition=~Q(number="")),
        ]
        triggers = [
            final("decision_is_final"),
            # one that is taken back goes, and stays as an undone one
            Refused(
                name="decision_goes_undone", operation=pgtrigger.Delete, when=pgtrigger.After,
                calls="permits_decision_goes_undone",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_result_display()


class UndoneDecision(models.Model):
    """撤回的决定: a conclusion that was taken back before the paper was out, kept as it stood, with who undid it and why."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="undone_decisions")
    result = models.CharField("结果", max_length=10, choices=Decision.Result.choices)
    number = models.CharField("文号", max_length=80, blank=True, help_text="not given out again")
    reason = models.TextField("理由和依据", blank=True)
    remedies = models.TextField("救济途径", blank=True)
    at = models.DateTimeField("决定时间")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("撤回时间")
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    because = models.CharField("撤回的原因", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "撤回的决定"
        ordering = ["undone_at"]
        constraints = [
            check("undone_decision_says_why", ~Q(because="")),
            check("undone_after_it_was_decided", Q(undone_at__gte=models.F("at"))),
        ]
        triggers = [pgtrigger.Protect(name="undone_decision_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_result_display()}（已撤回）"


class Revocation(models.Model):
    """
    撤销: what was granted is revoked, with reasons and remedies, because it rests on a promise that does not hold or was obtained
    by deceit (行政许可法 art. 69 ¶2). Not 撤回 of an application, nor 注销 or 吊销 of a licence (rules D15).
    """

    class Ground(models.TextChoices):
        FALSE_COMMITMENT = "false_commitment", "告知承诺核查不属实"
        DECEIT = "deceit", "以欺骗、贿赂等不正当手段取得许可"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="revocation")
    ground = models.CharField("情形", max_length=20, choices=Ground.choices)
    reason = models.TextField("理由和依据")
    remedies = models.TextField("救济途径")
    document = models.CharField("文书编号", max_length=40, unique=True)
    at = models.DateTimeField("撤销时间")
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="批准人")

    class Meta:
        verbose_name = verbose_name_plural = "撤销"
        constraints = [
            check("revocation_has_document_reason_and_remedies", ~Q(document="") & ~Q(reason="") & ~Q(remedies="")),
        ]
        triggers = [pgtrigger.Protect(name="revocation_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.document


class Service(models.Model):
    """
    送达: how a paper reached the applicant, and the proof of it.

    `proof` is what the method leaves behind: who signed for it, the tracking number, where it was sent, who witnessed that it was
    left, or where it was published. What was published counts as served on `served_on`, not `at`, when that was noted.
    """

    class Method(models.TextChoices):
        COLLECTED = "collected", "窗口领取"
        COURIER = "courier", "邮寄"
        ELECTRONIC = "electronic", "电子送达"
        LEFT = "left", "留置送达"
        PUBLISHED = "published", "公告送达"

    AGAINST_THE_ODDS = (Method.LEFT, Method.PUBLISHED)  # what else was tried, or why it was no use, belongs to them

    method = models.CharField("方式", max_length=20, choices=Method.choices)
    proof = models.CharField("送达凭据", max_length=120)
    by_agent = models.BooleanField("代理人代领", default=False)
    circumstances = models.CharField("拒收或者无法送达的原因和经过", max_length=300, blank=True)
    published_on = models.DateField("公告日期", null=True)
    served_on = models.DateField("视为送达之日", null=True)
    at = models.DateTimeField("送达时间")
    delivered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            check("%(class)s_has_a_proof", ~Q(proof="")),
            check("%(class)s_to_an_agent_is_at_the_window", Q(by_agent=False) | Q(method="collected")),
            check(
                "%(class)s_left_or_published_says_why",
                Q(method__in=["left", "published"]) & ~Q(circumstances="")
                | ~Q(method__in=["left", "published"]) & Q(circumstances=""),
            ),
            check(
                "%(class)s_published_counts_from_a_day",
                Q(method="published", published_on__isnull=False, served_on__gt=models.F("published_on"))
                | ~Q(method="published") & Q(published_on__isnull=True, served_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_method_display()


class Delivery(Service):
    """送达: how the result reached the applicant."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="delivery")

    class Meta(Service.Meta):
        verbose_name = verbose_name_plural = "送达"
        triggers = [pgtrigger.Protect(name="delivery_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return super().__str__()


class PaperDelivery(Service):
    """
    文书送达: how the paper reached the applicant that revoked what was granted, or ended the application without a result: the times
    for its remedies run from then on (行政许可法 art. 38, 44).
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="paper_delivery")

    class Meta(Service.Meta):
        verbose_name = verbose_name_plural = "文书送达"
        triggers = [pgtrigger.Protect(name="paper_delivery_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return super().__str__()
