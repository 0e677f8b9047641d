"""The administrator's page of the nightly check, and where else it is told of."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from cases.models import ReconciliationRun
from cases.reconcile import ledger
from cases.reconcile.standing import Standing
from cases.wording import moment
from config.reconciling import ROOMS
from tests.cases.broken_rows import silent_clocks_pass
from tests.world import at

NOW = at("2025-11-04 09:00")
PAGE = "/administration/reconciliation/"


@pytest.fixture
def signed_in(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    with time_machine.travel(NOW, tick=False):
        yield enter


@pytest.fixture
def silent(world):
    """A case whose promise the sweep would never find again; checked the night after."""
    number = world.accepted(when=at("2025-11-03 10:00")).case.number
    silent_clocks_pass()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_deadline SET next_alert_at = NULL WHERE rule = 'promise'")
    ledger.reconcile(ROOMS, at=at("2025-11-04 01:30"))
    return number


def run(hours: float, **more) -> None:
    ReconciliationRun.objects.create(
        started_at=NOW - timedelta(hours=hours), cases=12, clocks=34, cards=5,
        **{"seconds": 2.4, "differences": 0, "appeared": 0, "gone": 0, **more},
    )  # fmt: skip


def test_each_difference_shows_both_sides_and_no_personal_data(world, silent, signed_in):
    client = signed_in(world.administrator)
    page = client.get(PAGE).content.decode()
    for word in (silent, "承诺时限", "没有下次提醒", "2025年11月6日 08:30:00", "2025年11月4日 01:30（新）", "7 小时前"):
        assert word in page
    one = client.get(f"{PAGE}{silent}/").content.decode()
    assert "巡查永远找不到它" in one
    assert "怎么算出来的" in one
    for secret in ("王", "公共场所卫生许可", "138", "张敏"):
        assert secret not in re.sub(r"<header.*?</header>", "", page + one, flags=re.S)


def test_what_is_gone_stays_told_of_on_the_case(world, silent, signed_in):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_deadline SET next_alert_at = warn_at WHERE rule = 'promise'")
    ledger.reconcile(ROOMS, at=at("2025-11-04 08:30"))
    client = signed_in(world.administrator)
    assert "全部相符" in client.get(PAGE).content.decode()
    assert "不再不符" in client.get(f"{PAGE}{silent}/").content.decode()


def test_what_is_about_the_whole_case_says_so(world, signed_in):
    number = world.accepted(when=at("2025-11-03 10:00")).case.number
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET closed_at = '2025-11-03 11:00+08'")
    ledger.reconcile(ROOMS, at=at("2025-11-04 01:30"))
    client = signed_in(world.administrator)
    assert "整件" in client.get(PAGE).content.decode()
    one = client.get(f"{PAGE}{number}/").content.decode()
    for word in ("整件：结案时刻", "2025年11月3日 11:00:00", "与办理记录不一致"):
        assert word in one


@pytest.mark.parametrize(
    ("hours", "red", "words"), [(25, False, "25 小时前"), (26.1, True, "26 小时前"), (72, True, "3 天前")]
)
def test_a_check_that_has_stopped_is_red(world, signed_in, hours, red, words):
    run(hours)
    page = signed_in(world.administrator).get(PAGE).content.decode()
    assert ("核对停了" in page) is red
    assert words in page


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "刚刚"), (0.9, "刚刚"), (1, "1 分钟前"), (9, "9 分钟前"), (22, "22 分钟前"), (59.9, "59 分钟前"),
        (60, "1 小时前"), (48 * 60 - 1, "47 小时前"), (48 * 60, "2 天前"),
    ],
)  # fmt: skip
def test_how_long_ago_the_last_check_was(minutes, words):
    """刚刚 is less than a minute: it was said of 22."""
    last = ReconciliationRun(started_at=NOW - timedelta(minutes=minutes))
    assert Standing(last, NOW).age == words


def test_the_last_check_says_its_age_on_both_pages(world, signed_in):
    run(22 / 60)
    client = signed_in(world.administrator)
    assert "最近一次：22 分钟前（" in client.get(PAGE).content.decode()
    assert "22 分钟前" in client.get("/administration/").content.decode()


def test_a_run_is_told_of_like_everything_else(world, signed_in):
    """A day and its hour as on every page; and no time that rounds to nothing."""
    run(3, seconds=0.04)
    run(27)
    rows = signed_in(world.administrator).get(PAGE).context["runs"]
    assert [(row["cells"][0], row["cells"][-1]) for row in rows] == [
        (moment(NOW - timedelta(hours=3)), "不到 1 秒"), (moment(NOW - timedelta(hours=27)), "2 秒"),
    ]  # fmt: skip


def test_before_the_first_night_nothing_is_claimed(world, signed_in):
    page = signed_in(world.administrator).get(PAGE).content.decode()
    assert "还没有核对过" in page
    assert "全部相符" not in page


def test_a_case_on_which_nothing_was_found_is_not_there(world, silent, signed_in):
    client = signed_in(world.administrator)
    other = world.register(when=at("2025-11-03 10:00"), idem="key-2").application.case.number
    assert client.get(f"{PAGE}{other}/").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "chief", "head", "complaint_officer"])
def test_nobody_else_finds_it(world, silent, signed_in, who):
    client = signed_in(getattr(world, who))
    assert client.get(PAGE).status_code == client.get(f"{PAGE}{silent}/").status_code == 404


@pytest.mark.parametrize(("hours", "differences", "words"), [
    (3, 0, ""), (3, 2, "计时核对发现 2 处不符"), (27, 0, "计时核对停了：最近一次是27 小时前"), (None, 0, "计时还没有核对过"),
])  # fmt: skip
def test_the_office_s_board_tells_of_it_in_a_sentence(world, signed_in, hours, differences, words):
    if hours is not None:
        run(hours, differences=differences)
    page = signed_in(world.office).get("/oversight/").content.decode().split("<main")[1]
    assert words in page
    assert ("计时核对" in page or "计时还没有" in page) is bool(words)
