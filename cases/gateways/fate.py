"""What goes to a gateway, and what can become of it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Fate(Enum):
    """What is known after a try."""

    TAKEN = "the gateway has it and will deliver it"
    REJECTED = "the gateway will never take it: a wrong number, for one"
    NOT_TAKEN = "the gateway certainly does not have it: it may be tried again"
    UNKNOWN = "it may have it or not"


@dataclass(frozen=True)
class Answer:
    """
    :param why: code of what went wrong (cases.dispatch_wording says it in words); never the gateway's own free text, which
        may repeat the number. :param trouble: the gateway itself is at fault, so the next letter would fare no better.
    """

    fate: Fate
    why: str = ""
    receipt: str = ""
    trouble: bool = False


@dataclass(frozen=True)
class Message:
    """
    :param key: the same for every try of one letter. :param at: the instant of this try. :param sign: who writes.
    """

    key: str
    to: str
    kind: str
    subject: str
    text: str
    sign: str
    facts: dict[str, Any]
    at: datetime
