"""The office's page: how many corrections, exposures and commitments stand where, what is late by name, each unit's figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from cases.wording import before
from conduct.ledgers import CORRECTIONS, EXPOSURES, SANCTIONS
from conduct.models import Sanction
from conduct.states import ACCEPTED as PASSED
from conduct.states import (
    APPROVED,
    CONTESTED,
    DECIDED,
    HANDED_IN,
    NOT_KEPT,
    PROPOSED,
    REPORTED,
    RETURNED,
    TO_ANSWER,
    TO_CORRECT,
)
from conduct.wording import Term, is_late, term_of
from hall.access import Access
from hall.models import User
from hall.permissions import Permission
from hall.worktime import WorkCalendar

COLUMNS = [{"label": "部门"}] + [
    {"label": label, "num": True}
    for label in ("整改中", "超期", "待验收", "退回的", "验收通过", "曝光待报", "承诺待兑现", "兑现待核对", "没有兑现")
]
MOST_NAMED = 20
WAITING = {PROPOSED: "待决定", DECIDED: "待送达", CONTESTED: "待裁定"}


@dataclass(frozen=True)
class Overview:
    """
    What a reader sees of all units.

    :param late: as (row, its term), the longest first. :param proposals: of sanctions that wait, by words; None for whom they are not.
    """

    corrections: Sequence[Any]
    exposures: Sequence[Any]
    late: list[tuple[Any, Term]]
    proposals: dict[str, int] | None


def overview(user: User, access: Access, *, at: datetime, on: date, days: WorkCalendar) -> Overview:
    corrections = list(CORRECTIONS.read_by(user, access, on))
    exposures = list(EXPOSURES.read_by(user, access, on))
    waiting = [(row, term_of(row, days)) for row in [*corrections, *exposures]]
    late = [(row, term) for row, term in waiting if term is not None and is_late(row, at=at, days=days)]
    late.sort(key=lambda each: each[1].due_at)
    return Overview(corrections, exposures, late, _proposals(user, access, on))


def _proposals(user: User, access: Access, on: date) -> dict[str, int] | None:
    """
    How many proposals wait for what. Whoever decides opens them; the office reads the numbers, without what is about itself or was
    about the centre; whoever attributed knows that it was proposed, and no more (decision 155).
    """
    if access.grant(Permission.SANCTION_DECIDE):
        rows = SANCTIONS.read_by(user, access, on)
    elif access.grant(Permission.CONDUCT_ATTRIBUTE):
        return None
    else:
        rows = Sanction.objects.exclude(attribution__complaint__case__about_centre=True)
        rows = rows.exclude(attribution__complaint__case__kept_from__contains=[user.pk]).exclude(person=user)
        rows = rows.exclude(attribution__person=user).exclude(attribution__department__in=access.departments)
    states = Counter(rows.filter(state__in=WAITING).values_list("state", flat=True))
    return {words: states[state] for state, words in WAITING.items()}


def tiles(shown: Overview) -> list[dict[str, Any]]:
    corrections, exposures = reverse("conduct-corrections"), reverse("conduct-exposures")
    late = {True: 0, False: 0}
    for row, _term in shown.late:
        late[row in shown.corrections] += 1
    return [
        _tile("整改中", f"{corrections}?tab=open", shown.corrections, TO_CORRECT),
        {
            "label": "超期的整改",
            "value": late[True],
            "url": f"{corrections}?tab=late",
            "lamp": "red" if late[True] else "",
        },
        _tile("待验收", f"{corrections}?tab=handed_in", shown.corrections, (HANDED_IN,)),
        _tile("退回的", f"{corrections}?tab=returned", shown.corrections, (RETURNED,)),
        _tile("曝光待报处理意见", f"{exposures}?tab=open", shown.exposures, TO_ANSWER),
        {
            "label": "超期的曝光和承诺",
            "value": late[False],
            "url": f"{exposures}?tab=late",
            "lamp": "red" if late[False] else "",
        },
        _tile("公开承诺待兑现", f"{exposures}?tab=public", shown.exposures, (APPROVED,)),
        _tile("兑现待核对", f"{exposures}?tab=reported", shown.exposures, (REPORTED,)),
    ]


def _tile(label: str, url: str, rows: Sequence[Any], states: Sequence[str]) -> dict[str, Any]:
    return {"label": label, "value": sum(row.state in states for row in rows), "url": url}


def late_lines(shown: Overview) -> list[dict[str, str]]:
    return [
        {
            "url": reverse(f"conduct-{'corrections' if hasattr(row, 'what') else 'exposures'}-one", args=[row.key]),
            "title": row.what[:60] if hasattr(row, "what") else row.title[:60],
            "whose": f"{row.department}{f' · {row.person}' if hasattr(row, 'person') else ''}",
            "term": f"{term.words}，应在 {before(term.due_at, term.provisional)}",
        }
        for row, term in shown.late[:MOST_NAMED]
    ]


def rows_of_units(shown: Overview) -> list[dict[str, Any]]:
    """A line for each unit that has any, for _parts/table.html."""
    late = Counter(row.department_id for row, _term in shown.late)
    units: dict[int, Any] = {row.department_id: row.department for row in [*shown.corrections, *shown.exposures]}
    lines = []
    for key, unit in sorted(units.items(), key=lambda each: each[1].code):
        of_corrections = Counter(row.state for row in shown.corrections if row.department_id == key)
        of_exposures = Counter(row.state for row in shown.exposures if row.department_id == key)
        href = f"{reverse('conduct-corrections')}?tab=all&department={unit.code}"
        figures = (
            sum(of_corrections[state] for state in TO_CORRECT),
            late[key],
            of_corrections[HANDED_IN],
            of_corrections[RETURNED],
            of_corrections[PASSED],
            sum(of_exposures[state] for state in TO_ANSWER),
            of_exposures[APPROVED],
            of_exposures[REPORTED],
            of_exposures[NOT_KEPT],
        )
        lines.append({"href": href, "cells": [{"text": str(unit), "href": href}, *map(str, figures)]})
    return lines
