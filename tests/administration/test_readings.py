"""The administrator's pages on how a bare 日 is read."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Letter
from hall.models import ItemVersion, PowerProposal, ReadingChange
from hall.organising.proposals import confirm_power
from tests.scenarios import closing, expected
from tests.snapshot import stored
from tests.world import at, item

NOW = at("2026-01-12 10:00")
LIST, PAGE = "/administration/readings/", "/administration/readings/HB-XK-0001/"
GIVEN = {
    "unit": "natural_day",
    "effective_from": "2026-01-12",
    "document": "云政审〔2026〕1号",
    "reason": "法律没有写工作日",
}


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(NOW, tick=False):
        yield


def bare(world, code, quantity=60):
    terms = {"statutory_quantity": quantity, "statutory_text": f"{quantity}日（许可事项按工作日计）"}
    return item(world.health, world.health_window, code, f"环评报告书审批{code[-1]}", ["报告书"], **terms)


@pytest.fixture
def report(world):
    return bare(world, "HB-XK-0001")


@pytest.fixture
def browser(client, world):
    client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def in_words(answer: str) -> str:
    moment = closing(answer)
    return f"{moment.year}年{moment.month}月{moment.day}日 17:00"


@pytest.mark.scenario(38)
def test_38_both_readings_stand_side_by_side(world, report, browser):
    example = expected(38)
    page = browser.get(f"{LIST}?start={example['start']}")
    (row,) = page.context["rows"]
    assert [*row["cells"][1:4]] == ["区卫生健康局", "60 日", "按工作日计"]
    assert row["cells"][4:] == [in_words(example["due"]), in_words(example["alt"])]
    assert "社会团体" not in page.content.decode()


def test_changing_a_reading(world, report, browser):
    form = browser.get(PAGE)
    assert form.context["form"]["unit"].value() == "natural_day"
    text = form.content.decode()
    assert "按工作日计（现在的读法）" in text
    assert "2026年1月12日受理，<b>2026年4月13日 17:00</b> 到期" in text
    answer = browser.post(PAGE, GIVEN, follow=True)
    assert "已录入，等另一个人确认：周软、吴纪。环评报告书审批1" in answer.content.decode()
    assert answer.context["rows"][0]["cells"][3] == "按工作日计（有改动等另一个人确认）"
    assert "等另一个人确认</strong>：时限口径：环评报告书审批1" in browser.get(PAGE).content.decode()
    confirmed(world)
    change = ReadingChange.objects.get()
    assert (change.entered_by, change.changed_by, change.unit) == (world.administrator, world.office, "natural_day")
    assert browser.get(LIST).context["rows"][0]["cells"][3] == "按自然日计"
    again = browser.get(PAGE).content.decode()
    assert "由按工作日计改为按自然日计（云政审〔2026〕1号）" in again
    assert "郑管录入，周软确认" in again


def confirmed(world):
    return confirm_power(proposal=PowerProposal.objects.get(decided_at=None), by=world.office, at=NOW)


def test_a_second_person_compares_and_everybody_concerned_hears(world, report, browser, client):
    browser.post(PAGE, GIVEN)
    told = Letter.objects.filter(template="staff_change")
    assert {letter.recipient.display_name for letter in told} == {"赵科", "钱局", "孙投", "吴纪", "周软"}
    client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/administration/proposals/powers/{PowerProposal.objects.get().pk}/confirm/"
    page = client.get(address).content.decode()
    for words in ("环评报告书审批1（HB-XK-0001）", "原文 60 日", "按工作日计 → 按自然日计", "云政审〔2026〕1号"):
        assert words in page
    told.delete()
    assert client.post(address)["Location"] == "/administration/proposals/"
    heard = {letter.recipient.display_name for letter in told.all()}
    assert heard == {"赵科", "钱局", "孙投", "吴纪", "周软", "郑管"}, "also who entered it"
    board = client.get("/oversight/").content.decode()
    assert "时限口径改过" in board
    assert "郑管录入，周软确认" in board


def test_a_week_later_the_board_says_nothing_of_it(world, report, browser, client):
    browser.post(PAGE, GIVEN)
    confirmed(world)
    client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(at("2026-01-19 10:01"), tick=False):
        assert "时限口径改过" not in client.get("/oversight/").content.decode()


def test_a_change_that_waits_is_told_in_the_list(world, report, browser):
    browser.post(PAGE, {**GIVEN, "effective_from": "2026-02-02"})
    confirmed(world)
    assert browser.get(LIST).context["rows"][0]["cells"][3] == "按工作日计（2026年2月2日起按自然日计）"
    refused = browser.post(PAGE, {**GIVEN, "effective_from": "2026-03-02"})
    assert refused.status_code == 422
    assert "已有一个版本从 2026年2月2日 起生效" in refused.content.decode()


WRONG = [
    ({"unit": ""}, "unit", "选择按工作日计或按自然日计"),
    ({"unit": "month"}, "unit", "选择按工作日计或按自然日计"),
    ({"unit": "working_day"}, "unit", "现在就是按工作日计，不用改"),
    ({"effective_from": ""}, "effective_from", "填写从哪一天起"),
    ({"effective_from": "明天"}, "effective_from", "填写真实的日期，写成 2026-01-12 这样的日期"),
    ({"effective_from": "2026-01-11"}, "effective_from", "生效日不能早于今天：已经登记的办件不受影响"),
    ({"document": " "}, "document", "填写决定文号"),
    ({"document": "号" * 81}, "document", "决定文号最多 80 个字，现在有 81 个"),
    ({"reason": ""}, "reason", "填写更改的理由，办事群众能看到"),
    ({"reason": "因\x00为"}, "reason", "删去看不见的字符"),
]


@pytest.mark.parametrize(("form", "field", "sentence"), WRONG)
def test_wrong_input_is_kept_has_its_sentence_and_changes_nothing(world, report, browser, form, field, sentence):
    before = stored()
    answer = browser.post(PAGE, {**GIVEN, **form})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field]
    for typed in {**GIVEN, **form}.values():
        assert "\x00" in typed or typed.strip() in answer.content.decode() or field == "unit"
    assert stored() == before


@pytest.mark.parametrize(
    ("start", "sentence"),
    [("明天", "写成 2026-01-12 这样的日期"), ("1900-01-01", "不在工作日历范围内"), ("9999-12-31", "不在工作日历范围内"),
     ("%00", "写成 2026-01-12 这样的日期")],
)  # fmt: skip
def test_a_sample_day_that_cannot_be_counted_from(world, report, browser, start, sentence):
    answer = browser.get(f"{LIST}?start={start}")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert len(answer.context["rows"]) == 1


def test_into_a_year_without_a_notice_the_moment_is_provisional(world, report, browser):
    cells = browser.get(f"{LIST}?start=2026-12-21").context["rows"][0]["cells"]
    assert [("暂定" in cell) for cell in cells[4:]] == [True, True]


@pytest.mark.parametrize("address", ["/administration/readings/WJ-XK-0001/", "/administration/readings/NO-XK-9999/"])
def test_an_item_without_two_readings_has_no_such_page(world, report, browser, address):
    assert browser.get(address).status_code == 404
    assert browser.post(address, GIVEN).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "chief", "head", "complaint_officer", "office", "inspector"])
def test_nobody_else_reads_or_changes(world, report, client, who):
    client.force_login(getattr(world, who), backend="django.contrib.auth.backends.ModelBackend")
    before = stored()
    answers = [client.get(LIST), client.get(PAGE), client.post(PAGE, GIVEN)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert stored() == before


def test_no_item_with_a_bare_day(world, browser):
    assert "没有只写“日”的事项" in browser.get(LIST).content.decode()


def test_a_full_page_costs_as_many_queries_as_one_row(world, report, browser):
    def queries():
        browser.get(LIST)
        with CaptureQueriesContext(connection) as caught:
            browser.get(LIST)
        return len(caught)

    one = queries()
    for number in range(10, 40):
        bare(world, f"HB-XK-00{number}", quantity=30)
    assert queries() == one
    page = browser.get(LIST)
    assert (len(page.context["rows"]), page.context["page"].paginator.count) == (25, 31)
    assert ItemVersion.objects.filter(statutory_text__startswith="30日").count() == 30
