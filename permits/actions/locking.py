"""What the verbs on an application share: locking the case, closing it, and checking a text that was filled in."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from cases.models import Case
from cases.queries import locked
from cases.staleness import must_be_current
from cases.sweep import settle
from hall.models import CalendarVersion, LegalBasis
from hall.prepared import ANY_NUMBER, Prepared
from hall.refusals import BadInput
from permits.deeming import deem_if_due
from permits.gaps import note_if_overdue
from permits.models import Application, HandUp
from permits.outlasted import end_if_outlasted


def _with_what_an_act_asks_of_it():
    """An application with `has_hand_ups`: something that was handed up waits for its holder."""
    kinds = (HandUp.Kind.BEFORE, HandUp.Kind.REQUEST)
    waiting = HandUp.objects.filter(application=OuterRef("pk"), kind__in=kinds, answered_at__isnull=True)
    bases = LegalBasis.objects.filter(version=OuterRef("item_version")).order_by("pk")
    return (
        Application.objects.select_related("item_version__item", "tolerance", "commitment", "hearing", "decision")
        .defer("applicant_id")
        .annotate(  # type: ignore[no-redef]  # the table says what holds while nobody has asked
            has_hand_ups=Exists(waiting),
            first_basis=Subquery(bases.values("text")[:1]),
            stamp=Subquery(CalendarVersion.objects.values("stamp")[:1]),
        )
        .filter(case=ANY_NUMBER)
    )


_APPLICATION = Prepared(_with_what_an_act_asks_of_it, ANY_NUMBER)


def lock(number: str, version: int | None, *, at: datetime) -> tuple[Case, Application]:
    """
    Return a case and its application, locked, as time has made them by `at`: what its clocks have to say is said, and an
    acceptance that the law deems given has been given, and a pause that has outlasted its notice is over. An act never overtakes
    the sweep.
    """
    case = locked(number)
    must_be_current(case, version)
    # No verb asks for the number of the identity document by itself: one that cannot be opened is in the way of none.
    application = _APPLICATION.get(case.pk)
    application.case = case
    application.item_version.first_basis = application.first_basis
    application.stamps = (application.stamp,)
    note_if_overdue(application, at=at)
    settle(case, at=at)
    deem_if_due(application, at=at)
    end_if_outlasted(application, at=at)
    return case, application


def short(text: str, field: str, *, most: int = 500) -> str:
    """The text without white space around it; longer than `most` characters it is refused at its field."""
    if len(text.strip()) > most:
        raise BadInput(f"最多 {most} 个字", field=field)
    return text.strip()
