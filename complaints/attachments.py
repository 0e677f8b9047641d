"""What was uploaded with a complaint or report, for whoever may open its case."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Case
from complaints.models import Look
from hall.fields import shown
from papers import store
from papers.models import Purpose, Scan, StoredFile
from papers.store import scanning


@dataclass(frozen=True)
class Attachment:
    """
    A line of the case's page.

    :param url: where it is opened; "" while it may not be. :param why_not: why, in words. :param alarm: somebody has to see to it.
    """

    file: StoredFile
    name: str
    url: str
    why_not: str
    alarm: bool


def files_of(case: Case):
    """
    What an officer may see of a case's files: what was sent with it and with messages, and what the investigation's log has; never the
    photos of an identity paper, whose opening takes two persons.
    """
    kept = StoredFile.objects.filter(case=case, state="kept")
    return kept.filter(Q(owner=None, purpose=Purpose.EVIDENCE) | Q(purpose__in=(Purpose.MESSAGE, Purpose.FINDING)))


@dataclass(frozen=True)
class Sealed:
    """
    What an opening by two persons hands out.

    :param what: as `Look` names it. :param original_name: what the sender's device called it; "" of a cleaned copy.
    :param why_not: why it may not be opened; "" where it may.
    """

    file: StoredFile
    what: str
    words: str
    original_name: str
    why_not: str


def sealed_files(case: Case) -> list[tuple[StoredFile, str]]:
    """
    What two persons open: the cleaned photos of identity papers, and of what was sent with the case and with messages each upload as it
    came, where it was kept. Nothing once the name was taken back.
    """
    kept = StoredFile.objects.filter(case=case, state="kept")
    sent = Q(owner=None, purpose__in=(Purpose.EVIDENCE, Purpose.IDENTITY)) | Q(purpose=Purpose.MESSAGE)
    files = list(kept.filter(sent))
    photos = [(each, Look.What.PHOTO.value) for each in files if each.purpose == Purpose.IDENTITY]
    return photos + [(each, Look.What.ORIGINAL.value) for each in files if each.original_as]


def sealed(case: Case) -> list[Sealed]:
    return [
        Sealed(
            file,
            what,
            words_of(file, what),
            shown(file, "original_name") if what == Look.What.ORIGINAL else "",
            scanning.WHY_NOT.get(Scan(file.scan), ""),
        )
        for file, what in sealed_files(case)
    ]


def words_of(file: StoredFile, what: str) -> str:
    """``身份证明 照片 1.jpg 的原文件``: never the sender's own name for it."""
    ending = " 的原文件" if what == Look.What.ORIGINAL else ""
    return f"{Purpose(file.purpose).label} {store.shown_name(file)}{ending}"


def counts_of_messages(case: Case) -> Counter[UUID]:
    """How many files came with each message, by its key: for whoever holds the receipt code, who opens none."""
    return Counter(files_of(case).filter(purpose=Purpose.MESSAGE).values_list("owner", flat=True))


def attachments(case: Case, *, at: datetime) -> list[Attachment]:
    files = list(files_of(case))
    overdue = any(each.scan == Scan.WAITING for each in files) and scanning.is_overdue(at=at)
    return [_line(each, case, overdue=overdue) for each in files]


def _line(file: StoredFile, case: Case, *, overdue: bool) -> Attachment:
    may = store.may_open(file)
    waits = file.scan == Scan.WAITING
    return Attachment(
        file,
        f"核查材料：{store.shown_name(file)}" if file.purpose == Purpose.FINDING else store.shown_name(file),
        reverse("centre-file", args=[case.number, file.key]) if may else "",
        scanning.OVERDUE if waits and overdue else scanning.WHY_NOT.get(Scan(file.scan), ""),
        not may and (overdue or not waits),
    )
