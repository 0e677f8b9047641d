"""What the desk says of one application, label by label: who applied for what, and what became of it, for ``_parts/facts.html``."""

from datetime import date

from django.utils import timezone

from cases.models import Case
from cases.wording import moment
from hall.identifiers import mask_name
from hall.models import User
from hall.templatetags.presentation import day
from permits.agents import agent_of
from permits.hearings import masked, without_names
from permits.models import (
    Agent,
    Application,
    Bar,
    Commitment,
    Decision,
    Ending,
    Hearing,
    NonAcceptance,
    Revocation,
    Tolerance,
)
from permits.wording import filled, grouped, signer


def identity_facts(case: Case, application: Application, *, received_on: date, on: date) -> list[tuple[str, str]]:
    """Who, what, where; personal numbers masked. A receipt outside office hours names the day it counts for (T9)."""
    counts_otherwise = received_on != timezone.localdate(case.opened_at)
    return filled(
        ("编号", grouped(case.number)),
        ("申请人", f"{case.party}（{application.get_applicant_kind_display()}）"),
        ("证件号", application.document_words),
        ("手机", f"{application.phone_masked}（不要短信）" if application.no_sms else application.phone_masked),
        ("电子邮箱", application.email_masked),
        ("代理人", agent_line(agent, on=on) if (agent := agent_of(application)) else ""),
        ("渠道", application.get_channel_display()),
        ("首办责任人", str(case.owner or "—")),
        ("窗口", str(case.window or "—")),
        ("收件时间", moment(case.opened_at)),
        ("办件种类", application.get_case_kind_display()),
        ("计为收到日", day(received_on) if counts_otherwise else ""),
    )


def agent_line(agent: Agent, *, on: date) -> str:
    """Who acts for the applicant, by what authority and until when; masked. What has run out says so, and lets nobody collect."""
    is_over = agent.valid_to is not None and agent.valid_to < on
    until = f"，到 {day(agent.valid_to)}{'，已到期' if is_over else ''}" if agent.valid_to else ""
    collects = "，可以代领结果" if agent.may_collect and not is_over else ""
    letters = "，短信发给代理人" if agent.gets_letters else ""
    return (
        f"{mask_name(agent.name)}（{agent.document_words}，{agent.phone_masked}），{agent.get_authority_display()}："
        f"{agent.document}{until}{collects}{letters}"
    )


def ending_facts(ending: Ending) -> list[tuple[str, str]]:
    """How an application ended without a decision: what the case page and the printed document show."""
    return filled(
        ("方式", ending.get_kind_display()),
        ("文书编号", ending.document),
        ("情形", ending.ground_words),
        ("依据条款", ending.basis),
        ("理由", ending.reason),
        ("救济途径", ending.remedies),
        ("时间", moment(ending.at)),
        ("经手人", str(ending.recorded_by)),
        ("批准人", _signer(ending, ending.approved_by) if ending.approved_by else ""),
    )


def _signer(written: Ending | Revocation | NonAcceptance | Decision, person: User) -> str:
    return signer(written.application.case, person, at=written.at)


def revocation_facts(revocation: Revocation) -> list[tuple[str, str]]:
    return filled(
        ("文书编号", revocation.document),
        ("情形", revocation.get_ground_display()),
        ("理由和依据", revocation.reason),
        ("救济途径", revocation.remedies),
        ("时间", moment(revocation.at)),
        ("批准人", _signer(revocation, revocation.revoked_by)),
    )


def bar_line(bar: Bar) -> str:
    """One bar to applying again: until when, on what ground, and what has lifted it."""
    words = f"到 {day(bar.until)} 为止不能再次申请这个事项：{bar.get_ground_display()}"
    if bar.lifted_at is None:
        return words
    document = f"（{bar.lifted_document}）" if bar.lifted_document else ""
    return f"{words}。{moment(bar.lifted_at)} 解除：{bar.get_lifted_ground_display()}{document}，{bar.lifted_because}"


def non_acceptance_facts(written: NonAcceptance) -> list[tuple[str, str]]:
    """What was written when the application ended before acceptance."""
    return filled(
        ("类型", written.get_kind_display()),
        ("情形", written.get_ground_display()),
        ("理由和依据", written.reason),
        ("有权办理的机关", written.competent_agency),
        ("救济途径", written.remedies),
        ("作出时间", moment(written.at)),
        ("经手人", _signer(written, written.decided_by)),
    )


def hearing_facts(hearing: Hearing, *, in_full: bool) -> list[tuple[str, str]]:
    """
    The hearing step by step, each with its document: what the case page shows.

    :param in_full: the names of its parties too, for who handles the case; else masked.
    """
    say = str if in_full else masked
    case, announced_at = hearing.application.case, hearing.announced_at
    announced_by = signer(case, hearing.announced_by, at=announced_at) if hearing.announced_by and announced_at else ""
    because = hearing.given_up_because if in_full else without_names(hearing.given_up_because, hearing)
    return filled(
        ("告知", f"{moment(hearing.told_at)}，{hearing.told_by}，{hearing.told_document}"),
        ("告知了谁", say(hearing.parties)),
        ("涉及的重大利益", hearing.interest),
        ("提出的最后时刻", f"{moment(hearing.ask_by)} 前"),
        ("提出", f"{moment(hearing.asked_at)}，{say(hearing.asked_by_party)}" if hearing.asked_at else ""),
        ("通知", f"{hearing.notice_document}，{announced_by}批准" if announced_by else ""),
        ("举行", f"{moment(hearing.sits_at)}，{hearing.place}，主持人 {hearing.chair}" if hearing.sits_at else ""),
        ("笔录", f"{moment(hearing.held_at)}，{hearing.held_by}，{hearing.record_document}" if hearing.held_at else ""),
        ("放弃或取消", f"{moment(hearing.given_up_at)}：{because}" if hearing.given_up_at else ""),
    )


def decision_facts(decision: Decision) -> list[tuple[str, str]]:
    return filled(
        ("结果", decision.get_result_display()),
        ("文号", decision.number or "没有编号"),
        ("时间", moment(decision.at)),
        ("决定人", _signer(decision, decision.decided_by)),
        ("理由和依据", decision.reason),
        ("虚假材料", "隐瞒有关情况或者提供虚假材料，给予警告" if decision.false_materials else ""),
        ("救济途径", decision.remedies),
    )


def promise_facts(application: Application) -> list[tuple[str, str]]:
    """What the applicant promised in writing, and what became of it; nothing where nothing was promised."""
    if tolerance := getattr(application, "tolerance", None):
        return _tolerance_facts(tolerance)
    commitment = getattr(application, "commitment", None)
    return _commitment_facts(commitment) if commitment else []


def _tolerance_facts(tolerance: Tolerance) -> list[tuple[str, str]]:
    notice = f"{moment(tolerance.told_at)} {tolerance.told_how}（{tolerance.told_by}）" if tolerance.told_at else ""
    return filled(
        ("容缺受理", "、".join(material.name for material in tolerance.materials.all())),
        ("承诺书", f"{tolerance.pledge}，承诺 {day(tolerance.pledged_on)} 前补齐"),
        ("补齐", moment(tolerance.supplied_at) if tolerance.supplied_at else "还没有补齐，补齐之前不交付证照"),
        ("逾期", f"到 {moment(tolerance.overdue_at)} 没有补齐" if tolerance.overdue_at else ""),
        ("告知逾期", notice),
    )


def _commitment_facts(commitment: Commitment) -> list[tuple[str, str]]:
    result = "属实" if commitment.holds else "不属实"
    check = f"{result}：{commitment.finding}（{commitment.verified_by}）" if commitment.verified_at else "还没有核查"
    return filled(
        ("告知承诺", "、".join(material.name for material in commitment.materials.all())),
        ("承诺书", commitment.pledge),
        ("事后核查", check),
    )
