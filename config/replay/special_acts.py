"""Ending without a decision, and the hearing: each reads its fields and makes one call to its verb."""

from datetime import datetime

from cases.models import CaseKind
from config.replay.applicants import NOT_IN_THE_LEDGER
from config.replay.given import text, word
from config.replay.reading import Act, BadLine
from config.replay.stage import Known, Stage
from config.replay.words import ENDINGS, MISTAKES
from hall.models import User
from hall.roles import Permission
from permits import actions as permits
from permits.wording import REMEDIES


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


def tell_hearing(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    parties, interest = (text(act, name, NOT_IN_THE_LEDGER) for name in ("parties", "interest"))
    permits.tell_hearing(number=case.number, parties=parties, interest=interest, by=by, at=act.at)


def ask_hearing(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    permits.ask_hearing(number=case.number, party=text(act, "party", NOT_IN_THE_LEDGER), by=by, at=act.at)


def announce_hearing(stage: Stage, act: Act) -> None:
    """No default for the time: it is what the law counts from."""
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.announce_hearing(
        number=case.number,
        sits_at=_instant(stage, act, "sits_at"),
        place=text(act, "place", NOT_IN_THE_LEDGER),
        chair=text(act, "chair", NOT_IN_THE_LEDGER),
        by=by,
        at=act.at,
    )


def hold_hearing(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.hold_hearing(number=case.number, by=by, at=act.at)


def give_up_hearing(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    permits.give_up_hearing(number=case.number, reason=text(act, "reason", NOT_IN_THE_LEDGER), by=by, at=act.at)


def cancel_hearing(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.cancel_hearing(number=case.number, reason=text(act, "reason", NOT_IN_THE_LEDGER), by=by, at=act.at)


def _on(stage: Stage, act: Act, permission: Permission) -> tuple[Known, User]:
    return stage.on(act, CaseKind.APPLICATION, permission)


def _instant(stage: Stage, act: Act, name: str) -> datetime:
    """An instant; without an offset in the hall's time."""
    written = text(act, name)
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        raise BadLine(f"“{written[:40]}”不是时刻。写成 2025-11-18T09:00:00+08:00", field=name) from None
    return at if at.tzinfo else at.replace(tzinfo=stage.zone)
