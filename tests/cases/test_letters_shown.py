"""The letters of a case stand on its page and in the API with their outcome; a person's contact is set on a page of their own."""

from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from cases.contacts import set_contact
from cases.dispatch_wording import STAFF_SUBJECTS
from cases.models import Dispatch, StaffContact
from cases.staff_post import pass_on
from cases.sweep import sweep
from tests.permits import stages
from tests.permits.desk import text_of
from tests.world import PERSON, at

NOW = at("2025-11-07 09:00")


@pytest.fixture
def late(world, client):
    """An accepted case past its promise, the clerk signed in; its SMS: one sent, one on its third try."""
    with time_machine.travel(NOW, tick=False):
        application = stages.accepted(world).application
        set_contact(phone="13712348002", email="", by=world.clerk, at=NOW)
        sweep(at=at("2025-11-06 09:00"))
        pass_on(at=at("2025-11-06 09:01"))
        sweep(at=NOW)
        first, second, staff = Dispatch.objects.order_by("pk")
        change(first, state="sent", ended_at=at("2025-11-03 09:01"), next_try_at=None, address=None, receipt="g-1")
        change(second, tries=3, why="timeout-connecting", next_try_at=at("2025-11-07 09:15"))
        change(staff, state="unknown", why="worker-died", ended_at=NOW, next_try_at=None, address=None)
        client.force_login(world.clerk)
        yield application.case


def change(row: Dispatch, **more) -> None:
    Dispatch.objects.filter(pk=row.pk).update(**more)


def test_the_page_tells_what_became_of_each(late, client):
    words = text_of(client.get(f"/desk/cases/{late.number}/"))
    assert "收件：短信" in words
    assert "申请人 138****8000 已发出（短信平台 2025年11月3日 09:01 接收）" in words
    assert "第 3 次没有发出：短信平台连不上；2025年11月7日 09:15 再发" in words
    assert "工作人员 张敏 137****8002 不能确定是否发出：发送程序中途停了，没有重发，必要时打电话告知" in words
    assert "时限已过：系统内消息" in words
    assert "区卫生健康局的科长、负责人 还没有读" in words
    assert PERSON.phone not in words


def test_the_office_sees_the_same_outcomes(late, world, client):
    client.force_login(world.office)
    words = text_of(client.get(f"/oversight/cases/{late.number}/"))
    assert "收件（短信） 申请人 138****8000" in words
    assert "已发出（短信平台 2025年11月3日 09:01 接收）" in words
    assert PERSON.phone not in words


def test_every_letter_to_staff_has_its_name():
    """One table: the desk, the office and the subject of an e-mail read it."""
    templates = Path(settings.BASE_DIR, "templates/letters").glob("*.txt")
    assert {template.stem for template in templates} == set(STAFF_SUBJECTS)


def test_the_api_tells_the_same(late, client):
    letters = client.get(f"/api/v1/applications/{late.number}/").json()["letters"]
    assert [(row["kind"], row["state"], row["to_staff"]) for row in letters] == [
        ("staff-warned", "unknown", True), ("accepted", "waiting", False), ("received", "sent", False),
    ]  # fmt: skip
    assert letters[1]["outcome"] == "第 3 次没有发出：短信平台连不上；2025年11月7日 09:15 再发"
    assert letters[2]["to"] == "138****8000"
    assert letters[0]["text"] == ""
    assert PERSON.phone not in str(letters)


def test_the_page_costs_the_same_however_many_letters_there_are(late, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/desk/cases/{late.number}/")
        return len(counted)

    queries()
    before = queries()
    row = Dispatch.objects.first()
    for number in range(20):
        row.pk, row.key, row.cause = None, None, f"more:{number}"
        row.key = Dispatch._meta.get_field("key").get_default()
        row.save(force_insert=True)
    assert queries() == before


def test_a_person_sets_their_own_contact(late, world, client):
    page = client.get("/letters/contact/").content.decode()
    assert "13712348002" in page
    assert "没有配置短信平台，现在不会发出" in page
    answer = client.post("/letters/contact/", {"phone": " 139 1234 8003", "email": "z@example.gov.cn"})
    assert (answer.status_code, answer.url) == (302, "/letters/")
    contact = StaffContact.objects.get(user=world.clerk)
    assert (contact.phone, contact.email) == ("13912348003", "z@example.gov.cn")
    client.post("/letters/contact/", {"phone": "", "email": ""})
    contact.refresh_from_db()
    assert (contact.phone, contact.email, contact.phone_masked, contact.email_masked) == ("", "", "", "")


def test_the_same_in_the_api(late, world, client):
    assert client.get("/api/v1/contact/").json() == {"phone": "137****8002", "email": ""}
    wrong = client.post("/api/v1/contact/", {"phone": "12", "email": "x"}, content_type="application/json")
    assert (wrong.status_code, set(wrong.json()["fields"])) == (400, {"phone", "email"})
    right = client.post("/api/v1/contact/", {"email": "z@example.gov.cn"}, content_type="application/json")
    assert right.json() == {"phone": "", "email": "z***@example.gov.cn"}
    assert client.get("/api/v1/letters/not-sent/").status_code == 404, "the administrator's only"
    client.force_login(world.administrator)
    letters = client.get("/api/v1/letters/not-sent/").json()["results"]
    assert [(row["number"], row["state"], row["kind"]) for row in letters] == [(late.number, "unknown", "staff-warned")]


def test_a_wrong_contact_is_shown_again_and_not_stored(late, world, client):
    answer = client.post("/letters/contact/", {"phone": "0512-12345678", "email": "z@example.gov.cn"})
    assert answer.status_code == 422
    assert "手机号共 11 位数字，以 1 开头；不要短信就空着" in answer.content.decode()
    assert "0512-12345678" in answer.content.decode()
    assert StaffContact.objects.get(user=world.clerk).phone == "13712348002"
