"""
What happens in a simulated year, as a ledger for the replay. Pure: a seed, a size, items and a calendar in, lines out; the same
seed gives the same year.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hall.worktime import WorkCalendar

Line = dict[str, Any]

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = [
    "建国",
    "秀英",
    "晓明",
    "丽华",
    "志强",
    "玉兰",
    "海涛",
    "静怡",
    "文博",
    "雪梅",
    "立新",
    "春燕",
    "家豪",
    "淑芬",
    "子涵",
    "永康",
    "桂香",
    "佳宁",
    "国庆",
    "雨桐",
]
FIRMS = ["食品", "餐饮", "建材", "物流", "商贸", "机械", "农业", "文化", "医疗器械", "环保"]
TOWNS = ["云澜", "青石", "白沙", "东湖", "南岭", "西河", "北坡", "长桥", "柳林", "金泉"]

PAUSED_DAYS = 8  # working days of a pause that was told; the expert is back before
COMPLAINED = {
    "attitude": "窗口的人不理人，问三遍才答一句。",
    "efficiency": "材料交齐好几天了，打电话说还在等领导签字。",
    "too_many_trips": "同一件事来了三趟，每次要的材料都不一样。",
    "burden": "办证的时候要求参加收费的培训，不参加就拖着。",
    "fairness": "后来的人先办了，说是打过招呼。",
    "construction": "施工许可的图纸来回退，没有说清楚哪里不行。",
    "good_faith": "说好的补贴一直没有兑现。",
}
FOUND = {"upheld": 5, "partly_upheld": 3, "not_upheld": 7}  # how often each of fifteen


@dataclass(frozen=True)
class Item:
    """
    An item as the catalogue has it. :param days: promised, None for one decided on the spot. :param papers: how many.
    :param pause: the ground on which it may be paused; "". :param is_anothers: its decision is not this department's alone.
    """

    code: str
    department: str
    days: int | None
    papers: int
    pause: str = ""
    is_anothers: bool = False


@dataclass(frozen=True)
class Size:
    """
    :param open_at_its_end: applications that the year leaves undecided; they are decided in the next one.
    :param rated: of a thousand visits how many are rated.
    """

    applications: int
    items: int
    departments: int
    complaints: int
    open_at_its_end: int
    rated: int


# seed A-03: 9 departments, 36 items, 4255 in a year, 办结率 98 (Q20), 34 reports; seed C-07 and the sums: 8680 on 148 items of 29, 175
SIZES = {
    "small": Size(4_255, 36, 9, 34, 85, 120),
    "large": Size(8_680, 148, 29, 175, 174, 150),
}


@dataclass
class Year:
    """Collects the lines of a year."""

    year: int
    calendar: WorkCalendar
    random: Random
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.calendar.rank(self._workday(date(self.year, 1, 1), 1))
        self.last = self.calendar.rank(self._workday(date(self.year, 12, 31), -1))

    def _workday(self, day: date, step: int) -> date:
        while not self.calendar.is_workday(day):
            day += timedelta(days=step)
        return day

    def moment(self, rank: int, *, part: float | None = None, latest: float = 1.0) -> datetime:
        """An instant in the opening hours of a working day. :param part: of its hours, from 0 to 1; at random without."""
        part = self.random.uniform(0.02, 0.97) * latest if part is None else part
        sessions = self.calendar.sessions_of(self.calendar.workday_at(rank))
        seconds = part * sum((closes - opens).total_seconds() for opens, closes in sessions)
        for opens, closes in sessions:
            length = (closes - opens).total_seconds()
            if seconds <= length:
                return (opens + timedelta(seconds=seconds)).replace(microsecond=0)
            seconds -= length
        return sessions[-1][1] - timedelta(minutes=1)

    def tell(self, ref: str, at: datetime, act: str, **fields: Any) -> None:
        self.lines.append({"at": at.isoformat(), "act": act, "ref": ref, **fields})


def ledger(seed: int, size: Size, items: Sequence[Item], *, year: int, calendar: WorkCalendar) -> list[Line]:
    """
    The lines of a year in the order of time: `applications` on `items`, complaints, each to its end.

    :param items: of at least as many departments as the size wants, each with enough of them.
    """
    story = Year(year, calendar, Random(f"{seed} {size}"))  # noqa: S311 - a story, no secret
    chosen = choose(items, size)
    still_open = size.open_at_its_end
    own = [each for each in chosen if not each.is_anothers]
    # every item has its share: those of others that are sent there, the last ones so late that the year ends before them
    rounds = [*chosen, *chosen]
    rest = size.applications - len(rounds) - still_open
    busy = story.random.choices(own, weights=[3 if each.days is None else 2 for each in own], k=rest)
    late_ones = story.random.choices([each for each in own if each.days], k=still_open)
    for number, item in enumerate([*rounds, *busy], 1):
        _life(story, f"a{number}", item, story.random.randint(story.first, story.last - 30))
    for number, item in enumerate(late_ones, len(rounds) + rest + 1):
        _undecided(story, f"a{number}", item)
    for number in range(1, size.complaints + 1):
        _complaint(story, f"c{number}", [each.department for each in own])
    return sorted(story.lines, key=lambda line: line["at"])


def choose(items: Sequence[Item], size: Size) -> list[Item]:
    """So many items of so many departments: of each department its first ones, in turn, until there are enough."""
    by_department: dict[str, list[Item]] = {}
    for each in items:
        by_department.setdefault(each.department, []).append(each)
    most = sorted(by_department.values(), key=lambda own: (-len(own), own[0].code))[: size.departments]
    chosen = [own[turn] for turn in range(max(map(len, most))) for own in most if turn < len(own)][: size.items]
    if len(chosen) < size.items or len(most) < size.departments:
        raise ValueError(f"the catalogue has {len(chosen)} items of {len(most)} departments for this year")
    return chosen


def _applicant(story: Year) -> Line:
    random = story.random
    phone = f"139{random.randint(0, 99_999_999):08}"
    if random.random() < 0.4:
        name = f"{random.choice(TOWNS)}{random.choice(GIVEN)}{random.choice(FIRMS)}有限公司"
        return {"name": name, "kind": "enterprise", "phone": phone}
    return {"name": f"{random.choice(SURNAMES)}{random.choice(GIVEN)}", "kind": "person", "phone": phone}


def _life(story: Year, ref: str, item: Item, rank: int) -> None:
    """From the registration to the end of an application, however it goes."""
    random, tell = story.random, story.tell
    begin = story.moment(rank, latest=0.3 if item.days is None else 0.8)
    chance = random.random()
    if item.is_anothers or chance < 0.01:
        tell(ref, begin, "register", item=item.code, applicant=_applicant(story))
        reason = "申请人改到有权决定的部门办理" if item.is_anothers else "申请人材料准备不齐，暂时不办了"
        tell(ref, begin + timedelta(minutes=40), "withdraw", reason=reason)
        return
    lacks = chance < 0.09 and item.papers > 1
    _register(story, ref, item, begin, lacks=lacks)
    if 0.09 <= chance < 0.105:
        reason = "申请事项不属于本部门职权范围，申请人应当向有权的部门提出"
        tell(
            ref,
            begin + timedelta(minutes=20),
            "decline",
            ground="other_law",
            reason=f"《行政许可法》第三十二条：{reason}",
        )
        return
    accepted = begin + timedelta(minutes=random.randint(8, 25))
    if lacks:
        tell(ref, accepted, "notify", missing=[item.papers])
        rank += random.randint(1, 5)
        back = story.moment(rank, latest=0.3 if item.days is None else 0.8)
        tell(ref, back, "receive")
        accepted = back + timedelta(minutes=random.randint(5, 15))
    tell(ref, accepted, "accept")
    if item.days is None:
        decided = accepted + timedelta(minutes=random.randint(10, 30))
    else:
        decided = _decided(story, ref, item, rank)
    _decide_and_deliver(story, ref, decided)


def _register(story: Year, ref: str, item: Item, at: datetime, *, lacks: bool) -> None:
    papers = {"materials": list(range(1, item.papers))} if lacks else {}
    story.tell(ref, at, "register", item=item.code, applicant=_applicant(story), **papers)


def _decided(story: Year, ref: str, item: Item, rank: int) -> datetime:
    """When it is decided: mostly within the promise, some late; a few are paused for an expert meanwhile."""
    days = item.days or 0
    chance = story.random.random()
    if item.pause and chance < 0.3:
        number = f"特告〔{story.year}〕{ref}号"
        story.tell(
            ref,
            story.moment(rank + 1, part=0.2),
            "suspend",
            ground=item.pause,
            notice_number=number,
            declared_days=PAUSED_DAYS,
        )
        rank += story.random.randint(3, PAUSED_DAYS)
        story.tell(ref, story.moment(rank, part=0.4), "resume")
        return story.moment(rank + story.random.randint(1, max(days - 1, 1)), part=story.random.uniform(0.5, 0.9))
    late = story.random.randint(1, 4) if chance > 0.975 else 0
    return story.moment(
        rank + (days + late if late else story.random.randint(1, days)), part=story.random.uniform(0.1, 0.9)
    )


def _decide_and_deliver(story: Year, ref: str, decided: datetime) -> None:
    if story.random.random() < 0.04:
        reason = "现场核查不符合规定的条件，依据《行政许可法》第三十八条第二款不予许可"
        story.tell(ref, decided, "decide", result="refuse", reason=reason)
    else:
        story.tell(ref, decided, "decide", result="grant")
    handed_over = story.calendar.rank(story.calendar.local(decided).date()) + story.random.choice((0, 0, 0, 1, 1, 2))
    at = story.moment(handed_over, part=0.98)
    story.tell(ref, max(at, decided + timedelta(minutes=6)), "deliver", proof="本人签收")


def _undecided(story: Year, ref: str, item: Item) -> None:
    """Taken in on the last days of the year, decided in the first of the next one."""
    rank = story.last - story.random.randint(0, 1)
    begin = story.moment(rank, latest=0.8)
    _register(story, ref, item, begin, lacks=False)
    story.tell(ref, begin + timedelta(minutes=15), "accept")
    decided = story.moment(story.last + story.random.randint(1, max((item.days or 1) - 1, 1)), part=0.5)
    _decide_and_deliver(story, ref, decided)


def _complaint(story: Year, ref: str, departments: Sequence[str]) -> None:
    """Filed, accepted, looked into, answered; of those with a name also called back."""
    random, tell = story.random, story.tell
    rank = random.randint(story.first, story.last - 25)
    category = random.choice(list(COMPLAINED))
    named = random.random() < 0.5
    who = {
        "name": f"{random.choice(SURNAMES)}{random.choice(GIVEN)}",
        "phone": f"138{random.randint(0, 99_999_999):08}",
    }
    about = {"about": random.choice(departments)} if random.random() < 0.7 else {}
    kind = "complaint" if random.random() < 0.7 else "report"
    tell(
        ref,
        story.moment(rank),
        "complain",
        kind=kind,
        category=category,
        text=COMPLAINED[category],
        **about,
        **(who if named else {}),
    )
    rank += random.randint(1, 2)
    tell(ref, story.moment(rank), "accept_complaint")
    rank += random.randint(2, 8)
    result = random.choices(list(FOUND), weights=list(FOUND.values()))[0]
    tell(ref, story.moment(rank, part=0.3), "find", result=result, text="调取了登记记录和窗口录像，询问了当事人。")
    rank += random.randint(0, 3)
    question = "反映的情况是否属实、怎样处理"
    tell(
        ref,
        story.moment(rank, part=0.5),
        "reply",
        question=question,
        text="您反映的情况已经核查，结果和处理意见如上，感谢监督。",
    )
    if named:
        tell(ref, story.moment(rank, part=0.6), "follow_up", satisfaction=random.choice(("satisfied", "basically")))
    tell(ref, story.moment(rank, part=0.7), "conclude")


def written(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as the replay reads them."""
    return (json.dumps(line, ensure_ascii=False) for line in lines)
