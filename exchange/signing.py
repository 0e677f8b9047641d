"""
Signatures of the Standard Webhooks specification: HMAC-SHA256 over id, timestamp and body. Pure: the clock is the caller's.

Thirty lines of our own instead of the library `standardwebhooks` 1.1.0: that one reads the machine's clock inside, knows one key at
a time, and lets a header that is no base64 out as another error (decision 159).
"""

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)  # either way, as the specification's own libraries have it
PREFIX = "whsec_"
LEAST_BYTES = 24  # of a key, as the specification asks


class WrongSignature(Exception):
    """It does not say why: whoever tries learns nothing."""


def key_of(secret: str) -> bytes:
    """``whsec_`` and base64, or base64 alone. :raises ValueError: it is none, or too short."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX) + "==", validate=False)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if len(key) < LEAST_BYTES:
        raise ValueError(f"a key has {LEAST_BYTES} bytes or more")
    return key


def sign(key: bytes, *, message: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one message. `message`: its id, the same for every try."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": _signature(key, message, stamp, body),
    }


def verify(keys: Iterable[bytes], headers: Mapping[str, str], body: bytes, *, at: datetime) -> None:
    """
    Pass what one of the keys has signed within TOLERANCE: while a key is being changed, both count.

    :raises WrongSignature: for everything else.
    """
    message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (message and stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
        raise WrongSignature
    if abs(at.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise WrongSignature
    signatures = [each.encode() for each in headers.get("webhook-signature", "").split(" ")[:10]]
    expected = [_signature(key, message, stamp, body).encode() for key in keys]
    # all of them are compared: how long it takes says nothing
    if not sum(hmac.compare_digest(one, other) for one in expected for other in signatures):
        raise WrongSignature


def _signature(key: bytes, message: str, stamp: str, body: bytes) -> str:
    digest = hmac.digest(key, f"{message}.{stamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"
