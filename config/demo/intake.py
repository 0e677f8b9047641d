"""
The demonstration's cases of the taking-in: a paper that follows, one that did not, a second notice, what was never
corrected, and a licence given on a written promise.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from config.demo.teller import Counter, Item, StoryCase
from hall import calendar
from hall.importing.versions import terms_of
from hall.models import ItemVersion
from permits.wording import REMEDIES


def tell_taking_in(c: Counter, item: Item) -> None:
    """Tell of them at one window (config.demo.teller.Counter), on an item whose last paper may follow later."""
    positions = item.materials
    last = positions[-1]

    def pledged(at: datetime) -> date:
        return calendar.current().nth_workday_after(timezone.localdate(at), 2)

    case = c.register("on-the-spot", 1, "14:20", item, lacking=1, who=60)
    case.then(1, "14:25", "correct", corrections={positions[0]: "联系电话少一位，已补上"})
    case = c.register("tolerated", 1, "15:00", item, lacking=1, who=61)
    case.then(1, "15:10", "accept_with_gaps", pledge="容缺〔演示〕1号", pledged_on=pledged, voluntary=True)
    case = c.register("tolerance-broken", 4, "10:30", item, lacking=1, who=62)
    case.then(4, "10:40", "accept_with_gaps", pledge="容缺〔演示〕2号", pledged_on=pledged, voluntary=True)
    case.then(1, "09:30", "tell_overdue", how="电话告知本人")
    case = c.register("told-twice", 6, "09:20", item, lacking=1, who=63)
    case.then(6, "09:40", "notify", missing={last: "没有带来"})
    case.then(4, "11:00", "receive", materials=[last], window=lambda _at: c.window)
    hidden: dict[str, Any] = {"ground": "hidden_defect", "ground_reason": "与身份证签名比对后发现"}
    case.then(4, "15:30", "notify", missing={positions[0]: "签名是打印的"}, **hidden)
    case = c.register("never-corrected", 40, "09:50", item, lacking=1, who=64)
    case.then(40, "10:00", "notify", missing={last: "没有带来"})
    case.then(3, "09:40", "close_not_corrected", remedies=REMEDIES)


def tell_commitments(c: Counter, item: Item) -> None:
    """Tell of cases on an item granted on a written promise: one verified, one still to be, one that may be promised today."""

    def granted(name: str, days_ago: int, who: int) -> StoryCase:
        case = c.register(name, days_ago, "09:30", item, lacking=2, who=who)
        case.then(days_ago, "09:40", "accept_on_commitment", pledge=f"承诺〔演示〕{who}号")
        case.then(days_ago, "09:50", "decide", result="grant")
        case.then(days_ago, "10:00", "deliver", method="collected", proof="本人签收")
        return case

    granted("promised", 2, 66)
    granted("promised-verified", 9, 65).then(
        3, "15:30", "verify", chief=True, holds=True, finding="现场核查，布局与图纸一致，检测报告合格"
    )
    c.register("may-promise", 0, "09:20", item, lacking=1, who=67)


def let_be_promised(item: Item) -> None:
    """Made up for the demonstration: this item is granted on the applicant's written promise (告知承诺)."""
    version = ItemVersion.objects.get(item__code=item.code, effective_to__isnull=True)
    version.informed_commitment = True
    _save(version)


def let_it_be_paused(item: Item) -> None:
    """Made up for the demonstration: this item publishes two special procedures."""
    version = ItemVersion.objects.get(item__code=item.code, effective_to__isnull=True)
    version.special_procedure = "专家评审（≤20个工作日）;检验"
    _save(version)


def let_the_last_paper_follow(item: Item) -> None:
    """Made up for the demonstration: the last paper of this item's list stands on its tolerance list."""
    version = ItemVersion.objects.get(item__code=item.code, effective_to__isnull=True)
    version.materials.filter(position=item.materials[-1]).update(tolerable=True)
    _save(version)


def _save(version: ItemVersion) -> None:
    version.digest = terms_of(version).digest  # or the next load of the sheet would find it changed
    version.save()
