"""
How long web servers and workers wait for a row that another transaction holds, and what is said then.

Whoever holds it may have gone away (a repair left open, a backend that its disk has stopped). Each try of an impatient clerk would
take one more thread of the web server, and each loop of the timers one more worker, until none is left for anybody. Of a loop that
one case is passed over (cases.troubles), like any other that fails alone. Commands wait as long as it takes.
"""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from psycopg2.errors import LockNotAvailable

from hall.refusals import Refused

# Longer than any act takes, shorter than the patience of whoever waits. What a lost host holds is free after ten (settings.LET_GO).
LONGEST = 8  # seconds


class Busy(Refused):
    """Somebody else holds what the act needs, and has not let go in time."""

    code = "busy"
    sentence = "有人正在办同一件，等了一会儿还没有办完。您的操作没有生效，过一分钟再试"


def at_most() -> None:
    """
    From now on no session of this process waits longer than LONGEST for a lock. Where the address of the database has taken our
    options out (PgBouncer wants none), the role needs it: `ALTER ROLE … SET lock_timeout`.
    """
    options = connection.settings_dict["OPTIONS"]  # every thread's connection is made from this one
    if options.get("options"):
        options["options"] += f" -c lock_timeout={LONGEST}s"


def refused(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """For `connection.execute_wrapper`. :raises Busy: the database gave up waiting for a lock."""
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy from error
        raise
