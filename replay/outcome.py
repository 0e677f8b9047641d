"""The result of a replay: one JSON object a ref, in the order in which the file first names them (docs/replay.md)."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from cases.models import Card, Case, CaseKind, Deadline
from cases.rules import RULES
from complaints.states import STATES as COMPLAINT_STATES
from conduct.states import CORRECTIONS as CONDUCT_CORRECTIONS
from conduct.states import EXPOSURES as CONDUCT_EXPOSURES
from conduct.states import SUPERVISIONS as CONDUCT_SUPERVISIONS
from enquiries.states import STATES as ENQUIRY_STATES
from hall.flow import States
from permits.models import Visit
from permits.states import STATES as PERMIT_STATES
from ratings.states import STATES as RATING_STATES
from replay.playing import Played
from replay.stage import SEALED

AT_A_TIME = 500  # cases read together
WORDS = {
    CaseKind.APPLICATION: PERMIT_STATES,
    CaseKind.COMPLAINT: COMPLAINT_STATES,
    CaseKind.ENQUIRY: ENQUIRY_STATES,
    CaseKind.RATING: RATING_STATES,
    CaseKind.CONDUCT: States({**CONDUCT_CORRECTIONS, **CONDUCT_EXPOSURES, **CONDUCT_SUPERVISIONS}),
}


def lines(played: Played) -> Iterator[str]:
    """The result, line by line; the lines of the file that name no ref come last, under ``"ref": null``."""
    refs = iter(played.script.refs.items())
    while chunk := list(islice(refs, AT_A_TIME)):
        cases = _cases([played.cases[ref].pk for ref, _written in chunk if ref in played.cases])
        for ref, written in chunk:
            case = cases.get(played.cases[ref].pk) if ref in played.cases else None
            line = {"ref": written, **_standing(case, played, ref), "refused": _refused(played, ref)}
            yield json.dumps(line, ensure_ascii=False)
    if refused := _refused(played, ""):
        yield json.dumps({"ref": None, "refused": refused}, ensure_ascii=False)


def _cases(keys: list[int]) -> dict[int, Case]:
    deadlines = Deadline.objects.order_by("started_at", "pk")
    cards = Card.objects.order_by("breached_at", "pk")
    visits = Prefetch("application__visits", queryset=Visit.objects.filter(counted_as__isnull=False))
    cases = (
        Case.objects.filter(pk__in=keys)
        .select_related("application")
        .defer(*SEALED)
        .prefetch_related(Prefetch("deadlines", queryset=deadlines), Prefetch("cards", queryset=cards), visits)
    )
    return {case.pk: case for case in cases}


def _standing(case: Case | None, played: Played, ref: str) -> dict[str, Any]:
    if case is None:
        return {"number": None, "state": None, "state_words": None, "deadlines": [], "cards": []}
    return {
        "number": case.number,
        "state": case.state,
        "state_words": WORDS[CaseKind(case.kind)][case.state],
        **_application(case),
        "deadlines": [_deadline(each) for each in case.deadlines.all()],
        "cards": [_card(each) for each in case.cards.all()],
        "made_up": played.made_up.get(ref, []),
    }


def _application(case: Case) -> dict[str, Any]:
    if case.kind != CaseKind.APPLICATION:
        return {}
    application = case.application
    return {
        "accepted_at": _iso(application.accepted_at),
        "deemed_accepted": application.deemed_accepted,
        "counted_visits": len(application.visits.all()),
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "rule": deadline.rule,
        "due_at": _iso(deadline.due_at),
        "met_at": _iso(deadline.met_at),
        "verdict": deadline.verdict or None,
        "late_by_minutes": deadline.late_by_minutes,
        "words": RULES[deadline.rule].words,
        "started_at": _iso(deadline.started_at),
        "unit": deadline.unit,
        "quantity": deadline.quantity,
        "lamp": deadline.lamp_name,
        "superseded": deadline.superseded_at is not None,
        "provisional": deadline.provisional,
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "rule": card.rule,
        "level": card.level,
        "breached_at": _iso(card.breached_at),
        "cause": card.cause,
        "state": card.state,
    }


def _refused(played: Played, ref: str) -> list[dict[str, Any]]:
    return [
        {
            "line": refusal.line,
            "at": refusal.at or None,
            "act": refusal.act or None,
            "code": refusal.answer.code,
            "sentence": refusal.answer.sentence,
            "field": refusal.answer.field or None,
        }
        for refusal in sorted(played.refused.get(ref, []), key=lambda each: each.line)
    ]


def _iso(at: datetime | None) -> str | None:
    """An instant in the hall's time, to the second: ``2025-11-06T17:00:00+08:00``."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
