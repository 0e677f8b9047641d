"""The file's pages: printing, reprinting, looking again, archiving; who may see a paper at all."""

import re
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse

from cases.models import Case
from papers.models import Document, DocumentPrint
from tests.permits import stages
from tests.permits.desk import Undefined, act, snapshot, text_of, url
from tests.permits.stages import number_of
from tests.world import ENTERPRISE, PERSON, World, at

NOW = at("2025-11-06 10:00")


@pytest.fixture
def desk(world, client, monkeypatch):
    """The small hall on a Thursday at ten, the health clerk signed in; an undefined template variable fails."""
    from django.template import engines

    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.clerk)
        yield world


def case_of(registered) -> Case:
    return Case.objects.get(number=number_of(registered))


def print_url(case: Case, kind: str, occurrence: int = 1) -> str:
    return reverse("desk-print", args=[case.number, kind, occurrence])


def test_from_the_file_to_the_paper_and_its_pdf(desk, client):
    case = case_of(stages.refused(desk))
    page = client.get(url("file", case))
    assert "打印不予许可决定书" in text_of(page)
    assert "案卷还缺：受理通知书、不予许可决定书、送达回证" in text_of(page)
    answer = client.post(print_url(case, "refusal"))
    copy = DocumentPrint.objects.get()
    assert answer.url == f"{reverse('desk-sheet', args=[case.number, copy.pk])}?now=1"
    sheet = client.get(answer.url)
    text = text_of(sheet)
    for words in (
        "不予行政许可决定书",
        "云卫健不准字〔2025〕1号",
        PERSON.name,
        PERSON.number,
        "救济途径",
        stages.REMEDIES,
    ):
        assert words in text
    assert "data-print-now" in sheet.content.decode()
    assert "data-print-now" not in client.get(answer.url.partition("?")[0]).content.decode()
    pdf = client.get(reverse("desk-sheet-pdf", args=[case.number, copy.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Cache-Control"] == "no-store"
    assert pdf["Content-Disposition"].startswith('attachment; filename="refusal.pdf"')
    assert pdf.content.startswith(b"%PDF-")
    assert DocumentPrint.objects.count() == 1  # looking at it is no print
    assert "云卫健不准字〔2025〕1号" in text_of(client.get(url("case", case)))


def test_a_second_print_asks_for_its_reason(desk, client):
    case = case_of(stages.accepted(desk))
    client.post(print_url(case, "acceptance"))
    page = client.get(print_url(case, "acceptance"))
    assert "已经打印 1 次" in text_of(page)
    before = snapshot(case)
    answer = client.post(print_url(case, "acceptance"), {"reason": " "})
    assert (answer.status_code, answer.context["form"].errors) == (422, {"reason": ["填写补打的原因"]})
    assert snapshot(case) == before
    answer = client.post(print_url(case, "acceptance"), {"reason": "申请人遗失"}, follow=True)
    assert "补打 第 1 次（2025年11月6日）：申请人遗失" in text_of(answer)
    assert "补打 第 1 次：申请人遗失" in text_of(client.get(url("file", case)))


def test_a_rare_character_can_be_written_in_by_hand(desk, client):
    applicant = replace(ENTERPRISE, name="云澜𤈶食品有限公司")
    case = desk.accepted(when=NOW, applicant=applicant).case
    answer = client.post(print_url(case, "acceptance"))
    assert answer.status_code == 422
    assert "“𤈶”（U+24236，在“抬头”）" in text_of(answer)
    assert not Document.objects.exists()
    answer = client.post(print_url(case, "acceptance"), {"handwritten": "on"}, follow=True)
    assert "云澜＿食品有限公司" in text_of(answer)
    assert "横线处要手写补入：“𤈶”（U+24236" in text_of(answer)


def test_a_printed_slip_shows_the_code_only_in_its_browser(desk, client):
    """Printing is an act; the code shows as long as the browser that registered knows it."""
    from tests.permits.desk import filled

    answer = client.post("/desk/register/?item=WJ-XK-0001", filled(desk))
    slip = client.get(answer.url)
    assert "打印凭证" in text_of(slip)
    case = Case.objects.get()
    code = slip.context["code"]
    sheet = client.post(print_url(case, "receipt"), follow=True)
    assert re.sub(r"(\d{4})(?=\d)", r"\1 ", code) in text_of(sheet)
    assert "补打凭证" in text_of(client.get(answer.url))
    client.cookies.pop("receipt")
    again = client.get(reverse("desk-sheet", args=[case.number, DocumentPrint.objects.get().pk]))
    assert code not in again.content.decode()
    assert "遗失的到窗口换发" in text_of(again)


@pytest.mark.parametrize(
    ("name", "stage", "paper", "occurrence"),
    [("deliver", stages.granted, "grant", 1), ("deliver", stages.refused, "refusal", 1), ("serve", stages.revoked, "revocation", 2)],
)  # fmt: skip
def test_the_receipt_is_offered_before_the_handing_over(desk, client, name, stage, paper, occurrence):
    """Whoever takes the paper at the window signs before it is noted, so its receipt is printed before."""
    case = case_of(stage(desk))
    client.post(print_url(case, paper))
    address = print_url(case, "delivery_receipt", occurrence)
    assert f'href="{address}">打印送达回证</a>' in client.get(url(name, case)).content.decode()
    answer = client.post(address)
    sheet = text_of(client.get(answer.url))
    assert "受送达人（代收人）签名或者盖章" in sheet
    assert "□ 窗口领取" in sheet
    assert address not in client.get(url(name, case)).content.decode(), "printed it waits for the signature"


def test_archiving_waits_for_a_complete_file(desk, client):
    case = case_of(stages.delivered(desk))
    assert "案卷还缺" in text_of(client.get(url("archive", case)))
    before = snapshot(case)
    assert act(client, case, "archive").status_code == 422
    assert snapshot(case) == before
    assert case.number in client.get(reverse("desk-to-archive")).content.decode()
    for kind in ("acceptance", "grant", "delivery_receipt"):
        client.post(print_url(case, kind))
    assert "案卷齐全" in text_of(client.get(url("archive", case)))
    assert act(client, case, "archive").status_code == 302
    case.refresh_from_db()
    assert case.state == "archived"
    assert "没有待归档的办件" in text_of(client.get(reverse("desk-to-archive")))


@pytest.mark.parametrize("who", ["market_clerk", "head", "office", "inspector", "administrator", "complaint_officer"])
def test_a_paper_is_for_those_who_handle_the_case(desk: World, client, who):
    case = case_of(stages.granted(desk))
    client.post(print_url(case, "grant"))
    copy = DocumentPrint.objects.get()
    client.force_login(getattr(desk, who))
    addresses = [
        url("file", case),
        print_url(case, "grant"),
        reverse("desk-sheet", args=[case.number, copy.pk]),
        reverse("desk-sheet-pdf", args=[case.number, copy.pk]),
        url("archive", case),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert client.post(print_url(case, "grant"), {"reason": "看看"}).status_code == 404
    assert DocumentPrint.objects.count() == 1


def test_a_print_of_another_case_is_not_there(desk, client):
    case = case_of(stages.granted(desk))
    client.post(print_url(case, "grant"))
    other = desk.register(when=NOW, idem="other").application.case
    copy = DocumentPrint.objects.get()
    assert client.get(reverse("desk-sheet", args=[other.number, copy.pk])).status_code == 404
    assert client.get(print_url(other, "grant")).status_code == 404
    assert client.post(print_url(case, "nonsense")).status_code == 404


def test_a_number_given_by_the_act_shows_before_printing(desk, client):
    case = case_of(stages.terminated(desk))
    assert "云卫健终字〔2025〕1号" in text_of(client.get(url("file", case)))
    page = text_of(client.get(print_url(case, "termination")))
    assert "文号 云卫健终字〔2025〕1号" in page
    assert "打印时编号" not in page


@pytest.mark.parametrize("prints", [0, 4])
def test_the_file_costs_no_more_queries_after_many_prints(desk, client, prints, django_assert_max_num_queries):
    case = case_of(stages.accepted(desk))
    for n in range(prints):
        client.post(print_url(case, "acceptance"), {"reason": f"第 {n} 次"})
    with django_assert_max_num_queries(22):
        client.get(url("file", case))
