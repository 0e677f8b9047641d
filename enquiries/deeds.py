"""The rows that acts on an enquiry leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Sequence

from cases.reconcile.facts import Deed
from enquiries.models import Enquiry, HandOver


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these enquiries have left, by the case's key."""
    found: defaultdict[int, list[Deed]] = defaultdict(list)
    answered = Enquiry.objects.filter(case__in=cases, answered_at__isnull=False)
    for case, at, by in answered.values_list("case", "answered_at", "answered_by"):
        found[case].append(Deed(("answer",), at, by))
    links = HandOver.objects.filter(enquiry__in=cases)
    for case, at, by, taken_at, taken_by in links.values_list("enquiry", "at", "by", "taken_at", "taken_by"):
        found[case].append(Deed(("hand_over",), at, by))
        if taken_at is not None:
            found[case].append(Deed(("take",), taken_at, taken_by))
    return found
