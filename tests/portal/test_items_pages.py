"""The public catalogue and the page of one item: what is published, in the fixed order, and nothing else."""

import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from hall.importing.catalogue import load
from hall.models import Fee, ItemVersion, Material
from hall.queries import opening_at
from tests.world import at, item

NOW = "2025-09-22 10:00"
ITEM = "/items/WJ-XK-0001/"
DISCLOSURES = ["一、内容", "二、程序", "三、依据", "四、材料", "五、时限", "六、收费"]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(NOW), tick=False):
        yield


@pytest.fixture
def whole_catalogue(db):
    """The catalogue as it is delivered."""
    load(Path(__file__).parents[2] / "data" / "catalogue.csv", effective_from=date(2025, 1, 1), at=at(NOW))


def text(client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def outside(world) -> ItemVersion:
    """An item that is not in the hall yet."""
    version = item(world.market, world.market_window, "SJ-XK-0009", "还没进驻的许可", ["申请书"])
    version.item.is_in_hall = False
    version.item.save()
    return version


def test_the_list_shows_what_can_be_applied_for_today(client, world):
    outside(world)
    page = text(client, "/items/")
    assert "公共场所卫生许可" in page
    assert "食品经营许可" in page
    assert "半个工作日" in page
    assert "已取消的许可" not in page
    assert "还没进驻的许可" not in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?q=食品", "食品经营许可", "公共场所卫生许可"),
        ("?q=卫生 公共", "公共场所卫生许可", "食品经营许可"),
        ("?q=SJ-XK", "食品经营许可", "公共场所卫生许可"),
        ("?q=%25", "没有符合条件的事项", "食品经营许可"),
        ("?department=SJ", "食品经营许可", "公共场所卫生许可"),
        ("?kind=immediate", "母婴保健技术考核合格证", "公共场所卫生许可"),
        ("?scope=all", "尚未进驻大厅", "已取消的许可"),
        ("?scope=ended", "已取消的许可", "公共场所卫生许可"),
        ("?page=999", "公共场所卫生许可", "没有符合条件"),
        ("?page=x", "公共场所卫生许可", "没有符合条件"),
    ],
)
def test_filters(client, world, query, there, not_there):
    outside(world)
    page = text(client, f"/items/{query}")
    rows = page[page.index("<h1>") :]
    assert there in rows
    assert not_there not in rows.replace("已取消、下放或改备案", "")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?department=XX", "选择列出的部门"),
        ("?kind=x", "选择列出的办件类型"),
        ("?scope=x", "选择列出的范围"),
        ("?q=" + "长" * 61, "最多写 60 个字"),
        ("?q=%00", "删去看不见的字符"),
    ],
)
def test_an_impossible_filter_is_named_at_its_field(client, world, query, sentence):
    page = text(client, f"/items/{query}", 422)
    assert page.count(sentence) == 2  # on top and at the field
    assert "错误：" in page


def test_every_example_of_the_home_page_finds_something(client, whole_catalogue):
    hint = re.search(r'id="find-hint">例如：([^<]+)<', text(client, "/"))
    examples = hint[1].split("、")
    assert len(examples) == 3
    for example in examples:
        response = client.get("/items/", {"q": example})
        assert response.context["rows"] or response.context["perhaps"], example


@pytest.mark.parametrize(
    ("words", "first", "sentence"),
    [
        ("健康证", "公共场所卫生许可", "没有叫“健康证”的事项，您要找的可能是"),
        ("餐饮", "食品经营许可", "您要找的可能是"),
        ("检测报告", "公共场所卫生许可", "您要找的可能是"),
        ("公共厕所", "公共场所卫生许可", "您要找的可能是"),
        ("还没有进驻", "还没进驻的许可", "尚未进驻大厅"),
    ],
)
def test_what_names_no_item_offers_what_may_be_meant(client, world, words, first, sentence):
    outside(world)
    response = client.get("/items/", {"q": words})
    assert response.context["rows"] == []
    assert response.context["perhaps"][0]["cells"][0]["text"] == first
    assert sentence in response.content.decode()


@pytest.mark.parametrize("words", ["ggcswsxk", "gonggongchangsuo", "ＧＧＣＳ"])
def test_initials_and_readings_find_an_item(client, world, words):
    [row] = client.get("/items/", {"q": words}).context["rows"]
    assert row["cells"][0]["text"] == "公共场所卫生许可"


def test_the_item_page_begins_with_what_to_bring_and_where(client, world):
    page = text(client, ITEM)
    head = page[page.index("去办之前先看") : page.index("一、内容")]
    for sentence in (
        "<li>检测报告</li>",
        world.hall.name,
        "22 卫生健康窗口",
        "今天 08:30–12:00、13:30–17:00",
        "12345",
        "3 个工作日",
        "不收费",
    ):
        assert sentence in head, sentence
    assert "去办之前先看" not in text(client, "/items/WJ-XK-0004/"), "nobody goes for an item that has ended"


def test_a_removed_chip_keeps_the_other_filters(client, world):
    page = text(client, "/items/?q=许可&department=SJ&page=1")
    assert 'href="?department=SJ"' in page


def test_the_six_disclosures_stand_in_their_order(client, world):
    page = text(client, ITEM)
    places = [page.index(f">{heading}<") for heading in DISCLOSURES]
    assert places == sorted(places)
    for sentence in (
        "3 个工作日", "20 个工作日", "经本机关负责人批准，法定时限可以延长 10 个工作日", "承诺时限不因此延长",
        "不收费", "检测报告", "《行政许可法》第四十二条", "第 1 版，自2025年1月1日起生效", "22 卫生健康窗口",
    ):  # fmt: skip
        assert sentence in page


def test_an_item_of_the_city_has_only_a_target(client, world):
    page = text(client, "/items/WJ-XK-0003/")
    assert "代办目标" in page
    assert "争取 5 个工作日" in page
    assert "承诺时限</h3>" not in page


def test_fees_show_standard_unit_and_basis_or_their_lack(client, world):
    ItemVersion.objects.filter(pk=world.promised.pk).update(charges_nothing=False)
    Fee.objects.create(
        version=world.promised, name="工本费", standard_yuan=20, unit="元/证", basis="某办法", checked=True
    )
    Fee.objects.create(version=world.promised, name="检测费", basis="某通知")
    page = text(client, ITEM)
    assert "工本费：20.00 元（元/证）。依据：某办法" in page
    assert "检测费：标准尚未公布，公布前不得收取" in page
    assert "待核对" in page


def test_an_abolished_item_shows_since_when_and_by_what(client, world):
    """It can no longer be applied for."""
    page = text(client, "/items/WJ-XK-0004/")
    assert "不能再申请" in page
    assert "自2025年3月1日起，本事项已取消（区政府令第 7 号）" in page
    assert "在 <b>" not in page


def test_an_item_outside_the_hall_says_where_to_go(client, world):
    page = text(client, f"/items/{outside(world).item.code}/")
    assert "尚未进驻大厅" in page
    assert "区市场监督管理局" in page


def test_all_versions_but_future_ones_are_public(client, world):
    """The newest in force is shown unless another is asked for."""
    old = world.promised
    ItemVersion.objects.filter(pk=old.pk).update(effective_to=date(2025, 9, 1))
    new = ItemVersion.objects.get(pk=old.pk)
    new.pk, new.number, new.name, new.digest = None, 2, "公共场所卫生许可（新版）", "2"
    new.effective_from, new.effective_to = date(2025, 9, 1), date(2025, 12, 1)
    new.save()
    future = ItemVersion.objects.get(pk=new.pk)
    future.pk, future.number, future.name, future.digest = None, 3, "将来的许可", "3"
    future.effective_from, future.effective_to = date(2025, 12, 1), None
    future.save()
    assert "<h1>公共场所卫生许可（新版）</h1>" in text(client, ITEM)
    assert "这是第 1 版，现在用的是" in text(client, f"{ITEM}?version=1")
    assert "将来的许可" not in text(client, ITEM)
    text(client, f"{ITEM}?version=3", 404)


@pytest.mark.parametrize("url", ["/items/NO-XK-0001/", "/items/%00/", f"{ITEM}?version=9", f"{ITEM}?version=x"])
def test_what_is_not_published_is_404(client, world, url):
    text(client, url, 404)


def test_a_code_may_be_typed_in_small_letters(client, world):
    assert "公共场所卫生许可" in text(client, "/items/wj-xk-0001/")


def test_queries_do_not_grow_with_rows(client, world, django_assert_num_queries):
    client.get("/items/")
    with django_assert_num_queries(4):
        client.get("/items/")
    for number in range(50):
        item(world.market, world.market_window, f"SJ-GG-{number:04}", f"事项{number}", ["申请书"])
    with django_assert_num_queries(4):
        page = client.get("/items/").content.decode()
    assert "显示 1–25，共 54 项" in page


def test_queries_of_an_item_do_not_grow_with_its_papers(client, world, django_assert_num_queries):
    with django_assert_num_queries(6):  # with the stamp of the calendar, for the opening hours
        client.get(ITEM)
    Material.objects.bulk_create(
        Material(version=world.promised, position=number, name=f"材料{number}") for number in range(10, 60)
    )
    with django_assert_num_queries(6):  # with the stamp of the calendar, for the opening hours
        client.get(ITEM)


@pytest.mark.parametrize(
    ("when", "sentence", "now", "provisional"),
    [
        ("2025-09-22 10:00", "今天 08:30–12:00、13:30–17:00", "现在开放", False),
        ("2025-09-22 08:29", "今天 08:30–12:00、13:30–17:00", "现在休息，08:30 开门", False),
        ("2025-09-22 12:00", "今天 08:30–12:00、13:30–17:00", "现在休息，13:30 开门", False),
        ("2025-09-22 17:00", "今天 08:30–12:00、13:30–17:00", "下次 9月23日 星期二 08:30 开门", False),
        ("2025-09-27 10:00", "今天休息（星期六）", "下次 9月28日 星期日 08:30 开门", False),
        ("2025-09-28 10:00", "今天 08:30–12:00、13:30–17:00", "现在开放", False),
        ("2025-10-03 10:00", "今天休息（国庆节放假）", "下次 10月9日 星期四 08:30 开门", False),
        ("2026-12-31 18:00", "今天 08:30–12:00、13:30–17:00", "下次 1月1日 星期五 08:30 开门", True),
    ],
    ids=["open", "before", "lunch", "closed for the day", "weekend", "make-up Sunday", "holiday", "unannounced year"],
)
def test_what_the_door_says(world, when, sentence, now, provisional):
    opening = opening_at(at(when))
    assert (opening.sentence, opening.now, opening.provisional) == (sentence, now, provisional)


def test_the_home_page_says_it_too(client, world):
    page = text(client, reverse("home"))
    assert "现在开放" in page
    for door in ("/c/", "/items/", "/complain/"):
        assert f'class="big" href="{door}"' in page
