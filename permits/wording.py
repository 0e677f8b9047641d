"""How an application reads on a screen: steps, identity, history lines, published terms. It decides and counts nothing."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cases import clocks
from cases.models import Case, Deadline, Event, Pause
from cases.rules import CARD_WORDS, RULES, CardLevel, Clock
from cases.wording import marked, moment
from hall.catalogue_terms import ItemStatus
from hall.identifiers import group
from hall.models import Fee, ItemVersion
from hall.roles import Step
from permits.models import (
    Application,
    ApplicationKind,
    Decision,
    Delivery,
    Ending,
    Hearing,
    NonAcceptance,
    NoticeGround,
    PaperForm,
    Visit,
)
from permits.states import (
    ACCEPTED,
    ARCHIVED,
    CLOSED_NOT_CORRECTED,
    CORRECTION_REQUESTED,
    DELIVERED,
    ENQUIRED,
    FLOW,
    GRANTED,
    NOT_ACCEPTED,
    NOT_REQUIRED,
    REFUSED,
    SUBMITTED,
    SUSPENDED,
    TERMINATED,
    VOID,
    WITHDRAWN,
)

REMEDIES = (
    "如不服本决定，可以自收到本决定书之日起六十日内向本级人民政府申请行政复议，"
    "或者自收到之日起六个月内依法向人民法院提起行政诉讼。"
)
PROOF_WORDS = {
    Delivery.Method.COLLECTED: "签收人",
    Delivery.Method.COURIER: "快递单号",
    Delivery.Method.ELECTRONIC: "发送到",
}
HALF_DAY_MINUTES = 210
NO_CLOCK = {
    ENQUIRED: "咨询，材料交来以后计时",
    CORRECTION_REQUESTED: "等申请人补正，不计时",
    REFUSED: "待领取",
    DELIVERED: "待归档",
    ARCHIVED: "已归档",
    NOT_ACCEPTED: "已归档",
    NOT_REQUIRED: "已归档",
    CLOSED_NOT_CORRECTED: "已归档",
    WITHDRAWN: "已归档",
    TERMINATED: "已归档",
    VOID: "已归档",
}
IN_A_LIST = {
    ENQUIRED: "咨询",
    SUBMITTED: "待受理",
    CORRECTION_REQUESTED: "待补正",
    ACCEPTED: "审查中",
    SUSPENDED: "特别程序",
    GRANTED: "待领取",
    REFUSED: "待领取",
}


def grouped(number: str) -> str:
    """``0101 20250930 00001``: hall, day, serial."""
    return group(number, 4, 8, 5)


def short_moment(at: datetime) -> str:
    """``11月20日 17:00``, for a list."""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def day_or_hour(at: datetime, *, now: datetime) -> str:
    """``09:05`` today, ``11月20日`` on any other day: when something last happened, for a list."""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == timezone.localdate(now) else f"{local.month}月{local.day}日"


def due_words(deadline: Deadline | Any) -> str:
    """``2026年11月20日 17:00 前``, with 暂定 when the calendar behind it is not official yet."""
    return marked(f"{moment(deadline.due_at)} 前", deadline.provisional)


def fee_words(terms: ItemVersion, fees: Iterable[Fee]) -> str:
    """What the item costs. A fee without a published standard may not be charged (Q32)."""
    said = [
        f"{fee.name} {fee.standard_yuan} 元{'／' + fee.unit if fee.unit else ''}（{fee.basis}）"
        if fee.standard_yuan is not None
        else f"{fee.name}：标准没有公布，不得收取"
        for fee in fees
    ]
    return "；".join(said) or "不收费"


def closed_because(version: ItemVersion) -> str:
    """Why an item that exists cannot be registered at this desk."""
    item = version.item
    if item.status != ItemStatus.ACTIVE:
        by = f"（{item.abolished_by}）" if item.abolished_by else ""
        return f"“{version.name}”{item.get_status_display()}{by}，不能登记"
    if not item.is_in_hall:
        return f"“{version.name}”还没有进驻大厅，不能登记"
    if not version.disclosure_complete:
        return f"“{version.name}”的六公开不齐全，不能登记"
    return f"“{version.name}”由{item.department}办理，不在本窗口"


def limit_preview(clock: Clock, *, at: datetime) -> dict[str, Any]:
    """A clock that is not started yet, in the shape of cases.wording.limit_panel."""
    told = clocks.preview(clock, started_at=at)
    sentences = told.sentences()
    return {
        "title": RULES[clock.rule].words,
        "due": f"{moment(told.result.due_at)} 前" if told.result else "",
        "lamp": "green",
        "text": "现在受理的话",
        "note": clock.article,
        "provisional": told.result is not None and told.result.provisional,
        "lines": sentences[:-1],
        "result": sentences[-1],
    }


# Steps


def steps(case: Case, application: Application, pauses: Iterable[Pause]) -> list[dict[str, str]]:
    """The way of an application, in the shape of ``_parts/steps.html``; pauses are segments of their own."""
    if case.state in {NOT_ACCEPTED, NOT_REQUIRED, CLOSED_NOT_CORRECTED, WITHDRAWN, TERMINATED, VOID}:
        return _ended_early(case, application)
    state = case.state
    decided = state in {GRANTED, REFUSED, DELIVERED, ARCHIVED}
    accepted = decided or state in {ACCEPTED, SUSPENDED}
    way = [_step("收件", "done", case.opened_at)]
    if state == ENQUIRED:
        way = [_step("咨询", "current", case.opened_at)]
    if state == CORRECTION_REQUESTED:
        way.append(_step("补正", "paused", note="等申请人补齐材料"))
    way.append(_accepted_step(application, state, accepted=accepted))
    way += [_pause_step(pause) for pause in pauses]
    way.append(_step("审查", "done" if decided else "current" if state == ACCEPTED else "todo"))
    decision = getattr(application, "decision", None)
    way.append(_step("决定", "done", decision.at, decision.get_result_display()) if decision else _step("决定", "todo"))
    delivery = getattr(application, "delivery", None)
    if delivery:
        way.append(_step("送达", "done", delivery.at, delivery.get_method_display()))
    else:
        way.append(_step("送达", "current" if decided else "todo", note="待领取" if decided else ""))
    return way


def _accepted_step(application: Application, state: str, *, accepted: bool) -> dict[str, str]:
    if accepted:
        return _step(_acceptance_words(application), "done", application.accepted_at)
    return _step("受理", "current" if state == SUBMITTED else "todo")


def _acceptance_words(application: Application) -> str:
    if application.deemed_accepted:
        return "视为受理"
    return "容缺受理" if application.case_kind == ApplicationKind.SUPPLEMENT else "受理"


def _ended_early(case: Case, application: Application) -> list[dict[str, str]]:
    way = [_step("收件", "done", case.opened_at)]
    if application.accepted_at:
        way.append(_accepted_step(application, case.state, accepted=True))
    return [*way, _step(FLOW.states[case.state], "done", case.closed_at)]


def _pause_step(pause: Pause) -> dict[str, str]:
    if pause.ends_on is None:
        return _step("特别程序", "paused", note=f"{pause.get_ground_display()}，{_day(pause.starts_on)}起")
    note = f"{pause.get_ground_display()}，{_day(pause.starts_on)}至{_day(pause.ends_on)}，不计时"
    return _step("特别程序", "done", note=note)


def _step(name: str, state: str, at: datetime | None = None, note: str = "") -> dict[str, str]:
    return {"name": name, "state": state, "at": moment(at) if at else "", "note": note}


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


# Identity


def identity_facts(case: Case, application: Application, *, received_on: date) -> list[tuple[str, str]]:
    """Who, what, where; personal numbers masked. A receipt outside office hours names the day it counts for (T9)."""
    facts = [
        ("编号", grouped(case.number)),
        ("申请人", f"{case.party}（{application.get_applicant_kind_display()}）"),
        ("证件号", application.applicant_id_masked),
        ("手机", f"{application.phone_masked}（不要短信）" if application.no_sms else application.phone_masked),
        ("渠道", application.get_channel_display()),
        ("首办责任人", str(case.owner or "—")),
        ("窗口", str(case.window or "—")),
        ("收件时间", moment(case.opened_at)),
    ]
    if application.email_masked:
        facts.insert(4, ("电子邮箱", application.email_masked))
    if application.case_kind:
        facts.append(("办件种类", application.get_case_kind_display()))
    if received_on != timezone.localdate(case.opened_at):
        facts.append(("计为收到日", f"{received_on.year}年{received_on.month}月{received_on.day}日"))
    return facts


# History

ENGINE_VERBS = {
    "register": "登记收件",
    "enquiry_joined": "并入以前的咨询",
    "warned": "时限预警",
    "breached": "时限已过",
    "carded": "亮牌",
    "card_withdrawn": "撤销红黄牌",
    "card_appealed": "对红黄牌申诉",
    "card_upheld": "维持红黄牌",
    "gap_overdue": "容缺逾期",
    "replace_code": "换发凭证码",
    "print": "打印文书",
    "recomputed": "重新推算时限",
    "hand_up": "上交",
    "hand_back": "上交退回窗口",
    "report_seen": "先办后报，已阅",
    "change_owner": "变更首办责任人",
    "record_check": "记录实质核查",
    "state_amount": "登记金额",
}


def verb_words(verb: str) -> str:
    """The name of an act in plain words; one of a later release is at least named as the system's."""
    if verb in FLOW.arrows:
        return FLOW.arrows[verb].words
    return ENGINE_VERBS.get(verb, "系统记录")


def history(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines for ``_parts/timeline.html``, in the order given."""
    return [
        {
            "at": event.at,
            "what": verb_words(event.verb),
            "who": actor_words(event),
            "note": note(event),
        }
        for event in events
    ]


def actor_words(event: Event) -> str:
    """Who did it; a deputy with the name of whom they stood in for; 系统 when it came about by itself."""
    if event.actor is None:
        return "系统"
    stood_in = event.facts.get("acts_for")
    return f"{event.actor}（代{stood_in}）" if stood_in else str(event.actor)


def note(event: Event) -> str:
    """What an event's facts say; "" when they add nothing."""
    told = _NOTES.get(event.verb)
    return told(event.facts) if told else ""


def _of_rule(facts: dict[str, Any]) -> str:
    terms = RULES.get(facts.get("rule", ""))
    words = terms.words if terms else ""
    return f"{words}，{_due(facts, 'due_at')} 到期" if facts.get("due_at") else words


def _carded(facts: dict[str, Any]) -> str:
    return f"{_level(facts)}：{facts['cause']}"


def _level(facts: dict[str, Any]) -> str:
    return CARD_WORDS[CardLevel(facts["level"])]


def _card_withdrawn(facts: dict[str, Any]) -> str:
    return f"{_level(facts)}（{facts['cause']}）：{facts['reason']}"


def _visited(facts: dict[str, Any]) -> str:
    purpose = Visit.Purpose(facts["purpose"]).label
    counted = f"第 {facts['counted_as']} 次" if facts.get("counted_as") else "不计次数"
    cause = f"，{Visit.Cause(facts['cause']).label}" if facts.get("cause") else ""
    return f"{purpose}，{counted}{cause}"


def _extended(facts: dict[str, Any]) -> str:
    return (
        f"延长 {facts['days']} 日，{facts['rank']}批准（{facts['document']}）：{facts['reason']}。"
        f"到期时间由 {_instant(facts['due_before'])} 变为 {_due(facts, 'due_after')}"
    )


def _resumed(facts: dict[str, Any]) -> str:
    due, tentative = facts.get("due", {}), facts.get("provisional", ())
    return "；".join(
        f"{RULES[rule].words} {marked(_instant(at), rule in tentative)} 到期"
        for rule, at in due.items()
        if rule in RULES
    )


def _declined(facts: dict[str, Any]) -> str:
    ground = f"{NonAcceptance.Ground(facts['ground']).label}。" if facts.get("ground") else ""
    agency = f"。有权办理的机关：{facts['competent_agency']}" if facts.get("competent_agency") else ""
    return f"{ground}理由：{facts['reason']}{agency}"


def _notified(facts: dict[str, Any]) -> str:
    until = f"，补正到 {_due(facts, 'correct_by')}" if facts.get("correct_by") else ""
    ground = f"（{NoticeGround(facts['ground']).label}：{facts['ground_reason']}）" if facts.get("ground") else ""
    return f"第 {facts['notice']} 份告知书：{'、'.join(facts['missing'])}{ground}{until}"


def _with_gaps(facts: dict[str, Any]) -> str:
    on = date.fromisoformat(facts["pledged_on"])
    papers = "、".join(facts["missing"])
    return f"后补：{papers}；承诺书 {facts['pledge']}，承诺 {on.year}年{on.month}月{on.day}日 前补齐"


def _received(facts: dict[str, Any]) -> str:
    forms = facts.get("forms") or [""] * len(facts["materials"])
    papers = [
        f"{name}（{PaperForm(form).label}）" if form else name
        for name, form in zip(facts["materials"], forms, strict=True)
    ]
    return "收到：" + "、".join(papers)


def _printed(facts: dict[str, Any]) -> str:
    again = f"，补打 第 {facts['copy'] - 1} 次：{facts['reason']}" if facts["copy"] > 1 else ""
    by_hand = "，缺的字手写补入" if facts["handwritten"] else ""
    return f"{facts['document']} {facts['number']}{again}{by_hand}"


def _ended(facts: dict[str, Any]) -> str:
    told = [facts.get("ground", ""), facts.get("basis", ""), f"原因：{facts['reason']}"]
    document = f"（{facts['document']}）" if facts.get("document") else ""
    return "；".join(each for each in told if each) + document


def _due(facts: dict[str, Any], name: str) -> str:
    return marked(_instant(facts[name]), facts.get("provisional"))


def _instant(text: str) -> str:
    return moment(datetime.fromisoformat(text))


def _recomputed(facts: dict[str, Any]) -> str:
    moved = f"由 {_instant(facts['before'])} 改为 {_due(facts, 'due_at')}"
    return f"{RULES[facts['rule']].words}{moved}（{facts['why']}）"


def _handed_up(facts: dict[str, Any]) -> str:
    note = f"。{facts['note']}" if facts.get("note") else ""
    return f"{Step(facts['step']).label}：{facts['why']}{note}"


def _amount(facts: dict[str, Any]) -> str:
    return (
        f"由 {facts['amount_before']} 元改为 {facts['amount']} 元"
        if facts.get("amount_before")
        else f"{facts['amount']} 元"
    )


_NOTES: dict[str, Callable[[dict[str, Any]], str]] = {
    "warned": _of_rule,
    "breached": _of_rule,
    "recomputed": _recomputed,
    "carded": _carded,
    "card_withdrawn": _card_withdrawn,
    "card_appealed": lambda facts: f"{_level(facts)}：{facts['reason']}",
    "card_upheld": lambda facts: f"{_level(facts)}：{facts['reason']}",
    "deem_accepted": lambda facts: (
        f"没有在 {_instant(facts['notice_due_at'])} 前告知，自 {_instant(facts['received_at'])} 收到之日起视为受理"
    ),
    "visit": _visited,
    "notify": _notified,
    "receive": _received,
    "correct": lambda facts: "；".join(f"{name}：{what}" for name, what in facts["corrections"].items()),
    "decline": _declined,
    "accept_with_gaps": _with_gaps,
    "accept_on_commitment": lambda facts: f"承诺书 {facts['pledge']}，代替：{'、'.join(facts['missing'])}",
    "supplement": lambda facts: "收到：" + "、".join(facts["materials"]),
    "gap_overdue": lambda facts: (
        f"到 {_instant(facts['due_at'])} 没有收到：{'、'.join(facts['missing'])}。承诺时限不再计，补齐以后重新起算"
    ),
    "tell_overdue": lambda facts: facts["how"],
    "verify": lambda facts: f"承诺{'属实' if facts['holds'] else '不属实'}：{facts['finding']}",
    "not_required": lambda facts: facts["reason"],
    "close_not_corrected": lambda facts: facts["reason"],
    "enquiry_joined": lambda facts: grouped(facts["enquiry"]),
    "suspend": lambda facts: (
        f"{facts['ground']}，告知书 {facts['notice_number']}，{facts['declared_days']} 个工作日"
        + (f"（{facts['basis']}）" if facts.get("basis") else "")
    ),
    "resume": _resumed,
    "extend": _extended,
    "grant": lambda facts: "。".join(filter(None, (facts.get("number", ""), facts.get("reason", "")))),
    "refuse": lambda facts: "。".join(filter(None, (facts.get("number", ""), f"理由：{facts['reason']}"))),
    "deliver": lambda facts: facts["method"],
    "print": _printed,
    "archive": lambda facts: f"案卷 {len(facts['papers'])} 份文书",
    "undo": lambda facts: f"撤回 {_instant(facts['decided_at'])} 的“{facts['result']}”：{facts['reason']}",
    "hand_up": _handed_up,
    "hand_back": lambda facts: f"{Step(facts['step']).label}：{facts['answer']}",
    "report_seen": lambda facts: f"{Step(facts['step']).label}：{facts['answer']}",
    "change_owner": lambda facts: (
        f"由{facts['handler_before'] or '—'}变更为{facts['handler']}。理由：{facts['reason']}"
    ),
    "record_check": lambda facts: facts["finding"],
    "state_amount": _amount,
    "withdraw": _ended,
    "tell_hearing": lambda facts: (
        f"{facts['document']}，告知{facts['parties']}，{_instant(facts['ask_by'])} 前可以提出"
    ),
    "ask_hearing": lambda facts: facts["party"],
    "announce_hearing": lambda facts: (
        f"{facts['document']}，{_instant(facts['sits_at'])} 在{facts['place']}，{facts['declared_days']} 个工作日不计时"
    ),
    "hold_hearing": lambda facts: "；".join(each for each in (facts["document"], _resumed(facts)) if each),
    "give_up_hearing": lambda facts: facts["reason"],
    "cancel_hearing": lambda facts: facts["reason"],
    "terminate": _ended,
    "void": _ended,
}


def ending_facts(ending: Ending) -> list[tuple[str, str]]:
    """How an application ended without a decision: what the case page and the printed document show."""
    facts = [
        ("方式", ending.get_kind_display()),
        ("文书编号", ending.document),
        ("情形", ending.ground_words),
        ("依据条款", ending.basis),
        ("理由", ending.reason),
        ("救济途径", ending.remedies),
        ("时间", moment(ending.at)),
        ("经手人", str(ending.recorded_by)),
        ("批准人", str(ending.approved_by or "")),
    ]
    return [(label, text) for label, text in facts if text]


def hearing_facts(hearing: Hearing) -> list[tuple[str, str]]:
    """The hearing step by step, each with its document: what the case page and the printed documents show."""
    facts = [
        ("告知", f"{moment(hearing.told_at)}，{hearing.told_by}，{hearing.told_document}"),
        ("告知了谁", hearing.parties),
        ("涉及的重大利益", hearing.interest),
        ("提出的最后时刻", f"{moment(hearing.ask_by)} 前"),
        ("提出", f"{moment(hearing.asked_at)}，{hearing.asked_by_party}" if hearing.asked_at else ""),
        ("通知", f"{hearing.notice_document}，{hearing.announced_by}批准" if hearing.announced_at else ""),
        ("举行", f"{moment(hearing.sits_at)}，{hearing.place}，主持人 {hearing.chair}" if hearing.sits_at else ""),
        ("笔录", f"{moment(hearing.held_at)}，{hearing.held_by}，{hearing.record_document}" if hearing.held_at else ""),
        ("放弃或取消", f"{moment(hearing.given_up_at)}：{hearing.given_up_because}" if hearing.given_up_at else ""),
    ]
    return [(label, text) for label, text in facts if text]


def decision_facts(decision: Decision) -> list[tuple[str, str]]:
    facts = [
        ("结果", decision.get_result_display()),
        ("文号", decision.number or "没有编号"),
        ("时间", moment(decision.at)),
        ("决定人", str(decision.decided_by)),
    ]
    if decision.reason:
        facts.append(("理由和依据", decision.reason))
    if decision.remedies:
        facts.append(("救济途径", decision.remedies))
    return facts
