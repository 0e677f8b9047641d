"""The rows that acts on a complaint leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Sequence

from cases.models import CardState
from cases.reconcile.facts import ANYBODY, Deed
from complaints.models import Complaint, Finding, Reply


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these complaints have left; and what allows one to end it, which may not have been done."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    finding_times, reply_times = defaultdict(list), defaultdict(list)
    findings = Finding.objects.filter(complaint__in=cases)
    for case, at, by, result in findings.values_list("complaint", "at", "found_by", "result"):
        rows[case].append(Deed(("find",), at, by, {"result": result}))
        finding_times[case].append(at)
    for case, at, by in Reply.objects.filter(complaint__in=cases).values_list("complaint", "at", "replied_by"):
        rows[case].append(Deed(("reply",), at, by))
        reply_times[case].append(at)
    for case in finding_times.keys() & reply_times.keys():
        if max(reply_times[case]) >= max(finding_times[case]):
            rows[case].append(Deed(("conclude",), None, ANYBODY, owed=False))
    of_no_card = Complaint.objects.filter(case__in=cases, card__state=CardState.WITHDRAWN)
    for case in of_no_card.values_list("case", flat=True):
        rows[case].append(Deed(("end_lead",), None, None, owed=False))
    return rows
