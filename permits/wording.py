"""How an application reads on a screen: steps, identity, published terms. It decides and counts nothing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from cases import clocks
from cases.models import Case, Deadline, Pause
from cases.rules import RULES, Clock, Rule
from cases.wording import before, moment
from hall.catalogue_terms import ItemStatus
from hall.identifiers import group
from hall.local_time import day_of, local
from hall.models import Fee, ItemVersion, User
from hall.sentences import in_stead
from permits.deadlines import RANKS_OF_A_HEAD
from permits.models import (
    Application,
    ApplicationKind,
    SubstanceCheck,
)
from permits.queries import false_grant, unverified_grant
from permits.states import (
    ACCEPTED,
    CORRECTION_REQUESTED,
    DECIDED,
    DELIVERED,
    ENDED_EARLY,
    ENQUIRED,
    FLOW,
    GRANTED,
    REFUSED,
    STATES,
    SUBMITTED,
    SUSPENDED,
)

LONG = 2_000  # characters of a reason
REMEDIES = (
    "如不服本决定，可以自收到本决定书之日起六十日内向本级人民政府申请行政复议，"
    "或者自收到之日起六个月内依法向人民法院提起行政诉讼。"
)
IN_A_LIST = {
    ENQUIRED: "咨询",
    SUBMITTED: "待受理",
    CORRECTION_REQUESTED: "待补正",
    ACCEPTED: "审查中",
    SUSPENDED: "特别程序",
    GRANTED: STATES[GRANTED],
    REFUSED: STATES[REFUSED],
}


TO_BE_REVOKED = "承诺不属实，待撤销"
TO_BE_VERIFIED = "已送达，待核查承诺"


def state_words(state: str, clocks_of_case: Iterable[Deadline]) -> str:
    """The name of a state in a list; of what was granted on a promise that is to be verified or was found false, what is to be done."""
    rules = {clock.rule for clock in clocks_of_case}
    if Rule.FALSE_PROMISE in rules:
        return TO_BE_REVOKED
    if state == DELIVERED and Rule.VERIFICATION in rules:
        return TO_BE_VERIFIED
    return IN_A_LIST.get(state, FLOW.states[state])


def check_line(check: SubstanceCheck) -> dict[str, Any]:
    """What one officer found, for ``_parts/timeline.html``."""
    return {"at": check.at, "what": "实质核查", "who": str(check.officer), "note": check.finding}


def grouped(number: str) -> str:
    """``0101 20250930 00001``: hall, day, serial."""
    return group(number, 4, 8, 5)


def day_or_hour(at: datetime, *, now: datetime) -> str:
    """``09:05`` today, ``11月20日`` on any other day: when something last happened, for a list."""
    there = local(at)
    return f"{there:%H:%M}" if there.date() == day_of(now) else f"{there.month}月{there.day}日"


def due_words(deadline: Deadline | Any) -> str:
    """``2026年11月20日 17:00 前``, with 暂定 when the calendar behind it is not official yet."""
    return before(deadline.due_at, deadline.provisional)


def clocks_words(deadlines: Iterable[Deadline]) -> str:
    """Each clock and when it is due: ``承诺时限：…；法定时限：…``."""
    return "；".join(f"{RULES[each.rule].title}：{due_words(each)}" for each in deadlines)


def fee_words(terms: ItemVersion, fees: Iterable[Fee]) -> str:
    """What the item costs. A fee without a published standard may not be charged (Q32)."""
    sentences = [
        f"{fee.name} {fee.standard_yuan} 元{'／' + fee.unit if fee.unit else ''}（{fee.basis}）"
        if fee.standard_yuan is not None
        else f"{fee.name}：标准没有公布，不得收取"
        for fee in fees
    ]
    return "；".join(sentences) or "不收费"


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
    preview = clocks.preview(clock, started_at=at)
    sentences = preview.sentences()
    return {
        "title": RULES[clock.rule].title,
        "due": f"{moment(preview.result.due_at)} 前" if preview.result else "",
        "lamp": "green",
        "word": "",
        "text": "现在受理的话",
        "note": clock.article,
        "provisional": preview.result is not None and preview.result.provisional,
        "lines": sentences[:-1],
        "result": sentences[-1],
    }


# Steps


def steps(case: Case, application: Application, pauses: Iterable[Pause]) -> list[dict[str, str]]:
    """The way of an application, in the shape of ``_parts/steps.html``; pauses that began are segments of their own."""
    if case.state in ENDED_EARLY:
        return _ended_early(case, application)
    state = case.state
    decided = state in DECIDED
    accepted = decided or state in {ACCEPTED, SUSPENDED}
    way = [_step("咨询", "current", case.opened_at) if state == ENQUIRED else _step("收件", "done", case.opened_at)]
    if state == CORRECTION_REQUESTED:
        way.append(_step("补正", "paused", note="等申请人补齐材料"))
    way.append(_accepted_step(application, state, accepted=accepted))
    way += [_pause_step(pause) for pause in pauses if not pause.never_began]
    way.append(_step("审查", "done" if decided else "current" if state == ACCEPTED else "todo"))
    decision = getattr(application, "decision", None)
    way.append(_step("决定", "done", decision.at, decision.get_result_display()) if decision else _step("决定", "todo"))
    if delivery := getattr(application, "delivery", None):
        way.append(_step("送达", "done", delivery.at, delivery.get_method_display()))
    if revocation := getattr(application, "revocation", None):
        return [*way, _step("撤销", "done", revocation.at)]
    if delivery:
        return [*way, _step("承诺核查", "current")] if unverified_grant(application) else way
    if false_grant(application):
        return [*way, _step("送达", "paused", note="承诺不属实，不交付")]
    return [*way, _step("送达", "current", note="待领取") if decided else _step("送达", "todo")]


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


# Whoever approved it, and what else several doors say


def filled(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    """Of these labels and texts those with a text, for ``_parts/facts.html``."""
    return [(label, text) for label, text in facts if text]


def approver_of_extension(facts: dict[str, Any]) -> str:
    """
    ``本机关负责人钱立新``; where a deputy approved it as the agency's head ``孙文（代本机关负责人钱立新）``. Whoever stands above the
    agency is named as they were entered; an extension that was written before the name was kept has the rank alone.
    """
    rank, name = facts["rank"], facts.get("approver", "")
    if rank in RANKS_OF_A_HEAD and facts.get("acts_for"):
        return in_stead(name, f"{rank}{facts['acts_for']}")
    return f"{rank}{name}"


def signer(case: Case, person: User, *, at: datetime) -> str:
    """Who approved or decided it at an instant, a deputy with the name of whom they stood in for: as its line in the history says."""
    lines = (line.facts for line in case.events.all() if line.at == at and line.actor_id == person.pk)
    return in_stead(person, next((facts["acts_for"] for facts in lines if "acts_for" in facts), None))


def contact_words(masked: dict[str, Any]) -> str:
    """How an applicant is reached, masked: ``手机 138****8000（不要短信）、w***@example.com``."""
    phone = f"手机 {masked['phone']}" + ("（不要短信）" if masked["no_sms"] else "")
    return "、".join(filter(None, (phone, masked["email"])))
