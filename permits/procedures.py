"""
Which special procedures the cases of an item can need, and how long each may take: what the item publishes of itself
(rules D4), held against the closed list of 《行政许可法》第四十五条 (D7, D8).

The published words are read as they stand, so that every version of the catalogue that a case was opened under has its answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import Pause
from hall.models import ItemVersion
from hall.special_procedures import Entry, Word, entries
from hall.worktime import WorkCalendar

# working days that one written notice may declare where the item publishes no length: three times what the law gives for the
# whole decision (第四十二条). Longer, and it is decided anew, with a further notice. Decision 105.
USUAL_MOST = 60
MORE_THAN_USUAL = f"一份告知书最多写 {USUAL_MOST} 个工作日；到期以前还没有结束的，另发告知书延长"

_BY_LABEL = {ground.label: ground for ground in Pause.Ground if ground is not Pause.Ground.STATUTORY_WAITING}


@dataclass(frozen=True)
class Procedure:
    """
    One entry of an item's list.

    :param words: as it is published. :param days: its longest length, None where none is published; working days, or natural
        ones where `is_natural`.
    """

    ground: Pause.Ground
    words: str
    days: int | None = None
    is_natural: bool = False

    def longest(self, *, starts_on: date, calendar: WorkCalendar) -> int | None:
        """The working days that it may take from a day on, both ends counted (rules D9); None where no length is published."""
        if self.days is None or not self.is_natural:
            return self.days
        before = calendar.nth_workday_before(starts_on, 1)
        return max(1, calendar.workdays_between(before, starts_on + timedelta(days=self.days)))


def listed(terms: ItemVersion) -> Mapping[Pause.Ground, Procedure]:
    """
    The special procedures that an item publishes, by ground; of two of one ground the longer one.

    What another law orders to wait for (公示, 冷静期, …) is a statutory waiting, with its own law (D8). What counts within the limit
    (现场踏勘, 集体研究, 计入时限) and what no law knows stops no clock.
    """
    procedures: dict[Pause.Ground, Procedure] = {}
    for entry in entries(terms.special_procedure):
        if entry.word not in (Word.ARTICLE_45, Word.WAITING):
            continue
        procedure = _procedure(entry)
        before = procedures.get(procedure.ground)
        if before is None or (before.days is not None and (procedure.days or before.days + 1) > before.days):
            procedures[procedure.ground] = procedure
    return procedures


def to_choose(terms: ItemVersion) -> Mapping[Pause.Ground, Procedure]:
    """Those that stop the clocks by themselves; a hearing is announced instead."""
    return {ground: each for ground, each in listed(terms).items() if ground is not Pause.Ground.HEARING}


def why_none(terms: ItemVersion) -> str:
    """Why an item's cases cannot be paused at all; "" where they can."""
    if to_choose(terms):
        return ""
    if Pause.Ground.HEARING in listed(terms):
        return "这个事项公布的特别程序只有听证，从“通知听证”办理"
    return "这个事项没有公布特别程序，不能暂停计时"


def sentences(terms: ItemVersion) -> list[str]:
    """What the item publishes, a sentence for each entry: for its page, and for whoever chooses."""
    return [
        f"{each.words}：{'法定等待' if each.ground is Pause.Ground.STATUTORY_WAITING else '不计入时限'}，{_length(each)}"
        for each in listed(terms).values()
    ]


def _length(procedure: Procedure) -> str:
    if procedure.days is None:
        return "所需时间书面告知申请人"
    return f"最长 {procedure.days} {'日' if procedure.is_natural else '个工作日'}"


def _procedure(entry: Entry) -> Procedure:
    ground = _BY_LABEL.get(entry.label, Pause.Ground.STATUTORY_WAITING)
    return Procedure(ground, entry.words, entry.days, is_natural=entry.is_natural)
