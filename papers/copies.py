"""One print of a document, ready to be laid out: the frozen sheet, the mark of a reprint, blanks for missing characters."""

from dataclasses import asdict
from typing import Any

from hall.crypto import keyed_hash
from hall.refusals import Refused
from hall.templatetags.presentation import day
from papers.font import blanked, missing
from papers.models import Document, DocumentPrint
from papers.sheet import Sheet, from_json


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


def laid_out(printed: DocumentPrint, sheet: Sheet, *, beside: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """
    Return a print in the shape that sheet.typ and templates/papers/sheet.html lay out.

    :param sheet: what stands on its document, with whatever may be shown but is never stored.
    :param beside: address and caption of a second QR picture, which is never stored either.
    """
    by_hand = _by_hand(sheet) if printed.handwritten else ""
    second = dict(zip(("second_link", "second_caption"), beside, strict=True))
    layout = asdict(sheet) | {"mark": mark(printed), "by_hand": by_hand} | second
    return _blanked(layout, but=("link", "second_link", "by_hand")) if printed.handwritten else layout


def mark(printed: DocumentPrint) -> str:
    """``补打 第 1 次（2026年3月3日）：申请人遗失``; "" on the original."""
    if printed.copy == 1:
        return ""
    return f"补打 第 {printed.copy - 1} 次（{day(printed.at)}）：{printed.reason}"


def _by_hand(sheet: Sheet) -> str:
    points = "、".join(f"U+{ord(each.character):04X}" for each in missing(sheet))
    return f"横线处的字（{points}）由窗口手写补入。" if points else ""


def _blanked(value: Any, *, but: tuple[str, ...] = ()) -> Any:
    if isinstance(value, str):
        return blanked(value)
    if isinstance(value, dict):
        return {name: each if name in but else _blanked(each) for name, each in value.items()}
    return [_blanked(each) for each in value]
