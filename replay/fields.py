"""Reading one field of a line as text, number, day, yes or no. Each raises BadLine, naming a field that is not what it should be."""

from datetime import date
from typing import Any

from replay.reading import Act, BadLine
from replay.words import meant

MOST_DAYS = 9_999
YES_NO = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}


def text(act: Act, name: str, default: str = "") -> str:
    """The text of a field; a number is taken as it is written. Left out or null: the default. An empty text stays empty."""
    return as_text(act.fields.get(name), name, default)


def as_text(value: Any, name: str, default: str = "") -> str:
    if value is None:
        return default
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLine(f"{name} 要写成文字", field=name)
    return f"{value:g}" if isinstance(value, float) else str(value)


def word(act: Act, name: str, table: dict[str, str], default: str = "") -> str:
    """A word of a closed list, whatever its spelling; a strange one comes back as it is, for the verb to refuse."""
    return meant(table, text(act, name, default))


def known_word(act: Act, name: str, table: dict[str, str], default: str) -> str:
    """A word of a closed list that no verb checks."""
    code = word(act, name, table, default)
    if code not in table.values():
        raise BadLine(f"{name} 不能是“{code[:40]}”；可用的有：{'、'.join(dict.fromkeys(table.values()))}", field=name)
    return code


def whole(act: Act, name: str) -> int | None:
    """A whole number, also written as text: 10, "10"."""
    value = act.fields.get(name)
    if isinstance(value, str):
        value = value.strip() or None
    if value is None:
        return None
    try:
        number = int(value)
        exact = not isinstance(value, bool) and (isinstance(value, str) or number == value)
    except (TypeError, ValueError, OverflowError):
        exact = False
    if not exact or abs(number) > MOST_DAYS:
        raise BadLine(f"{name} 要写成整数", field=name)
    return number


def yes(act: Act, name: str, usual: bool = True) -> bool:
    """Yes or no: true, false, 是, 否; left out: the usual."""
    value = act.fields.get(name)
    if value is None:
        return usual
    answer = YES_NO.get(str(value).strip().lower())
    if answer is None:
        raise BadLine(f"{name} 写成 true 或 false", field=name)
    return answer


def listed(act: Act, name: str) -> list[Any] | None:
    """A list; one value alone is a list of one, ``a；b`` a list of two. None when the field is left out."""
    value = act.fields.get(name)
    if value is None:
        return None
    if isinstance(value, dict):
        return [{"material": key, "remark": remark} for key, remark in value.items()]
    if isinstance(value, str):
        return [part.strip() for part in value.replace(";", "；").split("；") if part.strip()]
    return value if isinstance(value, list) else [value]


def day(act: Act, name: str) -> date | None:
    """A day as 2025-11-03; None when the field is left out."""
    written = text(act, name).strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        raise BadLine(f"{name} 要写成 2025-11-03 这样的日期", field=name) from None
