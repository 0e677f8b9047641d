"""The dump: written with pg_dump, read back with psycopg2 alone; and what each table held, in a form that outlives moved models."""

import gzip
import re
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from tests.upgrade.keys import RELEASE

FOLDER = Path(__file__).parent
SQL = FOLDER / f"hall_{RELEASE}.sql.gz"
MANIFEST = FOLDER / f"hall_{RELEASE}.json"
COPY = re.compile(r"^COPY \S+ \(.*\) FROM stdin;$")
# What only some servers understand, and what needs their owner: PostgreSQL 14 to 18 shall load the dump.
NOT_EVERYWHERE = re.compile(r"^(SET transaction_timeout|\\restrict|\\unrestrict|COMMENT ON EXTENSION)|^--|^$")
# Written anew by each release's own migrate.
OF_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}


def write(database_url: str, pg_dump: Path) -> int:
    """Dump this database into the repository; return the size in bytes. The same rows give the same bytes."""
    url = urlparse(database_url)
    query = dict(pair.split("=", 1) for pair in url.query.split("&") if pair)
    host = unquote(query.get("host", url.hostname or ""))
    command = [
        str(pg_dump),
        "--no-owner",
        "--no-privileges",
        "--host",
        host,
        "--username",
        url.username or "",
        "--dbname",
        url.path[1:],
    ]
    if url.port:
        command += ["--port", str(url.port)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    with (
        SQL.open("wb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="", compresslevel=9) as packed,
    ):
        packed.write(_for_any_server(text).encode())
    return SQL.stat().st_size


def _for_any_server(text: str) -> str:
    lines, copying = [], False
    for line in text.split("\n"):
        if copying or not NOT_EVERYWHERE.match(line):
            lines.append(line)
        copying = line != "\\." if copying else bool(COPY.match(line))
    return "\n".join(lines) + "\n"


def load(cursor: Any) -> None:
    """Put the dump into an empty database. `cursor` is psycopg2's own, or Django's around it."""
    for statements, rows in _parts(gzip.decompress(SQL.read_bytes()).decode()):
        if rows is None:
            cursor.execute(statements)
        else:
            cursor.copy_expert(statements, StringIO(rows))
    cursor.execute("SELECT pg_catalog.set_config('search_path', 'public', false)")


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    """Statements as they follow each other, and each COPY with its rows."""
    waiting: list[str] = []
    lines = iter(text.split("\n"))
    for line in lines:
        if not COPY.match(line):
            waiting.append(line)
            continue
        if "".join(waiting).strip():
            yield "\n".join(waiting), None
        waiting = []
        rows = []
        for row in lines:
            if row == "\\.":
                break
            rows.append(row)
        yield line, "".join(f"{row}\n" for row in rows)
    if "".join(waiting).strip():
        yield "\n".join(waiting), None


def tables(cursor: Any) -> dict[str, list[str]]:
    """Every table with its columns, in the order of their names."""
    cursor.execute(
        "SELECT table_name, array_agg(column_name::text ORDER BY column_name) FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name ORDER BY table_name"
    )
    return {table: columns for table, columns in cursor.fetchall() if table not in OF_DJANGO}


def held(cursor: Any, columns: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    """How many rows each of these tables has, and for each of these columns a digest over all its values."""
    content = {}
    for table, names in columns.items():
        digests = ", ".join(
            f"""md5(coalesce(string_agg(coalesce("{name}"::text, '∅'), chr(10) ORDER BY coalesce("{name}"::text, '∅')), ''))"""
            for name in names
        )
        row = ", ".join(f'"{name}"' for name in names)
        whole = f"""md5(coalesce(string_agg(ROW({row})::text, chr(10) ORDER BY ROW({row})::text), ''))"""
        cursor.execute(f'SELECT count(*), {whole}, {digests} FROM "{table}"')
        count, digest, *each = cursor.fetchone()
        content[table] = {"rows": count, "digest": digest, "columns": dict(zip(names, each, strict=True))}
    return content
