"""
Sealing personal data, and keyed hashes to look it up by.

A sealed text is ``std:<key id>:<base64 of nonce + AES-256-GCM ciphertext>``. The first key of DATA_KEYS seals, every key
in it opens, so a key is rotated by putting a new one in front. Hashes are HMAC-SHA256 under HASH_PEPPER, which lives
outside the database: a stolen dump gives neither the text nor a way to guess it.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

SUITE = "std"
NONCE_BYTES = 12


class CannotUnseal(Exception):
    """The key is missing, or the stored text was altered."""


def seal(plain: str) -> str:
    """Return the sealed form of a text; two calls never give the same."""
    key_id = next(iter(settings.DATA_KEYS))
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(_key(key_id)).encrypt(nonce, plain.encode(), key_id.encode())
    return f"{SUITE}:{key_id}:{base64.b64encode(nonce + body).decode()}"


def unseal(sealed: str) -> str:
    """
    Return the text that was sealed.

    :raises CannotUnseal: if its key is not configured or a byte of it was changed.
    """
    try:
        suite, key_id, body = sealed.split(":", 2)
        raw = base64.b64decode(body)
        if suite != SUITE:
            raise CannotUnseal(f"unknown suite {suite}")
        return AESGCM(_key(key_id)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode()).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise CannotUnseal(type(error).__name__) from error


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hex digits that only the holder of HASH_PEPPER can compute. `purpose` keeps uses apart."""
    return hmac.new(bytes.fromhex(settings.HASH_PEPPER), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _key(key_id: str) -> bytes:
    return base64.b64decode(settings.DATA_KEYS[key_id])
