"""Every kind of difference that the nightly check knows, as one table. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from cases.reconcile.facts import ClockFacts


class Kind(StrEnum):
    """
    :param words: its name in a list.
    :param reason: why what is stored cannot be: one sentence.
    """

    words: str
    reason: str

    def __new__(cls, code: str, words: str, reason: str) -> Self:
        kind = str.__new__(cls, code)
        kind._value_, kind.words, kind.reason = code, words, reason
        return kind

    UNDERIVABLE = "underivable", "推算不出来", "按这个起算和数量推算不出到期时刻"
    DUE = "due", "到期时刻", "从起算时刻起，按数量、暂停和工作日历重新推算，到期时刻不是存的这个"
    WARN = "warn", "预警时刻", "九成时间用完或最后一个工作日开始，先到的那个时刻不是存的这个"
    PROVISIONAL = "provisional", "暂定标记", "推算经过的年份有没有放假通知，与存的暂定标记不一致"
    LAMP = "lamp", "灯", "按到期和预警时刻，这时的灯不是存的这个"
    SILENT = "silent", "没有下次提醒", "计时在走，还有话要说，却没有下次提醒的时刻：巡查永远找不到它"
    TALKING = "talking", "多余的提醒", "已经没有要提醒的，却还留着下次提醒的时刻"
    ALERT = "alert", "下次提醒时刻", "下次提醒应当在预警时刻，或到期后的第一秒"
    STOPPED = "stopped", "停着没有依据", "没有未结束的特别程序，计时却停着"
    NOT_STOPPED = "not_stopped", "该停没有停", "特别程序还没有结束，计时应当停着"
    VERDICT = "verdict", "结论", "完成时刻与到期时刻相比，结论不是存的这个"
    LATE_BY = "late_by", "超时多少", "从到期到完成的工作分钟数不是存的这个"
    NO_CARD = "no_card", "缺一张牌", "超过了时限或犯了规，应当有一张牌，却没有"
    TWO_CARDS = "two_cards", "一次违规两张牌", "同一次违规有不止一张没有撤销的牌"
    CARD_WITHOUT_BREACH = "card_without_breach", "牌没有依据", "时限没有超过，也没有犯规，却有一张没有撤销的牌"
    BREACHED_AT = "breached_at", "牌上的违规时刻", "牌上的违规时刻应当是到期时刻"
    LEVEL = "level", "牌的级别", "按规则，这次违规的牌不是这个级别"
    EPOCH = "epoch", "牌的推算次数", "牌不是按现在这次推算发的"
    RUNS_IN_CLOSED_CASE = "runs_in_closed_case", "办结后还在计时", "案件已经归档，计时却没有结束"
    OUTLIVED = "outlived", "到期没有结束", "按法律规定，逾期时这项计时应当已经自动结束"
    NOT_RUNNING = "not_running", "没有计时", "按案件现在的环节，应当有这项计时在走，却没有"
    NO_SUCCESSOR = "no_successor", "没有接替的时限", "时限标为已被代替，却没有代替它的时限"
    STILL_RUNS = "still_runs", "被代替的还在走", "已经有代替它的时限，它却没有标为已被代替"
    START = "start", "起算时刻", "办理记录里没有哪一步从这个时刻起算这项时限"
    LENGTH = "length", "时限长短", "这项时限的长短，不是公布的、告知书写明的或者批准延长的那么长"
    END = "end", "完成没有记录", "办理记录里没有哪一步在这个时刻办完、撤销或者代替了这项时限"
    PAUSE = "pause", "特别程序没有记录", "特别程序的起止，与办理记录里的告知和恢复不是同一时刻"
    WITHDRAWAL = "withdrawal", "撤牌没有记录", "牌撤销没有、什么时候撤销，与办理记录不一致"
    GROUNDLESS = "groundless", "撤牌没有依据", "这次撤牌没有申诉和裁定，按日历和办理记录推算，违规也还在"
    DEED = "deed", "登记没有办理记录", "办理记录里没有同一时刻、同一人、内容一致的这一步"
    LINE = "line", "办理记录没有登记", "办理记录写了这一步，这一步自己的登记却没有，或者时刻、经手人、内容不一致"
    OWNER = "owner", "首办责任人", "首办责任人不是办理记录里最近接手的人"
    LIABLE = "liable", "谁的时限", "在走的时限，责任部门和责任人应当与案件的一致"
    OPENED = "opened", "收件时刻", "办理记录的第一行不是这个时刻"
    CONCLUDED = "concluded", "办结时刻", "办结没有、什么时候办结，与办理记录不一致"
    CLOSED = "closed", "结案时刻", "结案没有、什么时候结案，与办理记录不一致"
    RATING_PROOF = "rating_proof", "评价的凭据", "评价只能由这次办事自己的凭据或者窗口的平板写下，凭据在那一刻用过一次"
    RATED_SERVICE = "rated_service", "评价的是哪次办事", "评价所属的到访没有撤回，窗口、部门、经办人与到访的一致"
    RATED_TWICE = "rated_twice", "一次办事的评价", "一次办事只有一条评价，更改的接在它后面"
    RATING_UNANSWERED = "rating_unanswered", "差评没有整改", "差评都有它的整改"


KINDS: dict[str, Kind] = {str(kind): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing stored that does not follow from the facts. `clock` and `card` are keys, None where there is none."""

    kind: Kind
    clock: int | None = None
    card: int | None = None
    stored: str = ""
    derived: str = ""
    rule: str = ""

    @classmethod
    def on(cls, clock: ClockFacts, kind: Kind, stored: str, derived: str) -> "Difference":
        return cls(kind, clock=clock.pk, rule=clock.rule, stored=stored, derived=derived)
