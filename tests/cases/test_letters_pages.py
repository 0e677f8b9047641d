"""The letters of a person: their own only, unread first, in words; reading is noted once."""

import pytest
import time_machine
from django.urls import reverse

from cases.cards import Breach, appeal, issue_card, rule_on_appeal, withdraw
from cases.letters import url_of
from cases.models import Letter
from cases.owing import owe
from cases.rules import Rule
from cases.sweep import sweep
from enquiries import actions as enquiries
from hall.access import access_of
from tests.permits import verbs as permits
from tests.world import at

NOW = "2025-09-26 10:00"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(NOW), tick=False):
        yield


@pytest.fixture
def breached(world):
    """One case past its promise: the owner was warned, the department told of the breach."""
    application = world.accepted(when=at("2025-09-22 10:00"))
    sweep(at=at("2025-09-25 09:00"))
    sweep(at=at("2025-09-26 09:00"))
    return application.case


def page_of(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("letters")).content.decode()


def test_a_stranger_is_sent_to_the_sign_in(client, db):
    response = client.get(reverse("letters"))
    assert response.status_code == 302
    assert response.url.startswith("/login/")


def test_the_owner_reads_the_warning_and_reaches_the_desk(client, world, breached):
    page = page_of(client, world.clerk)
    assert "“公共场所卫生许可”的承诺时限快到了：2025年9月25日 17:00 前要办完" in page
    assert f"/desk/cases/{breached.number}/" in page
    assert "已超过承诺时限" not in page


def test_whoever_answers_for_the_department_reads_of_the_breach(client, world, breached):
    page = page_of(client, world.head)
    assert "已超过承诺时限：应在 2025年9月25日 17:00 前办完。已自动发出黄牌" in page
    assert f"/desk/cases/{breached.number}/" in page  # where a head decides


def test_the_letter_of_a_two_visit_card_names_its_cause(client, world, breached):
    issue_card(
        breached, Breach(rule=Rule.TWO_VISIT, occurrence=3, cause="第 3 次到访，窗口原因（两次终结制）",
                         window=world.health_window, owner=world.clerk), at=at("2025-09-26 09:30"),
    )  # fmt: skip
    assert "收到红牌：第 3 次到访，窗口原因（两次终结制）；同一案件此前发过黄牌，按红牌发出" in page_of(
        client, world.chief
    )


def words_in(client, tab: str) -> list[str]:
    return [line.words for line in client.get(f"{reverse('letters')}?tab={tab}").context["letters"]]


def test_what_is_still_to_do_stands_apart(client, world, breached):
    client.force_login(world.clerk)
    counts = {tab["label"]: tab["count"] for tab in client.get(reverse("letters")).context["tabs"]}
    assert counts == {"全部": 1, "未读": 1, "还要办的": 1}
    client.post(reverse("letters-read-all"))
    assert (len(words_in(client, "unread")), len(words_in(client, "todo"))) == (0, 1)
    permits.decide(number=breached.number, result="grant", by=world.clerk, at=at(NOW))
    assert (len(words_in(client, "todo")), len(words_in(client, "all"))) == (0, 1)
    assert "没有还要办的" in client.get(f"{reverse('letters')}?tab=todo").content.decode()


def test_a_ruled_appeal_asks_nothing_while_another_waits(client, world, breached):
    second = Breach(
        rule=Rule.TWO_VISIT, occurrence=3, cause="第 3 次到访", window=world.health_window, owner=world.clerk
    )
    issue_card(breached, second, at=at("2025-09-26 09:30"))
    first, another = breached.cards.order_by("pk")
    for card in (first, another):
        appeal(card=card.pk, reason="停电，有通知。", by=world.head, at=at("2025-09-26 09:40"))
    client.force_login(world.office)
    assert len(words_in(client, "todo")) == 2
    rule_on_appeal(card=first.pk, upheld=False, reason="不属实，维持。", by=world.office, at=at("2025-09-26 09:50"))
    assert len(words_in(client, "todo")) == 1


def test_the_warning_of_a_met_clock_asks_nothing(client, world):
    """The case goes on; the clock that the letter speaks of has ended."""
    case = world.register(when=at("2025-09-18 10:00")).application.case
    sweep(at=at("2025-09-25 09:00"))
    client.force_login(world.clerk)
    assert len(words_in(client, "todo")) == 1
    permits.accept(number=case.number, by=world.clerk, at=at("2025-09-25 10:00"))
    assert (len(words_in(client, "todo")), len(words_in(client, "all"))) == (0, 1)


def test_a_card_is_reached_from_its_letter(client, world, breached):
    card = breached.cards.get()
    assert f'href="/oversight/cards/{card.pk}/"' in page_of(client, world.head)


def test_a_typed_reason_keeps_no_stop_inside_a_letter(client, world, breached):
    card = breached.cards.get()
    withdraw(card, because="停电属实，撤销。", by=world.office, at=at(NOW))
    page = page_of(client, world.head)
    assert "黄牌已撤销：停电属实，撤销。原来的原因：" in page
    assert "。。" not in page


def test_nobody_reads_before_office_hours(client, world):
    world.accepted(when=at("2025-09-22 10:00"))
    sweep(at=at("2025-09-25 22:00"))
    with time_machine.travel(at("2025-09-25 23:00"), tick=False):
        assert "没有消息" in page_of(client, world.head)
    assert "已超过承诺时限" in page_of(client, world.head)


def test_reading_a_letter_is_noted_once_with_reader_and_time(client, world, breached):
    letter = Letter.objects.get(recipient=world.clerk)
    client.force_login(world.clerk)
    assert client.post(reverse("letter-read", args=[letter.pk])).status_code == 302
    letter.refresh_from_db()
    assert (letter.read_by, letter.read_at) == (world.clerk, at(NOW))
    with time_machine.travel(at("2025-09-26 11:00"), tick=False):
        client.post(reverse("letter-read", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.read_at == at(NOW)


@pytest.mark.parametrize("who", ["market_clerk", "head", "office"])
def test_somebody_elses_letter_is_not_there(client, world, breached, who):
    letter = Letter.objects.get(recipient=world.clerk)
    client.force_login(getattr(world, who))
    assert client.post(reverse("letter-read", args=[letter.pk])).status_code == 404
    letter.refresh_from_db()
    assert letter.read_at is None


def test_a_departments_letter_is_hidden_from_other_departments(client, world, breached):
    """Its chief may read it, and its head sees who has."""
    letter = Letter.objects.get(recipient=None)
    client.force_login(world.market_clerk)
    assert client.post(reverse("letter-read", args=[letter.pk])).status_code == 404
    client.force_login(world.chief)
    assert client.post(reverse("letter-read", args=[letter.pk])).status_code == 302
    assert "赵科 已读" in page_of(client, world.head)


def test_reading_all_leaves_other_peoples_letters_unread(client, world, breached):
    client.force_login(world.clerk)
    client.post(reverse("letters-read-all"))
    assert Letter.objects.filter(recipient=world.clerk, read_at=None).count() == 0
    assert Letter.objects.filter(recipient=None, read_at=None).count() == 1


def test_looking_changes_nothing_and_reading_needs_a_post(client, world, breached):
    letter = Letter.objects.get(recipient=world.clerk)
    client.force_login(world.clerk)
    assert client.get(reverse("letter-read", args=[letter.pk])).status_code == 405
    assert client.get(reverse("letters-read-all")).status_code == 405
    client.get(reverse("letters"))
    assert Letter.objects.filter(read_at=None).count() == Letter.objects.count()


def many(case, user, count: int) -> None:
    for number in range(count):
        owe(case, cause=f"test:{number}", template="warned", recipient=user, at=at("2025-09-26 08:40"),
                   rule="promise", due_at="2025-09-25T17:00:00+08:00")  # fmt: skip


def test_unread_ones_come_first(client, world, breached):
    client.force_login(world.clerk)
    client.post(reverse("letters-read-all"))
    many(breached, world.clerk, 1)
    page = page_of(client, world.clerk)
    assert page.index(">未读<") < page.index("张敏 已读")


def test_the_list_is_paged_and_its_queries_do_not_grow(client, world, breached, django_assert_num_queries):
    client.force_login(world.clerk)
    client.get(reverse("letters"))
    many(breached, world.clerk, 4)
    with django_assert_num_queries(6):
        client.get(reverse("letters"))
    many(breached, world.clerk, 50)
    with django_assert_num_queries(6):
        page = client.get(reverse("letters")).content.decode()
    assert "显示 1–20，共 51 条" in page
    assert "下一页" in page


@pytest.mark.parametrize("who", ["clerk", "chief", "head", "office"])
def test_a_letter_about_an_enquiry_leads_to_a_page(client, world, who):
    question = enquiries.Question("要带什么？", "counter")
    when = at("2026-03-02 09:00")
    case = enquiries.ask(question=question, window=world.health_window, idem="q", by=world.clerk, at=when).enquiry.case
    reader = getattr(world, who)
    way = url_of(case, access_of(reader, on=when.date()))
    assert way
    with time_machine.travel(when, tick=False):
        client.force_login(reader)
        assert client.get(way).status_code == 200, way
