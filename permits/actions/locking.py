"""What every verb on an application begins and ends with."""

from datetime import datetime

from cases.models import Case
from cases.queries import locked
from cases.staleness import must_be_current
from hall.refusals import Refused
from permits.models import Application


class BadInput(Refused):
    code = "bad-input"


def lock(number: str, version: int | None) -> tuple[Case, Application]:
    case = locked(number)
    must_be_current(case, version)
    application = Application.objects.select_related("item_version__item").get(case=case)
    application.case = case
    return case, application


def need(text: str, sentence: str, field: str) -> None:
    if not text.strip():
        raise BadInput(sentence, field=field)


def close(case: Case, *, at: datetime) -> None:
    if case.concluded_at is None:
        case.concluded_at = at
    case.closed_at = at
    case.save(update_fields=["concluded_at", "closed_at"])
