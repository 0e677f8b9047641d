"""
Whether the sessions of this hall let go of what they hold when their host is cut off (decision 114, settings.LET_GO). Whoever writes
`options` into DATABASE_URL, as PgBouncer wants them empty, takes ours out: then a host without a network keeps its clocks for hours.
"""

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import Error as DatabaseFault
from django.db import connection

LONGEST = {
    "idle_in_transaction_session_timeout": 600,
    "tcp_keepalives_idle": 60,
    "tcp_keepalives_interval": 30,
    "tcp_keepalives_count": 10,
    "tcp_user_timeout": 60,
    "client_connection_check_interval": 60,
}  # seconds, and probes; more is as good as off
_VALUES = """
SELECT name, setting::numeric * CASE unit WHEN 'ms' THEN 0.001 ELSE 1 END FROM pg_settings
WHERE name = ANY(%s) AND (inet_server_addr() IS NOT NULL OR name NOT LIKE 'tcp%%')
"""


def missing() -> list[str]:
    """The time-outs that are off in a session of this process, by their names; those of TCP only where it comes by TCP."""
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [list(LONGEST)])
        return sorted(name for name, value in cursor.fetchall() if not 0 < value <= LONGEST[name])


def check(**_more: Any) -> list[checks.CheckMessage]:
    """For `manage.py check --deploy`. A database that is not there yet has nothing to say."""
    try:
        names = missing()
    except DatabaseFault:
        return []
    if not names:
        return []
    role = connection.ops.quote_name(connection.settings_dict["USER"])
    how = " ".join(f"ALTER ROLE {role} SET {name} = '{settings.LET_GO[name]}';" for name in names)
    return [
        checks.Warning(
            f"a host that is cut off keeps what it holds: {', '.join(names)} of the database's sessions are off",
            hint=f"Take `options` out of DATABASE_URL or, where a pool wants it empty, as the server's administrator: {how}",
            id="hall.W001",
        )
    ]
