"""What an application's state calls for, for the nightly check: clocks that must run, breaches that are owed a card."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q

from cases.reconcile.facts import Occurrence, RoomFacts
from cases.rules import Clock, Rule
from hall.catalogue_terms import AuthorityLevel
from hall.models import ItemVersion, Material
from hall.worktime import Unit
from permits import deadlines
from permits.gaps import WAIT_FOR_A_PAPER
from permits.models import Application, Commitment, Decision, Hearing, MaterialReceipt, OneTimeNotice, Tolerance, Visit
from permits.states import ACCEPTED, DELIVERED, GRANTED, REFUSED, SUBMITTED, SUSPENDED
from permits.supplements import hindsight

BY_STATE = {
    SUBMITTED: frozenset({str(Rule.ACCEPTANCE_NOTICE)}),
    SUSPENDED: frozenset({str(Rule.SPECIAL_PROCEDURE)}),  # beside the clocks that it stops
    GRANTED: frozenset({str(Rule.DELIVERY)}),
    REFUSED: frozenset({str(Rule.REFUSAL_DELIVERY)}),
}
HANDLED = (ACCEPTED, SUSPENDED)
# what rests on a promise found false is not handed over (rules A12): it is revoked, or the finding put right
TO_REVOKE = frozenset({str(Rule.FALSE_PROMISE)})
TO_VERIFY = frozenset({str(Rule.VERIFICATION)})  # a licence that rests on a promise, delivered or not
# 行政许可法 art. 32(4): deemed accepted; art. 45: what no notice declares does not stop the clocks
ENDS_WHEN_BROKEN = frozenset({str(Rule.ACCEPTANCE_NOTICE), str(Rule.SPECIAL_PROCEDURE)})


def owed(cases: Sequence[int]) -> dict[int, RoomFacts]:
    """Return what is owed on each of these applications, by the case's key."""
    occurrences: defaultdict[int, set[Occurrence]] = defaultdict(set)
    # a trip that was carried over had its card on the application that it was made for, unless only here it was one too many
    same_trip = {name: OuterRef(name) for name in ("at", "window", "purpose", "cause")}
    carded_there = Visit.objects.filter(application__case__number=OuterRef("carried_from"), **same_trip)
    visits = Visit.objects.filter(application__in=cases, cause=Visit.Cause.WINDOW)
    visits = visits.filter(Q(carried_from="") | ~Exists(carded_there))
    for case, number, department in visits.values_list("application_id", "counted_as", "department_id"):
        occurrences[case].add((str(Rule.TWO_VISIT), number or 0, department))
    noticed = set()
    notices = OneTimeNotice.objects.filter(application__in=cases)
    of_case = "application__case__department_id"
    for case, number, ground, department in notices.values_list("application_id", "number", "ground", of_case):
        noticed.add(case)
        if ground:
            occurrences[case].add((str(Rule.NOTICE_SUPPLEMENTED), number, department))
    made_again = Application.objects.filter(case__in=cases, takes_up__isnull=False, notices__isnull=False)
    for application in made_again.select_related("case").only("case__department").distinct():
        if supplement := hindsight(application):
            liable = application.case.department_id or 0
            occurrences[application.pk].add((str(Rule.NOTICE_SUPPLEMENTED), supplement[0].number, liable))
    waiting = Tolerance.objects.filter(application__in=cases, overdue_at__isnull=False, supplied_at__isnull=True)
    lack_a_paper = set(waiting.values_list("application_id", flat=True))
    hearings = Hearing.objects.filter(application__in=cases, asked_at__isnull=False, held_at=None, given_up_at=None)
    to_be_heard = set(hearings.values_list("application_id", flat=True))
    granted = Commitment.objects.filter(application__in=cases, application__decision__result=Decision.Result.GRANT)
    falsely = set(granted.filter(holds=False).values_list("application_id", flat=True))
    unverified = set(granted.filter(verified_at=None).values_list("application_id", flat=True))
    rows = Application.objects.filter(case__in=cases).values_list("case_id", "case__state", "item_version_id")
    versions = ItemVersion.objects.in_bulk({version for _case, _state, version in rows})
    limits = {version: _limits(terms) for version, terms in versions.items()}
    needed = dict(Material.objects.filter(version__in=versions).values_list("version").annotate(Count("pk")))
    receipts = MaterialReceipt.objects.filter(application__in=cases, returned_at=None)
    held = dict(receipts.values_list("application").annotate(Count("material", distinct=True)))
    return {
        case: RoomFacts(
            TO_REVOKE
            if case in falsely and state in (GRANTED, DELIVERED)
            else _clocks(
                state,
                versions[version],
                case in lack_a_paper,
                hearing_owed=case in to_be_heard,
                complete=held.get(case, 0) >= needed.get(version, 0),
                corrected=case in noticed,
            )
            | (TO_VERIFY if case in unverified and state in (GRANTED, DELIVERED) else frozenset()),
            frozenset(occurrences[case]),
            ENDS_WHEN_BROKEN,
            limits[version],
        )
        for case, state, version in rows
    }


def _clocks(
    state: str, terms: ItemVersion, waits: bool, *, hearing_owed: bool, complete: bool, corrected: bool
) -> frozenset[str]:
    """
    :param waits: a promised paper has not come, and what needs it does not run (permits.gaps). :param hearing_owed: it was asked for, and neither held nor given up.
    :param complete: the window has every paper: half a day runs from then on (rules §4.1). :param corrected: because a notice
        had asked for them, so that the handling has begun (rules A7).
    """
    clocks = BY_STATE.get(state, frozenset())
    if state == SUBMITTED and complete:
        half_day = _handling(terms) & {str(Rule.HALF_DAY)} or {str(Rule.WINDOW_ACCEPTANCE)}
        clocks = clocks | half_day | (_handling(terms) if corrected else frozenset())
    if state in HANDLED:
        clocks = clocks | _handling(terms) | ({str(Rule.HEARING)} if hearing_owed else frozenset())
    return clocks - {str(rule) for rule in WAIT_FOR_A_PAPER} if waits else clocks


def _length(clock: Clock) -> tuple[str, int]:
    return str(clock.limit.unit), clock.limit.quantity


# What no item publishes. What is left of a delivery may be shorter than the whole (deadlines.delivery_left).
BY_LAW = {
    str(clock.rule): (_length(clock),)
    for clock in (
        deadlines.acceptance_notice(), deadlines.window_acceptance(), deadlines.agency_target(), deadlines.hearing(),
        deadlines.supplement_overdue_notice(), deadlines.false_promise(),
    )
} | {str(Rule.DELIVERY): tuple((str(Unit.WORKING_DAY), days + 1) for days in range(deadlines.DELIVER_WITHIN))}  # fmt: skip


def _limits(terms: ItemVersion) -> dict[str, tuple[tuple[str, int], ...]]:
    """What was published for the item: its promise, and what the law allows before it is extended; and what is for every item."""
    promised = ((terms.promise_unit, terms.promise_quantity),)
    by_law = () if terms.statutory_quantity is None else ((terms.statutory_unit, terms.statutory_quantity),)
    return BY_LAW | {str(Rule.PROMISE): promised, str(Rule.HALF_DAY): promised, str(Rule.STATUTORY): by_law}


def _handling(terms: ItemVersion) -> frozenset[str]:
    """The promise of a district item, beside it what the law allows; of a city item the target (rules S-1, S-2)."""
    if terms.authority_level != AuthorityLevel.DISTRICT:
        return frozenset({str(Rule.AGENCY_TARGET)})
    promise = Rule.HALF_DAY if terms.promise_unit == Unit.WORKING_MINUTE else Rule.PROMISE
    by_law = () if terms.statutory_quantity is None else (str(Rule.STATUTORY),)
    return frozenset({str(promise), *by_law})
