"""What ends an application before it is accepted: decided in writing, with its reasons."""

from django.db import models
from django.db.models import Q

from hall.models import User
from permits.tables.application import Application


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
            models.CheckConstraint(condition=~Q(reason=""), name="non_acceptance_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(kind="declined") | (~Q(ground="") & ~Q(remedies="")),
                name="declined_gives_ground_and_remedies",
            ),
            models.CheckConstraint(
                condition=~Q(kind="not_corrected") | ~Q(remedies=""), name="not_corrected_gives_remedies"
            ),
            models.CheckConstraint(
                condition=~Q(ground="not_our_power") | ~Q(competent_agency=""),
                name="not_our_power_names_the_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
