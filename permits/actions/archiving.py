"""Archiving the file of a delivered application."""

from datetime import datetime

from django.db import transaction

from cases import history
from hall.models import User
from hall.refusals import Refused
from permits.actions.locking import lock
from permits.documents.file import contents, lacking
from permits.models import Application
from permits.states import FLOW


class CannotArchive(Refused):
    code = "cannot-archive"


@transaction.atomic
def archive(*, number: str, by: User, at: datetime, version: int | None = None) -> Application:
    """
    Put the file into the archive. The case was closed by its delivery; this changes no clock and no closing time.

    :raises CannotArchive: the file is not complete; the sentence names what is lacking.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "archive")
    absent = lacking(application)
    if absent:
        raise CannotArchive(f"案卷还缺：{'、'.join(absent)}。补齐以后再归档")
    papers = [f"{entry.title} {entry.document.number}" for entry in contents(application) if entry.document]
    history.record(case, verb="archive", by=by, at=at, to=target, papers=papers)
    return application
