"""
The history that can be proven afterwards: a chain of daily digests (decision 102).

Every night the days that have ended are closed: all lines written since the day before go into one digest, with the digest before
it, under HISTORY_KEY, which is not in the database. The digest leaves the database by mail. Anybody with the key can compute it
again for any past day, from the lines as they stand now (`verify_history --as-of`): a line that was rewritten with its whole
chain, a case that was deleted, a digest that was rewritten or taken out all show, by day and where it can be by case.

A line belongs to the latest day that it or a line written before it speaks of: lines are numbered as they are written, so what is
told later about the past (a replayed ledger) joins the day of its writing, and nothing joins a closed day.
"""

import hmac
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cases import history
from cases.models import DayDigest, DigestBatch, HistoryCheck
from hall import keys
from hall.alone import alone
from hall.models import KeyProbe
from hall.refusals import Refused
from hall.tables.keys import history_hash

BATCH = 10_000  # lines: 320 kB of marks
PATIENCE = 20  # seconds for acts that are under way to end
NEWEST = 5  # days that are asked whether the key is theirs: one may have been rewritten
A_DAY = timedelta(days=1)
MARK = struct.Struct(">qq16s")

# The marks of lines (:after, :to], at most :most; a line without a case, or with a number that is none, gets 0.
_MARKS = """
WITH lines AS (SELECT * FROM cases_event WHERE id > %(after)s AND id <= %(to)s ORDER BY id LIMIT %(most)s)
SELECT coalesce(string_agg(
    int8send(e.id)
    || int8send(CASE WHEN c.number ~ '^[0-9]{17}$' THEN c.number::bigint ELSE 0 END)
    || decode(left(cases_event_digest(e.prev_hash, e.case_id, e.seq, e.at, e.actor_id, e.verb, e.from_state, e.to_state, e.facts), 32), 'hex'),
    ''::bytea ORDER BY e.id), ''::bytea), max(e.id)
FROM lines e LEFT JOIN cases_case c ON c.id = e.case_id
"""

# Who has written a line and not ended yet. An INSERT takes this lock before it takes the line's number.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'cases_event'::regclass
AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class StillWriting(Refused):
    """An act has been under way for too long: its lines may have lower numbers than others that can be seen already."""

    code = "still-writing"
    sentence = "有办理还没有写完，过几分钟再编摘要"


@dataclass(frozen=True)
class DayFlaw:
    """
    Something that is not as it was when its day was closed.

    :param what: altered, deleted or added (a line), chain (the digest does not follow the one before), digest (the row of the day
        was rewritten), marks (its batches were, the lines are as they were) or missing (the day has no row).
    :param number: of the case, "" where it cannot be told. :param line: the line's own number in the table, 0 of a whole day.
    """

    day: date
    what: str
    number: str = ""
    line: int = 0

    @property
    def words(self) -> str:
        case = f"案件 {self.number} " if self.number else ""
        line = f"（记录 {self.line}）" if self.line else ""
        return f"{self.day} 的办理记录：{case}{WORDS[self.what]}{line}"


WORDS = {
    "altered": "有一行被改写",
    "deleted": "有一行被删除",
    "added": "多出一行",
    "chain": "这一天的摘要接不上前一天的",
    "digest": "这一天的摘要被改写",
    "marks": "这一天各行的标记被改写",
    "missing": "这一天的摘要不见了",
}


@dataclass
class Proof:
    """What a check of the closed days looked at. `mac` is the digest of `day`, computed again; "" when no day is closed."""

    day: date | None = None
    mac: str = ""
    lines: int = 0
    flaws: list[DayFlaw] = field(default_factory=list)


def prove(*, at: datetime) -> tuple[list[history.Flaw], Proof]:
    """
    Check the chain of every case, close the days that have ended, check all closed days, and keep the result for the administrator.

    :raises StillWriting: see close_days.
    """
    begun = time.perf_counter()
    flaws = list(history.verify())
    close_days(at=at)
    proof = check()
    HistoryCheck.objects.create(
        started_at=at,
        seconds=time.perf_counter() - begun,
        day=proof.day,
        lines=proof.lines,
        flaws=len(flaws) + len(proof.flaws),
        by_owner=owns_the_history(),
    )
    return flaws, proof


def owns_the_history() -> bool:
    """Whether this process's database role could switch the triggers of the history off (decision 103)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'cases_event'::regclass")
        return cursor.fetchone()[0]


def close_days(*, at: datetime) -> list[DayDigest]:
    """
    Close all days before that of `at` which are not closed yet, and return them; also those of a hall that had no digests.

    Each is a transaction of its own, so one that is interrupted goes on where it was.

    :raises StillWriting: an act has been under way for longer than PATIENCE.
    """
    must_have_its_key()
    with alone("digests of the history") as is_ours:
        return list(_close(until=timezone.localdate(at), at=at)) if is_ours else []


def _close(*, until: date, at: datetime) -> Iterator[DayDigest]:
    newest = _settled_lines()
    last = DayDigest.objects.last()
    after = last.last_line if last else 0
    day = last.day + A_DAY if last else _day_of_the_first(after, newest)
    while day is not None and day < until:
        with transaction.atomic():
            last = _close_one(day, after=after, newest=newest, previous=last.mac if last else "", at=at)
        yield last
        after, day = last.last_line, day + A_DAY


def _close_one(day: date, *, after: int, newest: int, previous: str, at: datetime) -> DayDigest:
    to = _last_line_of(day, after=after, newest=newest)
    row = DayDigest(day=day, after_line=after, last_line=to, previous=previous, closed_at=at)
    batches = list(_batches(after, to))
    row.lines = sum(len(batch.marks) for batch in batches) // MARK.size
    mac = begin(row)
    for batch in batches:
        mac.update(batch.marks)
    row.mac = mac.hexdigest()
    row.save(force_insert=True)
    for batch in batches:
        batch.digest = row
    DigestBatch.objects.bulk_create(batches, batch_size=20)
    return row


def must_have_its_key() -> None:
    """
    Compare HISTORY_KEY with the newest days before any is closed or judged with it: with another key all of them would read as
    rewritten, and a day that it closes could never be compared with anything. From then on its probe stands beside the others.

    :raises WrongKeys: it is not that of the probe; or, without one, none of the newest days has its digest under this key.
    """
    keys.must_fit()
    if not (unmarked := KeyProbe.objects.filter(history_hash="")).exists():
        return
    newest = DayDigest.objects.order_by("-last_line", "-day")[:NEWEST]
    if newest and not any(_is_under_this_key(row) for row in newest):
        raise keys.WrongKeys([keys.OTHER_HISTORY_KEY])
    unmarked.update(history_hash=history_hash())


def _is_under_this_key(row: DayDigest) -> bool:
    """By the marks as they were kept or, where somebody has taken them out, by the lines."""
    by_marks, by_lines = begin(row), begin(row)
    for marks in row.batches.values_list("marks", flat=True):
        by_marks.update(marks)
    if by_marks.hexdigest() == row.mac:
        return True
    by_lines.update(_marks(row.after_line, row.last_line)[0])
    return by_lines.hexdigest() == row.mac


def check(*, as_of: date | None = None) -> Proof:
    """Compute the digests of all closed days (up to `as_of`) again from the lines as they stand, and say what differs."""
    proof, before = Proof(), None
    days = DayDigest.objects.filter(day__lte=as_of) if as_of else DayDigest.objects.all()
    for row in days.order_by("last_line", "day").iterator(chunk_size=100):
        proof.flaws += _chained(row, before)
        _looked_at(row, proof)
        before = row
    return proof


def begin(row: DayDigest) -> "hmac.HMAC":
    """The digest of a day so far: what stands in its row, and the day before; the marks of its lines follow."""
    head = (
        row.previous,
        row.day.isoformat(),
        row.after_line,
        row.last_line,
        row.lines,
        row.closed_at.astimezone(UTC).isoformat(),
    )
    return hmac.new(bytes.fromhex(settings.HISTORY_KEY), "\x1f".join(map(str, head)).encode(), sha256)


def _chained(row: DayDigest, before: DayDigest | None) -> Iterator[DayFlaw]:
    """The days between two rows that follow each other, and whether they do."""
    if before is None:
        if row.previous or row.after_line:
            yield DayFlaw(row.day - A_DAY, "missing")
        return
    absent = [before.day + A_DAY * n for n in range(1, (row.day - before.day).days)]
    yield from (DayFlaw(day, "missing") for day in absent)
    if not absent and (row.previous, row.after_line) != (before.mac, before.last_line):
        yield DayFlaw(row.day, "chain")


def _looked_at(row: DayDigest, proof: Proof) -> None:
    """Compute a day's digest twice, by its lines as they stand and by its marks: which one fits says what was rewritten."""
    by_lines, by_marks = begin(row), begin(row)
    flaws: list[DayFlaw] = []
    after = row.after_line
    batches = row.batches.all()
    for batch in (*batches.iterator(chunk_size=20), DigestBatch(last_line=row.last_line, marks=b"")):
        marks, _last = _marks(after, batch.last_line)
        by_lines.update(marks)
        by_marks.update(batch.marks)
        if marks != bytes(batch.marks):
            flaws += _differing(row.day, bytes(batch.marks), marks)
        proof.lines += len(marks) // MARK.size
        after = max(after, batch.last_line)
    proof.day, proof.mac = row.day, by_lines.hexdigest()
    if proof.mac == row.mac:
        flaws = [DayFlaw(row.day, "marks")] if flaws else []
    elif by_marks.hexdigest() != row.mac:
        flaws = [DayFlaw(row.day, "digest"), *flaws]
    proof.flaws += flaws


def _differing(day: date, before: bytes, now: bytes) -> Iterator[DayFlaw]:
    """The lines that are not in both, or not the same; the number of the case is the one of the day itself."""
    earlier = {line: (number, digest) for line, number, digest in _read(before)}
    later = {line: (number, digest) for line, number, digest in _read(now)}
    for line in sorted(earlier.keys() | later.keys()):
        if earlier.get(line) == later.get(line):
            continue
        what = "added" if line not in earlier else "deleted" if line not in later else "altered"
        number, _digest = earlier.get(line) or later[line]
        yield DayFlaw(day, what, f"{number:017d}" if number else "", line)


def _read(marks: bytes) -> Iterator[tuple[int, int, bytes]]:
    """A mark is 32 bytes; what is left over of ones that were cut is none."""
    return MARK.iter_unpack(marks[: len(marks) // MARK.size * MARK.size])


def _batches(after: int, to: int) -> Iterator[DigestBatch]:
    while after < to:
        marks, last = _marks(after, to, most=BATCH)
        if last is None:
            return
        yield DigestBatch(last_line=last, marks=marks)
        after = last


def _marks(after: int, to: int, *, most: int | None = None) -> tuple[bytes, int | None]:
    if after >= to:
        return b"", None
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, {"after": after, "to": to, "most": most})
        marks, last = cursor.fetchone()
        return bytes(marks), last


def _last_line_of(day: date, *, after: int, newest: int) -> int:
    """The line before the first one that speaks of a later day; `newest` where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM cases_event WHERE id > %s AND id <= %s AND at >= %s ORDER BY id LIMIT 1",
            [after, newest, _midnight(day + A_DAY)],
        )
        later = cursor.fetchone()
        if later is None:
            return newest
        cursor.execute(
            "SELECT coalesce(max(id), %s) FROM cases_event WHERE id > %s AND id < %s", [after, after, *later]
        )
        return cursor.fetchone()[0]


def _day_of_the_first(after: int, newest: int) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT at FROM cases_event WHERE id > %s AND id <= %s ORDER BY id LIMIT 1", [after, newest])
        row = cursor.fetchone()
    return timezone.localdate(row[0]) if row else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware in the hall's zone


def _settled_lines() -> int:
    """
    The highest number of a line such that no lower one is still to come.

    :raises StillWriting: an act that may have taken a lower one does not end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_event")
        [newest] = cursor.fetchone()
        cursor.execute(_WRITERS)
        under_way = set(cursor.fetchall())
        end = time.monotonic() + PATIENCE
        while under_way:
            if time.monotonic() > end:
                raise StillWriting
            time.sleep(0.1)
            cursor.execute(_WRITERS)
            under_way &= set(cursor.fetchall())
    return newest
