"""The acts on complaints and reports: each reads its fields and makes one call to its verb."""

from cases.models import CaseKind
from complaints import actions as complaints
from hall.doors.acts import NOT_IN_THE_LEDGER
from hall.models import User
from hall.roles import Permission
from replay.applicants import complainant
from replay.fields import text, word
from replay.reading import Act
from replay.stage import Opened, Stage
from replay.words import CATEGORIES, COMPLAINT_KINDS, FINDINGS, GRADES

NO_TEXT = "旧账未载内容"


def complain(stage: Stage, act: Act) -> None:
    stage.must_be_new(act)
    name, phone, made_up = complainant(act)
    filed = complaints.file(
        hall=stage.places.hall,
        kind=word(act, "kind", COMPLAINT_KINDS, "complaint"),
        category=word(act, "category", CATEGORIES, "other"),
        text=text(act, "text", NO_TEXT),
        about_department=stage.places.department(text(act, "about")),
        name=name,
        reporter_phone=phone,
        idem=stage.key(act.ref),
        at=act.at,
    )
    stage.opened(act, filed.complaint.case, made_up)


def accept(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    grade = word(act, "grade", GRADES, "general")
    unsaid = NOT_IN_THE_LEDGER if grade == "major" else ""  # a major matter names its approval, no other has one
    complaints.accept(
        number=case.number,
        grade=grade,
        approver=text(act, "rank", unsaid),
        document=text(act, "document", unsaid),
        by=by,
        at=act.at,
    )


def decline(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    complaints.decline(number=case.number, reason=text(act, "reason", NOT_IN_THE_LEDGER), by=by, at=act.at)


def find(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    complaints.find(
        number=case.number,
        result=word(act, "result", FINDINGS, "unverifiable"),
        text=text(act, "text", NO_TEXT),
        by=by,
        at=act.at,
    )


def reply(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    impossible = text(act, "impossible_because")
    complaints.reply(
        number=case.number,
        text=text(act, "text", "" if impossible else NO_TEXT),
        impossible_because=impossible,
        by=by,
        at=act.at,
    )


def conclude(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    complaints.conclude(number=case.number, by=by, at=act.at)


def _on(stage: Stage, act: Act) -> tuple[Opened, User]:
    """The complaint of the line, and whoever does the act."""
    return stage.on(act, CaseKind.COMPLAINT, Permission.COMPLAINT_HANDLE)
