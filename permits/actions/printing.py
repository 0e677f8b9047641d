"""Printing a paper: its number and its frozen content with the first print, a reason with every later one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import history
from cases.models import Case
from hall.models import User
from hall.refusals import Refused
from permits.actions.locking import BadInput, lock
from permits.documents.copies import digest_of, sheet_of
from permits.documents.font import Missing, missing
from permits.documents.numbering import next_number
from permits.documents.phrases import Asked
from permits.documents.register import PAPERS, papers_of
from permits.models import Application, Document, DocumentKind, DocumentPrint


class NoSuchPaper(Refused):
    code = "no-such-paper"
    sentence = "这件办件现在没有这份文书"


class CharactersMissing(Refused):
    """The font lacks characters that stand on the paper. Printed all the same, they are left blank and written in by hand."""

    code = "characters-missing"

    def __init__(self, lacking: list[Missing]) -> None:
        named = "、".join(map(str, lacking))
        super().__init__(f"字库没有这些字：{named}。勾选“留空，手写补入”再打印，打好后补写并盖章", field="handwritten")


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
    Log one print of a paper. The first gives it its number and freezes what stands on it; a later one says the same again.

    :param site: the public address of the hall without a path, for the QR picture of a first print.
    :param reason: why it is printed again; not kept for the first print.
    :param handwritten: characters that the font lacks are left blank, to be written in by hand.
    :raises NoSuchPaper: the application has no such paper, or not yet. :raises CharactersMissing: see `handwritten`.
    """
    case, application = lock(number, version, at=at)
    if not any(paper == (kind, occurrence) for paper in papers_of(application)):
        raise NoSuchPaper
    document = application.documents.filter(kind=kind, occurrence=occurrence).first()
    copies = document.prints.count() if document else 0
    if copies and not reason.strip():
        raise BadInput("这份文书已经打印过，填写补打的原因", field="reason")
    if document is None:
        document = _made(application, DocumentKind(kind), occurrence, site=site, handwritten=handwritten, by=by, at=at)
    else:
        _must_be_printable(missing(sheet_of(document)), handwritten=handwritten)
    printed = DocumentPrint.objects.create(
        document=document,
        copy=copies + 1,
        reason=reason.strip() if copies else "",
        handwritten=handwritten and bool(missing(sheet_of(document))),
        at=at,
        printed_by=by,
    )
    _note(case, printed, by=by, at=at)
    return printed


def _made(
    application: Application,
    kind: DocumentKind,
    occurrence: int,
    *,
    site: str,
    handwritten: bool,
    by: User,
    at: datetime,
) -> Document:
    """Number and freeze a paper. What may be refused is asked before the number is taken."""
    paper = PAPERS[kind]
    own = paper.number(application, occurrence)
    draft = paper.compose(Asked(application, occurrence, own, site, at))
    _must_be_printable(missing(draft), handwritten=handwritten)
    number = own or next_number(application.case.department, kind, day=timezone.localdate(at))
    sheet = paper.compose(Asked(application, occurrence, number, site, at))
    content = sheet.as_json()
    return Document.objects.create(
        application=application,
        kind=kind,
        occurrence=occurrence,
        title=sheet.title,
        number=number,
        content=content,
        digest=digest_of(content),
        made_at=at,
        made_by=by,
    )


def _must_be_printable(lacking: list[Missing], *, handwritten: bool) -> None:
    if lacking and not handwritten:
        raise CharactersMissing(lacking)


def _note(case: Case, printed: DocumentPrint, *, by: User, at: datetime) -> None:
    document = printed.document
    history.record(
        case, verb="print", by=by, at=at, document=document.title, number=document.number, copy=printed.copy,
        reason=printed.reason, handwritten=printed.handwritten, digest=document.digest,
    )  # fmt: skip
