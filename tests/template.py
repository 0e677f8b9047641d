"""
One migrated, empty database on the launcher's throw-away server, of which each test database is a copy: migrating takes some
twenty seconds of a processor each time, copying half a second. Whoever needs it first makes it.
"""

import os
from contextlib import closing

from django.core.management import call_command
from django.db import connection

NAME = os.environ.get("TEMPLATE_DATABASE", "")  # empty on somebody's own server: nothing may be left there


def make() -> None:
    """Make the template unless it is there; another worker that comes meanwhile waits."""
    with closing(connection.copy()) as keeper:
        keeper.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
        with keeper.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {NAME}_new")
                _migrate(f"{NAME}_new")
                cursor.execute(f"ALTER DATABASE {NAME}_new RENAME TO {NAME}")


def _migrate(name: str) -> None:
    given = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = given
