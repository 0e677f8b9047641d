"""
The code of a link: made of what it is for and a keyed hash, so that a slip can be printed again and nothing is stored in clear.
Nobody makes one without HASH_PEPPER; that it was used is a row (Link).
"""

import hmac
import re
from dataclasses import dataclass

from hall.crypto import keyed_hash
from papers.download import site

SIGNED = 24  # hexadecimal digits of the keyed hash: 96 bits
_FORM = re.compile(rf"(?P<of>[vc])(?P<key>[1-9][0-9]{{0,17}})-(?P<sign>[0-9a-f]{{{SIGNED}}})")
VISIT, CASE = "v", "c"


@dataclass(frozen=True)
class Source:
    """What a code is for: a visit, or a case applied for online."""

    of: str
    key: int


def code_of(of: str, key: int) -> str:
    return f"{of}{key}-{keyed_hash('rating link', f'{of}{key}')[:SIGNED]}"


def source_of(code: str) -> Source | None:
    """What a genuine code is for; None for any other text."""
    parts = _FORM.fullmatch(code)
    if parts is None or not hmac.compare_digest(code_of(parts["of"], int(parts["key"])), code):
        return None
    return Source(parts["of"], int(parts["key"]))


def code_hash(code: str) -> str:
    return keyed_hash("rating code", code)


def event_code(tablet: int, visit: int) -> str:
    """What a tablet rates a visit by: of this tablet and no other."""
    return f"{visit}-{keyed_hash('tablet event', f'{tablet} {visit}')[:SIGNED]}"


def visit_of(event: str, tablet: int) -> int | None:
    """Of which visit a tablet's own event is; None for any other text."""
    visit = event.partition("-")[0]
    if not (visit.isascii() and visit.isdecimal() and len(visit) <= 18):
        return None
    return int(visit) if hmac.compare_digest(event_code(tablet, int(visit)).encode(), event.encode()) else None


def link_to_visit(visit: int) -> str:
    """The address for the QR picture on the slip of a visit; "" where the hall has named none."""
    return f"{site()}/r/{code_of(VISIT, visit)}/" if site() else ""
