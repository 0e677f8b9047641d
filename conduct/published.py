"""What the public reads of exposures: the approved commitments, until when, and whether they were kept. No person stands in it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from conduct.models import ConductLine, Exposure
from conduct.states import APPROVED, KEPT, NOT_KEPT, PUBLIC, REPORTED, TAKEN_DOWN
from hall.models import Post

# Of a telephone, an identity paper, a firm, an account; dates and sums of money are what the public is to read.
NUMBER = re.compile(
    r"(?<![\d.])(?:"
    r"1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}"  # mobile telephone
    r"|0\d{2,3}[\s-]?\d{3,4}[\s-]?\d{4}"  # with the area's code
    r"|\d{6}[\s-]?(?:19|20)\d{2}[\s-]?\d{4}[\s-]?\d{3}[\dXx]"  # identity paper
    r"|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}"  # firm
    r"|\d{4}(?:[\s-]?\d{4}){2,3}(?:[\s-]?\d{1,4})?"  # account or card
    r"|(?!(?:19|20)\d{2})[2-9]\d{3}[\s-]?\d{4}(?!\d|\s*[元万亿])"  # telephone without it; what begins like a year is one
    r")(?!\d)"
)
OUTCOMES = {REPORTED: "部门报告已兑现，还没有核对", KEPT: "已兑现", NOT_KEPT: "没有兑现", TAKEN_DOWN: "已撤回"}
RUNS, OVER, RETURNED = "承诺期内", "期限已过，还没有核对", "期限已过，核对过，还没有兑现到位"


@dataclass(frozen=True)
class Commitment:
    """One line of the public page. :param ended_on: when the outcome was found; None while it is open."""

    department: str
    exposed: str
    medium: str
    broadcast_on: date
    words: str
    published_on: date
    keep_by: date
    outcome: str
    ended_on: date | None


def published() -> Any:
    """Those that the public reads, each with whether a report of it was ever `returned`."""
    returns = ConductLine.objects.filter(exposure=OuterRef("pk"), act="return_commitment")
    rows = Exposure.objects.filter(state__in=PUBLIC).annotate(returned=Exists(returns))
    return rows.select_related("department").order_by("-published_at", "-pk")


def commitments(rows: list[Any], *, today: date) -> list[Commitment]:
    """:param rows: as `published` gives them."""
    names = _names({row.department_id for row in rows})
    return [_commitment(row, names.get(row.department_id, set()), today) for row in rows]


def _commitment(row: Any, names: set[str], today: date) -> Commitment:
    if row.published_at is None or row.keep_by is None:
        raise ValueError("only an approved commitment is public")
    open_words = RUNS if today <= row.keep_by else RETURNED if row.returned else OVER
    return Commitment(
        department=str(row.department),
        exposed=masked(row.title, names),
        medium=row.medium,
        broadcast_on=timezone.localdate(row.broadcast_at),
        words=masked(row.commitment, names),
        published_on=timezone.localdate(row.published_at),
        keep_by=row.keep_by,
        outcome=open_words if row.state == APPROVED else OUTCOMES[row.state],
        ended_on=timezone.localdate(row.ended_at) if row.ended_at else None,
    )


def masked(text: str, names: set[str]) -> str:
    """Without numbers that lead to a person, and of the names of the unit's people the surname only."""
    text = NUMBER.sub("（号码不公布）", text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, f"{name[0]}某")
    return text


def _names(departments: set[int]) -> dict[int, set[str]]:
    """Whoever ever had a post in these departments, at a window of theirs too."""
    names: dict[int, set[str]] = {key: set() for key in departments}
    for path in ("department", "window__departments"):
        posts = Post.objects.filter(**{f"{path}__in": departments}).values_list(path, "user__display_name")
        for key, name in posts:
            if len(name) > 1:
                names[key].add(name)
    return names
