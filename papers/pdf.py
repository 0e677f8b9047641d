"""A sheet as PDF: one A4 page where it fits, PDF/A-2a, readable by a screen reader. Nothing is written to a disk."""

import io
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from pylopdf_fonts_zh_cn import serif_path

from hall.refusals import Refused
from papers.font import FAMILY

LAYOUT = Path(__file__).with_name("sheet.typ")
STANDARDS: list[Any] = ["a-2a", "ua-1"]


class CannotMakePdf(Refused):
    """The PDF did not come about. The print is logged all the same, and the web page of the paper can be printed."""

    code = "cannot-make-pdf"
    sentence = "PDF 没有做成，打印记录还在。用网页打印，或过一会儿再试"


def pdf_of(layout: dict[str, Any], *, at: datetime) -> bytes:
    """
    Return the PDF of a sheet as `papers.copies.laid_out` gives it. The same sheet and instant give the same bytes.

    :raises CannotMakePdf: whatever typst or the font has against it.
    """
    pictures = {"qr": _qr(layout["link"]), "second_qr": _qr(layout["second_link"])}
    try:
        return typst.compile(  # type: ignore[return-value]
            LAYOUT.read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"sheet": json.dumps(layout | pictures, ensure_ascii=False)},
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(at.timestamp()),
        )
    except RuntimeError as failed:
        raise CannotMakePdf from failed


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(serif_path().parent)])
    if FAMILY not in fonts.families():
        raise CannotMakePdf
    return fonts


def _qr(link: str) -> str:
    """The QR picture as SVG, or "" without a link."""
    if not link:
        return ""
    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(picture, kind="svg", border=4)
    return picture.getvalue().decode()
