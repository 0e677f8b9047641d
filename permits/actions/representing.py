"""Naming who acts for the applicant, and ending it (委托代理, 行政许可法 art. 29)."""

from dataclasses import replace

from django.utils import timezone

from cases.outgoing import Contact, redirect
from hall.crypto import CannotUnseal
from hall.refusals import BadInput, Refused, need_reason
from permits import agents, letters
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.applicants import Representative, must_be_another
from permits.letters import contact_of
from permits.models import Agent, Application


class CannotRepresent(Refused):
    code = "cannot-represent"


@verb(refusal=CannotRepresent)
def name_agent(turn: Turn, *, agent: Representative | None, agent_same: bool = False) -> Agent:
    """
    Let somebody act for the applicant of an open case, by an authority that was seen; in the place of whoever did before. What still
    waits to be sent goes where letters go from now on.

    :param agent_same: whoever is registered goes on with another authority: `agent` says that alone.
    :raises BadInput: naming each field that is wrong (agent_same, agent_name, agent_id_kind, agent_id, agent_phone, agent_authority, agent_document,
        agent_from, agent_until).
    """
    if agent_same:
        agent = _who_is_registered(turn.application, agent)
    if agent is None:
        raise BadInput("填写代理人姓名", field="agent_name")
    application, today = turn.application, timezone.localdate(turn.at)
    reached = letters.reached(application, at=turn.at)
    checked = agent.checked(today=today)
    must_be_another(application.applicant_id_hash, checked)
    row = agents.write(application, checked, by=turn.by, at=turn.at)
    redirect(turn.case, to=contact_of(turn.application, at=turn.at), at=turn.at)
    turn.record(**agents.facts_of(row))
    # to the applicants themselves, wherever letters go from now on: whoever is named by somebody else hears of it (decision 125)
    own = Contact("" if application.no_sms else application.phone, application.email)
    letters.write_to(application, "agent_named", to=own, at=turn.at)
    letters.last_word(application, reached.but(own), at=turn.at)
    return row


def _who_is_registered(application: Application, authority: Representative | None) -> Representative:
    row, authority = agents.agent_of(application), authority or Representative("", "", "", "", "")
    if row is None:
        raise BadInput("还没有登记代理人：填写姓名、证件号和手机", field="agent_same")
    if authority.name or authority.number or authority.phone:
        raise BadInput("还是现在的代理人的，姓名、证件号和手机空着；换了人的，去掉勾选", field="agent_same")
    try:
        number, phone = row.number, row.phone
    except CannotUnseal:
        raise BadInput("登记的证件号或者手机打不开：去掉勾选，重新填写", field="agent_same") from None
    return replace(authority, name=row.name, number=number, phone=phone, id_kind=row.id_kind)


@verb(refusal=CannotRepresent)
def end_agency(turn: Turn, *, reason: str) -> Application:
    """Note that nobody acts for the applicant any more: the authority was taken back, or given up."""
    need_reason(reason, "写明为什么终止委托", "reason")
    application = turn.application
    agent, reached = application.agent, letters.reached(application, at=turn.at)
    agent.ended_at, agent.ended_by = turn.at, turn.by
    agent.save(update_fields=["ended_at", "ended_by"])
    if application.letters_to_agent:
        application.letters_to_agent = False
        application.save(update_fields=["letters_to_agent"])
        redirect(turn.case, to=contact_of(application, at=turn.at), at=turn.at)
    turn.record(**agents.facts_of(agent), reason=short(reason, "reason", most=300))
    letters.last_word(application, reached, at=turn.at)
    return application
