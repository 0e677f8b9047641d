"""Filing a complaint or report: whoever did it may be unknown to the ledger, and the hall it went to is this one."""

from complaints import actions as complaints
from complaints.acts import NO_TEXT
from replay.applicants import complainant
from replay.fields import text, word
from replay.reading import Act
from replay.stage import Stage
from replay.words import CATEGORIES, COMPLAINT_KINDS


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
