"""What must agree between the rows of the catalogue: one code once, one name for a code. Pure."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from hall.importing.columns import LABELS
from hall.importing.problems import Problem
from hall.importing.published import ItemRow

_Pair = Callable[[ItemRow], tuple[Hashable, Hashable]]  # a key and what is said about it

# column, what a row says in it, what is wrong when two rows say different things of one key, the cell as it is repeated
_FACTS: list[tuple[str, _Pair, str, str]] = [
    ("item_code", lambda row: (row.code, row.line), "事项编码 {key} 已在第 {line} 行用过", "{key}"),
    (
        "department",
        lambda row: (row.department_code, row.department),
        "编码字母 {key} 在第 {line} 行属于{fact}",
        "{here}",
    ),
    (
        "item_code",
        lambda row: (row.department, row.department_code),
        "{key}的编码字母在第 {line} 行是 {fact}",
        "{code}",
    ),
    (
        "approval_department",
        lambda row: (row.department, "yes" if row.is_approval_department else "no"),
        "{key}在第 {line} 行写的是“{fact}”",
        "{here}",
    ),
    (
        "service_company",
        lambda row: (row.department, {True: "yes", False: "no", None: ""}[row.is_service_company]),
        "{key}在第 {line} 行写的是“{fact}”",
        "{here}",
    ),
    (
        "window",
        lambda row: (row.window.number, row.window.name) if row.window else ("", ""),
        "{key} 号窗口在第 {line} 行叫“{fact}”",
        "{key} {here}",
    ),
]


def disagreements(rows: list[ItemRow]) -> list[Problem]:
    """Return what is wrong between rows: each pair (key, fact) must be one fact for a key."""
    return [problem for fact in _FACTS for problem in _twofold(rows, *fact)]


def _twofold(rows: list[ItemRow], column: str, pair: _Pair, reason: str, cell: str) -> Iterator[Problem]:
    first: dict[Hashable, tuple[Hashable, int]] = {}
    for row in rows:
        key, here = pair(row)
        if not key or not here:  # an empty cell is a problem of its own
            continue
        fact, line = first.setdefault(key, (here, row.line))
        if fact != here:
            words = {"key": key, "fact": fact, "line": line, "here": here, "code": row.code}
            yield Problem(reason.format(**words), row.line, f"{LABELS[column]}（{column}）", cell.format(**words))


def joint_departments_unknown(rows: Iterable[ItemRow]) -> dict[str, int]:
    """Return the joint departments that are nobody's `department` in the sheet, and on how many rows each stands."""
    rows = list(rows)
    departments = {row.department for row in rows}
    names = [name for row in rows for name in row.terms.joint_departments if name not in departments]
    return {name: names.count(name) for name in dict.fromkeys(names)}
