"""Before one act on many applications: which of them it would refuse and why, as the act on one case would; read in few questions."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from cases.models import Case
from hall.doors.acts import Act
from hall.models import User
from papers.models import Document
from permits import gaps, possible
from permits.actions.bulk import BULK_ACTS
from permits.acts import ACTS
from permits.models import Application
from permits.possible.examining import why_not_granted
from permits.power import refusal_words, standing_for
from permits.queries import unopened
from worklists.bulk import Outlook

ALONE = "本窗口对这一步只有特别处置权：急件单独办，写明急办的理由"
_ONE_EACH = ("decision", "delivery", "tolerance", "commitment", "hearing", "ending", "revocation", "paper_delivery")
_LISTS = (
    "received", "notices", "checks__officer", "item_version__materials", "tolerance__materials", "commitment__materials",
    "case__pauses",
)  # fmt: skip


@cache
def starting_from(state: str) -> tuple[str, ...]:
    """The bulk acts that start from a state: asked for each row of a list."""
    return tuple(name for name in BULK_ACTS if not _act(name).flow.why_not(state, name))


def outlooks(name: str, cases: QuerySet[Case], *, by: User, at: datetime) -> dict[str, Outlook]:
    """What the bulk act of this name would do to each of these applications, by the number of its case."""
    applications = _loaded(cases)
    lacks = _lacking_power(name, applications, by=by, at=at)
    return {
        application.case.number: Outlook(why_not=sentence) if sentence else Outlook(remark=_remark(name, application))
        for application in applications
        for sentence in [_why_not(name, application, by=by, at=at) or lacks.get(application.pk, "")]
    }


def _act(name: str) -> Act:
    """A run does one of the things that an act can do: of a decision the grant."""
    return next(act for act in ACTS if name in act.arrows)


def _loaded(cases: QuerySet[Case]) -> list[Application]:
    """With all that `possible` reads: a question for each list, however many cases there are."""
    rows = unopened().filter(case__in=cases).order_by("case__number")
    rows = rows.select_related("case__department", "item_version__item__department", *_ONE_EACH)
    documents = Prefetch("case__documents", queryset=Document.objects.defer("content"))
    return list(rows.prefetch_related(*_LISTS, documents))


def _why_not(name: str, application: Application, *, by: User, at: datetime) -> str:
    act = _act(name)
    if sentence := act.flow.why_not(application.case.state, name):
        return sentence
    if sentence := possible.why_not(act.name, application, by=by, at=at):
        return sentence
    return why_not_granted(application, at=at) if name == "grant" else ""


def _lacking_power(name: str, applications: Iterable[Application], *, by: User, at: datetime) -> dict[int, str]:
    """Of the applications for which nothing gives this person the step: the sentence. Who holds it is asked once for each lack."""
    if name not in _act(name).steps:
        return {}
    on = timezone.localdate(at)
    words: dict[tuple[int | None, str], str] = {}
    lacks = {}
    for application in applications:
        standing = standing_for(by, application, name, on=on)
        if standing.special:
            lacks[application.pk] = ALONE
        elif not standing:
            lack = (application.case.department_id, standing.why)
            words[lack] = words.get(lack) or refusal_words(application, standing, on=on)
            lacks[application.pk] = words[lack]
    return lacks


def _remark(name: str, application: Application) -> str:
    """A licence is granted while a promised paper is to come, and not handed over before."""
    if name != "grant":
        return ""
    owed = "、".join(material.name for material in gaps.still_owed(application))
    return f"容缺材料还没有补齐：{owed}，补齐之前不交付证照" if owed else ""
