"""The rows that acts on a complaint leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Sequence

from cases.models import CardState
from cases.proofs import proof_of
from cases.reconcile.facts import ANYBODY, Deed
from complaints import states
from complaints.models import Complaint, Finding, Joining, Reclassification, Reply


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these complaints have left; and what allows one to end it, which may not have been done."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    finding_times, reply_times = defaultdict(list), defaultdict(list)
    for filed in Complaint.objects.filter(case__in=cases).select_related("case"):
        words = proof_of(filed, "text", purpose="complaint", of=filed.case.idem_hash)
        rows[filed.pk].append(Deed(("file", "take_in", "open_lead"), None, ANYBODY, {"text_hash": words}))
        if filed.case.state == states.NOT_ACCEPTED:
            words = proof_of(filed, "declined_because", purpose="declined", of=filed.case.number)
            rows[filed.pk].append(Deed(("decline",), None, ANYBODY, {"reason_hash": words}))
    for found in Finding.objects.filter(complaint__in=cases):
        words = proof_of(found, "text", purpose="finding", of=str(found.key))
        says = {"result": found.result, "text_hash": words}
        rows[found.complaint_id].append(Deed(("find",), found.at, found.found_by_id, says))
        finding_times[found.complaint_id].append(found.at)
    for answer in Reply.objects.filter(complaint__in=cases):
        words = proof_of(answer, "text", "impossible_because", purpose="reply", of=str(answer.key))
        rows[answer.complaint_id].append(Deed(("reply",), answer.at, answer.replied_by_id, {"text_hash": words}))
        reply_times[answer.complaint_id].append(answer.at)
    for case in finding_times.keys() & reply_times.keys():
        if max(reply_times[case]) >= max(finding_times[case]):
            rows[case].append(Deed(("conclude",), None, ANYBODY, owed=False))
    for each in Reclassification.objects.filter(complaint__in=cases):
        words = proof_of(each, "reason", purpose="reclassification", of=str(each.key))
        says = {"kind": each.kind, "text_hash": words}
        rows[each.complaint_id].append(Deed(("reclassify",), each.proposed_at, each.proposed_by_id, says))
        if each.decided_at:
            decision = {"kind": each.kind, "is_agreed": each.is_agreed}
            rows[each.complaint_id].append(Deed(("decide_kind",), each.decided_at, each.decided_by_id, decision))
    for joining in Joining.objects.filter(complaint__in=cases).select_related("leading__case"):
        number = {"leading": joining.leading.case.number}
        rows[joining.complaint_id].append(Deed(("join",), joining.at, joining.by_id, number))
    of_no_card = Complaint.objects.filter(case__in=cases, card__state=CardState.WITHDRAWN)
    for case in of_no_card.values_list("case", flat=True):
        rows[case].append(Deed(("end_lead",), None, None, owed=False))
    return rows
