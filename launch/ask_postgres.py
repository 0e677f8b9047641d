"""
Run with the virtual environment's Python: does this database answer?

Arguments: its URL, and for our own server the name of the database to make when it is missing ("" for a foreign one). Says one
sentence on standard error and ends with 1 when something is wrong. With "hall" as a third: print whether there is a hall in it.
"""

from __future__ import annotations

import re
import sys
from typing import Any
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped,unused-ignore]


def connect(url: str) -> Any:
    """Connect, whatever the scheme's spelling (postgres, psql, postgis …)."""
    return psycopg2.connect(re.sub(r"^\w+://", "postgresql://", url), connect_timeout=10)


def make(url: str, name: str) -> None:
    """Make the database if it is missing."""
    connection = connect(url.replace(urlsplit(url).path, "/postgres", 1) if urlsplit(url).path else url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


def chinese_is_searchable(url: str) -> bool:
    """Whether pg_trgm makes pieces of Chinese text; it makes none where the character type is plain C. Changes nothing."""
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT show_trgm('张伟') <> '{}'")
        (answer,) = cursor.fetchone()
    connection.rollback()
    connection.close()
    return bool(answer)


def holds_a_hall(url: str) -> bool:
    """Whether migrations have been run there."""
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        (answer,) = cursor.fetchone()
    connection.close()
    return bool(answer)


def main(url: str, create: str, question: str = "") -> str:
    """Return what is wrong, or an empty text. Asked about a hall, print "yes" or "no"."""
    try:
        if question == "hall":
            print("yes" if holds_a_hall(url) else "no")
            return ""
        if not create:
            connect(url).close()
            return ""
        make(url, create)
        if not chinese_is_searchable(url):
            return "this PostgreSQL finds no pieces in Chinese text (its character type is C); use another PostgreSQL or an empty data folder"
    except psycopg2.Error as error:
        return " ".join(str(error).split())
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]) or 0)
