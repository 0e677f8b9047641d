"""更正联系方式: letters go to the number that is right now, nothing is shown in clear, and what was sent stays as it was."""

import pytest

from cases.models import Case, Dispatch, Event
from hall.identifiers import mask_number
from hall.refusals import Refused
from permits.applicants import Representative
from permits.models import Application
from tests.permits import verbs as actions
from tests.permits.desk import NOW, act, desk, text_of, url
from tests.snapshot import stored
from tests.world import at

__all__ = ["desk"]

NEW = "13912345678"


@pytest.fixture
def number(desk) -> str:
    return desk.register(when=NOW).application.case.number


def changed(world, number, **contact):
    return actions.change_contact(number=number, by=world.clerk, at=NOW, **{"reason": "本人出示身份证", **contact})


def waiting(number) -> list[tuple[str, str | None, str, str, str]]:
    """The letters of acts; those to whoever is reached no more: `last_words`."""
    rows = Dispatch.objects.filter(case__number=number).exclude(kind="contact_changed").order_by("pk")
    return [(row.channel, row.address, row.masked, row.state, row.why) for row in rows]


def last_words(number) -> list[tuple[str, str | None, str]]:
    rows = Dispatch.objects.filter(case__number=number, kind="contact_changed").order_by("pk")
    return [(row.channel, row.address, row.state) for row in rows]


def test_waiting_and_later_letters_go_to_the_new_number(desk, number):
    assert waiting(number) == [("sms", "13812348000", "138****8000", "waiting", "")]
    application = changed(desk, number, phone=" 139 1234 5678 ", email="wang@example.cn")
    application.refresh_from_db()
    assert (application.phone, application.phone_masked, application.email_masked) == (
        NEW, "139****5678", "w***@example.cn",
    )  # fmt: skip
    assert waiting(number) == [("sms", NEW, "139****5678", "waiting", "")]
    actions.accept(number=number, by=desk.clerk, at=NOW)
    assert {row[:3] for row in waiting(number)[1:]} == {
        ("sms", NEW, "139****5678"), ("mail", "wang@example.cn", "w***@example.cn"),
    }  # fmt: skip
    facts = Event.objects.get(verb="change_contact").facts
    assert (facts["before"]["phone"], facts["after"]["phone"]) == ("138****8000", "139****5678")
    assert NEW not in str(facts)


def test_an_unwanted_sms_is_not_sent(desk, number):
    changed(desk, number, no_sms=True)
    assert waiting(number) == [("sms", None, "138****8000", "dropped", "no-address")]


def test_whoever_is_cut_off_is_told_at_the_old_number(desk, number):
    changed(desk, number, phone="13700000001", email="wang@example.cn", no_sms=True)
    assert last_words(number) == [("sms", "13812348000", "waiting")]
    words = Dispatch.objects.get(kind="contact_changed").text
    assert "尾号00001的办件已更改联系方式" in words
    assert "公共场所" not in words, "the old number may be a stranger's"
    changed(desk, number, email="li@example.cn")
    changed(desk, number, no_sms=False)
    assert last_words(number) == [("sms", "13812348000", "waiting"), ("mail", "wang@example.cn", "waiting")], (
        "a further change does not lead the last word astray, and who is still reached gets none"
    )


def test_a_new_code_is_told_where_the_applicant_is_reached(desk, number):
    actions.replace_code(number=number, reason="凭证遗失", idem="another", by=desk.clerk, at=NOW)
    row = Dispatch.objects.get(kind="code_replaced")
    assert (row.address, "原凭证码作废" in row.text) == ("13812348000", True)


def test_an_agent_is_told_of_and_told_the_end(desk, number):
    agent = {"phone": "13700000001", "authority": "full", "document": "授权委托书"}
    named = Representative("李代办", "110105198001010016", gets_letters=True, **agent)
    actions.name_agent(number=number, agent=named, by=desk.clerk, at=NOW)
    assert list(Dispatch.objects.filter(kind="agent_named").values_list("masked", flat=True)) == ["138****8000"]
    assert last_words(number) == []
    actions.end_agency(number=number, reason="申请人撤回委托", by=desk.clerk, at=NOW)
    assert last_words(number) == [("sms", "13700000001", "waiting")]
    assert Dispatch.objects.get(kind="agent_named").address == "13812348000"


def test_what_was_sent_stays_as_it_was(desk, number):
    Dispatch.objects.update(state="sent", address=None, next_try_at=None, ended_at=NOW)
    changed(desk, number, phone=NEW)
    assert waiting(number) == [("sms", None, "138****8000", "sent", "")]


def test_a_mail_address_is_taken_away(desk, number):
    changed(desk, number, email="wang@example.cn")
    changed(desk, number, email="")
    application = Application.objects.get(case__number=number)
    assert (application.email, application.email_masked, application.phone) == ("", "", "13812348000")


def test_the_case_is_found_by_the_new_number(desk, number, client):
    changed(desk, number, phone=NEW)
    assert "phone=" in client.post("/desk/find/", {"q": NEW}).url
    assert "phone=" not in client.post("/desk/find/", {"q": "13812348000"}).url


@pytest.mark.parametrize(
    ("sentence", "contact", "field", "words"),
    [
        ("a telephone that is none", {"phone": "123"}, "phone", "手机号共 11 位"),
        ("an address that is none", {"email": "wang"}, "email", "name@example.com"),
        ("no reason", {"phone": NEW, "reason": "x"}, "reason", "怎么核对的身份"),
        ("nothing given", {}, "phone", "没有要改的"),
        ("the same again", {"phone": "13812348000", "no_sms": False}, "phone", "没有要改的"),
    ],
)
def test_refused(desk, number, sentence, contact, field, words):
    before = stored()
    with pytest.raises(Refused, match=words) as refusal:
        changed(desk, number, **contact)
    assert refusal.value.field == field, sentence
    assert stored() == before


def test_not_after_the_case_is_over(desk, number):
    actions.withdraw(number=number, reason="不办了", by=desk.clerk, at=NOW)
    before = stored()
    with pytest.raises(actions.CannotChangeContact, match="已经办完"):
        changed(desk, number, phone=NEW)
    assert stored() == before


def test_the_desk_masks_contacts_and_empty_fields_change_nothing(desk, number, client):
    case = Case.objects.get(number=number)
    page = client.get(url("change_contact", case))
    assert "现在登记的是 138****8000，不改就空着" in text_of(page)
    assert "13812348000" not in page.content.decode()
    answer = client.get(act(client, case, "change_contact", email="wang@example.cn", reason="本人出示身份证").url)
    assert "已更正，今后用 138****8000 联系" in text_of(answer)
    assert "由手机 138****8000改为手机 138****8000、w***@example.cn" in text_of(answer)
    both = act(client, case, "change_contact", email="li@example.cn", no_email="on", reason="本人要求")
    assert "就不要勾" in text_of(both)
    act(client, case, "change_contact", no_email="on", no_sms="on", reason="本人要求")
    application = Application.objects.get(case=case)
    assert (application.email, application.no_sms, application.phone_masked) == ("", True, mask_number("13812348000"))


def test_the_applicant_reads_that_it_was_changed(world, client):
    registered = world.register(when=at("2025-09-30 10:00"))
    changed(world, registered.application.case.number, phone=NEW)
    client.post("/c/", {"code": registered.code})
    assert "今后用手机 139****5678联系您" in text_of(client.get("/c/status/"))
