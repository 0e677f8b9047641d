"""Which papers there are: what each says, when it can be printed, and whether the file is complete without it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from papers.sheet import Sheet
from permits.documents import ending, hearing, outcome, pausing, receiving, tolerance
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


def _decided(result: str) -> Callable[[Application], int]:
    def there_are(application: Application) -> int:
        decision = getattr(application, "decision", None)
        return int(decision is not None and decision.result == result)

    return there_are


def _declined(application: Application) -> int:
    """Ended in writing before it was accepted."""
    return int(application.case.state in NEVER_ACCEPTED)


def _number_of_pause(application: Application, occurrence: int) -> str:
    """The notice of a special procedure has the number under which its approver stopped the clock."""
    return pausing.pauses_with_a_paper(application)[occurrence - 1].notice_number


def _number_of_decision(application: Application, _occurrence: int) -> str:
    return application.decision.number


def _ended(kind: str) -> Callable[[Application], int]:
    return lambda application: int(hasattr(application, "ending") and application.ending.kind == kind)


def _number_of_ending(application: Application, _occurrence: int) -> str:
    return application.ending.document


def _of_hearing(name: str) -> Callable[[Application], str]:
    """The number of one paper of the hearing, in the field where its act left it; "" before that act."""
    return lambda application: getattr(application.hearing, name) if hasattr(application, "hearing") else ""


def _hearing_paper(compose: Callable[[Printing], Sheet], name: str) -> Paper:
    number = _of_hearing(name)
    return Paper(
        compose,
        lambda application: int(number(application) != ""),
        number=lambda application, _occurrence: number(application),
    )


PAPERS: dict[DocumentKind, Paper] = {
    DocumentKind.RECEIPT: Paper(receipt, lambda application: 1, owed=False),
    DocumentKind.NOTICE: Paper(receiving.notice, lambda application: application.notices.count()),
    DocumentKind.TOLERANCE_PROMISE: Paper(tolerance.promise, tolerance.can_be_promised),
    DocumentKind.ACCEPTANCE: Paper(receiving.acceptance, lambda application: int(application.accepted_at is not None)),
    DocumentKind.NON_ACCEPTANCE: Paper(receiving.non_acceptance, _declined),
    DocumentKind.SPECIAL_PROCEDURE: Paper(
        pausing.special_procedure,
        lambda application: len(pausing.pauses_with_a_paper(application)),
        number=_number_of_pause,
    ),
    DocumentKind.EXTENSION: Paper(pausing.extension, lambda application: int(application.extended_by > 0)),
    DocumentKind.HEARING_RIGHT: _hearing_paper(hearing.right, "told_document"),
    DocumentKind.HEARING_NOTICE: Paper(
        hearing.notice,
        lambda application: len(hearing.called_by(application)),
        number=lambda application, occurrence: hearing.called_by(application)[occurrence - 1],
    ),
    DocumentKind.HEARING_RECORD: _hearing_paper(hearing.record, "record_document"),
    DocumentKind.GRANT: Paper(outcome.grant, _decided(Decision.Result.GRANT), number=_number_of_decision),
    DocumentKind.REFUSAL: Paper(outcome.refusal, _decided(Decision.Result.REFUSE), number=_number_of_decision),
    DocumentKind.DELIVERY_RECEIPT: Paper(
        outcome.delivery_receipt,
        lambda application: int(hasattr(application, "decision") or _declined(application) > 0),
    ),
    DocumentKind.WITHDRAWAL: Paper(ending.withdrawal, _ended(Ending.Kind.WITHDRAWN), number=_number_of_ending),
    DocumentKind.TERMINATION: Paper(ending.termination, _ended(Ending.Kind.TERMINATED), number=_number_of_ending),
    DocumentKind.VOIDING: Paper(ending.voiding, _ended(Ending.Kind.VOID), number=_number_of_ending),
}


def papers_of(application: Application) -> Iterator[tuple[DocumentKind, int]]:
    """Every paper that this application has now, as (kind, occurrence), in the order of its life."""
    for kind, paper in PAPERS.items():
        for occurrence in range(1, paper.there_are(application) + 1):
            yield kind, occurrence
