"""
The acts on applications: each reads its fields and makes one call to its verb. What a ledger leaves out has a default here.

A step that ends in a paper of the department needs its power: of a former member of staff no instrument is known, so they are
entered with the post that holds it by office (Permission.APPLICATION_DECIDE).
"""

from collections.abc import Callable

from cases.models import CaseKind
from config.replay import complaint_acts, intake_acts, special_acts
from config.replay.applicants import NOT_IN_THE_LEDGER, applicant
from config.replay.given import day, known_word, text, whole, word, yes
from config.replay.intake_acts import brought
from config.replay.reading import Act
from config.replay.stage import Known, Stage
from config.replay.words import (
    CAUSES,
    CHANNELS,
    DECLINED_BECAUSE,
    GROUNDS,
    METHODS,
    NOTICE_GROUNDS,
    PURPOSES,
    RANKS,
    RESULTS,
)
from hall.models import ItemVersion, User
from hall.roles import Permission
from permits import actions as permits
from permits.models import Application, Channel, Visit
from permits.queries import missing_materials, version_in_force
from permits.wording import REMEDIES

Do = Callable[[Stage, Act], None]


def register(stage: Stage, act: Act) -> None:
    stage.must_be_new(act)
    item = stage.places.item(act)
    window = stage.places.window(act, item.window)
    purpose = word(act, "purpose", PURPOSES, Visit.Purpose.SUBMIT)
    version = version_in_force(item.code, on=act.on(stage.zone))  # without one the verb refuses
    usual = list(stage.places.list_of(version.pk)) if version and purpose != Visit.Purpose.CONSULT else []
    person, made_up = applicant(act, seed=stage.key(act.ref))
    registered = permits.register(
        item_code=item.code,
        window=window,
        applicant=person,
        materials=stage.places.materials(act, "materials", version.pk, usual) if version else [],
        forms=stage.places.forms(act, version.pk, usual) if version else {},
        channel=known_word(act, "channel", CHANNELS, Channel.WINDOW),
        purpose=purpose,
        note=text(act, "note"),
        offers_delivery=yes(act, "offers_delivery", True),
        idem=stage.key(act.ref),
        by=stage.registrar(act, window, item.department),
        at=act.at,
    )
    stage.opened(act, registered.application.case, made_up)


def notify(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_DECIDE)
    field = "missing" if act.given.get("missing") is not None else "materials"
    told = stage.places.remarked(act, field, case.version, _absent(case))
    remark = text(act, "remark")
    permits.notify(
        number=case.number,
        missing={position: said or remark for position, said in told.items()},
        ground=word(act, "ground", NOTICE_GROUNDS),
        ground_reason=text(act, "reason"),
        ground_on=day(act, "ground_on"),
        as_it_was=True,
        by=by,
        at=act.at,
    )


def visit(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    permits.log_visit(
        number=case.number,
        window=stage.places.window(act, case.window),
        purpose=word(act, "purpose", PURPOSES, Visit.Purpose.OTHER),
        cause=word(act, "cause", CAUSES),
        missing=stage.places.one(act, case.version, "material", "missing", "materials"),
        by=by,
        at=act.at,
    )


def receive(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    absent = _absent(case)
    permits.receive(
        number=case.number,
        **brought(stage, act, case, absent),
        by=by,
        at=act.at,
    )


def accept(stage: Stage, act: Act) -> None:
    if stage.is_complaint(act.ref):
        return complaint_acts.accept(stage, act)
    case, by = _on(stage, act, Permission.APPLICATION_DECIDE)
    permits.accept(number=case.number, by=by, at=act.at)


def decline(stage: Stage, act: Act) -> None:
    """A ledger that names another agency, and no ground, means that the matter is not this one's."""
    if stage.is_complaint(act.ref):
        return complaint_acts.decline(stage, act)
    case, by = _on(stage, act, Permission.APPLICATION_DECIDE)
    usual = "not_our_power" if text(act, "agency").strip() else "other_law"
    permits.decline(
        number=case.number,
        ground=word(act, "ground", DECLINED_BECAUSE, usual),
        reason=text(act, "reason", NOT_IN_THE_LEDGER),
        remedies=text(act, "remedies", REMEDIES),
        competent_agency=text(act, "agency"),
        by=by,
        at=act.at,
    )


def suspend(stage: Stage, act: Act) -> None:
    """No defaults for the notice and the declared length: without them the clock does not stop (art. 45)."""
    ground = word(act, "ground", GROUNDS)
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.suspend(
        number=case.number,
        ground=ground,
        basis=text(act, "basis", NOT_IN_THE_LEDGER if ground == "statutory_waiting" else ""),
        notice_number=text(act, "notice_number"),
        declared_days=whole(act, "declared_days") or whole(act, "days") or 0,
        by=by,
        at=act.at,
    )


def resume(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.resume(number=case.number, by=by, at=act.at)


def extend(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_APPROVE)
    permits.extend(
        number=case.number,
        days=whole(act, "days"),
        rank=_usual_approver(case) if act.given.get("rank") is None else word(act, "rank", RANKS),
        document=text(act, "document", NOT_IN_THE_LEDGER),
        reason=text(act, "reason", NOT_IN_THE_LEDGER),
        by=by,
        at=act.at,
    )


def decide(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_DECIDE)
    result = word(act, "result", RESULTS)
    refused = result == "refuse"
    permits.decide(
        number=case.number,
        result=result,
        reason=text(act, "reason", NOT_IN_THE_LEDGER if refused else ""),
        remedies=text(act, "remedies", REMEDIES if refused else ""),
        by=by,
        at=act.at,
    )


def deliver(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    permits.deliver(
        number=case.number,
        method=word(act, "method", METHODS, "collected"),
        proof=text(act, "proof", NOT_IN_THE_LEDGER),
        by=by,
        at=act.at,
    )


def withdraw(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act, Permission.APPLICATION_HANDLE)
    permits.withdraw(number=case.number, reason=text(act, "reason", NOT_IN_THE_LEDGER), by=by, at=act.at)


def tick(stage: Stage, act: Act) -> None:
    """Nothing but time passing: the sweep that runs before every act has done it."""


def _on(stage: Stage, act: Act, permission: Permission) -> tuple[Known, User]:
    """The application of the line, and whoever does the act."""
    return stage.on(act, CaseKind.APPLICATION, permission)


def _absent(case: Known) -> list[int]:
    """Positions of the materials that have not come yet."""
    return [material.position for material in missing_materials(Application.objects.get(pk=case.pk))]


def _usual_approver(case: Known) -> str:
    """Who approves an extension by the item's law: for a ledger that does not say who it was."""
    return ItemVersion.objects.get(pk=case.version).extension_approver


ACTS: dict[str, Do] = intake_acts.ACTS | {
    "register": register,
    "notify": notify,
    "visit": visit,
    "receive": receive,
    "accept": accept,
    "decline": decline,
    "suspend": suspend,
    "resume": resume,
    "extend": extend,
    "decide": decide,
    "deliver": deliver,
    "withdraw": withdraw,
    "terminate": special_acts.terminate,
    "void": special_acts.void,
    "tell_hearing": special_acts.tell_hearing,
    "ask_hearing": special_acts.ask_hearing,
    "announce_hearing": special_acts.announce_hearing,
    "hold_hearing": special_acts.hold_hearing,
    "give_up_hearing": special_acts.give_up_hearing,
    "cancel_hearing": special_acts.cancel_hearing,
    "tick": tick,
    "complain": complaint_acts.complain,
    "accept_complaint": complaint_acts.accept,
    "decline_complaint": complaint_acts.decline,
    "find": complaint_acts.find,
    "reply": complaint_acts.reply,
    "conclude": complaint_acts.conclude,
}
