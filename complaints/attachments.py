"""What was uploaded with a complaint or report, for whoever may open its case."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Case
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


WHY_NOT = {
    Scan.WAITING: "等待查毒，查完才能打开",
    Scan.FOUND: "查出病毒，不能打开",
    Scan.FAILED: "查毒程序查不了这一份，不能打开；告诉管理员",
}


def files_of(case: Case):
    """
    What an officer may see of a case's files: what was sent with it and with messages, and what the investigation's log has; never the
    photos of an identity paper, whose opening takes two persons.
    """
    kept = StoredFile.objects.filter(case=case, state="kept")
    return kept.filter(Q(owner=None, purpose=Purpose.EVIDENCE) | Q(purpose__in=(Purpose.MESSAGE, Purpose.FINDING)))


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
        scanning.OVERDUE if waits and overdue else WHY_NOT.get(Scan(file.scan), ""),
        not may and (overdue or not waits),
    )
