"""What a message of the platform says, or why nobody can tell. Pure but for the names of departments, which the caller looks up."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from complaints.names import TEXT_LEAST, TEXT_MOST
from hall import texts

NUMBER = re.compile(r"[0-9A-Za-z-]{4,40}")
PUSHED, WITHDRAWN = "ticket.pushed", "ticket.withdrawn"
MOST_VERSIONS = 10_000
LONGEST_LINE = 200
CENTRE = "centre"  # what `about` says of a ticket about the centre's own people
_LINES = ("category", "district", "about", "name", "phone")
WORDS_OF_LINES = dict(zip(_LINES, ("类别代码", "区划代码", "部门代码", "来件人姓名", "来件人电话"), strict=True))


@dataclass(frozen=True)
class Contact:
    """Who complained; all empty for nobody. `protected`: to be opened by two people only."""

    name: str = ""
    phone: str = ""
    protected: bool = False

    def written(self) -> str:
        """The text of it, the same for the same person; "" for nobody."""
        return (
            json.dumps([self.name, self.phone, self.protected], ensure_ascii=False) if self.name or self.phone else ""
        )


@dataclass(frozen=True)
class Message:
    """
    A message, as far as it can be read.

    :ivar unreadable: why it cannot be taken in, a sentence; "" where it can. :ivar raw: what came, where nothing can be read.
    :ivar body: what stays of it, without the contact.
    """

    number: str = ""
    version: int | None = None
    withdraws: bool = False
    body: dict[str, Any] = field(default_factory=dict)
    contact: Contact = Contact()
    unreadable: str = ""
    raw: str = ""

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    def value(self, name: str) -> str:
        """What the platform wrote under this name; "" for nothing."""
        return str(self.body.get(name, ""))


def read(raw: bytes) -> Message:
    """Never fails: what cannot be read is a message that says so, with its number where that much is plain."""
    try:
        envelope = json.loads(raw, object_pairs_hook=texts.named_once)
        data = envelope["data"]
        kind = envelope["type"]
    except (ValueError, RecursionError, KeyError, TypeError, texts.NamedTwice):
        return Message(unreadable="报文不是约定的格式", raw=_legible(raw))
    if not isinstance(data, dict):
        return Message(unreadable="报文里没有工单", raw=_legible(raw))
    return _ticket(kind, data)


def _ticket(kind: Any, data: dict[str, Any]) -> Message:
    number = data.get("number")
    number = number if isinstance(number, str) and NUMBER.fullmatch(number) else ""
    version = data.get("version")
    is_version = type(version) is int and 1 <= version <= MOST_VERSIONS
    body = {"type": _plain(kind)[:40]} | {
        name: _plain(data.get(name)) for name in ("number", "text", "reason", "came_on", *_LINES[:3])
    }
    contact = Contact(_plain(data.get("name")), _plain(data.get("phone")), data.get("protected") is True)
    message = Message(number, version if is_version else None, kind == WITHDRAWN, body, contact)
    return replace(message, unreadable=_why_not(kind, data, message))


def _why_not(kind: Any, data: dict[str, Any], message: Message) -> str:
    """The first thing that keeps it from being taken in; "" for nothing."""
    if not message.number:
        return "没有工单号，或者工单号不对"
    if message.version is None:
        return "没有版本号，或者版本号不对"
    if kind not in (PUSHED, WITHDRAWN):
        return "不知道的报文类型"
    if message.withdraws:
        return "" if message.value("reason").strip() else "撤回没有写原因"
    strange = [
        name
        for name in _LINES
        if not isinstance(data.get(name, ""), str) or len(str(data.get(name, ""))) > LONGEST_LINE
    ]
    if strange:
        return f"{WORDS_OF_LINES[strange[0]]}不对，或者太长"
    if not isinstance(data.get("text"), str) or not TEXT_LEAST <= len(message.text.strip()) <= TEXT_MOST:
        return f"内容要有 {TEXT_LEAST} 到 {TEXT_MOST:,} 个字"
    return "来电日期不对" if data.get("came_on") not in (None, "") and came_on(message) is None else ""


def came_on(message: Message) -> date | None:
    """The day on which the platform had it; None for what is no day."""
    try:
        return date.fromisoformat(message.value("came_on"))
    except ValueError:
        return None


def _legible(raw: bytes) -> str:
    return texts.printable(raw[:20_000].decode(errors="replace"))


def _plain(value: Any) -> str:
    """A text as it is kept: without what nobody sees. What is no text is none."""
    return texts.printable(texts.LINE_END.sub("\n", value))[: TEXT_MOST * 2].strip() if isinstance(value, str) else ""
