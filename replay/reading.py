"""Reading the lines of an events file as acts, in the order of their instants. Reads no clock and no database."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from hall import texts
from hall.crypto import keyed_hash
from hall.identifiers import readable
from hall.refusals import Refused
from replay.names import ACTS
from replay.words import RESULTS, fields_of, meant, spelling

LONGEST = 200_000  # bytes of one line
YEARS = range(1950, 2100)  # what a date of this hall can be; anything else is a slip of the pen
NO_CASE = {"tick"}  # acts that belong to no case


class BadLine(Refused):
    """The line cannot be understood; the sentence says what is wrong with it."""

    code = "bad-line"


class UnknownAct(Refused):
    code = "unknown-act"


@dataclass(frozen=True, slots=True)
class Act:
    """One line: `name` is the act's first name, `fields` its other fields under theirs."""

    line: int
    at: datetime
    name: str
    ref: str
    fields: dict[str, Any]
    digest: str

    @property
    def on(self) -> date:
        """Its day in the hall: the instant was read in the hall's time."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a line was answered with, as the ledger and the result have it: a refusal, or `code` "" for an act that was done."""

    code: str = ""
    sentence: str = ""
    field: str = ""

    @classmethod
    def of(cls, refusal: Refused) -> "Answer":
        return cls(refusal.code, refusal.sentence, refusal.field)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line that was refused, with what can be said of it; `ref` "" where it names none."""

    line: int
    ref: str
    at: str
    act: str
    answer: Answer


@dataclass
class Script:
    """
    The result of the first reading of a file: not the acts themselves, only where in the file each one is.

    :param places: (instant, line, position in bytes) of each act, in the order in which they are done.
    :param refs: each ref as the file first wrote it, in the order of first appearance.
    :param trips: (ref, day) with a visit of its own, so that papers received that day belong to it.
    """

    source: BinaryIO
    zone: ZoneInfo
    digest: str = ""
    places: list[tuple[datetime, int, int]] = field(default_factory=list)
    unread: list[Refusal] = field(default_factory=list)
    refs: dict[str, Any] = field(default_factory=dict)
    trips: set[tuple[str, date]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.places)

    def acts(self) -> Iterator[Act]:
        """The acts, the earliest first; those of one instant in the order of the file."""
        for _at, line, position in self.places:
            self.source.seek(position)
            yield read_line(self.source.readline(LONGEST), line, self.zone)


def read(source: BinaryIO, *, zone: ZoneInfo) -> Script:
    """
    Read a file that can be read twice.

    :param zone: the hall's time: for instants without an offset.
    """
    script, digest = Script(source, zone), sha256()
    for line, position, raw in _lines(source):
        digest.update(raw)
        if not raw.strip() or raw.lstrip().startswith((b"#", b"//")):
            continue
        try:
            act = read_line(raw, line, zone)
        except (BadLine, UnknownAct) as refusal:
            script.unread.append(_unread(raw, line, refusal))
            ref = script.unread[-1].ref
        else:
            ref = act.ref
            script.places.append((act.at, line, position))
            if act.name == "visit":
                script.trips.add((ref, act.on))
        if ref:
            script.refs.setdefault(ref, _as_written(raw, ref))
    script.places.sort()
    script.digest = digest.hexdigest()
    return script


def read_line(raw: bytes, line: int, zone: ZoneInfo) -> Act:
    """
    Return the act of one line.

    :raises BadLine: no JSON object, no instant, no ref. :raises UnknownAct: an act that the replay does not know.
    """
    fields = fields_of(_object(raw))
    at = instant(fields.pop("at", None), zone)
    written = fields.pop("act", None)
    if not isinstance(written, str) or not written.strip():
        raise BadLine("没有 act（做什么）", field="act")
    name = meant(ACTS, written)
    if name not in ACTS.values() and spelling(written) in RESULTS:  # the result alone is the decision, too
        name, fields = "decide", {"result": written, **fields}
    if name not in ACTS.values():
        raise UnknownAct(
            f"不认识“{written[:40]}”这个动作；可用的有：{'、'.join(dict.fromkeys(ACTS.values()))}", field="act"
        )
    ref = _ref(fields.pop("ref", None))
    if not ref and name not in NO_CASE:
        raise BadLine("没有 ref（哪一件）", field="ref")
    fields = {field: _tidied(value, field) for field, value in fields.items()}
    # keyed, for it is stored: a line names a person and its numbers, which could be guessed by a plain digest
    return Act(line, at, name, ref, fields, keyed_hash("ledger line", sha256(raw.strip()).hexdigest()))


def instant(written: Any, zone: ZoneInfo) -> datetime:
    """
    Return the instant that ISO 8601 text means; without an offset it is the hall's time.

    :raises BadLine: it is no instant.
    """
    if not isinstance(written, str) or not written.strip():
        raise BadLine("没有 at（时刻）。写成 2025-11-03T09:30:00+08:00", field="at")
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        raise BadLine(f"“{written[:40]}”不是时刻。写成 2025-11-03T09:30:00+08:00", field="at") from None
    if at.year not in YEARS:
        raise BadLine(f"{at.year} 年不在 {YEARS[0]} 至 {YEARS[-1]} 年之间", field="at")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)


def _lines(source: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """(number, position, bytes) of each line; one that is too long keeps its number and is cut."""
    line, position = 0, source.tell()
    while raw := source.readline(LONGEST):
        line += 1
        yield line, position, raw
        while len(raw) == LONGEST and not raw.endswith(b"\n"):
            raw = source.readline(LONGEST)
        position = source.tell()


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) >= LONGEST:
        raise BadLine(f"一行不能超过 {LONGEST:,} 字节")
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=texts.named_once)
        # NaN and numbers without end are no JSON, though Python reads them; half of a surrogate pair is no text
        encoded = json.dumps(value, ensure_ascii=False, allow_nan=False)
        encoded.encode()
    except UnicodeDecodeError:
        raise BadLine("不是 UTF-8 编码") from None
    except texts.NamedTwice as twice:
        raise BadLine(f"“{readable(twice)}”在一行里写了两次") from None
    except (ValueError, RecursionError):
        raise BadLine("不是一个 JSON 对象") from None
    if not isinstance(value, dict):
        raise BadLine("不是一个 JSON 对象")
    if "\\u0000" in encoded:
        raise BadLine(texts.UNSEEN)
    return value


def _tidied(value: Any, field: str) -> Any:
    """A value with its texts as every door keeps them. :raises BadLine: naming the field with a character that nobody sees."""
    if isinstance(value, dict):
        return {name: _tidied(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_tidied(each, field) for each in value]
    if not isinstance(value, str):
        return value
    try:
        # a name is one line, in which nothing may turn the direction; a text of several lines is long
        return texts.lines(value) if texts.LINE_END.search(value) else texts.line(value)
    except texts.Unseen as unseen:
        raise BadLine(f"{readable(field)}：{unseen}", field=readable(field)) from None


def _ref(written: Any) -> str:
    if isinstance(written, str | int | float) and not isinstance(written, bool):
        return str(written).strip()[:200]
    if written is None:
        return ""
    raise BadLine("ref 是文字或数", field="ref")


def _unread(raw: bytes, line: int, refusal: Refused) -> Refusal:
    """What can be said about a line that was not understood."""
    fields: dict[str, Any] = {}
    ref = ""
    with suppress(BadLine):
        fields = fields_of(_object(raw))
        ref = _ref(fields.get("ref"))
    at, act = (str(fields.get(name) or "")[:40] for name in ("at", "act"))
    return Refusal(line, ref, at, act, Answer.of(refusal))


def _as_written(raw: bytes, ref: str) -> Any:
    """The ref as the file has it: a number stays a number."""
    written = fields_of(_object(raw)).get("ref")
    return ref if isinstance(written, str) else written
