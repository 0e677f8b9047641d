"""
At most 60 complaints an hour from one place, counted without keeping the place.

The count lives in Redis only, for an hour at most, under a hash of the address with a random salt that lives there as long
and nowhere else: once it is gone, nobody can tell which address a count belonged to. Without Redis nothing is
counted: that a complaint can be filed weighs more.
"""

import hashlib
import logging
import secrets

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from hall.refusals import Refused

AN_HOUR = 3600  # seconds
MOST = 60  # complaints in an hour
SALT = "complaints:salt"
log = logging.getLogger(__name__)


class TooManyComplaints(Refused):
    code = "too-many-complaints"
    sentence = "这一小时里交得太多了，过一小时再交。急需可拨打 12345"


def let_through(request: HttpRequest) -> None:
    """
    Count one complaint of the caller.

    :raises TooManyComplaints: more than 60 in this hour.
    """
    try:
        count = _count(BaseThrottle().get_ident(request))  # type: ignore[arg-type]  # it reads META only
    except RedisError:
        log.warning("complaints are not counted: Redis does not answer")
        return
    if count > MOST:
        raise TooManyComplaints


def _count(address: str) -> int:
    salt = cache.get_or_set(SALT, secrets.token_hex, AN_HOUR)
    key = "complaints:" + hashlib.sha256(f"{salt}{address}".encode()).hexdigest()
    cache.add(key, 0, AN_HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        return 1
