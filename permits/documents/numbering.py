"""The series of an application's papers, one for each kind, and the next number of one."""

from datetime import date

from hall.models import Department
from papers import numbering
from permits.models import DocumentKind

# The word in a number that says which series it belongs to: 云卫健准字〔2026〕12号.
SERIES = {
    DocumentKind.RECEIPT: "收",
    DocumentKind.NOTICE: "告",
    DocumentKind.ACCEPTANCE: "受",
    DocumentKind.NON_ACCEPTANCE: "不受",
    DocumentKind.SPECIAL_PROCEDURE: "特",
    DocumentKind.EXTENSION: "延",
    DocumentKind.GRANT: "准",
    DocumentKind.REFUSAL: "不准",
    DocumentKind.DELIVERY_RECEIPT: "送",
    DocumentKind.TOLERANCE_PROMISE: "容",
    DocumentKind.COMMITMENT_PROMISE: "诺",
    DocumentKind.WITHDRAWAL: "撤",
    DocumentKind.TERMINATION: "终",
    DocumentKind.VOIDING: "废",
    DocumentKind.REVOCATION: "撤许",
    DocumentKind.HEARING_RIGHT: "听告",
    DocumentKind.HEARING_NOTICE: "听通",
    DocumentKind.HEARING_RECORD: "听录",
}


def next_number(department: Department | None, kind: str, *, day: date) -> str:
    """Return the next number of a department's papers of a kind; see papers.numbering."""
    return numbering.next_number(department, kind=kind, series=SERIES[DocumentKind(kind)], day=day)
