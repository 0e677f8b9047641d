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
HANDING_OVER = {Rule.DELIVERY, Rule.REFUSAL_DELIVERY}
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


def _always(_line: LineFacts) -> bool:
    return True


def _took_papers_off(line: LineFacts) -> bool:
    return "missing" in line.facts


def _waits_for_a_verification(before: Sequence[LineFacts]) -> bool:
    """What was granted on a promise, and handed over before anybody verified that, stays open until then (decision 133)."""
    lines = {line.verb: line for line in before}
    return "accept_on_commitment" in lines and "refuse" not in lines and "verify" not in lines


def _found_false(line: LineFacts) -> bool:
    """What was delivered on a promise found false is open until it is revoked, or the finding put right (decision 122)."""
    return line.facts.get("holds") is False


PAUSES = Effect(starts=_of(PAUSE), since=_before_the_day, pauses=True)
ENDS_UNDECIDED = Effect(ends=ALL, goes_on=True, closes=True, deed=_always)
DECLINED = Effect(ends=ALL, closes=True, deed=_always)
EFFECTS: Effects = {
    "register": Effect(starts=_of(NOTICE, WINDOW, Rule.HALF_DAY), gives=to_its_actor),
    "receive": Effect(starts=_of(NOTICE, WINDOW, *HANDLING), deed=_always),
    "notify": Effect(ends=ALL, deed=_always),
    DEEM_ACCEPTED: Effect(
        starts=_of(*HANDLING), since=_named("received_at"), ends=_of(NOTICE, WINDOW), until=second_after("notice_due_at"),
        deed=_always,
    ),
    "accept": Effect(starts=_of(*HANDLING), ends=_of(NOTICE, WINDOW), deed=_always),
    "accept_with_gaps": Effect(starts=_of(*HANDLING, Rule.TOLERANCE), since=_to_the_minute, ends=_of(NOTICE), deed=_always),
    "accept_on_commitment": Effect(starts=_of(*HANDLING), ends=_of(NOTICE), deed=_always),
    "supplement": Effect(starts=_of(*NEEDS_THE_PAPER), ends=_of(*ABOUT_A_PAPER), deed=_always),
    "gap_overdue": Effect(
        starts=_of(Rule.SUPPLEMENT_NOTICE), since=_named("due_at"),
        ends=_of(*NEEDS_THE_PAPER), until=_when_the_paper_was_due, deed=_always,
    ),
    "tell_overdue": Effect(ends=_of(Rule.SUPPLEMENT_NOTICE), deed=_always),
    "amend": Effect(ends=_of(WINDOW, *HANDLING), deed=_took_papers_off),
    "verify": Effect(
        starts=_of(Rule.DELIVERY, Rule.FALSE_PROMISE),
        ends=_of(Rule.DELIVERY, Rule.FALSE_PROMISE, Rule.VERIFICATION), reopens=_found_false,
        deed=_always, last=True,
    ),
    "decline": DECLINED,
    "not_required": DECLINED,
    "close_not_corrected": DECLINED,
    "suspend": PAUSES,
    "prolong": Effect(extends=_of(PAUSE)),
    "resume": Effect(ends=_of(PAUSE), goes_on=True),
    PAUSE_RAN_OUT: Effect(ends=_of(PAUSE), until=_when_it_ran_out, goes_on=True),
    "tell_hearing": Effect(deed=_always),
    "ask_hearing": Effect(starts=_of(Rule.HEARING)),
    "announce_hearing": PAUSES,
    "move_hearing": Effect(extends=_of(PAUSE)),
    "hold_hearing": Effect(ends=_of(Rule.HEARING, PAUSE), goes_on=True, deed=_always),
    "cancel_hearing": Effect(ends=_of(Rule.HEARING, PAUSE), goes_on=True),
    "give_up_hearing": Effect(ends=_of(Rule.HEARING), deed=_always),
    "extend": Effect(extends=_of(Rule.STATUTORY)),
    "grant": Effect(starts=_of(Rule.DELIVERY, Rule.VERIFICATION), ends=_of(*HANDLING), concludes=True, deed=_always),
    "refuse": Effect(
        starts=_of(Rule.REFUSAL_DELIVERY), ends=_of(*HANDLING, *ABOUT_A_PAPER), concludes=True, deed=_always
    ),
    "undo": Effect(ends=_of(*HANDING_OVER, Rule.FALSE_PROMISE, Rule.VERIFICATION), takes_back=True, deed=_always),
    "deliver": Effect(ends=_of(*HANDING_OVER), closes=True, stays_open=_waits_for_a_verification, deed=_always),
    "serve": Effect(deed=_always),
    "revoke": DECLINED,
    "withdraw": ENDS_UNDECIDED,
    "terminate": ENDS_UNDECIDED,
    "void": ENDS_UNDECIDED,
}  # fmt: skip
