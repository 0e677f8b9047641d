"""What stands on one paper, whole: every word of it, in the order in which it is read. PDF and web page only lay it out."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from hall import texts

BLANK = "＿"  # where the font has no such character: a line to write it on by hand


@dataclass(frozen=True)
class Block:
    """
    One part of a sheet: `text` paragraphs, a `list` of numbered points, `facts` (label, value), a `table`, or `sign`:
    lines to be filled in by hand.

    :param title: a heading above it, or "".
    :param lines: of texts, lists and signature lines.
    :param rows: of facts and tables; a table's first row is its head.
    """

    kind: str
    title: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """
    :param issuer: whose paper it is: the agency, or the hall for a receipt.
    :param addressee: "王小明：" at the beginning of the first line, or "".
    :param seal: which seal belongs on it, or "" for a paper that the applicant signs.
    :param dated: the day of its number: of the act that gave it, or of the first print; "" leaves a line to write it on.
    :param link: the address behind its QR picture, or "".
    :param caption: what the QR picture leads to.
    """

    title: str
    issuer: str
    number: str
    blocks: tuple[Block, ...]
    addressee: str = ""
    seal: str = ""
    dated: str = ""
    link: str = ""
    caption: str = ""
    foot: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def parts(self) -> Iterator[tuple[str, str]]:
        """Every piece of text that is printed, with the name of the field it stands in."""
        yield "标题", self.title
        yield "机关", f"{self.issuer}{self.seal}"
        yield "文号", self.number
        yield "抬头", self.addressee
        for block in self.blocks:
            yield block.title or "正文", block.title + "".join(block.lines)
            yield from _parts_of_rows(block)
        yield "落款", f"{self.dated}{self.caption}{self.foot}"


def _parts_of_rows(block: Block) -> Iterator[tuple[str, str]]:
    for row in block.rows:
        yield (row[0] if block.kind == "facts" else block.title or "表格"), "".join(row)


def from_json(text: str) -> Sheet:
    """Return the sheet that as_json wrote, without characters that nobody sees: a PDF with one of them cannot be made."""
    fields: dict[str, Any] = _printable(json.loads(text))
    blocks = tuple(
        Block(block["kind"], block["title"], tuple(block["lines"]), tuple(map(tuple, block["rows"])))
        for block in fields.pop("blocks")
    )
    return Sheet(blocks=blocks, **fields)


def plain(sheet: Sheet) -> Sheet:
    """The same sheet without characters that nobody sees: names were kept with them before they were refused."""
    return from_json(sheet.as_json())


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return texts.printable(value)
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value]


def text(*lines: str, title: str = "") -> Block:
    return Block("text", title=title, lines=lines)


def points(*lines: str, title: str = "") -> Block:
    """A numbered list."""
    return Block("list", title=title, lines=lines)


def facts(*rows: tuple[str, str]) -> Block:
    return Block("facts", rows=rows)


def table(*rows: tuple[str, ...], title: str = "") -> Block:
    return Block("table", title=title, rows=rows)


def sign(*lines: str) -> Block:
    """Lines to be written on by hand."""
    return Block("sign", lines=lines)
