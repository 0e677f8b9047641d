"""
At most 60 complaints an hour from one place, counted without keeping the place. While more than 600 come from all places
together, one place files one: a flood from many addresses is dammed too, and whoever has filed none is heard as ever.

The count lives in this process's memory only, under a hash of the address with a random salt; both are thrown away when the
hour is over. No database, file or Redis ever holds either, so nothing can tell afterwards from where a complaint came.
Several web processes count each for themselves: the limit is a dam against a flood, not a ration.
"""

import hashlib
import secrets
import threading
from collections import Counter
from datetime import datetime

from hall.refusals import Refused

AN_HOUR = 3600  # seconds
MOST = 60  # complaints in an hour from one place
MANY = 600  # from all places


class TooManyComplaints(Refused):
    code = "too-many-complaints"
    sentence = "这一小时里交得太多了，过一小时再交。急需可拨打 12345"


class Hour:
    """The counts of one hour, and the salt that they are kept under."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.begin(-1)

    def begin(self, number: int) -> None:
        self.number, self.salt, self.counts = number, secrets.token_bytes(32), Counter[bytes]()

    def count(self, address: str, *, at: datetime) -> tuple[int, int]:
        """Count one more from an address; return how many that makes this hour, from there and from everywhere."""
        with self.lock:
            if (number := int(at.timestamp()) // AN_HOUR) != self.number:
                self.begin(number)
            place = hashlib.sha256(self.salt + address.encode()).digest()
            self.counts[place] += 1
            return self.counts[place], self.counts.total()


_this_hour, _uploads, _begun = Hour(), Hour(), Hour()


def let_through(address: str, *, at: datetime) -> None:
    """
    Count one complaint from an address.

    :raises TooManyComplaints: more than 60 in this hour; more than one while there is a flood.
    """
    _let(_this_hour, address, at=at)


def let_begin(address: str, *, at: datetime) -> None:
    """
    Count one form that is begun at an address: its answers are kept for two hours, sent or not.

    :raises TooManyComplaints: as `let_through`.
    """
    _let(_begun, address, at=at)


def let_upload(address: str, *, at: datetime) -> None:
    """
    Count one form with files from an address: each is kept for two hours, sent or not.

    :raises TooManyComplaints: more than 60 in this hour.
    """
    if _uploads.count(address, at=at)[0] > MOST:
        raise TooManyComplaints


def _let(hour: Hour, address: str, *, at: datetime) -> None:
    from_here, from_everywhere = hour.count(address, at=at)
    if from_here > (1 if from_everywhere > MANY else MOST):
        raise TooManyComplaints


def forget() -> None:
    """Begin a new hour now."""
    for hour in (_this_hour, _uploads, _begun):
        with hour.lock:
            hour.begin(-1)
