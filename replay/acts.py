"""
The acts of a ledger. Most are done as they are described (replay.described); here are those whose line is more than its
fields: an applicant whom the ledger may not know, papers by their names, trips, and complaints.

A step that ends in a paper of the department needs its power: of a former member of staff no instrument is known, so they are
entered with a post that holds it by office.
"""

from collections.abc import Callable, Iterable
from functools import partial

from cases.models import CaseKind
from complaints.actions.filing import Filing, file
from complaints.acts.answering import NO_TEXT
from hall.doors.acts import NOT_IN_THE_LEDGER
from hall.models import Material, User
from permits.acts import ACTS as PERMITS
from permits.acts import NAMED
from permits.acts.intake import REGISTER
from permits.gaps import still_owed
from permits.models import Application, Channel, Visit
from permits.queries import missing_materials, unopened, version_in_force
from permits.registrations import Registration
from permits.visits import Why
from replay.applicants import agent, applicant, complainant
from replay.described import Do, do_as_described
from replay.fields import day, known_word, text, word, yes
from replay.names import COMPLAINTS
from replay.reading import Act
from replay.stage import Opened, Stage
from replay.words import CATEGORIES, CAUSES, CENTRE_ITSELF, CHANNELS, COMPLAINT_KINDS, NOTICE_GROUNDS, PURPOSES


def register(stage: Stage, act: Act) -> None:
    stage.must_be_new(act)
    item = stage.places.item(act)
    window = stage.places.window(act, item.window)
    purpose = word(act, "purpose", PURPOSES, Visit.Purpose.SUBMIT)
    version = version_in_force(item.code, on=act.on)  # without one the verb refuses
    usual = list(stage.places.list_of(version.pk)) if version and purpose != Visit.Purpose.CONSULT else []
    person, made_up = applicant(act, seed=stage.key(act.ref))
    representative, made_up_too = agent(act, seed=f"{stage.key(act.ref)} agent")
    registration = Registration(
        item_code=item.code,
        applicant=person,
        agent=representative,
        materials=stage.places.materials(act, "materials", version.pk, usual) if version else [],
        forms=stage.places.forms(act, version.pk, usual) if version else {},
        channel=known_word(act, "channel", CHANNELS, Channel.WINDOW),
        purpose=purpose,
        note=text(act, "note"),
        insists=yes(act, "insists", False),
        offers_delivery=yes(act, "offers_delivery", True),
        why=_why(stage, act, version.pk if version else None),
    )
    by = stage.registrar(act, window, item.department)
    registered = REGISTER.do(registration=registration, window=window, idem=stage.key(act.ref), by=by, at=act.at)
    stage.opened(act, registered.application.case, [*made_up, *made_up_too])


def _why(stage: Stage, act: Act, version: int | None, *more: str) -> Why:
    """:param more: further words under which the line may name the paper that was not brought."""
    missing = stage.places.one(act, version, "material", "missing", *more) if version else None
    return Why(word(act, "cause", CAUSES), missing, text(act, "basis"))


def notify(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    field = "missing" if act.fields.get("missing") is not None else "materials"
    remarks = stage.places.remarked(act, field, case.version, _positions(case, missing_materials))
    remark = text(act, "remark")
    NAMED[act.name].do(
        number=case.number,
        missing={position: own or remark for position, own in remarks.items()},
        ground=word(act, "ground", NOTICE_GROUNDS),
        ground_reason=text(act, "reason"),
        ground_on=day(act, "ground_on"),
        as_it_was=True,
        by=by,
        at=act.at,
    )


def visit(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    NAMED[act.name].do(
        number=case.number,
        window=stage.places.window(act, case.window),
        purpose=word(act, "purpose", PURPOSES, Visit.Purpose.OTHER),
        why=_why(stage, act, case.version, "materials"),
        by=by,
        at=act.at,
    )


def take_in(stage: Stage, act: Act, owed: Callable[[Application], Iterable[Material]]) -> None:
    """
    Papers come in: those of the line, else all that were owed. On a day with a visit of its own in the file they belong to that
    trip: they are not another one.
    """
    case, by = _on(stage, act)
    positions = _positions(case, owed)
    materials = stage.places.materials(act, "materials", case.version, positions)
    forms = stage.places.forms(act, case.version, positions)
    window = stage.places.window(act, case.window)
    NAMED[act.name].do(
        number=case.number,
        materials=materials,
        forms=forms,
        window=None if (act.ref, act.on) in stage.script.trips else window,
        channel=known_word(act, "channel", CHANNELS, case.channel),
        why=_why(stage, act, case.version),
        by=by,
        at=act.at,
    )


def correct(stage: Stage, act: Act) -> None:
    case, by = _on(stage, act)
    field = "corrections" if act.fields.get("corrections") is not None else "materials"
    remarks = stage.places.remarked(act, field, case.version, [])
    remark = text(act, "remark", NOT_IN_THE_LEDGER)
    NAMED[act.name].do(
        number=case.number, corrections={place: what or remark for place, what in remarks.items()}, by=by, at=act.at
    )


def complain(stage: Stage, act: Act) -> None:
    stage.must_be_new(act)
    name, phone, made_up = complainant(act)
    about_centre = text(act, "about").strip() in CENTRE_ITSELF
    filing = Filing(
        kind=word(act, "kind", COMPLAINT_KINDS, "complaint"),
        category=word(act, "category", CATEGORIES, "other"),
        text=text(act, "text", NO_TEXT),
        about_department=None if about_centre else stage.places.department(text(act, "about")),
        about_centre=about_centre,
        name=name,
        phone=phone,
        phone_unknown="phone" in made_up,
    )
    receipt = file(filing=filing, hall=stage.places.hall, idem=stage.key(act.ref), at=act.at)
    stage.opened(act, receipt.complaint.case, made_up)


def tick(stage: Stage, act: Act) -> None:
    """Nothing but time passing: the sweep that runs before every act has done it."""


def _on(stage: Stage, line: Act) -> tuple[Opened, User]:
    """The application of the line, and whoever does the act: its description says who may."""
    act = NAMED[line.name]
    return stage.on(line, CaseKind.APPLICATION, act.may, with_power=bool(act.steps))


def _positions(case: Opened, owed: Callable[[Application], Iterable[Material]]) -> list[int]:
    return [material.position for material in owed(unopened().get(pk=case.pk))]


# What is more than its fields: papers by name, trips, an applicant whom the ledger may not know
ODD: dict[str, Do] = {
    "register": register,
    "notify": notify,
    "visit": visit,
    "receive": partial(take_in, owed=missing_materials),
    "correct": correct,
    "supplement": partial(take_in, owed=still_owed),
}
BY_DESCRIPTION = {act.name: do_as_described(act, CaseKind.APPLICATION) for act in PERMITS if act.name not in ODD}
ON_COMPLAINTS = {name: do_as_described(act, CaseKind.COMPLAINT) for name, act in COMPLAINTS.items()}


def of_either_kind(on_applications: Do, on_complaints: Do) -> Do:
    """One name for two acts: the `ref` says which is meant."""

    def do(stage: Stage, act: Act) -> None:
        (on_complaints if stage.is_complaint(act.ref) else on_applications)(stage, act)

    return do


ACTS: dict[str, Do] = {
    **BY_DESCRIPTION,
    **ODD,
    **ON_COMPLAINTS,
    "accept": of_either_kind(BY_DESCRIPTION["accept"], ON_COMPLAINTS["accept_complaint"]),
    "decline": of_either_kind(BY_DESCRIPTION["decline"], ON_COMPLAINTS["decline_complaint"]),
    "complain": complain,
    "tick": tick,
}
