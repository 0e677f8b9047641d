"""Reading every case with all that hangs on it: in batches, and as of one instant of the database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields

from django.db import connection, transaction
from django.db.models import QuerySet

from cases.models import Card, Case, Deadline, Event, Pause
from cases.reconcile.facts import CardFacts, CaseFacts, ClockFacts, Deed, LineFacts, PauseFacts, RoomFacts, Rooms
from cases.reconcile.on_lines import OF_ANY_CASE
from cases.troubles import SHARED
from hall.models import Department

BATCH = 2_000  # cases in memory at a time
# of a case: named as in CaseFacts
COLUMNS = ("pk", "number", "kind", "state", "owner", "department", "opened_at", "concluded_at", "closed_at")


@contextmanager
def one_instant() -> Iterator[None]:
    """
    See the database as it stood at the first question, and write nothing: acts and sweeps that go on beside it neither show
    nor wait. Inside a transaction of the caller's it is the caller who has chosen what is seen.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@dataclass(frozen=True, slots=True)
class Unread:
    """A case that could not be looked at, and why."""

    case: int
    number: str
    fault: Exception


def batches(rooms: Rooms, *, number: str | None = None) -> Iterator[list[CaseFacts | Unread]]:
    """
    Every case (or the one with this number), a batch at a time, in the order of the cases' keys. A batch that cannot be read is
    read case by case, so that only the case at fault is not looked at.
    """
    wanted = Case.objects.order_by("pk")
    if number is not None:
        wanted = wanted.filter(number=number)
    after = 0
    while rows := list(wanted.filter(pk__gt=after).values_list(*COLUMNS)[:BATCH]):
        try:
            with transaction.atomic():
                facts: list[CaseFacts | Unread] = [*_with_all(rows, rooms)]
        except SHARED:
            raise
        except Exception:  # noqa: BLE001 - told case by case
            facts = [_alone(row, rooms) for row in rows]
        yield facts
        after = rows[-1][0]


def _alone(row: tuple, rooms: Rooms) -> CaseFacts | Unread:
    try:
        with transaction.atomic():
            return _with_all([row], rooms)[0]
    except SHARED:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one case, the others are looked at
        return Unread(row[0], row[1], fault)


def _with_all(rows: list[tuple], rooms: Rooms) -> list[CaseFacts]:
    keys = [row[0] for row in rows]
    clocks = _grouped(Deadline.objects.order_by("pk"), keys, ClockFacts)
    pauses = _grouped(Pause.objects.order_by("started_at", "pk"), keys, PauseFacts)
    cards = _grouped(Card.objects.order_by("issued_at", "pk"), keys, CardFacts)
    effects = {kind: {**OF_ANY_CASE, **room.effects} for kind, room in rooms.items()}
    with_effect = Event.objects.filter(verb__in=set().union(*effects.values()))
    lines = _grouped(with_effect.order_by("case_id", "seq"), keys, LineFacts)
    facts, deeds = _room_facts(rows, rooms)
    companies = frozenset(Department.objects.filter(is_service_company=True).values_list("pk", flat=True))
    return [
        CaseFacts(
            **case,
            clocks=clocks[case["pk"]],
            pauses=pauses[case["pk"]],
            cards=cards[case["pk"]],
            lines=lines[case["pk"]],
            room=facts.get(case["pk"], RoomFacts()),
            companies=companies,
            effects=effects[case["kind"]],
            deeds=deeds.get(case["pk"], ()),
            names=rooms[case["kind"]].names,
        )
        for case in (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    ]


def with_clocks_and_pauses(cases: QuerySet[Case]) -> list[CaseFacts]:
    """These cases with their clocks and pauses and nothing else: what a clock's course follows from."""
    rows = list(cases.values_list(*COLUMNS))
    keys = [row[0] for row in rows]
    clocks = _grouped(Deadline.objects.order_by("pk"), keys, ClockFacts)
    pauses = _grouped(Pause.objects.order_by("started_at", "pk"), keys, PauseFacts)
    return [
        CaseFacts(**dict(zip(COLUMNS, row, strict=True)), clocks=clocks[row[0]], pauses=pauses[row[0]]) for row in rows
    ]


def _grouped(rows: QuerySet, keys: list[int], shape: type) -> dict[int, list]:
    """Rows in a shape whose fields are named like their columns, by case."""
    grouped = defaultdict(list)
    columns = [column.name for column in fields(shape)]
    for case, *values in rows.filter(case__in=keys).values_list("case_id", *columns):
        grouped[case].append(shape(*values))
    return grouped


def _room_facts(rows: list[tuple], rooms: Rooms) -> tuple[dict[int, RoomFacts], dict[int, Sequence[Deed]]]:
    of_kind = defaultdict(list)
    for pk, _number, kind, *_rest in rows:
        of_kind[kind].append(pk)
    facts: dict[int, RoomFacts] = {}
    deeds: dict[int, Sequence[Deed]] = {}
    for kind, keys in of_kind.items():
        facts |= rooms[kind].owed(keys)
        deeds |= rooms[kind].deeds(keys)
    return facts, deeds
