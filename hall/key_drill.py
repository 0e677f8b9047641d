"""Whether the secrets that somebody has brought open what is sealed here: a drill, and its line in the hall."""

from datetime import datetime

from hall.crypto import CannotUnseal
from hall.fields import sealed_fields
from hall.keys import NEWEST, faults
from hall.models import KeyDrill, KeyProbe


def drill(*, at: datetime) -> KeyDrill:
    """Compare every probe, open the newest values of each sealed column, and keep what came of it."""
    wrong, values, columns = faults(), 0, 0
    for model, field in sealed_fields():
        filled = model._base_manager.filter(**{f"{field.name}__isnull": False}).exclude(**{field.name: ""})
        rows = list(filled.order_by("-pk")[:NEWEST])
        columns += bool(rows)
        for row in rows:
            values += 1
            try:
                getattr(row, field.attname)
            except CannotUnseal:
                wrong.append(f"{model._meta.db_table}.{field.column} of row {row.pk} does not open")
    return KeyDrill.objects.create(
        at=at, keys=KeyProbe.objects.count(), columns=columns, values=values, faults="\n".join(wrong)
    )
