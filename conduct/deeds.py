"""The rows that acts on corrections and exposures leave beside their lines, for the nightly check: each is held to its line."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from cases.models import Event
from cases.proofs import proof_of
from cases.reconcile.facts import Deed
from conduct.models import ConductLine

MOVED_IN = "moved_in"  # in the first line of a case that came later than what it is of: when it came
OPENS = frozenset({"order_correction", "record_exposure", "issue_supervision"})  # whose line has no words to prove


def deeds(cases: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the steps of these cases, by the case's key."""
    rows: defaultdict[int, list[Deed]] = defaultdict(list)
    moved_in = {
        line.case_id: datetime.fromisoformat(line.facts[MOVED_IN])
        for line in Event.objects.filter(case__in=cases, seq=1, facts__has_key=MOVED_IN)
    }
    of_them = Q(correction__case__in=cases) | Q(exposure__case__in=cases) | Q(supervision__case__in=cases)
    for line in ConductLine.objects.filter(of_them).select_related("correction", "exposure", "supervision"):
        row = line.correction or line.exposure or line.supervision
        if row is not None and row.case_id is not None:
            # what was done before the case came stands in the room's own lines only
            if row.case_id in moved_in and line.act not in OPENS and line.at <= moved_in[row.case_id]:
                continue
            says = (
                {} if line.act in OPENS else {"text_hash": proof_of(line, "words", purpose=line.act, of=str(line.key))}
            )
            rows[row.case_id].append(Deed((line.act,), line.at, line.by_id, says))
    return rows
