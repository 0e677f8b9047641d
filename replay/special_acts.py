"""Ending without a decision, and the hearing: each reads its fields and makes one call to its verb."""

from cases.models import CaseKind
from hall.doors.acts import NOT_IN_THE_LEDGER
from hall.models import User
from hall.roles import Permission
from permits import actions as permits
from replay.given import text, word
from replay.reading import Act
from replay.stage import Known, Stage
from replay.words import ENDINGS, MISTAKES

REMEDIES = "不服本决定的，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"


def terminate(stage: Stage, act: Act) -> None:
    """No default for the ground: only what the closed list names ends a procedure."""
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.terminate(
        number=case.number,
        ground=word(act, "ground", ENDINGS),
        basis=text(act, "basis"),
        reason=text(act, "reason", NOT_IN_THE_LEDGER),
        remedies=text(act, "remedies", REMEDIES),
        by=by,
        at=act.at,
    )


def void(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    ground = word(act, "ground", MISTAKES, "duplicate")
    permits.void(number=case.number, ground=ground, reason=text(act, "reason", NOT_IN_THE_LEDGER), by=by, at=act.at)


def _on(stage: Stage, act: Act, permission: Permission) -> tuple[Known, User]:
    return stage.on(act, CaseKind.APPLICATION, permission)
