"""Databases of our own on the server, made empty and dropped at the end; none that was there before is touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ, getpid

from django.core.management import call_command
from django.db import connection

HALL, PEER = f"hall_bench_{getpid()}", f"helpdesk_bench_{getpid()}"  # two scripts may measure on one server


@contextmanager
def hall() -> Iterator[None]:
    """
    Have Django connected to an empty, migrated database for one block; PEER stands beside it.

    TEMPLATE_DATABASE in the environment names one that is migrated already, to copy.
    """
    given = connection.settings_dict["NAME"]
    template = environ.get("TEMPLATE_DATABASE", "template1")
    _ask(f"DROP DATABASE {HALL}", f"CREATE DATABASE {HALL} TEMPLATE {template}")
    _ask(f"ALTER DATABASE {HALL} SET hall.any_instant = 'on'")  # what is measured has a past
    _ask(f"DROP DATABASE {PEER}", f"CREATE DATABASE {PEER}")
    go_to(HALL)
    try:
        call_command("migrate", verbosity=0)  # nothing to do in a copy
        yield
    finally:
        go_to(given)
        _ask(*(f"DROP DATABASE {name}" for name in (HALL, PEER)))
        connection.close()


def copy_beside() -> None:
    """Make PEER a second hall: a copy of HALL as it stands."""
    go_to("postgres")  # nobody may be in what is copied
    _ask(f"DROP DATABASE {PEER}", f"CREATE DATABASE {PEER} TEMPLATE {HALL}")
    _ask(f"ALTER DATABASE {PEER} SET hall.any_instant = 'on'")
    go_to(HALL)


def go_to(name: str) -> None:
    """Have Django connected to another one of them."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


@dataclass(frozen=True)
class Place:
    """How another program reaches a database of the same server."""

    name: str
    host: str
    user: str
    port: str
    password: str


def place() -> Place:
    """Where Django is connected to."""
    connection.ensure_connection()
    info = connection.connection.info
    return Place(info.dbname, info.host, info.user, str(info.port), info.password or "")


def described() -> str:
    """The server's version and the settings that matter to a figure."""
    names = ("server_version", "shared_buffers", "fsync", "synchronous_commit", "autovacuum")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM unnest(%s) name", [list(names)])
        found = dict(cursor.fetchall())
    version = found.pop("server_version")
    return f"PostgreSQL {version} ({', '.join(f'{name} {value}' for name, value in found.items())})"


def _ask(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            if statement.startswith("DROP"):
                statement = statement.replace("DATABASE", "DATABASE IF EXISTS") + " WITH (FORCE)"
            cursor.execute(statement)
