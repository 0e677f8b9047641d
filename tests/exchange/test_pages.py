"""The officer's pages and API: who sees which ticket, the basket, the state of each push, and what stands there of nobody."""

import pytest
from django.db import connection
from django.test import Client

from cases.models import Case
from complaints.models import Complaint
from exchange import pushing, sending
from exchange.actions.taking import receive
from exchange.models import Arrival, Push, Ticket
from exchange.queries import with_sight
from hall.permissions import Permission
from hall.roles import Role
from tests.clock import travel
from tests.complaints import verbs as complaints
from tests.exchange.platform import message
from tests.world import at, person

CAME, NOW = at("2025-09-30 10:00"), at("2025-10-09 10:00")


def browser(who) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def tickets(world):
    """One with a case about the health department, one in the basket about it, one about the centre, one without a number."""
    receive(raw=message(number="YL-0001", about="WJ"), at=CAME)
    receive(raw=message(number="YL-0002", about="WJ", category="999999"), at=CAME)
    receive(raw=message(number="YL-0003", about="centre", category="999999"), at=CAME)
    receive(raw=b"{}", at=CAME)
    return world


def test_a_ticket_is_as_hidden_as_its_case(tickets):
    """Whoever works for the department that it is about sees none of it, in no list, count or address; nor does any unit."""
    doubled = person(tickets.hall, "doubled", "兼职员", Role.COMPLAINT_OFFICER)
    tickets.head.posts.create(role=Role.COMPLAINT_OFFICER, hall=tickets.hall, valid_from=at("2025-01-01 08:00").date())
    sees = {
        doubled: {"YL-0001", "YL-0002"},
        tickets.complaint_officer: {"YL-0001", "YL-0002"},
        tickets.head: set(),
        tickets.inspector: {"YL-0001", "YL-0002", "YL-0003"},
    }
    with travel("2025-10-09T10:00"):
        for who, numbers in sees.items():
            client = browser(who)
            page = client.get("/exchange/").content.decode()
            assert {number for number in ("YL-0001", "YL-0002", "YL-0003") if number in page} == numbers, who
            rows = client.get("/api/v1/exchange/tickets/").json()["results"]
            assert {row["number"] for row in rows} == numbers
            for ticket in Ticket.objects.all():
                expected = 200 if ticket.number in numbers else 404
                assert client.get(f"/exchange/tickets/{ticket.number}/").status_code == expected
                assert client.get(f"/api/v1/exchange/tickets/{ticket.number}/").status_code == expected
            # only the inspector handles what is about the centre, and nothing else
            for arrival in Arrival.objects.filter(state="in_basket"):
                handles = arrival.ticket is None or arrival.ticket.number in numbers
                if who == tickets.inspector:
                    handles = arrival.ticket is not None and arrival.ticket.about_centre
                assert client.get(f"/exchange/arrivals/{arrival.key}/").status_code == (200 if handles else 404), who
        assert browser(tickets.office).get("/exchange/").status_code == 404


def test_the_basket_on_the_page(tickets):
    client = browser(tickets.complaint_officer)
    arrival = Arrival.objects.get(ticket__number="YL-0002")
    with travel("2025-10-09T10:00"):
        listed = client.get("/exchange/?tab=basket").content.decode()
        assert "YL-0002" in listed
        assert "YL-0001" not in listed
        assert "报文不是约定的格式" in listed
        page = client.get(f"/exchange/arrivals/{arrival.key}/").content.decode()
        assert "没有这个类别的对照" in page
        assert "欧阳" not in page
        form = {"kind": "complaint", "category": "", "about": "WJ", "text": "窗口五天没有答复。"}
        assert client.post(f"/exchange/arrivals/{arrival.key}/by-hand/", form).status_code == 422
        taken = client.post(f"/exchange/arrivals/{arrival.key}/by-hand/", form | {"category": "attitude"})
        assert taken.status_code == 302
        assert client.get(taken.url).status_code == 200
        nameless = Arrival.objects.get(ticket=None)
        refusal = {"reason": "报文读不懂，请平台重新推送。"}
        assert client.post(f"/exchange/arrivals/{nameless.key}/refuse/", refusal).status_code == 302
        assert client.post(f"/exchange/arrivals/{nameless.key}/refuse/", refusal).status_code == 404
    assert Complaint.objects.get(case__ticket__number="YL-0002").category == "attitude"


def test_pushes_on_the_page(tickets):
    """Without a platform the page says so; an officer sends again, or writes why not."""
    case = Case.objects.get(ticket__number="YL-0001")
    complaints.accept(number=case.number, by=tickets.complaint_officer, at=NOW)
    pushing.follow(at=NOW)
    sending.send_due(clock=lambda: NOW)
    client, push = browser(tickets.complaint_officer), Push.objects.get()
    address = f"/exchange/tickets/{push.ticket.number}/"
    with travel("2025-10-09T10:30"):
        assert "没有设置平台地址，什么都不推送" in client.get("/exchange/").content.decode()
        page = client.get(address).content.decode()
        assert "没有接通平台" in page
        assert "再推一次" in page
        assert "欧阳" not in page
        assert "写给平台" not in page, "that it was accepted has no words"
        assert client.post(f"/exchange/pushes/{push.key}/retry/").url == address
        again = client.get(address).content.decode()
        assert "等待推送" in again
        assert "再推一次" not in again
        drop = f"/exchange/pushes/{push.key}/drop/"
        assert client.get(drop).status_code == 200
        assert client.post(drop, {"reason": "。"}).status_code == 422
        assert client.post(drop, {"reason": "已电话告知平台受理情况。"}).url == address
        assert "已电话告知平台受理情况" in client.get(address).content.decode()
        answer = client.get("/api/v1/exchange/tickets/YL-0001/").json()
    assert (answer["case"], answer["pushes"][0]["state"], answer["arrivals"][0]["state"]) == (
        case.number,
        "dropped",
        "taken",
    )
    assert "欧阳" not in str(answer)


def test_the_words_that_are_pushed_stand_on_the_page(tickets):
    """Whether they went or wait; of a case that it has joined only for whoever may open that one."""
    case = Case.objects.get(ticket__number="YL-0001")
    officer = {"number": case.number, "by": tickets.complaint_officer, "at": NOW}
    complaints.accept(**officer)
    complaints.find(**officer, result="upheld", text="窗口没有登记，已经补办。")
    complaints.reply(**officer, text="欧阳春晓您好，材料已经补登，今天办结。")
    pushing.follow(at=NOW)
    ticket = case.ticket
    with travel("2025-10-09T10:30"):
        page = browser(tickets.complaint_officer).get(f"/exchange/tickets/{ticket.number}/").content.decode()
        rows = browser(tickets.complaint_officer).get(f"/api/v1/exchange/tickets/{ticket.number}/").json()["pushes"]
    assert "材料已经补登，今天办结。" in page
    assert "窗口没有登记" not in page
    assert "欧阳" not in page
    assert [row["text"] for row in rows] == ["", "（略）您好，材料已经补登，今天办结。"]
    ticket.case_id = case.pk + 1_000  # as if the case were another's, which this one had joined
    sights = [shows for _push, shows in with_sight(ticket, tickets.office, Permission.COMPLAINT_VIEW, on=NOW.date())]
    assert sights == [False, False]


def test_a_version_that_names_another_department(tickets):
    """The page says what is right in each state; the message to the handler names it."""
    with travel("2025-10-09T10:30"):
        client = browser(tickets.complaint_officer)
        case = Case.objects.get(ticket__number="YL-0001")
        address = f"/exchange/tickets/{case.ticket.number}/"
        receive(raw=message(number="YL-0001", about="WJ", version=2, text="等了六天还没有答复。"), at=NOW)
        assert "案件不会自己改" not in client.get(address).content.decode()
        receive(raw=message(number="YL-0001", about="SJ", version=3), at=NOW)
        assert "不予受理或者转送" in client.get(address).content.decode()
        complaints.accept(number=case.number, by=tickets.complaint_officer, at=NOW)
        assert "由它办的，交办给它" in client.get(address).content.decode()
    assert "反映的部门改为：区市场监督管理局" in case.complaint.messages.latest("pk").text


def test_tickets_told_to_their_end_are_not_read(tickets):
    """Of the tickets of years only those of open cases are looked at (exchange.pushing.lively); a reopened one is again."""
    case = Case.objects.get(ticket__number="YL-0001")
    officer = {"number": case.number, "by": tickets.complaint_officer, "at": NOW}
    complaints.accept(**officer)
    complaints.find(**officer, result="upheld", text="查明情况属实。")
    complaints.reply(**officer, text="今天已经补办完毕。")
    complaints.follow_up(**officer, satisfaction="satisfied")
    complaints.conclude(**officer)
    assert pushing.follow(at=at("2025-10-09 10:01")) == 3
    assert (Ticket.objects.get(case=case).is_over, list(pushing.lively())) == (True, [])
    complaints.reopen(**officer, reason="来电人说问题又出现了。")
    assert pushing.follow(at=at("2025-10-09 10:02")) == 1
    # tickets of years; that their cases are not there is only asked when the transaction ends
    old = [Ticket(number=f"OLD-{key}", case_id=1_000_000 + key, is_over=True) for key in range(3_000)]
    Ticket.objects.bulk_create(old)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE exchange_ticket")
    plan = pushing.lively().explain()
    Ticket.objects.filter(number__startswith="OLD-").delete()
    assert "tickets_not_over" in plan
    assert "Seq Scan on exchange_ticket" not in plan
    assert "Index Cond: (case_id IS NOT NULL)" not in plan
