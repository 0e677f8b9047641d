"""What the platform pushes: signatures, versions in any order, withdrawal, the basket; one case a ticket, whatever comes."""

import json
from datetime import timedelta

import pytest

from cases.models import Case, Letter
from complaints.models import Complaint, Intake, Message, ReporterIdentity, Withdrawal
from complaints.states import CLOSED
from complaints.wording import ended
from exchange.actions.basket import NotInTheBasket, Particulars, refuse, take_by_hand
from exchange.actions.taking import receive
from exchange.mapping import BadFile, row_for, rows_of
from exchange.models import Arrival, Push, Ticket
from exchange.signing import WrongSignature, key_of, sign, verify
from hall.refusals import BadInput, Refused
from tests.clock import travel
from tests.complaints import verbs as complaints
from tests.exchange.platform import PUSH_SECRET, SECRET, message, post, signed
from tests.rows import Rows
from tests.world import at

NOW = at("2025-09-30 10:00")
LATER = at("2025-10-09 15:30")
BODY = message()


def state_of(body: bytes, *, when=NOW) -> str:
    return receive(raw=body, at=when).answer


def test_signature_as_the_specification_has_it():
    """The example of the specification itself."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    when = at("2021-02-25 23:02:10")
    body = b'{"test": 2432232314}'
    headers = sign(key, message="msg_p5jXN8AQM9LWM0D4loKWxJek", at=when, body=body)
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    verify([key], headers, body, at=when)


RIGHT = signed(BODY, when=NOW)
OTHER = signed(BODY, when=NOW, secret=PUSH_SECRET)
BOTH = f"{OTHER['webhook-signature']} {RIGHT['webhook-signature']}"
SIGNATURES = [  # sentence, what of the headers is another, when it comes, whether it is let in
    ("as it was signed", {}, NOW, True),
    ("five minutes later", {}, NOW + timedelta(minutes=5), True),
    ("five minutes and a second later", {}, NOW + timedelta(minutes=5, seconds=1), False),
    ("from the future", {}, NOW - timedelta(minutes=5, seconds=1), False),
    ("by a key that is none", {"webhook-signature": OTHER["webhook-signature"]}, NOW, False),
    ("by two keys, the second one ours", {"webhook-signature": BOTH}, NOW, True),
    ("for another message", {"webhook-id": "msg_2"}, NOW, False),
    ("for another instant", {"webhook-timestamp": str(int(NOW.timestamp()) + 1)}, NOW, False),
    ("of another scheme", {"webhook-signature": RIGHT["webhook-signature"].replace("v1,", "v1a,")}, NOW, False),
    ("that is no base64", {"webhook-signature": "v1,谁"}, NOW, False),
    ("with an instant that is none", {"webhook-timestamp": "一"}, NOW, False),
    ("with an instant without end", {"webhook-timestamp": "9" * 400}, NOW, False),
    ("without an id", {"webhook-id": ""}, NOW, False),
    ("without a signature", {"webhook-signature": ""}, NOW, False),
]


def test_only_what_our_keys_have_signed_comes_in():
    for sentence, changes, when, is_let_in in SIGNATURES:
        try:
            verify([key_of(SECRET)], RIGHT | changes, BODY, at=when)
        except WrongSignature:
            assert not is_let_in, sentence
        else:
            assert is_let_in, sentence
    with pytest.raises(WrongSignature):
        verify([key_of(SECRET)], RIGHT, BODY + b" ", at=NOW)
    verify([key_of(PUSH_SECRET), key_of(SECRET)], RIGHT, BODY, at=NOW)  # while a key is being changed
    for secret in ("short", "whsec_" + "A" * 8):
        with pytest.raises(ValueError, match=r"24 bytes|base64"):
            key_of(secret)


def test_whoever_is_not_let_in_learns_nothing(world, settings):
    with travel("2025-09-30T10:00"):
        answers = [
            post(BODY, when=NOW, **headers)
            for headers in (
                OTHER,
                {"webhook-id": "x"},
                signed(b"", when=NOW),
                signed(BODY, when=NOW - timedelta(hours=1)),
            )
        ]
        settings.EXCHANGE_KEYS = []
        answers.append(post(BODY, when=NOW))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert not Arrival.objects.exists()


def test_a_ticket_opens_one_case_with_all_protections(world):
    """Pushed five times over HTTP: one case, one answer; sealed, hidden, the half-day only, counted under its channel."""
    body = message(about="WJ", protected=True)
    with travel("2025-09-30T10:07"):
        answers = [post(body, when=at("2025-09-30 10:07")) for _ in range(5)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"state":"taken"}')}
    complaint = Complaint.objects.select_related("case").get()
    assert (complaint.kind, complaint.category, complaint.is_anonymous) == ("complaint", "efficiency", True)
    assert (complaint.intake.channel, complaint.intake.typed_by, complaint.intake.note) == (
        "12345",
        None,
        "工单号 YL-2025-000123",
    )
    assert (complaint.case.hidden_from, complaint.case.opened_at) == (world.health, at("2025-09-30 08:30"))
    assert (complaint.reporter.name, complaint.reporter.is_protected, complaint.case.party) == ("欧阳春晓", True, "")
    arrival = Arrival.objects.get()
    assert (arrival.contact, arrival.at) == (None, at("2025-09-30 08:30"))
    assert "欧阳" not in arrival.body
    assert "13912348765" not in arrival.body


ORDERS = [  # sentence; versions as they come; the answers; what the handler reads besides what was filed
    ("in order", [1, 2, 3], ["taken", "changed", "changed"], ["第二次", "第三次"]),
    ("the same again", [1, 2, 2, 1], ["taken", "changed", "changed", "taken"], ["第二次"]),
    ("an old one late", [1, 3, 2], ["taken", "changed", "kept"], ["第三次"]),
    ("only old ones after the first", [2, 1], ["taken", "kept"], []),
]
TEXTS = {1: "材料交了五天，窗口没有人答复。", 2: "第二次打来：还是没有人答复。", 3: "第三次打来：仍然没有人管。"}


def test_versions_in_any_order(world):
    with Rows() as rows:
        for sentence, versions, answers, news in ORDERS:
            with rows.row(sentence):
                assert [state_of(message(version=each, text=TEXTS[each])) for each in versions] == answers
                assert Case.objects.count() == 1
                assert Arrival.objects.count() == len(set(versions))
                assert [any(word in each.text for each in Message.objects.all()) for word in news] == [True] * len(news)
                assert Message.objects.count() == len(news)
                assert Ticket.objects.get().version == max(versions)


def test_a_newer_version_reaches_its_handler(world):
    """What changed is named, the new words are sealed, the handler has a letter, another name takes the former one's place."""
    receive(raw=BODY, at=NOW)
    case = Case.objects.get()
    complaints.accept(number=case.number, by=world.complaint_officer, at=NOW)
    receive(raw=message(version=2, text=TEXTS[2], name="司马青", phone="13912348777"), at=LATER)
    news = Message.objects.get()
    assert (news.by, news.at) == (None, at("2025-10-09 13:30"))
    assert "第 2 版，改了：内容、来件人。\n第二次打来" in news.text
    assert "司马" not in news.text
    assert (ReporterIdentity.objects.get().name, Complaint.objects.get().text) == (
        "司马青",
        json.loads(BODY)["data"]["text"],
    )
    assert Letter.objects.filter(template="ticket_changed", recipient=world.complaint_officer).count() == 1
    complaints.withdraw_identity(case=case, at=LATER)
    receive(raw=message(version=3, text=TEXTS[3], name="司马青", phone="13912348778"), at=LATER)
    assert not ReporterIdentity.objects.exists(), "what somebody took back here no platform brings again"


BASKET = [  # sentence, the message, a word of why it lies there
    ("no JSON", b"\xff\x00{", "不是约定的格式"),
    ("too deep", b"[" * 50_000, "不是约定的格式"),
    ("a name twice", b'{"type": "ticket.pushed", "type": "x", "data": {}}', "不是约定的格式"),
    ("data that is a list", b'{"type": "ticket.pushed", "data": []}', "没有工单"),
    ("no number", message(number=""), "工单号"),
    ("a number that is none", message(number="<script>"), "工单号"),
    ("no version", message(version="1"), "版本号"),
    ("a version that is true", message(version=True), "版本号"),
    ("a message of another kind", message("ticket.moved", version=1), "报文类型"),
    ("a kind that is half a letter", b'{"type":"\\ud800","data":{"number":"YL-2025-000123","version":1}}', "报文类型"),
    ("another district", message(district="330102"), "不是本区"),
    ("a category without its row", message(category="999999"), "没有这个类别"),
    ("a department that is none", message(about="XX"), "没有工单写的部门"),
    ("no words", message(text=""), "内容要有"),
    ("words without end", message(text="长" * 5_001), "内容要有"),
    ("a day that is none", message(came_on="昨天"), "来电日期"),
    ("a name without a telephone", message(phone=""), "实名的要填写电话"),
    ("a telephone that is none", message(phone="123"), "电话"),
    ("a category that is a list", message(category=["010102"]), "类别代码不对"),
    ("a withdrawal of what is not here", message("ticket.withdrawn", version=1, reason="已经解决"), "没有立案"),
    ("a withdrawal without a reason", message("ticket.withdrawn", version=1), "没有写原因"),
]


def test_what_cannot_be_taken_in_lies_in_the_basket(world):
    with Rows() as rows:
        for sentence, body, why in BASKET:
            with rows.row(sentence):
                assert [state_of(body), state_of(body)] == ["in_basket"] * 2
                arrival = Arrival.objects.get()
                assert why in arrival.why
                assert not Case.objects.exists()
                assert state_of(message(number="YL-2025-000999", name="", phone="")) == "taken", "it stops nobody else"


def test_the_same_version_with_other_words_waits_for_an_officer(world):
    receive(raw=BODY, at=NOW)
    assert state_of(message(text=TEXTS[2])) == "in_basket"
    assert "已经收到过" in Arrival.objects.get(state="in_basket").why
    assert not Message.objects.exists()


def test_the_basket_is_emptied_by_hand(world):
    """Taken in with what was put right, identity and all; sent back with a reason, which is pushed; either once."""
    receive(raw=message(category="999999"), at=NOW)
    first = Arrival.objects.get()
    assert "欧阳春晓" in (first.contact or "")
    officer = {"by": world.complaint_officer, "at": LATER}
    given = {"kind": "complaint", "category": "attitude", "about": "WJ"}
    words = "窗口的人不理人，五天没有答复。"
    with pytest.raises(BadInput):
        take_by_hand(arrival=first, particulars=Particulars(text="短", **given), **officer)
    take_by_hand(arrival=first, particulars=Particulars(text=words, **given), **officer)
    complaint = Complaint.objects.get()
    assert (complaint.reporter.name, complaint.case.hidden_from) == ("欧阳春晓", world.health)
    assert complaint.intake.typed_by == world.complaint_officer
    first.refresh_from_db()
    assert (first.state, first.answer, first.contact, first.decided_by) == (
        "by_hand",
        "in_basket",
        None,
        world.complaint_officer,
    )
    with pytest.raises(NotInTheBasket):
        refuse(arrival=first, reason="归市里管，请转市热线。", by=world.complaint_officer, at=LATER)

    receive(raw=message(number="YL-2025-000124", district="330102"), at=NOW)
    second = Arrival.objects.get(state="in_basket")
    with pytest.raises(Refused):
        refuse(arrival=second, reason="。", by=world.complaint_officer, at=LATER)
    refuse(arrival=second, reason="属于邻区，请转邻区热线承办单位。", by=world.complaint_officer, at=LATER)
    second.refresh_from_db()
    assert (second.state, second.contact, second.push.kind) == ("refused", None, Push.Kind.REFUSED)
    receive(raw=b"nothing", at=NOW)
    nameless = Arrival.objects.get(state="in_basket")
    with pytest.raises(BadInput, match="没有工单号"):
        take_by_hand(arrival=nameless, particulars=Particulars(text=words, **given), **officer)
    refuse(arrival=nameless, reason="报文读不懂，请平台重新推送。", by=world.complaint_officer, at=LATER)
    assert Push.objects.count() == 1, "there is no ticket to tell of"


def test_a_corrected_version_empties_the_basket(world):
    receive(raw=message(category="999999"), at=NOW)
    assert state_of(message(version=2)) == "taken"
    assert [(each.state, each.contact) for each in Arrival.objects.all()] == [("kept", None), ("taken", None)]


def test_a_withdrawal_closes_nothing_by_itself(world):
    receive(raw=BODY, at=NOW)
    case = Case.objects.get()
    officer = {"number": case.number, "by": world.complaint_officer}
    with pytest.raises(Refused, match="没有撤回"):
        complaints.close_withdrawn(**officer, reason="来件人说不用办了。", at=NOW)
    complaints.accept(**officer, at=NOW)
    gone = message("ticket.withdrawn", version=2, reason="当天已经解决")
    assert [state_of(gone, when=LATER), state_of(gone, when=LATER)] == ["withdrawn"] * 2
    assert (Withdrawal.objects.get().reason, Message.objects.count()) == ("当天已经解决", 1)
    assert Letter.objects.filter(template="ticket_withdrawn").count() == 1
    case.refresh_from_db()
    assert case.closed_at is None
    with pytest.raises(BadInput):
        complaints.close_withdrawn(**officer, reason="。", at=LATER)
    complaints.close_withdrawn(**officer, reason="电话核实，是本人撤回，问题已经解决。", at=LATER)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == (CLOSED, LATER)
    assert not case.deadlines.running().exists()
    assert "按撤回办结" in ended(case)
    assert state_of(message(version=3, text=TEXTS[3]), when=LATER) == "in_basket", "after its end an officer decides"
    assert Intake.objects.count() == 1


def test_what_others_have_joined_is_not_closed_as_withdrawn(world):
    receive(raw=BODY, at=NOW)
    receive(raw=message(number="YL-2025-000124", name="", phone=""), at=NOW)
    leading, other = Case.objects.order_by("pk")
    complaints.join(number=other.number, leading=leading.number, by=world.complaint_officer, at=NOW)
    receive(raw=message("ticket.withdrawn", version=2, reason="当天已经解决"), at=LATER)
    with pytest.raises(Refused, match="他们没有撤回"):
        complaints.close_withdrawn(
            number=leading.number, by=world.complaint_officer, at=LATER, reason="电话核实，是本人撤回。"
        )


def test_categories_are_dated_rows(settings, tmp_path):
    first = row_for("010102", on=NOW.date(), file=settings.EXCHANGE_CATEGORIES)
    assert first is not None
    head = "code,name,kind,category,since,until\n"
    file = tmp_path / "rows.csv"
    file.write_text(f"{head}1,甲,complaint,other,2025-01-01,2025-06-30\n1,乙,report,other,2025-07-01,\n")
    days = ["2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01"]
    rows = [row_for("1", on=at(f"{day} 10:00").date(), file=file) for day in days]
    assert [row and row.kind for row in rows] == [None, "complaint", "complaint", "report"]
    for number, lines in enumerate(
        [
            "1,甲,crime,other,2025-01-01,",
            "1,甲,complaint,other,昨天,",
            "1,甲,complaint,other,2025-01-01,\n1,乙,report,other,2025-07-01,",
        ]
    ):
        bad = tmp_path / f"{number}.csv"
        bad.write_text(head + lines)
        with pytest.raises(BadFile):
            rows_of(bad)


def test_what_a_newer_version_does_to_the_reporter(world):
    """Protection is never lost by what is left out; who wants to be nameless is; what the officer takes in by hand brings its name."""
    named = {"name": "司马青", "phone": "13912348777"}
    receive(raw=message(**named, protected=True), at=NOW)
    case = Case.objects.get()
    complaints.accept(number=case.number, by=world.complaint_officer, at=NOW)
    receive(raw=message(version=2, **named), at=LATER)
    case.refresh_from_db()
    assert (case.party, ReporterIdentity.objects.get().is_protected) == ("", True)
    assert state_of(message(version=2, text=TEXTS[2], name="欧阳兰", phone="13912348999"), when=LATER) == "in_basket"
    assert state_of(message(version=2, text=TEXTS[3], name="欧阳兰", phone="13912348999"), when=LATER) == "in_basket"
    for arrival in Arrival.objects.filter(state="in_basket"):
        text = json.loads(arrival.body)["text"]
        particulars = Particulars(kind="complaint", category="attitude", about="", text=text)
        take_by_hand(arrival=arrival, particulars=particulars, by=world.complaint_officer, at=LATER)
    words = " ".join(each.text for each in Message.objects.all())
    assert [text in words for text in (TEXTS[2], TEXTS[3])] == [True, True], "both of one version"
    assert ReporterIdentity.objects.get().name == "欧阳兰"
    receive(raw=message(version=3, text=TEXTS[2], name="", phone=""), at=LATER)
    assert not ReporterIdentity.objects.exists()


def test_what_two_departments_are_named_in_is_the_inspectors(world):
    receive(raw=message(category="999999", about="WJ"), at=NOW)
    receive(raw=message(version=2, category="999999", about="SJ"), at=NOW)
    receive(raw=message(version=1, category="888888", about="WJ"), at=NOW)
    ticket = Ticket.objects.get()
    assert (ticket.hidden_from, ticket.about_centre) == (world.health, True)


def test_news_of_a_joined_ticket_reaches_the_leading_handler(world):
    receive(raw=BODY, at=NOW)
    receive(raw=message(number="YL-2025-000124", name="", phone=""), at=NOW)
    leading, other = Case.objects.order_by("pk")
    complaints.accept(number=leading.number, by=world.complaint_officer, at=NOW)
    complaints.join(number=other.number, leading=leading.number, by=world.complaint_officer, at=NOW)
    news = message(number="YL-2025-000124", version=2, text=TEXTS[2], name="", phone="")
    assert state_of(news, when=LATER) == "changed"
    assert TEXTS[2] in Message.objects.get(complaint=leading.complaint).text
