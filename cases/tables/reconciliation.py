"""What the nightly check of all clocks and cards has found: its runs, and each difference from its first sight to its last."""

import pgtrigger
from django.db import models
from django.db.models import Q

from cases.reconcile.kinds import KINDS
from cases.rules import RULES
from cases.tables.cards import Card
from cases.tables.case import Case
from cases.tables.clocks import Deadline
from hall.constraints import final, index, not_of_the_future, refused


class ReconciliationRun(models.Model):
    """One check of every case that ran to its end. A check that broke off leaves no row: the last one grows old, and shows."""

    started_at = models.DateTimeField("开始")
    seconds = models.FloatField("用时（秒）")
    cases = models.PositiveIntegerField("案件")
    clocks = models.PositiveIntegerField("时限")
    cards = models.PositiveIntegerField("红黄牌")
    differences = models.PositiveIntegerField("不符")
    appeared = models.PositiveIntegerField("新出现")
    gone = models.PositiveIntegerField("已消失")

    class Meta:
        verbose_name = verbose_name_plural = "计时核对"
        ordering = ["-started_at", "-id"]
        triggers = [
            not_of_the_future("reconciliation_not_of_the_future", "started_at"),  # it would be the last one for ever
            pgtrigger.Protect(name="reconciliation_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.differences}"


class Discrepancy(models.Model):
    """
    A difference between what is stored and what follows from the intervals: open until a check no longer finds it.

    It holds no personal data: a case number, a clock or a card, two values.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, related_name="+")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("不符", max_length=30, help_text="cases.reconcile.kinds")
    rule = models.CharField("时限", max_length=40, help_text="cases.rules")
    stored = models.CharField("存的是", max_length=200)
    derived = models.CharField("应当是", max_length=200)
    first_seen_at = models.DateTimeField("首次发现")
    last_seen_at = models.DateTimeField("最近发现")
    gone_at = models.DateTimeField("不再不符", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "不符"
        ordering = ["-first_seen_at", "case", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "deadline", "card", "kind", "rule"],
                condition=Q(gone_at__isnull=True),
                nulls_distinct=False,
                name="one_open_discrepancy_of_a_kind",
            )
        ]
        indexes = [index("discrepancies_gone", "gone_at", condition=Q(gone_at__isnull=False))]
        triggers = [
            # what stands and what should stand may be others from night to night
            final("found_stays_found", "case", "deadline", "card", "kind", "rule", "first_seen_at"),
            final("what_is_gone_stays_as_it_was", of="OLD.gone_at IS NOT NULL"),
            # only a check says so, by a row that stays, of as many as it counted (migration 0048)
            refused(
                "found_goes_with_a_check", "OLD.gone_at IS NULL AND NEW.gone_at IS NOT NULL", operation=pgtrigger.Update,
                calls="cases_found_goes_with_a_check",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def words(self) -> str:
        return KINDS[self.kind].words

    @property
    def reason(self) -> str:
        return KINDS[self.kind].reason

    @property
    def rule_words(self) -> str:
        return (
            RULES[self.rule].words if self.rule in RULES else "整件"
        )  # the case as a whole: its opening, an act, its end
