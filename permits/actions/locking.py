"""What the verbs on an application share: locking the case, closing it, and checking a text that was filled in."""

from datetime import datetime

from cases.models import Case
from cases.queries import locked
from cases.staleness import must_be_current
from cases.sweep import settle
from hall.refusals import BadInput
from permits.deeming import deem_if_due
from permits.gaps import note_if_overdue
from permits.models import Application


def lock(number: str, version: int | None, *, at: datetime) -> tuple[Case, Application]:
    """
    Return a case and its application, locked, as time has made them by `at`: what its clocks have to say is said, and an
    acceptance that the law deems given has been given. An act never overtakes the sweep.
    """
    case = locked(number)
    must_be_current(case, version)
    # No verb asks for the number of the identity document by itself: one that cannot be opened is in the way of none.
    application = (
        Application.objects.select_related("item_version__item", "tolerance").defer("applicant_id").get(case=case)
    )
    application.case = case
    note_if_overdue(application, at=at)
    settle(case, at=at)
    deem_if_due(application, at=at)
    return case, application


def short(text: str, field: str, *, most: int = 500) -> str:
    """The text without white space around it; longer than `most` characters it is refused at its field."""
    if len(text.strip()) > most:
        raise BadInput(f"最多 {most} 个字", field=field)
    return text.strip()
