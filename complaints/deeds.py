"""The rows that acts on a complaint leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cases.models import CardState
from cases.proofs import proof_of
from cases.reconcile.facts import ANYBODY, Deed
from complaints import states
from complaints.models import (
    STEP_SAYS,
    Call,
    Complaint,
    Finding,
    Joining,
    Look,
    Message,
    Opening,
    Reclassification,
    Recusal,
    Reply,
    Reward,
    Step,
    Suppression,
)
from hall.fields import shown


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these complaints have left; and what allows one to end it, which may not have been done."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    finding_times, reply_times = defaultdict(list), defaultdict(list)
    for filed in Complaint.objects.filter(case__in=cases).select_related("case"):
        words = proof_of(filed, "text", purpose="complaint", of=filed.case.idem_hash)
        rows[filed.pk].append(Deed(("file", "take_in", "open_lead"), None, ANYBODY, {"text_hash": words}))
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
    for case, deed in _with_the_reporter(cases):
        rows[case].append(deed)
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


def _with_the_reporter(cases: Sequence[int]) -> Iterator[tuple[int, Deed]]:
    """What the office asked and heard, and the openings of identities. What a reporter wrote has no line (Message)."""
    for message in Message.objects.filter(complaint__in=cases, by__isnull=False):
        says: dict[str, Any] = {"text_hash": proof_of(message, "text", purpose="message", of=str(message.key))}
        yield message.complaint_id, Deed(("ask_reporter",), None, message.by_id, says)
    for call in Call.objects.filter(complaint__in=cases):
        says = {"result": call.result, "text_hash": proof_of(call, "text", purpose="call", of=str(call.key))}
        yield call.complaint_id, Deed(("call_reporter",), call.at, call.by_id, says)
    for opening in Opening.objects.filter(complaint__in=cases):
        request = {"reason_hash": proof_of(opening, "reason", purpose="opening", of=str(opening.key))}
        yield opening.complaint_id, Deed(("ask_identity",), opening.asked_at, opening.asked_by_id, request)
        if opening.decided_at is not None:
            answer = proof_of(opening, "because", purpose="opening_answer", of=str(opening.key))
            says = {"is_allowed": opening.is_allowed, "reason_hash": answer}
            yield opening.complaint_id, Deed(("decide_identity",), opening.decided_at, opening.decided_by_id, says)
    for look in Look.objects.filter(complaint__in=cases):
        yield look.complaint_id, Deed(("look_at_identity",), look.at, look.by_id, {"look_hash": look.proof()})
    for recusal in Recusal.objects.filter(complaint__in=cases):
        words = proof_of(recusal, "reason", purpose="recusal", of=str(recusal.key))
        says = {"why": recusal.why, "person_id": recusal.person_id, "reason_hash": words}
        yield recusal.complaint_id, Deed(("recuse",), recusal.at, recusal.by_id, says)
    for reward in Reward.objects.filter(complaint__in=cases):
        words = proof_of(reward, "reason", purpose="reward", of=str(reward.key))
        says = {"amount": str(reward.amount), "level": reward.level_id, "reason_hash": words}
        yield reward.complaint_id, Deed(("decide_reward",), reward.decided_at, reward.decided_by_id, says)
        if reward.paid_at is not None:
            paid = {"amount": str(reward.amount)}
            yield reward.complaint_id, Deed(("pay_reward",), reward.paid_at, reward.paid_by_id, paid)
