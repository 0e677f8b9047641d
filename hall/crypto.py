"""
Sealing personal data, and keyed hashes to look it up by.

A sealed text is ``std2:<key id>:<base64 of nonce + AES-256-GCM ciphertext>``. It opens for the purpose that it was sealed for
and for no other (decision 99): a column of one row, an address, a cookie, a session. So what was moved to another row, or out
of a stolen database into an address, does not open. Earlier releases sealed for no purpose (``std:``); only columns still open such
a text, and only until `manage.py reseal` has finished.

The first key of DATA_KEYS seals, every key in it opens. Hashes are HMAC-SHA256 under HASH_PEPPER, which lives outside the
database: a stolen dump gives neither the text nor a way to guess it.
"""

import base64
import hmac
import json
import os
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

SUITE, UNBOUND = "std2", "std"
NONCE_BYTES = 12


class Purpose(StrEnum):
    """What is sealed and is no column. A column's purpose (`column`) begins with a bracket, so that none is one of these."""

    RECEIPT_COOKIE = "cookie receipt"
    COMPLAINT_RECEIPT_COOKIE = "cookie complaint_receipt"
    LOOKING_COOKIE = "cookie looking_at"
    NAME_IN_ADDRESS = "address name"  # of anybody, as earlier releases sealed it: in named lists
    SCANNED_NUMBER = "session scanned"


def in_address(name: str, user: int) -> str:
    """The purpose of what the addresses of one person hold under a name: in anybody else's hands it opens nothing (decision 72)."""
    return f"address {name} of {user}"


class CannotUnseal(Exception):
    """The key is missing, the stored text was altered, or it was sealed for something else."""


def column(table: str, name: str, row: tuple[Any, ...]) -> str:
    """The purpose of what one row of a table holds in one column. `row`: what tells the row from all others, and never changes."""
    return json.dumps([f"{table}.{name}", *map(str, row)])


def seal(plain: str, purpose: str, *, key_id: str = "") -> str:
    """Return the sealed form of a text; two calls never give the same. `key_id`: of another key than the first."""
    key_id = key_id or first_key()
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(_key(key_id)).encrypt(nonce, plain.encode(), _bound(key_id, purpose))
    return f"{SUITE}:{key_id}:{base64.b64encode(nonce + body).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """
    Return the text that was sealed for this purpose.

    :raises CannotUnseal: if its key is not configured, a byte of it was changed, or it was sealed for something else.
    """
    return _opened(sealed, SUITE, lambda key_id: _bound(key_id, purpose))


def unseal_unbound(sealed: str) -> str:
    """
    Return a text sealed for no purpose, as earlier releases did. Whoever calls this knows that it is a column.

    :raises CannotUnseal: if its key is not configured or a byte of it was changed.
    """
    return _opened(sealed, UNBOUND, str.encode)


def first_key() -> str:
    """The id of the key that seals."""
    return next(iter(settings.DATA_KEYS))


def key_of(sealed: str) -> str:
    """The id of the key that a text was sealed with; "" if it is no sealed text."""
    suite, _, rest = sealed.partition(":")
    return rest.partition(":")[0] if suite in (SUITE, UNBOUND) else ""


def is_unbound(sealed: str) -> bool:
    return sealed.startswith(f"{UNBOUND}:")


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hex digits that only the holder of HASH_PEPPER can compute. `purpose` keeps uses apart."""
    return hmac.digest(bytes.fromhex(settings.HASH_PEPPER), f"{purpose}\0{text}".encode(), "sha256").hex()


def alike(one: str, other: str) -> bool:
    """Whether two digests are the same; how long it takes says nothing."""
    return hmac.compare_digest(one, other)


def _opened(sealed: str, suite: str, bound_to: Any) -> str:
    try:
        its_suite, key_id, body = sealed.split(":", 2)
        raw = base64.b64decode(body)
        if its_suite != suite:
            raise CannotUnseal(f"unknown suite {its_suite[:10]}")
        return AESGCM(_key(key_id)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to(key_id)).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise CannotUnseal(type(error).__name__) from error


def _bound(key_id: str, purpose: str) -> bytes:
    return f"{SUITE}\0{key_id}\0{purpose}".encode()


def _key(key_id: str) -> bytes:
    return base64.b64decode(settings.DATA_KEYS[key_id])
