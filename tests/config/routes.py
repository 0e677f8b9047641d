"""Every route of the product as an address that can be asked for: a new one is found by the tests that walk them."""

import inspect
import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

ITEM_CODE, CASE_NUMBER, KEY = "WJ-XK-0001", "01012025092200001", "1"
SAMPLES = {
    "kind": "receipt",
    "code": ITEM_CODE,
    "number": CASE_NUMBER,
    "item_code": ITEM_CODE,
    "key": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    "file": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
}


def all_routes() -> list[str]:
    """Return one address for each route, in the order of the table."""
    return list(dict.fromkeys(f"/{address}" for address in _walk(get_resolver(), "")))


def modules_of_routes(resolver: URLResolver | None = None) -> set[str]:
    """Return the modules in which the pages and endpoints of all routes stand."""
    modules: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            modules |= modules_of_routes(pattern)
        else:
            view = inspect.unwrap(pattern.callback)
            modules.add(getattr(view, "view_class", view).__module__)
    return modules


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + _filled(pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, address)
        else:
            yield address


def _filled(pattern: URLPattern | URLResolver) -> str:
    """The pattern's own part, with a sample value for each variable."""
    text = str(pattern.pattern)
    if "<" not in text and "^" not in text:
        return text.replace("\\Z", "").replace("$", "")
    text = re.sub(r"\(\?P<(\w+)>[^)]*\)", _sample, text)
    text = re.sub(r"<(?:\w+:)?(\w+)>", _sample, text)
    return re.sub(r"[\^$]|\\Z|/\?$", "", text).replace("\\.", ".")


def _sample(variable: re.Match[str]) -> str:
    return SAMPLES.get(variable[1], KEY)
