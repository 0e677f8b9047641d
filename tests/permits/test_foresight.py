"""What an act does to the clocks is told before it is confirmed, by the act itself; and only that is then done."""

from datetime import date

import pytest
import time_machine

from cases.models import Case, Pause
from cases.staleness import Stale
from hall.flow import NotNow
from permits import states
from permits.foresight import NotAsForeseen, carry_out, foresee
from permits.foresight_words import after_words, now_words
from permits.models import Ending
from tests.api.conftest import clock, program
from tests.api.requests import application
from tests.cases.snow import closure, confirm
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, snapshot, text_of, url
from tests.permits.stages import BROUGHT_TO, REMEDIES, number_of
from tests.snapshot import stored
from tests.world import at

__all__ = ["clock", "desk", "program"]

LATER = at("2025-11-06 10:00")
SUSPENSION = {"ground": "testing", "notice_number": "特告〔2025〕2号", "declared_days": 5}
EXTENSION = {"rank": "本机关负责人", "document": "批〔2025〕1号", "reason": "案情复杂"}
TERMINATION = {"ground": "force_majeure", "reason": "受灾停工", "remedies": REMEDIES}


def summary(foresight) -> dict[str, tuple[str, str]]:
    return {str(effect.rule): (now_words(effect), after_words(effect)) for effect in foresight.effects}


def test_the_foresight_marks_dates_in_a_year_without_notice(world):
    number = world.accepted(when=at("2026-12-14 10:00")).case.number
    foresight = foresee(actions.suspend, number=number, by=world.chief, at=at("2026-12-15 10:00"), **SUSPENSION)
    effects = summary(foresight)
    assert "2027年1月" in effects["statutory"][0]
    assert "暂定" in effects["statutory"][0]
    assert "暂定" not in effects["promise"][0]


@pytest.mark.parametrize(
    ("state", "verb", "terms", "effects"),
    [
        (
            states.ACCEPTED, actions.suspend, SUSPENSION,
            {
                "promise": ("2025年11月6日 17:00 到期", "停止计时，恢复后重新推算"),
                "statutory": ("2025年12月1日 17:00 到期", "停止计时，恢复后重新推算"),
                "special_procedure": ("还没有计时", "开始计时，2025年11月12日 17:00 到期"),
            },
        ),
        (
            states.SUSPENDED, actions.resume, {},
            {
                "promise": ("暂停计时", "恢复计时，2025年11月10日 17:00 到期"),
                "statutory": ("暂停计时", "恢复计时，2025年12月3日 17:00 到期"),
                "special_procedure": ("2025年11月18日 17:00 到期", "结束：按时"),
            },
        ),
        (
            states.ACCEPTED, actions.extend, EXTENSION,
            {
                "promise": ("2025年11月6日 17:00 到期", "不变，2025年11月6日 17:00 到期"),
                "statutory": ("2025年12月1日 17:00 到期", "改为 2025年12月15日 17:00 到期"),
            },
        ),
        (
            states.SUBMITTED, actions.withdraw, {"reason": "不办了"},
            {
                "acceptance_notice": ("2025年11月10日 17:00 到期", "结束：不再计时"),
                "window_acceptance": ("2025年11月3日 14:00 到期，已超期", "结束：超时，已经发出的牌保留"),
            },
        ),
        (
            states.ACCEPTED, actions.terminate, TERMINATION,
            {
                "promise": ("2025年11月6日 17:00 到期", "结束：不再计时"),
                "statutory": ("2025年12月1日 17:00 到期", "结束：不再计时"),
            },
        ),
        (
            states.SUSPENDED, actions.void, {"ground": "trial", "reason": "演练"},
            {
                "promise": ("暂停计时", "结束：不再计时"),
                "statutory": ("暂停计时", "结束：不再计时"),
                "special_procedure": ("2025年11月18日 17:00 到期", "结束：按时"),
            },
        ),
        (states.CORRECTION_REQUESTED, actions.withdraw, {"reason": "不办了"}, {}),
    ],
    ids=["suspend", "resume", "extend", "withdraw", "terminate", "void a suspended one", "no clock runs"],
)  # fmt: skip
def test_what_is_foretold_is_what_happens(world, state, verb, terms, effects):
    number = number_of(BROUGHT_TO[state](world))
    before = stored()
    by = world.head if verb is actions.extend else world.chief
    foresight = foresee(verb, number=number, by=by, at=LATER, **terms)
    assert summary(foresight) == effects
    assert stored() == before, "looking changes nothing, not even a number"
    _answer, outcome = carry_out(verb, seen=foresight.seen, number=number, by=by, at=LATER, **terms)
    assert outcome == foresight
    clocks = {clock.rule: clock for clock in Case.objects.get(number=number).deadlines.filter(superseded_at=None)}
    for effect in outcome.effects:
        row = clocks[effect.rule]
        assert (row.verdict, row.due_at if row.runs and not row.is_stopped else None) == (
            effect.verdict,
            effect.due_after,
        )


def test_a_broken_clock_keeps_its_verdict_and_card(world):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    late = at("2025-11-07 09:00")
    foresight = foresee(actions.void, number=number, ground="duplicate", reason="两次", by=world.chief, at=late)
    assert summary(foresight)["promise"] == ("2025年11月6日 17:00 到期，已超期", "结束：超时，已经发出的牌保留")
    actions.void(number=number, ground="duplicate", reason="两次", by=world.chief, at=late)
    case = Case.objects.get(number=number)
    assert [(card.rule, card.state) for card in case.cards.all()] == [("promise", "issued")]


def test_a_refusal_comes_before_anything_is_foretold(world):
    number = number_of(BROUGHT_TO[states.GRANTED](world))
    before = stored()
    with pytest.raises(NotNow, match="不能终止办理"):
        foresee(actions.terminate, number=number, by=world.chief, at=LATER, **TERMINATION)
    assert stored() == before


@pytest.mark.parametrize("moved", ["the day", "the calendar", "a limit has run out"])
def test_what_has_moved_since_it_was_seen_is_not_done(world, moved):
    number, when = number_of(BROUGHT_TO[states.ACCEPTED](world)), LATER
    token = foresee(actions.suspend, number=number, by=world.chief, at=LATER, **SUSPENSION).seen
    if moved == "the day":
        when = at("2025-11-07 08:31")
    elif moved == "the calendar":
        confirm(world, closure(world, date(2025, 11, 12), when=LATER), when=LATER)
    else:
        when = at("2025-11-06 17:00:01")
    before = stored()
    with pytest.raises(NotAsForeseen) as changed:
        carry_out(actions.suspend, seen=token, number=number, by=world.chief, at=when, **SUSPENSION)
    assert changed.value.foresight.effects
    assert stored() == before


def test_somebody_else_s_act_in_between_is_told(world):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    version = Case.objects.get(number=number).version
    mark = foresee(actions.terminate, number=number, version=version, by=world.chief, at=LATER, **TERMINATION).seen
    actions.visit(number=number, window=world.health_window, purpose="other", by=world.clerk, at=LATER)
    before = stored()
    with pytest.raises(Stale):
        carry_out(actions.terminate, seen=mark, number=number, version=version, by=world.chief, at=LATER, **TERMINATION)
    assert stored() == before


def test_documents_are_numbered_without_a_gap(world):
    numbers = [number_of(world.register(when=at("2025-11-03 09:00"), idem=f"k{n}")) for n in range(3)]
    for number in numbers:
        foresee(actions.withdraw, number=number, reason="不办了", by=world.clerk, at=LATER)
    for number in numbers[:2]:
        actions.withdraw(number=number, reason="不办了", by=world.clerk, at=LATER)
    actions.withdraw(number=numbers[2], reason="不办了", by=world.clerk, at=at("2026-01-04 09:00"))
    documents = list(Ending.objects.order_by("pk").values_list("document", flat=True))
    assert documents == ["云卫健撤字〔2025〕1号", "云卫健撤字〔2025〕2号", "云卫健撤字〔2026〕1号"]


# The page


def send(client, case, name, **form):
    case.refresh_from_db()
    return client.post(url(name, case), {"version": case.version, **form})


def test_shown_corrected_and_confirmed_without_a_script(desk, client):
    case = desk.accepted(when=NOW).case
    client.force_login(desk.chief)
    before = snapshot(case)
    form = {"ground": "testing", "declared_days": "5"}
    preview = send(client, case, "suspend", **form)
    words = text_of(preview)
    for sentence in (
        "承诺时限",
        "2025年10月11日 17:00 到期",
        "停止计时",
        "检测",
        "确认暂停计时",
        "回去修改",
    ):
        assert sentence in words, sentence
    again = send(client, case, "suspend", step="edit", seen=preview.context["seen"], **form)
    assert again.context["form"]["declared_days"].value() == "5"
    assert snapshot(case) == before
    answer = send(client, case, "suspend", step="confirm", seen=preview.context["seen"], **form)
    assert answer.status_code == 302
    assert Pause.objects.get().notice_number == "云卫健特字〔2025〕1号", "looking at it has taken none"


def test_an_old_preview_is_shown_anew(desk, client):
    case = desk.accepted(when=NOW).case
    client.force_login(desk.chief)
    form = {"ground": "testing", "declared_days": "5"}
    preview = send(client, case, "suspend", **form)
    token, version = preview.context["seen"], case.version
    actions.visit(number=case.number, window=desk.health_window, purpose="other", by=desk.clerk, at=NOW)
    anew = client.post(url("suspend", case), {"version": version, "step": "confirm", "seen": token, **form})
    assert anew.status_code == 409
    assert "张敏 在 10:00 改过此办件" in text_of(anew)
    assert "停止计时" in text_of(anew)
    assert not Pause.objects.exists()
    with time_machine.travel(at("2025-10-09 10:00"), tick=False):
        client.force_login(desk.chief)
        anew = send(client, case, "suspend", step="confirm", seen=anew.context["seen"], **form)
        assert anew.status_code == 409
        assert "看过以后时限有了变化" in text_of(anew)
        assert not Pause.objects.exists()
        assert send(client, case, "suspend", step="confirm", seen=anew.context["seen"], **form).status_code == 302


def test_who_may_not_approve_sees_who_does(desk, client):
    case = desk.accepted(when=NOW).case
    words = text_of(client.get(url("case", case)))
    assert "暂停计时、终止办理、作废要由" in words
    assert "延长法定时限要由钱局（部门负责人）批准" in words
    assert "赵科（审批科长）" in words
    assert "钱局（部门负责人）" in words
    assert "李强" not in words


def test_the_end_stands_on_the_case_and_for_the_applicant(desk, client):
    case = desk.accepted(when=NOW).case
    actions.terminate(number=case.number, by=desk.chief, at=NOW, **TERMINATION)
    words = text_of(client.get(url("case", case)))
    for sentence in ("云卫健终字〔2025〕1号", "不可抗力", "受灾停工", "批准人 赵科", "终止（异常办结）"):
        assert sentence in words, sentence


# The API


def test_a_program_asks_first(world, program, clock):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    head, before = program(world.head), stored()
    preview = head.post(application(number, "extend") + "preview/", EXTENSION)
    assert preview.status_code == 200, preview.json()
    moved = {effect["rule"]: (effect["change"], effect["due_after"]) for effect in preview.json()["effects"]}
    assert moved == {
        "promise": ("stays", "2025-11-06T17:00:00+08:00"),
        "statutory": ("moves", "2025-12-15T17:00:00+08:00"),
    }
    assert stored() == before
    other = head.post(application(number, "extend"), {**EXTENSION, "seen": "0" * 64})
    assert (other.status_code, other.json()["code"]) == (409, "not-as-foreseen")
    answer = head.post(application(number, "extend"), {**EXTENSION, "seen": preview.json()["seen"]})
    assert (answer.status_code, answer.json()["extended_days"]) == (200, 10)
    assert program(world.chief).post(application(number, "extend") + "preview/", EXTENSION).status_code == 404
    assert program(world.clerk).post(application(number, "void") + "preview/", {}).status_code == 404
