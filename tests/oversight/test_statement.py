"""The statement of a period: each figure is the list that it opens, on the page, in the API, for the whole and for each department."""

import io
import re
import zipfile
from itertools import product

import time_machine
from django.test import Client

from cases.models import Case
from hall.access import Grant, access_of
from hall.models import Export
from hall.roles import Permission
from oversight import statement
from oversight.lists import PERIODS
from oversight.measures import Line, ranked
from oversight.statement import MEASURES, OF_COMPLAINTS, OF_DEPARTMENTS
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.world import World, at

NOW = at("2026-03-20 10:00")
PAGE, LIST, API = "/oversight/statement/", "/oversight/statement/list/", "/api/v1/statement/"


def a_year(world: World) -> None:
    """Of two departments and two years: granted, refused, declined, late, withdrawn, open; complaints answered, upheld, new, hidden."""
    for when in ("2025-11-03", "2026-03-02"):
        for turn in range(5):
            registered = world.register(when=at(f"{when} 09:{turn:02}"), idem=f"{when} {turn}")
            act = {"number": registered.application.case.number, "by": world.clerk}
            if turn == 4:
                permits.withdraw(**act, reason="申请人不办了，改日再来", at=at(f"{when} 10:30"))
                continue
            permits.accept(**act, at=at(f"{when} 10:{turn:02}"))
            if turn == 0:
                permits.decide(**act, result="grant", at=at(f"{when} 15:00"))
            elif turn == 1:
                permits.decide(**act, result="refuse", reason="不符合条件", remedies="复议", at=at(f"{when} 15:10"))
            elif turn == 2:  # after the promise
                permits.decide(**act, result="grant", at=at("2026-03-19 15:00"))
        theirs = {"window": world.market_window, "by": world.market_clerk, "materials": [1, 2]}
        for turn in range(2):
            registered = world.register(
                when=at(f"{when} 09:{30 + turn}"), item=world.market_item, idem=f"m {when} {turn}", **theirs
            )
        permits.withdraw(
            number=registered.application.case.number,
            by=world.market_clerk,
            reason="申请人不办了，改日再来",
            at=at(f"{when} 11:00"),
        )
    cases = [filed(world, when=at("2026-03-03 09:00"), n=n, about_department=about).complaint.case
             for n, about in enumerate((None, world.health, world.market))]  # fmt: skip
    officer = {"number": cases[0].number, "by": world.complaint_officer, "at": at("2026-03-04 09:00")}
    complaints.accept(**officer)
    complaints.find(**officer, result="upheld", text="查明情况属实。")
    complaints.reply(**officer, text="今天已经补办完毕。")


def browser(who) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows_of(client: Client, query: str) -> int:
    page = client.get(f"{LIST}?{query}").content.decode()
    total = re.search(r"共 ([\d,]+) 件", page)
    return int(total[1].replace(",", "")) if total else 0


def test_every_figure_is_its_list(world):
    """field.md h-1: for each reader, period, department and measure the number on the page, in the API and of the list's rows agree."""
    a_year(world)
    with time_machine.travel(NOW, tick=False), Rows() as rows:
        for who, period in product((world.office, world.head), ("month", "quarter", "year", "last_year")):
            grant = access_of(who, on=NOW.date()).grant(Permission.BOARD_VIEW)
            span = PERIODS[period][1](NOW.date())
            shown, client = statement.statement(grant, span), browser(who)
            answer = client.get(f"{API}?period={period}").json()
            with rows.row(f"{who} {period}"):
                assert answer["total"]["counts"] == shown.total.counts
                assert {each["department"]["code"]: each["counts"] for each in answer["lines"]} == {
                    line.department.code: line.counts for line in shown.lines if line.department
                }
                page = client.get(f"{PAGE}?period={period}" if period != "year" else PAGE)
                assert page.status_code == 200
            for name, line in product(MEASURES, [shown.total, *shown.lines]):
                if name in OF_COMPLAINTS and (line.department or who == world.head):
                    continue
                more = f"&department={line.department.code}" if line.department else ""
                number = line.counts.get(name, 0)
                with rows.row(f"{who} {period} {name} {line.department}"):
                    assert statement.behind(grant, span, name, line.department).count() == number
                    if line.department and period != "year":
                        continue
                    query = f"period={period if period != 'year' else ''}&measure={name if name != 'registered' else ''}{more}"
                    assert rows_of(client, query) == number
            for name in OF_DEPARTMENTS:
                assert shown.total.counts.get(name, 0) == sum(line.counts.get(name, 0) for line in shown.lines)


def test_what_the_figures_are(world):
    a_year(world)
    year = statement.statement(
        Grant(everywhere=True, about_centre=frozenset({False, True})), PERIODS["year"][1](NOW.date())
    )
    total = year.total.counts
    assert {name: total.get(name, 0) for name in MEASURES} == {
        # of seven two were withdrawn, two decided on their day, one late with one of the year before, two are open
        "registered": 7, "accepted": 4, "concluded": 6, "on_time": 4, "granted": 3, "refused": 1,
        "complaints": 3, "replied": 1, "upheld": 1,
    }  # fmt: skip
    assert year.total.rate("concluded") == 6 / 7
    assert (year.departments, year.items) == (2, 4)
    assert ranked(year.lines, "on_time") == [], "nobody is ranked by a handful"
    before = statement.statement(Grant(everywhere=True), PERIODS["last_year"][1](NOW.date()))
    assert before.total.counts["registered"] == 7
    assert Line(None).rate("concluded") is None


def test_a_complaint_is_in_no_figure_of_whom_it_names(world):
    a_year(world)
    hidden = Case.objects.filter(kind="complaint", hidden_from=world.health)
    assert hidden.count() == 1
    grant = access_of(world.head, on=NOW.date()).grant(Permission.BOARD_VIEW)
    seen = statement.behind(grant, PERIODS["year"][1](NOW.date()), "complaints")
    assert not seen.filter(pk__in=hidden).exists()
    with time_machine.travel(NOW, tick=False):
        assert browser(world.clerk).get(PAGE).status_code == 404
        assert browser(world.head).get(f"{PAGE}?department=XX").status_code == 422
        assert (
            "投诉举报" not in browser(world.head).get(PAGE).content.decode().partition("合计")[2].partition("怎么算")[0]
        )
        shown = browser(world.office).get(PAGE).content.decode()
        assert "按时率" in shown
        assert "答复率" in shown


def test_the_workbook_is_the_page_and_leaves_a_row(world):
    a_year(world)
    with time_machine.travel(NOW, tick=False):
        client = browser(world.head)
        assert not Export.objects.exists()
        answer = client.post(PAGE, {"period": "last_year"})
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "2025年1月1日 至 2025年12月31日，内部使用" in sheet
        assert "<f>" not in sheet
        assert re.findall(r"<v>(\d+)</v>", sheet) == ["5", "4", "3", "3", "1", "1"] * 2, (
            "of the one department, and in all"
        )
        row = Export.objects.get()
        assert (row.what, row.by, row.terms) == ("statement", world.head, {"period": "last_year"})
        assert client.post(PAGE, {"period": "never"}).status_code == 404
        assert "去年" in browser(world.office).get("/oversight/exports/").content.decode()
        assert client.get("/oversight/exports/").status_code == 404
