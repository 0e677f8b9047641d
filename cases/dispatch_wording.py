"""How letters that leave the house read on a screen: what became of each, and why."""

import math
from collections.abc import Callable, Iterable
from typing import Any

from cases.gateways import GATEWAYS
from cases.models import Dispatch, Letter
from cases.wording import moment

ONE_SMS = 70  # characters of an SMS that is sent in one part
A_PART = 67  # of each part of a longer one: three are its place among the parts
State = Dispatch.State
WHO = {"sms": "短信平台", "mail": "邮件服务器"}
NO_GATEWAY = {"sms": "没有配置短信平台", "mail": "没有配置发信邮箱"}
TROUBLES: dict[str, str] = {
    "unreachable": "{who}连不上",
    "timeout-connecting": "{who}连不上",
    "timeout": "{who}没有应答",
    "broken-off": "与{who}的连接中断",
    "bad-answer": "{who}的应答看不懂",
    "sender-refused": "{who}不接受我们的发信地址",
    "worker-died": "发送程序中途停了",
    "unreadable": "地址或内容读不出来，系统管理员正在查",
    "sender-failed": "发送程序出错",
    "too-late": "过了最晚发送时间",
    "read-inside": "已在系统里读过",
    "taken-back": "办结已撤回",
    "found-false": "承诺核查不属实，不再领取",
    "revoked": "许可决定已撤销",
    "handed-over": "结果已经领取或者寄出",
    "no-address": "收信人改了联系方式，不再这样告知",
}


def outcome(row: Dispatch) -> str:
    """What became of a letter, in a sentence: ``已发出（短信平台 11月20日 10:32 接收）``."""
    return _OUTCOMES[State(row.state)](row)


def trouble(channel: str, why: str) -> str:
    """A trouble's code in words."""
    who = WHO[channel]
    if why.startswith("rejected:"):
        return f"{who}不接收这一条（{why.removeprefix('rejected:')}）"
    if why.startswith(("http-", "smtp-")):
        return f"{who}出错（{why.partition('-')[2]}）"
    return TROUBLES.get(why, "{who}出错").format(who=who)


def addressee(row: Dispatch) -> str:
    """Whose telephone or mail it went to, for somebody who is asked."""
    if row.recipient:
        return f"工作人员 {row.recipient}"
    return "代理人" if row.to_agent else "申请人"


def parts(row: Dispatch) -> int:
    """How many short messages an SMS is charged and sent as."""
    length = len(row.text)
    return 1 if length <= ONE_SMS else math.ceil(length / A_PART)


def letter_rows(dispatches: Iterable[Dispatch], letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """
    All letters of a case for its page, the newest first: to whom, by which way, what became of it.

    :param dispatches: what left the house, with `recipient`; :param letters: what staff were written inside, with `recipient`,
        `department` and `read_by`.
    """
    rows = [*map(_outside, dispatches), *map(_inside, letters)]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _outside(row: Dispatch) -> dict[str, Any]:
    size = f"，{parts(row)} 条" if row.channel == Dispatch.Channel.SMS and parts(row) > 1 else ""
    return {
        "at": row.written_at,
        "what": f"{row.subject}：{row.get_channel_display()}{size}",
        "who": f"{addressee(row)} {row.masked}",
        "outcome": outcome(row),
        "text": row.text if row.letter_id is None else "",
        "failed": row.state in {State.FAILED, State.UNKNOWN},
    }


def _inside(letter: Letter) -> dict[str, Any]:
    read = f"{letter.read_by} {moment(letter.read_at)} 已读" if letter.read_at else "还没有读"
    return {
        "at": letter.written_at,
        "what": f"{STAFF_SUBJECTS[letter.template]}：系统内消息",
        "who": f"工作人员 {readers_of(letter)}" if letter.recipient else readers_of(letter),
        "outcome": read,
        "text": "",
        "failed": False,
    }


def readers_of(letter: Letter) -> str:
    """Whom a letter is addressed to: a person, or those who answer for a department."""
    return str(letter.recipient) if letter.recipient else f"{letter.department}的科长、负责人"


STAFF_SUBJECTS = {
    "warned": "时限预警",
    "breached": "时限已过",
    "late_complaint": "投诉举报超过时限",
    "longer_limit": "投诉举报办理时限加长",
    "unsolved": "投诉举报重新办理",
    "assigned": "交办件",
    "assigned_reported": "交办件已报告",
    "assigned_objected": "交办件提出异议",
    "assigned_ruled": "交办件有了答复",
    "passed_on": "举报移交纪检监察",
    "suppressed": "投诉举报压案",
    "carded": "红黄牌",
    "appealed": "红黄牌申诉",
    "upheld": "红黄牌维持",
    "withdrawn": "红黄牌撤销",
    "handed_up": "上交",
    "hand_up_answered": "上交答复",
    "owner_changed": "首办责任人变更",
    "handed_over": "咨询移交",
    "staff_change": "岗位和账号",
    "left_behind": "办件要换首办责任人",
    "found_false": "承诺核查不属实",
    "hearing_in_doubt": "听证要改期",
    "corrections_over": "补正期限已过",
    "approved_alone": "经手人自己批准",
    "calendar_asked": "日历变更等确认",
    "calendar_changed": "日历变更生效",
    "clocks_checked": "计时核对不符",
    "unseen": "没有人能看、能裁定",
    "complaints_left": "投诉举报要换首办责任人",
    "sanction_proposed": "处理建议待决定",
    "sanction_served": "处理已送达",
    "sanction_contested": "处理申诉待裁定",
    "ticket_changed": "12345 工单改了内容",
    "ticket_withdrawn": "12345 工单撤回",
    "rated_badly": "收到差评",
    "rated_again": "差评重新整改",
    "correction_ordered": "下达整改",
    "correction_returned": "整改退回",
    "exposure_recorded": "曝光待报处理意见",
    "exposure_sent_back": "曝光的处理意见退回",
    "commitment_returned": "承诺的兑现情况退回",
    "correction_called_off": "整改取消",
    "exposure_withdrawn": "曝光登记撤销",
    "supervision_issued": "收到督办单",
    "supervision_answered": "督办有答复，待核办",
    "supervision_returned": "督办答复退回",
    "supervision_settled": "督办办结",
    "supervision_recalled": "督办撤回",
}


def _waiting(row: Dispatch) -> str:
    at = moment(row.next_try_at) if row.next_try_at else ""
    if row.why == "unreadable":
        return f"等待发送：{trouble(row.channel, row.why)}；{at} 再试"
    if row.tries:
        return f"第 {row.tries} 次没有发出：{trouble(row.channel, row.why)}；{at} 再发"
    if not GATEWAYS[row.channel].is_set_up():
        return f"{NO_GATEWAY[row.channel]}，现在不会发出"
    return f"等待发送，{at} 起"


_OUTCOMES: dict[Dispatch.State, Callable[[Dispatch], str]] = {
    State.WAITING: _waiting,
    State.SENDING: lambda row: "正在发送",
    State.SENT: lambda row: f"已发出（{WHO[row.channel]} {moment(row.ended_at)} 接收）" if row.ended_at else "已发出",
    State.FAILED: lambda row: f"没有发出：{trouble(row.channel, row.why)}",
    State.UNKNOWN: lambda row: f"不能确定是否发出：{trouble(row.channel, row.why)}，没有重发，必要时打电话告知",
    State.NO_GATEWAY: lambda row: f"没有发送：{NO_GATEWAY[row.channel]}",
    State.DROPPED: lambda row: f"不再发送：{trouble(row.channel, row.why)}",
}
