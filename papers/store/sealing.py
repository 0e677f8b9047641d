"""
Sealing a file in pieces, so that none is whole in memory: AES-256-GCM under a key that is this file's alone.

Each piece is sealed with its number and whether it is the last: pieces cannot be left out, put elsewhere, or cut off at the end.
"""

import base64
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hall.crypto import CannotUnseal

MARK = b"HALLFILE1\n"
PIECE = 256 * 1024  # bytes of clear text
TAG = 16


def seal_file(source: BinaryIO, target: BinaryIO) -> str:
    """Write what `source` holds from here on, sealed, and return the key that opens it."""
    key = os.urandom(32)
    target.write(MARK)
    seal, number, piece = AESGCM(key), 0, source.read(PIECE)
    while True:
        after = source.read(PIECE)
        target.write(seal.encrypt(_nonce(number, last=not after), piece, MARK))
        if not after:
            return base64.b64encode(key).decode()
        number, piece = number + 1, after


def unseal_file(source: BinaryIO, key: str) -> Iterator[bytes]:
    """
    The clear text, piece by piece.

    :raises CannotUnseal: while it is read: another key, or a byte was changed or is missing.
    """
    if source.read(len(MARK)) != MARK:
        raise CannotUnseal("no sealed file")
    unseal, number, piece = AESGCM(base64.b64decode(key)), 0, source.read(PIECE + TAG)
    while True:
        after = source.read(PIECE + TAG)
        try:
            yield unseal.decrypt(_nonce(number, last=not after), piece, MARK)
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal(type(error).__name__) from error
        if not after:
            return
        number, piece = number + 1, after


def _nonce(number: int, *, last: bool) -> bytes:
    # The key seals nothing else, so counting is enough.
    return number.to_bytes(11, "big") + bytes([last])
