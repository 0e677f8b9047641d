"""The file of an application (案卷): which papers belong in it, which are printed, what is still lacking."""

from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from papers.models import Document, DocumentPrint
from permits.documents.register import PAPERS, papers_of
from permits.models import Application, Decision, DocumentKind
from permits.queries import missing_materials


@dataclass(frozen=True)
class Entry:
    """One paper of the file. `document` is None until its first print; `number` is "" until the print or an act gives it."""

    kind: DocumentKind
    occurrence: int
    document: Document | None
    number: str

    @property
    def title(self) -> str:
        if self.document:
            return self.document.title
        return self.kind.label if self.occurrence == 1 else f"{self.kind.label}（第 {self.occurrence} 份）"

    @property
    def prints(self) -> list[DocumentPrint]:
        return list(self.document.prints.all()) if self.document else []

    @property
    def owed(self) -> bool:
        return PAPERS[self.kind].owed


def contents(application: Application) -> list[Entry]:
    """Every paper of the file in the order of the case's life; the prints of each are loaded with it."""
    printed = {
        (document.kind, document.occurrence): document
        for document in application.case.documents.defer("content").prefetch_related("prints__printed_by")
    }
    entries = []
    for kind, occurrence in papers_of(application):
        document = printed.get((kind, occurrence))
        number = document.number if document else PAPERS[kind].number(application, occurrence)
        entries.append(Entry(kind, occurrence, document, number))
    return entries


def lacking(application: Application) -> list[str]:
    """
    What must still come into the file before it is complete: papers never printed, materials never received, a commitment never
    verified. What a commitment stands for need not come; for a refusal no material need, nor is there anything to verify. A revocation is to reach the applicant.
    """
    # once for this question and for those of papers_of, where no page has loaded them
    prefetch_related_objects([application.case], Prefetch("documents", queryset=Document.objects.defer("content")))
    printed = {(document.kind, document.occurrence) for document in application.case.documents.all()}
    unprinted = (Entry(*paper, None, "") for paper in papers_of(application) if paper not in printed)
    papers = [entry.title for entry in unprinted if entry.owed]
    commitment = getattr(application, "commitment", None)
    stands_for = set(commitment.materials.all()) if commitment else set()
    wanted = [] if _is_refused(application) else missing_materials(application)
    absent = [material.name for material in wanted if material not in stands_for]
    unverified = commitment is not None and commitment.verified_at is None and not _is_refused(application)
    unserved = hasattr(application, "revocation") and not hasattr(application, "paper_delivery")
    return [
        *papers,
        *absent,
        *(["承诺的核查"] if unverified else []),
        *(["撤销决定书送达的记录"] if unserved else []),
    ]


def _is_refused(application: Application) -> bool:
    decision = getattr(application, "decision", None)
    return decision is not None and decision.result == Decision.Result.REFUSE
