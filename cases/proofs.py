"""
What the history proves words by that may be rewritten: a keyed hash in the line of the act that wrote them (decision 131).

A line never changes, and says nothing in clear; sealed words are sealed anew with every key, and the running application can write them.
"""

from django.db import models

from hall.crypto import CannotUnseal, keyed_hash


def proof(purpose: str, of: str, *words: str) -> str:
    """:param of: what no other row has, so that the same words twice do not show as such."""
    return keyed_hash(purpose, "\0".join([of, *words]))


def proof_of(row: models.Model, *names: str, purpose: str, of: str) -> str:
    """The same for what these sealed columns of a row hold now; "" where one does not open, which proves nothing."""
    try:
        return proof(purpose, of, *(getattr(row, name) for name in names))
    except CannotUnseal:
        return ""
