"""What a unit handed in as proof: the files of each step of a correction, an exposure or a supervision order, for whoever may see it."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from conduct.models import Correction, Exposure, Supervision
from papers import store
from papers.models import Purpose, Scan, StoredFile
from papers.store import scanning


def files_of(row: Any) -> Any:
    """The files of a correction, an exposure or a supervision order; of anything else none."""
    if not isinstance(row, Correction | Exposure | Supervision):
        return StoredFile.objects.none()
    return StoredFile.objects.filter(owner__in=row.lines.values("key"), purpose=Purpose.CORRECTION, state="kept")


def files_of_lines(row: Any) -> dict[UUID, list[StoredFile]]:
    """The same by the key of the step that they were handed in with."""
    files: defaultdict[UUID, list[StoredFile]] = defaultdict(list)
    for each in files_of(row) if isinstance(row, Correction | Exposure | Supervision) else ():
        files[each.owner].append(each)
    return files


def opened(row: Correction | Exposure | Supervision, key: UUID) -> Any:
    """The answer that brings a file of one of them; 404 for one that is none of it, or waits for the scanner."""
    file = get_object_or_404(files_of(row), key=key)
    if not store.may_open(file):
        raise Http404
    return store.download(file)


def why_not(file: StoredFile) -> str:
    """Why a file cannot be opened now; "" when it can."""
    return "" if store.may_open(file) else scanning.WHY_NOT[Scan(file.scan)]
