"""What each act on an application does to its clocks, for the nightly check of rows against the history. Pure."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from cases.deadlines import special_procedure_start
from cases.reconcile.facts import Effect, Effects, LineFacts, to_its_actor
from cases.reconcile.on_lines import ALL, second_after
from cases.rules import Rule
from hall.worktime import WorkCalendar
from permits.states import DEEM_ACCEPTED, PAUSE_RAN_OUT

NOTICE, WINDOW, PAUSE = Rule.ACCEPTANCE_NOTICE, Rule.WINDOW_ACCEPTANCE, Rule.SPECIAL_PROCEDURE
HANDLING = {Rule.PROMISE, Rule.HALF_DAY, Rule.STATUTORY, Rule.AGENCY_TARGET}
ABOUT_A_PAPER = {Rule.TOLERANCE, Rule.SUPPLEMENT_NOTICE}
NEEDS_THE_PAPER = {Rule.PROMISE, Rule.HALF_DAY, Rule.AGENCY_TARGET, Rule.DELIVERY}


def _of(*rules: str) -> frozenset[str]:
    return frozenset(rules)


def _named(name: str) -> Callable[[LineFacts, WorkCalendar], Collection[datetime]]:
    return lambda line, _days: (line.moment(name),)


def _to_the_minute(line: LineFacts, _days: WorkCalendar) -> Collection[datetime]:
    """The day of a pledge ends at closing time, not some seconds before it."""
    return line.at, line.at.replace(second=0, microsecond=0)


def _before_the_day(line: LineFacts, days: WorkCalendar) -> Collection[datetime]:
    """
    The first day of a pause is the first one counted; ordered after closing time it is the next working day, and with a release
    before this one the day that was over.
    """
    firsts = {days.local(line.at).date(), days.received_on(line.at)}
    return [special_procedure_start(starts_on=first, calendar=days) for first in firsts]


def _when_it_ran_out(line: LineFacts) -> tuple[datetime, datetime]:
    """With its last declared day; one that was outlasted when the hall learned this, on the day it was noticed (decision 105)."""
    return second_after("declared_until")(line)[0], line.at


def _when_the_paper_was_due(line: LineFacts) -> tuple[datetime, datetime]:
    return line.moment("due_at"), line.moment("due_at")


def _waits_for_a_verification(before: Sequence[LineFacts]) -> bool:
    """What was granted on a promise, and handed over before anybody verified that, stays open until then (decision 133)."""
    lines = {line.verb: line for line in before}
    return "accept_on_commitment" in lines and "refuse" not in lines and "verify" not in lines


def _found_false(line: LineFacts) -> bool:
    """What was delivered on a promise found false is open until it is revoked, or the finding put right (decision 122)."""
    return line.facts.get("holds") is False


PAUSES = Effect(starts=_of(PAUSE), since=_before_the_day, pauses=True)
ENDS_UNDECIDED = Effect(ends=ALL, goes_on=True, closes=True)
DECLINED = Effect(ends=ALL, closes=True)
EFFECTS: Effects = {
    "register": Effect(starts=_of(NOTICE, WINDOW, Rule.HALF_DAY), gives=to_its_actor),
    "receive": Effect(starts=_of(NOTICE, WINDOW, *HANDLING)),
    "notify": Effect(ends=ALL),
    DEEM_ACCEPTED: Effect(
        starts=_of(*HANDLING), since=_named("received_at"), ends=_of(NOTICE, WINDOW), until=second_after("notice_due_at")
    ),
    "accept": Effect(starts=_of(*HANDLING), ends=_of(NOTICE, WINDOW)),
    "accept_with_gaps": Effect(starts=_of(*HANDLING, Rule.TOLERANCE), since=_to_the_minute, ends=_of(NOTICE)),
    "accept_on_commitment": Effect(starts=_of(*HANDLING), ends=_of(NOTICE)),
    "supplement": Effect(starts=_of(*NEEDS_THE_PAPER), ends=_of(*ABOUT_A_PAPER)),
    "gap_overdue": Effect(
        starts=_of(Rule.SUPPLEMENT_NOTICE), since=_named("due_at"),
        ends=_of(*NEEDS_THE_PAPER), until=_when_the_paper_was_due,
    ),
    "tell_overdue": Effect(ends=_of(Rule.SUPPLEMENT_NOTICE)),
    "amend": Effect(ends=_of(WINDOW, *HANDLING)),
    "verify": Effect(
        starts=_of(Rule.DELIVERY, Rule.FALSE_PROMISE),
        ends=_of(Rule.DELIVERY, Rule.FALSE_PROMISE, Rule.VERIFICATION), reopens=_found_false,
    ),
    "decline": DECLINED,
    "not_required": DECLINED,
    "close_not_corrected": DECLINED,
    "suspend": PAUSES,
    "prolong": Effect(extends=_of(PAUSE)),
    "resume": Effect(ends=_of(PAUSE), goes_on=True),
    PAUSE_RAN_OUT: Effect(ends=_of(PAUSE), until=_when_it_ran_out, goes_on=True),
    "ask_hearing": Effect(starts=_of(Rule.HEARING)),
    "announce_hearing": PAUSES,
    "hold_hearing": Effect(ends=_of(Rule.HEARING, PAUSE), goes_on=True),
    "cancel_hearing": Effect(ends=_of(Rule.HEARING, PAUSE), goes_on=True),
    "give_up_hearing": Effect(ends=_of(Rule.HEARING)),
    "extend": Effect(extends=_of(Rule.STATUTORY)),
    "grant": Effect(starts=_of(Rule.DELIVERY, Rule.VERIFICATION), ends=_of(*HANDLING), concludes=True),
    "refuse": Effect(starts=_of(Rule.DELIVERY), ends=_of(*HANDLING, *ABOUT_A_PAPER), concludes=True),
    "undo": Effect(ends=_of(Rule.DELIVERY, Rule.FALSE_PROMISE, Rule.VERIFICATION), takes_back=True),
    "deliver": Effect(ends=_of(Rule.DELIVERY), closes=True, stays_open=_waits_for_a_verification),
    "revoke": DECLINED,
    "withdraw": ENDS_UNDECIDED,
    "terminate": ENDS_UNDECIDED,
    "void": ENDS_UNDECIDED,
}  # fmt: skip
