"""Enquiries at the desk and in the API: asked, listed, handed over, taken, answered; who sees what."""

import pytest
import time_machine

from cases.models import Case
from cases.sweep import sweep
from enquiries import actions
from hall.identifiers import grouped
from tests.api.conftest import clock, program
from tests.permits.desk import IDEM, NOW, desk, filled, shows_nothing_personal, text_of
from tests.snapshot import stored
from tests.world import PERSON, at

__all__ = ["clock", "desk", "program"]
HOME = "/desk/enquiries/"
API = "/api/v1/enquiries/"


def question_form(**changes):
    form = {
        "idem": IDEM, "text": "办卫生许可要带什么？", "channel": "counter", "item_code": "WJ-XK-0001", "name": PERSON.name,
        "number": PERSON.number, "phone": PERSON.phone,
    }  # fmt: skip
    return {**form, **changes}


def send(client, address, **form):
    case = Case.objects.get(kind="enquiry")
    return client.post(f"{HOME}{case.number}/{address}/", {"version": case.version, **form})


def test_from_the_question_to_the_answer_through_another_department(desk, client):
    answer = client.post(f"{HOME}new/", question_form())
    page = client.get(answer.url)
    words = text_of(page)
    for sentence in (
        "办卫生许可要带什么？",
        "首问责任人 张敏（区卫生健康局）",
        "王*明",
        "还没有答复",
        "2025年10月9日 17:00 前",
    ):
        assert sentence in words, sentence
    assert shows_nothing_personal(page)
    assert "待答复 1" in text_of(client.get(HOME))
    text = text_of(client.get(send(client, "hand-over", to="SJ:", reason="食品的问题").url))
    assert "还没有接手，仍由张敏负责" in text
    assert "已移交，没人接 1" in text_of(client.get(HOME))
    client.force_login(desk.market_clerk)
    assert "移交来的 1" in text_of(client.get(HOME))
    page_of_taker = client.get(send(client, "take").url)
    assert "现在负责 李强（区市场监督管理局）" in text_of(page_of_taker)
    page_of_answer = client.get(send(client, "answer", text="三份材料，带原件").url)
    assert "三份材料，带原件" in text_of(page_of_answer)
    assert page_of_answer.context["buttons"] == []
    client.force_login(desk.clerk)
    assert "已答复 1" in text_of(client.get(HOME)), "the department that was asked first sees what became of it"


def test_the_list_tells_the_question_and_its_item(desk, client):
    long = "我想在人民路开一家理发店，房子是租的，请问要带哪些材料，多长时间能办下来？"
    client.post(f"{HOME}new/", question_form(text=long))
    client.post(
        f"{HOME}new/", question_form(idem="b" * 32, text="几点下班？", item_code="", name="", number="", phone="")
    )
    first, second = client.get(HOME).context["rows"]
    assert first["cells"][1] == f"{long[:30]}…"
    assert (first["cells"][2], second["cells"][1:4]) == ("公共场所卫生许可", ["几点下班？", None, "没有说姓名"])


def test_what_was_typed_stays_at_a_refusal(desk, client):
    before = stored()
    answer = client.post(f"{HOME}new/", question_form(text="", number="110105194912310021"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"text": ["填写咨询的内容"]}
    answer = client.post(f"{HOME}new/", question_form(number="110105194912310021", phone="123"))
    assert set(answer.context["form"].errors) == {"number", "phone"}
    assert PERSON.name in answer.content.decode()
    assert stored() == before


def test_sent_twice_it_is_registered_once(desk, client):
    first, second = (client.post(f"{HOME}new/", question_form()) for _ in range(2))
    assert first.url == second.url
    assert Case.objects.filter(kind="enquiry").count() == 1


@pytest.mark.parametrize("who", ["market_clerk", "head", "complaint_officer", "office", "administrator"])
def test_who_has_nothing_to_do_with_it_finds_nothing(desk, client, who):
    client.post(f"{HOME}new/", question_form())
    number = Case.objects.get(kind="enquiry").number
    client.force_login(getattr(desk, who))
    before = stored()
    for address in ("", "answer/", "hand-over/", "take/"):
        assert client.get(f"{HOME}{number}/{address}").status_code == 404, address
    for act in ("answer", "hand-over", "take"):
        assert send(client, act, text="x", to="WJ:", reason="x").status_code == 404
    assert stored() == before


def test_only_whom_it_was_handed_to_may_take_it(desk, client):
    client.post(f"{HOME}new/", question_form())
    case = Case.objects.get(kind="enquiry")
    actions.hand_over(
        number=case.number, department=desk.health, person="zhao", reason="科长清楚", by=desk.clerk, at=NOW
    )
    assert send(client, "take").status_code == 404
    client.force_login(desk.chief)
    assert send(client, "take").status_code == 302


def test_a_late_answer_stands_on_the_board(desk, client):
    client.post(f"{HOME}new/", question_form())
    case = Case.objects.get(kind="enquiry")
    sweep(at=at("2025-10-09 17:00:01"))
    with time_machine.travel(at("2025-10-10 09:00"), tick=False):
        client.force_login(desk.office)
        assert grouped(case.number) in text_of(client.get("/oversight/cases/?lamp=red"))
        words = text_of(client.get(f"/oversight/cases/{case.number}/"))
        assert "咨询答复" in words
        assert "黄牌" in words
        assert "办卫生许可要带什么" not in words


def test_the_register_page_asks_for_the_third_trips_cause(desk, client):
    """The enquiries before it join the application."""
    client.post(f"{HOME}new/", question_form())
    question = actions.Question("还要什么？", "counter", item_code="WJ-XK-0001", number=PERSON.number)
    actions.ask(question=question, window=desk.health_window, idem="e2", by=desk.clerk, at=NOW)
    with time_machine.travel(at("2025-10-09 10:00"), tick=False):
        client.force_login(desk.clerk)
        page = "/desk/register/?item=WJ-XK-0001"
        asks = client.post(page, filled(desk))
        assert asks.status_code == 422
        assert asks.context["form"].errors == {"cause": ["这是第三次到访，选择原因（两次终结制）"]}
        answer = client.post(page, filled(desk, cause="window"), follow=True)
        assert "以前的 2 次咨询已并入" in text_of(answer)
        case = Case.objects.get(kind="application")
        words = text_of(client.get(f"/desk/cases/{case.number}/"))
        assert "以前的咨询（首问）" in words
        assert "首问责任人 张敏：办卫生许可要带什么？" in words
        assert "到访：全大厅 3 次" in words


def test_the_same_by_programs(world, program, clock):
    clerk, market = program(world.clerk), program(world.market_clerk)
    body = {name: value for name, value in question_form().items() if name != "idem"}
    answer = clerk.post(API, body, HTTP_IDEMPOTENCY_KEY="0123456789abcdef-E")
    assert answer.status_code == 201, answer.json()
    again = clerk.post(API, body, HTTP_IDEMPOTENCY_KEY="0123456789abcdef-E")
    assert (again.status_code, again.json()["created"]) == (200, False)
    number = answer.json()["enquiry"]["number"]
    assert answer.json()["enquiry"]["id_number"] == "110105********002X"
    assert market.get(f"{API}{number}/").status_code == 404
    assert clerk.post(f"{API}{number}/hand_over/", {"department": "XX", "reason": "x"}).status_code == 400
    handed = clerk.post(f"{API}{number}/hand_over/", {"department": "SJ", "reason": "食品的问题"})
    assert (handed.status_code, handed.json()["state"]) == (200, "enquiry_handed_over")
    assert clerk.post(f"{API}{number}/take/", {}).status_code == 404
    assert market.post(f"{API}{number}/take/", {}).json()["owner"] == "李强"
    assert clerk.post(f"{API}{number}/answer/", {"text": "x"}).status_code == 404
    reply = market.post(f"{API}{number}/answer/", {"text": "三份材料"})
    assert (reply.json()["state"], reply.json()["acts"]) == ("enquiry_answered", [])
    assert market.post(f"{API}{number}/answer/", {"text": "再答"}).status_code == 409
    assert [row["number"] for row in clerk.get(API).json()["results"]] == [number]


def test_an_answer_in_writing_is_a_sheet(desk, client):
    page = client.post(f"{HOME}new/", question_form(in_writing="on"))
    sheet = f"{page.url}in-writing/"
    assert client.get(sheet).url == page.url, "nothing to take along yet"
    answered = client.get(send(client, "answer", text="三份材料\n带原件").url)
    assert "打印书面答复，通知对方来取" in text_of(answered)
    words = " ".join(text_of(client.get(sheet)).split())
    for sentence in (
        "咨询书面答复",
        f"{PERSON.name}：",
        "办卫生许可要带什么？",
        "三份材料 带原件",
        "答复人：张敏",
        "云澜区卫生健康局",
    ):
        assert sentence in words, sentence
