"""The agent of an application as it stands: who acts for the applicant on a day, and how it is stored and told."""

from datetime import date, datetime
from typing import Any

from hall.crypto import keyed_hash
from hall.identifiers import mask_name, mask_phone
from hall.models import User
from hall.templatetags.presentation import day
from hall.texts import folded
from permits.applicants import Representative, phone_hash
from permits.models import Agent, Application


def agent_of(application: Application) -> Agent | None:
    """Whoever acts for the applicant, as long as nobody has ended it; whether the authority holds today is `holds`."""
    agent: Agent | None = getattr(application, "agent", None)
    return agent if agent is not None and agent.ended_at is None else None


def holds(agent: Agent, *, on: date) -> bool:
    return agent.valid_from <= on and (agent.valid_to is None or on <= agent.valid_to)


def name_hash(name: str) -> str:
    """By which one who was replaced is known again: their name is kept nowhere in clear."""
    return keyed_hash("agent-name", folded(name))


def was_replaced(agent: Agent, name: str) -> bool:
    """Whether somebody of this name acted for the applicant before this agent did."""
    return name_hash(name) in agent.former


def collecting_words(agent: Agent, *, on: date) -> str:
    """Who the agent is and whether the result may be handed to them, for whoever hands it over."""
    who = f"代理人 {mask_name(agent.name)}（{agent.document_words}），{agent.get_authority_display()}"
    if not agent.may_collect:
        return f"{who}：授权不包括代领结果，不能交给代理人"
    if on < agent.valid_from:
        return f"{who}：授权自 {day(agent.valid_from)} 起，还没有生效，不能交给代理人"
    if agent.valid_to is not None and agent.valid_to < on:
        return f"{who}：授权到 {day(agent.valid_to)} 为止，已经到期，不能交给代理人"
    return f"{who}：可以代领结果，核对证件后勾选“代理人代领”"


def write(application: Application, agent: Representative, *, by: User, at: datetime) -> Agent:
    """Let this checked agent act for the applicant from now on, in the place of whoever did; letters follow."""
    columns: dict[str, Any] = {
        "name": agent.name,
        "id_kind": agent.id_kind,
        "number": agent.number,
        "number_hash": agent.identity.hash,
        "number_masked": agent.identity.masked,
        "phone": agent.phone,
        "phone_hash": phone_hash(agent.phone),
        "phone_masked": mask_phone(agent.phone),
        "authority": agent.authority,
        "document": agent.document,
        "valid_from": agent.valid_from,
        "valid_to": agent.valid_to,
        "may_collect": agent.may_collect,
        "gets_letters": agent.gets_letters,
        "at": at,
        "recorded_by": by,
        "ended_at": None,
        "ended_by": None,
    }
    before = Agent.objects.filter(pk=application.pk).only("name", "former").first()
    replaced = [*before.former, name_hash(before.name)] if before else []
    former = [each for each in dict.fromkeys(replaced) if each != name_hash(agent.name)]
    row = Agent(application=application, former=former, **columns)
    row.save(force_insert=before is None)
    if application.letters_to_agent != agent.gets_letters:
        application.letters_to_agent = agent.gets_letters
        application.save(update_fields=["letters_to_agent"])
    return row


def facts_of(agent: Agent) -> dict[str, Any]:
    """For the history: nothing in clear."""
    return {
        "agent": mask_name(agent.name),
        "agent_id": agent.document_words,
        "authority": agent.get_authority_display(),
        "authority_document": agent.document,
        "authority_until": agent.valid_to,
        "may_collect": agent.may_collect,
        "gets_letters": agent.gets_letters,
    }
