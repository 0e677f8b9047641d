"""Numbers of documents (文号): one gap-free series for each department, year and kind."""

from datetime import date

from django.db import connection

from hall.models import Department
from permits.models import DocumentKind

# The word in a number that says which series it belongs to: WJ准字〔2026〕12号.
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
    DocumentKind.WITHDRAWAL: "撤",
    DocumentKind.TERMINATION: "终",
    DocumentKind.VOIDING: "废",
    DocumentKind.HEARING_RIGHT: "听告",
    DocumentKind.HEARING_NOTICE: "听通",
    DocumentKind.HEARING_RECORD: "听录",
}

_NEXT = """
INSERT INTO permits_documentserial (department_id, year, kind, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (department_id, year, kind) DO UPDATE SET last = permits_documentserial.last + 1 RETURNING last
"""


def next_number(department: Department | None, kind: str, *, day: date) -> str:
    """
    Return the next number of a department's series, with the year of `day`.

    The counter row stays locked until the commit, so an act that fails leaves no gap: ask for it after what may be refused.
    """
    if department is None:
        raise ValueError("an application belongs to a department")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [department.pk, day.year, kind])
        serial = cursor.fetchone()[0]
    return f"{department.code}{SERIES[DocumentKind(kind)]}字〔{day.year}〕{serial}号"
