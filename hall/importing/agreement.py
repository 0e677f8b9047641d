"""What must agree between the rows of the catalogue: one code once, one name for a code. Pure."""

from collections.abc import Callable, Hashable, Iterable

from hall.importing.columns import LABELS
from hall.importing.problems import Problem
from hall.importing.published import ItemRow

_Fact = Callable[[ItemRow], tuple[Hashable, Hashable] | None]  # a key and what is said about it


def disagreements(rows: list[ItemRow]) -> list[Problem]:
    """Return what is wrong between rows: each pair (key, fact) must be one fact for a key."""
    facts: list[tuple[str, _Fact, str]] = [
        ("item_code", lambda row: (row.code, row.line), "事项编码 {key} 已在第 {line} 行用过"),
        ("department", lambda row: (row.department_code, row.department), "编码字母 {key} 在第 {line} 行属于{fact}"),
        ("item_code", lambda row: (row.department, row.department_code), "{key}的编码字母在第 {line} 行是 {fact}"),
        (
            "approval_department",
            lambda row: (row.department, "yes" if row.is_approval_department else "no"),
            "{key}在第 {line} 行写的是“{fact}”",
        ),
        ("window", _window, "{key} 号窗口在第 {line} 行叫“{fact}”"),
    ]
    return [problem for column, pair, reason in facts for problem in _twofold(rows, column, pair, reason)]


def _twofold(rows: list[ItemRow], column: str, pair: _Fact, reason: str) -> list[Problem]:
    first: dict[Hashable, tuple[Hashable, int]] = {}
    problems = []
    for row in rows:
        key, fact = pair(row) or ("", "")
        if not key or not fact:  # an empty cell is a problem of its own
            continue
        earlier, line = first.setdefault(key, (fact, row.line))
        if earlier != fact:
            problems.append(
                Problem(
                    reason.format(key=key, fact=earlier, line=line),
                    row.line,
                    f"{LABELS[column]}（{column}）",
                    _shown(row, column),
                )
            )
    return problems


def _shown(row: ItemRow, column: str) -> str:
    shown = {
        "item_code": row.code,
        "department": row.department,
        "approval_department": "yes" if row.is_approval_department else "no",
        "window": f"{row.window.number} {row.window.name}" if row.window else "",
    }
    return shown[column]


def _window(row: ItemRow) -> tuple[str, str] | None:
    return (row.window.number, row.window.name) if row.window else None


def joint_departments_unknown(rows: Iterable[ItemRow]) -> dict[str, int]:
    """Return the joint departments that are nobody's `department` in the sheet, and on how many rows each stands."""
    rows = list(rows)
    departments = {row.department for row in rows}
    names = [name for row in rows for name in row.terms.joint_departments if name not in departments]
    return {name: names.count(name) for name in dict.fromkeys(names)}
