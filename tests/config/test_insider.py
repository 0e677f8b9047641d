"""
Somebody with the running application's own database role, a shell or a hole for SQL, hides a late case: the database refuses what
is final, and the nightly check names the rest.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg2.errors import CheckViolation, InsufficientPrivilege

from cases import history, recompute
from cases.models import Card, Case, Deadline, Discrepancy
from cases.reconcile import ledger
from cases.reconcile.kinds import Kind
from cases.rules import Lamp
from cases.tables.case import BY_ITSELF, SAYS_ONLY
from complaints import states as of_complaints
from config.demo.teller import Teller
from config.passing import pass_time
from config.reconciling import ROOMS
from enquiries import actions as enquiries
from enquiries import states as of_enquiries
from hall import calendar, clock
from hall.constraints import Final, Refused
from permits import states as of_applications
from permits.models import Decision
from tests.cases.reconcile import test_tampering as scenes
from tests.cases.snow import close
from tests.complaints import verbs as complaints
from tests.config.test_rights import as_application
from tests.permits import stages
from tests.permits.stages import number_of
from tests.rows import Rows
from tests.world import World, at

pytestmark = pytest.mark.skipif(not settings.RUNTIME_DATABASE, reason="a server of somebody's own, with one role")
Scene = Callable[[World], None]
CLERK = "(SELECT min(id) FROM hall_user)"


def promise(what: str) -> str:
    return f"UPDATE cases_deadline SET {what} WHERE rule = 'promise'"


def declined(world: World) -> None:
    stages.not_accepted(world)


def noticed(world: World) -> None:
    """A paper went back to be put right."""
    stages.acts(world, at("2025-11-03 11:00"))["notify"](number_of(stages.submitted(world)))


def closed_for_a_day(world: World) -> None:
    close(world, date(2025, 11, 20), when=at("2025-11-03 09:00"))


def delivered(world: World) -> None:
    stages.delivered(world)


def withdrawn_by_the_applicant(world: World) -> None:
    stages.withdrawn(world)


def asked(world: World) -> None:
    """An enquiry that is handed over and has been taken, and answered."""
    question = enquiries.Question(text="办证要带什么", channel="counter")
    window, when = world.health_window, at("2025-11-03 10:00")
    number = enquiries.ask(question=question, window=window, idem="k", by=world.clerk, at=when).enquiry.case.number
    enquiries.hand_over(number=number, department=world.market, reason="属于市场监管", by=world.clerk, at=when)


REFUSED: list[tuple[str, Scene, str]] = [
    ("two days won: the promise starts later", scenes.accepted,
     promise("started_at = '2025-11-05 10:00+08', due_at = '2025-11-10 17:00+08', warn_at = '2025-11-10 08:30+08'")),
    ("a longer promise", scenes.accepted, promise("quantity = 30")),
    ("natural days instead of working days", scenes.accepted, promise("unit = 'natural_day'")),
    ("another rule, which has no card", scenes.accepted, promise("rule = 'agency_target'")),
    ("another article", scenes.accepted, promise("article = '无'")),
    ("another department's clock", scenes.accepted,
     promise("department_id = (SELECT max(id) FROM hall_department)")),
    ("late, made to be in time", scenes.decided_late, promise("verdict = 'on_time', late_by_minutes = NULL")),
    ("done earlier than it was", scenes.decided_late, promise("met_at = met_at - interval '1 day'")),
    ("another person's breach", scenes.decided_late, promise("owner_id = NULL")),
    ("extended on another day", scenes.extended,
     "UPDATE cases_deadline SET superseded_at = superseded_at - interval '1 day' WHERE superseded_at IS NOT NULL"),
    ("a pause that began earlier", scenes.suspended, "UPDATE cases_pause SET starts_on = starts_on - 5"),
    ("a pause that ended later", scenes.resumed, "UPDATE cases_pause SET ends_on = ends_on + 5"),
    ("a yellow card instead of a red one", scenes.broken, "UPDATE cases_card SET level = 'red'"),
    ("somebody else's card", scenes.broken, "UPDATE cases_card SET owner_id = NULL, department_id = NULL"),
    ("a card about something else", scenes.broken, "UPDATE cases_card SET cause = '无'"),
    ("a withdrawn card that stands again", scenes.withdrawn,
     "UPDATE cases_card SET state = 'issued', withdrawn_at = NULL, withdrawn_because = ''"),
    ("opened later", scenes.accepted, "UPDATE cases_case SET opened_at = opened_at + interval '2 days'"),
    ("another kind of case", scenes.accepted, "UPDATE cases_case SET kind = 'enquiry'"),
    ("another department's case", scenes.accepted,
     "UPDATE cases_case SET department_id = (SELECT max(id) FROM hall_department)"),
    ("hidden from its own department", scenes.accepted, "UPDATE cases_case SET hidden_from_id = department_id"),
    ("another number", scenes.accepted, "UPDATE cases_case SET number = '01012025110399999'"),
    ("closed earlier", delivered, "UPDATE cases_case SET closed_at = closed_at - interval '1 day'"),
    ("decided earlier", scenes.decided_late, "UPDATE cases_case SET concluded_at = concluded_at - interval '1 day'"),
    ("accepted later", scenes.accepted,
     "UPDATE permits_application SET accepted_at = accepted_at + interval '2 days'"),
    ("of another item", scenes.accepted,
     "UPDATE permits_application SET item_version_id = (SELECT max(id) FROM hall_itemversion WHERE id <> item_version_id)"),
    ("extended for longer", scenes.extended, "UPDATE permits_application SET extended_by = 40"),
    ("a trip that did not count", scenes.third_visit, "UPDATE permits_visit SET counted_as = NULL WHERE counted_as = 3"),
    ("a trip with another cause", scenes.third_visit, "UPDATE permits_visit SET cause = 'law', basis = '第一条'"),
    ("a decision of another day", scenes.decided_late, "UPDATE permits_decision SET at = at - interval '1 day'"),
    ("a delivery of another day", delivered, "UPDATE permits_delivery SET at = at - interval '1 day'"),
    ("declined on another day", declined, "UPDATE permits_nonacceptance SET at = at - interval '1 day'"),
    ("withdrawn on another day", withdrawn_by_the_applicant, "UPDATE permits_ending SET at = at - interval '1 day'"),
    ("a paper that came later", scenes.accepted, "UPDATE permits_materialreceipt SET at = at + interval '1 day'"),
    ("a paper that went back later", noticed,
     "UPDATE permits_materialreceipt SET returned_at = returned_at + interval '1 day' WHERE returned_at IS NOT NULL"),
    ("a longer limit for all cases of an item", scenes.accepted, "UPDATE hall_itemversion SET promise_quantity = 4"),
    ("a holiday that was always one", closed_for_a_day, "UPDATE hall_calendarchange SET content = '{}'"),
    ("a change of the calendar that never was", closed_for_a_day, "DELETE FROM hall_calendarchange"),
    ("a complaint about nobody", scenes.found_out, ("UPDATE complaints_complaint SET about_department_id = "
     "(SELECT max(id) FROM hall_department)")),
    ("another finding", scenes.found_out, "UPDATE complaints_finding SET result = 'not_upheld'"),
    ("an answer in writing takes longer", asked, "UPDATE enquiries_enquiry SET in_writing = true"),
    ("somebody else was asked first", asked, "UPDATE enquiries_enquiry SET first_asked_id = first_asked_id + 1"),
    ("handed over later", asked, "UPDATE enquiries_handover SET at = at + interval '1 day'"),
]  # fmt: skip

OUT_OF_SIGHT = (
    "UPDATE cases_deadline SET met_at = now(), verdict = 'on_time', next_alert_at = NULL WHERE met_at IS NULL;"
    " UPDATE cases_case SET concluded_at = now(), closed_at = now()"
)
# (sentence, scene, instant of the check, what is done, what the check names at least)
NAMED: list[tuple[str, Scene, str, str, set[Kind]]] = [
    ("a card is withdrawn in nobody's name", scenes.broken, "2025-11-07 09:00",
     "UPDATE cases_card SET state = 'withdrawn', withdrawn_at = now(), withdrawn_because = 'x'", {Kind.WITHDRAWAL}),
    ("a running case is taken out of every list", scenes.accepted, "2025-11-03 11:00", OUT_OF_SIGHT,
     {Kind.END, Kind.CONCLUDED, Kind.CLOSED}),
    ("one clock is done that nobody has met", scenes.accepted, "2025-11-03 11:00",
     promise("met_at = now(), verdict = 'on_time', next_alert_at = NULL"), {Kind.END}),
    ("one clock is over at the instant of another act", scenes.accepted, "2025-11-03 11:00",
     promise("met_at = started_at, verdict = 'void', next_alert_at = NULL"), {Kind.END}),
    ("a late clock runs again and ends in time", scenes.decided_late, "2025-11-07 10:00",
     promise("met_at = NULL, verdict = '', late_by_minutes = NULL") + ";"
     + promise("met_at = started_at + interval '1 day', verdict = 'on_time'"), {Kind.END}),
    ("a decision is taken back and made earlier", scenes.decided_late, "2025-11-07 10:00",
     "UPDATE cases_case SET concluded_at = NULL; UPDATE cases_case SET concluded_at = opened_at", {Kind.CONCLUDED}),
    # a closed case may be opened again for a duty that has come up (decision 122)
    ("not closed at all", delivered, "2025-11-04 11:00", "UPDATE cases_case SET closed_at = NULL", {Kind.CLOSED}),
    ("a limit is replaced by a longer one", scenes.accepted, "2025-11-03 11:00",
     ("UPDATE cases_deadline SET superseded_at = now(), next_alert_at = NULL WHERE rule = 'promise'; INSERT INTO cases_deadline"
     " (case_id, rule, unit, quantity, article, started_at, department_id, owner_id, warn_at, due_at, next_alert_at, lamp,"
     " verdict, epoch, provisional, supersedes_id) SELECT case_id, rule, unit, 30, article, started_at, department_id,"
     " owner_id, warn_at, due_at, warn_at, 1, '', 0, provisional, id FROM cases_deadline WHERE rule = 'promise'"),
     {Kind.END}),
    ("a pause of the past is slipped in", scenes.accepted, "2025-11-06 11:00",
     ("INSERT INTO cases_pause (case_id, ground, notice_number, declared_days, basis, starts_on, ends_on, started_by_id,"
     " started_at, approved_by_id, ended_at) SELECT id, 'testing', 'x', 5, '', '2025-11-03', '2025-11-05',"
     f" {CLERK}, opened_at, {CLERK}, now() FROM cases_case"), {Kind.PAUSE}),
    ("an open pause ends on a day to come", scenes.suspended, "2025-11-05 11:00",
     "UPDATE cases_pause SET ends_on = '2025-12-31', ended_at = now()", {Kind.PAUSE}),
    ("a case is given to somebody", scenes.accepted, "2025-11-03 11:00",
     "UPDATE cases_case SET owner_id = (SELECT max(id) FROM hall_user)", {Kind.OWNER}),
    ("a clock is given to somebody before it is late", scenes.accepted, "2025-11-03 11:00", promise("owner_id = NULL"),
     {Kind.LIABLE}),
    ("a due moment is put off", scenes.accepted, "2025-11-03 11:00", promise("due_at = due_at + interval '1 day'"),
     {Kind.DUE}),
]  # fmt: skip


def touch(sql: str) -> None:
    with connection.cursor() as cursor:
        for statement in sql.split(";"):
            cursor.execute(statement)
            assert cursor.rowcount >= 1, "nothing was touched"


@pytest.mark.parametrize("scene", list(dict.fromkeys(row[1] for row in REFUSED)))
def test_what_is_final_is_refused(world, scene):
    scene(world)
    with Rows() as rows:
        for sentence, _scene, sql in (row for row in REFUSED if row[1] is scene):
            with rows.row(sentence):
                is_refused(sql)


def is_refused(sql: str) -> None:
    with as_application(), pytest.raises((IntegrityError, ProgrammingError)) as refused, transaction.atomic():
        touch(sql)
    if isinstance(refused.value, IntegrityError):
        assert "is final" in str(refused.value)
    else:
        assert isinstance(refused.value.__cause__, InsufficientPrivilege), refused.value


@pytest.mark.parametrize("scene", list(dict.fromkeys(row[1] for row in NAMED)))
def test_what_is_not_final_is_named(world, scene):
    scene(world)
    with Rows() as rows:
        for sentence, _scene, when, sql, kinds in (row for row in NAMED if row[1] is scene):
            with rows.row(sentence):
                pass_time(at=at(when))
                assert ledger.check(ROOMS, at=at(when)).findings == []
                with as_application():
                    touch(sql)
                assert list(history.verify()) == []  # no line was touched
                findings = ledger.check(ROOMS, at=at(when)).findings
                assert {one.difference.kind for one in findings} >= kinds, [one.words for one in findings]


def test_a_department_called_a_company_hides_no_case(world):
    """Whether one is a company a loaded sheet says, as the application; it costs the card, and never the lamp or the line."""
    scenes.accepted(world)
    mark = "UPDATE hall_department SET is_service_company = "
    with as_application():
        touch(mark + "true")
    pass_time(at=scenes.OVERDUE)
    case = Case.objects.get()
    assert case.deadlines.get(rule="promise").lamp == Lamp.RED
    assert case.events.get(verb="breached").facts["informs"] is True
    with as_application():
        touch(mark + "false")
    [finding] = ledger.check(ROOMS, at=scenes.OVERDUE).findings
    assert finding.difference.kind is Kind.NO_CARD


def test_a_day_closed_behind_the_calendars_back_is_named(world):
    """The hall itself derives every clock anew by it: two days for everybody."""
    scenes.accepted(world)
    with as_application():
        touch(
            "INSERT INTO hall_closure (date, name, document) VALUES ('2025-11-05', '停办', 'x'), ('2025-11-06', '停办', 'x');"
            " UPDATE hall_calendarversion SET stamp = gen_random_uuid(), transaction = NULL"
        )
        recompute.carry_on(at=scenes.SOON)
    assert Deadline.objects.get(rule="promise").due_at == at("2025-11-10 17:00")
    findings = ledger.check(ROOMS, at=at("2025-11-03 12:00")).findings
    assert {one.difference.rule for one in findings if one.difference.kind is Kind.DUE} >= {"promise", "statutory"}


def test_no_session_passes_a_guard_over(world):
    """As pgtrigger lets a session do with its own triggers."""
    scenes.accepted(world)
    guards = [trigger.get_pgid(model) for model, trigger in pgtrigger.registered() if isinstance(trigger, Final)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(guards) + "}"])
    is_refused(promise("quantity = 30"))


def test_every_guard_is_in_the_database_and_on(db):
    guards = {trigger.get_pgid(model) for model, trigger in pgtrigger.registered() if isinstance(trigger, Final)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgfoid = 'public.hall_is_final'::regproc AND tgenabled IN ('O', 'A')"
        )
        assert {name for (name,) in cursor.fetchall()} == guards


def test_an_act_in_progress_is_no_difference(world):
    """Acts of one clerk, one after the other, as the application's role: nothing that they do is refused or named."""
    number = number_of(stages.submitted(world))
    with as_application():
        for verb, when in (
            ("accept", "2025-11-03 10:30"), ("suspend", "2025-11-03 11:00"), ("prolong", "2025-11-04 09:00"),
            ("resume", "2025-11-05 09:00"), ("extend", "2025-11-05 10:00"), ("grant", "2025-11-05 11:00"),
            ("undo", "2025-11-05 11:30"), ("grant", "2025-11-05 15:00"), ("deliver", "2025-11-06 09:00"),
        ):  # fmt: skip
            stages.acts(world, at(when))[verb](number)
        pass_time(at=at("2025-11-06 10:00"))
    assert [one.words for one in ledger.check(ROOMS, at=at("2025-11-06 10:00")).findings] == []


def a_night_with_a_difference(world: World) -> None:
    """Two differences found in the first night; one of them is gone in the second."""
    scenes.accepted(world)
    touch("UPDATE cases_deadline SET provisional = true WHERE rule IN ('promise', 'statutory')")
    first, _report = ledger.reconcile(ROOMS, at=at("2025-11-04 02:00"))
    touch(promise("provisional = false"))
    second, _report = ledger.reconcile(ROOMS, at=at("2025-11-05 02:00"))
    assert (first.differences, second.differences, second.gone) == (2, 1, 1)


OPEN = " WHERE gone_at IS NULL"
FOUND: list[tuple[str, str]] = [
    ("a difference is gone because somebody says so", f"UPDATE cases_discrepancy SET gone_at = now(){OPEN}"),
    ("a difference is gone with a check that still found it",
     f"UPDATE cases_discrepancy SET gone_at = '2025-11-05 02:00+08'{OPEN}"),
    ("a difference is gone with a check from which none was gone",
     f"UPDATE cases_discrepancy SET gone_at = '2025-11-04 02:00+08'{OPEN}"),
    ("a difference of another kind", f"UPDATE cases_discrepancy SET kind = 'lamp'{OPEN}"),
    ("a difference that was found later", f"UPDATE cases_discrepancy SET first_seen_at = now(){OPEN}"),
    ("a difference that is gone, found again", "UPDATE cases_discrepancy SET gone_at = NULL WHERE gone_at IS NOT NULL"),
    ("a check that found nothing", "UPDATE cases_reconciliationrun SET differences = 0, appeared = 0"),
    ("a check that never was", "DELETE FROM cases_reconciliationrun"),
]  # fmt: skip


def test_what_a_check_found_stays_found(world):
    a_night_with_a_difference(world)
    with Rows() as rows:
        for sentence, sql in FOUND:
            with rows.row(sentence), as_application(), transaction.atomic():
                with pytest.raises((IntegrityError, ProgrammingError)) as refused, transaction.atomic():
                    touch(sql)
                assert isinstance(refused.value.__cause__, CheckViolation | InsufficientPrivilege) or "is final" in str(
                    refused.value
                )


def test_the_check_itself_says_as_the_application_what_is_gone(world):
    a_night_with_a_difference(world)
    touch("UPDATE cases_deadline SET provisional = false WHERE rule = 'statutory'")
    with as_application():
        run, _report = ledger.reconcile(ROOMS, at=at("2025-11-06 02:00"))
    assert (run.differences, run.gone) == (0, 1)
    assert not Discrepancy.objects.filter(gone_at=None).exists()


# Lines of the history, added by whoever can write one: what they say must be true of the rows, of the law, and of when it was written

Attack = Callable[[Case, World], None]


def forge(case: Case, verb: str, by, when: str, **facts) -> None:
    history.record(case, verb=verb, by=by, at=at(when), **facts)


def card_goes_in_nobodys_name(case: Case, world: World) -> None:
    card = Card.objects.get()
    forge(case, "card_withdrawn", None, "2025-11-07 09:00", card=card.pk, level="yellow", cause="x", reason="日历更正")
    touch("UPDATE cases_card SET state = 'withdrawn', withdrawn_at = '2025-11-07 09:00+08', withdrawn_because = 'x'")


def card_goes_without_an_appeal(case: Case, world: World) -> None:
    card = Card.objects.get()
    forge(case, "card_withdrawn", world.office, "2025-11-07 09:00", card=card.pk, level="yellow", cause="x", reason="x")
    touch(
        "UPDATE cases_card SET state = 'withdrawn', withdrawn_at = '2025-11-07 09:00+08', withdrawn_because = 'x',"
        f" withdrawn_by_id = {world.office.pk}"
    )


def decided_and_handed_over_in_time(case: Case, world: World) -> None:
    """The clocks say so too, to the second; nothing was decided, and nothing handed over."""
    forge(case, "grant", world.clerk, "2025-11-06 16:00", to="decided_granted")
    forge(case, "deliver", world.clerk, "2025-11-06 16:30", to="delivered")
    touch(
        "UPDATE cases_deadline SET met_at = '2025-11-06 16:00+08', verdict = 'on_time', next_alert_at = NULL"
        " WHERE met_at IS NULL;"
        " UPDATE cases_case SET concluded_at = '2025-11-06 16:00+08', closed_at = '2025-11-06 16:30+08'"
    )


def complaint_concluded_without_a_finding(case: Case, world: World) -> None:
    forge(case, "conclude", world.complaint_officer, "2025-11-20 16:00", to="complaint_closed")
    touch(
        "UPDATE cases_deadline SET met_at = '2025-11-20 16:00+08', verdict = 'on_time', next_alert_at = NULL"
        " WHERE met_at IS NULL;"
        " UPDATE cases_case SET concluded_at = '2025-11-20 16:00+08', closed_at = '2025-11-20 16:00+08'"
    )


def clock_of_200_days(rule: str, started_at: str) -> None:
    touch(
        "INSERT INTO cases_deadline (case_id, rule, unit, quantity, article, started_at, start, department_id, owner_id,"
        " warn_at, due_at, next_alert_at, lamp, verdict, epoch, provisional)"
        f" SELECT id, '{rule}', 'working_day', 200, 'x', '{started_at}', '', department_id, owner_id,"
        " '2026-08-01', '2026-09-01', '2026-08-01', 1, '', 0, true FROM cases_case"
    )


def promise_of_200_days(case: Case, world: World) -> None:
    """The clock of three days ends as if papers had been taken off, and a longer one is added as by a release."""
    forge(case, "amend", world.clerk, "2025-11-03 10:30", missing=["检测报告"], reason="x")
    touch(
        "UPDATE cases_deadline SET met_at = '2025-11-03 10:30+08', verdict = 'void', next_alert_at = NULL"
        " WHERE rule = 'promise'"
    )
    forge(
        case, "clock_added", None, "2025-11-03 10:31", rule="promise", started_at="2025-11-03T10:00:00+08:00", reason="x",
        due_at=None, provisional=False,
    )  # fmt: skip
    clock_of_200_days("promise", "2025-11-03 10:00+08")


def delivery_of_200_days(case: Case, world: World) -> None:
    forge(case, "verify", world.chief, "2025-11-05 10:30", holds=True, finding="x")
    touch(
        "UPDATE cases_deadline SET met_at = '2025-11-05 10:30+08', verdict = 'void', next_alert_at = NULL"
        " WHERE rule = 'delivery'"
    )
    clock_of_200_days("delivery", "2025-11-05 10:30+08")


def paper_that_never_was_promised(case: Case, world: World) -> None:
    """The promise waits for ever, for a paper that nobody owes."""
    touch(
        "INSERT INTO permits_tolerance (application_id, pledge, pledged_on, at, accepted_by_id, overdue_at, told_how)"
        f" SELECT case_id, 'x', '2025-11-04', '2025-11-03 10:00+08', {world.clerk.pk}, '2025-11-04 17:00+08', ''"
        " FROM permits_application"
    )
    forge(case, "gap_overdue", None, "2025-11-05 10:00", due_at="2025-11-04T17:00:00+08:00", missing=["x"])
    touch(
        "UPDATE cases_deadline SET met_at = '2025-11-04 17:00+08', verdict = 'void', next_alert_at = NULL"
        " WHERE rule = 'promise'"
    )


def decided_anew_by_somebody_else(case: Case, world: World) -> None:
    """It stays as an undone one, as the trigger asks; but nobody has undone it, and nobody decided it like that."""
    columns = "application_id, result, number, reason, remedies, at, decided_by_id"
    touch(
        f"INSERT INTO permits_undonedecision ({columns}, undone_at, undone_by_id, because)"
        f" SELECT {columns}, at, decided_by_id, 'x' FROM permits_decision;"
        " DELETE FROM permits_decision;"
        f" INSERT INTO permits_decision ({columns}, false_materials)"
        " SELECT application_id, result, number || '-1', '另一个理由', remedies, at - interval '3 days', "
        f"{world.head.pk}, false FROM permits_undonedecision"
    )


def accepted_complaint(world: World) -> None:
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="attitude", text="窗口无人应答"),
        hall=world.hall, idem="k", at=scenes.SOON,
    )  # fmt: skip
    complaints.accept(number=filed.complaint.case.number, by=world.complaint_officer, at=scenes.SOON)


# (sentence, scene, instant of the check, attack, what the check names at least)
FORGED: list[tuple[str, Scene, str, Attack, set[Kind]]] = [
    ("1 a card goes in nobody's name, with a line", scenes.broken, "2025-11-07 09:00", card_goes_in_nobodys_name,
     {Kind.GROUNDLESS}),
    ("1 a card goes in somebody's name, and nobody appealed", scenes.broken, "2025-11-07 09:00",
     card_goes_without_an_appeal, {Kind.GROUNDLESS}),
    ("2 decided and handed over, without a decision and a delivery", scenes.accepted, "2025-11-06 16:40",
     decided_and_handed_over_in_time, {Kind.LINE}),
    ("3 a complaint is concluded without finding and reply", accepted_complaint, "2025-11-20 17:00",
     complaint_concluded_without_a_finding, {Kind.LINE}),
    ("4 a promise of 200 days is added", scenes.accepted, "2025-11-03 11:00", promise_of_200_days,
     {Kind.LINE, Kind.LENGTH}),
    ("5 a delivery of 200 days instead of the law's 10", scenes.decided_in_time, "2025-11-05 11:00",
     delivery_of_200_days, {Kind.LINE, Kind.LENGTH}),
    ("6 a paper is overdue that nobody promised", scenes.accepted, "2025-11-05 11:00", paper_that_never_was_promised,
     {Kind.DEED}),
    ("7 a decision is written anew", scenes.decided_in_time, "2025-11-05 11:00", decided_anew_by_somebody_else,
     {Kind.DEED}),
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGED, ids=[row[0] for row in FORGED])
def test_a_line_that_is_not_true_is_named(world, forged):
    _sentence, scene, when, attack, kinds = forged
    scene(world)
    pass_time(at=at(when))
    assert ledger.check(ROOMS, at=at(when)).findings == []
    with as_application():
        attack(Case.objects.get(), world)
    assert list(history.verify()) == []
    findings = ledger.check(ROOMS, at=at(when)).findings
    assert {one.difference.kind for one in findings} >= kinds, [one.words for one in findings]


def test_a_decision_does_not_go_without_a_trace(world):
    scenes.decided_in_time(world)
    with as_application(), pytest.raises(IntegrityError, match="decision_goes_undone"), transaction.atomic():
        touch("DELETE FROM permits_decision")
    assert Decision.objects.count() == 1


@pytest.fixture
def at_work(world) -> Case:
    """A case of a hall at work, opened and accepted just now by the database's clock: no ledger tells of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hall.any_instant = 'off'")
    case = world.accepted(when=clock._database_now()).case
    assert not Case.objects.get(pk=case.pk).retold
    return case


TEN_MINUTES = timedelta(minutes=10)
# (sentence, verb, whether somebody did it, facts, how far before now, the guard that refuses it; "" where none does)
LINES: list[tuple[str, str, bool, dict[str, Any], timedelta, str]] = [
    ("granted now", "grant", True, {}, timedelta(), ""),
    ("granted while others held the case", "grant", True, {}, TEN_MINUTES / 2, ""),
    ("granted four days ago, written today", "grant", True, {}, timedelta(days=4), "line_is_of_its_time"),
    ("granted an hour ago", "grant", True, {}, timedelta(hours=1), "line_is_of_its_time"),
    ("granted tomorrow", "grant", True, {}, -timedelta(days=1), "of_the_future|line_is_of_its_time"),
    ("granted by nobody", "grant", False, {}, timedelta(), "line_of_a_person_names_them"),
    ("concluded by nobody", "conclude", False, {}, timedelta(), "line_of_a_person_names_them"),
    ("deemed accepted by itself", "deem_accepted", False, {}, timedelta(), ""),
    ("deemed accepted by itself, a timer being at it for long", "deem_accepted", False, {}, TEN_MINUTES * 3, ""),
    ("a paper overdue since yesterday, noticed then", "gap_overdue", False, {}, timedelta(days=1), "line_is_of_its_time"),
    ("warned of yesterday", "warned", False, {}, timedelta(days=1), ""),
    ("another owner, by his name alone", "change_owner", True, {"handler": "李强"}, timedelta(), "new_owner_is_named"),
    ("another owner", "change_owner", True, {"handler": "李强", "handler_id": 1}, timedelta(), ""),
]  # fmt: skip


@pytest.mark.parametrize("says_so", [False, True], ids=["", "though the session says that it tells of other days"])
def test_a_line_is_of_now_and_of_somebody(at_work, world, says_so):
    with Rows() as rows:
        for sentence, verb, by_somebody, facts, before, guard in LINES:
            with rows.row(sentence), as_application(), transaction.atomic():
                if says_so:
                    touch("SELECT set_config('hall.any_instant', 'on', true)")
                by, when = world.clerk if by_somebody else None, clock._database_now() - before
                refused = pytest.raises(IntegrityError, match=guard) if guard else nullcontext()
                with refused, transaction.atomic():
                    history.record(at_work, verb=verb, by=by, at=when, **facts)


def test_a_live_case_is_never_made_a_ledgers(at_work):
    is_refused("UPDATE cases_case SET retold = true")


def test_no_session_passes_a_refusal_over(at_work, world):
    guards = [trigger.get_pgid(model) for model, trigger in pgtrigger.registered() if isinstance(trigger, Refused)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(guards) + "}"])
    with as_application(), pytest.raises(IntegrityError, match="names_them"), transaction.atomic():
        history.record(at_work, verb="grant", by=None, at=clock._database_now())


def test_what_nobody_does_is_what_the_rooms_say(db):
    """The guard's list, and the state tables with what the engine says by itself."""
    flows = [
        getattr(states, name)
        for states in (of_applications, of_complaints, of_enquiries)
        for name in ("FLOW", "BESIDES", "OPENING")
        if hasattr(states, name)
    ]
    of_nobody = {verb for flow in flows for verb, arrow in flow.arrows.items() if arrow.may is None}
    engine = {
        "open_lead",
        "lead_follows",
        "suppressed",
        "gap_overdue",
        "hearing_in_doubt",
        "card_withdrawn",
        "clock_added",
        "rate_badly",
        *SAYS_ONLY,
    }
    assert set(BY_ITSELF) == of_nobody | engine


def test_the_demonstration_says_so_itself(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hall.any_instant', 'off', true)")
    teller = Teller()
    teller.act("a", 3, "10:00", lambda when: world.accepted(when=when))
    teller.play(now=clock._database_now(), calendar=calendar.current())
    assert Case.objects.get().retold
