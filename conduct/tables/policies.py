"""Which ladder of sanctions is in force from which day."""

from django.db import models
from django.db.models import Q

from conduct.ladders import LADDERS
from hall.constraints import check, final, once
from hall.models import User


class SanctionPolicy(models.Model):
    """处理标准: a version, in force from its day until the next one's. Before the first the default ladder is in force."""

    number = models.PositiveSmallIntegerField("版次")
    ladder = models.CharField("标准", max_length=20, choices=list(LADDERS.items()))
    in_force_from = models.DateField("执行日期")
    document = models.CharField("文号", max_length=60)
    reason = models.CharField("理由", max_length=300)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField("录入")

    class Meta:
        verbose_name = verbose_name_plural = "处理标准"
        ordering = ["-number"]
        constraints = [
            once("policy_version_once", "number"),
            check("policy_names_a_ladder", Q(ladder__in=list(LADDERS))),
            check("policy_names_its_document", ~Q(document="")),
        ]
        triggers = [final("policy_stays_as_it_was_adopted")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"
