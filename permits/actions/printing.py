"""Printing a paper of an application: that it has this paper now, and what stands on it."""

from datetime import datetime

from django.db import transaction

from hall.models import User
from hall.refusals import Refused
from papers.models import DocumentPrint
from papers.printing import Paper, print_paper
from permits.actions.locking import lock
from permits.documents.numbering import SERIES
from permits.documents.phrases import Printing
from permits.documents.register import PAPERS, papers_of
from permits.models import DocumentKind


class NoSuchPaper(Refused):
    code = "no-such-paper"
    sentence = "这件办件现在没有这份文书"


class SlipReplaced(NoSuchPaper):
    code = "slip-replaced"
    sentence = "登记更正过，这一份收件凭证已经换了新的，打印最后一份"


@transaction.atomic
def print_document(
    *,
    number: str,
    kind: str,
    site: str,
    by: User,
    at: datetime,
    occurrence: int = 1,
    reason: str = "",
    handwritten: bool = False,
    version: int | None = None,
) -> DocumentPrint:
    """
    Log one print of a paper; see papers.printing.

    :param site: the public address of the hall without a path, for the QR picture of a first print.
    :param reason: why it is printed again; not kept for the first print.
    :param handwritten: characters that the font lacks are left blank, to be written in by hand.
    :raises NoSuchPaper: the application has no such paper, or not yet. :raises SlipReplaced: it says what was put right since.
    :raises CharactersMissing: see `handwritten`.
    """
    case, application = lock(number, version, at=at)
    if not any(paper == (kind, occurrence) for paper in papers_of(application)):
        raise NoSuchPaper
    if kind == DocumentKind.RECEIPT and occurrence < application.slips:
        raise SlipReplaced
    one = DocumentKind(kind)
    paper = Paper(
        kind=one,
        occurrence=occurrence,
        compose=lambda numbered: PAPERS[one].compose(Printing(application, occurrence, numbered, site, at)),
        series=SERIES[one],
        number=PAPERS[one].number(application, occurrence),
    )
    return print_paper(case, paper, by=by, at=at, reason=reason, handwritten=handwritten)
