"""The rows that acts on an application leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from cases.proofs import proof
from cases.reconcile.facts import ANYBODY, Deed
from permits.applicants import masked_name
from permits.models import (
    Application,
    Commitment,
    Decision,
    Delivery,
    Ending,
    Hearing,
    MaterialReceipt,
    NonAcceptance,
    OneTimeNotice,
    PaperDelivery,
    Revocation,
    Tolerance,
    UndoneDecision,
)
from permits.states import DEEM_ACCEPTED

Deeds = Iterator[tuple[int, Deed]]
TAKES_IN = ("register", "receive", "supplement")
ENDS = {
    Ending.Kind.WITHDRAWN: "withdraw",
    Ending.Kind.TERMINATED: "terminate",
    Ending.Kind.VOID: "void",
    NonAcceptance.Kind.DECLINED: "decline",
    NonAcceptance.Kind.NOT_REQUIRED: "not_required",
    NonAcceptance.Kind.NOT_CORRECTED: "close_not_corrected",
}


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return them for these applications, by the case's key."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    for of_a_kind in (_names, _papers, _acceptances, _promises, _hearings, _decisions, _ends, _handed_over):
        for case, deed in of_a_kind(cases):
            rows[case].append(deed)
    return rows


def _names(cases: Sequence[int]) -> Deeds:
    """The applicant's name as it was last written; where lists show another one, no line says so."""
    columns = "case", "applicant_kind", "applicant_name", "case__party", "case__idem_hash"
    for case, kind, name, party, key in Application.objects.filter(case__in=cases).values_list(*columns):
        words = proof("applicant", key, name) if masked_name(kind, name) == party else ""
        yield case, Deed(("register", "amend"), None, ANYBODY, {"name_hash": words}, last=True)


def _papers(cases: Sequence[int]) -> Deeds:
    receipts = MaterialReceipt.objects.filter(application__in=cases).order_by()
    for case, at, by in receipts.values_list("application", "at", "received_by").distinct():
        yield case, Deed(TAKES_IN, at, by)
    gone = receipts.filter(returned_at__isnull=False)
    columns = "application", "returned_at", "returned_by", "mistaken"
    for case, returned_at, by, mistaken in gone.values_list(*columns).distinct():
        yield case, Deed(("amend" if mistaken else "notify",), returned_at, by)
    notices = OneTimeNotice.objects.filter(application__in=cases)
    for case, at, by, number in notices.values_list("application", "at", "told_by", "number"):
        yield case, Deed(("notify",), at, by, {"notice": number})


def _acceptances(cases: Sequence[int]) -> Deeds:
    """On a promise of the applicant's it has a row of its own."""
    accepted = Application.objects.filter(case__in=cases, accepted_at__isnull=False, tolerance=None, commitment=None)
    for case, at, deemed in accepted.values_list("case", "accepted_at", "deemed_accepted"):
        if deemed:
            yield case, Deed((DEEM_ACCEPTED,), None, None, {"received_at": at})
        else:
            yield case, Deed(("accept",), at, ANYBODY)


def _promises(cases: Sequence[int]) -> Deeds:
    for each in Tolerance.objects.filter(application__in=cases):
        yield each.application_id, Deed(("accept_with_gaps",), each.at, each.accepted_by_id, {"pledge": each.pledge})
        # not sooner than the day that was pledged; a calendar that was corrected may have put it off
        if each.overdue_at is not None and timezone.localdate(each.overdue_at) >= each.pledged_on:
            yield each.application_id, Deed(("gap_overdue",), None, None, {"due_at": each.overdue_at})
        if each.supplied_at is not None:
            yield each.application_id, Deed(("supplement",), each.supplied_at, ANYBODY)
        if each.told_at is not None:
            yield each.application_id, Deed(("tell_overdue",), each.told_at, each.told_by_id)
    for promise in Commitment.objects.filter(application__in=cases):
        case = promise.application_id
        yield case, Deed(("accept_on_commitment",), promise.at, promise.accepted_by_id, {"pledge": promise.pledge})
        if promise.verified_at is not None:
            says = {"holds": promise.holds, "finding": promise.finding}
            yield case, Deed(("verify",), promise.verified_at, promise.verified_by_id, says)


def _hearings(cases: Sequence[int]) -> Deeds:
    for each in Hearing.objects.filter(application__in=cases):
        case = each.application_id
        yield case, Deed(("tell_hearing",), each.told_at, each.told_by_id, {"document": each.told_document})
        if each.asked_at is not None:
            yield case, Deed(("ask_hearing",), each.asked_at, ANYBODY)
        if each.announced_at is not None:
            yield case, Deed(("announce_hearing", "move_hearing"), each.announced_at, each.announced_by_id)
        if each.held_at is not None:
            yield case, Deed(("hold_hearing",), each.held_at, each.held_by_id, {"document": each.record_document})
        if each.given_up_at is not None:
            yield case, Deed(("give_up_hearing", "cancel_hearing"), each.given_up_at, ANYBODY)


def _decisions(cases: Sequence[int]) -> Deeds:
    words = ("application", "result", "at", "decided_by", "number", "reason", "remedies")
    for rows in (Decision.objects, UndoneDecision.objects):
        for case, result, at, by, number, reason, remedies in rows.filter(application__in=cases).values_list(*words):
            yield case, Deed((result,), at, by, {"number": number, "reason": reason, "remedies": remedies})
    undone = UndoneDecision.objects.filter(application__in=cases)
    for case, at, by, because in undone.values_list("application", "undone_at", "undone_by", "because"):
        yield case, Deed(("undo",), at, by, {"reason": because})


def _ends(cases: Sequence[int]) -> Deeds:
    endings = Ending.objects.filter(application__in=cases)
    words = ("application", "kind", "at", "recorded_by", "document", "reason")
    for case, kind, at, by, document, reason in endings.values_list(*words):
        yield case, Deed((ENDS[Ending.Kind(kind)],), at, by, {"document": document, "reason": reason})
    declined = NonAcceptance.objects.filter(application__in=cases)
    for case, kind, at, by in declined.values_list("application", "kind", "at", "decided_by"):
        yield case, Deed((ENDS[NonAcceptance.Kind(kind)],), at, by)
    revoked = Revocation.objects.filter(application__in=cases)
    for case, at, by, document in revoked.values_list("application", "at", "revoked_by", "document"):
        yield case, Deed(("revoke",), at, by, {"document": document})


def _handed_over(cases: Sequence[int]) -> Deeds:
    rows: dict[str, QuerySet] = {"deliver": Delivery.objects.all(), "serve": PaperDelivery.objects.all()}
    for verb, of_verb in rows.items():
        for case, at, by in of_verb.filter(application__in=cases).values_list("application", "at", "delivered_by"):
            yield case, Deed((verb,), at, by)
