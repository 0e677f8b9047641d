"""What people at a window type, paste and scan: it is taken as they see it, or refused at its field with the form as it was."""

import pytest
from django.urls import reverse

from cases.models import Case, Dispatch
from enquiries.models import Enquiry
from hall.crypto import keyed_hash
from hall.identity import Identity
from permits.models import Application
from tests.desk.test_queue import numbers
from tests.permits.desk import IDEM, desk, filled, searched, shows_nothing_personal, text_of, url
from tests.world import PERSON, at

__all__ = ["desk"]
ITEM = "/desk/register/?item=WJ-XK-0001"
NOW = at("2025-09-30 10:00")
DOCUMENTS = [
    ("passport", "E12345678", "护照"),
    ("hk_macao_permit", "H12345678", "港澳居民来往内地通行证"),
    ("taiwan_permit", "12345678", "台湾居民来往大陆通行证"),
    ("permanent_residence", "CHN110198003071", "外国人永久居留身份证"),
    ("other", "军字第1234567号", "其他证件"),
]


def find(client, typed):
    return client.post(reverse("desk-find"), {"q": typed})


@pytest.mark.parametrize(("kind", "number", "words"), DOCUMENTS)
def test_a_person_with_another_document_is_served(desk, client, kind, number, words):
    sent = client.post(ITEM, filled(desk, id_kind=kind, applicant_id=number))
    assert sent.status_code == 302, sent.context["form"].errors
    application = Application.objects.get()
    assert (application.id_kind, application.applicant_id) == (kind, number)
    assert number not in application.applicant_id_masked
    slip = client.get(url("receipt", application.case))
    assert f"{words} {application.applicant_id_masked}" in text_of(slip)
    assert number not in slip.content.decode()
    assert words in text_of(client.get(url("case", application.case)))
    listed = find(client, number)
    assert searched(listed.url, desk.clerk).who == application.applicant_id_hash
    assert number not in listed.url
    assert numbers(client.get(listed.url)) == [application.case.number]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"id_kind": "passport", "applicant_id": "护照"}, "applicant_id", "护照号是 5 至 20 位字母和数字，核对后重填"),
        ({"applicant_id": "E12345678"}, "applicant_id", "身份证号共 18 位，前 17 位是数字，最后一位是数字或 X"),
        ({"id_kind": "passport", "applicant_kind": "enterprise", "applicant_id": "E12345678"}, "id_kind", "护照是个人的证件，申请人类型选“个人”"),
        ({"id_kind": "driving_licence"}, "id_kind", "选择列出的证件类型"),
        ({"applicant_name": "王\x00明"}, "applicant_name", "删去看不见的字符"),
        ({"applicant_name": "王\x7f明"}, "applicant_name", "删去看不见的字符"),
        ({"applicant_name": "王\u202e明"}, "applicant_name", "删去看不见的字符"),
        ({"applicant_name": "\u200b\u200b"}, "applicant_name", "填写申请人姓名或名称"),
        ({"note": "加\x07急"}, "note", "删去看不见的字符"),
        ({"phone": "0000000000"}, "phone", "手机号共 11 位数字，以 1 开头；固定电话连同区号填写"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_told_at_its_field(desk, client, changes, field, words):
    page = client.post(ITEM, filled(desk, **changes))
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [words]
    assert not Case.objects.exists()


def test_a_pasted_form_is_taken_as_it_looks(desk, client):
    pasted = {
        "applicant_name": "\ufeff买买提\u200b·艾合买提\t",
        "applicant_id": "\u202d110105\u00a019491231\u2212002x\u202c",
        "phone": "\u202d+86 138.1234.8000\u202c",
        "email": "\u200bwang@example.com\u200b",
    }
    assert client.post(ITEM, filled(desk, **pasted)).status_code == 302
    application = Application.objects.get()
    assert application.applicant_name == "买买提·艾合买提"
    assert (application.applicant_id, application.phone) == (PERSON.number, PERSON.phone)
    assert application.email == "wang@example.com"
    assert application.applicant_id_hash == keyed_hash("applicant", PERSON.number)


@pytest.mark.parametrize(
    "typed", ["买买提·艾合", "买买提・艾合", "买买提.艾合买提", "买买提•艾", "提艾", "买买提\u200b艾合", "mmtah"]
)
def test_a_name_is_found_with_any_dot(desk, client, typed):
    wanted = desk.register(when=NOW, applicant=named("买买提·艾合买提")).application.case
    listed = client.get(client.post(reverse("desk-find"), {"q": typed, "in": "applicants"}).url)
    assert numbers(listed) == [wanted.number]


def named(name):
    return type(PERSON)(PERSON.kind, name, PERSON.number, PERSON.phone)


# Telephones


@pytest.mark.parametrize(
    ("typed", "stored", "sms"),
    [
        ("013812348000", "13812348000", "13812348000"),
        ("8613812348000", "13812348000", "13812348000"),
        ("13812348000-12", "13812348000-12", "13812348000"),
        ("（0571）88123456转8012", "057188123456-8012", ""),
        ("400-810-0080", "4008100080", ""),
    ],
)
def test_an_sms_is_written_where_it_can_be(desk, client, typed, stored, sms):
    client.post(ITEM, filled(desk, phone=typed))
    application = Application.objects.get()
    assert application.phone == stored
    assert [each.address for each in Dispatch.objects.all()] == ([sms] if sms else [])
    slip = text_of(client.get(url("receipt", application.case)))
    assert ("登记的电话收不到短信" in slip) is (not sms)


@pytest.mark.parametrize("typed", ["0571-88123456-8012", "057188123456", "(0571)88123456转1"])
def test_a_telephone_is_found_without_its_extension(desk, client, typed):
    client.post(ITEM, filled(desk, phone="0571-88123456转8012"))
    application = Application.objects.get()
    assert searched(find(client, typed).url, desk.clerk).phone == application.phone_hash
    assert application.phone_hash == keyed_hash("phone", "057188123456")


# The scan box


def test_the_slips_own_picture_opens_its_case(desk, client, settings):
    settings.PUBLIC_URL = "https://zwfw.example"
    registered = desk.register(when=NOW)
    case = registered.application.case
    for sent in (f"https://zwfw.example/c/#k={registered.code}", f"*{registered.code}*", f"*{case.number}*"):
        answer = find(client, sent)
        assert answer.url == f"/desk/cases/{case.number}/"
        assert registered.code not in answer.url


def test_a_card_reader_that_sends_all_finds_the_person(desk, client):
    desk.register(when=NOW)
    sent = f"姓名:王小明 性别:女 民族:汉 出生:1949年12月31日 住址:{'云澜区' * 60} 公民身份号码:{PERSON.number} 签发机关:云澜区公安局"
    answer = find(client, sent)
    assert searched(answer.url, desk.clerk).who == keyed_hash("applicant", PERSON.number)
    assert shows_nothing_personal(client.get(answer.url))


@pytest.mark.parametrize("number", ["E12345678", "12345678", "C01X00T47", "军字第1234567号"])
def test_a_number_that_nobody_has_stands_in_no_address(desk, client, number):
    answer = find(client, number)
    assert number not in answer.url
    assert len(client.get(answer.url).context["rows"]) == 0


def test_who_was_scanned_is_registered_with_the_document(desk, client):
    landing = find(client, "H12345678").url
    assert "H12345678" not in client.get(landing).content.decode()
    assert searched(landing, desk.clerk).who == Identity("hk_macao_permit", "H12345678").hash
    form = client.get(f"{ITEM}&{landing.partition('?')[2]}").context["form"]
    assert (form["applicant_id"].value(), form["id_kind"].value()) == ("H12345678", "hk_macao_permit")


# Enquiries


@pytest.mark.parametrize(("kind", "number", "words"), DOCUMENTS)
def test_an_enquiry_joins_the_application_of_its_document(desk, client, kind, number, words):
    question = {
        "idem": "e" * 32,
        "text": "要带什么？",
        "channel": "phone",
        "item_code": "WJ-XK-0001",
        "id_kind": kind,
        "number": number,
    }
    page = client.post("/desk/enquiries/new/", question, follow=True)
    assert words in text_of(page)
    assert number not in page.content.decode()
    client.post(ITEM, filled(desk, id_kind=kind, applicant_id=number))
    assert Enquiry.objects.get().attached_to == Application.objects.get().case


def test_the_same_number_of_another_kind_joins_nothing(desk, client):
    question = {"idem": "e" * 32, "text": "要带什么？", "channel": "phone", "item_code": "WJ-XK-0001"}
    client.post("/desk/enquiries/new/", question | {"id_kind": "passport", "number": "12345678"})
    client.post(ITEM, filled(desk, id_kind="taiwan_permit", applicant_id="12345678"))
    assert Enquiry.objects.get().attached_to is None


# A form that is sent twice


def test_the_same_form_again_shows_the_same_receipt(desk, client):
    first, again = (client.post(ITEM, filled(desk)) for _ in range(2))
    assert first.url == again.url
    assert "没有重复登记" in text_of(client.get(again.url))


def test_an_old_form_with_another_person_opens_nothing(desk, client):
    client.post(ITEM, filled(desk))
    client.cookies.clear()
    client.force_login(desk.clerk)
    other = filled(desk, applicant_name="乙二二", applicant_id="440524188001010014", phone="13912348001")
    page = client.post(ITEM, other)
    assert page.status_code == 422
    assert "同一个编号已经用来交过别的内容" in text_of(page)
    assert Case.objects.get().number not in page.content.decode()
    form = page.context["form"]
    assert (form["applicant_name"].value(), form["phone"].value()) == ("乙二二", "13912348001")
    assert form["idem"].value() != IDEM
    assert client.post(ITEM, other | {"idem": form["idem"].value()}).status_code == 302
    assert [each.applicant_name for each in Application.objects.order_by("pk")] == [PERSON.name, "乙二二"]
