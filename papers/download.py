"""A paper's way to a browser or a program: its PDF as an answer, and the address that its QR picture leads to."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from hall.doors.downloading import as_download
from papers.models import DocumentPrint
from papers.pdf import pdf_of


def site() -> str:
    """
    The address of this hall as the public reaches it, without a path; "" where the hall has named none: papers then bear no
    address and no QR picture. Never that of the request: staff reach the hall by another name, which nobody outside can open.
    """
    return settings.PUBLIC_URL


def look_up_link(code: str = "") -> str:
    """The address of the look-up page, with a receipt code where no server sees it; "" where the hall has named none."""
    return f"{site()}/c/{f'#k={code}' if code else ''}" if site() else ""


def pdf_answer(copy: DocumentPrint, layout: dict[str, Any]) -> HttpResponse:
    """The PDF of one print, as papers.copies lays it out, as a download, under the paper's name and number; nobody keeps a copy on the way."""
    name = f"{copy.document.title} {copy.document.number}.pdf"
    return as_download(pdf_of(layout, at=copy.at), "application/pdf", plain=f"{copy.document.kind}.pdf", name=name)
