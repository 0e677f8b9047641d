"""Every kind of difference that the nightly check knows, as one table. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    UNDERIVABLE = "underivable"
    DUE = "due"
    WARN = "warn"
    PROVISIONAL = "provisional"
    LAMP = "lamp"
    SILENT = "silent"
    TALKING = "talking"
    ALERT = "alert"
    STOPPED = "stopped"
    NOT_STOPPED = "not_stopped"
    VERDICT = "verdict"
    LATE_BY = "late_by"
    NO_CARD = "no_card"
    TWO_CARDS = "two_cards"
    CARD_WITHOUT_BREACH = "card_without_breach"
    BREACHED_AT = "breached_at"
    LEVEL = "level"
    EPOCH = "epoch"
    RUNS_IN_CLOSED_CASE = "runs_in_closed_case"
    OUTLIVED = "outlived"
    NOT_RUNNING = "not_running"
    NO_SUCCESSOR = "no_successor"
    STILL_RUNS = "still_runs"


@dataclass(frozen=True)
class KindTerms:
    """
    :param words: its name in a list.
    :param reason: why what is stored cannot be: one sentence.
    """

    words: str
    reason: str


KINDS: dict[str, KindTerms] = {
    Kind.UNDERIVABLE: KindTerms("推算不出来", "按这个起算和数量推算不出到期时刻"),
    Kind.DUE: KindTerms("到期时刻", "从起算时刻起，按数量、暂停和工作日历重新推算，到期时刻不是存的这个"),
    Kind.WARN: KindTerms("预警时刻", "九成时间用完或最后一个工作日开始，先到的那个时刻不是存的这个"),
    Kind.PROVISIONAL: KindTerms("暂定标记", "推算经过的年份有没有放假通知，与存的暂定标记不一致"),
    Kind.LAMP: KindTerms("灯", "按到期和预警时刻，这时的灯不是存的这个"),
    Kind.SILENT: KindTerms("没有下次提醒", "计时在走，还有话要说，却没有下次提醒的时刻：巡查永远找不到它"),
    Kind.TALKING: KindTerms("多余的提醒", "已经没有要提醒的，却还留着下次提醒的时刻"),
    Kind.ALERT: KindTerms("下次提醒时刻", "下次提醒应当在预警时刻，或到期后的第一秒"),
    Kind.STOPPED: KindTerms("停着没有依据", "没有未结束的特别程序，计时却停着"),
    Kind.NOT_STOPPED: KindTerms("该停没有停", "特别程序还没有结束，计时应当停着"),
    Kind.VERDICT: KindTerms("结论", "完成时刻与到期时刻相比，结论不是存的这个"),
    Kind.LATE_BY: KindTerms("超时多少", "从到期到完成的工作分钟数不是存的这个"),
    Kind.NO_CARD: KindTerms("缺一张牌", "超过了时限或犯了规，应当有一张牌，却没有"),
    Kind.TWO_CARDS: KindTerms("一次违规两张牌", "同一次违规有不止一张没有撤销的牌"),
    Kind.CARD_WITHOUT_BREACH: KindTerms("牌没有依据", "时限没有超过，也没有犯规，却有一张没有撤销的牌"),
    Kind.BREACHED_AT: KindTerms("牌上的违规时刻", "牌上的违规时刻应当是到期时刻"),
    Kind.LEVEL: KindTerms("牌的级别", "按规则，这次违规的牌不是这个级别"),
    Kind.EPOCH: KindTerms("牌的推算次数", "牌不是按现在这次推算发的"),
    Kind.RUNS_IN_CLOSED_CASE: KindTerms("办结后还在计时", "案件已经归档，计时却没有结束"),
    Kind.OUTLIVED: KindTerms("到期没有结束", "按法律规定，逾期时这项计时应当已经自动结束"),
    Kind.NOT_RUNNING: KindTerms("没有计时", "按案件现在的环节，应当有这项计时在走，却没有"),
    Kind.NO_SUCCESSOR: KindTerms("没有接替的时限", "时限标为已被代替，却没有代替它的时限"),
    Kind.STILL_RUNS: KindTerms("被代替的还在走", "已经有代替它的时限，它却没有标为已被代替"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing stored that does not follow from the facts. `clock` and `card` are keys, None where there is none."""

    kind: Kind
    clock: int | None = None
    card: int | None = None
    stored: str = ""
    derived: str = ""
    rule: str = ""
