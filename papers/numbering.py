"""Numbers of documents (文号): one gap-free series for each department, year and kind."""

from datetime import date

from django.db import connection

from hall.models import Department
from hall.organs import document_word

# The table has the name from when only permits printed papers.
_NEXT = """
INSERT INTO permits_documentserial (department_id, year, kind, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (department_id, year, kind) DO UPDATE SET last = permits_documentserial.last + 1
RETURNING last, (SELECT name FROM hall_servicehall WHERE id = %s)
"""


def next_number(department: Department | None, *, kind: str, series: str, day: date) -> str:
    """
    Return the next number of a department's series, with the year of `day`: ``云卫健准字〔2026〕12号``.

    The counter row stays locked until the commit, so an act that fails leaves no gap: ask for it after what may be refused.

    :param kind: what is counted. Each room's kinds have names of their own.
    :param series: the word in the number that says which series it belongs to: 准. Two kinds of a hall never share one.
    """
    if department is None:
        raise ValueError("a paper is numbered in the series of a department")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [department.pk, day.year, kind, department.hall_id])
        serial, hall = cursor.fetchone()
    return f"{document_word(department.name, hall=hall)}{series}字〔{day.year}〕{serial}号"
