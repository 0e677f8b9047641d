"""Naming the agent of an applicant, and ending the agency: what each asks for, and how it is told."""

from typing import Any

from hall.doors.acts import Act, Facts, Occasion, Telling
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from permits import agent_fields
from permits.actions import representing
from permits.acts.telling import day_of, reason_for
from permits.states import BESIDES


def agent_words(facts: Facts) -> str:
    """``代理人 李*（110105********002X），全权代理，授权委托书…，到 2026年11月20日，可以代领结果``: masked."""
    parts = [
        f"代理人 {facts['agent']}（{facts['agent_id']}）",
        facts["authority"],
        facts["authority_document"],
        f"到 {day_of(facts['authority_until'])}" if facts.get("authority_until") else "",
        "可以代领结果" if facts.get("may_collect") else "",
        "短信发给代理人" if facts.get("gets_letters") else "",
    ]
    return "，".join(filter(None, parts))


def _with_agent(_occasion: Occasion, fields: Facts) -> Facts:
    others, agent = agent_fields.split(fields)
    return others | {"agent": agent}


def _named(_occasion: Occasion, agent: Any, _fields: Facts) -> str:
    letters = "。短信今后发给代理人" if agent.gets_letters else ""
    return f"已登记代理人，证件号 {agent.document_words}{letters}"


def _agent_form(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Whoever acts already need not be typed again: then the verb says what is missing of somebody else."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    if "agent_same" in form.fields:
        for name in agent_fields.THE_PERSON:
            form.fields[name].required = False
            form.fields[name].mark = "换了人的必填"  # type: ignore[attr-defined]
    return form


NAME_AGENT = Act(
    BESIDES,
    representing.name_agent,
    "Name the applicant's agent",
    (
        "Let somebody act for the applicant, by an authority that was seen (行政许可法 art. 29); in the place of whoever did before."
        " One person may act for many applicants."
    ),
    asks=agent_fields.LATER,
    form=_agent_form,
    button="登记代理人",
    arguments=_with_agent,
    done=_named,
    telling=Telling(
        staff=agent_words,
        applicant=lambda facts: ("登记了您的代理人", agent_words(facts)),
    ),
    synonyms=("agent", "代理人", "登记代理人"),
)

END_AGENCY = Act(
    BESIDES,
    representing.end_agency,
    "End the agency",
    "Note that nobody acts for the applicant any more.",
    asks=(reason_for("为什么终止委托", "终止的原因", most=300, focus=True),),
    button="终止委托",
    done=lambda _occasion, _application, _fields: "已终止委托，今后由申请人本人办理",
    telling=Telling(
        staff=lambda facts: f"{agent_words(facts)}：{facts['reason']}",
        applicant=lambda facts: ("终止委托", f"代理人 {facts['agent']} 不再代您办理"),
    ),
    synonyms=("终止委托",),
)
