"""Where an application stands, for whoever holds its receipt code: no sign-in, nothing personal unmasked."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.cards import only_informs
from cases.clocks import is_broken
from cases.models import Card, Case, Deadline
from cases.rules import CARD_WORDS, RULES, SERVICE_COMPANY, CardLevel, Rule, Verdict, limit_name
from cases.wording import before, in_dates, moment
from hall.identifiers import grouped, mask_name
from hall.templatetags.presentation import day
from permits.actions.delivering import TRACKING_NUMBER
from permits.agents import agent_of
from permits.applicant_dates import panels
from permits.delivery_words import handed_to
from permits.models import Application, Ending, Service
from permits.states import ENDED_EARLY
from permits.wording import steps
from portal.progress import headline, history, pauses, promised, turn
from ratings.rateable import path_for_case

HANDLING = {Rule.PROMISE, Rule.HALF_DAY, Rule.STATUTORY, Rule.AGENCY_TARGET}


def status(request: HttpRequest, case: Case, at: datetime) -> HttpResponse:
    """The applicant's page: steps, whose turn it is, when it is due and why then, what was decided."""
    return render(request, "portal/application.html", _context(case.application, at=at))


def _context(application: Application, *, at: datetime) -> dict[str, Any]:
    case = application.case
    clocks = list(case.deadlines.all())
    words = turn(application, at=at)
    return {
        "case": case,
        "minutes": settings.PUBLIC_SESSION_MINUTES,
        "item": application.item_version,
        "headline": headline(words, clocks, at=at),
        "late": _late(clocks, list(case.cards.all()), at=at),
        "steps": _steps(application, words["head"]),
        "turn": words,
        "limits": panels(application, at=at) + in_dates([clock for clock in clocks if _is_shown(clock)], at=at),
        "pauses": pauses(case),
        "promised": promised(application),
        "facts": _facts(application),
        "decision": getattr(application, "decision", None),
        "non_acceptance": getattr(application, "non_acceptance", None),
        "terminated": _terminated(application),
        "delivery": _delivery(application),
        "revocation": getattr(application, "revocation", None),
        "barred": [bar for bar in application.bars.all() if bar.lifted_at is None],
        "events": history(application),
        "rating": path_for_case(application),
    }


def _steps(application: Application, head: str) -> list[dict[str, str]]:
    """The way of the application; an end without a decision is named in the applicant's words."""
    case = application.case
    way = steps(case, application, case.pauses.all())
    if case.state in ENDED_EARLY:
        way[-1]["name"] = head
    return way


def _is_shown(clock: Deadline) -> bool:
    """The limits of the handling itself always; another one while it runs, or when it was broken."""
    return clock.rule in HANDLING or clock.runs or clock.verdict == Verdict.LATE


def _late(clocks: list[Deadline], cards: list[Card], *, at: datetime) -> list[str]:
    """One sentence for each broken limit: what is late, and what the system has done about it."""
    card_of = {card.deadline_id: card for card in sorted(cards, key=lambda each: each.pk) if card.deadline_id}
    late = [clock for clock in clocks if _is_broken(clock, at=at)]
    return [_late_words(clock, card_of.get(clock.pk)) for clock in sorted(late, key=lambda each: each.due_at)]


def _is_broken(clock: Deadline, *, at: datetime) -> bool:
    if clock.superseded_at is not None:
        return False
    if not clock.runs and RULES[clock.rule].card is None:
        return False  # a target, or the applicant's own date: done, if late, and nothing is overdue any more
    return clock.verdict == Verdict.LATE or (clock.runs and is_broken(clock, at=at))


def _late_words(clock: Deadline, card: Card | None) -> str:
    terms = RULES[clock.rule]
    words = f"已超过{limit_name(clock.rule)}：应在 {before(clock.due_at, clock.provisional)}办完"
    if terms.card is None:
        return f"{words}。{terms.no_card}"
    if card is None and only_informs(clock.case.department):
        return f"{words}。{SERVICE_COMPANY}"
    if card is not None:
        return f"{words}。已自动发出{CARD_WORDS[CardLevel(card.level)]}，列在软环境办的看板上"
    return f"{words}。系统一分钟内自动发出{CARD_WORDS[terms.card]}" if clock.runs else words


def _facts(application: Application) -> list[tuple[str, Any]]:
    case, version, agent = application.case, application.item_version, agent_of(application)
    acts_for = f"{mask_name(agent.name)}（{agent.get_authority_display()}）" if agent else ""
    return [
        ("办件编号", grouped(case.number)),
        ("事项", {"text": version.name, "href": f"/items/{version.item.code}/"}),
        ("申请人", case.party),
        ("证件号", application.document_words),
        ("手机", application.phone_masked),
        *([("代理人", acts_for)] if agent else []),
        ("收件时间", moment(case.opened_at)),
        ("办理部门", case.department.name if case.department else None),
        ("窗口", str(case.window) if case.window else None),
    ]


def _terminated(application: Application) -> Ending | None:
    """A written end of the procedure that its applicant may contest."""
    ending = getattr(application, "ending", None)
    return ending if ending is not None and ending.kind == Ending.Kind.TERMINATED else None


def _delivery(application: Application) -> dict[str, str] | None:
    """How and when the result was handed over, and to whom: a tracking number, who signed or where it was sent masked."""
    delivery: Service | None = getattr(application, "delivery", None)
    if delivery is None:
        return None
    is_number = delivery.method == Service.Method.COURIER and TRACKING_NUMBER.fullmatch(delivery.proof)
    number = delivery.proof if is_number else ""
    if delivery.published_on and delivery.served_on:
        words = f"{day(delivery.published_on)}公告，{day(delivery.served_on)}视为送达"
        return {"method": delivery.get_method_display(), "at": words, "number": "", "to": ""}
    how = {"method": delivery.get_method_display(), "at": moment(delivery.at)}
    return {**how, "number": number, "to": handed_to(delivery)}
