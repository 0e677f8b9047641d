"""The one door by which a workbook leaves: who took what and when is a row, written before the file exists (decision 160)."""

from datetime import datetime
from typing import Any

from hall.models import Export, User


def note_export(*, what: str, terms: dict[str, Any], by: User, at: datetime) -> Export:
    """Every page that gives a workbook calls this first; who may read the rows is the room's to say, by `what`."""
    return Export.objects.create(what=what, terms=terms, by=by, at=at)
