"""Printing a paper: its number and its frozen content with the first print, a reason with every later one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases import history
from cases.models import Case
from hall.models import Department, User
from hall.refusals import Refused, need_reason
from papers.copies import digest_of, sheet_of
from papers.font import Missing, missing
from papers.models import Document, DocumentPrint
from papers.numbering import next_number
from papers.sheet import Sheet, plain


@dataclass(frozen=True)
class Paper:
    """
    One paper that a case has now, as its room describes it for the first print.

    :param compose: everything that stands on it, with this number. Asked twice: once before it has one.
    :param series: the word in its number.
    :param number: the number that it has already from its act, "" if the print gives it one.
    :param department: whose series numbers it; None for that of the case's own. A complaint's case has none of its own.
    """

    kind: str
    compose: Callable[[str], Sheet]
    series: str
    occurrence: int = 1
    number: str = ""
    department: Department | None = None


class CharactersMissing(Refused):
    """The font lacks characters that stand on the paper. Printed all the same, they are left blank and written in by hand."""

    code = "characters-missing"

    def __init__(self, lacking: list[Missing]) -> None:
        named = "、".join(map(str, lacking))
        super().__init__(f"字库没有这些字：{named}。勾选“留空，手写补入”再打印，打好后补写并盖章", field="handwritten")


@transaction.atomic
def print_paper(
    case: Case,
    paper: Paper,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    handwritten: bool = False,
) -> DocumentPrint:
    """
    Log one print of a paper. The first gives it its number and freezes what stands on it; a later one says the same again.

    :param case: locked, and the paper is one that it has: the room's verb has seen to both.
    :param reason: why it is printed again; not kept for the first print.
    :param handwritten: characters that the font lacks are left blank, to be written in by hand.
    :raises BadInput: for a later print. :raises CharactersMissing: see `handwritten`.
    """
    document = case.documents.filter(kind=paper.kind, occurrence=paper.occurrence).first()
    copies = document.prints.count() if document else 0
    if copies:
        need_reason(reason, "这份文书已经打印过，填写补打的原因", "reason")
    if document is None:
        document = _made(case, paper, handwritten=handwritten, by=by, at=at)
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


def _made(case: Case, paper: Paper, *, handwritten: bool, by: User, at: datetime) -> Document:
    """Number and freeze a paper. What may be refused is asked before the number is taken."""
    _must_be_printable(missing(plain(paper.compose(paper.number))), handwritten=handwritten)
    number = paper.number or next_number(
        paper.department or case.department, kind=paper.kind, series=paper.series, day=timezone.localdate(at)
    )
    sheet = plain(paper.compose(number))
    content = sheet.as_json()
    return Document.objects.create(
        case=case,
        kind=paper.kind,
        occurrence=paper.occurrence,
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
