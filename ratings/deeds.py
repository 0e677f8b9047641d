"""The rows that acts on a correction leave beside their lines, for the nightly check: each is held to its line (decision 131)."""

from collections import defaultdict
from collections.abc import Sequence

from cases.proofs import proof_of
from cases.reconcile.facts import ANYBODY, Deed
from ratings.models import Correction, Step


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the rows that acts on these corrections have left, by the case's key; first the rating that opened each."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    opened = Correction.objects.filter(case__in=cases).values_list("case", "rating__at", "rating__level")
    for case, at, level in opened:
        rows[case].append(Deed(("rate_badly",), at, ANYBODY, {"level": level}))
    for step in Step.objects.filter(correction__in=cases):
        words = proof_of(step, "text", purpose=step.verb, of=str(step.key))
        says = {"result": step.result, "text_hash": words}
        rows[step.correction_id].append(Deed((step.verb,), step.at, step.by_id, says))
    return rows
