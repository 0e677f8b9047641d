"""
Whether DATA_KEYS, HASH_PEPPER and HISTORY_KEY are the secrets that this database was written with (decision 99).

With others the hall would go on, seal and look up what nobody finds again, and take its own history for rewritten. So no process starts, no command runs and
nothing is taken in before they have been compared with the probes in the database (hall.tables.keys).
"""

import base64
import binascii
import logging
import re
import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import Error as DatabaseFault
from django.db import connection
from django.db.models.functions import Now

from hall.crypto import CannotUnseal, first_key
from hall.fields import sealed_fields
from hall.models import KeyProbe
from hall.refusals import Refused

log = logging.getLogger(__name__)

KEY_BYTES = 32
A_PEPPER = re.compile(r"[0-9a-fA-F]{64}")
OTHER_HISTORY_KEY = "HISTORY_KEY is not the one that the days of this hall's history are closed with: put that one back"
NEWEST = 5  # values of each column that are tried where there is no probe yet
GUNICORN_HALTS = 3  # with this code of a worker gunicorn ends, instead of starting another one again and again

# The secrets that this process has compared, and they fit: another database under a running process is the nightly check's to notice.
_fitting: set[tuple[Any, ...]] = set()


class WrongKeys(Refused):
    """The secrets in the environment are not those of the database. `faults`: a sentence each, for who runs the servers."""

    code = "wrong-keys"
    sentence = "服务器的密钥和数据库里的数据不相配，现在什么都不办，您的操作没有生效。系统管理员放回原来的密钥后恢复"

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__()


def must_fit() -> None:
    """
    Compare once a process, and again while it does not fit. The first process on an empty database lays the probes.

    :raises WrongKeys: the secrets are not those of the database.
    """
    if _secrets() in _fitting:
        return
    if wrong := faults() or _lay_missing():
        for sentence in wrong:
            log.critical(sentence)
        raise WrongKeys(wrong)
    _fitting.add(_secrets())


def faults() -> list[str]:
    """What is wrong with the secrets now, a sentence each: their form, and whether they fit the probes."""
    wrong = _misshapen() or _unlike(list(KeyProbe.objects.order_by("key_id")))
    if wrong:
        _fitting.discard(_secrets())
    return wrong


def at_start() -> None:
    """
    For a process that serves: it ends where the secrets are not those of the database. Where no database answers, it starts all
    the same and compares before the first act, for it shall live through an outage.
    """
    try:
        must_fit()
    except WrongKeys as wrong:
        if sys.__stderr__:  # beat has put a log in the place of sys.stderr, which swallows what is said this early
            sys.__stderr__.write(f"nothing is started: {' '.join(wrong.faults)}\n")
        raise SystemExit(GUNICORN_HALTS) from None
    except DatabaseFault as fault:
        log.warning(
            "the database does not answer (%s): the keys are compared before the first act", type(fault).__name__
        )
    finally:
        if not connection.in_atomic_block:
            connection.close()  # of this process, not of those that it forks


def check(**_more: Any) -> list[checks.CheckMessage]:
    """For `manage.py check`, and so before every command. A database that is not there yet has nothing to say."""
    try:
        wrong = faults()
    except DatabaseFault:
        wrong = []
    return [checks.Error(sentence, id="hall.E001") for sentence in wrong]


def _secrets() -> tuple[Any, ...]:
    return (*settings.DATA_KEYS.items(), settings.HASH_PEPPER, settings.HISTORY_KEY)


def _misshapen() -> list[str]:
    wrong = []
    for key_id, key in settings.DATA_KEYS.items():
        if not key_id or len(key_id) > 40:
            wrong.append("DATA_KEYS: each key has a name of at most 40 characters before its colon, as in k1:…")
        elif (size := _size(key)) != KEY_BYTES:
            wrong.append(
                f"DATA_KEYS: the key {key_id} must be {KEY_BYTES} bytes in base64, and is {size or 'no base64'}"
            )
    if not settings.DATA_KEYS:
        wrong.append("DATA_KEYS names no key")
    if not A_PEPPER.fullmatch(settings.HASH_PEPPER):
        wrong.append("HASH_PEPPER must be 64 hex digits")
    return wrong


def _size(key: str) -> int:
    try:
        return len(base64.b64decode(key, validate=True))
    except binascii.Error:
        return 0


def _unlike(probes: list[KeyProbe]) -> list[str]:
    wrong = []
    for probe in probes:
        if probe.key_id not in settings.DATA_KEYS:
            wrong.append(
                f"DATA_KEYS lacks the key {probe.key_id}, and data of this hall are sealed with it: put it back"
                " (manage.py reseal makes it superfluous)"
            )
        elif not probe.opens():
            wrong.append(
                f"the key {probe.key_id} of DATA_KEYS is not the one of that name that the data of this hall are sealed with:"
                " put that one back; a new key has a new name"
            )
    if not all(probe.has_its_hash() for probe in probes):
        wrong.append(
            "HASH_PEPPER is not the one that the receipt codes of this hall are hashed with: put that one back"
        )
    if not all(probe.has_its_history_key() for probe in probes):
        wrong.append(OTHER_HISTORY_KEY)
    return wrong


def _lay_missing() -> list[str]:
    """
    A probe for the key that seals, before it does so for the first time. Where there is no probe at all, one for each key, and only
    if what is sealed there already opens.
    """
    there = set(KeyProbe.objects.values_list("key_id", flat=True))
    missing = [key_id for key_id in ([first_key()] if there else settings.DATA_KEYS) if key_id not in there]
    if not missing:
        return []
    if not there and (closed := _closed_columns()):
        return [f"the keys in DATA_KEYS do not open what is sealed in {', '.join(closed)}: put the old ones back"]
    probes = [KeyProbe.of(key_id) for key_id in missing]
    for probe in probes:
        probe.bound_at = Now()  # a key that has sealed nothing yet has sealed nothing for no purpose
    KeyProbe.objects.bulk_create(probes, ignore_conflicts=True)
    return faults()  # another process may have been first, with other secrets


def _closed_columns() -> list[str]:
    """The sealed columns of which not one of the newest values opens."""
    closed = []
    for model, field in sealed_fields():
        filled = model._base_manager.filter(**{f"{field.name}__isnull": False}).exclude(**{field.name: ""})
        rows = list(filled.order_by("-pk")[:NEWEST])
        if rows and not any(_is_opened(row, field.attname) for row in rows):
            closed.append(f"{model._meta.db_table}.{field.column}")
    return closed


def _is_opened(row: Any, name: str) -> bool:
    try:
        getattr(row, name)
    except CannotUnseal:
        return False
    return True
