"""
One case, held against its history: a clock that began, ended or was replaced, a pause, a withdrawn card and an end of the case have
the line of the act that did it. The history is chained and its days are closed with digests; the rows are neither. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from cases.reconcile import words
from cases.reconcile.derive import A_SECOND, Calendars, Course
from cases.reconcile.facts import (
    ANYBODY,
    CardFacts,
    CaseFacts,
    ClockFacts,
    Deed,
    Effect,
    LineFacts,
    PauseFacts,
    at_the_line,
)
from cases.reconcile.kinds import Difference, Kind
from cases.rules import RULES, Rule
from hall.worktime import WorkCalendar

ALL = frozenset(RULES)
ADDED, APPEALED, WITHDRAWN, OWNER_CHANGED = "clock_added", "card_appealed", "card_withdrawn", "change_owner"
A_MILLISECOND = timedelta(milliseconds=1)  # no line names an instant more closely
Span = tuple[datetime, datetime]

# Lines that the engine itself writes, whatever the case is about.
OF_ANY_CASE = {
    ADDED: Effect(starts=ALL, since=lambda line, _days: (line.moment("started_at"),)),
    APPEALED: Effect(),
    WITHDRAWN: Effect(),
    OWNER_CHANGED: Effect(gives=lambda line: line.facts.get("handler_id")),  # older lines have the name only
}
HELD_BY_ANOTHER = {Rule.ENQUIRY_HAND_OVER}  # clocks of somebody who does not answer for the case (yet)


def second_after(name: str) -> Callable[[LineFacts], Span]:
    """For what the law ends at its breach: the first instant that is too late, of the due moment that the line names."""

    def until(line: LineFacts) -> Span:
        too_late = line.moment(name) + A_SECOND
        return too_late, too_late

    return until


def line_differences(case: CaseFacts, runs: Sequence[Course], *, calendars: Calendars) -> Iterator[Difference]:
    """
    What is stored about a case and has no line in its history that says so, and the other way round.

    :param runs: how its clocks run by their intervals.
    """
    trail = _Trail(case)
    by_key = {clock.pk: clock for clock in case.clocks}
    [(days, _late_by)] = calendars(None)
    for clock in case.clocks:
        earlier = by_key.get(clock.supersedes) if clock.supersedes is not None else None
        starts = list(trail.starts_of(clock.rule)) if earlier is None else []
        begun = [line for line, effect in starts if _begins(clock, line, effect, calendars)]
        if earlier is None and not begun:
            derived = [moment for line, effect in starts for moment in effect.since(line, days)]
            yield Difference.on(clock, Kind.START, words.moment(clock.started_at, days), words.moments(derived, days))
        elif earlier is not None and clock.started_at != earlier.started_at:
            yield Difference.on(clock, Kind.START, *_moments(clock.started_at, earlier.started_at, days))
        yield from _length(case, clock, earlier, begun, trail)
        yield from _end(clock, trail, days)
    for pause in case.pauses:
        yield from _pause(pause, trail, days)
    yield from _withdrawals(case, {run.clock.pk: run for run in runs}, trail, days)
    yield from _case(case, trail, days)
    yield from _owner(case, trail)
    yield from _deeds(case, trail, days)


class _Trail:
    """What the lines of a case have done, but for what was taken back since."""

    def __init__(self, case: CaseFacts) -> None:
        self.withdrawn = {line.facts.get("card"): line for line in case.lines if line.verb == WITHDRAWN}
        self.appealed = {line.facts.get("card"): line.at for line in case.lines if line.verb == APPEALED}
        self.lines: list[tuple[LineFacts, Effect]] = [
            (line, case.effects[line.verb]) for line in case.lines if line.verb in case.effects
        ]
        taken_back = {line.moment("decided_at") for line, effect in self.lines if effect.takes_back}
        self.in_force = [
            (line, effect)
            for line, effect in self.lines
            if not (effect.concludes and any(_same(line.at, moment) for moment in taken_back))
        ]
        self.ends: defaultdict[str, list[Span]] = defaultdict(list)
        for line, effect in self.in_force:
            if effect.ends:
                span = effect.until(line)
                for rule in effect.ends:
                    self.ends[rule].append(span)

    def starts_of(self, rule: str) -> Iterator[tuple[LineFacts, Effect]]:
        """Lines that may start a clock of this rule; a conclusion that was taken back had started one all the same."""
        for line, effect in self.lines:
            if rule in effect.starts and (line.verb != ADDED or line.facts["rule"] == rule):
                yield line, effect

    def extensions_of(self, rule: str) -> list[LineFacts]:
        return [line for line, effect in self.lines if rule in effect.extends]

    def concluded(self) -> Span | None:
        """Between which instants the case came to its result: by a decision, else with its end."""
        decided = [(line.at, line.at) for line, effect in self.in_force if effect.concludes]
        return decided[-1] if decided else self.closed()

    def owner(self) -> int | None:
        """Who answers for the case by the last line that gave it to somebody; None where that is not said."""
        handlers = [effect.gives(line) for line, effect in self.lines if effect.gives is not None]
        return handlers[-1] if handlers else None

    def closed(self) -> Span | None:
        """A case is closed once: what follows may open it again for a while, and leaves that instant as it is, unless it is done anew."""
        first: Span | None = None
        closed: Span | None = None
        before: list[LineFacts] = []
        for line, effect in self.in_force:
            if effect.closes:
                first = first or effect.until(line)
                closed = None if effect.stays_open and effect.stays_open(before) else first
            elif effect.reopens is not None:
                closed = None if effect.reopens(line) else first
                first = None if effect.anew else first
            before.append(line)
        return closed


def _begins(clock: ClockFacts, line: LineFacts, effect: Effect, calendars: Calendars) -> bool:
    """Whether the line starts the clock, by a calendar that was in force then or that has been put in force since."""
    for days, _late_by in calendars(line.at):
        if any(_same(clock.started_at, moment) for moment in effect.since(line, days)):
            return True
        if effect.since is at_the_line:  # by whatever calendar
            break
    return False


def _length(
    case: CaseFacts, clock: ClockFacts, earlier: ClockFacts | None, begun: Iterable[LineFacts], trail: _Trail
) -> Iterator[Difference]:
    """As long as was published, declared or is the law; of an extended one, that and what was approved."""
    begun = list(begun)
    allowed: set[tuple[str, int]] | None = None
    if earlier is not None:
        approved = (line for line in trail.extensions_of(clock.rule) if _same(line.at, earlier.superseded_at))
        allowed = {(earlier.unit, earlier.quantity + line.facts["days"]) for line in approved}
        if not allowed:
            return  # that nothing says so is told of the one that was replaced
    elif said := [lengths for line in begun if (lengths := case.effects[line.verb].lengths(line)) is not None]:
        allowed = set().union(*said)
    elif clock.rule in case.room.limits:
        allowed = set(case.room.limits[clock.rule])
    elif clock.rule == Rule.SPECIAL_PROCEDURE:
        # one that was added later (cases.missing) has the length of its pause
        declared = {line.facts.get("declared_days") for line in begun if case.effects[line.verb].pauses}
        allowed = {(clock.unit, days) for days in declared or {pause.declared_days for pause in case.pauses} if days}
    if allowed is not None and (clock.unit, clock.quantity) not in allowed:
        derived = "、".join(words.length(*each) for each in sorted(allowed)) or words.NONE
        yield Difference.on(clock, Kind.LENGTH, words.length(clock.unit, clock.quantity), derived)


def _end(clock: ClockFacts, trail: _Trail, days: WorkCalendar) -> Iterator[Difference]:
    """At the instant of a line that may have ended it, and not of one before it began."""
    if clock.met_at is not None:
        spans = trail.ends[clock.rule]
    elif clock.superseded_at is not None:
        spans = [(line.at, line.at) for line in trail.extensions_of(clock.rule)]
    else:
        return
    ended_at = clock.ended_at
    if not any(_within(ended_at, span) for span in spans) or ended_at is None or ended_at < clock.started_at:
        derived = words.moments((last for _first, last in spans), days)
        yield Difference.on(clock, Kind.END, words.moment(clock.ended_at, days), derived)


def _pause(pause: PauseFacts, trail: _Trail, days: WorkCalendar) -> Iterator[Difference]:
    """
    Its first day is that of the notice, its last one that on which it ended: both belong to it (rules D9). Ordered after closing time
    it begins on the next working day; with a release before this one it began on the day that was over.
    """
    firsts = {days.local(pause.started_at).date(), days.received_on(pause.started_at)}
    began = [line.at for line, effect in trail.lines if effect.pauses and line.actor == pause.started_by]
    if not any(_same(pause.started_at, at) for at in began) or pause.starts_on not in firsts:
        stored = f"自 {pause.starts_on}，{words.moment(pause.started_at, days)}"
        yield Difference(Kind.PAUSE, stored=stored, derived=words.moments(began, days), rule=Rule.SPECIAL_PROCEDURE)
    elif pause.ended_at is not None and pause.ends_on is not None:
        ends = [
            (line, effect.until(line))
            for line, effect in trail.lines
            if effect.goes_on and line.actor == pause.ended_by
        ]
        spans = [span for _line, span in ends]
        saying = [line for line, span in ends if _within(pause.ended_at, span)]
        if not saying or not _has_its_last_day(pause, saying, days):
            stored = f"至 {pause.ends_on}，{words.moment(pause.ended_at, days)}"
            derived = words.moments((last for _first, last in spans), days)
            yield Difference(Kind.PAUSE, stored=stored, derived=derived, rule=Rule.SPECIAL_PROCEDURE)


def _has_its_last_day(pause: PauseFacts, saying: Iterable[LineFacts], days: WorkCalendar) -> bool:
    """
    The day on which it ended. One that was ended before its first day never began where its line says so; with a release before
    that was said, it left out its first day all the same.
    """
    ended_on = days.local(cast(datetime, pause.ended_at)).date()
    before = ended_on < pause.starts_on
    by_its_line = any(line.facts.get("never_began") for line in saying)
    honest = before if pause.never_began else not by_its_line
    return honest and pause.ends_on == max(ended_on, pause.starts_on)


def _withdrawals(
    case: CaseFacts, runs: Mapping[int, Course], trail: _Trail, days: WorkCalendar
) -> Iterator[Difference]:
    """
    A card goes by a line of whoever withdrew it, and on a ground: an appeal that was ruled on, or that it was none (any more), as in
    a case that should never have been opened.
    """
    for card in case.cards:
        line = trail.withdrawn.get(card.pk)
        at, by = (line.at, line.actor) if line else (None, None)
        if not _same(card.withdrawn_at, at) or card.withdrawn_by != by:
            stored, derived = _moments(card.withdrawn_at, at, days)
            yield Difference(Kind.WITHDRAWAL, card.deadline, card.pk, stored, derived, card.rule)
        elif line is not None and not _has_a_ground(card, line, case.cards, runs, trail):
            stored = words.deed("", line.at, line.actor, days)
            yield Difference(Kind.GROUNDLESS, card.deadline, card.pk, stored, words.NONE, card.rule)


def _has_a_ground(
    card: CardFacts, line: LineFacts, cards: Sequence[CardFacts], runs: Mapping[int, Course], trail: _Trail
) -> bool:
    appealed_at = trail.appealed.get(card.pk)
    if line.actor is not None and appealed_at is not None and appealed_at <= line.at:
        return True  # the office's people alone may rule (hall.roles), and the line has their name
    if card.escalated and any(
        _same(other.withdrawn_at, card.withdrawn_at) and other.department == card.department
        for other in cards
        if not other.escalated
    ):
        return True  # the yellow card that had made it red is gone: whether that had a ground is asked of that one
    run = runs.get(card.deadline) if card.deadline is not None else None
    # in whoever's name: what is withdrawn because the calendar was corrected, or an act came in time, is no breach by the arithmetic
    return run is not None and (not run.broken or run.due.due_at != card.breached_at or run.clock.epoch != card.epoch)


def _case(case: CaseFacts, trail: _Trail, days: WorkCalendar) -> Iterator[Difference]:
    opened = trail.lines[0][0].at if trail.lines else None
    if not _same(case.opened_at, opened):
        yield Difference(Kind.OPENED, None, None, *_moments(case.opened_at, opened, days))
    for kind, stored, span in (
        (Kind.CONCLUDED, case.concluded_at, trail.concluded()),
        (Kind.CLOSED, case.closed_at, trail.closed()),
    ):
        if (stored is None) != (span is None) or (span is not None and not _within(stored, span)):
            yield Difference(kind, None, None, *_moments(stored, span and span[1], days))


def _owner(case: CaseFacts, trail: _Trail) -> Iterator[Difference]:
    """Whoever answers for a case is whom its history names, and answers for its running clocks, as does its department."""
    named = trail.owner()
    if named is not None and named != case.owner:
        yield Difference(Kind.OWNER, stored=words.person(case.owner), derived=words.person(named))
    for clock in case.clocks:
        if (
            clock.ended_at is None
            and clock.rule not in HELD_BY_ANOTHER
            and (clock.owner, clock.department) != (case.owner, case.department)
        ):
            yield Difference.on(
                clock,
                Kind.LIABLE,
                words.liable(clock.owner, clock.department),
                words.liable(case.owner, case.department),
            )


def _deeds(case: CaseFacts, trail: "_Trail", days: WorkCalendar) -> Iterator[Difference]:
    """Each act's own row has its line, and such a line its row."""
    for deed in case.deeds:
        lines = [line for line, _effect in trail.lines if line.verb in deed.verbs][-1 if deed.last else 0 :]
        if deed.owed and not any(_left(deed, line) for line in lines):
            stored, moments = words.deed(case.named(deed.verbs[0]), deed.at, deed.by, days), (line.at for line in lines)
            yield Difference(Kind.DEED, stored=stored, derived=words.moments(moments, days), rule=deed.verbs[0])
    last = {line.verb: line for line, _effect in trail.lines}
    for line, effect in trail.lines:
        if effect.deed is None or not effect.deed(line) or (effect.last and line is not last[line.verb]):
            continue
        if not any(_left(deed, line) for deed in case.deeds if not deed.last):
            stored = words.deed(case.named(line.verb), line.at, line.actor, days)
            rows = [deed.at for deed in case.deeds if line.verb in deed.verbs and deed.at is not None]
            yield Difference(Kind.LINE, stored=stored, derived=words.moments(rows, days), rule=line.verb)


def _left(deed: Deed, line: LineFacts) -> bool:
    """Whether this line is that of the act which has left this row."""
    return (
        line.verb in deed.verbs
        and (deed.at is None or _same(deed.at, line.at))
        and deed.by in (ANYBODY, line.actor)
        and all(_says(line, name, value) for name, value in deed.says.items())
    )


def _says(line: LineFacts, name: str, value: Any) -> bool:
    if name not in line.facts:
        return True
    return _same(line.moment(name), value) if isinstance(value, datetime) else line.facts[name] == value


def _moments(stored: datetime | None, derived: datetime | None, days: WorkCalendar) -> tuple[str, str]:
    return words.moment(stored, days), words.moment(derived, days)


def _same(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < A_MILLISECOND


def _within(moment: datetime | None, span: Span) -> bool:
    return moment is not None and span[0] - A_MILLISECOND < moment < span[1] + A_MILLISECOND
