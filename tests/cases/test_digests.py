"""The daily digests: each attack on the history shows afterwards, by day and where it can be by case, for as long as anybody keeps a mail."""

import threading
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cases import digests, history
from cases.digests import check, close_days
from cases.models import Case, DayDigest, DigestBatch, Event, HistoryCheck
from cases.tasks import verify_history
from hall.keys import WrongKeys
from hall.models import KeyProbe
from tests.cases.tampering import delete, rewrite, run
from tests.cases.test_history import ATTACKS, two_cases  # noqa: F401 - the same two cases
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.world import at

NIGHT = at("2025-11-06 02:30")
DAYS = [date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 5)]


@pytest.fixture
def closed(two_cases) -> list[Case]:  # noqa: F811
    """Two cases of four lines, told one after the other, and their three days closed the night after."""
    close_days(at=NIGHT)
    assert check().flaws == []
    return two_cases


def triple(flaw: digests.DayFlaw) -> tuple[str, str, str]:
    return flaw.day.isoformat(), flaw.what, flaw.number


def flaws_of(**how) -> set[tuple[str, str, str]]:
    return {triple(flaw) for flaw in check(**how).flaws}


def test_days_follow_each_other_and_hold_every_line_once(closed):
    days = list(DayDigest.objects.all())
    assert [row.day for row in days] == DAYS
    assert sum(row.lines for row in days) == Event.objects.count() == 8
    assert [row.previous for row in days] == ["", days[0].mac, days[1].mac]
    assert [row.after_line for row in days][1:] == [row.last_line for row in days][:-1]


def test_a_line_about_the_past_joins_its_day_of_writing(closed):
    """The second case began on the 3rd, but was written after lines of the 5th: the digest of the 3rd does not wait for it."""
    first, second = closed
    lines = Event.objects.filter(case=second).values_list("id", flat=True)
    assert DayDigest.objects.get(day=DAYS[2]).after_line < min(lines)
    assert DayDigest.objects.get(day=DAYS[2]).lines == 5
    assert Event.objects.filter(case=first, id__lte=DayDigest.objects.get(day=DAYS[1]).last_line).count() == 3


def test_the_day_of_the_run_stays_open(two_cases):  # noqa: F811
    close_days(at=at("2025-11-05 23:59"))
    assert DayDigest.objects.last().day == date(2025, 11, 4)
    close_days(at=at("2025-11-06 00:00"))
    assert DayDigest.objects.last().day == date(2025, 11, 5)
    assert close_days(at=at("2025-11-06 00:00")) == []


def test_a_closed_day_stays_what_it_was(closed, world):
    before = check(as_of=DAYS[1])
    world.accepted(when=at("2025-11-06 10:00"), idem="later")
    close_days(at=at("2025-11-10 02:30"))
    assert check(as_of=DAYS[1]) == before
    assert [row.lines for row in DayDigest.objects.all()] == [2, 1, 5, 2, 0, 0, 0]
    assert check().flaws == []


@pytest.mark.parametrize("attack", [attack for attack, _do, _flaws in ATTACKS])
def test_each_attack_on_a_chain_shows(closed, attack):
    """All of them, but those that only the case's own row or a line after the closed days shows (tests/cases/test_history.py)."""
    [(do, by_chain)] = [(do, flaws) for name, do, flaws in ATTACKS if name == attack]
    first, other = closed
    do(first, other)
    flaws = flaws_of()
    on_the_row_alone = {"another head", "another count", "the case put into another state, without a line"}
    later = {"a line added at the end, hashed like a true one"}
    if attack in on_the_row_alone | later:
        assert flaws == set()
        assert {(flaw.seq, flaw.what) for flaw in history.verify()} == by_chain
        return
    assert flaws
    assert {number for _day, _what, number in flaws} <= {first.number, other.number}
    assert {day for day, _what, _number in flaws} <= {day.isoformat() for day in DAYS}


TAMPERED = [
    ("a chain rewritten with its head, in the middle", lambda case: rewrite(case, "facts = facts || '{\"paid\": 100}'"),
     {("2025-11-03", "altered")} | {("2025-11-05", "altered")} | {("2025-11-04", "altered")}),
    ("a reason rewritten in the last line", lambda case: rewrite(case, "facts = '{}'", seq=4), {("2025-11-05", "altered")}),
    ("a case deleted with its lines", delete,
     {("2025-11-03", "deleted"), ("2025-11-04", "deleted"), ("2025-11-05", "deleted")}),
    ("a case that is another one now", lambda case: run("UPDATE cases_case SET number = '99992025110300001' WHERE id = %s", case.pk),
     {("2025-11-03", "altered"), ("2025-11-04", "altered"), ("2025-11-05", "altered")}),
]  # fmt: skip


def test_what_fits_in_itself_is_found_by_day_and_case(closed):
    case = closed[0]
    with Rows() as rows:
        for sentence, do, expected in TAMPERED:
            with rows.row(sentence):
                do(case)
                assert list(history.verify()) == [], "the chains fit: nothing else shows it"
                assert flaws_of() == {(day, what, case.number) for day, what in expected}


def owner(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def rewritten_row(column: str, value: str):
    return lambda: owner(f"UPDATE cases_daydigest SET {column} = {value} WHERE day = '2025-11-04'")


def without_the_day() -> None:
    owner("DELETE FROM cases_digestbatch WHERE digest_id = (SELECT id FROM cases_daydigest WHERE day = '2025-11-04')")
    owner("DELETE FROM cases_daydigest WHERE day = '2025-11-04'")


def forged_day() -> None:
    """An attacker without the key rewrites a line, the marks, and makes a digest by another key."""
    true, settings.HISTORY_KEY = settings.HISTORY_KEY, "ab" * 32
    try:
        owner("DELETE FROM cases_digestbatch")
        owner("DELETE FROM cases_daydigest")
        KeyProbe.objects.update(history_hash="")  # or the hall would not close a day with it
        rewrite(Case.objects.first(), "facts = '{}'")
        close_days(at=NIGHT)
    finally:
        settings.HISTORY_KEY = true


def test_no_day_is_closed_or_judged_under_another_key(closed, settings, capsys):
    """It would read as a history rewritten on every day, and what it closes could never be compared with anything."""
    before = list(DayDigest.objects.values())
    settings.HISTORY_KEY = "ab" * 32
    for act in (lambda: close_days(at=at("2025-11-07 02:30")), lambda: digests.prove(at=at("2025-11-07 02:30"))):
        with pytest.raises(WrongKeys) as refused:
            act()
        assert "HISTORY_KEY is not the one" in refused.value.faults[0]
    with pytest.raises(CommandError, match="HISTORY_KEY is not the one"):
        call_command("verify_history")
    assert "改写" not in "".join(capsys.readouterr())
    assert list(DayDigest.objects.values()) == before


@pytest.mark.parametrize("marks", ["there", "taken out"])
def test_a_hall_of_before_asks_its_newest_days(closed, settings, marks, capsys):
    """Upgraded: days are closed, and no probe says with which key."""
    true = settings.HISTORY_KEY
    KeyProbe.objects.update(history_hash="")
    if marks == "taken out":
        owner("DELETE FROM cases_digestbatch")
    settings.HISTORY_KEY = "ab" * 32
    with pytest.raises(CommandError, match="HISTORY_KEY is not the one"):
        call_command("verify_history", close_days=True)
    assert not KeyProbe.objects.exclude(history_hash="").exists()
    settings.HISTORY_KEY = true
    digests.must_have_its_key()
    assert not KeyProbe.objects.filter(history_hash="").exists()


ON_DIGESTS = [
    ("another digest", rewritten_row("mac", "repeat('0', 64)"), {("2025-11-04", "digest"), ("2025-11-05", "chain")}),
    ("another number of lines", rewritten_row("lines", "lines + 1"), {("2025-11-04", "digest")}),
    ("another time of closing", rewritten_row("closed_at", "closed_at - interval '1 day'"), {("2025-11-04", "digest")}),
    ("another digest before it", rewritten_row("previous", "''"), {("2025-11-04", "digest"), ("2025-11-04", "chain")}),
    ("a day taken out", without_the_day, {("2025-11-04", "missing")}),
    ("the marks of a day cut", lambda: owner("UPDATE cases_digestbatch SET marks = substring(marks for 40) WHERE digest_id ="
     " (SELECT id FROM cases_daydigest WHERE day = '2025-11-03')"), {("2025-11-03", "marks")}),
    ("the marks of all days taken out", lambda: owner("DELETE FROM cases_digestbatch"),
     {("2025-11-03", "marks"), ("2025-11-04", "marks"), ("2025-11-05", "marks")}),
    ("all of it made new by another key", forged_day,
     {("2025-11-03", "digest"), ("2025-11-04", "digest"), ("2025-11-05", "digest")}),
]  # fmt: skip


def test_rewritten_digests_show(closed):
    with Rows() as rows:
        for sentence, do, expected in ON_DIGESTS:
            with rows.row(sentence):
                do()
                assert {(day, what) for day, what, _number in flaws_of()} == expected


def test_the_mailed_digest_shows_what_the_key_made_new(closed, capsys):
    """Whoever has the key as well makes days that fit: only the mail of that night shows it, and the days cut off at the end."""
    mailed = check(as_of=DAYS[2]).mac
    call_command("verify_history", as_of=DAYS[2], digest=mailed)
    owner("DELETE FROM cases_digestbatch")
    owner("DELETE FROM cases_daydigest")
    rewrite(closed[0], "facts = '{}'")
    close_days(at=NIGHT)
    assert flaws_of() == set()
    with pytest.raises(CommandError, match="1 处不符"):
        call_command("verify_history", as_of=DAYS[2], digest=mailed)
    assert mailed in capsys.readouterr().err


def test_a_day_that_is_not_closed_has_no_digest(closed):
    with pytest.raises(CommandError, match="还没有编成摘要，最近一天是 2025-11-05"):
        call_command("verify_history", as_of=date(2025, 11, 6))
    before = DAYS[0] - timedelta(days=1)
    with pytest.raises(CommandError, match=f"{before} 在第一天摘要 {DAYS[0]} 之前"):
        call_command("verify_history", as_of=before)


@pytest.mark.parametrize("model", [DayDigest, DigestBatch])
def test_the_database_refuses_to_change_a_digest(closed, model):
    for change in (lambda: model.objects.update(last_line=0), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()
    assert flaws_of() == set()


def test_lines_beyond_one_batch_are_all_in_it(two_cases, monkeypatch):  # noqa: F811
    monkeypatch.setattr(digests, "BATCH", 2)
    close_days(at=NIGHT)
    assert DigestBatch.objects.count() == 1 + 1 + 3
    assert flaws_of() == set()
    rewrite(two_cases[1], "facts = '{}'", seq=3)
    assert flaws_of() == {("2025-11-05", "altered", two_cases[1].number)}


def test_the_nightly_task_mails_the_digest_and_keeps_the_result(two_cases, settings, mailoutbox, monkeypatch):  # noqa: F811
    settings.ADMINS = [("", "audit@example.invalid")]
    monkeypatch.setattr("hall.clock.for_timers", lambda: NIGHT)
    verify_history()
    assert "全部相符" in mailoutbox[0].subject
    assert f"截至 2025-11-05 的摘要：{check().mac}" in mailoutbox[0].body
    rewrite(two_cases[0], "facts = '{}'", seq=4)
    verify_history()
    assert "1 处不符" in mailoutbox[1].subject
    assert f"2025-11-05 的办理记录：案件 {two_cases[0].number} 有一行被改写" in mailoutbox[1].body
    assert list(HistoryCheck.objects.values_list("day", "lines", "flaws", "by_owner")) == [
        (DAYS[2], 8, 1, True), (DAYS[2], 8, 0, True),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_line_still_being_written_is_waited_for(committed_world, monkeypatch):
    """Its number is lower than one that stands already: a day closed without it would later have a line too many."""
    application, other = (
        committed_world.accepted(when=at("2025-11-03 10:00"), idem=idem) for idem in ("waits", "goes-on")
    )
    monkeypatch.setattr(digests, "PATIENCE", 0.5)
    written, end = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                history.record(
                    application.case,
                    verb="print",
                    by=committed_world.clerk,
                    at=at("2025-11-03 11:00"),
                    document="x",
                    copy=1,
                )
                written.set()
                end.wait(20)
        finally:
            connection.close()

    act = threading.Thread(target=slow)
    act.start()
    try:
        assert written.wait(20)
        history.record(
            other.case, verb="print", by=committed_world.clerk, at=at("2025-11-03 11:01"), document="x", copy=1
        )
        with pytest.raises(digests.StillWriting):
            close_days(at=NIGHT)
        assert not DayDigest.objects.exists()
        monkeypatch.setattr(digests, "PATIENCE", 20)
        threading.Timer(0.3, end.set).start()
        close_days(at=NIGHT)
    finally:
        end.set()
        act.join(20)
    # the second one's line that another one is under way is one of them
    assert DayDigest.objects.first().lines == Event.objects.count() == 7
    assert flaws_of() == set()


def test_a_hall_without_lines_has_no_days(db):
    assert close_days(at=NIGHT) == []
    assert check() == digests.Proof()


def test_days_without_a_night_are_made_up_for(two_cases):  # noqa: F811
    """A beat that stood still for a week: each day gets its row, when it is made up for."""
    late = NIGHT + timedelta(days=7)
    close_days(at=late)
    assert [row.day for row in DayDigest.objects.all()] == [DAYS[0] + timedelta(days=n) for n in range(10)]
    assert {row.closed_at for row in DayDigest.objects.all()} == {late}


def test_replayed_past_closes_without_waiting(world):
    permits_of_old = world.accepted(when=at("2025-03-03 10:00"), idem="old")
    close_days(at=NIGHT)
    assert DayDigest.objects.count() == (date(2025, 11, 5) - date(2025, 3, 3)).days + 1
    permits.visit(
        number=permits_of_old.case.number, window=world.health_window, purpose="consult", by=world.clerk,
        at=at("2025-11-06 10:00"),
    )  # fmt: skip
    close_days(at=at("2025-11-07 02:30"))
    assert flaws_of() == set()
