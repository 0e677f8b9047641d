"""A line of the ledger done as the act's description says: its fields read one by one, its permission asked, its verb called."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import SimpleLazyObject

from cases.models import Case, CaseKind
from hall.access import access_of
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Field, Kind, Left, Occasion
from replay.fields import day, text, whole, word, yes
from replay.reading import Act as Line
from replay.reading import BadLine
from replay.stage import Stage
from replay.words import SPELLINGS, spelled

Do = Callable[[Stage, Line], None]
ROWS = Case.objects.select_related("department", "window", "complaint", "application__item_version__item")


def do_as_described(act: Act, kind: CaseKind) -> Do:
    """Return what does a line of this act on cases of a kind."""

    def do(stage: Stage, line: Line) -> None:
        opened, by = stage.on(line, kind, act.may, with_power=bool(act.steps))
        # most acts look at neither: they are read when they are looked at
        case: Any = SimpleLazyObject(lambda: ROWS.get(pk=opened.pk))
        row = SimpleLazyObject(lambda: getattr(case, kind))
        occasion = Occasion(case, row, by, access_of(by, on=line.on), line.at, line.on)
        fields = {field.name: read(field, line) for field in act.asks if says(field, line)}
        for field in act.asks:  # what is left out may hang on what is written, wherever that stands
            value = Left.OUT if field.name in fields else usual(field, fields, occasion)
            if value is not Left.OUT:
                fields[field.name] = value
        act.do(number=opened.number, by=by, at=line.at, **act.arguments(occasion, fields))

    return do


def name_in(line: Line, field: Field) -> str | None:
    """The name under which the line has the field; None when it is left out."""
    names = field.ledger_names or (field.name,)
    return next((name for name in names if line.fields.get(name) is not None), None)


def says(field: Field, line: Line) -> bool:
    """Whether the line has to be read for the field. Left out though due, an instant or a sum cannot be guessed: it is refused."""
    return name_in(line, field) is not None or bool(field.needed and field.kind in (Kind.MOMENT, Kind.MONEY))


def read(field: Field, line: Line) -> Any:
    """One field of a line, by its kind. :raises BadLine: it is not what it should be."""
    kind = Kind.YES if field.api_kind is Kind.YES else field.kind
    name = name_in(line, field) or field.name
    return word(line, name, spellings(field)) if kind in (Kind.ONE_OF, Kind.CHOSEN) else READ[kind](line, name)


def usual(field: Field, fields: dict[str, Any], occasion: Occasion) -> Any:
    """What a ledger means that leaves the field out: what the description says, else that the ledger does not tell."""
    if callable(field.in_ledger):
        return field.in_ledger(fields, occasion)
    if field.in_ledger is not Left.OUT:
        return field.in_ledger
    if not field.needed:
        return Left.OUT
    return NOT_IN_THE_LEDGER if field.kind in (Kind.LINE, Kind.TEXT) else EMPTY[field.kind]


def spellings(field: Field) -> dict[str, str]:
    """How the words of a closed list may be written: their codes, their words, and what else is usual."""
    choices = getattr(field.choices, "choices", field.choices)
    name = field.list_name or getattr(field.choices, "__qualname__", field.name).replace(".", "")
    return spelled({str(code): (str(words),) for code, words in choices if code}) | SPELLINGS.get(name, {})


def _moment(line: Line, name: str) -> datetime:
    """An instant; without an offset in the hall's time."""
    words = text(line, name)
    try:
        at = datetime.fromisoformat(words.strip())
    except ValueError:
        raise BadLine(f"“{words[:40]}”不是时刻。写成 2025-11-18T09:00:00+08:00", field=name) from None
    return at if at.tzinfo else at.replace(tzinfo=line.at.tzinfo)


def _money(line: Line, name: str) -> Decimal:
    try:
        amount = Decimal(text(line, name).strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise BadLine(f"{name} 要写成金额，例如 500000", field=name)
    return amount


READ: dict[Kind, Callable[[Line, str], Any]] = {
    Kind.LINE: text,
    Kind.TEXT: text,
    Kind.WHOLE: whole,
    Kind.MONEY: _money,
    Kind.DAY: day,
    Kind.MOMENT: _moment,
    Kind.YES: yes,
    Kind.FILES: lambda _line, _name: [],  # a ledger brings none
}
# A closed list, or a number that is due and not there: the verb refuses it with its own sentence.
EMPTY: dict[Kind, Any] = {Kind.ONE_OF: "", Kind.CHOSEN: "", Kind.WHOLE: 0, Kind.YES: True, Kind.FILES: []}
