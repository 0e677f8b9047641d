"""The office's reports: what must be named and what must not, each figure is the list that it opens, and who sees whose."""

import re
from datetime import date
from itertools import product

import pytest
import time_machine
from django.test import Client
from stdnum.cn import ric

from hall.access import Grant, access_of
from hall.models import Delegation, Department, Post, Window
from hall.roles import Permission, Power, Role
from oversight import measures
from oversight.deadlines import took_long
from oversight.reports.record import in_hands, minutes_of_departments
from oversight.reports.register import REPORTS
from permits.applicants import Applicant
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.world import World, at, item, person

NOW = at("2026-03-20 10:00")
MARCH = measures.asked((date(2026, 3, 1), date(2026, 4, 1)), at=NOW)
ALL = Grant(everywhere=True)
PAGE, API = "/oversight/reports/", "/api/v1/reports/"


def somebody(n: int) -> Applicant:
    body = f"33010619900101{n:03}"
    return Applicant("person", f"王小{n}", body + ric.calc_check_digit(body + "0"), "13812348000")


class Month:
    """A March of two departments: what each report has to name, beside what it has to leave out."""

    def __init__(self, world: World) -> None:
        self.world, self.count = world, 0
        self.named: dict[str, str] = {}  # what a case is for → its number
        self.market = {"window": world.market_window, "by": world.market_clerk, "item": world.market_item}

    def register(self, what: str, when: str, who: int, **more) -> str:
        self.count += 1
        terms = {"applicant": somebody(who), "idem": f"report-{self.count}", **more}
        number = self.world.register(when=at(f"2026-{when}"), **terms).application.case.number
        self.named[what] = number
        return number

    def accepted(self, what: str, when: str, who: int, **more) -> str:
        number = self.register(what, when, who, **more)
        permits.accept(number=number, by=more.get("by", self.world.clerk), at=at(f"2026-{when}"))
        return number

    def decided(self, what: str, when: str, until: str, who: int, by=None) -> None:
        number = self.accepted(what, when, who)
        permits.decide(number=number, result="grant", by=by or self.world.clerk, at=at(f"2026-{until}"))


def a_month(world: World) -> Month:
    month = Month(world)
    # the catalogue: of the market one item is outside, of a third department all are; one promises longer
    outside = item(world.market, world.market_window, "SJ-XK-0009", "留在外面的", ["申请表"])
    third = Department.objects.create(hall=world.hall, code="TS", name="区特殊局")
    alone = item(third, world.market_window, "TS-XK-0001", "全在外面的", ["申请表"])
    for each in (outside, alone):
        each.item.is_in_hall = False
        each.item.save()
    item(world.market, world.market_window, "SJ-XK-0005", "慢的", ["申请表"], promise_quantity=5)
    # the market's window only takes in
    market_chief = person(world.hall, "ma", "马科", Role.SECTION_CHIEF, department=world.market)
    Delegation.objects.filter(window=world.market_window).update(powers=[Power.PRELIMINARY_HANDLING])
    for what, when, who in (("answered", "03-09 09:00", 31), ("waiting", "03-19 09:00", 32)):
        number = month.accepted(what, when, who, **month.market)
        permits.hand_up(number=number, step="grant", by=world.market_clerk, at=at(f"2026-{when}"))
    permits.decide(number=month.named["answered"], result="grant", by=market_chief, at=at("2026-03-10 09:00"))
    # health decides at its window, one in the office; one takes a week
    for n in range(4):
        month.decided(f"quick {n}", f"03-02 09:1{n}", "03-02 10:30", n)
    month.decided("slow", "03-02 09:20", "03-09 10:30", 5)
    month.decided("by the chief", "03-03 09:20", "03-03 10:30", 6, by=world.chief)
    # told twice, told once
    for what, who in (("told twice", 7), ("told once", 8)):
        number = month.register(what, "03-03 09:00", who, materials=[1])
        permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2026-03-03 09:30"))
    number = month.named["told twice"]
    permits.receive(number=number, materials=[2], window=world.health_window, by=world.clerk, at=at("2026-03-05 09:00"))
    permits.notify(number=number, missing={3: ""}, by=world.clerk, at=at("2026-03-05 09:30"))
    # told of a further paper on a legal ground
    number = month.register("told more", "03-03 09:10", 12, materials=[1, 2])
    permits.notify(number=number, missing={3: ""}, by=world.clerk, at=at("2026-03-03 09:40"))
    permits.receive(number=number, materials=[3], window=world.health_window, by=world.clerk, at=at("2026-03-05 09:10"))
    permits.notify(
        number=number,
        missing={2: "章不清"},
        ground="hidden_defect",
        ground_reason="执照上的章看不清",
        by=world.clerk,
        at=at("2026-03-05 09:40"),
    )
    # taken in at another window of the same department while the first is under way
    beside = Window.objects.create(hall=world.hall, number="23", name="卫生健康二窗")
    beside.departments.add(world.health)
    colleague = person(world.hall, "pang", "旁窗", Role.CLERK, window=beside)
    month.register("at 22", "03-19 15:40", 13)
    month.register("at 23", "03-19 15:50", 13, window=beside, by=colleague)
    # twice under way; again after the first was granted
    month.accepted("first", "03-18 14:00", 9, channel="online")
    month.accepted("second", "03-19 14:00", 9)
    month.accepted("again", "03-19 14:30", 0)
    # the licence that the hall has already: asked for by the market, and handed in there
    month.register("asked", "03-19 15:00", 1, **month.market, materials=[1])
    permits.notify(number=month.named["asked"], missing={2: ""}, by=world.market_clerk, at=at("2026-03-19 15:30"))
    month.register("handed", "03-19 15:10", 2, **month.market)
    # left alone for more than three working days; longer by the head's word
    month.accepted("alone", "03-10 09:00", 10)
    number = month.accepted("longer", "03-16 09:00", 11)
    permits.extend(
        number=number,
        by=world.head,
        at=at("2026-03-18 10:00"),
        rank="本机关负责人",
        document="批〔2026〕1号",
        reason="案情复杂",
    )
    Post.objects.filter(user=world.clerk).update(valid_from=date(2021, 3, 1))
    Post.objects.filter(user=world.chief).update(valid_from=date(2021, 7, 1))
    return month


def key_of(row) -> str:
    """What a row is of: the number of a case, the code of an item, who or which window."""
    for path in (
        ("number",),
        ("application", "case", "number"),
        ("notice", "application", "case", "number"),
        ("code",),
        ("user",),
        ("window", "number"),
    ):
        thing = row
        for name in path:
            thing = getattr(thing, name, None)
        if thing is not None:
            return str(thing)
    raise AssertionError(row)


HEALTH_ITEMS = ["WJ-XK-0001", "WJ-XK-0002", "WJ-XK-0003"]
# report, measure → what is named: a case by what it is for, everything else by itself
NAMED: dict[tuple[str, str], list[str]] = {
    ("hollow", "receiving"): ["22", "23", "24"],
    ("hollow", "deciding"): ["22", "24"],
    ("hollow", "hollow"): ["24"],
    ("half", "half"): ["SJ-XK-0009"],
    ("half", "split"): ["WJ-XK-0001"],
    ("four-ways", "outside"): ["SJ-XK-0009", "TS-XK-0001"],
    ("four-ways", "received_only"): ["SJ-XK-0001"],
    ("four-ways", "none_online"): ["SJ-XK-0001"],
    ("four-ways", "without_power"): ["SJ-XK-0001", "SJ-XK-0005"],
    ("four-ways", "any"): ["SJ-XK-0001", "SJ-XK-0005", "SJ-XK-0009", "TS-XK-0001"],
    ("entry-rate", "items"): [*HEALTH_ITEMS, "SJ-XK-0001", "SJ-XK-0005", "SJ-XK-0009", "TS-XK-0001"],
    ("entry-rate", "entered"): [*HEALTH_ITEMS, "SJ-XK-0001", "SJ-XK-0005"],
    ("blockage", "held"): ["answered", "waiting"],
    ("blockage", "unanswered"): ["waiting"],
    ("idle", "idle"): ["alone"],
    ("notices", "noticed"): ["told twice", "told once", "told more", "asked"],
    ("notices", "again"): ["told twice", "told more"],
    ("notices", "more"): ["told more"],
    ("twice", "twice"): ["second", "at 23"],
    ("twice", "elsewhere"): ["at 23"],
    ("papers-twice", "asked"): ["asked"],
    ("papers-twice", "handed"): ["handed"],
    ("online", "online"): ["first"],
    ("promises", "longer"): ["SJ-XK-0005"],
    ("promises", "extended"): ["longer"],
    ("equal", "slow"): ["slow"],
    ("rotation", "over"): ["张敏"],
    ("rotation", "near"): ["赵科"],
}  # fmt: skip


def browser(who) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows_at(client: Client, address: str) -> int:
    total = re.search(r"共 ([\d,]+) ", client.get(address).content.decode())
    return int(total[1].replace(",", "")) if total else 0


def test_a_report_names_what_it_must_and_nothing_else(world):
    month = a_month(world)
    with Rows() as rows:
        for (name, measure), named in NAMED.items():
            with rows.row(f"{name} {measure}"):
                shown = [key_of(row) for row in REPORTS[name].behind(ALL, MARCH, measure)]
                assert sorted(shown) == sorted(month.named.get(each, each) for each in named)
        for name, report in REPORTS.items():
            with rows.row(f"{name} of February"):
                before = measures.asked((date(2026, 2, 1), date(2026, 3, 1)), at=NOW)
                if report.first.subject is measures.CASES and not report.of_now:
                    assert not report.behind(ALL, before, report.headline).exists()


def test_every_number_is_its_list_for_each_reader(world):
    """field.md h-1, h-2: page, list and API agree, and a head reads of the own department only."""
    a_month(world)
    with time_machine.travel(NOW, tick=False), Rows() as rows:
        for who, (name, report) in product((world.office, world.head), REPORTS.items()):
            grant = access_of(who, on=NOW.date()).grant(Permission.BOARD_VIEW)
            total, lines = measures.by_department(report.measures, grant, MARCH)
            client = browser(who)
            answer = client.get(f"{API}{name}/").json()
            with rows.row(f"{who} {name}"):
                assert answer["total"]["counts"] == total.counts
                assert {each["department"]["code"]: each["counts"] for each in answer["lines"]} == {
                    line.department.code: line.counts for line in lines if line.department
                }
                assert {line.department for line in lines} <= (
                    {world.health} if who == world.head else {*Department.objects.all()}
                )
                page = client.get(f"{PAGE}{name}/")
                figures = [cell for row in [*page.context["rows"], *page.context["hands"]] for cell in row["cells"]]
                figures += [value for _words, value in page.context["facts"]]
                for figure in (each for each in figures if isinstance(each, dict)):
                    assert rows_at(client, figure["href"]) == int(figure["text"]), figure
                for each in report.measures:
                    assert total.counts.get(each.name, 0) == report.behind(grant, MARCH, each.name).count()
        index = browser(world.head).get(PAGE)
        shown = {row["cells"][0]["text"]: row["cells"][2] for row in index.context["rows"]}
        told = {each["words"]: each["number"] for each in browser(world.head).get(API).json()["reports"]}
        with rows.row("the list of reports"):
            assert {
                words: int(cell["text"] if isinstance(cell, dict) else cell)
                for words, cell in shown.items()
                if words != "授权到位"
            } == told
            assert len(told) == len(REPORTS) == 14


def test_how_long_it_lay_with_whom(world):
    a_month(world)
    lines = in_hands(REPORTS["blockage"], ALL, MARCH)
    # from Monday nine to Tuesday nine two half-days; since Thursday nine two and a bit, in nobody's answer
    assert [(str(each.person), each.count, each.half_days) for each in lines] == [("None", 1, 2.3), ("马科", 1, 2.0)]
    assert minutes_of_departments(REPORTS["blockage"], ALL, MARCH) == {
        world.market.pk: sum(each.minutes for each in lines)
    }


@pytest.mark.parametrize(
    ("minutes", "middle", "long"), [(480, 60, True), (479, 60, False), (1259, 420, False), (1260, 420, True)]
)
def test_what_is_much_longer_than_the_middle(minutes, middle, long):
    assert took_long(minutes=minutes, middle=middle) is long


def test_who_reads_reports_and_what_is_asked_wrongly(world):
    a_month(world)
    with time_machine.travel(NOW, tick=False):
        assert browser(world.clerk).get(PAGE).status_code == 404
        assert browser(world.clerk).get(f"{PAGE}idle/list/").status_code == 404
        head = browser(world.head)
        assert head.get(f"{PAGE}nothing/").status_code == 404
        assert head.get(f"{API}nothing/").status_code == 404
        assert head.get(f"{PAGE}idle/?department=SJ").status_code == 422
        assert head.get(f"{PAGE}idle/list/?measure=hollow").status_code == 422
        assert head.get(f"{PAGE}idle/list/?person=x").status_code == 422
        assert head.get(f"{API}?period=never").status_code == 400
        page = browser(world.office).get(f"{PAGE}papers-twice/list/").content.decode()
        assert "营业执照：大厅 2026年3月2日 收过" in page
        assert "系统不知道的" in browser(world.office).get(f"{PAGE}promises/").content.decode()
        longer = browser(world.office).get(f"{PAGE}promises/list/?measure=extended").content.decode()
        assert "本机关负责人钱局，2026年3月18日，批〔2026〕1号" in longer
