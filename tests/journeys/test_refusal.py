"""A refusal travels from the decision to the printed paper, the applicant's signature and the archive."""

import io
import re

import pytest
from pypdf import PdfReader

from cases.models import Case
from tests.journeys.steps import act, register
from tests.world import PERSON

pytestmark = pytest.mark.browser
REASON = "检测报告不合格，不符合《公共场所卫生管理条例》规定的卫生条件"


def text_of(pdf: bytes) -> tuple[int, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def test_refusal_with_remedies_up_to_the_archive(visitor, morning, committed_world):
    clerk = visitor()
    clerk.page.add_init_script("window.printed = 0; window.print = function () { window.printed += 1; }")
    page = clerk.sign_in("zhang")
    number, code = register(clerk, "WJ-XK-0001", materials=3)

    page.keyboard.press("F8")  # the slip: one key press logs the print and opens the paper
    page.wait_for_url("**/prints/*/")
    clerk.says("收件凭证", "云卫健收字〔2026〕1号", code)
    assert page.evaluate("window.printed") == 1
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 1

    act(clerk, number, "accept", "受理")
    clerk.go(f"/desk/cases/{number}/decide/")
    page.check("[name=result][value=refuse]")
    page.fill("[name=reason]", REASON)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    clerk.go(f"/desk/cases/{number}/")
    clerk.says("云卫健不准字〔2026〕1号", "申请行政复议", REASON)

    clerk.go(f"/desk/cases/{number}/file/")
    clerk.says("案卷还缺：受理通知书、不予许可决定书、送达回证")
    clerk.click("打印不予许可决定书")
    page.wait_for_url("**/prints/*/")
    clerk.says("不予行政许可决定书", PERSON.name, PERSON.number, "六十日内", "提起行政诉讼")
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 1
    with page.expect_download() as fetched:
        clerk.click("下载 PDF")
    pages, words = text_of(fetched.value.path().read_bytes())
    assert pages == 1
    for sentence in (
        "不予行政许可决定书",
        "云卫健不准字〔2026〕1号",
        PERSON.name,
        REASON,
        "六十日内",
        "盖行政审批专用章",
        "2026年3月2日",
    ):
        assert sentence in words

    clerk.go(f"/desk/cases/{number}/deliver/")
    page.check("[name=method][value=collected]")
    page.fill("[name=proof]", PERSON.name)
    page.locator("main form button[type=submit]").first.click()
    clerk.says("已送达")

    for paper in ("打印受理通知书", "打印送达回证"):
        clerk.go(f"/desk/cases/{number}/file/")
        clerk.click(paper)
        page.wait_for_url("**/prints/*/")
    clerk.says("送达回证", "不予行政许可决定书（云卫健不准字〔2026〕1号）", "签收人", PERSON.name)
    clerk.go(f"/desk/cases/{number}/file/")
    clerk.says("案卷齐全，可以归档")
    act(clerk, number, "archive", "归档")
    case = Case.objects.get(number=number)
    assert case.state == "archived"
    verbs = [event.verb for event in case.events.all()]
    assert verbs == ["register", "print", "accept", "refuse", "print", "deliver", "print", "print", "archive"]
