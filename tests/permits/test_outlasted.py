"""A special procedure that outlasts its notice: it ends by itself, or is prolonged before (行政许可法 art. 45, decision 105)."""

from datetime import date

import pytest

from cases import history
from cases.models import Card, Case, Deadline, Dispatch, Letter, Pause
from cases.reconcile import ledger
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.flow import NotNow
from hall.models import Absence, Post
from hall.refusals import Refused
from permits.documents.register import papers_of
from permits.events import EVENTS
from permits.models import Application
from portal.progress import history as news
from tests.cases.broken_rows import triggers_off
from tests.permits import verbs as permits
from tests.permits.test_documents import printed as printed_as
from tests.snapshot import stored
from tests.world import at

SUSPENDED, ENDS, LATE = "2025-11-04 10:00", "2025-11-05 17:00", "2025-11-05 17:00:01"


@pytest.fixture
def case(world) -> Case:
    """Accepted on Monday 3 November; paused from Tuesday for two working days."""
    case = world.accepted(when=at("2025-11-03 10:00")).case
    permits.suspend(
        number=case.number, ground="testing", notice_number="特告1号", declared_days=2, by=world.chief, at=at(SUSPENDED)
    )
    return case


def prolong(world, case, when="2025-11-05 10:00", **more):
    fields = {"notice_number": "特告2号", "days": 3, "reason": "复检还没有出结果", **more}
    return permits.prolong(number=case.number, by=world.chief, at=at(when), **fields)


def clock(case, rule) -> Deadline:
    return case.deadlines.get(rule=rule, superseded_at=None)


def differences(when) -> list[str]:
    return [finding.words for finding in ledger.check(ROOMS, at=when).findings]


def test_nothing_ends_before_the_last_declared_day_closes(case):
    pass_time(at=at(ENDS))
    case.refresh_from_db()
    assert case.state == "suspended"
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("when", "cards"),
    [
        (LATE, [("special_procedure", "yellow")]),
        ("2025-11-06 10:00", [("special_procedure", "yellow")]),
        ("2025-11-12 10:00", [("special_procedure", "yellow"), ("promise", "red")]),
        ("2025-12-10 10:00", [("special_procedure", "yellow"), ("promise", "red"), ("statutory", "red")]),
    ],
)
def test_an_outlasted_pause_ends_by_itself(case, when, cards):
    """A second late or a month: it ended with the last declared day, and what is late by now has its cards."""
    pass_time(at=at(when))
    case.refresh_from_db()
    pause = case.pauses.get()
    assert (case.state, pause.ends_on, pause.ended_at, pause.ended_by) == (
        "accepted",
        date(2025, 11, 5),
        at(LATE),
        None,
    )
    assert clock(case, "promise").due_at == at("2025-11-10 17:00")  # the 4th and the 5th left out
    assert clock(case, "statutory").due_at == at("2025-12-03 17:00")
    declared = clock(case, "special_procedure")
    assert (declared.verdict, declared.met_at, declared.late_by_minutes) == ("late", at(LATE), 1)
    assert list(Card.objects.order_by("breached_at", "pk").values_list("rule", "level")) == cards
    assert differences(at(when)) == []
    assert list(history.verify()) == []


def test_running_it_again_changes_nothing(case):
    pass_time(at=at(LATE))
    before = stored()
    pass_time(at=at(LATE))
    after = stored()
    del before["cases_heartbeat"], after["cases_heartbeat"]
    assert after == before


def test_its_end_is_told_to_everybody(world, case):
    pass_time(at=at(LATE))
    line = case.events.get(verb="pause_ran_out")
    assert (line.actor, line.from_state, line.to_state) == (None, "suspended", "accepted")
    sentence = EVENTS["pause_ran_out"].staff(line.facts)
    assert "特告1号 写明的时间到 2025年11月5日 17:00" in sentence
    assert "承诺时限 2025年11月10日 17:00 到期" in sentence
    [first, *_] = news(Application.objects.get(case=case))
    assert first["what"] == "特别程序期满，恢复计时"
    assert "2025年11月10日 17:00" in first["note"]
    assert Dispatch.objects.get(kind="ran_out").case_id == case.pk


def test_an_act_after_the_last_day_finds_the_clocks_running(world, case):
    before = stored()
    with pytest.raises(NotNow):
        permits.resume(number=case.number, by=world.chief, at=at("2025-11-06 10:00"))
    assert stored() == before
    permits.decide(number=case.number, result="grant", by=world.clerk, at=at("2025-11-06 10:00"))
    assert (clock(case, "promise").verdict, case.pauses.get().ends_on) == ("on_time", date(2025, 11, 5))
    assert list(Card.objects.values_list("rule", flat=True)) == ["special_procedure"]


def test_ended_in_time_it_is_no_breach(world, case):
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-05 16:00"))
    pass_time(at=at("2025-11-06 10:00"))
    assert clock(case, "special_procedure").verdict == "on_time"
    assert not Card.objects.exists()


def test_it_warns_before_its_last_day_and_stays_grey(world, case):
    pass_time(at=at("2025-11-05 08:29"))
    assert not case.events.filter(verb="warned").exists()
    pass_time(at=at("2025-11-05 08:31"))
    declared = clock(case, "special_procedure")
    assert (declared.lamp_name, declared.next_alert_at) == ("grey", at(LATE))
    assert case.events.get(verb="warned").facts["rule"] == "special_procedure"
    assert Letter.objects.get(template="warned").recipient == world.clerk
    assert differences(at("2025-11-05 08:35")) == []


def test_many_end_in_one_pass(world, case):
    others = [world.accepted(when=at("2025-11-03 10:00"), idem=f"key-{number}").case for number in range(2, 5)]
    for number, other in enumerate(others, 2):
        permits.suspend(
            number=other.number, ground="testing", notice_number=f"特告{number}号", declared_days=2, by=world.chief,
            at=at(SUSPENDED),
        )  # fmt: skip
    pass_time(at=at(LATE))
    assert set(Case.objects.values_list("state", flat=True)) == {"accepted"}
    assert Card.objects.count() == 4


# Decided anew


def test_prolonged_before_its_end_it_goes_on(world, case):
    prolong(world, case)
    pause, declared = case.pauses.get(), clock(case, "special_procedure")
    assert (pause.declared_days, pause.later_notices, pause.notices) == (5, ["特告2号"], "特告1号、特告2号")
    assert (declared.quantity, declared.due_at, declared.lamp_name) == (5, at("2025-11-10 17:00"), "grey")
    pass_time(at=at(LATE))
    case.refresh_from_db()
    assert (case.state, Card.objects.count()) == ("suspended", 0)
    assert differences(at(LATE)) == []
    pass_time(at=at("2025-11-10 17:00:01"))
    case.refresh_from_db()
    assert (case.state, case.pauses.get().ends_on) == ("accepted", date(2025, 11, 10))
    assert clock(case, "promise").due_at == at("2025-11-13 17:00")
    assert differences(at("2025-11-10 17:05")) == []
    assert list(history.verify()) == []


def test_the_reason_of_a_prolongation_is_told(world, case):
    prolong(world, case)
    line = case.events.get(verb="prolong")
    assert EVENTS["prolong"].staff(line.facts) == (
        "检测再延长 3 个工作日，共 5 个（告知书 特告2号）：复检还没有出结果。"
        "最迟由 2025年11月5日 17:00 变为 2025年11月10日 17:00"
    )
    assert "复检还没有出结果" in EVENTS["prolong"].applicant(line.facts)[1]
    assert Dispatch.objects.filter(kind="prolonged").count() == 1


@pytest.mark.parametrize(
    ("sentence", "fields", "field", "words"),
    [
        ("the number of the first notice", {"notice_number": "特告1号"}, "notice_number", "已经用在办件"),
        ("no reason", {"reason": ""}, "reason", "填写延长的理由"),
        ("a reason that says nothing", {"reason": "x"}, "reason", "看不出说的是什么"),
        ("no day", {"days": 0}, "days", "至少为 1"),
        ("longer than a notice may say", {"days": 61}, "days", "最多写 60 个工作日"),
    ],
)
def test_a_prolongation_that_is_refused_changes_nothing(world, case, sentence, fields, field, words):
    before = stored()
    with pytest.raises(Refused, match=words) as refusal:
        prolong(world, case, **fields)
    assert refusal.value.field == field
    assert stored() == before


def test_no_longer_in_all_than_the_item_publishes(world, case):
    world.promised.special_procedure = "检测（≤4个工作日）"
    world.promised.save(update_fields=["special_procedure"])
    with pytest.raises(Refused, match="最长 4 个工作日，已经告知 2 个"):
        prolong(world, case, days=3)
    prolong(world, case, days=2)
    assert case.pauses.get().declared_days == 4


def test_ended_and_begun_anew_it_is_still_one_length(world, case):
    world.promised.special_procedure = "检测（≤4个工作日）"
    world.promised.save(update_fields=["special_procedure"])
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-05 16:00"))
    with pytest.raises(Refused, match="最长 4 个工作日，已经告知 2 个"):
        suspend_anew(world, case, 3)
    suspend_anew(world, case, 2)
    assert list(case.pauses.values_list("declared_days", flat=True)) == [2, 2]


def suspend_anew(world, case, days, by=None):
    permits.suspend(
        number=case.number, ground="testing", notice_number="特告2号", declared_days=days, by=by or world.chief,
        at=at("2025-11-06 10:00"),
    )  # fmt: skip


def test_what_goes_beyond_sixty_days_the_head_decides(world, case):
    prolong(world, case, days=58)
    before = stored()
    with pytest.raises(Refused, match="一共超过 60 个的由部门负责人决定") as refusal:
        prolong(world, case, notice_number="特告3号", days=1)
    assert refusal.value.field == "days"
    assert stored() == before
    by_the_head = {"number": case.number, "reason": "复检还没有出结果", "by": world.head, "at": at("2025-11-05 10:00")}
    for number in range(3, 8):
        permits.prolong(notice_number=f"特告{number}号", days=60, **by_the_head)
    with pytest.raises(Refused, match="不超过 365 个工作日，已经告知 360 个"):
        permits.prolong(notice_number="特告8号", days=6, **by_the_head)
    assert case.pauses.get().declared_days == 360


def test_a_chief_in_the_heads_stead_is_named_so(world, case):
    heads = Post.objects.get(user=world.head)
    terms = {"valid_from": date(2025, 11, 5), "valid_to": date(2025, 11, 5), "reason": "出差"}
    Absence.objects.create(post=heads, deputy=world.chief, **terms)
    world.chief.__dict__.pop("_access", None)
    for number, days, by_whose_post in (("特告2号", 58, None), ("特告3号", 1, "钱局")):
        prolong(world, case, notice_number=number, days=days)
        assert case.events.latest("seq").facts.get("acts_for") == by_whose_post
    copies = {each: printed_as(world, case.number, "special_procedure", occurrence=each) for each in (1, 2, 3)}
    deputised = {each for each, copy in copies.items() if "赵科（代钱局）" in copy.document.content}
    assert deputised == {3}


def test_begun_anew_it_is_the_heads_beyond_sixty_days(world, case):
    permits.resume(number=case.number, by=world.chief, at=at("2025-11-05 16:00"))
    with pytest.raises(Refused, match="由部门负责人决定") as refusal:
        suspend_anew(world, case, 59)
    assert refusal.value.field == "declared_days"
    suspend_anew(world, case, 59, by=world.head)
    assert case.pauses.latest("starts_on").declared_days == 59


def test_over_it_is_not_prolonged_but_begun_anew(world, case):
    with pytest.raises(NotNow):
        prolong(world, case, when="2025-11-06 10:00")
    permits.suspend(
        number=case.number, ground="testing", notice_number="特告2号", declared_days=1, by=world.chief,
        at=at("2025-11-06 10:00"),
    )  # fmt: skip
    assert list(case.pauses.values_list("starts_on", "ends_on")) == [
        (date(2025, 11, 4), date(2025, 11, 5)), (date(2025, 11, 6), None),
    ]  # fmt: skip
    assert differences(at("2025-11-06 10:05")) == []


def test_each_notice_is_a_paper_of_its_own(world, case):
    prolong(world, case)
    application = Application.objects.get(case=case)
    assert [occurrence for kind, occurrence in papers_of(application) if kind == "special_procedure"] == [1, 2]
    sheets = []
    for occurrence in (1, 2):
        printed = permits.print_document(
            number=case.number, kind="special_procedure", occurrence=occurrence, site="http://hall.test",
            by=world.clerk, at=at("2025-11-05 11:00"),
        )  # fmt: skip
        sheets.append((printed.document.number, str(printed.document.content)))
    (first, of_the_first), (second, of_the_second) = sheets
    assert (first, second) == ("特告1号", "特告2号")
    assert "2 个工作日" in of_the_first
    assert "再需要 3 个工作日，共 5 个工作日" in of_the_second
    assert "2025年11月10日 17:00" in of_the_second
    assert "复检还没有出结果" in of_the_second


# A hearing, and a hall of before


def test_a_hearing_without_its_record_lets_the_clocks_go_on(world):
    case = world.accepted(when=at("2025-11-03 10:00")).case
    clerk, chief = ({"number": case.number, "by": each} for each in (world.clerk, world.chief))
    permits.tell_hearing(parties="王小明、东邻李某", interest="相邻采光", at=at("2025-11-04 09:00"), **clerk)
    permits.ask_hearing(party="东邻李某", at=at("2025-11-05 09:00"), **clerk)
    permits.announce_hearing(
        sits_at=at("2025-11-18 09:00"), place="三楼会议室", chair="钱局", at=at("2025-11-06 09:00"), **chief
    )
    pass_time(at=at("2025-11-18 17:00:01"))
    case.refresh_from_db()
    assert (case.state, case.pauses.get().ends_on) == ("accepted", date(2025, 11, 18))
    with pytest.raises(Refused, match="先登记笔录，或者取消听证"):
        permits.suspend(ground="testing", notice_number="特告9号", declared_days=2, at=at("2025-11-19 09:00"), **chief)
    with pytest.raises(Refused, match="举行以后根据笔录决定"):
        permits.decide(result="grant", at=at("2025-11-19 09:00"), **clerk)
    held = permits.hold_hearing(at=at("2025-11-19 09:10"), **chief)
    assert held.held_at == at("2025-11-19 09:10")
    permits.decide(result="grant", at=at("2025-11-19 09:20"), **clerk)
    assert differences(at("2025-11-19 09:25")) == []


def test_what_was_outlasted_at_the_release_ends_when_noticed(case):
    """Decision 105: nobody is late for days on which the hall itself let the clocks stand."""
    with triggers_off():
        Pause.objects.update(overdue_at_release=True)
    pass_time(at=at("2025-12-10 10:00"))
    case.refresh_from_db()
    assert (case.state, case.pauses.get().ends_on) == ("accepted", date(2025, 12, 10))
    assert list(Card.objects.values_list("rule", flat=True)) == ["special_procedure"]
    assert clock(case, "promise").due_at == at("2025-12-15 17:00")
    assert differences(at("2025-12-10 10:05")) == []
