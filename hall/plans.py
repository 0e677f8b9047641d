"""
Statements that the server plans once a connection, by PREPARE, and not at each asking.

What a page asks is the same again and again, and reading and planning its words took the server longer than answering: of a page of
the desk a half, of the board three quarters. Whether a plan for any values is kept, or one is made for these, the server decides
after five askings by what it reckons either to cost; it plans anew by itself when a table was analysed or altered.

Between us and the server may stand a pool (PgBouncer), which gives each transaction one of its connections: on that one there may be
nothing prepared, or what another client has prepared. Then a statement is prepared in a transaction of its own; within one of somebody
else's, which a missing statement would end, it is asked in its own words.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.errors import FeatureNotSupported, InvalidSqlStatementName

MOST = 200  # prepared on one connection, some 150 KB each there; then the one that was not asked for longest goes


class _Session:
    """What is prepared on one connection. `pooled`: behind it are several of the server's, which others use too."""

    def __init__(self, *, pooled: bool) -> None:
        self.pooled, self.spoilt = pooled, False
        self.names: OrderedDict[str, None] = OrderedDict()

    def prepares(self, connection: BaseDatabaseWrapper) -> bool:
        """Whether a statement may be prepared, and asked for by its name, now."""
        return not self.spoilt and not (self.pooled and connection.in_atomic_block)

    def has(self, name: str) -> bool:
        if name in self.names:
            self.names.move_to_end(name)
            return True
        return False

    @property
    def is_full(self) -> bool:
        """What is no more asked for can be taken from one's own connection only."""
        return self.pooled and len(self.names) >= MOST

    def forgets(self, name: str, error: DatabaseError) -> bool:
        """Whether it was the plan that failed, and not what it was asked for."""
        if isinstance(error.__cause__, FeatureNotSupported):  # a column has become another since
            self.spoilt = True
        elif isinstance(error.__cause__, InvalidSqlStatementName):  # another connection of the pool
            self.names.pop(name, None)
        else:
            return False
        return True


_sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()  # by psycopg2's connections


class Plan:
    """
    :param text: of a statement with $1, $2, …, and no other dollar before a digit; it must name its columns, for one that is added to a table
        makes a plan with * useless. :param types: of these values; `unknown` is told by where the value stands.
    """

    def __init__(self, text: str, types: Sequence[str]) -> None:
        self._text, self._types = text, ", ".join(types)
        # two releases at once do not meet under one name
        self._name = f"plan_{sha256(f'{self._types}:{text}'.encode()).hexdigest()[:16]}"
        places = ", ".join(["%s"] * len(types))
        self._execute = f"EXECUTE {self._name} ({places})" if types else f"EXECUTE {self._name}"

    def rows(self, *values: Any) -> list[tuple]:
        """All rows of the answer."""
        return self.rows_of(values)

    def rows_of(self, values: Sequence[Any], *, using: str = DEFAULT_DB_ALIAS) -> list[tuple]:
        connection = connections[using]
        session = session_of(connection)
        if not session.prepares(connection):
            return _rows(connection, *self._in_words(values))
        execute = self._execute
        if connection.queries_logged:  # whoever looks at what is asked reads its words
            execute += f" /* {self._text.replace('%', '%%')} */"
        if session.has(self._name):
            try:
                return _rows(connection, execute, values)
            except DatabaseError as error:
                if not session.forgets(self._name, error) or connection.in_atomic_block:
                    raise  # a transaction is lost by then
        if not session.prepares(connection) or session.is_full:
            return _rows(connection, *self._in_words(values))
        with (
            transaction.atomic(using) if session.pooled else nullcontext()
        ):  # on one connection of the pool until the answer
            self._prepare(connection, session)
            return _rows(connection, execute, values)

    def _in_words(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """The statement as it is asked where nothing can be prepared."""
        types, order = self._types.split(", "), []

        def place(match: re.Match[str]) -> str:
            number = int(match[1]) - 1
            order.append(values[number])
            return "%s" if types[number] == "unknown" else f"%s::{types[number]}"

        return re.sub(r"\$(\d+)", place, self._text.replace("%", "%%")), order

    def _prepare(self, connection: BaseDatabaseWrapper, session: _Session) -> None:
        """Not by a cursor of Django's: what it takes to get a connection ready is no part of what is asked on it."""
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            # asked, not tried: preparing a name twice would end the transaction
            cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [self._name])
            if cursor.fetchone() is None:
                cursor.execute(f"PREPARE {self._name}{f' ({self._types})' if self._types else ''} AS {self._text}")
            session.names[self._name] = None
            if len(session.names) > MOST and not session.pooled:
                cursor.execute(f"DEALLOCATE {session.names.popitem(last=False)[0]}")


def _rows(connection: BaseDatabaseWrapper, words: str, values: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        rows: list[tuple] = cursor.fetchall()
        return rows


TYPES = {int: "bigint", date: "date", datetime: "timestamptz", list: "bigint[]"}  # of a text the place says what it is


def planned(sql: str, values: Sequence[Any], left_open: Sequence[Any], *, using: str = DEFAULT_DB_ALIAS) -> Plan:
    """
    The plan of a statement of Django's.

    :param values: those of its places (%s). Those that are `left_open`, alone or in a list, become $1, $2, … in that order, the others
        stand in the statement as they are: an index for some rows only is found by them.
    """
    connection = connections[using]
    connection.ensure_connection()

    def place(value: Any) -> str:
        if value in left_open:
            return f"${left_open.index(value) + 1}"
        if isinstance(value, list | tuple):
            return f"ARRAY[{', '.join(map(place, value))}]" if value else "'{}'"
        with connection.connection.cursor() as cursor:
            words: str = cursor.mogrify("%s", [value]).decode()
        return words

    pieces = re.split("%([%s])", sql)  # what stands between, and in turn what followed a percent sign
    rest = iter(values)
    pieces[1::2] = ["%" if each == "%" else place(next(rest)) for each in pieces[1::2]]
    text = "".join(pieces)
    if [each for each in re.findall(r"\$(\d+)", text) if int(each) > len(left_open)]:
        raise ValueError(f"a dollar that is no place: {text}")
    return Plan(text, [TYPES.get(type(value), "unknown") for value in left_open])


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """The values, and those in lists among them."""
    for value in values:
        yield from value if isinstance(value, list | tuple) else (value,)


def session_of(connection: BaseDatabaseWrapper) -> _Session:
    """
    Whether a pool stands between is told by the number of the server's process: a pool makes up the one with which a client may cancel.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    session = _sessions.get(connection.connection)
    if session is None:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pooled = cursor.fetchone()[0] != connection.connection.info.backend_pid
        session = _sessions[connection.connection] = _Session(pooled=pooled)
    return session
