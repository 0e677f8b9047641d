"""What a receipt code opens, read by one statement: the look-up is the question most often asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases import attempts
from cases.models import CardState, Case, CaseKind
from cases.numbering import receipt_hash
from cases.queries import CodeReplaced, CodeUnknown, was_replaced
from hall.calendar import STAMP
from hall.identifiers import receipt_code
from hall.trees import Tree, TreeQuery
from permits.states import CORRECTION_REQUESTED, ENQUIRED

# What only the sentence of one state needs is read in that state only.
_APPLICATION = Tree(
    "case item_version channel id_kind applicant_kind applicant_id_masked phone_masked case_kind accepted_at deemed_accepted",
    decision=Tree("id result reason remedies at false_materials"),
    commitment=Tree("id pledge verified_at holds finding", materials=Tree("id position name", order="{}.position")),
    agent=Tree("application name authority ended_at"),
    delivery=Tree("id method proof by_agent published_on served_on at"),
    revocation=Tree("id ground reason remedies document at"),
    bars=Tree("id ground until lifted_at", order="{}.at"),
    ending=Tree("id kind ground basis reason remedies document at"),
    non_acceptance=Tree("id kind ground reason competent_agency remedies"),
    hearing=Tree("id told_at ask_by asked_at announced_at sits_at place held_at given_up_at"),
    tolerance=Tree("id pledge pledged_on supplied_at", materials=Tree("id position name", order="{}.position")),
    received=Tree(
        "id material returned_at",
        only=f"c.state = '{CORRECTION_REQUESTED}' OR EXISTS (SELECT FROM permits_tolerance WHERE application_id = c.id)",
    ),
    item_version=Tree(
        "id item name", materials=Tree("id position name", only=f"c.state = '{ENQUIRED}'", order="{}.position")
    ),
    notices=Tree(
        "id number at correct_by",
        only=f"c.state = '{CORRECTION_REQUESTED}'",
        lines=Tree(
            "id material remark",
            order="(SELECT position FROM hall_material WHERE id = {}.material_id)",
            material=Tree("id position name"),
        ),
    ),
)
_CASE = Tree(
    "id number kind title party state opened_at concluded_at closed_at receipt_hash hall department window",
    hall=Tree("id phone"),
    department=Tree("id code name is_service_company"),
    window=Tree("id number name"),
    deadlines=Tree(
        "id rule unit quantity article start started_at warn_at due_at next_alert_at lamp met_at verdict late_by_minutes"
        " provisional superseded_at supersedes",
        supersedes=Tree("id quantity superseded_at"),
    ),
    pauses=Tree(
        "id ground notice_number later_notices declared_days starts_on ends_on started_at never_began",
        order="{}.starts_on",
    ),
    application=_APPLICATION,
    complaint=Tree(
        "case declined_because",
        findings=Tree("id result at", order="{0}.at, {0}.id"),
        replies=Tree("id key text question impossible_because at", order="{0}.at, {0}.id"),
        # what a review has come to, why a petition takes longer, that it was withdrawn; that a review was asked for ends what can be said under the code
        steps=Tree(
            "id act key person document text at",
            only="{}.act IN ('ask_review', 'uphold', 'send_back', 'extend_petition', 'close_withdrawn')",
            order="{0}.at, {0}.id",
        ),
    ),
    events=Tree("id seq verb facts", only="c.kind = 'complaint' AND {}.verb = 'decline'", order="{}.seq"),
)
_ITS_PAGE = _CASE | {
    "hall": Tree("id name address phone"),  # as the frame shows it
    "application": _APPLICATION
    | {
        "item_version": _APPLICATION.below["item_version"] | {"item": Tree("id code")},
    },
    "complaint": _CASE.below["complaint"] | {"messages": Tree("id key by answers")},
    "events": Tree("id seq at actor verb facts", order="{}.seq"),
    "cards": Tree("id deadline level", only=f"{{}}.state <> '{CardState.WITHDRAWN}'"),
}
# an enquiry gives no code out
_WHERE = f"c.receipt_hash = $1 AND c.kind NOT IN ('{CaseKind.ENQUIRY}', '{CaseKind.RATING}', '{CaseKind.CONDUCT}')"
_TRIES = '(SELECT tries FROM cases_wrongcode WHERE place = $2 AND "window" = $3)'
# What a place that is stopped may not know, the time of its answer does not tell either: with wrong codes counted, no case is read
# before the place is let through.
_LET_THROUGH = f"($4 OR coalesce({_TRIES}, 0) = 0)"
_WITH_A_CODE = TreeQuery(
    Case, _CASE, where=f"{_WHERE} AND {_LET_THROUGH}", beside=f"{STAMP}, {_TRIES}", types="text, text, bigint, boolean"
)
_OPENED = TreeQuery(
    Case,
    Tree("id receipt_hash"),
    where=f"{_WHERE} AND {_LET_THROUGH}",
    beside=f"{STAMP}, {_TRIES}",
    types="text, text, bigint, boolean",
)
_WHOLE = TreeQuery(Case, _ITS_PAGE, where=_WHERE, beside=STAMP, types="text")


@dataclass(frozen=True)
class Reading:
    """A case with all that is told of it; `stamp` is that of the calendar, read in the same statement."""

    case: Case
    stamp: UUID | None


def by_code(text: str, *, address: str, at: datetime) -> Reading:
    """
    Return what a receipt code opens. A typing error (check digit) costs no attempt.

    :raises BadNumber: not a receipt code. :raises TooManyTries: too many wrong codes. :raises CodeUnknown: no such case.
    :raises CodeReplaced: the code of a slip that was lost, which costs no attempt either: its holder guesses nothing.
    """
    return _read(_WITH_A_CODE, text, address=address, at=at)


def opened_by(text: str, *, address: str, at: datetime) -> str:
    """Return the receipt's hash of the case that a code opens: all that is asked before its page is. :raises: as `by_code`."""
    receipt: str = _read(_OPENED, text, address=address, at=at).case.receipt_hash
    return receipt


def _read(query: TreeQuery, text: str, *, address: str, at: datetime) -> Reading:
    values = (receipt_hash(receipt_code(text)), *attempts.place_of(address, at=at))
    (stamp, tries), case = query.ask(*values, False)
    if tries:  # after too many wrong codes a right one is not answered either
        attempts.check(address, at=at)
        (stamp, _tries), case = query.ask(*values, True)
    if case is None:
        if was_replaced(values[0]):
            raise CodeReplaced(field="code")
        attempts.count(address, at=at)
        raise CodeUnknown(field="code")
    return Reading(case, stamp)


def whole(receipt: str) -> Reading | None:
    """Return what a receipt's hash opens with all that its page tells: history, cards, how it was handed over."""
    (stamp,), case = _WHOLE.ask(receipt)
    return Reading(case, stamp) if case else None
