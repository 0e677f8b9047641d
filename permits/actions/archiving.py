"""Archiving the file of a delivered application."""

from hall.refusals import Refused
from permits.actions.turn import Turn, verb
from permits.documents.file import contents, lacking
from permits.models import Application


class CannotArchive(Refused):
    code = "cannot-archive"


@verb()
def archive(turn: Turn) -> Application:
    """
    Put the file into the archive. The case was closed by its delivery; this changes no clock and no closing time.

    :raises CannotArchive: the file is not complete; the sentence names what is lacking.
    """
    # asked here and not in permits.possible: the page of archiving is where one reads what is lacking and goes to complete it
    absent = lacking(turn.application)
    if absent:
        raise CannotArchive(f"案卷还缺：{'、'.join(absent)}。补齐以后再归档")
    papers = [f"{entry.title} {entry.document.number}" for entry in contents(turn.application) if entry.document]
    turn.record(papers=papers)
    return turn.application
