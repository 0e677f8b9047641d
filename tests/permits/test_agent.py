"""An agent acts for an applicant (行政许可法 art. 29; rules A9): named, shown masked, told and handed the result as authorised."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection

from cases.models import Dispatch
from hall.crypto import keyed_hash
from hall.refusals import BadInput
from permits.acts.contact import CHANGE_CONTACT
from permits.agents import name_hash, write
from permits.applicants import Representative
from permits.events import EVENTS
from permits.models import Agent, Application, Delivery
from tests.api.conftest import clock, program
from tests.api.requests import REGISTRATION
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.desk import filled, text_of
from tests.permits.stages import number_of
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import ENTERPRISE, PERSON, World, at

__all__ = ["clock", "program"]

NUMBER, PHONE = "110105198001010016", "13900001111"
AGENT = Representative(
    "李代办", NUMBER, PHONE, "full", "授权委托书（2025年11月3日）", valid_to=date(2025, 12, 31), may_collect=True,
    gets_letters=True,
)  # fmt: skip
FORM = {
    "agent_name": "李代办", "agent_id": NUMBER, "agent_phone": PHONE, "agent_authority": "full",
    "agent_document": "授权委托书（2025年11月3日）", "agent_may_collect": "on",
}  # fmt: skip
IN_CLEAR = ("李代办", NUMBER, PHONE)


@pytest.fixture
def monday():
    with time_machine.travel(at("2025-11-03 10:00"), tick=False):
        yield


def named(world: World, number: str, agent: Representative, when) -> Agent:
    """Whatever state the case is in: a paper that ends it is served after nobody is named any more."""
    return write(
        Application.objects.get(case__number=number), agent.checked(today=when.date()), by=world.clerk, at=when
    )


def with_agent(world: World, **terms) -> str:
    return number_of(world.register(when=at("2025-11-03 09:00"), agent=AGENT, **terms))


def other(**terms) -> Representative:
    return Representative(**{**vars(AGENT), **terms})


def test_sealed_hashed_and_masked_like_the_applicant(world: World):
    number = with_agent(world)
    agent = Agent.objects.get(application__case__number=number)
    assert (agent.number, agent.phone) == (NUMBER, PHONE)
    assert (agent.number_masked, agent.phone_masked) == ("110105********0016", "139****1111")
    assert agent.number_hash == keyed_hash("applicant", NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, phone FROM permits_agent")
        assert all(value.startswith("std2:") for value in cursor.fetchone())
    facts = agent.application.case.events.get(verb="name_agent").facts
    assert not any(secret in str(facts) for secret in IN_CLEAR)
    assert EVENTS["name_agent"].staff(facts).startswith("代理人 李*办（110105********0016），全权代理，授权委托书")


WRONG = [
    ({"name": "李"}, "agent_name", "代理人姓名"),
    ({"number": "110105198001010017"}, "agent_id", "身份证号"),
    ({"phone": "123"}, "agent_phone", "手机号"),
    ({"authority": "friend"}, "agent_authority", "代理权限"),
    ({"document": " "}, "agent_document", "授权文书"),
    ({"valid_from": date(2025, 11, 4)}, "agent_from", "还没有开始"),
    ({"valid_to": date(2025, 11, 2)}, "agent_until", "已经到期"),
]


def test_what_is_wrong_stands_at_its_field(world: World):
    before = stored()
    with Rows() as rows:
        for terms, field, words in WRONG:
            with rows.row(field):
                with pytest.raises(actions.BadInput, match=words) as refusal:
                    world.register(when=at("2025-11-03 09:00"), agent=other(**terms))
                assert refusal.value.field == field
                assert stored() == before


def test_one_agent_for_many_is_no_duplicate(world: World, client, monday):
    first = with_agent(world)
    second = with_agent(world, applicant=ENTERPRISE, idem="key-2")
    client.force_login(world.clerk)
    assert client.get(f"/desk/cases/{second}/receipt/").context["others"] == []
    listed = client.post("/desk/find/", {"q": NUMBER}, follow=True)
    assert all(number[-5:] in text_of(listed) for number in (first, second))
    listed = client.post("/desk/find/", {"q": PHONE}, follow=True)
    assert all(number[-5:] in text_of(listed) for number in (first, second))


SEARCHED = [
    ("the whole name", "李代办", True),
    ("with a space in it", "李 代办", True),
    ("a part of it", "李代", False),
    ("somebody else", "周大勇", False),
]


@pytest.mark.parametrize(("sentence", "typed", "found"), SEARCHED)
def test_the_scan_box_finds_by_the_agents_name(world: World, client, monday, sentence, typed, found):
    number = with_agent(world)
    client.force_login(world.clerk)
    page = client.post("/desk/find/", {"q": typed}, follow=True)
    assert ([row["number"] for row in page.context["rows"]] == [number]) is found, sentence
    named(world, number, other(name="周经办", number="110105198505050038"), at("2025-11-03 11:00"))
    page = client.post("/desk/find/", {"q": typed}, follow=True)
    assert page.context["rows"] == [], f"{sentence}, and acts no longer"


def test_the_same_agent_is_not_typed_again(world: World, client, monday):
    number = with_agent(world)
    client.force_login(world.clerk)
    address = f"/desk/cases/{number}/name_agent/"
    page = client.get(address)
    assert "还是现在的代理人，只换授权" in text_of(page)
    assert not any(each in page.content.decode() for each in (NUMBER, PHONE))
    authority = {"agent_authority": "limited", "agent_document": "授权委托书（2025年11月4日）"}
    sent = {"version": page.context["form"]["version"].value(), "agent_id_kind": "resident_card", **authority}
    typed = client.post(address, {**sent, "agent_same": "on", "agent_name": "周经办"})
    assert "姓名、证件号和手机空着" in str(typed.context["form"].errors["agent_same"])
    unnamed = client.post(address, sent)
    assert set(unnamed.context["form"].errors) >= {"agent_name", "agent_id", "agent_phone"}
    assert client.post(address, {**sent, "agent_same": "on"}).status_code == 302
    agent = Agent.objects.get()
    assert (agent.name, agent.number, agent.phone) == IN_CLEAR
    assert (agent.authority, agent.document, agent.former) == ("limited", "授权委托书（2025年11月4日）", [])


def test_who_was_never_named_cannot_go_on(world: World, program, monday):
    number = number_of(world.register(when=at("2025-11-03 09:00")))
    sent = {
        "version": 1,
        "agent_same": True,
        "agent_authority": "full",
        "agent_document": "授权委托书（2025年11月4日）",
    }
    answer = program(world.clerk).post(f"/api/v1/applications/{number}/name_agent/", sent)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["agent_same"])


def phones(number: str) -> list[str]:
    return list(
        Dispatch.objects.filter(case__number=number, channel="sms").order_by("pk").values_list("masked", flat=True)
    )


def test_letters_go_where_the_authority_says(world: World):
    number = with_agent(world)
    actions.accept(number=number, by=world.clerk, at=at("2025-11-03 09:30"))
    assert phones(number) == ["139****1111", "139****1111"]
    assert set(Dispatch.objects.values_list("to_agent", flat=True)) == {True}
    actions.end_agency(number=number, reason="申请人收回委托", by=world.clerk, at=at("2025-11-03 09:40"))
    *waiting, last = phones(number)
    assert waiting == ["138****8000", "138****8000"], "what still waits goes to the applicant"
    assert last == "139****1111", "the agent, who is written to no more, is told so"
    to_agent = Dispatch.objects.filter(channel="sms").order_by("pk").values_list("to_agent", flat=True)
    assert list(to_agent) == [False, False, True]


def test_after_the_authority_has_run_out_the_applicant_is_told(world: World):
    number = number_of(world.register(when=at("2025-11-03 09:00"), agent=other(valid_to=date(2025, 11, 3))))
    actions.accept(number=number, by=world.clerk, at=at("2025-11-04 09:00"))
    assert phones(number) == ["139****1111", "138****8000"]


def test_an_agent_without_letters_changes_nothing(world: World):
    number = number_of(world.register(when=at("2025-11-03 09:00"), agent=other(gets_letters=False)))
    assert phones(number) == ["138****8000"]


def test_named_later_and_another_one_after(world: World):
    number = number_of(stages.accepted(world))
    step = {"number": number, "by": world.clerk}
    actions.name_agent(agent=AGENT, at=at("2025-11-03 11:00"), **step)
    another = other(name="周经办", number="110105198505050038", authority="staff", gets_letters=False)
    actions.name_agent(agent=another, at=at("2025-11-04 11:00"), **step)
    application = Application.objects.get(case__number=number)
    assert (application.agent.name, application.letters_to_agent) == ("周经办", False)
    assert application.case.events.filter(verb="name_agent").count() == 2
    actions.end_agency(reason="自己来", at=at("2025-11-04 12:00"), **step)
    with pytest.raises(actions.CannotRepresent, match="没有登记代理人"):
        actions.end_agency(reason="自己来", at=at("2025-11-04 12:01"), **step)


COLLECTING = [
    ("by courier", {}, {"method": "courier", "proof": "EMS1234567"}, "by_agent", "只用于窗口领取"),
    ("not authorised to collect", {"may_collect": False}, {}, "by_agent", "不包括代领"),
    ("run out", {"valid_to": date(2025, 11, 4)}, {}, "by_agent", "已经到期"),
    ("somebody else signed", {}, {"proof": "王小明"}, "proof", "不是登记的代理人"),
]


def test_who_collects_is_the_agent_as_authorised(world: World):
    with Rows() as rows:
        for sentence, terms, sent, field, words in COLLECTING:
            with rows.row(sentence):
                number = granted(world, other(**terms))
                with pytest.raises(actions.BadInput, match=words) as refusal:
                    deliver(world, number, **sent)
                assert refusal.value.field == field
                assert not Delivery.objects.exists()
    number = granted(world, AGENT)
    assert deliver(world, number).by_agent
    facts = Application.objects.get(case__number=number).case.events.get(verb="deliver").facts
    assert EVENTS["deliver"].applicant(facts) == ("送达", "窗口领取，代理人代领")
    printed = actions.print_document(
        number=number, kind="delivery_receipt", site="http://hall.test", by=world.clerk, at=at("2025-11-06 11:00")
    )
    assert "签收人（代理人）" in printed.document.content


UNAUTHORISED = [
    ("not authorised to collect", {"may_collect": False}, "授权不包括代领结果"),
    ("run out", {"valid_to": date(2025, 11, 4)}, "已经到期"),
    ("authorised, but nobody said so", {}, "勾选“代理人代领”"),
]


def test_an_agent_who_signs_is_no_stranger(world: World, client):
    with Rows() as rows:
        for sentence, terms, words in UNAUTHORISED:
            with rows.row(sentence):
                number = granted(world, other(**terms))
                with pytest.raises(actions.BadInput, match=words) as refusal:
                    deliver(world, number, by_agent=False)
                assert (refusal.value.field, Delivery.objects.exists()) == ("proof", False)
    number = granted(world, other(may_collect=False))
    with time_machine.travel(at("2025-11-06 10:00"), tick=False):
        client.force_login(world.clerk)
        page = text_of(client.get(f"/desk/cases/{number}/deliver/"))
    assert "代理人 李*办（110105********0016），全权代理：授权不包括代领结果" in page
    assert "准予决定书还没有打印" in page
    assert not deliver(world, number, proof="邻居张三", by_agent=False).by_agent


def test_the_applicants_old_number_hears_of_a_change(world: World):
    """Exactly where a third person stands between them and the hall (decision 125)."""
    number = with_agent(world)
    step = {"number": number, "by": world.clerk, "at": at("2025-11-03 10:00")}
    actions.change_contact(phone="13912340159", reason="来电要求换号", **step)
    last = Dispatch.objects.filter(case__number=number, kind="contact_changed").get()
    assert (last.masked, last.to_agent) == ("138****8000", False)
    assert "短信仍然发给代理人" in CHANGE_CONTACT.done(None, Application.objects.get(case__number=number), {})


def test_the_list_of_letters_names_the_agent(world: World, client):
    """Whose telephone it was when it was written: another agent since, or none, changes nothing of what is out."""
    number = with_agent(world, applicant=replace(PERSON, email="wang@example.cn"))
    Dispatch.objects.update(state="sent", address=None, next_try_at=None, ended_at=at("2025-11-03 09:01"))
    actions.end_agency(number=number, reason="申请人书面终止委托", by=world.clerk, at=at("2025-11-05 14:00"))
    with time_machine.travel(at("2025-11-06 10:00"), tick=False):
        client.force_login(world.clerk)
        rows = client.get(f"/desk/cases/{number}/").context["letters"]
    received = {row["who"] for row in rows if row["what"].startswith("收件")}
    assert received == {"代理人 139****1111", "申请人 w***@example.cn"}


@pytest.mark.parametrize(
    ("kind", "number", "masked"),
    [
        ("passport", "X12345678", "护照 *******78"),
        ("hk_macao_permit", "H1234567801", "港澳居民来往内地通行证 *******78"),
    ],
)
def test_an_agent_shows_another_document(world: World, client, monday, kind, number, masked):
    client.force_login(world.clerk)
    form = {**FORM, "agent_id_kind": kind, "agent_id": number}
    assert client.post("/desk/register/?item=WJ-XK-0001", filled(world, **form)).status_code == 302
    agent = Agent.objects.get()
    assert (agent.id_kind, agent.document_words) == (kind, masked)
    case = agent.application.case
    assert client.post("/desk/find/", {"q": agent.number}).status_code == 302
    assert masked in text_of(client.get(f"/desk/cases/{case.number}/"))


def test_the_menu_of_authorities_has_one_first_line(world: World, client, monday):
    client.force_login(world.clerk)
    page = client.get("/desk/register/?item=WJ-XK-0001")
    values = [value for value, _words in page.context["form"].fields["agent_authority"].choices]
    assert values.count("") == 1
    assert "credit_code" not in dict(page.context["form"].fields["agent_id_kind"].choices)


def granted(world: World, agent: Representative) -> str:
    number = number_of(stages.granted(world))
    when = at("2025-11-04 10:00") if agent.valid_to == date(2025, 11, 4) else at("2025-11-05 11:00")
    actions.name_agent(number=number, agent=agent, by=world.clerk, at=when)
    return number


def deliver(world: World, number: str, **terms) -> Delivery:
    sent = {"method": "collected", "proof": "李代办", "by_agent": True, **terms}
    return actions.deliver(number=number, by=world.clerk, at=at("2025-11-06 10:00"), **sent)


def test_the_form_takes_an_agent_and_shows_it_masked(world: World, client, monday):
    client.force_login(world.clerk)
    page = client.post("/desk/register/?item=WJ-XK-0001", filled(world, **{**FORM, "agent_id": "1"}))
    assert page.status_code == 422
    assert page.context["form"]["agent_name"].value() == "李代办"
    assert "身份证号共 18 位" in text_of(page)
    client.post("/desk/register/?item=WJ-XK-0001", filled(world, **FORM))
    number = Application.objects.get().case.number
    for address in ("", "receipt/"):
        words = text_of(client.get(f"/desk/cases/{number}/{address}"))
        assert "李*办" in words, address
        assert not any(secret in words for secret in IN_CLEAR), address
    assert client.get(f"/desk/cases/{number}/deliver/").status_code == 200


def test_a_program_names_an_agent_and_reads_it_masked(world: World, program):
    clerk = program(world.clerk)
    of_agent = {**{name: value for name, value in FORM.items() if value != "on"}, "agent_may_collect": True}
    sent = clerk.post(
        "/api/v1/applications/", {**REGISTRATION, **of_agent}, HTTP_IDEMPOTENCY_KEY="0123456789abcdef0123456789-agent-1"
    )
    number = sent.json()["application"]["number"]
    answer = clerk.get(f"/api/v1/applications/{number}/")
    assert answer.json() == sent.json()["application"]
    agent = answer.json()["agent"]
    assert (agent["name"], agent["id_number"], agent["may_collect"]) == ("李*办", "110105********0016", True)
    assert not any(secret in answer.content.decode() for secret in IN_CLEAR)
    wrong = clerk.post(
        "/api/v1/applications/",
        {**REGISTRATION, **of_agent, "agent_phone": "1"},
        HTTP_IDEMPOTENCY_KEY="0123456789abcdef0123456789-agent-2",
    )
    assert "agent_phone" in wrong.json()["fields"]


def test_papers_name_the_agent(world: World):
    number = with_agent(world)
    printed = actions.print_document(
        number=number, kind="receipt", site="http://hall.test", by=world.clerk, at=at("2025-11-03 09:10")
    )
    assert "李*办 · 110105********0016" in printed.document.content
    assert NUMBER not in printed.document.content
    actions.accept(number=number, by=world.clerk, at=at("2025-11-03 09:30"))
    actions.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-03 09:40"))
    printed = actions.print_document(
        number=number, kind="grant", site="http://hall.test", by=world.clerk, at=at("2025-11-03 09:50")
    )
    assert "委托代理人" in printed.document.content
    assert "李代办" in printed.document.content


@pytest.mark.parametrize(
    ("sentence", "change", "signed", "words"),
    [
        ("ended in writing", "ended", "李代办", "委托 2025年11月5日 已经终止"),
        ("ended, with a space between", "ended", "李 代办", "已经终止"),
        ("another one came in their place", "replaced", "李代办", "申请人已经换了别人"),
        ("replaced, spelled in full width", "replaced", "李代办　", "申请人已经换了别人"),
        ("run out, with a space between", "run out", "李 代办", "授权 2025年11月4日 已经到期"),
        ("may not collect, with a space between", "no collecting", "李 代办", "授权不包括代领结果"),
    ],
)
@pytest.mark.parametrize("verb", ["deliver", "serve"])
def test_nothing_is_handed_to_who_may_not_or_no_longer(world: World, sentence, change, signed, words, verb):
    terms = {"run out": {"valid_to": date(2025, 11, 4)}, "no collecting": {"may_collect": False}}.get(change, {})
    number = number_of(world.register(when=at("2025-11-03 09:00"), agent=other(**terms)))
    by = {"by": world.clerk}
    if verb == "deliver":
        actions.accept(number=number, at=at("2025-11-03 10:00"), **by)
        actions.decide(number=number, result="grant", at=at("2025-11-05 10:00"), **by)
    else:
        actions.decline(number=number, reason="不属于本机关职权", remedies="复议", at=at("2025-11-03 10:00"), **by)
    if change == "replaced":
        agent = other(name="郑敏", number="11010519491231002X", phone="13800002222")
        named(world, number, agent, at("2025-11-05 10:10"))
    if change == "ended":
        row = Agent.objects.get(application__case__number=number)
        row.ended_at, row.ended_by = at("2025-11-05 10:10"), world.clerk
        row.save(update_fields=["ended_at", "ended_by"])
    before = stored()
    hand_over = getattr(actions, verb)
    with pytest.raises(BadInput, match=words) as refusal:
        hand_over(number=number, method="collected", proof=signed, at=at("2025-11-06 10:00"), **by)
    assert (refusal.value.field, stored()) == ("proof", before)


def test_who_was_replaced_is_kept_as_a_hash(world: World):
    number = with_agent(world)
    application = Application.objects.get(case__number=number)
    named(world, number, other(name="郑敏"), at("2025-11-03 11:00"))
    assert Agent.objects.get(pk=application.pk).former == [name_hash("李 代办")]
    assert "李代办" not in str(Agent.objects.values_list("former", flat=True))
    named(world, number, other(), at("2025-11-03 12:00"))
    assert Agent.objects.get(pk=application.pk).former == [name_hash("郑敏")]


def test_nobody_is_their_own_agent(world: World):
    own = other(name=PERSON.name, number=PERSON.number)
    before = stored()
    with pytest.raises(BadInput, match="同一个人") as refusal:
        world.register(when=at("2025-11-03 09:00"), agent=own)
    assert (refusal.value.field, stored()) == ("agent_id", before)
    number = number_of(stages.submitted(world))
    with pytest.raises(BadInput, match="同一个人"):
        actions.name_agent(number=number, agent=own, by=world.clerk, at=at("2025-11-03 10:00"))
