"""The acts of the taking-in in a ledger: what was put right on the spot, and what ended before acceptance."""

from collections.abc import Callable
from typing import Any

from cases.models import CaseKind
from config.replay.applicants import NOT_IN_THE_LEDGER
from config.replay.given import day, known_word, text, word, yes
from config.replay.reading import Act
from config.replay.stage import Known, Stage
from config.replay.words import CAUSES, CHANNELS
from hall.roles import Permission
from permits import actions as permits
from permits.gaps import still_owed
from permits.models import Application

REMEDIES = "不服本决定的，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"


def correct(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_HANDLE)
    field = "corrections" if act.given.get("corrections") is not None else "materials"
    told = stage.places.remarked(act, field, case.version, [])
    said = text(act, "remark", NOT_IN_THE_LEDGER)
    permits.correct(
        number=case.number, corrections={place: what or said for place, what in told.items()}, by=by, at=act.at
    )


def not_required(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_DECIDE)
    permits.not_required(number=case.number, reason=text(act, "reason", NOT_IN_THE_LEDGER), by=by, at=act.at)


def close_not_corrected(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_DECIDE)
    permits.close_not_corrected(
        number=case.number, reason=text(act, "reason"), remedies=text(act, "remedies", REMEDIES), by=by, at=act.at
    )


def accept_with_gaps(stage: Stage, act: Act) -> None:
    """Left out, the day is that of the act: a ledger that does not say until when has no longer promise."""
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_DECIDE)
    permits.accept_with_gaps(
        number=case.number,
        pledge=text(act, "pledge", NOT_IN_THE_LEDGER),
        pledged_on=day(act, "pledged_on") or act.on(stage.zone),
        voluntary=yes(act, "voluntary", True),
        by=by,
        at=act.at,
    )


def accept_on_commitment(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_DECIDE)
    permits.accept_on_commitment(number=case.number, pledge=text(act, "pledge", NOT_IN_THE_LEDGER), by=by, at=act.at)


def brought(stage: Stage, act: Act, case: Known, expected: list[int]) -> dict[str, Any]:
    """
    What a verb that takes papers in is given. Papers that come on a day with a visit of its own in the file belong to that
    trip: they are not another one.
    """
    fields: dict[str, Any] = {
        "materials": stage.places.materials(act, "materials", case.version, expected),
        "forms": stage.places.forms(act, case.version, expected),
        "window": stage.places.window(act, case.window),
        "channel": known_word(act, "channel", CHANNELS, case.channel),
        "cause": word(act, "cause", CAUSES),
        "missing": stage.places.one(act, case.version, "material", "missing"),
    }
    is_noted = (act.ref, act.on(stage.zone)) in stage.trips
    return fields | {"window": None} if is_noted else fields


def supplement(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_HANDLE)
    owed = [material.position for material in still_owed(Application.objects.get(pk=case.pk))]
    permits.supplement(
        number=case.number,
        **brought(stage, act, case, owed),
        by=by,
        at=act.at,
    )


def tell_overdue(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_HANDLE)
    permits.tell_overdue(number=case.number, how=text(act, "how", NOT_IN_THE_LEDGER), by=by, at=act.at)


def verify(stage: Stage, act: Act) -> None:
    case, by = stage.on(act, CaseKind.APPLICATION, Permission.APPLICATION_HANDLE)
    permits.verify(
        number=case.number,
        holds=yes(act, "holds", True),
        finding=text(act, "text", NOT_IN_THE_LEDGER),
        by=by,
        at=act.at,
    )


ACTS: dict[str, Callable[[Stage, Act], None]] = {
    "correct": correct,
    "accept_with_gaps": accept_with_gaps,
    "accept_on_commitment": accept_on_commitment,
    "supplement": supplement,
    "tell_overdue": tell_overdue,
    "verify": verify,
    "not_required": not_required,
    "close_not_corrected": close_not_corrected,
}
