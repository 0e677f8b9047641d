"""
The database cannot be asked: it mends itself after a crash, starts or is shut down, or nothing answers at its address.

Whoever asks meanwhile hears just that, and when to come again, instead of being told of a fault. Whether something that was being
done has been kept is not known: a connection may break after the database has kept it.
"""

import psycopg2

from hall.refusals import Refused

COME_AGAIN = 15  # seconds: a crash is mended in a few, another machine has become the first within about ten
# SQLSTATE: shut down by somebody, by the crash of another session, not yet ready; and whatever breaks a connection
SHUTS_DOWN = ("57P01", "57P02", "57P03")
CONNECTION = "08"


class Away(Refused):
    """The database cannot be asked at the moment."""

    code = "no-database"
    sentence = "大厅的数据库正在恢复，暂时查不了、办不了。过半分钟再试；刚才办的可能没有生效，先看一下办成了没有"


def is_away(error: BaseException | None) -> bool:
    """Whether this fault, or the one behind it, is of a database that cannot be asked."""
    while error is not None:
        if isinstance(error, psycopg2.Error):
            return _is_broken(error)
        error = error.__cause__ or error.__context__
    return False


def _is_broken(error: psycopg2.Error) -> bool:
    """A connection that cannot be made, or breaks, has no SQLSTATE: there is nobody who could give one."""
    if error.pgcode is not None:
        return error.pgcode in SHUTS_DOWN or error.pgcode.startswith(CONNECTION)
    # one that broke in the middle of an answer is a DatabaseError of no kind; other kinds without a state are mistakes of ours
    is_of_no_kind = type(error) is psycopg2.DatabaseError
    return is_of_no_kind or isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError)
