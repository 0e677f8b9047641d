"""Registering at a window, and the receipt slip."""

import re
import secrets

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.numbering import receipt_hash
from desk.receipt import COOKIE
from hall.models import Post, Window
from permits.models import Application
from tests.permits.desk import desk, filled, shows_nothing_personal, text_of, url
from tests.world import ENTERPRISE, PERSON, at

__all__ = ["desk"]
ITEM = "/desk/register/?item=WJ-XK-0001"


def test_the_first_step_lists_this_windows_items(desk, client):
    response = client.get("/desk/register/")
    listed = [row["cells"][0]["text"] for row in response.context["rows"]]
    assert listed == ["WJ-XK-0001", "WJ-XK-0002", "WJ-XK-0003"]
    assert "WJ-XK-0001 公共场所卫生许可" in response.content.decode()


@pytest.mark.parametrize("query", ["WJ-XK-0001", "wj-xk-0001", "公共场所卫生许可", "WJ-XK-0001 公共场所卫生许可"])
def test_a_code_or_an_exact_name_opens_the_form(desk, client, query):
    response = client.get("/desk/register/", {"item": query})
    words = text_of(response)
    assert "登记并打印" in words
    for published in (
        "3 个工作日",
        "20 个工作日",
        "不收费",
        "《行政许可法》第四十二条",
        "2. 营业执照",
        "收件、受理、审查、决定、送达",
    ):
        assert published in words
    assert re.fullmatch(r"[0-9a-f]{32}", response.context["form"]["idem"].value())


def test_part_of_a_name_narrows_the_list(desk, client):
    response = client.get("/desk/register/", {"q": "母婴"})
    assert [row["cells"][0]["text"] for row in response.context["rows"]] == ["WJ-XK-0002"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("WJ-XK-0004", "“已取消的许可”已取消（区政府令第 7 号），不能登记"),
        ("SJ-XK-0001", "“食品经营许可”由区市场监督管理局办理，不在本窗口"),
        ("XX-XK-0001", "没有“XX-XK-0001”这个事项，核对编码或名称"),
        ("<script>alert(1)</script>", "这个事项，核对编码或名称"),
    ],
)
def test_an_item_that_cannot_be_registered_says_why(desk, client, query, sentence):
    response = client.get("/desk/register/", {"item": query})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "<script>alert" not in response.content.decode()
    assert client.post(f"/desk/register/?item={query}", filled(desk)).status_code == 422
    assert not Case.objects.exists()


def test_register_leads_to_a_receipt_with_code_and_qr(desk, client, settings):
    settings.PUBLIC_URL = "https://zwfw.example"
    response = client.post(ITEM, filled(desk, materials=["1", "3"], note="加急"))
    application = Application.objects.get()
    case = application.case
    assert response.url == url("receipt", case)
    cookie = response.cookies[COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (900, True, "Lax", "/desk/", "")  # fmt: skip
    assert case.number not in cookie.value
    assert (case.owner, case.window, application.note) == (desk.clerk, desk.health_window, "加急")
    slip = client.get(response.url)
    words = text_of(slip)
    assert receipt_hash(slip.context["code"]) == case.receipt_hash
    assert slip.context["link"] == f"https://zwfw.example/c/#k={slip.context['code']}"
    for sentence in (
        "已登记，编号 0101 20250930 00001",
        desk.hall.name,
        "王*明 · 110105********002X",
        "2025年9月30日 10:00 ，22 号窗口，张敏",
        "卫生许可申请表（原件）；检测报告（原件）",
        "材料没有收齐：营业执照",
        "2025年10月14日 17:00 前（5 个工作日内）",
        "到期时间：2025年10月14日 周二 17:00",
        "不必再来窗口",
        "12345",
    ):
        assert sentence in words, sentence
    assert "<svg" in slip.content.decode()
    # the full name stands for the clerk alone, beside the slip and as long as it can be put right (decision 129)
    assert slip.content.decode().count(PERSON.name) == 1
    assert shows_nothing_personal(client.get(url("case", case)))


def test_registered_to_be_printed_the_slip_prints_at_once(desk, client):
    response = client.post(ITEM, filled(desk, then="print"))
    case = Case.objects.get()
    assert response.url == f"{url('receipt', case)}?print=1"
    assert b"data-send-now" in client.get(response.url).content
    assert b"data-send-now" not in client.get(url("receipt", case)).content
    client.post(f"/desk/cases/{case.number}/print/receipt/1/")
    assert b"data-send-now" not in client.get(response.url).content, "printed once"


def test_the_rare_is_folded_until_it_is_wrong_or_changed(desk, client):
    page = client.get(ITEM).context["form"]
    assert [field.name for field in page.usual()] == [
        "applicant_kind",
        "id_kind",
        "applicant_id",
        "applicant_name",
        "phone",
        "materials",
    ]
    assert [field.name for field in page.rare()] == ["channel", "note", "email", "no_sms", "forms"]
    assert not page.rare_is_open()
    for changes in ({"note": "加急", "phone": ""}, {"channel": "mail", "phone": ""}, {"email": "不是邮箱"}):
        assert client.post(ITEM, filled(desk, **changes)).context["form"].rare_is_open(), changes
    assert not client.post(ITEM, filled(desk, phone="")).context["form"].rare_is_open()


SAME = "/desk/register/records/?item=WJ-XK-0001"


def test_a_repeated_application_is_told_while_registering(desk, client):
    running = desk.register(when=at("2025-09-29 10:00")).application.case
    typed = f" {PERSON.number[:6]} {PERSON.number[6:].lower()} "
    assert "0101 20250929 00001" in text_of(client.post(SAME, {"applicant_id": typed}))
    refused = client.post(ITEM, filled(desk, phone=""))
    assert "同一事项还有在办的办件" in text_of(refused)
    assert PERSON.number not in SAME
    assert client.post(ITEM, filled(desk)).status_code == 302, "shown, never blocked"
    for number in ("", "\x00", ENTERPRISE.number, "长" * 500):
        assert text_of(client.post(SAME, {"applicant_id": number})).strip() == "", number
    assert (
        text_of(client.post("/desk/register/records/?item=WJ-XK-0002", {"applicant_id": PERSON.number})).strip() == ""
    )
    client.force_login(desk.market_clerk)
    assert text_of(client.post(SAME, {"applicant_id": PERSON.number})).strip() == "", running.number


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        ("健康证", "没有叫“健康证”的事项，您要找的可能是"),
        ("公共厕所", "没有叫“公共厕所”的事项，您要找的可能是"),
        ("许可", "本窗口的事项"),
    ],
)
def test_everyday_words_offer_this_desks_items(desk, client, typed, caption):
    page = client.get("/desk/register/", {"item": typed})
    assert (page.status_code, page.context["caption"]) == (200, caption)
    assert "WJ-XK-0001" in [row["cells"][0]["text"] for row in page.context["rows"]]


def test_a_form_sent_twice_is_one_case_and_one_receipt(desk, client):
    first = client.post(ITEM, filled(desk))
    again = client.post(ITEM, filled(desk))
    assert Case.objects.count() == 1
    assert first.url == again.url
    slip = client.get(again.url)
    assert receipt_hash(slip.context["code"]) == Case.objects.get().receipt_hash
    assert "没有重复登记，编号 0101 20250930 00001" in text_of(slip)


def test_an_enterprise_registers_with_its_credit_code(desk, client):
    applicant = {"applicant_kind": "enterprise", "applicant_id": ENTERPRISE.number, "applicant_name": ENTERPRISE.name}
    client.post(ITEM, filled(desk, **applicant))
    assert Case.objects.get().party == ENTERPRISE.name


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"applicant_id": ""}, "applicant_id", "填写身份证号，或统一社会信用代码"),
        ({"applicant_id": "110105194912310021"}, "applicant_id", "身份证号最后一位对不上，核对后重填（共 18 位）"),
        ({"applicant_id": "1" * 50}, "applicant_id", "证件号最多 40 个字，现在有 50 个"),
        (
            {"applicant_kind": "enterprise"},
            "applicant_id",
            "统一社会信用代码对不上，核对后重填（不含字母 I、O、S、V、Z）",
        ),
        ({"applicant_kind": ""}, "applicant_kind", "选择个人，或企业、组织"),
        ({"applicant_kind": "robot"}, "applicant_kind", "选择个人，或企业、组织"),
        ({"applicant_name": ""}, "applicant_name", "填写申请人姓名或名称"),
        ({"applicant_name": "王"}, "applicant_name", "填写申请人姓名或名称（2 至 80 个字）"),
        ({"phone": ""}, "phone", "填写手机号"),
        ({"phone": "12345"}, "phone", "手机号共 11 位数字，以 1 开头；固定电话连同区号填写"),
        ({"materials": ["9"]}, "materials", "材料清单里没有这一项"),
        ({"materials": ["x"]}, "materials", "材料清单里没有这一项"),
        ({"channel": "pigeon"}, "channel", "选择渠道"),
        ({"note": "长" * 301}, "note", "备注最多 300 个字，现在有 301 个"),
        ({"idem": "short"}, "idem", "这张表不完整，刷新后重填"),
    ],
)
def test_bad_input_is_told_at_its_field_and_changes_nothing(desk, client, changes, field, sentence):
    response = client.post(ITEM, filled(desk, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    body = response.content.decode()
    assert "<title>错误：" in body
    assert changes.get("applicant_name", PERSON.name) in body
    assert not Case.objects.exists()


def test_markup_in_a_name_stays_text(desk, client):
    name = "<script>alert(1)</script>"
    client.post(ITEM, filled(desk, applicant_kind="enterprise", applicant_id=ENTERPRISE.number, applicant_name=name))
    case = Case.objects.get()
    for page in ("/desk/", url("case", case), url("receipt", case), url("accept", case)):
        body = client.get(page).content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert" in body or page == url("accept", case)


def test_the_code_shows_only_in_its_browser(desk, client):
    client.post(ITEM, filled(desk))
    case = Case.objects.get()
    code = client.get(url("receipt", case)).context["code"]
    other = desk.register(when=at("2025-09-30 09:00"), idem="other").application.case
    assert client.get(url("receipt", other)).context["code"] == ""
    elsewhere = Client()
    elsewhere.force_login(desk.clerk)
    page = elsewhere.get(url("receipt", case))
    assert "凭证码只在登记后显示一次" in text_of(page)
    assert code not in page.content.decode()
    elsewhere.cookies[COOKIE] = "std:k1:forged"
    assert elsewhere.get(url("receipt", case)).context["code"] == ""


def test_a_new_code_voids_the_old_one(desk, client):
    client.post(ITEM, filled(desk))
    case = Case.objects.get()
    old = client.get(url("receipt", case)).context["code"]
    assert client.get(url("new-code", case)).status_code == 405
    before = case.receipt_hash
    empty = client.post(url("new-code", case), {"reason": "。"})
    assert (empty.status_code, "怎么核对的身份" in text_of(empty)) == (422, True)
    case.refresh_from_db()
    assert case.receipt_hash == before
    response = client.post(url("new-code", case), {"reason": "凭证遗失"})
    slip = client.get(response.url)
    assert "原来的凭证码作废" in text_of(slip)
    assert slip.context["code"] not in ("", old)
    case.refresh_from_db()
    assert case.receipt_hash == receipt_hash(slip.context["code"])
    again = client.post(ITEM, filled(desk))  # the registering form, sent once more
    assert Case.objects.count() == 1
    assert client.get(again.url).context["code"] == slip.context["code"]


def test_an_old_slip_is_known_at_the_desk(desk, client):
    registered = desk.register(when=at("2025-09-30 09:00"))
    client.post(url("new-code", registered.application.case), {"reason": "凭证遗失"})
    scanned = client.post(reverse("desk-find"), {"q": f"https://zwfw.example/c/#k={registered.code}"}, follow=True)
    assert "这张凭证换过，旧码作废" in text_of(scanned)


def test_the_same_person_and_item_again_is_shown_not_blocked(desk, client):
    client.post(ITEM, filled(desk))
    response = client.post(ITEM, filled(desk, idem=secrets.token_hex(16)))
    assert Case.objects.count() == 2
    assert "同一事项还有在办的办件： 0101 20250930 00001" in text_of(client.get(response.url))


def test_a_person_at_two_windows_chooses_one(desk, client):
    second = Window.objects.create(hall=desk.hall, number="99", name="综合窗口")
    second.departments.add(desk.health)
    Post.objects.create(
        user=desk.clerk, role="section_chief", hall=desk.hall, department=desk.health, window=second, valid_from=at("2025-01-01 00:00").date()
    )  # fmt: skip
    assert "22 卫生健康窗口" in text_of(client.get(ITEM))
    assert client.post(ITEM, filled(desk)).context["form"].errors == {"window": ["选择窗口"]}
    client.post(ITEM, filled(desk, window=str(second.pk)))
    assert Case.objects.get().window == second


def test_a_chief_registers_at_the_departments_window(desk, client):
    client.force_login(desk.chief)
    client.post(ITEM, filled(desk))
    assert Case.objects.get().window == desk.health_window


def test_key_for_another_window_of_the_hall(desk, client):
    client.force_login(desk.market_clerk)
    assert client.post(ITEM, filled(desk)).status_code == 422
    assert not Case.objects.exists()


def test_somebody_elses_key_opens_a_case_of_ones_own(desk, client):
    client.post(ITEM, filled(desk))
    client.force_login(desk.market_clerk)
    client.post("/desk/register/?item=SJ-XK-0001", filled(desk, materials=["1", "2"]))
    assert {case.department for case in Case.objects.all()} == {desk.health, desk.market}


def test_a_new_code_asked_for_twice_is_given_once(desk, client):
    client.post(ITEM, filled(desk))
    case = Case.objects.get()
    form = {"version": case.version, "reason": "凭证遗失"}
    answers = [client.post(url("new-code", case), form).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert case.events.filter(verb="replace_code").count() == 1


def test_everything_wrong_is_told_at_once(desk, client):
    answer = client.post(ITEM, filled(desk, applicant_id=PERSON.number[:-1] + "1", phone="12"))
    page = answer.content.decode()
    assert "身份证号最后一位对不上" in page
    assert "手机号共 11 位数字" in page
    assert not Case.objects.exists()
