"""What an officer types in: it lies in the same protected store as what the public files (rules C1, B-26, B-27, B-34)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from complaints.actions.filing import Filing, Receipt, file
from complaints.origin import Origin, TypedIn, hidden_from, must_be_whole
from hall.models import ServiceHall, User


@transaction.atomic
def take_in(*, filing: Filing, origin: Origin, hall: ServiceHall, idem: str, by: User | None, at: datetime) -> Receipt:
    """
    Type in what came by another channel than the public form. Everything else is as there: sealed, the half-day only, the same clock.

    :param by: None: nobody types it in, the 12345 platform pushes it (exchange).
    :raises BadInput: naming the field. :raises KeyUsed: the key has opened a case for something else.
    """
    must_be_whole(origin, on=timezone.localdate(at))
    if not filing.about_centre:
        department, centre = hidden_from(origin, filing.about_department, on=timezone.localdate(at))
        filing = replace(filing, about_department=department, about_centre=centre)
    return file(filing=filing, typed_in=TypedIn(origin, by), hall=hall, idem=idem, at=at)
