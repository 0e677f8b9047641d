"""The last result of the nightly check, as every screen shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cases.models import ReconciliationRun
from hall.prepared import Prepared


@dataclass(frozen=True)
class Standing:
    """The last check that ran to its end (None: there was none yet), at the instant of asking."""

    run: ReconciliationRun | None
    at: datetime

    @property
    def age_seconds(self) -> float | None:
        return (self.at - self.run.started_at).total_seconds() if self.run else None

    @property
    def is_stale(self) -> bool:
        """A night has passed without a check."""
        return self.age_seconds is None or self.age_seconds > settings.RECONCILIATION_STALE_AFTER

    @property
    def differences(self) -> int:
        return self.run.differences if self.run else 0

    @property
    def sentence(self) -> str:
        """What is not as it should be, in one sentence; "" when all is well."""
        if self.run is None:
            return "计时还没有核对过。"
        if self.differences:
            return f"计时核对发现 {self.differences:,} 处不符，列在系统管理员的“计时核对”页，要逐处查明。"
        return f"计时核对停了：最近一次是{self.age}。" if self.is_stale else ""

    @property
    def age(self) -> str:
        """``刚刚``, ``22 分钟前``, ``3 小时前``, ``2 天前``."""
        minutes = int((self.age_seconds or 0) // 60)
        hours = minutes // 60
        if hours < 1:
            return f"{minutes} 分钟前" if minutes else "刚刚"
        return f"{hours} 小时前" if hours < 48 else f"{hours // 24} 天前"


def standing(*, at: datetime) -> Standing:
    return Standing(next(iter(_LAST.rows()), None), at)


_LAST = Prepared(lambda: ReconciliationRun.objects.all()[:1])
