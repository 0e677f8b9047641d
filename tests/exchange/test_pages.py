"""The officer's pages and API: who sees which ticket, the basket, the state of each push, and what stands there of nobody."""

import re

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


def looks(who, number: str) -> str:
    """What somebody reads of a ticket: its page, its line of the list with the tabs' counts, the API."""
    client = browser(who)
    addresses = [f"/exchange/tickets/{number}/", "/exchange/", "/exchange/?tab=basket"]
    pages = [client.get(address).content.decode() for address in addresses]
    pages.append(str(client.get(f"/api/v1/exchange/tickets/{number}/").json()))
    return re.sub(r"csrfmiddlewaretoken.*?>", "", "".join(pages))


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
    receive(raw=message(number="YL-0004", about="WJ"), at=NOW)
    ticket = Ticket.objects.get(number="YL-0004")
    complaints.join(number=ticket.case.number, leading=case.number, by=tickets.complaint_officer, at=NOW)
    pushing.follow(at=NOW)
    complaints.recuse(**officer, person=tickets.complaint_officer, why="interest", reason="与当事人是亲戚，自己回避。")
    rows = with_sight(ticket, tickets.complaint_officer, Permission.COMPLAINT_VIEW, on=NOW.date())
    assert [(push.kind, shows) for push, shows in rows] == [("accepted", False), ("replied", False)]


def test_a_version_about_others_is_hidden_from_them(tickets):
    """
    A ticket's case is hidden from one department, its newer version is about another, a third about the centre: neither is in that
    case, and whoever is named sees nothing of it: no row, no number of a version, no count. What is taken in by hand is a case of its own.
    """
    case = Case.objects.get(ticket__number="YL-0001")
    doubled = person(tickets.hall, "doubled", "兼职员", Role.COMPLAINT_OFFICER)
    market = tickets.market_clerk
    market.posts.create(role=Role.COMPLAINT_OFFICER, hall=tickets.hall, valid_from=at("2025-01-01 08:00").date())
    about_market, about_centre = "市场监管局的人收了钱不办。", "大厅的人把材料扔了。"
    with travel("2025-10-09T10:30"):
        before = {who: looks(who, "YL-0001") for who in (market, tickets.complaint_officer)}
        receive(raw=message(number="YL-0001", about="SJ", version=2, text=about_market), at=NOW)
        receive(raw=message(number="YL-0001", about="centre", version=3, text=about_centre), at=NOW)
        second, third = Arrival.objects.filter(ticket__number="YL-0001", version__in=[2, 3]).order_by("version")
        assert [each.why for each in (second, third)] == ["这一版反映的是别的部门"] * 2
        assert not case.complaint.messages.exists()
        assert looks(market, "YL-0001") == before[market]
        assert (about_market in looks(doubled, "YL-0001"), about_centre in looks(doubled, "YL-0001")) == (True, False)
        assert about_centre in looks(tickets.inspector, "YL-0001")
        handles = {
            who: [browser(who).get(f"/exchange/arrivals/{each.key}/by-hand/").status_code for each in (second, third)]
            for who in (market, tickets.complaint_officer, tickets.inspector)
        }
        assert list(handles.values()) == [[404, 404], [200, 404], [404, 200]]
        form = {"kind": "complaint", "category": "attitude", "about": "SJ", "text": about_market}
        address = f"/exchange/arrivals/{second.key}/by-hand/"
        assert browser(tickets.complaint_officer).post(address, form).status_code == 302
        second.refresh_from_db()
        assert (second.case.hidden_from, second.case.complaint.text) == (tickets.market, about_market)
        assert second.case.complaint.reporter.name == "欧阳春晓"
        assert looks(market, "YL-0001") == before[market]
        # a later version about the same people goes to that case; one about the first goes to the first
        receive(raw=message(number="YL-0001", about="SJ", version=4, text="又来收了一次钱。"), at=NOW)
        receive(raw=message(number="YL-0001", about="WJ", version=5, text="还是没有人答复。"), at=NOW)
        assert "又来收了一次钱" in second.case.complaint.messages.get().text
        assert "还是没有人答复" in case.complaint.messages.get().text
        # what is answered there goes to the platform; who is named sees no such push
        officer = {"by": tickets.complaint_officer, "at": NOW}
        complaints.accept(number=second.case.number, **officer)
        complaints.find(number=second.case.number, result="upheld", text="查明情况属实，已经退款。", **officer)
        complaints.reply(number=second.case.number, text="欧阳春晓您好，钱已经退了。", **officer)
        assert (pushing.follow(at=NOW), pushing.follow(at=NOW)) == (1, 0)
        assert "（略）您好，钱已经退了。" in looks(tickets.complaint_officer, "YL-0001")
        push = Push.objects.get()
        assert "答复" not in looks(market, "YL-0001").replace("没有人答复", "")
        sending.send_due(clock=lambda: NOW)
        assert browser(market).post(f"/exchange/pushes/{push.key}/retry/").status_code == 404
        assert browser(tickets.complaint_officer).post(f"/exchange/pushes/{push.key}/retry/").status_code == 302
        push.refresh_from_db()
        assert push.retried_by == tickets.complaint_officer
        # sent back, the reason is news of a message: of one that officers do not see
        before = looks(tickets.complaint_officer, "YL-0001")
        refusal = {"reason": "请另发一件，写明是哪个窗口。"}
        address = f"/exchange/arrivals/{third.key}/refuse/"
        assert browser(tickets.inspector).post(address, refusal).status_code == 302
        assert "请另发一件" in looks(tickets.inspector, "YL-0001")
        assert looks(tickets.complaint_officer, "YL-0001") == before


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
