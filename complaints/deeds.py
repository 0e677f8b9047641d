"""The rows that acts on a complaint leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Sequence

from cases.models import CardState
from cases.proofs import proof_of
from cases.reconcile.facts import ANYBODY, Deed
from complaints import states
from complaints.models import STEP_SAYS, Complaint, Finding, Reply, Step, Suppression
from hall.fields import shown


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these complaints have left; and what allows one to end it, which may not have been done."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    finding_times, reply_times = defaultdict(list), defaultdict(list)
    for filed in Complaint.objects.filter(case__in=cases).select_related("case"):
        words = proof_of(filed, "text", purpose="complaint", of=filed.case.idem_hash)
        rows[filed.pk].append(Deed(("file", "open_lead"), None, ANYBODY, {"text_hash": words}))
        if filed.case.state == states.NOT_ACCEPTED:
            words = proof_of(filed, "declined_because", purpose="declined", of=filed.case.number)
            rows[filed.pk].append(Deed(("decline", "transfer_out"), None, ANYBODY, {"reason_hash": words}))
    for found in Finding.objects.filter(complaint__in=cases):
        words = proof_of(found, "text", purpose="finding", of=str(found.key))
        says = {"result": found.result, "text_hash": words} | ({"self_reported": True} if found.self_reported else {})
        rows[found.complaint_id].append(Deed(("find",), found.at, found.found_by_id, says))
        finding_times[found.complaint_id].append(found.at)
    for answer in Reply.objects.filter(complaint__in=cases):
        question = ["question"] if shown(answer, "question") else []
        words = proof_of(answer, "text", "impossible_because", *question, purpose="reply", of=str(answer.key))
        rows[answer.complaint_id].append(Deed(("reply",), answer.at, answer.replied_by_id, {"text_hash": words}))
        reply_times[answer.complaint_id].append(answer.at)
    for step in Step.objects.filter(complaint__in=cases):
        says = {name: getattr(step, name) for name in STEP_SAYS if getattr(step, name)}
        says["text_hash"] = proof_of(step, "text", purpose="step", of=str(step.key))
        rows[step.complaint_id].append(Deed((step.act,), step.at, step.by_id, says))
    for held in Suppression.objects.filter(complaint__in=cases):
        rows[held.complaint_id].append(Deed(("suppressed",), held.at, None, {"still_since": held.still_since}))
    for case in finding_times.keys() & reply_times.keys():
        if max(reply_times[case]) >= max(finding_times[case]):
            rows[case].append(Deed(("conclude",), None, ANYBODY, owed=False))
    of_no_card = Complaint.objects.filter(case__in=cases, card__state=CardState.WITHDRAWN)
    for case in of_no_card.values_list("case", flat=True):
        rows[case].append(Deed(("end_lead",), None, None, owed=False))
    return rows
