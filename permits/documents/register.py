"""Which papers there are: what each says, when it can be printed, and whether the file is complete without it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from papers.sheet import Sheet
from permits.documents import hearing, outcome, promises, receiving
from permits.documents.phrases import Printing
from permits.documents.receipt import receipt
from permits.models import Application, Decision, DocumentKind, Ending
from permits.states import NEVER_ACCEPTED


@dataclass(frozen=True)
class Paper:
    """
    :param compose: everything that stands on it.
    :param there_are: how many of it the application has to print now.
    :param owed: the law wants it in writing: a file without it cannot be archived.
    :param number: the number that it has before it is printed, "" if the print gives it one.
    """

    compose: Callable[[Printing], Sheet]
    there_are: Callable[[Application], int]
    owed: bool = True
    number: Callable[[Application, int], str] = lambda _application, _occurrence: ""


def _one_with(row: str, field: str, value: str) -> Callable[[Application], int]:
    """There is one when the application has this row, and the row this value."""
    return lambda application: int(getattr(getattr(application, row, None), field, None) == value)


def _number_in(row: str, field: str) -> Callable[[Application, int], str]:
    """The number that an act left in a field of one of the application's rows; "" before that act."""
    return lambda application, _occurrence: getattr(getattr(application, row, None), field, "")


def _declined(application: Application) -> int:
    """Ended in writing before it was accepted."""
    return int(application.case.state in NEVER_ACCEPTED)


def _hearing_paper(compose: Callable[[Printing], Sheet], field: str) -> Paper:
    number = _number_in("hearing", field)
    return Paper(compose, lambda application: int(number(application, 1) != ""), number=number)


def _decision(compose: Callable[[Printing], Sheet], result: str) -> Paper:
    return Paper(compose, _one_with("decision", "result", result), number=_number_in("decision", "number"))


def _grants(application: Application) -> int:
    """There is one of what was granted; of what was revoked before it was out none is made any more."""
    granted = _one_with("decision", "result", Decision.Result.GRANT)(application)
    if granted and hasattr(application, "revocation") and not hasattr(application, "delivery"):
        return int(any(document.kind == DocumentKind.GRANT for document in application.case.documents.all()))
    return granted


def _ending(compose: Callable[[Printing], Sheet], kind: str) -> Paper:
    return Paper(compose, _one_with("ending", "kind", kind), number=_number_in("ending", "document"))


PAPERS: dict[DocumentKind, Paper] = {
    DocumentKind.RECEIPT: Paper(receipt, lambda application: application.slips, owed=False),
    DocumentKind.NOTICE: Paper(receiving.notice, lambda application: len(application.notices.all())),
    DocumentKind.TOLERANCE_PROMISE: Paper(promises.tolerance, promises.tolerances),
    DocumentKind.COMMITMENT_PROMISE: Paper(promises.commitment, promises.commitments),
    DocumentKind.ACCEPTANCE: Paper(receiving.acceptance, lambda application: int(application.accepted_at is not None)),
    DocumentKind.NON_ACCEPTANCE: Paper(receiving.non_acceptance, _declined),
    DocumentKind.SPECIAL_PROCEDURE: Paper(
        hearing.special_procedure,
        lambda application: len(hearing.notices_of_pauses(application)),
        number=hearing.number_of_notice,
    ),
    DocumentKind.EXTENSION: Paper(hearing.extension, lambda application: int(application.extended_by > 0)),
    DocumentKind.HEARING_RIGHT: _hearing_paper(hearing.right, "told_document"),
    DocumentKind.HEARING_NOTICE: Paper(
        hearing.notice,
        lambda application: len(hearing.called_by(application)),
        number=lambda application, occurrence: hearing.called_by(application)[occurrence - 1],
    ),
    DocumentKind.HEARING_RECORD: _hearing_paper(hearing.record, "record_document"),
    DocumentKind.GRANT: Paper(outcome.grant, _grants, number=_number_in("decision", "number")),
    DocumentKind.REFUSAL: _decision(outcome.refusal, Decision.Result.REFUSE),
    DocumentKind.DELIVERY_RECEIPT: Paper(outcome.delivery_receipt, outcome.receipts),
    DocumentKind.WITHDRAWAL: _ending(outcome.withdrawal, Ending.Kind.WITHDRAWN),
    DocumentKind.TERMINATION: _ending(outcome.termination, Ending.Kind.TERMINATED),
    DocumentKind.VOIDING: _ending(outcome.voiding, Ending.Kind.VOID),
    DocumentKind.REVOCATION: Paper(
        outcome.revocation,
        lambda application: int(hasattr(application, "revocation")),
        number=_number_in("revocation", "document"),
    ),
}


def papers_of(application: Application) -> Iterator[tuple[DocumentKind, int]]:
    """Every paper that this application has now, as (kind, occurrence), in the order of its life."""
    for kind, paper in PAPERS.items():
        for occurrence in range(1, paper.there_are(application) + 1):
            yield kind, occurrence
