"""What is shown of a print of an application's paper: what was frozen, and on a receipt the code while it is known."""

from typing import Any

from papers.copies import laid_out, sheet_of
from papers.models import DocumentPrint
from permits.documents.receipt import with_code
from permits.models import DocumentKind


def shown(printed: DocumentPrint, *, code: str = "") -> dict[str, Any]:
    """
    Return a print as papers.copies lays it out.

    :param code: the receipt code, while this browser still knows it; for a receipt only, and never stored with it.
    """
    sheet = sheet_of(printed.document)
    is_receipt = printed.document.kind == DocumentKind.RECEIPT
    return laid_out(printed, with_code(sheet, code) if is_receipt else sheet)
