"""How the exchange is told to officers."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from cases.wording import half_day, moment
from complaints.models import THE_CENTRE
from exchange import platform
from exchange.filing import message_of
from exchange.models import Arrival, Push, Ticket
from exchange.queries import last_sent, version_of
from hall.crypto import CannotUnseal
from hall.fields import UNOPENED, legible
from hall.identifiers import grouped

COLUMNS = [{"label": words} for words in ("工单号", "版本", "案件", "最近来件", "最近推送")]
RESULTS = {"done": "已办结", "withdrawn": "按撤回办结"}
WHY = {
    "unreachable": "平台连不上",
    "timeout-connecting": "平台连不上",
    "timeout": "平台没有在时限内答复",
    "broken-off": "连接中断",
    "worker-died": "推送进程中断",
    "sender-failed": "推送程序出错",
    "never-known": "3 天里一直不能确定平台是否收到",
    "too-late": "3 天没有推成",
    "no-platform": "没有设置平台地址",
}


def why(push: Push) -> str:
    """The last trouble in words; "" for none."""
    code = push.why
    return f"平台答复 {code.removeprefix('http-')}" if code.startswith("http-") else WHY.get(code, code)


def standing(pushes: QuerySet[Push], *, at: datetime) -> list[tuple[str, str]]:
    """How the two ways are: what is set up, and when one of these pushes last went."""
    latest = last_sent(pushes, at=at)
    receives = (
        f"已设置 {len(settings.EXCHANGE_KEYS)} 个签名密钥" if settings.EXCHANGE_KEYS else "没有设置签名密钥，不接收工单"
    )
    sends = "已设置平台地址" if platform.is_set_up() else "没有设置平台地址，什么都不推送"
    return [("接收", receives), ("推送", sends), ("最近推成", moment(latest) if latest else "30 天内没有")]


def ticket_row(ticket: Ticket) -> dict[str, Any]:
    """A line of the list, of the messages and pushes that were read with the ticket."""
    arrivals, pushes = list(ticket.arrivals.all()), list(ticket.pushes.all())
    href = reverse("exchange-ticket", args=[ticket.number])
    case = (
        {"text": grouped(ticket.case.number), "href": reverse("centre-case", args=[ticket.case.number])}
        if ticket.case
        else "没有立案"
    )
    return {
        "href": href,
        "cells": [
            {"text": ticket.number, "href": href},
            str(version_of(arrivals) or ""),
            case,
            arrivals[-1].get_state_display() if arrivals else "",
            f"{pushes[-1].get_kind_display()}：{pushes[-1].get_state_display()}" if pushes else "还没有",
        ],
    }


def arrival_facts(arrival: Arrival) -> list[tuple[str, Any]]:
    """One message, without who complained."""
    try:
        body = message_of(arrival).body
    except CannotUnseal:
        body = {"text": UNOPENED}
    waits = arrival.state == Arrival.State.BASKET
    lines = [
        ("收到", half_day(arrival.at)),
        ("版本", str(arrival.version or "")),
        ("处理", arrival.get_state_display()),
        ("进收件篮的原因", arrival.why),
        ("区划", body.get("district")),
        ("平台类别", body.get("category")),
        ("反映的部门", _named(arrival) or body.get("about")),
        ("来电日期", body.get("came_on")),
        ("内容", body.get("text")),
        ("撤回的原因", body.get("reason")),
        ("原文", legible(arrival, "raw") if arrival.raw else body.get("raw") if waits else ""),
        (
            "另立的案件",
            {"text": grouped(arrival.case.number), "href": reverse("centre-case", args=[arrival.case.number])}
            if arrival.case
            else "",
        ),
        ("来件人", "留了姓名或电话，加密保存" if arrival.contact else ""),
        ("处理人", f"{arrival.decided_by}，{moment(arrival.decided_at)}" if arrival.decided_at else ""),
        ("退回的理由", arrival.reason if arrival.state == Arrival.State.REFUSED else ""),
    ]
    return [(label, value) for label, value in lines if value]


def _named(arrival: Arrival) -> str:
    """Whom it names; "" for nobody, or a code that is none."""
    return THE_CENTRE if arrival.about_centre else str(arrival.hidden_from or "")


def push_words(push: Push) -> dict[str, str]:
    """What is written to the platform, by its names: ``question``, ``text``, ``result``."""
    text = legible(push, "text")
    return json.loads(text) if text else {"text": UNOPENED}


def push_facts(push: Push, *, shows: bool) -> list[tuple[str, Any]]:
    """One piece of news. `shows`: whether the reader may open the case that its words are of."""
    words = push_words(push) if shows else {}
    lines = [
        ("办理时间", moment(push.happened_at)),
        ("写给平台：问题", words.get("question", "")),
        ("写给平台", words.get("text", "")),
        ("写给平台：怎样办结", RESULTS.get(words.get("result", ""), "")),
        ("结果", push.get_state_display()),
        ("原因", why(push)),
        ("推了几次", str(push.tries)),
        ("再推", f"{push.retried_by}，{moment(push.retried_at)}" if push.retried_at else ""),
        ("下次", moment(push.next_try_at) if push.next_try_at else ""),
        ("结束", moment(push.ended_at) if push.ended_at else ""),
        ("不再推送", f"{push.dropped_by}：{push.dropped_because}" if push.dropped_because else ""),
    ]
    return [(label, value) for label, value in lines if value]


def forgotten_sentence(number: int) -> str:
    """What stands above the list while the nightly check would find something."""
    return f"有 {number} 条消息超过 1 个工作日没有推送状态，由管理员查看推送进程" if number else ""
