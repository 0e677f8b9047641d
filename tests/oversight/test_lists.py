"""The lists of cases and cards: filters, order, pages, rows, and how many queries they take."""

from datetime import timedelta

import pytest

from cases.sweep import sweep
from hall.models import Department
from tests.kept import scene
from tests.oversight.conftest import NOW, every_lamp, in_market
from tests.permits import verbs as permits
from tests.world import at

CASES, CARDS = "/oversight/cases/", "/oversight/cards/"
CASE_QUERIES, CARD_QUERIES = 12, 8
FOUND = [
    (
        "",
        {"green", "yellow", "red", "deep_red", "target_missed", "paused", "correcting", "market_red", "complaint"},
    ),
    ("?lamp=green", {"green"}),
    ("?lamp=yellow", {"yellow", "target_missed"}),
    ("?lamp=red", {"red", "market_red", "complaint"}),
    ("?lamp=deep_red", {"deep_red"}),
    ("?lamp=overdue", {"red", "market_red", "complaint", "deep_red"}),
    ("?lamp=grey", {"paused", "correcting"}),
    ("?department=SJ", {"market_red"}),
    ("?department=centre", {"complaint"}),
    ("?kind=complaint", {"complaint"}),
    ("?rule=agency_target", {"target_missed"}),
    ("?state=correction_requested", {"correcting"}),
    ("?state=closed", {"closed"}),
    ("?state=all&cards=any", {"red", "deep_red", "market_red", "complaint", "closed"}),
    ("?cards=red", {"deep_red"}),
    ("?due=today", {"yellow"}),
    ("?q=食品", {"market_red"}),
    ("?q=没有这样的", set()),
    ("?lamp=red&department=WJ", {"red"}),
    ("?lamp=red&state=closed", set()),
]
COUNTED = [
        ("", 6), ("?level=red", 1), ("?level=yellow", 5), ("?rule=promise", 4), ("?rule=complaint_acceptance", 1),
        ("?department=SJ", 1), ("?department=centre", 1), ("?state=issued", 6), ("?state=withdrawn", 0),
        ("?state=standing", 6), ("?period=today", 0), ("?period=month", 5), ("?period=last_month", 1),
        ("?period=week", 0), ("?period=year", 6), ("?level=yellow&period=month", 4),
    ]  # fmt: skip


def test_filters(world, lamps, visit):
    for query, matches in FOUND:
        page = visit(world.office, CASES + query)
        assert {row["number"] for row in page.context["rows"]} == {lamps[name].number for name in matches}, query
        assert page.context["page"].paginator.count == len(matches)


def test_search_by_number_whole_and_in_part(world, lamps, visit):
    number = lamps["red"].number
    for typed in (number, number[-13:], f" {number[:4]} {number[4:12]} {number[12:]} "):
        assert [row["number"] for row in visit(world.office, f"{CASES}?q={typed}").context["rows"]] == [number]


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("张敏", {"yellow"}),
        ("zm", {"yellow"}),
        ("ZM", {"yellow"}),
        ("李强", {"market_red"}),
        ("wsxk", {"yellow", "green"}),  # 公共场所卫生许可
        ("食品", {"market_red"}),
        ("z", set()),  # one letter would find half the hall
    ],
)
def test_search_by_person_and_by_initials(world, lamps, visit, typed, matches):
    numbers = {row["number"] for row in visit(world.office, f"{CASES}?q={typed}").context["rows"]}
    assert numbers >= {lamps[name].number for name in matches}
    assert bool(numbers) is bool(matches)
    if typed in ("张敏", "zm", "wsxk"):
        assert lamps["market_red"].number not in numbers


def test_only_departments_with_cases_are_offered(world, lamps, visit):
    page = visit(world.office, CASES)
    codes = [code for code, _name in page.context["form"].fields["department"].choices]
    assert codes == ["", "SJ", "WJ", "centre"]
    empty = Department.objects.create(hall=world.hall, code="KB", name="区空白局")
    assert "区空白局" not in visit(world.office, CASES).content.decode()
    kept = visit(world.office, f"{CASES}?department={empty.code}")  # an address that was kept still means what it says
    assert (kept.status_code, kept.context["page"].paginator.count) == (200, 0)


def test_what_is_on_stands_above_the_filters(world, lamps, visit):
    text = visit(world.office, f"{CASES}?lamp=red").content.decode()
    assert text.index("已选条件") < text.index('<form class="filters')
    assert '<details class="more">' in text
    assert '<details class="more" open>' in visit(world.office, f"{CASES}?kind=complaint").content.decode()


def test_nothing_that_turns_red_today_looks_calm(world, visit):
    """Half a day that ends at noon is green until its last minutes; on the list of today no lamp says so."""
    world.register(when=at("2026-03-16 09:30"), item=world.immediate, idem="half-day")
    sweep(at=NOW)
    board = visit(world.office, "/oversight/")
    assert board.context["due_today"]
    assert "green" not in {row["lamp"] for row in board.context["due_today"]}
    section = board.content.decode().split('id="today"')[1].split("</section>")[0]
    assert "正常" not in section
    assert "分钟" in section


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?lamp=purple", "列表里没有这个“灯”，从列表里选"),
        ("?sort=title", "列表里没有这个“排序”，从列表里选"),
        ("?q=" + "长" * 61, "最多填 60 个字"),
        ("?q=a%00b", "删去看不见的字符"),
        ("?due=never", "列表里没有这个“到期”，从列表里选"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_with_its_sentence(world, lamps, visit, query, sentence):
    page = visit(world.office, CASES + query)
    assert page.status_code == 422
    text = page.content.decode()
    assert text.count(sentence) == 2  # on top and at the field
    assert "错误：" in text
    assert lamps["red"].number not in text


@pytest.mark.parametrize("number", ["0", "-1", "999", "x"])
def test_a_page_that_is_not_there_is_the_nearest(world, lamps, visit, number):
    assert visit(world.office, f"{CASES}?page={number}").context["page"].number == 1


def test_worst_first_then_the_earliest_due(world, lamps, visit):
    numbers = [row["number"] for row in visit(world.office, CASES).context["rows"]]
    assert numbers[0] == lamps["deep_red"].number
    assert set(numbers[-2:]) == {lamps["paused"].number, lamps["correcting"].number}


@pytest.mark.parametrize("sort", ["due", "number", "department"])
def test_orders_are_each_others_reverse(world, lamps, visit, sort):
    def place(query):
        rows = visit(world.office, f"{CASES}?sort={query}").context["rows"]
        return [row["number"] for row in rows if row["due"] not in ("", "恢复后重新推算")]

    up, down = place(sort), place(f"-{sort}")
    assert sorted(up) == sorted(down)
    assert up[0] != down[0]


def test_a_row_shows_lamp_lateness_and_owner(world, lamps, visit):
    rows = {row["number"]: row for row in visit(world.office, CASES).context["rows"]}
    red = rows[lamps["red"].number]
    assert (red["lamp"], red["text"]) == ("red", "承诺时限 超 13 个半天")
    assert (red["due"], red["unit"], red["window"], red["owner"]) == (
        "2026年3月5日 17:00", "区卫生健康局", "22 卫生健康窗口", "张敏",
    )  # fmt: skip
    assert red["cards"] == [{"level": "yellow", "text": "承诺时限"}]
    deep = rows[lamps["deep_red"].number]
    assert deep["lamp"] == "deep_red"
    assert deep["text"].startswith("法定时限 超 ")
    paused = rows[lamps["paused"].number]
    assert (paused["lamp"], paused["due"], paused["paused_days"]) == ("grey", "恢复后重新推算", 2)
    assert rows[lamps["correcting"].number]["text"] == "没有在走的时限"
    assert rows[lamps["complaint"].number]["unit"] == "投诉举报中心"


def test_a_due_moment_in_a_year_without_notice_is_marked(world, visit):
    world.accepted(when=at("2026-12-30 10:00"))
    import time_machine

    with time_machine.travel(at("2026-12-30 11:00"), tick=False):
        page = visit(world.office, CASES).content.decode()
    assert "2027年1月" in page
    assert "暂定" in page


def test_chips_take_one_filter_off_each(world, lamps, visit):
    page = visit(world.office, f"{CASES}?lamp=red&department=WJ&sort=due")
    assert page.context["chips"] == [
        {"label": "灯：红（超承诺）", "url": f"{CASES}?department=WJ&sort=due"},
        {"label": "部门：区卫生健康局", "url": f"{CASES}?lamp=red&sort=due"},
    ]
    assert page.context["crumbs"][-2:] == [
        ("区卫生健康局", f"{CASES}?department=WJ"),
        ("红（超承诺）", ""),
    ]


def test_nothing_found_says_what_next(world, lamps, visit):
    page = visit(world.office, f"{CASES}?q={lamps['closed'].number}")
    assert "在办件里没有符合条件的。" in page.content.decode()
    beyond = visit(world.office, page.context["archive_url"])
    assert [row["state"] for row in beyond.context["rows"]] == ["已送达（待归档）"]
    assert beyond.context["rows"][0]["lamp"] == ""


def test_a_department_lists_its_own_only(world, lamps, visit):
    mine = {row["number"] for row in visit(world.chief, f"{CASES}?state=all").context["rows"]}
    assert mine == {case.number for name, case in lamps.items() if name not in ("market_red", "complaint")}
    assert visit(world.chief, CARDS).context["page"].paginator.count == 4
    assert "投诉举报中心" not in visit(world.chief, CASES).content.decode()


def test_card_filters(world, lamps, visit):
    for query, count in COUNTED:
        page = visit(world.office, CARDS + query)
        assert page.context["page"].paginator.count == len(page.context["rows"]) == count, query


def test_queries_of_the_case_list_do_not_grow(world, office_client, django_assert_num_queries):
    every_lamp(world)
    with django_assert_num_queries(CASE_QUERIES):
        assert len(office_client.get(CASES).context["rows"]) == 9
    many(world)
    with django_assert_num_queries(CASE_QUERIES):
        page = office_client.get(CASES)
    assert (len(page.context["rows"]), page.context["page"].paginator.count) == (50, 69)
    assert len(office_client.get(f"{CASES}?page=2").context["rows"]) == 19


def test_queries_of_the_card_list_do_not_grow(world, office_client, django_assert_num_queries):
    every_lamp(world)
    with django_assert_num_queries(CARD_QUERIES):
        assert len(office_client.get(CARDS).context["rows"]) == 6
    many(world)
    with django_assert_num_queries(CARD_QUERIES):
        assert len(office_client.get(CARDS).context["rows"]) == 50


@scene
def many(world) -> None:
    """Sixty more red cases of two departments, ten of them suspended."""
    for place in range(30):
        when = at("2026-03-02 11:00") + timedelta(minutes=place)
        in_market(world, when=when, idem=f"market-{place}")
        case = world.accepted(when=when, idem=f"more-{place}").case
        if place < 10:
            permits.suspend(
                number=case.number, ground="testing", notice_number=f"检测 {place} 号", declared_days=5, by=world.head,
                at=at("2026-03-12 10:00"),
            )  # fmt: skip
    sweep(at=NOW)


@pytest.mark.parametrize("lamp", ["yellow", "red", "deep_red"])
def test_a_tile_and_the_lamps_behind_it_say_the_same(world, lamps, visit, lamp):
    """A limit that is over and no breach is on the yellow list beside a real warning: the tile names both (decision 108)."""
    (tile,) = [each for each in visit(world.office, "/oversight/").context["tiles"] if each.get("lamp") == lamp]
    page = visit(world.office, tile["url"])
    words = {row["word"] for row in page.context["rows"]}
    assert words == {"yellow": {"预警", "已过"}, "red": {"超承诺"}, "deep_red": {"超法定"}}[lamp]
    assert all(word in tile["label"] for word in words)
    assert {row["lamp"] for row in page.context["rows"]} == {lamp}
    assert f"灯：{tile['label']}" in [chip["label"] for chip in page.context["chips"]]
