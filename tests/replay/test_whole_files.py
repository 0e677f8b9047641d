"""A file as a whole: its result, trying it out, playing it twice, and time passing between its lines."""

import io
import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from cases import history
from cases.contacts import set_contact
from cases.models import Case, Dispatch, Event, Heartbeat, Letter
from cases.staff_post import pass_on
from cases.sweep import sweep
from hall.models import ItemVersion, Post, User
from replay.models import ReplayedAct
from tests.cases.broken_rows import triggers_off
from tests.replay.conftest import ITEM, accepted, cards, codes, due, step
from tests.snapshot import stored
from tests.world import at

DATA = settings.BASE_DIR / "data"
# Cases of every kind: in time, late, never told, paused, extended, refused, late to be delivered, complained about.
STORY = [
    *accepted("2025-09-26 16:59", "in time"),
    step("2025-09-30 17:00", "decide", "in time", result="grant"),
    step("2025-10-20 09:00", "deliver", "in time"),
    *accepted("2025-09-26 17:01", "late", channel="online"),
    step("2025-10-10 09:00", "decide", "late", result="refuse"),
    step("2025-09-25 15:00", "register", "never told", item=ITEM, materials=[1]),
    step("2025-11-20 15:00", "withdraw", "never told"),
    step("2025-09-25 15:00", "register", "told late", item=ITEM, materials=[1, 2]),
    step("2025-10-15 15:00", "notify", "told late"),
    step("2025-10-17 15:00", "receive", "told late"),
    *accepted("2025-10-13 09:00", "paused"),
    step("2025-10-15 09:00", "suspend", "paused", ground="testing", notice_number="1", declared_days=10),
    step("2025-10-27 09:00", "resume", "paused"),
    *accepted("2025-10-10 15:30", "half a day", item="WJ-XK-0002"),
    *accepted("2025-10-09 09:00", "extended"),
    step("2025-11-05 09:00", "extend", "extended", days=10, rank="本机关负责人"),
    step("2025-12-10 09:00", "decide", "extended", result="grant"),
    step("2025-09-29 15:00", "complain", "complaint", text="材料交齐一周没有答复"),
    step("2025-10-11 10:00", "accept_complaint", "complaint"),
    step("2025-11-03 10:00", "find", "complaint"),
    step("2025-11-03 10:00", "reply", "complaint"),
    step("2025-11-03 10:00", "conclude", "complaint"),
    step("2025-10-20 09:00", "register", "third visit", item=ITEM, purpose="consult"),
    step("2025-10-20 09:30", "notify", "third visit"),
    step("2025-10-21 10:00", "visit", "third visit", purpose="submit"),
    step("2025-10-22 10:00", "visit", "third visit", purpose="correct", cause="window"),
    step("2025-10-22 11:00", "complain", "same day", text="同一件事跑了三趟"),
    step("2025-12-31 17:00", "tick", None),
]  # fmt: skip

SUBMITTED = step("2025-11-03 09:00", "register", item=ITEM)


def strewn(seed: int) -> list[dict]:
    """The story with ticks at random instants, most of them near the hours at which clocks speak, anywhere in the file."""
    chance = random.Random(seed)
    lines = [*STORY]
    for _each in range(40):
        hour = chance.choice(["08:30:00", "17:00:00", "17:00:01", "17:00:02", f"{chance.randrange(24):02d}:13:00"])
        day = date(2025, 9, 25) + timedelta(days=chance.randrange(97))
        lines.insert(chance.randrange(len(lines)), step(f"{day} {hour}", "tick", None))
    return lines


def without_line_numbers(outcome: dict) -> dict:
    for case in outcome.values():
        for refused in case["refused"]:
            del refused["line"]
    return outcome


def test_ticks_anywhere_change_nothing(play):
    without = without_line_numbers(play(*STORY, dry_run=True))
    for seed in range(2):
        assert without_line_numbers(play(*strewn(seed), dry_run=True)) == without, seed


def test_one_late_sweep_comes_to_the_same_as_many(play, monkeypatch):
    """The timers may be down between two acts: every breach still has its one card with the instant of the breach."""
    steadily = play(*STORY, dry_run=True)
    monkeypatch.setattr("replay.playing.let_time_pass", lambda until, pass_time: pass_time(at=until))
    assert play(*STORY, dry_run=True) == steadily


def test_the_story_breaks_what_it_should(play):
    outcome = play(*STORY)
    assert {ref: codes(outcome[ref]) for ref in outcome if outcome[ref]["refused"]} == {
        "told late": [("notify", "not-now"), ("receive", "not-now")],  # it was deemed accepted by then
    }
    assert {ref: len(outcome[ref]["cards"]) > 0 for ref in outcome} == {
        "in time": False, "late": True, "never told": True, "told late": True, "paused": True, "half a day": True,
        "extended": True, "complaint": True, "third visit": True, "same day": True,
    }  # fmt: skip
    assert list(history.verify()) == []
    assert not Event.objects.filter(verb="breached", case__number=outcome["in time"]["number"]).exists()


def test_trying_it_out_leaves_no_row(play):
    before = stored()
    tried = play(*STORY, step("2025-10-10 09:00", "decide", "late", by="laowang", result="grant"), dry_run=True)
    assert stored() == before
    assert ReplayedAct.objects.count() == 0
    assert play(*STORY, step("2025-10-10 09:00", "decide", "late", by="laowang", result="grant")) == tried


def test_the_same_file_twice_does_nothing_twice(play):
    once = play(*STORY)
    before, written = stored(), ReplayedAct.objects.count()
    assert play(*STORY) == once
    assert (stored(), ReplayedAct.objects.count()) == (before, written)


def test_another_batch_plays_it_anew(play):
    once = play(*STORY, batch="first")
    assert play(*STORY, batch="second")["late"]["number"] != once["late"]["number"]


def test_a_ledger_that_grows_goes_on_where_it_stopped(play):
    play(*STORY[:5], batch="ledger")
    grown = play(*STORY, batch="ledger")
    cases, events = Case.objects.count(), Event.objects.count()
    assert cases == len(grown) + 1  # and the lead that the third visit gave
    assert play(*STORY, batch="ledger") == grown
    assert (Case.objects.count(), Event.objects.count()) == (cases, events)


def test_a_line_that_reads_otherwise_the_second_time_is_told(play):
    play(*accepted("2025-11-03 09:00"), step("2025-11-04 09:00", "decide", result="grant"), batch="ledger")
    outcome = play(*accepted("2025-11-03 09:00"), step("2025-11-04 09:00", "decide", result="refuse"), batch="ledger")[
        "a"
    ]
    assert (outcome["state"], codes(outcome)) == ("decided_granted", [("decide", "line-changed")])


def test_lines_of_no_case_stand_in_a_last_line(play):
    outcome = play(
        "nonsense",
        step("2025-11-03 09:00", "dance", "b"),
        step("2025-11-03 09:00", "register", 7, item=ITEM),
        '{"at": "2025-11-03", "act": "accept"}',
        step("never", "accept", 7),
    )
    assert list(outcome) == ["b", 7, None]
    assert codes(outcome["b"]) == [("dance", "unknown-act")]
    assert (outcome["b"]["number"], outcome["b"]["state"], outcome["b"]["deadlines"]) == (None, None, [])
    assert (outcome[7]["state"], codes(outcome[7])) == ("submitted", [("accept", "bad-line")])
    assert [(each["line"], each["act"], each["code"]) for each in outcome[None]["refused"]] == [
        (1, None, "bad-line"),
        (4, "accept", "bad-line"),
    ]


def test_nothing_passes_behind_the_last_line(play):
    assert cards(play(*accepted("2025-11-03 09:00"), step("2025-11-06 17:00:00", "tick", None))["a"]) == []
    late = play(*accepted("2025-11-03 09:00"), step("2025-11-06 17:00:01", "tick", None))["a"]
    assert cards(late) == [("promise", "yellow", "2025-11-06 17:00")]


def unlike(told, real, place: str = "") -> list[str]:
    """Where a document shows another value than there is. It may leave fields and rows out, and write … for a text."""
    if told == "…" or told == real:
        return []
    if isinstance(told, dict) and isinstance(real, dict):
        return [each for name in told for each in unlike(told[name], real.get(name, "absent"), f"{place}.{name}")]
    if isinstance(told, list) and isinstance(real, list):
        rows = [row for row in told if all(unlike(row, other) for other in real)]
        return [f"{place}: {row} is none of {real}" for row in rows]
    return [f"{place}: {told!r} is {real!r}"]


def test_the_pages_example_runs_on_todays_real_catalogue(db, tmp_path):
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_calendar", str(DATA / "work_calendar_2025_2026.csv"), yes=True, **quiet)
    call_command("import_catalogue", str(DATA / "catalogue.csv"), on=date(2026, 11, 27), **quiet)
    shown, said = io.StringIO(), io.StringIO()
    call_command("replay", str(DATA / "replay_example.jsonl"), stdout=shown, stderr=said)
    outcome = {each["ref"]: each for each in map(json.loads, shown.getvalue().splitlines())}
    blocks = [
        part.partition("```")[0]
        for part in (settings.BASE_DIR / "docs/replay.md").read_text("utf-8").split("```json")[1:]
    ]
    of_the_page, told = blocks[0].split("\n"), json.loads(blocks[1])
    assert set(filter(None, of_the_page)) <= set((DATA / "replay_example.jsonl").read_text("utf-8").splitlines())
    assert not unlike(told, outcome[told["ref"]])
    assert cards(outcome["example-1"])[0] == ("promise", "yellow", "2025-10-11 17:00")
    assert codes(outcome["example-8"]) == [("suspend", "pause-not-in-law")]
    assert codes(outcome["complaint-1"]) == [("conclude", "cannot-conclude")]
    assert (
        "事项目录从 2026-11-27 起才有：2025-09-30 起登记的 2 件按那天公布的一版计时，公布的生效日期没有改动"
        in said.getvalue()
    )
    assert {each.isoformat() for each in ItemVersion.objects.values_list("effective_from", flat=True)} == {"2026-11-27"}


def test_a_slip_of_the_year_leaves_no_trace(play):
    """Lines of 2016 that do nothing: a bare tick, one that is refused, one for an item that nobody knows."""
    before = list(ItemVersion.objects.order_by("pk").values())
    slips = [step("2016-03-02 09:00", "tick", None), step("2016-03-03 09:00", "accept", "nobody"),
             step("2016-03-04 09:00", "register", "x", item="ZZ-XK-0001")]  # fmt: skip
    outcome = play(*slips, SUBMITTED)
    assert outcome["a"]["state"] == "submitted"
    assert codes(outcome["x"]) == [("register", "cannot-register")]
    assert list(ItemVersion.objects.order_by("pk").values()) == before
    assert set(Post.objects.values_list("valid_from", "valid_to")) == {(date(2025, 11, 3), date(2025, 11, 3))}


def test_an_older_case_is_counted_by_the_first_version(play):
    outcome = play(*accepted("2024-12-30 09:00"))
    assert (outcome["a"]["state"], due(outcome["a"], "promise")) == ("accepted", "2025-01-03 17:00")
    assert Case.objects.get().application.item_version.number == 1
    assert {each.isoformat() for each in ItemVersion.objects.values_list("effective_from", flat=True)} == {"2025-01-01"}


def test_an_item_that_came_later_is_not_dated_back(play):
    with triggers_off():
        ItemVersion.objects.exclude(item__code=ITEM).update(effective_from="2020-01-01")
    outcome = play(step("2023-01-03 09:00", "register", "early", item=ITEM))["early"]
    assert codes(outcome) == [("register", "cannot-register")]


def test_a_pipe_is_written_into_and_stays_a_pipe(hall, tmp_path):
    """What is no ordinary file, /dev/null first of all, is never replaced by one."""
    (tmp_path / "events").write_text(json.dumps(SUBMITTED))
    os.mkfifo(tmp_path / "pipe")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "result")
    with ThreadPoolExecutor() as reading:
        text = reading.submit((tmp_path / "pipe").read_text)
        call_command("replay", str(tmp_path / "events"), out=str(tmp_path / "pipe"), stderr=io.StringIO())
    assert (tmp_path / "pipe").is_fifo()
    call_command("replay", str(tmp_path / "events"), out=str(link), stderr=io.StringIO())
    assert link.is_symlink()
    assert json.loads(text.result())["state"] == json.loads(link.read_text())["state"] == "submitted"


def test_without_a_place_for_the_result_nothing_is_played(hall, tmp_path):
    (tmp_path / "events").write_text(json.dumps(SUBMITTED))
    with pytest.raises(CommandError, match="不能写"):
        call_command("replay", str(tmp_path / "events"), out=str(tmp_path / "no such folder" / "out"))
    assert Case.objects.count() == 0


def test_the_timers_sign_of_life_stays_theirs(play):
    sweep(at=at("2026-11-01 10:00"))
    play(*STORY)
    assert Heartbeat.objects.get().at == at("2026-11-01 10:00")


@pytest.mark.django_db(transaction=True)
def test_a_replay_is_right_when_timers_are_far_ahead(play):
    tried = play(*STORY, dry_run=True)
    sweep(at=at("2026-11-01 10:00"))
    assert play(*STORY) == tried
    assert play(*STORY) == tried
    assert list(history.verify()) == []


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_file_that_cannot_be_read(hall, tmp_path, name):
    with pytest.raises(CommandError):
        call_command("replay", str(tmp_path / name), out=str(tmp_path / "out"))


def test_an_empty_file_has_an_empty_result(play):
    assert play("") == {}


def test_a_hall_without_catalogue(db, tmp_path):
    (tmp_path / "events").write_text(json.dumps(step("2025-11-03", "tick", None)))
    with pytest.raises(CommandError, match="事项目录"):
        call_command("replay", str(tmp_path / "events"))


def test_tomorrow_is_refused_where_a_hall_is_at_work(play, settings):
    play(*accepted("2025-11-03 09:00"))
    settings.PRODUCTION = True
    ahead = [step("2050-01-03 09:00", "tick", None)]
    assert play(*ahead) == {}  # every open case came out of a file
    ReplayedAct.objects.update(opened=None)
    with pytest.raises(CommandError, match="将来"):
        play(*ahead, batch="again")


def test_an_idle_act_costs_few_questions(play, django_assert_max_num_queries):
    play(*accepted("2025-11-03 09:00"))
    ticks = [step(f"2025-11-03 10:{minute:02d}", "tick", None) for minute in range(50)]
    with django_assert_max_num_queries(50 * 5 + 40):
        play(*ticks)


def test_nobody_is_written_to_outside(play):
    """A ledger played again sends nothing to anybody: no SMS to applicants, and no letter of its clocks is passed on to staff."""
    moment = at("2025-12-31 16:59")
    with time_machine.travel(moment, tick=False):
        play(*STORY)
        for user in User.objects.all():
            set_contact(phone="13812348000", email="", by=user, at=moment)
        assert Letter.objects.exists()
        assert not Letter.objects.filter(quiet=False).exists()
        with triggers_off():
            Letter.objects.update(written_at=moment, not_before=moment)  # as if all of it had been today
        assert pass_on(at=moment) == 0
    assert not Dispatch.objects.exists()
