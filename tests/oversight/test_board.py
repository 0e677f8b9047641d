"""The board: its figures are the lengths of its lists, for everybody who may see it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cases.models import Case, Heartbeat, Recomputation
from cases.sweep import sweep
from hall.access import Grant, access_of
from hall.roles import Permission
from oversight import foremost
from oversight.queries import Figures, board
from tests.cases.broken_rows import triggers_off
from tests.oversight.conftest import NOW, REPORTER, SECRET_WORDS, every_lamp
from tests.world import at

BOARD = "/oversight/"
BOARD_QUERIES = 35  # two ask for the trend: what the timers counted, and it is counted; one asks for late corrections and exposures; one asks whether codes are guessed; one for cases that somebody is off; one counts the changes of kind; one asks what the timers counted, one counts; one asks who watches, one for the nightly check, one for hosts whose clock is wrong, two for changes of the calendar and of readings, five for what nobody can see to


def test_each_running_case_counts_once_by_its_worst_lamp(world, lamps):
    view = board(Grant(everywhere=True), NOW)
    assert view.figures == Figures(grey=2, green=1, yellow=2, red=3, deep_red=1)
    assert view.figures.running == 9
    rows = {unit.department and unit.department.code: unit for unit in view.units}
    assert rows["WJ"].figures == Figures(grey=2, green=1, yellow=2, red=1, deep_red=1)
    assert rows["SJ"].figures == Figures(red=1)
    assert rows[None].figures == Figures(red=1)
    assert [unit.department and unit.department.code for unit in view.units] == ["SJ", "WJ", None]
    assert (rows["WJ"].yellow_cards, rows["WJ"].red_cards) == (3, 1)


def test_every_change_of_the_calendar_stands_there_for_seven_days(world):
    """Six small ones push none off; those that withdrew cards stand first (decision 127)."""
    job = {"asked_at": NOW, "finished_at": NOW}
    for n in range(7):
        Recomputation.objects.create(stamp=uuid4(), why=f"第 {n} 次", moved=1, withdrawn=int(n == 2), **job)
    Recomputation.objects.create(stamp=uuid4(), why="早先", moved=1, asked_at=NOW, finished_at=NOW - timedelta(days=7))
    words = [each.why for each in board(Grant(everywhere=True), NOW).calendar_changes]
    assert words == ["第 2 次", "第 6 次", "第 5 次", "第 4 次", "第 3 次", "第 1 次", "第 0 次"]


def test_a_department_sees_its_own_only(world, lamps):
    grant = access_of(world.head, on=NOW.date()).grant(Permission.BOARD_VIEW)
    view = board(grant, NOW)
    assert [unit.department for unit in view.units] == [world.health]
    assert view.figures.running == 7
    assert view.figures == board(Grant(everywhere=True), NOW, world.health).figures


def test_nobody_without_a_grant_counts_anything(world, lamps):
    view = board(Grant(), NOW)
    assert (view.figures, view.units, view.severe, view.due_today, view.recent_cards) == (Figures(), [], [], [], [])


@pytest.mark.parametrize("who", ["office", "inspector", "chief", "head"])
@pytest.mark.parametrize("query", ["", "?department=WJ", "?kind=application"])
def test_every_number_is_the_length_of_the_list_behind_it(world, lamps, visit, who, query):
    user = getattr(world, who)
    page = visit(user, BOARD + query)
    assert page.status_code == 200
    links = [(tile["value"], tile["url"]) for tile in page.context["tiles"]]
    links.append((page.context["board"].figures.grey, page.context["grey_url"]))
    links.append((page.context["board"].figures.green, page.context["green_url"]))
    links.append((page.context["board"].due_today_count, page.context["due_today_url"]))
    links += [(bar["count"], bar["href"]) for bar in page.context["bars"]]
    links += [
        (int(cell["text"]), cell["href"])
        for row in [*page.context["units"], *page.context.get("parts", ())]
        for cell in row["cells"][1:]
        if isinstance(cell, dict)
    ]
    assert sum(number for number, _url in links) > 20
    for number, url in links:
        assert visit(user, url).context["page"].paginator.count == number, url


def test_severe_are_those_past_three_times_their_limit(world, lamps):
    view = board(Grant(everywhere=True), NOW)
    # from 2 March on the tenth working day is running on the 16th; of the complaint too
    numbers = [each.case.number for each in view.severe]
    assert numbers[0] == lamps["deep_red"].number
    assert set(numbers) == {lamps[name].number for name in ("deep_red", "red", "market_red", "complaint")}
    assert all(each.share > 3 for each in view.severe)
    assert view.severe[0].deadline.rule == "promise"
    assert not board(Grant(everywhere=True), at("2026-03-04 10:00"), world.market).severe


def test_due_today_leaves_out_the_stopped_and_the_broken(world, lamps, visit):
    page = visit(world.office, BOARD)
    assert [row["number"] for row in page.context["due_today"]] == [lamps["yellow"].number]
    assert "承诺时限 今日到期" in page.content.decode()


def test_cases_handed_over_meanwhile_are_left_out(world, lamps, monkeypatch):
    first_today = foremost.first_today

    def and_handed_over(*reach, **at):
        answer = first_today(*reach, **at)  # which cases turn red today is read by now, their rows are not
        moved = [lamps[name].pk for name in ("yellow", "deep_red")]
        with triggers_off():  # only an enquiry is handed over
            Case.objects.filter(pk__in=moved).update(department=world.market)
        return answer

    monkeypatch.setattr(foremost, "first_today", and_handed_over)
    seen = board(Grant(everywhere=True), NOW, world.health)
    assert (seen.due_today, [each.case for each in seen.severe]) == ([], [lamps["red"]])


def test_stale_sweep_is_said_loudly(world, lamps, visit):
    assert "计时巡查停了" not in visit(world.office, BOARD).content.decode()
    Heartbeat.objects.update(at=NOW - timedelta(seconds=121))
    page = visit(world.office, BOARD).content.decode()
    assert "计时巡查停了" in page
    assert "2026年3月16日 09:57" in page
    Heartbeat.objects.all().delete()
    assert "还没有巡查过" in visit(world.office, BOARD).content.decode()


def test_the_moment_is_on_the_page(world, lamps, visit):
    assert "2026年3月16日 10:00" in visit(world.office, BOARD).content.decode()


def test_an_empty_hall_says_so(world, visit):
    page = visit(world.head, BOARD).content.decode()
    for sentence in (
        "没有在办件，也没有红黄牌。",
        "没有严重超期的办件。",
        "没有今天将变红的办件。",
        "还没有发过红黄牌。",
    ):
        assert sentence in page


@pytest.mark.parametrize("who", ["clerk", "market_clerk"])
def test_others_find_nothing_here(world, lamps, visit, who):
    """But the cards that name them (tests/oversight/test_named_on_a_card.py)."""
    user = getattr(world, who)
    card = lamps["red"].cards.get()
    for path in ("", "cases/", "cards/", f"cases/{lamps['red'].number}/", f"cards/{card.pk}/"):
        named = path == "cards/" or (path == f"cards/{card.pk}/" and card.owner == user)
        assert visit(user, BOARD + path).status_code == (200 if named else 404)
        answer = visit(None, BOARD + path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("query", ["?department=XX", "?department=SJ", "?department=centre"])
def test_a_department_out_of_reach_is_refused_with_a_sentence(world, lamps, visit, query):
    for path in ("", "cases/", "cards/"):
        page = visit(world.head, f"{BOARD}{path}{query}")
        assert page.status_code == 422
        assert "列表里没有这个“部门”，从列表里选" in page.content.decode()
        assert lamps["market_red"].number not in page.content.decode()


def test_pages_only_read(world, lamps, client, now):
    client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
    card = lamps["red"].cards.get().pk
    for path in ("", "cases/", "cards/", f"cases/{lamps['red'].number}/", f"cards/{card}/"):
        assert client.post(BOARD + path).status_code == 405


def test_a_complaint_shows_no_words_and_no_reporter(world, lamps, visit):
    number = lamps["complaint"].number
    card = lamps["complaint"].cards.get().pk
    for path in ("", "cases/", f"cases/?q={number}", f"cases/{number}/", "cards/", f"cards/{card}/"):
        page = visit(world.office, BOARD + path).content.decode()
        assert number in page
        for secret in (SECRET_WORDS, REPORTER, "欧**国", "138****8000"):
            assert secret not in page, path


def test_queries_do_not_grow_with_the_hall(world, office_client, django_assert_num_queries):
    every_lamp(world)
    with django_assert_num_queries(BOARD_QUERIES):
        office_client.get(BOARD)
    for place in range(45):
        world.accepted(when=at("2026-03-02 11:00") + timedelta(minutes=place), idem=f"more-{place}")
        world.accepted(when=at("2026-03-11 11:00") + timedelta(minutes=place), idem=f"today-{place}")
    sweep(at=NOW)
    with django_assert_num_queries(BOARD_QUERIES):
        page = office_client.get(BOARD)
    assert page.context["board"].figures.running == 99
    assert len(page.context["severe"]) == 20
    assert page.context["board"].due_today_count == 46
