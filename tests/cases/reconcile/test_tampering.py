"""Every kind of difference, produced by one row changed behind the verbs' back, and found with its reason."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from cases import cards
from cases.models import Card, Discrepancy, ReconciliationRun
from cases.reconcile import ledger
from cases.reconcile.kinds import KINDS, Kind
from cases.sweep import sweep
from config.passing import pass_time
from config.reconciling import ROOMS
from permits.visits import Why
from ratings import actions as ratings
from ratings.codes import VISIT, Source
from tests.cases.broken_rows import silent_clocks_pass, triggers_off
from tests.complaints import verbs as complaints
from tests.permits import stages
from tests.permits import verbs as permits
from tests.permits.stages import REMEDIES, number_of
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at

SOON = at("2025-11-03 11:00")  # the promise of 3 working days has just begun
OVERDUE = at("2025-11-07 09:00")  # it ran out the evening before
PROMISE = "(SELECT id FROM cases_deadline WHERE rule = 'promise')"


def new(world: World) -> None:
    stages.submitted(world)


def accepted(world: World) -> None:
    stages.accepted(world)


def broken(world: World) -> None:
    stages.accepted(world)
    pass_time(at=OVERDUE)


def rated(world: World) -> None:
    """A bad rating by the link of the slip, amended within the day."""
    source = Source(VISIT, stages.accepted(world).application.visits.get().pk)
    ratings.rate(source=source, level=1, by=None, at=SOON)
    ratings.rate(source=source, level=2, by=None, at=SOON, amends=True)


def decided_late(world: World) -> None:
    number = number_of(stages.accepted(world))
    permits.decide(number=number, result="refuse", reason="不符合", remedies=REMEDIES, by=world.clerk, at=OVERDUE)


def decided_in_time(world: World) -> None:
    stages.granted(world)


def refused(world: World) -> None:
    stages.refused(world)


def suspended(world: World) -> None:
    stages.suspended(world)


def resumed(world: World) -> None:
    permits.resume(number=number_of(stages.suspended(world)), by=world.chief, at=at("2025-11-10 10:00"))


def extended(world: World) -> None:
    stages.acts(world, SOON)["extend"](number_of(stages.accepted(world)))


def third_visit(world: World) -> None:
    number = number_of(stages.accepted(world))
    visit = stages.acts(world, SOON)["visit"]
    visit(number)
    visit(number, why=Why("window"))


def broken_and_third_visit(world: World) -> None:
    third_visit(world)
    pass_time(at=OVERDUE)


def withdrawn(world: World) -> None:
    """An appeal against the card was right."""
    broken(world)
    card = Card.objects.get()
    cards.appeal(card=card.pk, reason="系统故障，无法办理", by=world.chief, at=at("2025-11-10 10:00"))
    cards.rule_on_appeal(
        card=card.pk, upheld=True, reason="情况属实，予以撤销", by=world.office, at=at("2025-11-10 11:00")
    )


def taken_back(world: World) -> None:
    """Granted at 15:00 and taken back half an hour later: the promise runs on."""
    number = number_of(stages.accepted(world))
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-03 15:00"))
    permits.undo(number=number, reason="文号写错", by=world.clerk, at=at("2025-11-03 15:30"))


def undeemed(world: World) -> None:
    """The sweep has spoken, but the law's consequence has not been drawn."""
    stages.submitted(world)
    sweep(at=at("2025-11-11 09:00"))


def found_out(world: World) -> None:
    by = {"by": world.complaint_officer, "at": SOON}
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="attitude", text="窗口无人应答"),
        hall=world.hall,
        idem="k",
        at=SOON,
    )
    number = filed.complaint.case.number
    complaints.accept(number=number, **by)
    complaints.find(number=number, result="upheld", text="属实", **by)


def clock(what: str, rule: str = "promise") -> str:
    return f"UPDATE cases_deadline SET {what} WHERE rule = '{rule}'"


CARD = (
    "INSERT INTO cases_card (case_id, deadline_id, rule, level, epoch, occurrence, cause, breached_at, issued_at, state,"
    " withdrawn_because, escalated, department_id) SELECT case_id, id, rule, '{level}', {epoch}, 0, '届满未完成', due_at, now(), 'issued', '', '{level}' = 'red', department_id"
    " FROM cases_deadline WHERE rule = 'promise'"
)
AN_HOUR = "interval '1 hour'"
ANOTHER = "(SELECT max(id) FROM hall_user)"
TAMPERED: list[tuple[str, Callable[[World], None], str, str, set[Kind]]] = [
    # (sentence, scene, instant of the check, what is done to one row, kinds found)
    ("the due moment was put off", accepted, "2025-11-03 11:00", clock(f"due_at = due_at + {AN_HOUR}"), {Kind.DUE}),
    ("the start was moved", accepted, "2025-11-03 11:00", clock("started_at = started_at - interval '3 days'"),
     {Kind.START, Kind.DUE, Kind.WARN, Kind.ALERT}),
    ("the warning was put off", accepted, "2025-11-03 11:00", clock(f"warn_at = warn_at + {AN_HOUR}"), {Kind.WARN}),
    ("marked as provisional", accepted, "2025-11-03 11:00", clock("provisional = true"), {Kind.PROVISIONAL}),
    ("red before its time", accepted, "2025-11-03 11:00", clock("lamp = 3"), {Kind.LAMP}),
    ("still green on its last day", accepted, "2025-11-06 12:00", clock("lamp = 1"), {Kind.LAMP}),
    ("never swept", accepted, "2025-11-07 09:00", clock("epoch = epoch"), {Kind.LAMP, Kind.NO_CARD}),
    ("fallen silent", accepted, "2025-11-03 11:00", clock("next_alert_at = NULL"), {Kind.SILENT}),
    ("fallen silent after the warning", accepted, "2025-11-06 12:00", clock("next_alert_at = NULL, lamp = 2"),
     {Kind.SILENT}),
    ("to be warned a day too late", accepted, "2025-11-03 11:00",
     clock("next_alert_at = next_alert_at + interval '1 day'"), {Kind.ALERT}),
    ("to be told twice", broken, "2025-11-07 09:00", clock(f"next_alert_at = due_at + {AN_HOUR}"), {Kind.TALKING}),
    ("a quantity that leads nowhere", accepted, "2025-11-03 11:00", clock("quantity = 2000000000"),
     {Kind.UNDERIVABLE, Kind.LENGTH}),
    ("stands still without a pause", accepted, "2025-11-03 11:00", clock("lamp = 0, next_alert_at = NULL"),
     {Kind.STOPPED, Kind.SILENT}),
    ("runs though it is paused", suspended, "2025-11-05 11:00", clock("lamp = 1, next_alert_at = warn_at"),
     {Kind.NOT_STOPPED, Kind.TALKING}),
    ("a pause made longer", resumed, "2025-11-10 11:00", "UPDATE cases_pause SET starts_on = '2025-11-04'",
     {Kind.PAUSE, Kind.DUE, Kind.WARN, Kind.ALERT}),
    ("a pause that ended a day later", resumed, "2025-11-10 11:00",
     "UPDATE cases_pause SET ends_on = '2025-11-11', ended_at = ended_at + interval '1 day'",
     {Kind.PAUSE, Kind.DUE, Kind.WARN, Kind.ALERT}),
    ("the card is gone", broken, "2025-11-07 09:00", "DELETE FROM cases_card", {Kind.NO_CARD}),
    ("a second card for the breach", broken, "2025-11-07 09:00", CARD.format(level="red", epoch=0), {Kind.TWO_CARDS}),
    ("a card before the breach", accepted, "2025-11-03 11:00", CARD.format(level="yellow", epoch=0),
     {Kind.CARD_WITHOUT_BREACH}),
    ("a card after an act in time", decided_in_time, "2025-11-05 11:00", CARD.format(level="yellow", epoch=0),
     {Kind.CARD_WITHOUT_BREACH}),
    ("another instant of the breach", broken, "2025-11-07 09:00",
     f"UPDATE cases_card SET breached_at = breached_at + {AN_HOUR}", {Kind.BREACHED_AT}),
    ("a worse card than the rule's", broken, "2025-11-07 09:00", "UPDATE cases_card SET level = 'red'", {Kind.LEVEL}),
    ("a card of another computation", broken, "2025-11-07 09:00", "UPDATE cases_card SET epoch = 3", {Kind.EPOCH}),
    ("a computation without its card", broken, "2025-11-07 09:00", clock("epoch = 1"), {Kind.EPOCH}),
    ("late, called in time", decided_late, "2025-11-07 10:00", clock("verdict = 'on_time', late_by_minutes = NULL"),
     {Kind.VERDICT}),
    ("in time, called late", decided_in_time, "2025-11-05 11:00", clock("verdict = 'late', late_by_minutes = 5"),
     {Kind.VERDICT}),
    ("less late than it was", decided_late, "2025-11-07 10:00", clock("late_by_minutes = 1"), {Kind.LATE_BY}),
    ("done earlier than it was", decided_late, "2025-11-07 10:00", clock("met_at = '2025-11-06 16:00+08'"),
     {Kind.END, Kind.VERDICT, Kind.CARD_WITHOUT_BREACH}),
    ("closed, and still counting", accepted, "2025-11-03 11:00", "UPDATE cases_case SET closed_at = now()",
     {Kind.RUNS_IN_CLOSED_CASE, Kind.CLOSED}),
    ("a day longer than promised", accepted, "2025-11-03 11:00", clock("quantity = 4"),
     {Kind.LENGTH, Kind.DUE, Kind.WARN, Kind.ALERT}),
    ("longer than the notice declares", suspended, "2025-11-05 11:00",
     clock("quantity = quantity + 5", "special_procedure"), {Kind.LENGTH, Kind.DUE, Kind.WARN, Kind.ALERT}),
    ("longer than was approved", extended, "2025-11-03 12:00", clock("quantity = 35", "statutory")
     + " AND superseded_at IS NULL", {Kind.LENGTH, Kind.DUE, Kind.WARN, Kind.ALERT}),
    ("an extension with another start", extended, "2025-11-03 12:00",
     clock("started_at = started_at - interval '1 minute'", "statutory") + " AND superseded_at IS NULL", {Kind.START}),
    ("somebody else's case, and nobody gave it to him", accepted, "2025-11-03 11:00", f"UPDATE cases_case SET owner_id = {ANOTHER}",
     {Kind.OWNER, Kind.LIABLE}),
    ("somebody else's clock", accepted, "2025-11-03 11:00", clock(f"owner_id = {ANOTHER}"), {Kind.LIABLE}),
    ("opened a day later", accepted, "2025-11-03 11:00", "UPDATE cases_case SET opened_at = opened_at + interval '1 day'",
     {Kind.OPENED}),
    ("decided earlier than it was", decided_late, "2025-11-07 10:00",
     "UPDATE cases_case SET concluded_at = concluded_at - interval '1 day'", {Kind.CONCLUDED}),
    ("a card that nobody withdrew", broken, "2025-11-07 09:00",
     "UPDATE cases_card SET state = 'withdrawn', withdrawn_at = now(), withdrawn_because = 'x'", {Kind.WITHDRAWAL}),
    ("a card that stands again", withdrawn, "2025-11-10 12:00",
     "UPDATE cases_card SET state = 'issued', withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_because = ''",
     {Kind.WITHDRAWAL}),
    ("nobody has appealed against the card that is gone", withdrawn, "2025-11-10 12:00",
     "DELETE FROM cases_event WHERE verb = 'card_appealed'", {Kind.GROUNDLESS}),
    ("a decision of another day", decided_in_time, "2025-11-05 11:00",
     "UPDATE permits_decision SET at = at - interval '1 day'", {Kind.DEED, Kind.LINE}),
    ("somebody else's decision", decided_in_time, "2025-11-05 11:00",
     f"UPDATE permits_decision SET decided_by_id = {ANOTHER}", {Kind.DEED, Kind.LINE}),
    ("a decision with another reason", decided_late, "2025-11-07 10:00",
     "UPDATE permits_decision SET reason = '另一个理由'", {Kind.DEED, Kind.LINE}),
    ("a finding that nobody made", found_out, "2025-11-05 11:00", "DELETE FROM cases_event WHERE verb = 'find'",
     {Kind.DEED, Kind.START, Kind.END}),
    ("somebody else began the pause", suspended, "2025-11-05 11:00", f"UPDATE cases_pause SET started_by_id = {ANOTHER}",
     {Kind.PAUSE}),
    ("a conclusion that was taken back", taken_back, "2025-11-03 16:00",
     clock("met_at = '2025-11-03 15:00+08', verdict = 'on_time', next_alert_at = NULL"), {Kind.END, Kind.NOT_RUNNING}),
    ("overdue, and not deemed accepted", undeemed, "2025-11-11 09:00", clock("next_alert_at = NULL", "acceptance_notice"),
     {Kind.OUTLIVED}),
    ("paused, and nobody counts how long", suspended, "2025-11-05 11:00",
     "DELETE FROM cases_deadline WHERE rule = 'special_procedure'", {Kind.NOT_RUNNING}),
    ("past what the notice declared, and nobody will say so", suspended, "2025-11-05 11:00",
     clock("next_alert_at = NULL", "special_procedure"), {Kind.SILENT}),
    ("a second yellow card that stayed yellow", broken_and_third_visit, "2025-11-07 09:00",
     "UPDATE cases_card SET level = 'yellow', escalated = false WHERE escalated", {Kind.LEVEL}),
    ("found out, and nobody is to be told", found_out, "2025-11-05 11:00",
     "DELETE FROM cases_deadline WHERE rule = 'complaint_feedback'", {Kind.NOT_RUNNING}),
    ("submitted, and nobody is in a hurry", new, "2025-11-03 11:00", "DELETE FROM cases_deadline", {Kind.NOT_RUNNING}),
    ("accepted without its limit by law", accepted, "2025-11-03 11:00",
     "DELETE FROM cases_deadline WHERE rule = 'statutory'", {Kind.NOT_RUNNING}),
    ("granted, and nothing to deliver by", decided_in_time, "2025-11-05 11:00",
     "DELETE FROM cases_deadline WHERE rule = 'delivery'", {Kind.NOT_RUNNING}),
    ("refused, and nothing to deliver by", refused, "2025-11-05 11:00",
     "DELETE FROM cases_deadline WHERE rule = 'refusal_delivery'", {Kind.NOT_RUNNING}),
    ("replaced by nothing", extended, "2025-11-03 12:00",
     "UPDATE cases_deadline SET supersedes_id = NULL", {Kind.NO_SUCCESSOR, Kind.LENGTH}),
    ("replaced, and nobody told it", extended, "2025-11-03 12:00",
     clock("superseded_at = NULL, met_at = superseded_at, verdict = 'on_time'", "statutory")
     + " AND superseded_at IS NOT NULL", {Kind.STILL_RUNS, Kind.END}),
    ("the third visit's card is gone", third_visit, "2025-11-03 12:00",
     "UPDATE complaints_complaint SET kind = 'complaint', card_id = NULL; DELETE FROM cases_card", {Kind.NO_CARD}),
    ("the third visit was nobody's fault", third_visit, "2025-11-03 12:00",
     "UPDATE permits_visit SET cause = 'law', basis = '第一条' WHERE cause <> ''", {Kind.CARD_WITHOUT_BREACH}),
]  # fmt: skip


BY_A_TABLET = """
INSERT INTO ratings_tablet (window_id, code_hash, enrolled_at, enrolled_by_id) SELECT window_id, 'c', at, logged_by_id FROM permits_visit;
UPDATE ratings_link SET tablet_id = (SELECT max(id) FROM ratings_tablet)
"""
TAMPERED += [
    ("a rating whose link nobody could have had", rated, "2025-11-03 11:01",
     "UPDATE ratings_link SET code_hash = 'made up'", {Kind.RATING_PROOF}),
    ("a link that was used and rated nothing", rated, "2025-11-03 11:01",
     f"UPDATE ratings_link SET consumed_at = consumed_at - {AN_HOUR}", {Kind.RATING_PROOF}),
    ("a rating as if it had come by a tablet", rated, "2025-11-03 11:01",
     BY_A_TABLET, {Kind.RATING_PROOF}),
    ("a rated visit that was taken back", rated, "2025-11-03 11:01",
     "UPDATE permits_visit SET taken_back_at = at, taken_back_by_id = logged_by_id, counted_as = NULL", {Kind.RATED_SERVICE}),
    ("a rating that is counted for somebody else", rated, "2025-11-03 11:01",
     f"UPDATE ratings_rating SET person_id = {ANOTHER}", {Kind.RATED_SERVICE}),
    ("two ratings of one visit", rated, "2025-11-03 11:01",
     "DROP INDEX one_rating_a_link; UPDATE ratings_rating SET replaces_id = NULL", {Kind.RATED_TWICE}),
    ("a bad rating that nobody has to answer", rated, "2025-11-03 11:01",
     "UPDATE ratings_correction SET rating_id = -1", {Kind.RATING_UNANSWERED, Kind.LINE}),
]  # fmt: skip
LEFT_ALONE = ("never swept", "overdue, and not deemed accepted")


SCENES = list(dict.fromkeys(row[1] for row in TAMPERED))


@pytest.mark.parametrize("scene", SCENES)
def test_what_was_tampered_with_is_found(world, scene):
    scene(world)
    with Rows() as rows:
        for sentence, _scene, when, sql, kinds in (row for row in TAMPERED if row[1] is scene):
            with rows.row(sentence):
                is_found(sentence, at(when), sql, kinds)


def is_found(sentence: str, when: datetime, sql: str, kinds: set[Kind]) -> None:
    if sentence not in LEFT_ALONE:
        pass_time(at=when)
        assert ledger.check(ROOMS, at=when).findings == []
    tamper(sql)
    before = stored()
    report = ledger.check(ROOMS, at=when)
    assert {one.difference.kind for one in report.findings} == kinds, [one.words for one in report.findings]
    assert report.differences == len(report.findings)
    assert stored() == before, "it only looks"
    for one in report.findings:
        assert KINDS[one.difference.kind].reason in one.words
        assert one.difference.stored != one.difference.derived


def test_the_table_has_every_kind():
    tampered = set().union(*(row[-1] for row in TAMPERED))
    assert set(Kind) == tampered | {Kind.DEED, Kind.GROUNDLESS, Kind.LINE}, "these three: tests/config/test_insider.py"
    assert set(KINDS) == set(Kind)


def tamper(sql: str) -> None:
    silent_clocks_pass()
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount >= 1, "nothing was tampered with"


def test_both_sides_are_told_in_words(world):
    broken(world)
    tamper(f"UPDATE cases_card SET breached_at = breached_at + {AN_HOUR}")
    (finding,) = ledger.check(ROOMS, at=OVERDUE).findings
    assert finding.number == "01012025110300001"
    assert finding.words == (
        "牌上的违规时刻：存的是“2025年11月6日 18:00:00”，应当是“2025年11月6日 17:00:00”。牌上的违规时刻应当是到期时刻"
    )


@pytest.mark.parametrize(("when", "kinds"), [
    ("2025-11-06 16:59:00", set()), ("2025-11-06 17:00:00", set()), ("2025-11-06 17:02:00", set()),
    ("2025-11-06 17:02:01", {Kind.LAMP, Kind.NO_CARD}),
])  # fmt: skip
def test_a_sweep_is_missing_only_after_two_minutes(world, when, kinds):
    """It comes every half minute; after two minutes what it has not said is missing."""
    stages.accepted(world)
    pass_time(at=at("2025-11-06 16:00"))
    report = ledger.check(ROOMS, at=at(when))
    assert {finding.difference.kind for finding in report.findings} == kinds


@pytest.mark.parametrize("swept_at", ["2025-11-06 17:00:01", "2025-11-06 17:01:00"])
def test_a_sweep_slightly_ahead_of_the_check_is_no_difference(world, swept_at):
    stages.accepted(world)
    pass_time(at=at(swept_at))
    assert ledger.check(ROOMS, at=at("2025-11-06 17:00:00")).findings == []


def test_what_is_new_what_is_old_and_what_is_gone(world):
    accepted(world)
    pass_time(at=SOON)
    tamper(clock("next_alert_at = NULL"))
    first, _report = ledger.reconcile(ROOMS, at=at("2025-11-04 02:00"))
    assert (first.cases, first.clocks, first.differences, first.appeared, first.gone) == (1, 4, 1, 1, 0)
    tamper(clock("provisional = true"))
    second, _report = ledger.reconcile(ROOMS, at=at("2025-11-05 02:00"))
    assert (second.differences, second.appeared, second.gone) == (2, 1, 0)
    silent = Discrepancy.objects.get(kind=Kind.SILENT)
    assert (silent.first_seen_at, silent.last_seen_at) == (at("2025-11-04 02:00"), at("2025-11-05 02:00"))
    tamper(clock("next_alert_at = warn_at"))
    third, _report = ledger.reconcile(ROOMS, at=at("2025-11-05 03:00"))
    assert (third.differences, third.appeared, third.gone) == (1, 0, 1)
    silent.refresh_from_db()
    assert silent.gone_at == at("2025-11-05 03:00")
    tamper(clock("next_alert_at = NULL"))
    ledger.reconcile(ROOMS, at=at("2025-11-05 04:00"))
    assert Discrepancy.objects.filter(kind=Kind.SILENT).count() == 2, "it came back: that is another finding"
    assert ReconciliationRun.objects.count() == 4


def test_differences_beyond_the_maximum_are_not_called_gone(world, monkeypatch):
    for serial in range(4):
        world.register(when=at("2025-11-03 09:00"), idem=f"key-{serial}", materials=[1])
    tamper("UPDATE cases_deadline SET next_alert_at = NULL")
    ledger.reconcile(ROOMS, at=SOON)
    monkeypatch.setattr(ledger, "MOST_FINDINGS", 2)
    run, report = ledger.reconcile(ROOMS, at=SOON)
    assert (run.differences, len(report.findings), run.gone) == (4, 2, 0)
    assert Discrepancy.objects.filter(gone_at=None).count() == 4


def test_in_batches_nothing_is_passed_over(world, monkeypatch):
    for serial in range(7):
        world.register(when=at("2025-11-03 09:00"), idem=f"key-{serial}", materials=[1])
    monkeypatch.setattr("cases.reconcile.reading.BATCH", 3)
    report = ledger.check(ROOMS, at=SOON)
    assert (report.cases, report.clocks, report.findings) == (7, 7, [])
