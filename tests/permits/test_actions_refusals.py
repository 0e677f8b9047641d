"""Every refusal of every verb: its code, the field it belongs to, a plain sentence, and nothing changed anywhere."""

import re
from dataclasses import replace
from datetime import date

import pytest

from cases.quiet import nothing_leaves
from hall.models import Delegation, ServiceItem
from hall.refusals import Refused
from permits import states
from permits.models import Visit
from tests.permits import verbs as actions
from tests.permits.stages import BROUGHT_TO, LATER, acts, number_of
from tests.permits.verbs import Registered
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import ENTERPRISE, PERSON, World, at, item

WRONG_WORDS = re.compile(r"(?<!申)请|抱歉|无效|非法|[A-Za-z_]{3,}")


def refused_without_a_trace(call, *, code, field, words):
    before = stored()
    with pytest.raises(Refused) as refusal:
        call()
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert words in refusal.value.sentence
    assert not WRONG_WORDS.search(refusal.value.sentence), refusal.value.sentence
    assert stored() == before


BAD_REGISTRATION = [
    ("an unknown item", {"item_code": "WJ-XK-9999"}, "cannot-register", "item_code", "没有这个事项"),
    ("no item", {"item_code": ""}, "cannot-register", "item_code", "没有这个事项"),
    ("an abolished item", {"item_code": "WJ-XK-0004"}, "cannot-register", "item_code", "区政府令第 7 号"),
    ("an item of another window", {"item_code": "SJ-XK-0001"}, "cannot-register", "item_code", "不在本窗口"),
    ("a paper that is not on the list", {"materials": [1, 4]}, "bad-input", "materials", "没有第 4 项"),
    ("neither person nor enterprise", {"applicant": replace(PERSON, kind="robot")}, "bad-input", "applicant_kind", "选择个人"),
    ("no name", {"applicant": replace(PERSON, name=" ")}, "bad-input", "applicant_name", "填写申请人姓名"),
    ("one character", {"applicant": replace(PERSON, name="王")}, "bad-input", "applicant_name", "2 至 80 个字"),
    ("a name of 81 characters", {"applicant": replace(PERSON, name="王" * 81)}, "bad-input", "applicant_name", "2 至 80 个字"),
    ("a check digit that is wrong", {"applicant": replace(PERSON, number="110105194912310021")}, "bad-input", "applicant_id", "最后一位对不上"),
    ("born tomorrow", {"applicant": replace(PERSON, number="110105202511040022")}, "bad-input", "applicant_id", "出生日期"),
    ("a person with an enterprise's code", {"applicant": replace(PERSON, number=ENTERPRISE.number)}, "bad-input", "applicant_id", "申请人类型选“企业或组织”"),
    ("an enterprise with a person's number", {"applicant": replace(ENTERPRISE, number=PERSON.number)}, "bad-input", "applicant_id", "统一社会信用代码"),
    ("a telephone number too short", {"applicant": replace(PERSON, phone="1381234800")}, "bad-input", "phone", "11 位"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "fields", "code", "field", "words"), BAD_REGISTRATION, ids=[row[0] for row in BAD_REGISTRATION]
)
def test_register(world, sentence, fields, code, field, words):
    world.register(when=at("2025-11-03 08:59"), idem="another")
    refused_without_a_trace(
        lambda: world.register(when=at("2025-11-03 09:00"), **fields), code=code, field=field, words=words
    )
    later = world.register(when=at("2025-11-03 09:01"))  # the refused one has used up neither key nor number
    assert (later.created, number_of(later)) == (True, "01012025110300002")


@pytest.mark.parametrize(
    ("sentence", "change", "words"),
    [
        ("not in the hall", {"is_in_hall": False}, "还没有进驻大厅"),
        ("not yet published on that day", {"effective_from": date(2025, 11, 4)}, "没有这个事项"),
        ("no longer published on that day", {"effective_to": date(2025, 11, 3)}, "没有这个事项"),
        ("disclosures incomplete", {"disclosure_complete": False}, "六公开不齐全"),
    ],
)
def test_register_an_item_that_is_not_open(world, sentence, change, words):
    terms = {name: value for name, value in change.items() if name != "is_in_hall"}
    version = item(world.health, world.health_window, "WJ-XK-0009", "样例许可", ["申请表"], **terms)
    ServiceItem.objects.filter(pk=version.item_id).update(is_in_hall=change.get("is_in_hall", True))
    refused_without_a_trace(
        lambda: world.register(when=at("2025-11-03 09:00"), item=version),
        code="cannot-register", field="item_code", words=words,
    )  # fmt: skip


# state, act, what is given, code, field, words
BAD_ACTS = [
    (states.SUBMITTED, "notify", {"missing": {}}, "cannot-notify", "missing", "一次说全"),
    (states.SUBMITTED, "notify", {"missing": {7: ""}}, "bad-input", "missing", "没有第 7 项"),
    (states.SUBMITTED, "receive", {"materials": []}, "bad-input", "materials", "勾选这次收到的材料"),
    (states.SUBMITTED, "receive", {"materials": [1, 2]}, "bad-input", "materials", "勾选这次收到的材料"),
    (states.CORRECTION_REQUESTED, "receive", {"materials": [9]}, "bad-input", "materials", "没有第 9 项"),
    (states.SUBMITTED, "decline", {"reason": " "}, "bad-input", "reason", "理由和依据"),
    (states.SUBMITTED, "decline", {"remedies": ""}, "bad-input", "remedies", "救济途径"),
    (states.SUBMITTED, "decline", {"ground": "weather"}, "bad-input", "ground", "选择不予受理的情形"),
    (states.SUBMITTED, "decline", {"ground": "not_our_power"}, "bad-input", "competent_agency", "向哪个机关申请"),
    (states.SUBMITTED, "not_required", {"reason": " "}, "bad-input", "reason", "不需要取得许可"),
    (states.CORRECTION_REQUESTED, "close_not_corrected", {"remedies": " "}, "bad-input", "remedies", "救济途径"),
    (states.CORRECTION_REQUESTED, "close_not_corrected", {"at": at("2025-10-22 17:00")}, "cannot-close", "", "2025年10月22日 17:00，还没有过"),
    (states.SUBMITTED, "correct", {"corrections": {}}, "cannot-correct", "corrections", "写明哪份材料改了什么"),
    (states.SUBMITTED, "correct", {"corrections": {2: " "}}, "cannot-correct", "corrections", "错在哪里"),
    (states.SUBMITTED, "correct", {"corrections": {8: "改了"}}, "bad-input", "corrections", "没有第 8 项"),
    (states.SUBMITTED, "correct", {"at": LATER}, "cannot-correct", "", "今天没有到访记录"),
    (states.CORRECTION_REQUESTED, "receive", {"forms": {2: "stone"}}, "bad-input", "forms", "原件、复印件或电子件"),
    (states.ACCEPTED, "suspend", {"ground": "现场踏勘"}, "pause-not-in-law", "ground", "第四十五条"),
    (states.ACCEPTED, "suspend", {"declared_days": 0}, "cannot-pause", "declared_days", "至少为 1"),
    (states.ACCEPTED, "suspend", {"declared_days": 366}, "bad-input", "declared_days", "告知的天数不超过 365 个工作日"),
    (states.ACCEPTED, "suspend", {"ground": "statutory_waiting"}, "cannot-pause", "basis", "哪一条"),
    (states.ACCEPTED, "extend", {"rank": "窗口人员"}, "cannot-extend", "rank", "本机关负责人批准"),
    (states.ACCEPTED, "extend", {"document": " "}, "bad-input", "document", "批准文号"),
    (states.ACCEPTED, "extend", {"reason": ""}, "bad-input", "reason", "告知申请人"),
    (states.ACCEPTED, "grant", {"result": "perhaps"}, "bad-input", "result", "选择准予或不予许可"),
    (states.ACCEPTED, "refuse", {"reason": " "}, "cannot-decide", "reason", "理由和依据"),
    (states.ACCEPTED, "refuse", {"remedies": " "}, "cannot-decide", "remedies", "救济途径"),
    (states.GRANTED, "deliver", {"method": "pigeon"}, "bad-input", "method", "选择送达方式"),
    (states.GRANTED, "deliver", {"proof": " "}, "bad-input", "proof", "快递单号"),
    (states.GRANTED, "deliver", {"proof": "王小明"}, "bad-input", "proof", "只有字母和数字"),
    (states.GRANTED, "deliver", {"proof": "EMS12345"}, "bad-input", "proof", "至少 6 位数字"),
    (states.GRANTED, "deliver", {"method": "collected", "proof": " "}, "bad-input", "proof", "签收人"),
    (states.GRANTED, "deliver", {"method": "collected", "proof": "SF1029384756"}, "bad-input", "proof", "用“邮寄”"),
    (states.GRANTED, "deliver", {"method": "electronic", "proof": " "}, "bad-input", "proof", "发送到哪里"),
    *(
        (states.GRANTED, "deliver", {"method": method, "proof": proof}, "bad-input", "proof", words)
        for method, words, proofs in (
            ("electronic", "看不出发到了哪里", (".", "1", "x", "网", "qq", "w@", "1381234800", "。。")),
            ("collected", "看不出是谁", (".", "x", "王", "王 ·", "··", "、、")),
        )
        for proof in proofs
    ),
    (states.ACCEPTED, "withdraw", {"reason": " "}, "bad-input", "reason", "撤回的原因"),
    (states.ACCEPTED, "terminate", {"ground": "leader_absent"}, "bad-input", "ground", "只有列出的情形"),
    (states.ACCEPTED, "terminate", {"ground": "duplicate"}, "bad-input", "ground", "只有列出的情形"),
    (states.ACCEPTED, "terminate", {"ground": "other_law"}, "bad-input", "basis", "哪一条"),
    (states.ACCEPTED, "terminate", {"reason": " "}, "bad-input", "reason", "终止的理由"),
    (states.ACCEPTED, "terminate", {"remedies": ""}, "bad-input", "remedies", "救济途径"),
    (states.SUBMITTED, "void", {"ground": "force_majeure"}, "bad-input", "ground", "登记错在哪里"),
    (states.SUBMITTED, "void", {"reason": ""}, "bad-input", "reason", "作废的理由"),
    (states.ACCEPTED, "visit", {"purpose": "lunch"}, "cause-not-proven", "purpose", "选择到访目的"),
]  # fmt: skip


@pytest.mark.parametrize("state", sorted({row[0] for row in BAD_ACTS}))
def test_acts(world, state):
    number = number_of(BROUGHT_TO[state](world))
    tried = acts(world)
    with Rows() as rows:
        for _state, verb, fields, code, field, words in (row for row in BAD_ACTS if row[0] == state):
            with rows.row(f"{verb} {fields}"):
                refused_without_a_trace(
                    lambda act=tried[verb], fields=fields: act(number, **fields), code=code, field=field, words=words
                )


def test_accept_names_every_paper_that_is_missing(world):
    number = number_of(world.register(when=at("2025-11-03 09:00"), materials=[2]))
    refused_without_a_trace(
        lambda: acts(world)["accept"](number), code="cannot-accept", field="", words="还缺：卫生许可申请表、检测报告"
    )


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        ("no days to extend by", {"extension_days": 0}),
        ("no limit by law", {"statutory_quantity": None, "statutory_unit": ""}),
        ("an item that the city decides", {"authority_level": "city", "handling_kind": "forwarded"}),
    ],
)
def test_extend_what_has_no_extension(world, sentence, terms):
    version = item(world.health, world.health_window, "WJ-XK-0009", "样例许可", ["申请表"], **terms)
    number = world.accepted(when=at("2025-11-03 09:00"), item=version).case.number
    refused_without_a_trace(
        lambda: acts(world)["extend"](number), code="cannot-extend", field="", words="没有法定的延长期"
    )


def test_extend_twice(world):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    acts(world)["extend"](number)
    refused_without_a_trace(
        lambda: acts(world)["extend"](number), code="cannot-extend", field="", words="已经延长过一次"
    )


def test_pause_twice_on_one_day(world):
    number = number_of(BROUGHT_TO[states.SUSPENDED](world))
    acts(world)["resume"](number)
    refused_without_a_trace(lambda: acts(world)["suspend"](number), code="cannot-pause", field="", words="的特别程序里")
    acts(world, at("2025-11-07 09:00"))["suspend"](number)


def another(world: World, **more) -> str:
    """A second accepted case of the health department."""
    return world.accepted(when=at("2025-11-03 10:00"), idem="another", **more).case.number


def test_a_notice_number_that_the_department_has_used(world):
    first = number_of(BROUGHT_TO[states.SUSPENDED](world))
    number, fields = another(world), {"notice_number": " 特告〔2025〕1号 "}
    used = f"这个编号已经用在办件 {first[:4]} {first[4:12]} {first[12:]} 上"
    refused_without_a_trace(
        lambda: acts(world)["suspend"](number, **fields), code="bad-input", field="notice_number", words=used
    )
    acts(world)["suspend"](number)


def test_another_department_or_old_ledger_may_repeat_a_notice_number(world):
    fields = {"ground": "testing", "notice_number": "特告〔2025〕1号", "declared_days": 5, "at": LATER}
    BROUGHT_TO[states.SUSPENDED](world)
    market = world.register(
        when=at("2025-11-03 09:00"), item=world.market_item, window=world.market_window, by=world.market_clerk,
        idem="market", materials=[1, 2],
    )  # fmt: skip
    actions.accept(number=number_of(market), by=world.market_clerk, at=LATER)
    actions.suspend(number=number_of(market), by=world.market_clerk, **fields)
    with nothing_leaves():
        actions.suspend(number=another(world), by=world.chief, **fields)


def granted_at_the_window(world: World) -> Registered:
    return BROUGHT_TO[states.ACCEPTED](world)


@pytest.mark.parametrize(
    ("sentence", "change", "words"),
    [
        (
            "no longer in force",
            {"valid_to": date(2025, 11, 5)},
            "授权书 授权〔2025〕22号 到 2025年11月5日为止，已经过期",
        ),
        ("not yet in force", {"valid_from": date(2025, 11, 7)}, "授权书 授权〔2025〕22号 从 2025年11月7日起才生效"),
        (
            "without the power to decide",
            {"powers": ["preliminary_handling"]},
            "授权书 授权〔2025〕22号 没有把承诺件的审批决定权交给本窗口。由审批科长赵科或部门负责人钱局办理",
        ),
        ("without the step", {"steps": ["accept", "refuse"]}, "不包括“准予”这一步"),
        ("without the seal", {"seal": ""}, "没有交付审批专用章"),
    ],
)
def test_decide_outside_the_power_of_the_window(world, sentence, change, words):
    registered = granted_at_the_window(world)
    Delegation.objects.filter(window=world.health_window).update(**change)
    refused_without_a_trace(
        lambda: acts(world)["grant"](number_of(registered)), code="outside-power", field="", words=words
    )


@pytest.mark.parametrize("who", ["market_clerk", "office", "inspector", "complaint_officer"])
def test_decide_by_somebody_else(world, who):
    registered = granted_at_the_window(world)
    refused_without_a_trace(
        lambda: acts(world)["grant"](number_of(registered), by=getattr(world, who)),
        code="outside-power", field="", words="没有授权书把“公共场所卫生许可”交给本窗口",
    )  # fmt: skip


@pytest.mark.parametrize("who", ["clerk", "chief", "head"])
def test_decide_within_the_power(world, who):
    registered = granted_at_the_window(world)
    acts(world)["grant"](number_of(registered), by=getattr(world, who))


def test_an_instrument_counts_on_the_day_of_the_act(world):
    registered = granted_at_the_window(world)
    Delegation.objects.filter(window=world.health_window).update(valid_to=LATER.date())
    acts(world)["grant"](number_of(registered))


def test_the_same_form_sent_twice_gives_the_same_receipt(world):
    first = world.register(when=at("2025-11-03 09:00"))
    before = stored()
    again = world.register(when=at("2025-11-03 09:05"))
    assert (again.created, again.code, again.application) == (False, first.code, first.application)
    assert stored() == before
    assert Visit.objects.count() == 1


def test_a_form_sent_again_does_not_show_the_replaced_code(world):
    first = world.register(when=at("2025-11-03 09:00"))
    new = actions.replace_code(number=number_of(first), idem="key-2", reason="凭证遗失", by=world.clerk, at=LATER)
    assert new != first.code
    assert world.register(when=LATER).code == ""
