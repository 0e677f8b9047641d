"""An item's own list of special procedures: what its words mean, and that they bind a pause (rules D4, D7–D10)."""

from datetime import date
from types import SimpleNamespace

import pytest

from cases.actions import NoSuchPauseGround
from cases.models import Pause
from hall.refusals import BadInput
from permits.procedures import USUAL_MOST, listed, sentences, to_choose, why_none
from tests.hall.calendar_days import CALENDAR
from tests.permits import verbs as permits
from tests.permits.desk import NOW, act, desk, text_of, url
from tests.snapshot import stored
from tests.world import at

__all__ = ["desk"]
SUSPENDED_AT = at("2025-11-04 10:00")


def terms(words: str) -> SimpleNamespace:
    return SimpleNamespace(special_procedure=words)


@pytest.mark.parametrize(
    ("words", "grounds"),
    [
        ("", {}),
        ("专家评审", {"expert_review": None}),
        ("专家评审;听证;公示", {"expert_review": None, "hearing": None, "statutory_waiting": None}),
        ("专家评审（≤20个工作日）", {"expert_review": 20}),
        ("鉴定（司法或行政结论未作出时中止）", {"appraisal": None}),
        ("批次受理（每年两次，自受理期限终止起算）", {"statutory_waiting": None}),
        ("听证（条例第10条应当听证）", {"hearing": None}),
        ("现场审查（计入时限）", {}),
        ("公示（不计入时限）；公告（≤10个工作日）", {"statutory_waiting": None}),
        ("检测（≤5个工作日）；检测（≤8个工作日）", {"testing": 8}),
        ("检测（含抽样、送检）", {"testing": None}),
        ("检测（含抽样;送检，≤9个工作日)、公告", {"testing": 9, "statutory_waiting": None}),
        ("现场检测", {"testing": None}),
        ("现场踏勘", {}),
        ("集体研究;领导会签", {}),
        ("现场踏勘公示", {}),
        ("内部流程", {}),
        ("公示（不少于7日）", {"statutory_waiting": None}),
        ("公示（至少 7 日，不超过15日）", {"statutory_waiting": 15}),
        ("公告（7日以上）", {"statutory_waiting": None}),
        ("公示（公示期≥7个工作日）", {"statutory_waiting": None}),
    ],
)
def test_the_words_of_the_catalogue(words, grounds):
    assert {str(ground): each.days for ground, each in listed(terms(words)).items()} == grounds


def test_natural_days_are_counted_as_the_working_days_in_them():
    [cooling_off] = listed(terms("冷静期30日")).values()
    assert (cooling_off.ground, cooling_off.days, cooling_off.is_natural) == ("statutory_waiting", 30, True)
    assert cooling_off.longest(starts_on=date(2025, 11, 3), calendar=CALENDAR) == 23  # 3 November to 3 December
    [review] = listed(terms("专家评审（≤20个工作日）")).values()
    assert review.longest(starts_on=date(2025, 11, 3), calendar=CALENDAR) == 20


@pytest.mark.parametrize(
    ("words", "why"),
    [("", "没有公布特别程序"), ("听证", "只有听证"), ("现场审查（计入时限）", "没有公布特别程序"), ("检疫", "")],
)
def test_why_a_case_cannot_be_paused(words, why):
    assert bool(why_none(terms(words))) is bool(why)
    assert why in why_none(terms(words))
    assert bool(to_choose(terms(words))) is not bool(why)


def test_what_the_page_of_an_item_says_of_each():
    assert sentences(terms("专家评审（≤20个工作日）;公示")) == [
        "专家评审（≤20个工作日）：不计入时限，最长 20 个工作日",
        "公示：法定等待，所需时间书面告知申请人",
    ]


def suspend(world, words: str, **more):
    world.promised.special_procedure = words
    world.promised.save(update_fields=["special_procedure"])
    case = world.accepted(when=at("2025-11-03 10:00")).case
    fields = {"ground": "testing", "notice_number": "特告1号", "declared_days": 5, **more}
    return case, lambda: permits.suspend(number=case.number, by=world.chief, at=SUSPENDED_AT, **fields)


@pytest.mark.parametrize(
    ("words", "more", "code", "field", "sentence"),
    [
        ("", {}, "pause-not-listed", "", "没有公布特别程序"),
        ("听证", {}, "pause-not-listed", "", "只有听证"),
        ("专家评审", {}, "pause-not-listed", "ground", "公布的特别程序是专家评审，没有检测"),
        ("检测（≤4个工作日）", {}, "bad-input", "declared_days", "最长 4 个工作日"),
        ("检测", {"declared_days": USUAL_MOST + 1}, "bad-input", "declared_days", f"最多写 {USUAL_MOST} 个工作日"),
        ("检测", {"ground": "site_visit"}, "pause-not-in-law", "ground", "第四十五条"),
    ],
)
def test_what_the_item_does_not_publish_stops_nothing(world, words, more, code, field, sentence):
    _case, act_ = suspend(world, words, **more)
    before = stored()
    with pytest.raises((permits.NotListed, BadInput, NoSuchPauseGround)) as refusal:
        act_()
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert sentence in refusal.value.sentence
    assert stored() == before


@pytest.mark.parametrize(
    ("words", "days"), [("检测（≤5个工作日）", 5), ("检测", USUAL_MOST), ("检测（≤90个工作日）", 90)]
)
def test_what_the_item_publishes_stops_the_clocks(world, words, days):
    case, act_ = suspend(world, words, declared_days=days)
    act_()
    assert Pause.objects.get(case=case).declared_days == days


def test_the_page_offers_what_the_item_publishes(desk, client):
    desk.promised.special_procedure = "检测（≤5个工作日）;公示"
    desk.promised.save(update_fields=["special_procedure"])
    case = desk.accepted(when=NOW).case
    client.force_login(desk.chief)
    form = client.get(url("suspend", case))
    assert [code for code, _words in form.context["form"].fields["ground"].choices] == [
        "",
        "testing",
        "statutory_waiting",
    ]
    assert "检测（≤5个工作日）：不计入时限，最长 5 个工作日" in text_of(form)
    answer = act(client, case, "suspend", ground="testing", notice_number="特告1号", declared_days="6")
    assert answer.status_code == 422
    assert answer.context["form"].errors["declared_days"] == ["这个事项公布的检测（≤5个工作日）最长 5 个工作日"]


def test_an_item_without_a_list_offers_no_pause(desk, client):
    desk.promised.special_procedure = ""
    desk.promised.save(update_fields=["special_procedure"])
    case = desk.accepted(when=NOW).case
    client.force_login(desk.chief)
    assert url("suspend", case) not in client.get(url("case", case)).content.decode()
    assert "这个事项没有公布特别程序，不能暂停计时" in text_of(client.get(url("suspend", case)))
