"""The rows that acts on an enquiry leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Sequence

from cases.proofs import proof_of
from cases.reconcile.facts import ANYBODY, Deed
from enquiries.models import Enquiry, HandOver


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these enquiries have left, by the case's key."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    for asked in Enquiry.objects.filter(case__in=cases).select_related("case"):
        key, at, by = asked.case.idem_hash, asked.answered_at, asked.answered_by_id
        says = {"text_hash": proof_of(asked, "text", purpose="enquiry", of=key)}
        rows[asked.pk].append(Deed(("ask",), None, ANYBODY, says))
        if at is not None:
            says = {"text_hash": proof_of(asked, "answer", purpose="enquiry answer", of=key)}
            rows[asked.pk].append(Deed(("answer",), at, by, says))
    links = HandOver.objects.filter(enquiry__in=cases)
    for case, at, by, taken_at, taken_by in links.values_list("enquiry", "at", "by", "taken_at", "taken_by"):
        rows[case].append(Deed(("hand_over",), at, by))
        if taken_at is not None:
            rows[case].append(Deed(("take",), taken_at, taken_by))
    return rows
