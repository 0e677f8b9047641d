"""One print of a document, ready to be laid out: the frozen sheet, the mark of a reprint, blanks for missing characters."""

from dataclasses import asdict, replace
from typing import Any

from hall.crypto import keyed_hash
from hall.refusals import Refused
from permits.documents.font import blanked, missing
from permits.documents.phrases import day
from permits.documents.receipt import NO_CODE
from permits.documents.sheet import Block, Sheet, from_json
from permits.models import Document, DocumentKind, DocumentPrint


class Altered(Refused):
    """The stored content is not what was printed first."""

    code = "document-altered"
    sentence = "这份文书的内容和第一次打印的不一样，不能再打印。告诉管理员核对"


def digest_of(content: str) -> str:
    """A keyed hash: the database alone gives no way to guess a name by it."""
    return keyed_hash("document", content)


def sheet_of(document: Document) -> Sheet:
    """
    Return what stands on a document.

    :raises Altered: if it does not fit its digest.
    """
    if digest_of(document.content) != document.digest:
        raise Altered
    return from_json(document.content)


def shown(printed: DocumentPrint, *, code: str = "") -> dict[str, Any]:
    """
    Return a print in the shape that sheet.typ and templates/permits/sheet.html lay out.

    :param code: the receipt code, while this browser still knows it; for a receipt only, and never stored with it.
    """
    sheet = sheet_of(printed.document)
    if printed.document.kind == DocumentKind.RECEIPT:
        sheet = _with_code(sheet, code)
    by_hand = _by_hand(sheet) if printed.handwritten else ""
    laid_out = asdict(sheet) | {"mark": mark(printed), "by_hand": by_hand}
    return _blanked(laid_out, but=("link", "by_hand")) if printed.handwritten else laid_out


def mark(printed: DocumentPrint) -> str:
    """``补打 第 1 次（2026年3月3日）：申请人遗失``; "" on the original."""
    if printed.copy == 1:
        return ""
    return f"补打 第 {printed.copy - 1} 次（{day(printed.at)}）：{printed.reason}"


def _with_code(sheet: Sheet, code: str) -> Sheet:
    first, *rest = sheet.blocks
    digits = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
    rows = (first.rows[0], ("凭证码", digits or NO_CODE), *first.rows[1:])
    link = f"{sheet.link}#k={code}" if code else sheet.link
    return replace(sheet, link=link, blocks=(Block("facts", rows=rows), *rest))


def _by_hand(sheet: Sheet) -> str:
    points = "、".join(f"U+{ord(each.character):04X}" for each in missing(sheet))
    return f"横线处的字（{points}）由窗口手写补入。" if points else ""


def _blanked(value: Any, *, but: tuple[str, ...] = ()) -> Any:
    if isinstance(value, str):
        return blanked(value)
    if isinstance(value, dict):
        return {name: each if name in but else _blanked(each) for name, each in value.items()}
    return [_blanked(each) for each in value]
