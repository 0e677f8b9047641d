"""What the rooms' tables hold at this moment, so that a test can say: nothing changed."""

from django.apps import apps
from django.db import connection

ROOMS = ("hall", "cases", "papers", "worklists", "permits", "complaints", "enquiries")


def tables() -> list[str]:
    """The tables of the rooms, the join tables among them."""
    return sorted(
        model._meta.db_table
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    )


def stored() -> dict[str, tuple[int, str]]:
    """Each table with how many rows it has and a digest over all of them, as the database keeps them."""
    one = "SELECT '{0}', count(*), coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables()))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}
