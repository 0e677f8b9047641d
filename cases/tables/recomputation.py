"""The job that derives every open clock again after a change of the calendar."""

from django.db import models
from django.db.models import Q

from hall.constraints import check


class Recomputation(models.Model):
    """
    One job for one version of the calendar (`stamp`): a worker that dies leaves it where its last batch ended.

    It goes over the cases in the order of their ids. `last_case` is the last one done, `sure` whether no transaction that may
    have counted by the calendar before was left when this walk began: if one was, there is a second walk.
    """

    stamp = models.UUIDField(unique=True)
    why = models.CharField("原因", max_length=300)
    asked_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("完成", null=True)
    overtaken = models.BooleanField(default=False, help_text="the calendar changed again before it was done")
    sure = models.BooleanField(default=True)
    last_case = models.BigIntegerField(default=0)
    cases = models.PositiveIntegerField("案件", default=0, help_text="with an open clock, at the beginning")
    cases_done = models.PositiveIntegerField(default=0)
    clocks = models.PositiveIntegerField("时限", default=0, help_text="derived again")
    moved = models.PositiveIntegerField("移动", default=0)
    withdrawn = models.PositiveIntegerField("撤销的牌", default=0)
    moved_cards = models.PositiveIntegerField(
        "改到新的到期时间的牌", default=0, help_text="they stand on: their clocks are late by the new date too"
    )

    class Meta:
        verbose_name = verbose_name_plural = "重新推算"
        ordering = ["-id"]
        constraints = [
            check("overtaken_recomputation_is_over", Q(overtaken=False) | Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.why}: {self.cases_done}/{self.cases}"

    @property
    def cards_words(self) -> str:
        """What became of the cards: ``撤销红黄牌 3 张，另有 8 张改到新的到期时间``."""
        moved = f"，另有 {self.moved_cards} 张改到新的到期时间" if self.moved_cards else ""
        return f"撤销红黄牌 {self.withdrawn} 张{moved}"

    @property
    def percent(self) -> int:
        """How far it is, 0–100; 100 only when it is finished."""
        if self.finished_at is not None:
            return 100
        return min(99, self.cases_done * 100 // self.cases) if self.cases else 0
