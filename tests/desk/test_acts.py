"""The case page and every act on it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Card, Pause
from cases.sweep import sweep
from hall.models import Material
from permits.acts import ACTS
from permits.models import Decision, DocumentKind, OneTimeNotice, Visit
from permits.states import FLOW
from permits.visits import Why
from permits.wording import REMEDIES
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.desk import NOW, act, desk, filled, shows_nothing_personal, snapshot, text_of, url
from tests.rows import Rows
from tests.world import at

__all__ = ["desk"]


def words_after(client, response) -> str:
    assert response.status_code == 302, response.context and response.context["form"].errors
    return text_of(client.get(response.url))


def buttons(client, case) -> list[str]:
    context = client.get(url("case", case)).context
    return [button.words for button in [context["primary"], *context["others"]] if button]


@pytest.fixture
def accepted(desk):
    return desk.accepted(when=NOW).case


@pytest.fixture
def incomplete(desk):
    """Registered with the first of three papers."""
    return desk.register(when=NOW, materials=[1]).application.case


# The page


def test_the_case_page_shows_applicant_limits_and_next_act(desk, accepted, client):
    response = client.get(url("case", accepted))
    words = text_of(response)
    for sentence in (
        "公共场所卫生许可",
        "0101 20250930 00001",
        "王*明（个人）",
        "110105********002X",
        "138****8000",
        "张敏",
        "22 卫生健康窗口",
        "承诺时限 正常",
        "2025年10月11日 17:00 前",
        "法定时限 正常",
        "2025年11月4日 17:00 前",
        "10月1日至10月8日",
        "到访：全大厅 1 次，每个部门最多 2 次",
        "第 1 次 · 提交",
        "登记收件",
        "审查 进行中",
    ):
        assert sentence in words, sentence
    assert response.context["primary"].words == "办结"
    assert shows_nothing_personal(response)


def test_received_after_closing_counts_for_the_next_working_day(desk, client):
    case = desk.register(when=at("2025-09-30 18:30")).application.case
    words = text_of(client.get(url("case", case)))
    assert "2025年9月30日 18:30" in words
    assert "计为收到日 2025年10月9日" in words


def test_the_page_costs_the_same_for_a_long_history(desk, accepted, client, django_assert_max_num_queries):
    client.get(url("case", accepted))
    with django_assert_max_num_queries(22) as short:
        client.get(url("case", accepted))
    for n in range(20):
        actions.visit(
            number=accepted.number,
            window=desk.health_window,
            purpose="consult",
            why=Why("law", basis="《行政许可法》第四十六条"),
            by=desk.clerk,
            at=NOW,
        )
        actions.replace_code(number=accepted.number, idem=f"n{n}", reason="凭证遗失", by=desk.clerk, at=NOW)
    with django_assert_max_num_queries(22) as long:
        response = client.get(url("case", accepted))
    assert len(short) == len(long)
    assert len(response.context["events"]) == 42


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (
            "clerk",
            [
                "办结",
                "告知听证权利",
                "申请人撤回",
                "登记到访",
                "报批",
                "变更首办责任人",
                "更正登记",
                "更正联系方式",
                "登记代理人",
            ],
        ),
        (
            "chief",
            [
                "办结",
                "暂停计时",
                "告知听证权利",
                "申请人撤回",
                "终止办理",
                "作废",
                "登记到访",
                "报批",
                "变更首办责任人",
                "更正登记",
                "更正联系方式",
                "登记代理人",
            ],
        ),
        ("head", ["办结", "暂停计时", "延长法定时限", "终止办理", "作废"]),
        ("office", []),
        ("inspector", []),
    ],
)
def test_buttons_are_what_the_state_and_the_person_allow(desk, accepted, client, who, expected):
    client.force_login(getattr(desk, who))
    assert buttons(client, accepted) == expected


def test_a_window_without_the_power_is_told_who_decides(desk, accepted, client):
    desk.health_window.delegations.update(window=desk.market_window)
    response = client.get(url("case", accepted))
    primary = response.context["primary"]
    assert (primary.words, primary.key) == ("上交", "F4"), "the way on has the key of the step that it stands for"
    assert "没有授权书把“公共场所卫生许可”交给本窗口。由审批科长赵科或部门负责人钱局办理，可以上交" in text_of(response)


OTHERWISE = {"decide": "grant"}  # a page that has another name than its act


def test_each_form_shows_and_a_wrong_state_says_so(desk, client):
    case = desk.register(when=NOW, materials=[1]).application.case
    with Rows() as rows:
        for act in ACTS:
            if act.flow is FLOW:  # the others lead to no state: test_contact, test_power
                with rows.row(act.name):
                    shows_its_form(desk, client, case, act.name)


def shows_its_form(desk, client, case, name):
    is_the_chiefs = name in {"suspend", "prolong", "resume", "terminate", "void", "revoke"} or name.endswith("_hearing")
    client.force_login(desk.head if name == "extend" else desk.chief if is_the_chiefs else desk.clerk)
    starts_here = "submitted" in FLOW.arrows[OTHERWISE.get(name, name)].sources
    response = client.get(url(name, case))
    assert response.status_code == 200
    assert ("现在是“收件”，不能" in text_of(response)) is not starts_here
    assert shows_nothing_personal(response)
    before = snapshot(case)
    if not starts_here:
        assert act(client, case, name, **ANY[name]).status_code == 422
        assert snapshot(case) == before


ANY = {
    "suspend": {"ground": "testing", "declared_days": "5"},
    "prolong": {"days": "3", "reason": "专家还要复核"},
    "resume": {},
    "extend": {"rank": "本机关负责人", "document": "批〔2025〕1号", "reason": "案情复杂"},
    "tell_hearing": {"parties": "王小明、东邻李某", "interest": "相邻采光"},
    "ask_hearing": {"party": "东邻李某"},
    "move_hearing": {"sits_at": "2025-10-21T09:00", "place": "三楼会议室", "chair": "钱局", "reason": "当天停办"},
    "announce_hearing": {"sits_at": "2025-10-20T09:00", "place": "三楼会议室", "chair": "钱局"},
    "hold_hearing": {},
    "give_up_hearing": {"reason": "东邻李某书面放弃"},
    "cancel_hearing": {"reason": "东邻李某撤回要求"},
    "terminate": {"ground": "force_majeure", "reason": "受灾停工", "remedies": REMEDIES},
    "void": {"ground": "duplicate", "reason": "登记了两次"},
    "decide": {"result": "grant"},
    "deliver": {"method": "courier", "proof": "SF123456"},
    "archive": {},
    "revoke": {"ground": "deceit", "reason": "检测报告是伪造的", "remedies": REMEDIES},
    "undo": {"reason": "点错了"},
    "close_not_corrected": {"remedies": REMEDIES},
    "supplement": {"materials": ["2"], "channel": "mail"},
    "tell_overdue": {"how": "电话"},
    "verify": {"holds": "yes", "finding": "到现场看过"},
}


# From registration to delivery


def test_a_case_from_the_window_to_delivery(desk, incomplete, client):
    case = incomplete
    assert buttons(client, case)[0] == "一次性告知补正"
    assert [tick.data["selected"] for tick, _ in client.get(url("notify", case)).context["form"].rows()] == [
        False,
        True,
        True,
    ]
    words = words_after(client, act(client, case, "notify", missing=["2", "3"], remark_2="要副本", remark_3=""))
    assert "已出具第 1 份一次性告知书" in words
    assert "营业执照：要副本" in words
    assert "补正 暂停（不计时） 等申请人补齐材料" in words

    words = words_after(client, act(client, case, "receive", materials=["2", "3"], channel="window"))
    assert "已收下 2 份材料。材料齐了，可以受理。已登记第 2 次到访" in words
    assert buttons(client, case)[0] == "受理"

    page = client.get(url("accept", case))
    previews = [(limit["title"], limit["due"]) for limit in page.context["limits"]]
    assert previews == [("承诺时限", "2025年10月11日 17:00 前"), ("法定时限", "2025年11月4日 17:00 前")]
    assert "10月1日至10月8日" in text_of(page)
    words = words_after(client, act(client, case, "accept"))
    assert "已受理。承诺时限：2025年10月11日 17:00 前；法定时限：2025年11月4日 17:00 前" in words

    words = words_after(client, act(client, case, "decide", result="grant", reason="", remedies=REMEDIES))
    assert "已准予。送达：2025年10月21日 17:00 前" in words
    assert Decision.objects.get().remedies == ""

    assert client.post(reverse("desk-print", args=[case.number, "grant", 1])).status_code == 302
    words = words_after(client, act(client, case, "deliver", method="courier", proof="SF123456"))
    assert "已送达（邮寄）。案卷齐全以后归档" in words
    assert buttons(client, case) == []  # not before the file is complete
    assert "案卷还缺" in words
    assert shows_nothing_personal(client.get(url("case", case)))


@pytest.mark.parametrize("item", ["promised", "immediate", "city"])
def test_what_acceptance_promises_is_what_it_starts(desk, client, item):
    case = desk.register(when=NOW, item=getattr(desk, item)).application.case
    promised = [(limit["title"], limit["due"]) for limit in client.get(url("accept", case)).context["limits"]]
    act(client, case, "accept")
    running = client.get(url("case", case)).context["limits"]
    assert sorted(promised) == sorted((limit["title"], limit["due"]) for limit in running)


def test_a_date_in_a_year_without_calendar_is_marked(desk, client):
    with time_machine.travel(at("2026-12-30 10:00"), tick=False):
        client.force_login(desk.clerk)
        case = desk.register(when=at("2026-12-30 10:00")).application.case
        assert "暂定" in text_of(client.get(url("accept", case)))
        waiting = desk.register(when=at("2026-12-30 10:00"), materials=[1], idem="gap").application.case
        assert "（暂定）" in text_of(client.get(url("receipt", waiting)))
        assert "（暂定）" in words_after(client, act(client, case, "accept"))


def test_refuse_with_reason_and_remedies(desk, accepted, client):
    assert client.get(url("decide", accepted)).context["form"]["remedies"].value() == REMEDIES
    words = words_after(
        client, act(client, accepted, "decide", result="refuse", reason="不符合第三条", remedies=REMEDIES)
    )
    assert "已作出不予许可决定" in words
    assert "六十日内" in words
    assert buttons(client, accepted)[0] == "打印不予许可决定书", "what is handed over was printed"
    client.post(reverse("desk-print", args=[accepted.number, "refusal", 1]))
    assert buttons(client, accepted)[0] == "送达"


def test_decline_and_withdraw_end_the_case(desk, incomplete, client):
    form = {"ground": "not_our_power", "reason": "不属本机关", "competent_agency": "市卫健委", "remedies": REMEDIES}
    assert "已作出不予受理决定" in words_after(client, act(client, incomplete, "decline", **form))
    other = desk.register(when=NOW, idem="k2").application.case
    assert "已按申请人的要求撤回" in words_after(client, act(client, other, "withdraw", reason="改主意了"))
    assert buttons(client, other) == []


def test_the_chief_pauses_and_only_the_head_extends(desk, accepted, client):
    client.force_login(desk.chief)
    form = {"ground": "testing", "declared_days": "5"}
    words = words_after(client, act(client, accepted, "suspend", **form))
    assert "已暂停计时（检测）" in words
    assert "特别程序 暂停（不计时） 检测，9月30日起" in words
    assert buttons(client, accepted)[0] == "恢复计时"
    with time_machine.travel(at("2025-10-09 10:00"), tick=False):
        client.force_login(desk.chief)
        words = words_after(client, act(client, accepted, "resume"))
        assert "承诺时限：2025年10月13日 17:00 前" in words
        assert "延长法定时限" not in buttons(client, accepted)
        assert "延长法定时限要由钱局（部门负责人）批准" in text_of(client.get(url("case", accepted)))
        assert act(client, accepted, "extend", **ANY["extend"]).status_code == 404
        client.force_login(desk.head)
        words = words_after(client, act(client, accepted, "extend", **ANY["extend"]))
        assert "已延长法定时限" in words
        assert "本机关负责人钱局批准" in words
        assert "承诺时限不变" in words
        assert "延长法定时限" not in buttons(client, accepted)


def test_a_clerk_may_not_approve(desk, accepted, client):
    for name in ("suspend", "resume", "extend", "terminate", "void", "announce_hearing", "hold_hearing"):
        assert client.get(url(name, accepted)).status_code == 404
        assert act(client, accepted, name, **ANY[name]).status_code == 404
    assert not Pause.objects.exists()


def test_putting_right_on_the_spot_says_which_paper_and_what(desk, incomplete, client):
    before = snapshot(incomplete)
    response = act(client, incomplete, "correct")
    assert response.status_code == 422
    assert "写明哪份材料改了什么" in text_of(response)
    assert snapshot(incomplete) == before


# Who else is at it


@pytest.fixture
def memory():
    """A cache of this test alone."""
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test-open-forms"}}
    with override_settings(CACHES=caches):
        cache.clear()
        yield


def test_a_case_shows_who_else_has_a_form_open(desk, accepted, client, memory):
    chief, notice = Client(), "张敏 正在处理（10:00 起）"
    chief.force_login(desk.chief)
    assert notice not in text_of(chief.get(url("case", accepted)))
    assert "正在处理（" not in text_of(client.get(url("withdraw", accepted)))
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert "正在处理（" not in text_of(client.get(url("withdraw", accepted)))  # it is oneself
        for page in ("case", "decide", "suspend"):
            assert notice in text_of(chief.get(url(page, accepted))), page
        assert "赵科 正在处理（10:05 起）" in text_of(client.get(url("case", accepted)))
        assert act(client, accepted, "withdraw", reason="不办了").status_code == 302  # it locks nothing
        assert notice not in text_of(chief.get(url("case", accepted)))
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert "正在处理（" not in text_of(client.get(url("case", accepted)))


def test_a_form_that_is_not_offered_is_nobody_at_it(desk, incomplete, client, memory):
    assert "不能办结" in text_of(client.get(url("decide", incomplete)))
    client.force_login(desk.chief)
    assert "正在处理（" not in text_of(client.get(url("case", incomplete)))


def test_without_the_cache_nobody_is_told_and_all_goes_on(desk, accepted, client):
    gone = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": gone}):
        assert client.get(url("case", accepted)).status_code == 200
        assert client.get(url("withdraw", accepted)).status_code == 200
        assert act(client, accepted, "withdraw", reason="不办了").status_code == 302


# The third visit


@pytest.fixture
def twice(desk, incomplete, client):
    """Two counted visits, told of paper 2 only: the third one came by post before."""
    act(client, incomplete, "receive", materials=["3"], channel="mail")
    act(client, incomplete, "notify", missing=["2"], remark_2="")
    act(client, incomplete, "visit", purpose="consult")
    return incomplete


def test_the_third_visit_asks_for_its_cause(desk, twice, client):
    before = snapshot(twice)
    response = act(client, twice, "visit", purpose="consult")
    assert response.context["form"].errors == {"cause": ["这是第三次到访，选择原因（两次终结制）"]}
    response = act(client, twice, "receive", materials=["2"], channel="window")
    assert response.context["form"].errors == {"cause": ["这是第三次到访，选择原因（两次终结制）"]}
    not_told = "这份材料不在第一份一次性告知书上，或者窗口已经收到，不能算申请人原因"
    for missing, sentence in (("", "选择申请人没带的材料"), ("3", not_told)):
        response = act(client, twice, "visit", purpose="consult", cause="applicant", missing=missing)
        assert response.context["form"].errors == {"missing": [sentence]}, missing
    assert snapshot(twice) == before
    assert Visit.objects.count() == 2


def test_only_the_windows_fault_raises_the_card(desk, twice, client):
    words = words_after(client, act(client, twice, "visit", purpose="consult", cause="applicant", missing="2"))
    assert "已登记第 3 次到访" in words
    assert not Card.objects.exists()
    words = words_after(client, act(client, twice, "receive", materials=["2"], channel="window", cause="window"))
    assert "已登记第 4 次到访，按两次终结制发出黄牌" in words
    assert "第 4 次到访，窗口原因（两次终结制）" in words
    assert Card.objects.get().level == "yellow"
    act(client, twice, "accept")
    act(client, twice, "decide", result="grant")
    words = words_after(client, act(client, twice, "visit", purpose="collect"))
    assert "领取结果不计次数" in words


def test_papers_by_mail_are_no_visit(desk, twice, client):
    words_after(client, act(client, twice, "receive", materials=["2"], channel="mail"))
    assert Visit.objects.count() == 2


def test_an_act_leads_to_the_paper_that_it_left(desk, client):
    case = desk.register(when=NOW).application.case
    page = client.get(act(client, case, "accept").url).content.decode()
    assert f'href="/desk/cases/{case.number}/print/acceptance/1/">打印受理通知书</a>' in page
    told = desk.register(when=NOW, idem="k2", materials=[1]).application.case
    page = client.get(act(client, told, "notify", missing=["2", "3"]).url).content.decode()
    assert f'href="/desk/cases/{told.number}/print/notice/1/">打印一次性告知书</a>' in page


def test_every_kind_of_paper_is_left_by_its_act():
    left = {kind for each in ACTS for kind in each.leaves}
    signed_first = {DocumentKind.TOLERANCE_PROMISE, DocumentKind.COMMITMENT_PROMISE}
    others = {DocumentKind.RECEIPT, DocumentKind.DELIVERY_RECEIPT} | signed_first  # before their acts
    assert left | others == set(DocumentKind)


def test_where_papers_are_missing_the_acts_that_fit_are_offered(desk, incomplete, client):
    page = client.get(url("accept", incomplete))
    assert "form" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert [each["words"] for each in page.context["instead"]] == ["收下材料", "一次性告知补正"]
    Material.objects.filter(version=desk.promised, position=3).update(tolerable=True)
    tolerable = desk.register(when=NOW, idem="k2", materials=[1, 2]).application.case
    page = client.get(url("accept", tolerable))
    assert page.context["instead"][0]["words"] == "容缺受理"
    assert "还缺：检测报告。可以容缺受理；也可以先收齐，或一次性告知补正" in text_of(page)


def test_no_two_acts_of_a_page_share_a_key(world, client):
    client.force_login(world.chief)
    for name, reach in stages.BROUGHT_TO.items():
        with transaction.atomic():
            number = stages.number_of(reach(world))
            keys = re.findall(r'data-key="([^"]+)"', client.get(f"/desk/cases/{number}/").content.decode())
            transaction.set_rollback(True)
        assert len(keys) == len(set(keys)), (name, keys)


def test_a_menu_chooses_nothing_by_itself(desk, accepted, client):
    client.force_login(desk.chief)
    form = client.get(url("suspend", accepted)).context["form"]
    assert form["ground"].value() is None
    assert next(iter(form.fields["ground"].choices)) == ("", "（选择）")
    refused = act(client, accepted, "suspend", **{**ANY["suspend"], "ground": ""})
    assert refused.context["form"].errors["ground"] == ["选择事由（《行政许可法》第四十五条列举的范围）"]


# Refusals


@pytest.mark.parametrize(
    ("name", "form", "field", "sentence"),
    [
        ("notify", {}, "missing", "勾选缺少或要改正的材料，一次说全"),
        ("notify", {"missing": ["9"]}, "missing", "材料清单里没有这一项"),
        ("notify", {"missing": ["2"], "remark_2": "长" * 201}, "remark_2", "“营业执照”的说明最多 200 个字，现在有 201 个"),
        ("receive", {"channel": "window"}, "materials", "勾选这次收到的材料"),
        ("receive", {"materials": ["1"], "channel": "window"}, "materials", "材料清单里没有这一项"),
        ("receive", {"materials": ["2"], "channel": ""}, "channel", "选择渠道"),
        ("visit", {}, "purpose", "选择到访目的"),
        ("visit", {"purpose": "tea"}, "purpose", "选择到访目的"),
        ("accept", {}, "__all__", "还缺：营业执照、检测报告。先收齐，或一次性告知补正"),
        ("decline", {"ground": "other_law", "reason": " ", "remedies": REMEDIES}, "reason", "填写不予受理的理由和依据"),
        ("decline", {"ground": "not_our_power", "reason": "由市级审查", "remedies": REMEDIES}, "competent_agency", "不属于本机关职权的，写明申请人应当向哪个机关申请"),
        ("decline", {"ground": "other_law", "reason": "不属本机关", "remedies": ""}, "remedies", "填写救济途径：向谁、在多少日内申请复议或提起诉讼"),
        ("withdraw", {"reason": ""}, "reason", "填写申请人撤回的原因"),
    ],
)  # fmt: skip
def test_a_refusal_stands_at_its_field_and_changes_nothing(desk, incomplete, client, name, form, field, sentence):
    before = snapshot(incomplete)
    response = act(client, incomplete, name, **form)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in text_of(response)
    assert "<title>错误：" in response.content.decode()
    assert snapshot(incomplete) == before


@pytest.mark.parametrize(
    ("name", "form", "field", "sentence"),
    [
        ("decide", {"result": ""}, "result", "选择准予或不予许可"),
        ("decide", {"result": "refuse", "reason": "", "remedies": REMEDIES}, "reason", "不予许可要写明理由和依据"),
        ("decide", {"result": "refuse", "reason": "不符合", "remedies": ""}, "remedies", "不予许可要告知救济途径：向谁、在多少日内申请复议或提起诉讼"),
        ("suspend", {**ANY["suspend"], "ground": "site_visit"}, "ground", "选择事由（《行政许可法》第四十五条列举的范围）"),
        ("suspend", {**ANY["suspend"], "ground": "hearing"}, "ground", "听证从“通知听证”办理：通知发出，计时随之暂停"),
        ("suspend", {**ANY["suspend"], "declared_days": "0"}, "declared_days", "告知书要写明所需时间：天数至少为 1"),
        ("suspend", {**ANY["suspend"], "declared_days": "十"}, "declared_days", "天数填整数，例如 10"),
        ("suspend", {**ANY["suspend"], "declared_days": "9" * 30}, "declared_days", "告知的天数不超过 365 个工作日"),
        ("extend", {**ANY["extend"], "rank": "登记机关负责人"}, "rank", "延长须由本机关负责人批准"),
        ("extend", {**ANY["extend"], "document": ""}, "document", "填写批准文号"),
        ("extend", {**ANY["extend"], "reason": ""}, "reason", "填写延长的理由，理由要告知申请人"),
    ],
)  # fmt: skip
def test_a_refusal_after_acceptance(desk, accepted, client, name, form, field, sentence):
    client.force_login(desk.head if name == "extend" else desk.chief)
    before = snapshot(accepted)
    response = act(client, accepted, name, **form)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert snapshot(accepted) == before


def test_delivery_needs_its_proof(desk, accepted, client):
    act(client, accepted, "decide", result="grant")
    before = snapshot(accepted)
    assert act(client, accepted, "deliver", method="courier", proof=" ").context["form"].errors == {
        "proof": ["填写送达凭据：签收人姓名、快递单号、发送到哪里、见证人，或在哪里公告"]
    }
    assert act(client, accepted, "deliver", method="pigeon", proof="x").context["form"].errors == {
        "method": ["选择送达方式"]
    }
    assert snapshot(accepted) == before


def test_a_second_notice_may_not_name_a_new_paper(desk, twice, client):
    act(client, twice, "receive", materials=["2"], channel="mail")
    response = act(client, twice, "notify", missing=["3"])
    assert response.context["form"].errors == {
        "missing": ["第一份告知书没有写“检测报告”，不能再要求补正（一次告知）。确有法定理由的，选择理由"]
    }
    assert OneTimeNotice.objects.count() == 1


def test_two_people_on_one_case(desk, accepted, client):
    """The second one is told who was first, keeps what was typed, and may send it again after looking."""
    accepted.refresh_from_db()
    version = accepted.version
    actions.visit(number=accepted.number, window=desk.health_window, purpose="consult", by=desk.chief, at=NOW)
    before = snapshot(accepted)
    form = {"result": "refuse", "reason": "不符合第三条<b>", "remedies": REMEDIES}
    response = act(client, accepted, "decide", version=version, **form)
    assert response.status_code == 422
    words = text_of(response)
    assert "赵科 在 10:00 改过此办件。您填的内容还在，先看改动再保存" in words
    assert "查看改动" in words
    assert "不符合第三条&lt;b&gt;" in response.content.decode()
    assert snapshot(accepted) == before
    again = client.post(url("decide", accepted), {**form, "version": response.context["form"]["version"].value()})
    assert again.status_code == 302


def test_sent_twice_an_act_is_done_once(desk, accepted, client):
    first = act(client, accepted, "decide", result="grant")
    assert first.status_code == 302
    again = client.post(url("decide", accepted), {"version": "2", "result": "grant"})
    assert again.status_code == 422
    assert Decision.objects.count() == 1


def test_history_names_every_act_in_words(desk, accepted, client):
    sweep(at=at("2025-12-01 10:00"))
    with time_machine.travel(at("2025-12-01 10:00"), tick=False):
        client.force_login(desk.clerk)
        client.post(url("new-code", accepted), {"reason": "凭证遗失，出示身份证"})
        words = text_of(client.get(url("case", accepted)))
    for sentence in (
        "时限已过 2025年12月1日 10:00 · 系统 承诺时限，2025年10月11日 17:00 到期",
        "补发收件凭证",
        "凭证遗失，出示身份证",
        "黄牌",
        "红牌",
        "责任人 张敏",
        "超法定",
    ):
        assert sentence in words, sentence
    assert "系统记录" not in words


# Who may not


PAGES = ["case", "receipt", "new-code", *(act.name for act in ACTS)]


def test_another_department_gets_404_everywhere(desk, accepted, client):
    before = snapshot(accepted)
    client.force_login(desk.market_clerk)
    with Rows() as rows:
        for name in PAGES:
            with rows.row(name):
                if name != "new-code":
                    assert client.get(url(name, accepted)).status_code == 404
                assert act(client, accepted, name).status_code in {404, 405}
                assert snapshot(accepted) == before


@pytest.mark.parametrize("who", ["office", "inspector", "complaint_officer"])
def test_who_only_watches_cannot_act(desk, accepted, client, who):
    before = snapshot(accepted)
    client.force_login(getattr(desk, who))
    with Rows() as rows:
        for name in ["receipt", "new-code", *(act.name for act in ACTS)]:
            with rows.row(name):
                assert client.get(url(name, accepted)).status_code == 404
                assert act(client, accepted, name).status_code == 404
                assert snapshot(accepted) == before
    for page in ("/desk/", "/desk/register/"):
        assert client.get(page).status_code == 404
    assert client.post("/desk/register/?item=WJ-XK-0001", filled(desk)).status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_sign_in(desk, accepted):
    with Rows() as rows:
        for page in ["/desk/", "/desk/register/", "/desk/find/", *PAGES]:
            with rows.row(page):
                address = page if page.startswith("/") else url(page, accepted)
                for response, and_told in ((Client().get(address), ""), (Client().post(address), "&unsent=1")):
                    assert response.status_code == 302
                    assert response.url == f"/login/?next={address}{and_told}"


def test_a_number_that_is_no_number_is_no_address(desk, client):
    for number in ("1", "0101202509300000", "abc", "０１０１２０２５０９３００００１１"):
        assert client.get(f"/desk/cases/{number}/").status_code == 404
