"""
A full disk of the database: what it answered to a write is said by /healthz and the administrator's page, and to whoever wrote.

The sweep goes on all the while (its sign fits into a page that is there), so no other sign of life tells of it. The word stands in
Redis, for the database has no room for it, and goes by itself when no write has been refused for a while.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.db import OperationalError
from psycopg2.errors import DiskFull

from hall.refusals import Refused

KEY = "alive:the-database-is-full"
SAID_FOR = 180  # seconds after the last write that was refused


class Full(Refused):
    """The database has no room for what is to be kept."""

    code = "disk-full"
    sentence = "大厅现在收不了件：服务器的磁盘满了。您的操作没有生效，腾出空间以后再办；马上告诉系统管理员"


def is_full() -> bool:
    """Whether the database refused a write for want of room in the last minutes; False too where Redis cannot be asked."""
    with suppress(Exception):  # what is wrong with Redis has its own sign
        return bool(cache.get(KEY))
    return False


def noticed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """For `connection.execute_wrapper`, where somebody else deals with the fault: the timers."""
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        _note(error)
        raise


def refused(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """The same for a request. :raises Full: the database has no room."""
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if _note(error):
            raise Full from error
        raise


def _note(error: OperationalError) -> bool:
    if not isinstance(error.__cause__, DiskFull):
        return False
    with suppress(Exception):
        cache.set(KEY, True, SAID_FOR)
    return True
