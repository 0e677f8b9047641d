"""Letters to staff also outside the product: who may read it inside, once, in office hours, and not if it was read already."""

from datetime import timedelta

import pytest
from django.db import connection

from cases import sending
from cases.contacts import set_contact
from cases.models import Dispatch, Letter, StaffContact
from cases.owing import owe
from cases.quiet import nothing_leaves
from cases.staff_post import MOST_OUTSIDE, pass_on
from cases.sweep import sweep
from hall.refusals import BadInput
from tests.complaints import verbs as complaints
from tests.gateway import KEY, sms_gateway
from tests.world import at

MORNING = at("2025-09-26 09:01")


@pytest.fixture
def warned(world):
    """A case whose owner was warned on the 25th and whose department heard of the breach on the 26th."""
    application = world.accepted(when=at("2025-09-22 10:00"))
    Dispatch.objects.all().delete()
    sweep(at=at("2025-09-25 16:00"))
    sweep(at=at("2025-09-26 09:00"))
    return application.case


def reach(user, *, phone: str = "13712348002", email: str = "") -> StaffContact:
    return set_contact(phone=phone, email=email, by=user, at=MORNING)


def test_nobody_left_a_contact_and_nothing_goes_out(warned):
    assert pass_on(at=MORNING) == 0
    assert not Dispatch.objects.exists()


def test_the_owner_gets_the_warning_and_the_chief_the_breach(world, warned):
    for user in (world.clerk, world.chief, world.market_clerk):
        reach(user, email="staff@example.gov.cn")
    assert pass_on(at=MORNING) == 2
    letters = {(row.recipient.display_name, row.channel, row.kind) for row in Dispatch.objects.all()}
    assert letters == {
        ("张敏", "sms", "staff-warned"), ("张敏", "mail", "staff-warned"),
        ("赵科", "sms", "staff-breached"), ("赵科", "mail", "staff-breached"),
    }  # fmt: skip
    row = Dispatch.objects.get(recipient=world.chief, channel="sms")
    assert row.text == (
        f"【云澜区政务服务中心】尾号{warned.number[-5:]}：“公共场所卫生许可”已超过承诺时限：应在 2025年9月25日 17:00 前办完。"
        "已自动发出黄牌，尽快办结并说明原因。"
    )
    assert row.masked == "137****8002"


def test_each_at_most_once_however_often_it_is_passed_on(world, warned):
    reach(world.clerk)
    assert [pass_on(at=MORNING + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]


def test_what_was_read_inside_is_not_passed_on(world, warned):
    reach(world.clerk)
    Letter.objects.update(read_at=MORNING, read_by=world.clerk)
    assert pass_on(at=MORNING) == 0


def test_what_is_read_inside_before_its_turn_is_not_sent(world, warned, settings):
    reach(world.clerk)
    pass_on(at=MORNING)
    Letter.objects.update(read_at=MORNING, read_by=world.clerk)
    with sms_gateway() as gateway:
        settings.SMS_URL, settings.SMS_KEY = gateway.url, KEY
        sending.send_due("sms", clock=lambda: MORNING)
        assert gateway.got == []
    row = Dispatch.objects.get()
    assert (row.state, row.why, row.address) == ("dropped", "read-inside", None)


def test_in_office_hours_only(world):
    world.accepted(when=at("2025-09-22 10:00"))
    Dispatch.objects.all().delete()
    reach(world.head)
    sweep(at=at("2025-09-25 22:00"))
    assert pass_on(at=at("2025-09-25 22:05")) == 0
    assert pass_on(at=at("2025-09-26 08:30")) == 1
    row = Dispatch.objects.get()
    assert row.next_try_at == at("2025-09-26 08:30")
    assert sending.not_too_early(row, at("2025-09-26 17:30")) == at("2025-09-28 08:30"), "a make-up working Sunday"


def test_a_new_contact_brings_no_old_letters(world, warned):
    reach(world.clerk)
    assert pass_on(at=MORNING + timedelta(days=2)) == 0


def test_a_storm_is_read_inside(world, warned):
    reach(world.clerk)
    for number in range(MOST_OUTSIDE + 20):
        owe(warned, cause=f"storm:{number}", template="warned", recipient=world.clerk, at=MORNING - timedelta(minutes=1),
            rule="promise", due_at="2025-09-25T17:00:00+08:00")  # fmt: skip
    assert pass_on(at=MORNING) == MOST_OUTSIDE
    assert pass_on(at=MORNING + timedelta(minutes=1)) == 0


def test_a_complaint_is_not_spoken_of_outside(world):
    filed = complaints.file(
        filing=complaints.Filing(kind="report", category="attitude", text="某人收了礼"),
        hall=world.hall,
        idem="said",
        at=at("2025-09-22 10:00"),
    )
    complaints.accept(number=filed.complaint.case.number, by=world.complaint_officer, at=at("2025-09-23 10:00"))
    reach(world.complaint_officer)
    moment = at("2025-11-10 10:00")
    sweep(at=moment)
    assert pass_on(at=moment) >= 1
    for row in Dispatch.objects.filter(recipient=world.complaint_officer):
        assert row.text == "【云澜区政务服务中心】有一条新消息，登录系统在“消息”里查看。"
        assert row.facts == {}


def test_letters_of_a_retold_past_stay_inside(world):
    reach(world.clerk)
    world.accepted(when=at("2025-09-22 10:00"))
    with nothing_leaves():
        sweep(at=at("2025-09-25 16:00"))
    assert Letter.objects.get().quiet
    assert pass_on(at=at("2025-09-25 16:01")) == 0


SIGNED = "【云澜区政务服务中心】"
OLD = {"phone": "13712348002", "email": "zhang@example.gov.cn"}
CUT_OFF = [
    ("another telephone", {**OLD, "phone": "13912348003"}, [("sms", "13712348002")]),
    ("another mail address", {**OLD, "email": "other@example.gov.cn"}, [("mail", "zhang@example.gov.cn")]),
    ("both are gone", {"phone": "", "email": ""}, [("mail", "zhang@example.gov.cn"), ("sms", "13712348002")]),
    ("the same again, written otherwise", {**OLD, "phone": "137 1234 8002"}, []),
]


@pytest.mark.parametrize(("sentence", "contact", "last_words"), CUT_OFF, ids=[row[0] for row in CUT_OFF])
def test_who_is_cut_off_hears_of_it(world, sentence, contact, last_words):
    set_contact(**OLD, by=world.clerk, at=MORNING)
    assert not Dispatch.objects.exists(), "of a first contact nobody is cut off"
    set_contact(**contact, by=world.clerk, at=at("2025-09-26 19:00"))
    rows = Dispatch.objects.order_by("channel")
    assert [(row.channel, row.address) for row in rows] == last_words, sentence
    for row in rows:
        assert (row.case, row.recipient, row.next_try_at) == (None, world.clerk, at("2025-09-26 19:00"))
        assert "不是您改的，马上修改密码" in row.text
        assert "张敏" not in row.text


def test_another_change_leads_no_last_word_astray(world, settings):
    for minute, phone in enumerate(("13712348002", "13912348003", "13912348004"), start=-3):
        set_contact(phone=phone, email="", by=world.clerk, at=MORNING + timedelta(minutes=minute))
    with sms_gateway() as gateway:
        settings.SMS_URL, settings.SMS_KEY = gateway.url, KEY
        sending.send_due("sms", clock=lambda: MORNING)
        assert [(each["to"], each["text"].startswith(SIGNED)) for each in gateway.got] == [
            ("13712348002", True), ("13912348003", True),
        ]  # fmt: skip


def test_what_waits_goes_to_the_new_address_or_nowhere(world, warned):
    reach(world.clerk, email="zhang@example.gov.cn")
    pass_on(at=MORNING)
    reach(world.clerk, phone="13912348003")
    rows = Dispatch.objects.filter(letter__isnull=False).order_by("channel")
    assert [(row.channel, row.state, row.address) for row in rows] == [
        ("mail", "dropped", None), ("sms", "waiting", "13912348003"),
    ]  # fmt: skip


def test_a_new_address_mends_one_that_cannot_be_opened(world):
    reach(world.clerk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_staffcontact SET phone = 'broken'")
    assert reach(world.clerk, phone="13912348003").phone == "13912348003"
    assert not Dispatch.objects.exists()


def test_a_contact_is_sealed_and_shown_masked(world):
    contact = reach(world.clerk, email="zhang@example.gov.cn")
    assert (contact.phone_masked, contact.email_masked) == ("137****8002", "z***@example.gov.cn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM cases_staffcontact c")
        assert "13712348002" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("contact", "fields"),
    [
        ({"phone": "051212345678", "email": ""}, ["phone"]),
        ({"phone": "123", "email": "nobody"}, ["phone", "email"]),
    ],
)
def test_an_impossible_contact_is_refused_at_its_field(world, contact, fields):
    with pytest.raises(BadInput) as refused:
        set_contact(**contact, by=world.clerk, at=MORNING)
    assert [refused.value.field, *(other.field for other in refused.value.also)] == fields
    assert not StaffContact.objects.exists()
