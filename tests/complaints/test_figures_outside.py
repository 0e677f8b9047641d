"""The figures of the centre on the page, in the workbook and in the API: the same of the same cases, whoever asks."""

import io
import re
import zipfile
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest

from complaints.statistics import CUTS, FIGURES
from hall.doors.workbook import LEFT_OUT, Sheet, workbook
from hall.models import Export, Post
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.complaints.test_statistics import CAME, LATER, told  # noqa: F401 - a fixture
from tests.world import at, person

PERIOD = {"first": "2025-10-01", "last": "2025-11-04"}
PAGE, API = "/centre/statistics/", "/api/v1/complaints/statistics/"
OOXML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(content: bytes) -> list[list[str]]:
    """The rows of the one sheet, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [["".join(cell.itertext()) for cell in row.iter(f"{OOXML}c")] for row in sheet.iter(f"{OOXML}row")]


def on_the_page(browser, by):
    """The lines of the page's table: texts, and the address behind each number."""
    page = browser.get(PAGE, {**PERIOD, "by": by}).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    for row in re.findall(r"<tr.*?</tr>", body, re.S):
        texts = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        yield texts, [unescape(link) for link in re.findall(r'href="([^"]+)"', row)]


def test_every_number_is_its_list_everywhere(told, signed_in):  # noqa: F811
    filed(told, when=CAME, n=8, about_centre=True)  # the inspector's alone
    for asker, in_all, cuts in ((told.complaint_officer, 5, ["category"]), (told.inspector, 6, [*CUTS])):
        browser = signed_in(asker)
        for by in cuts:
            shown = list(on_the_page(browser, by))
            assert shown[-1][0][1] == str(in_all)
            for (words, *numbers), links in shown:
                counts = [int(number) for number in numbers if number != "0"]
                for number, link in zip(counts, links, strict=True):
                    path, _, asks = link.partition("?")
                    assert browser.get(f"{API}cases/?{asks}").json()["count"] == number, link
                    if words == "合计":
                        assert browser.get(link).content.decode().count("<tr") - 1 == number, link
                        sent = dict(pair.split("=") for pair in asks.split("&"))
                        assert len(cells(browser.post(path, sent).content)) - 2 == number
            answer = browser.get(API, {**PERIOD, "by": by}).json()
            lines = [[each["words"], *map(str, each["figures"].values())] for each in answer["lines"]]
            assert [*lines, ["合计", *map(str, answer["total"].values())]] == [texts for texts, _links in shown]
            book = cells(browser.post(PAGE, {**PERIOD, "by": by, "for": "inside"}).content)
            assert book[1] == [CUTS[by][0], *(words for words, _q in FIGURES.values())]
            assert book[2:] == [texts for texts, _links in shown]


def everything(browser):
    """All that an officer can read of the figures, as bytes."""
    for by in CUTS:
        yield browser.get(API, {**PERIOD, "by": by}).content
    asks = {**PERIOD, "by": "unit"}
    yield re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", browser.get(PAGE, asks).content)
    yield from (str(cells(browser.post(PAGE, {**asks, "for": each}).content)) for each in ("inside", "outside"))
    yield browser.get(f"{API}cases/", asks).content
    yield str(cells(browser.post(f"{PAGE}list/", asks).content))


def test_whoever_is_off_a_case_counts_it_nowhere(told, signed_in):  # noqa: F811
    """Recused, or of the unit that it is about: every byte of page, workbook and API is as if it had never come."""
    other = person(told.hall, "other_officer", "另一名受理员", Role.COMPLAINT_OFFICER)
    of_the_unit = person(told.hall, "of_the_unit", "也在卫健局的受理员", Role.COMPLAINT_OFFICER)
    Post.objects.create(
        user=of_the_unit, role=Role.SECTION_CHIEF, hall=told.hall, department=told.health, valid_from=date(2025, 1, 1)
    )
    browser, theirs = signed_in(told.complaint_officer), signed_in(of_the_unit)
    before, before_theirs = list(everything(browser)), list(everything(theirs))
    number = filed(told, when=CAME, n=9, category="attitude", about_department=told.health).complaint.case.number
    assert list(everything(browser)) != before
    assert list(everything(theirs)) == before_theirs
    actions.recuse(
        number=number, person=told.complaint_officer, why="interest", reason="被反映的人是我的亲戚",
        by=told.complaint_officer, at=LATER,
    )  # fmt: skip
    who = {"number": number, "by": other, "at": LATER + timedelta(minutes=5)}
    actions.accept(**who)
    actions.reclassify(kind="enquiry", reason="其实是在问怎么办", **who)
    actions.find(result="upheld", text="查过记录，确有其事", **who)
    assert list(everything(browser)) == before


def test_a_workbook_holds_texts_and_nothing_else():
    payloads = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a.invalid")', "http://a.invalid", "＝1", ""]
    content = workbook(
        Sheet("表", "=标题", ["=A", "数"], ([text, number] for text in payloads for number in (7, None))),
        at=at("2025-11-04 10:00"),
    )
    rows = cells(content)
    assert rows[:2] == [["=标题"], ["=A", "数"]]
    assert rows[2:] == [[text, number] for text in payloads for number in ("7", LEFT_OUT)]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    assert [name for name in parts if "sheet" in name] == ["xl/worksheets/sheet1.xml"]
    assert not [name for name in parts if re.search("comment|external|pivot|link|drawing|vba", name, re.I)]
    assert "<f>" not in "".join(parts.values())
    assert not re.search('hidden|state="', parts["xl/workbook.xml"] + parts["xl/worksheets/sheet1.xml"])
    assert re.search("<dc:creator></dc:creator>", parts["docProps/core.xml"])
    assert "2025-11-04T00:00:00Z" in parts["docProps/core.xml"]


def test_what_goes_outside_leaves_small_numbers_out(world, signed_in):
    counts = {"attitude": 3, "burden": 6, "fairness": 9}
    categories = [name for name, count in counts.items() for _each in range(count)]
    for n, category in enumerate(categories):
        filed(world, when=CAME, n=n + 1, category=category)
    browser = signed_in(world.complaint_officer)
    rows = cells(browser.post(PAGE, {**PERIOD, "by": "category", "for": "outside"}).content)[2:]
    assert {row[0]: row[1] for row in rows} == {
        "服务态度": LEFT_OUT, "企业负担": LEFT_OUT, "公平公正": "9", "合计": "18",
    }  # fmt: skip


def test_each_workbook_leaves_a_row_for_the_inspector(told, signed_in):  # noqa: F811
    browser, inspector = signed_in(told.complaint_officer), signed_in(told.inspector)
    asks = {**PERIOD, "by": "unit"}
    browser.get(PAGE, asks)
    assert not Export.objects.exists(), "reading is no export"
    answer = browser.post(PAGE, {**asks, "for": "outside"})
    assert answer["Cache-Control"] == "no-store"
    browser.post(f"{PAGE}list/", {**asks, "figure": "upheld", "key": "卫生健康局"})
    assert [browser.post(PAGE, wrong).status_code for wrong in (asks, {**asks, "for": "x", "by": "y"})] == [404, 404]
    assert [(each.what, each.by) for each in Export.objects.all()] == [
        ("complaint-list", told.complaint_officer),
        ("complaint-statistics", told.complaint_officer),
    ]
    page = inspector.get("/centre/exports/").content.decode()
    assert "2025-10-01 至 2025-11-04，按反映的部门，属实" in page
    assert "对外，小的数字不公布" in page
    assert "卫生健康局" not in page
    assert browser.get("/centre/exports/").status_code == 404


@pytest.mark.parametrize(
    "asks",
    [
        "by=weather",
        "first=soon",
        "figure=none",
        "by=month&key=2025-13",
        "by=month&key=0000-01",
        "by=month&key=9999-12",
        "by=month&key=２０２５-01",
        "key=%00",
        "wrong=1",
    ],
)
def test_a_figure_that_is_none_is_named(told, signed_in, asks):  # noqa: F811
    answer = signed_in(told.inspector).get(f"{API}cases/?{asks}")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [asks.rpartition("&")[2].partition("=")[0]]
