"""What an applicant promised in writing: a paper that follows (容缺), or that the conditions are met (告知承诺)."""

from django.db import models
from django.db.models import Q

from hall.constraints import check, final
from hall.models import Material, User
from permits.tables.application import Application


class Tolerance(models.Model):
    """容缺受理: accepted while papers of the item's tolerance list are missing, against a written promise (rules A12)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="tolerance")
    materials = models.ManyToManyField(Material, related_name="+", verbose_name="后补的材料")
    pledge = models.CharField("承诺书编号", max_length=120)
    pledged_on = models.DateField("承诺补齐的日期")
    at = models.DateTimeField("容缺受理时间")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    supplied_at = models.DateTimeField("补齐时间", null=True)
    overdue_at = models.DateTimeField("逾期时刻", null=True)
    told_at = models.DateTimeField("告知逾期的时间", null=True)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    told_how = models.CharField("怎么告知的", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "容缺受理"
        constraints = [
            check("tolerance_rests_on_a_written_promise", ~Q(pledge="")),
            check(
                "overdue_gap_told_says_by_whom_and_how",
                Q(told_at__isnull=True, told_by__isnull=True, told_how="")
                | (Q(told_at__isnull=False, told_by__isnull=False, overdue_at__isnull=False) & ~Q(told_how="")),
            ),
        ]
        triggers = [
            final("tolerance_keeps_its_pledge", "application", "pledge", "pledged_on", "at", "accepted_by"),
            final("pledged_paper_comes_once", "supplied_at", of="OLD.supplied_at IS NOT NULL"),
            final("pledged_paper_is_overdue_once", "overdue_at", of="OLD.overdue_at IS NOT NULL"),
            final("overdue_gap_is_told_of_once", "told_at", "told_by", "told_how", of="OLD.told_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} 容缺 {self.pledged_on}"

    @property
    def is_open(self) -> bool:
        """A paper is still to come: no licence is handed over."""
        return self.supplied_at is None


class Commitment(models.Model):
    """告知承诺: decided on the applicant's written promise; whether it holds is verified afterwards (优化营商环境条例 art. 40)."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="commitment")
    materials = models.ManyToManyField(Material, related_name="+", verbose_name="承诺代替的材料")
    pledge = models.CharField("承诺书编号", max_length=120)
    at = models.DateTimeField("承诺时间")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField("核查时间", null=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    holds = models.BooleanField("承诺属实", null=True)
    finding = models.CharField("核查情况", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "告知承诺"
        constraints = [
            check("commitment_is_in_writing", ~Q(pledge="")),
            check(
                "commitment_verified_says_by_whom_and_what",
                Q(verified_at__isnull=True, verified_by__isnull=True, holds__isnull=True, finding="")
                | (Q(verified_at__isnull=False, verified_by__isnull=False, holds__isnull=False) & ~Q(finding="")),
            ),
        ]
        # what was found out about it may be put right by another finding (verify)
        triggers = [final("commitment_keeps_its_pledge", "application", "pledge", "at", "accepted_by")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pledge}"

    @property
    def is_false(self) -> bool:
        """It was verified, and does not hold."""
        return self.holds is False
