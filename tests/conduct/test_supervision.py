"""Supervision orders: one a department, each answer a row of its own, a clock and a red card, what the public page promises."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cases import history
from cases.models import Card, Case, Letter
from cases.reconcile import ledger
from cases.sweep import sweep
from conduct import actions, paper
from conduct.actions import Demand
from conduct.models import Supervision
from config.reconciling import ROOMS
from hall.models import Export
from hall.refusals import Refused
from hall.roles import Role
from papers import store
from papers.models import Purpose, StoredFile
from papers.pdf import pdf_of
from tests.conduct.conftest import second_inspector
from tests.papers import samples
from tests.world import at, person

ISSUED = at("2026-11-27 10:00")  # a Friday
LIST, API = "/conduct/supervision/", "/api/v1/conduct/supervision/"


@pytest.fixture(autouse=True)
def _market_has_a_head(world):
    person(world.hall, "tang", "唐局", Role.DEPARTMENT_HEAD, department=world.market)


@pytest.fixture
def cases(world) -> list[Case]:
    """Two of the health department, one of the market's."""
    health = [world.accepted(when=at("2026-11-20 10:00"), idem=f"h{n}").case for n in (1, 2)]
    registered = world.register(
        when=at("2026-11-20 10:00"), item=world.market_item, window=world.market_window, by=world.market_clerk, idem="m"
    )
    return [*health, registered.application.case]


def issue(world, cases, *, when=ISSUED, **changes) -> list[Supervision]:
    fields = {"level": "supervise", "what": "为什么超期，什么时候办完", "days": 1, "cases": cases}
    return actions.issue_supervision(demand=Demand(**fields | changes), by=world.office, at=when)


def answer(world, row, when, words="已经办完", **more) -> Supervision:
    return actions.answer_supervision(key=row.key, evidence=words, by=world.head, at=at(when), **more)


def nothing_differs(row, when) -> None:
    assert [*ledger.check(ROOMS, at=at(when), number=row.case.number).findings] == []
    assert list(history.verify()) == []


@pytest.fixture
def order(world, cases) -> Supervision:
    [row] = issue(world, cases[:1])
    return row


def test_one_order_for_each_department(world, cases):
    market, health = issue(world, cases)  # in the order of their codes
    assert [row.department for row in (market, health)] == [world.market, world.health]
    assert [row.number for row in (market, health)] == ["督办〔2026〕第1号", "督办〔2026〕第2号"]
    assert set(health.cases.all()) == set(cases[:2])
    letters = Letter.objects.filter(template="supervision_issued")
    assert world.head in {letter.recipient for letter in letters}
    nothing_differs(health, "2026-11-27 10:01")


def test_unanswered_it_is_red_after_its_working_day_and_once(world, order):
    """field.md h-10: served on Friday 27 November, unanswered, red on Monday 30 November at 17:00."""
    [clock] = order.case.deadlines.all()
    assert clock.due_at == at("2026-11-30 17:00")
    sweep(at=at("2026-11-30 17:00"))
    assert not Card.objects.filter(case=order.case).exists()
    for _turn in range(2):
        sweep(at=at("2026-11-30 17:01"))
    [card] = Card.objects.filter(case=order.case)
    assert (card.level, card.rule, card.department, card.owner) == ("red", "supervision", world.health, world.head)
    answer(world, order, "2026-12-01 10:00")
    assert order.case.deadlines.get().verdict == "late"
    nothing_differs(order, "2026-12-01 10:05")


def test_each_order_and_each_answer_is_a_row(world, cases):
    """field.md h-3: two orders, three answers and one return are six rows, and all of it stands on paper."""
    [first] = issue(world, cases[:1])
    answer(world, first, "2026-11-27 15:00", "第一次答复")
    actions.return_supervision(key=first.key, reason="没有说什么时候办完", by=world.office, at=at("2026-11-27 16:00"))
    answer(world, first, "2026-11-30 10:00", "第二次答复")
    [second] = issue(world, cases[:1], level="account", what="为什么两次都没有说清", when=at("2026-11-30 11:00"))
    answer(world, second, "2026-11-30 15:00", "第三次答复")
    steps = [line for row in Supervision.objects.order_by("pk") for line in row.lines.exclude(act="issue_supervision")]
    assert len([first, second]) + len(steps) == 6
    assert (first.number, second.number) == ("督办〔2026〕第1号", "督办〔2026〕第2号")
    first.refresh_from_db()
    laid_out = str(paper.layout(first, at=at("2026-12-01 09:00")))
    for words in ("第一次答复", "没有说什么时候办完", "第二次答复", first.number):
        assert words in laid_out
    assert "第三次答复" not in laid_out
    assert pdf_of(paper.layout(second, at=ISSUED), at=ISSUED).startswith(b"%PDF")
    assert [clock.verdict for clock in first.case.deadlines.order_by("pk")] == ["on_time", "on_time"]
    for row in (first, second):
        nothing_differs(row, "2026-11-30 15:05")


def test_settled_it_is_over(world, order):
    answer(world, order, "2026-11-27 15:00")
    actions.settle_supervision(key=order.key, reason="已经办完，件已办结", by=world.office, at=at("2026-11-27 16:00"))
    order.refresh_from_db()
    assert (order.get_state_display(), order.case.closed_at) == ("督办办结", at("2026-11-27 16:00"))
    with pytest.raises(Refused):
        answer(world, order, "2026-11-28 10:00")
    nothing_differs(order, "2026-11-27 16:05")


def test_a_mistake_is_recalled_by_another_person(world, order):
    sweep(at=at("2026-11-30 17:01"))
    later = at("2026-12-01 09:00")
    order.issued_by = world.office
    with pytest.raises(Refused, match="写明为什么撤回"):
        actions.recall_supervision(key=order.key, reason="", by=world.inspector, at=later)
    actions.recall_supervision(key=order.key, reason="件不是这个部门的", by=second_inspector(world), at=later)
    [card] = Card.objects.filter(case=order.case)
    assert card.state == "withdrawn"
    assert order.case.deadlines.get().verdict == "void"
    nothing_differs(order, "2026-12-01 09:05")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "别的"}, "level"),
        ({"what": " "}, "what"),
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"cases": []}, "department"),
    ],
    ids=str,
)
def test_what_is_no_order(world, cases, changes, field):
    with pytest.raises(Refused) as refusal:
        issue(world, **{"cases": cases} | changes)
    assert refusal.value.field == field
    assert not Supervision.objects.exists()


def test_the_same_again_is_none(world, cases, order):
    with pytest.raises(Refused, match="已经发给"):
        issue(world, cases[:1])
    assert len(issue(world, cases[:2])) == 1, "of other cases it is another one"


def test_without_a_case_it_is_to_one_department(world):
    [row] = issue(world, [], department=world.market, what="窗口空岗", level="remind")
    assert (row.department, row.cases.count(), row.get_level_display()) == (world.market, 0, "提醒")


def test_proof_is_handed_in_with_the_answer(world, order):
    photo = SimpleUploadedFile("a.jpg", samples.jpeg())
    answer(world, order, "2026-11-27 15:00", files=[photo])
    line = order.lines.get(act="answer_supervision")
    assert StoredFile.objects.get(owner=line.key).purpose == Purpose.CORRECTION
    assert store.may_open(StoredFile.objects.get(owner=line.key))


@time_machine.travel(ISSUED, tick=False)
def test_from_ticked_cases_to_the_answer_and_back(world, cases, client):
    def signed_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    signed_in(world.office)
    numbers = [case.number for case in cases]
    listed = client.get("/oversight/cases/").content.decode()
    assert all(f'value="{number}" form="ticked"' in listed for number in numbers)
    form = client.get(f"{LIST}issue_supervision/", {"case": numbers}).content.decode()
    sent = {"level": "supervise", "cases": "\n".join(numbers), "department": "", "what": "为什么慢", "days": "1"}
    assert all(f"{number[:4]} {number[4:12]} {number[12:]}" in form for number in numbers)
    assert re.search(r'name="days"[^>]*value="1"', form) or re.search(r'value="1"[^>]*name="days"', form)
    wrong = client.post(f"{LIST}issue_supervision/", sent | {"cases": "1"})
    assert wrong.status_code == 422
    assert "没有这些办件" in wrong.content.decode()
    assert client.post(f"{LIST}issue_supervision/", sent).status_code == 302
    market, health = Supervision.objects.order_by("serial")
    paper_ = client.post(f"{LIST}{health.key}/pdf/")
    assert paper_.content.startswith(b"%PDF")
    assert Export.objects.get().terms == {"number": health.number}
    signed_in(world.head)
    assert health.number in client.get(LIST).content.decode()
    assert market.number not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{market.key}/").status_code == 404
    assert client.post(f"{LIST}{health.key}/pdf/").status_code == 200
    assert client.get(f"{LIST}issue_supervision/").status_code == 404
    version = client.get(f"{LIST}{health.key}/answer_supervision/").context["form"].initial["version"]
    said = {"evidence": "今天办完", "version": version}
    assert client.post(f"{LIST}{health.key}/answer_supervision/", said).status_code == 302
    signed_in(world.office)
    body = client.get(f"{API}{health.key}/").json()
    assert (body["state"], [line["act"] for line in body["lines"]]) == (
        "supervision_answered", ["issue_supervision", "answer_supervision"],
    )  # fmt: skip
    assert {"settle_supervision", "return_supervision"} <= set(body["acts"])
    reply = client.post(f"{API}{health.key}/return_supervision/", {"reason": "没说清"}, content_type="application/json")
    assert (reply.status_code, reply.json()["state"]) == (200, "supervision_returned")
    more = {"level": "remind", "department": "WJ", "what": "窗口空岗", "days": 3}
    answered = client.post(f"{API}issue_supervision/", more, content_type="application/json")
    assert answered.status_code == 201, answered.content
    assert [each["number"] for each in answered.json()] == ["督办〔2026〕第3号"]
    assert client.get("/conduct/cases/" + health.case.number + "/").status_code == 302
