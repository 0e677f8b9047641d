"""The queue and the scan box."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse

from cases.sweep import sweep
from desk.selection import Selection
from hall.crypto import keyed_hash
from tests.kept import scene
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, filled, searched, shows_nothing_personal, text_of
from tests.world import ENTERPRISE, PERSON, at

__all__ = ["desk"]


def numbers(response) -> list[str]:
    return [row["href"].split("/")[3] for row in response.context["rows"]]


def counts(response) -> dict[str, int]:
    return {tab["label"]: int(tab["count"]) for tab in response.context["tabs"]}


@pytest.fixture
def busy(desk):
    return each_tab(desk)


@scene
def each_tab(world):
    """One case for each tab."""
    early = at("2025-09-22 10:00")
    cases = {
        "overdue": world.accepted(when=early, idem="k1").case,
        "today": world.accepted(when=at("2025-09-26 10:00"), idem="k2", by=world.chief).case,
        "acceptance": world.register(when=at("2025-09-29 10:00"), idem="k3", materials=[1]).application.case,
        "correction": world.register(when=at("2025-09-26 10:00"), idem="k4", materials=[1]).application.case,
        "special": world.accepted(when=at("2025-09-28 10:00"), idem="k5").case,
        "collection": world.accepted(when=at("2025-09-29 10:00"), idem="k6").case,
    }
    actions.notify(number=cases["correction"].number, missing={2: "", 3: ""}, by=world.clerk, at=NOW)
    actions.suspend(
        number=cases["special"].number, ground="testing", notice_number="告〔2025〕1号", declared_days=5, by=world.chief, at=NOW
    )  # fmt: skip
    actions.decide(number=cases["collection"].number, result="grant", by=world.chief, at=NOW)
    world.register(
        when=NOW, idem="k7", item=world.market_item, window=world.market_window, by=world.market_clerk, materials=[1, 2]
    )
    sweep(at=NOW)
    return cases


def test_each_tab_holds_its_cases(busy, client):
    response = client.get("/desk/")
    assert counts(response) == {
        "本窗口": 6, "我的": 5, "今日到期": 1, "已超期": 1, "待补正": 1, "待受理": 1, "待领取": 1, "特别程序": 1,
        "可能忘记办结": 2,  # accepted at the window half a day ago or longer, and nothing since
    }  # fmt: skip
    for tab, case in busy.items():
        assert numbers(client.get(f"/desk/?tab={tab}")) == [case.number], tab
    assert busy["today"].number not in numbers(client.get("/desk/?tab=mine"))


def test_the_page_says_how_many_files_wait_for_the_archive(desk, client):
    assert "待归档 0" in text_of(client.get("/desk/"))
    stages.delivered(desk)
    assert "待归档 1" in text_of(client.get("/desk/?tab=mine"))
    client.force_login(desk.market_clerk)
    assert "待归档 0" in text_of(client.get("/desk/")), "its own department's"


def test_the_nearest_due_comes_first_and_the_broken_before_all(busy, client):
    response = client.get("/desk/")
    assert numbers(response)[:2] == [busy["overdue"].number, busy["today"].number]
    assert set(numbers(response)[-2:]) == {busy["correction"].number, busy["special"].number}
    words = text_of(response)
    assert "超承诺 承诺时限 超 7 个半天 · 9月25日 17:00" in words
    assert "等申请人补正，10月30日 17:00 前" in words
    assert "暂停" in words
    assert "更新于 10:00" in words
    by_opening = numbers(client.get("/desk/?sort=opened"))
    assert by_opening[0] == busy["overdue"].number


def test_a_row_shows_lamp_masked_name_window_and_last_act(busy, client):
    response = client.get("/desk/?tab=today")
    words = text_of(response)
    assert "预警" in words
    assert "承诺时限 今日到期，剩 2 个半天 · 9月30日 17:00" in words
    assert "王*明" in words
    assert " 22 " in words
    assert "时限预警 10:00" in words
    assert shows_nothing_personal(response)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("公共场所", 6),
        ("没有的事项", 0),
        ("', --", 0),
        ("\x00", 6),
        ("01012025092200001", 1),
        ("0101 20250922 00001", 1),
    ],
)
def test_search_by_item_or_full_number(busy, client, query, count):
    response = client.get("/desk/", {"q": query})
    assert response.status_code == 200
    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("tab", ["", "correction", "forgotten"])
def test_a_full_number_finds_a_closed_case_on_any_tab(busy, client, tab):
    case = busy["today"]
    actions.withdraw(number=case.number, reason="不办了", by=case.owner, at=NOW)
    response = client.get("/desk/", {"q": f" {case.number} ", "tab": tab})
    assert numbers(response) == [case.number]
    assert "申请人撤回" in text_of(response)
    assert response.context["number"] == "1"
    assert case.number not in numbers(client.get("/desk/", {"q": "公共场所"}))


def test_the_two_results_that_wait_tell_apart(busy, client):
    response = client.get("/desk/?state=decided_refused")
    words = [words for _state, words in response.context["choices"]["states"]]
    assert len(set(words)) == len(words)
    assert {"准予（待领取）", "不予许可（待领取）"} <= set(words)
    assert [chip["label"] for chip in response.context["chips"]] == ["环节：不予许可（待领取）"]
    assert "准予（待领取）" in text_of(client.get("/desk/?tab=collection"))


def registers(page) -> str:
    """Where this list leads to register its applicant."""
    return page.context["register"] or page.context["empty"]["url"]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("number", "kind"), [(PERSON.number, "person"), (ENTERPRISE.number, "enterprise")])
def test_who_was_scanned_is_registered_without_reading_the_number_again(desk, client, known, number, kind):
    if known:
        desk.register(when=NOW, idem="k", applicant=PERSON if kind == "person" else ENTERPRISE)
    landing = client.post(reverse("desk-find"), {"q": f" {number.lower()} "}).url
    page = client.get(landing)
    assert re.search(r'href="/desk/register/\?who=std2[^"]+" data-key="F2"', page.content.decode())
    choose = client.get(registers(page))
    assert 'name="who" value="std2:' in choose.content.decode()
    assert keyed_hash("applicant", number) not in choose.content.decode() + landing + registers(page)
    form = next(row["href"] for row in choose.context["rows"] if "WJ-XK-0001" in row["href"])
    assert all(number not in address for address in (landing, registers(page), form))
    assert number not in str(dict(client.session.items()))
    for _again in range(2):
        fields = client.get(form).context["form"]
        assert (fields["applicant_id"].value(), str(fields["applicant_kind"].value())) == (number, kind)
    client.post(form, filled(desk))
    assert client.get(form).context["form"]["applicant_id"].value() is None


def test_nobody_elses_number_stands_in_the_form(desk, client):
    client.post(reverse("desk-find"), {"q": PERSON.number})
    form = "/desk/register/?item=WJ-XK-0001"
    mine, other = (
        Selection(who=keyed_hash("applicant", each.number), by=desk.clerk.pk).sealed_who
        for each in (PERSON, ENTERPRISE)
    )
    assert client.get(f"{form}&who={quote(mine)}").context["form"]["applicant_id"].value() == PERSON.number
    for address in (form, f"{form}&who={quote(other)}", f"{form}&who=%00"):
        assert client.get(address).context["form"]["applicant_id"].value() is None, address
    with time_machine.travel(NOW + timedelta(minutes=5, seconds=1), tick=False):
        assert client.get(f"{form}&who={quote(mine)}").context["form"]["applicant_id"].value() is None


def test_an_address_that_makes_no_sense_shows_the_whole_list(busy, client):
    response = client.get("/desk/?tab=nothing&sort=wrong&page=zzz&who=%00")
    assert len(numbers(response)) == 6


@pytest.mark.parametrize(
    "tab", ["", "mine", "today", "overdue", "correction", "acceptance", "collection", "special", "forgotten"]
)
def test_empty_tabs_say_what_next(desk, client, tab):
    response = client.get(f"/desk/?tab={tab}")
    assert "没有在办的办件。按 F2 登记一件。" in text_of(response)


def test_empty_results_say_what_next(busy, client):
    assert "没有符合“医院”的办件。" in text_of(client.get("/desk/", {"q": "医院"}))
    actions.withdraw(number=busy["overdue"].number, reason="不办了", by=busy["overdue"].owner, at=NOW)
    assert "没有超期的办件。" in text_of(client.get("/desk/?tab=overdue"))


def test_five_rows_and_fifty_cost_the_same(desk, client, django_assert_max_num_queries):
    for n in range(5):
        desk.accepted(when=NOW, idem=f"a{n}")
    client.get("/desk/")
    with django_assert_max_num_queries(17) as five:
        assert len(numbers(client.get("/desk/"))) == 5
    for n in range(47):
        desk.accepted(when=NOW, idem=f"b{n}")
    with django_assert_max_num_queries(17) as fifty:
        response = client.get("/desk/")
    assert len(five) == len(fifty) + 1  # a page that is not full looks for cases without a clock too
    assert len(numbers(response)) == 50
    assert "显示 1–50，共 52 件" in text_of(response)
    second = client.get("/desk/?page=2")
    assert len(numbers(second)) == 2
    assert not set(numbers(second)) & set(numbers(response))


def test_another_department_sees_its_own_only(busy, desk, client):
    client.force_login(desk.market_clerk)
    response = client.get("/desk/")
    assert counts(response)["本窗口"] == 1
    assert not set(numbers(response)) & {case.number for case in busy.values()}


def test_a_year_without_a_calendar_is_marked(desk, client):
    with time_machine.travel(at("2026-12-31 10:00"), tick=False):
        client.force_login(desk.clerk)
        desk.accepted(when=at("2026-12-31 10:00"))
        assert "暂定" in text_of(client.get("/desk/"))


# The scan box


def find(client, q):
    return client.post(reverse("desk-find"), {"q": q})


def test_a_case_number_opens_the_case(busy, client):
    number = busy["today"].number
    for typed in (
        number,
        f"{number[:4]} {number[4:12]} {number[12:]}",
        number.translate({48 + n: 0xFF10 + n for n in range(10)}),
    ):
        assert find(client, typed).url == f"/desk/cases/{number}/"


def test_a_receipt_code_opens_the_case_and_costs_no_attempt(desk, client):
    registered = desk.register(when=NOW)
    case = registered.application.case
    assert find(client, registered.code).url == f"/desk/cases/{case.number}/"
    for _ in range(10):
        assert find(client, "1234567812345670").url == "/desk/"
    assert find(client, registered.code).url == f"/desk/cases/{case.number}/"


@pytest.mark.parametrize("typed", ["00001", "０００01", "092200001", "0922 00001", "20250922-00001"])
def test_the_end_of_a_number_opens_the_one_case(desk, client, typed):
    case = desk.accepted(when=at("2025-09-22 10:00")).case
    actions.withdraw(number=case.number, reason="不办了", by=desk.clerk, at=NOW)
    assert case.number == "01012025092200001"
    assert find(client, typed).url == f"/desk/cases/{case.number}/"
    assert numbers(client.get("/desk/", {"q": typed, "tab": "overdue"})) == [case.number]


def test_an_end_that_several_numbers_have_lists_them(busy, client):
    landing = find(client, "00001").url
    assert landing == "/desk/?q=00001"
    page = client.get(landing)
    assert set(numbers(page)) == {case.number for case in busy.values() if case.number.endswith("00001")}
    assert len(numbers(page)) > 1
    assert "按编号查（含已办结）" in text_of(page)


@pytest.mark.parametrize("typed", ["00099", "092100001", "2025092100001", "9999999900001"])
def test_an_end_that_no_number_has_is_told_so(busy, client, typed):
    response = find(client, typed)
    assert response.url == "/desk/"
    assert "没有查到。编号 17 位（或者最后 5 位）" in text_of(client.get("/desk/"))


def test_whoever_only_reads_finds_the_end_of_a_number(busy, desk, client):
    client.force_login(desk.head)
    assert find(client, "092200001").url == f"/desk/cases/{busy['overdue'].number}/"
    assert find(client, "00001").url == "/landing/"


def test_the_end_of_an_enquirys_number_opens_it(desk, client):
    question = {"idem": "a" * 32, "text": "要带什么材料", "channel": "counter", "item_code": "WJ-XK-0001"}
    asked = client.post(reverse("enquiry-new"), question)
    assert find(client, "00001").url == asked.url


def test_an_id_finds_its_cases_without_entering_an_address(desk, client):
    first = desk.register(when=NOW, idem="k1").application.case
    actions.withdraw(number=first.number, reason="不办了", by=desk.clerk, at=NOW)
    second = desk.register(when=NOW, idem="k2").application.case
    desk.register(when=NOW, idem="k3", applicant=ENTERPRISE)
    response = find(client, f" {PERSON.number[:6]} {PERSON.number[6:].lower()} ")
    assert searched(response.url, desk.clerk).who == keyed_hash("applicant", PERSON.number)
    listed = client.get(response.url)
    assert set(numbers(listed)) == {first.number, second.number}
    assert shows_nothing_personal(listed)
    assert len(numbers(client.get(find(client, ENTERPRISE.number).url))) == 1


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        (stages.not_accepted, "已结束"),
        (stages.not_required, "已结束"),
        (stages.not_corrected, "已结束"),
        (stages.withdrawn, "已结束"),
        (stages.terminated, "已结束"),
        (stages.void, "已结束"),
        (stages.delivered, "待归档"),
        (stages.archived, "已归档"),
    ],
)
def test_only_what_is_archived_is_called_so(world, client, reach, words):
    reach(world)
    client.force_login(world.clerk)
    [row] = client.get(find(client, PERSON.number).url).context["rows"]
    assert {"已结束", "待归档", "已归档"} & {cell for cell in row["cells"] if isinstance(cell, str)} == {words}


def test_a_person_without_cases_here(desk, client):
    desk.register(when=NOW, item=desk.market_item, window=desk.market_window, by=desk.market_clerk, materials=[1, 2])
    listed = client.get(find(client, PERSON.number).url)
    assert "这个证件号在本窗口没有办件。" in text_of(listed)


def test_an_item_code_opens_its_form_and_words_search(desk, client):
    assert find(client, "wj-xk-0001").url == "/desk/register/?item=WJ-XK-0001"
    assert find(client, "卫生许可").url.startswith("/desk/?q=")


@pytest.mark.parametrize(
    "typed",
    ["", "\x00", "110105194912310021", "13812348000", "01012025093000099", "1234567812345678"],  # nobody's phone
)
def test_an_unsuccessful_search_leaves_no_number_in_an_address(desk, client, typed):
    response = find(client, typed)
    assert response.url == "/desk/"
    page = client.get(response.url)
    assert "没有查到" in text_of(page) or "填写或扫描" in text_of(page)


def test_the_scan_box_opens_no_other_departments_case(busy, desk, client):
    client.force_login(desk.market_clerk)
    assert find(client, busy["today"].number).url == "/desk/"
    assert "没有查到" in text_of(client.get("/desk/"))


def test_the_scan_box_of_somebody_who_only_reads(busy, desk, client):
    client.force_login(desk.head)
    assert find(client, busy["today"].number).url == f"/desk/cases/{busy['today'].number}/"
    assert find(client, PERSON.number).url == "/landing/"
    assert client.get("/desk/").status_code == 404


# Applicants, initials and what stands in no address


def rows_after(client, response):
    return numbers(client.get(response.url))


@pytest.mark.parametrize("typed", ["王小明", "王小", "小明", "王", "wxm", "WX", "ｗｘｍ"])
def test_an_applicant_is_found_by_parts_of_the_name(desk, client, typed):
    wanted = desk.register(when=NOW, idem="k1").application.case
    desk.register(when=NOW, idem="k2", applicant=ENTERPRISE)
    response = client.post(reverse("desk-find"), {"q": typed, "in": "applicants"})
    assert response.url.startswith("/desk/?name=std")
    assert "%E7%8E%8B" not in response.url  # 王: the name is sealed
    assert rows_after(client, response) == [wanted.number]


def test_a_name_finds_what_is_finished_too(desk, client):
    finished = desk.register(when=NOW, idem="k1").application.case
    actions.withdraw(number=finished.number, reason="不办了", by=desk.clerk, at=NOW)
    running = desk.register(when=NOW, idem="k2").application.case
    for typed in ("王小明", "wxm"):
        page = client.get(find(client, typed).url)
        assert numbers(page) == [running.number, finished.number], typed
        assert "按姓名查（含已办结）" in text_of(page)
        assert not any(tab["current"] for tab in page.context["tabs"])


@pytest.mark.parametrize(
    ("typed", "count"), [("云澜食品", 1), ("ylsp", 1), ("食品有限", 1), ("澜云", 0), ("x", 0), ("王小明", 0)]
)
def test_an_enterprise_is_found_too(desk, client, typed, count):
    desk.register(when=NOW, applicant=ENTERPRISE)
    response = client.post(reverse("desk-find"), {"q": typed, "in": "applicants"})
    assert len(rows_after(client, response)) == count


def test_a_name_in_the_scan_box_and_a_phone(desk, client):
    mine = desk.register(when=NOW, idem="k1").application.case
    assert rows_after(client, find(client, "王小明")) == [mine.number]
    response = find(client, "+86 138-1234-8000")
    assert PERSON.phone not in response.url
    assert rows_after(client, response) == [mine.number]
    assert shows_nothing_personal(client.get(response.url))


def test_another_departments_applicants_are_not_found(desk, client):
    desk.register(when=NOW)
    client.force_login(desk.market_clerk)
    assert rows_after(client, find(client, "王小明")) == []
    assert find(client, PERSON.phone).url == "/desk/"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ggcs", "WJ-XK-0001"),
        ("ggcswsxk", "WJ-XK-0001"),
        ("1", "WJ-XK-0001"),
        ("2", "WJ-XK-0002"),
        ("mybj", "WJ-XK-0002"),
    ],
)
def test_a_few_keys_name_an_item_of_this_desk(desk, client, typed, code):
    assert find(client, typed).url == f"/desk/register/?item={code}"
    assert f"{code} ·" in text_of(client.get("/desk/register/", {"item": typed}))


def test_what_names_no_item_here_searches_applicants(desk, client):
    assert find(client, "9").url.startswith("/desk/?name=")
    assert find(client, "zzz").url.startswith("/desk/?name=")


# Filters, columns, order, pages


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"item": "WJ-XK-0001"}, 6),
        ({"item": "WJ-XK-0002"}, 0),
        ({"window": "22"}, 6),
        ({"window": "24"}, 0),
        ({"state": "submitted"}, 1),
        ({"since": "2025-09-29"}, 2),
        ({"until": "2025-09-26"}, 3),
        ({"since": "2025-09-26", "until": "2025-09-28"}, 3),
        ({"since": "not a day"}, 6),
        ({"q": "ggcs"}, 6),
        ({"q": "ggcs", "tab": "mine", "state": "accepted"}, 1),
    ],
)
def test_filters_stand_in_the_address_and_come_off_singly(busy, client, query, count):
    response = client.get("/desk/", query)
    assert len(numbers(response)) == count
    for chip in response.context["chips"]:
        assert len(numbers(client.get(chip["url"]))) >= count


def test_columns_are_chosen_and_sorting_is_said(busy, client):
    response = client.get("/desk/?columns=owner&columns=opened&dense=1")
    assert [column["label"] for column in response.context["columns"]] == ["编号", "首办责任人", "收件时间"]
    assert b'class="stack ticked dense"' in response.content
    opened = client.get("/desk/?sort=-opened")
    assert b'aria-sort="descending"' in opened.content
    assert numbers(opened) == sorted(numbers(opened), reverse=True)
    assert numbers(client.get("/desk/?sort=-due"))[-2:] == numbers(client.get("/desk/"))[-2:]  # without a clock: last


@pytest.mark.parametrize("sort", ["due", "-due", "opened", "-opened", "acted", "-acted"])
def test_every_order_goes_through_all_pages_without_a_gap(busy, client, monkeypatch, sort):
    """Pages of two, two of which have a number; behind them each begins where the one before it ended."""
    from worklists import pages

    whole = numbers(client.get("/desk/", {"sort": sort}))
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)
    monkeypatch.setattr(pages, "PAGES", 2)
    sequence, address = [], f"/desk/?sort={sort}"
    while address:
        page = client.get(address)
        sequence += numbers(page)
        address = page.context["pager"]["next"]
    assert sequence == whole
    assert len(sequence) == 6


def test_the_counts_answer_304_while_nothing_changes(busy, desk, client):
    """The page asks for them by itself."""
    page = client.get("/desk/")
    poll = page.context["poll"]
    assert f'hx-get="{poll.replace("&", "&amp;")}"'.encode() in page.content
    first = client.get(poll)
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    assert client.get(poll, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    desk.register(when=NOW, idem="new")
    answer = client.get(poll, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (answer.status_code, counts(answer)["本窗口"]) == (200, 7)
    assert "有 1 件新办件" in text_of(answer)


def test_a_page_left_open_keeps_nobody_signed_in(desk, client):
    client.get("/desk/")
    last_use = client.session["seen"]
    with time_machine.travel(at("2025-09-30 10:20"), tick=False):
        client.get("/desk/counts/")
        assert client.session["seen"] == last_use
        client.get("/desk/")
        assert client.session["seen"] > last_use


def test_what_is_more_is_not_counted_to_the_end(busy, client, monkeypatch):
    monkeypatch.setattr("desk.lists.TAB_COUNTED", 2)
    monkeypatch.setattr("desk.queue.TAB_COUNTED", 2)
    assert {tab["label"]: tab["count"] for tab in client.get("/desk/").context["tabs"]}["本窗口"] == "2+"


# What may have been forgotten


@pytest.mark.parametrize(
    ("sentence", "now", "count"),
    [
        ("exactly half a day ago: not yet", "2025-09-30 14:30", 0),
        ("a minute longer", "2025-09-30 14:31", 1),
        ("the night does not count", "2025-09-30 20:00", 1),
    ],
)
def test_accepted_at_the_window_and_silent_for_half_a_day(desk, client, sentence, now, count):
    desk.accepted(when=at("2025-09-30 09:30"))  # 150 minutes to noon, 60 after half past one
    with time_machine.travel(at(now), tick=False):
        client.force_login(desk.clerk)
        assert counts(client.get("/desk/"))["可能忘记办结"] == count


def test_what_waits_for_somebody_else_is_not_forgotten(desk, client):
    from hall.models import Delegation

    early = at("2025-09-26 10:00")
    decidable = desk.accepted(when=early, idem="k1").case
    complete = desk.register(when=early, idem="k2").application.case
    desk.register(when=early, idem="k3", materials=[1])  # waits for papers
    paused = desk.accepted(when=early, idem="k4").case
    actions.suspend(
        number=paused.number, ground="testing", notice_number="告1", declared_days=9, by=desk.chief, at=early
    )
    heard = desk.accepted(when=early, idem="k9").case
    actions.tell_hearing(number=heard.number, parties="东邻李某", interest="相邻采光", by=desk.clerk, at=early)
    touched = desk.accepted(when=early, idem="k5").case
    actions.visit(number=touched.number, window=desk.health_window, purpose="consult", by=desk.clerk, at=NOW)
    collected = desk.accepted(when=early, idem="k6").case
    actions.decide(number=collected.number, result="grant", by=desk.clerk, at=early)
    actions.visit(number=collected.number, window=desk.health_window, purpose="collect", by=desk.clerk, at=NOW)
    assert set(numbers(client.get("/desk/?tab=forgotten"))) == {decidable.number, complete.number, collected.number}
    Delegation.objects.update(valid_to=at("2025-09-29 10:00").date())  # now the chief decides
    assert set(numbers(client.get("/desk/?tab=forgotten"))) == {complete.number, collected.number}
    client.force_login(desk.chief)
    assert decidable.number in numbers(client.get("/desk/?tab=forgotten"))


@pytest.mark.parametrize(
    "typed", ["云卫健准字〔2025〕1号", "云卫健准字(2025)1号", "云卫健准字 [2025] 1 号", "云卫健准字（2025）1号"]
)
def test_the_number_of_a_paper_opens_its_case(busy, client, typed):
    """It stands in the middle of every paper that somebody puts on the counter; printed, or given by the decision."""
    case = busy["collection"]
    assert find(client, typed).url == f"/desk/cases/{case.number}/"


def test_a_number_that_is_no_papers_is_no_name(busy, desk, client):
    shown = text_of(client.post("/desk/find/", {"q": "云卫健准字〔2025〕99号"}, follow=True))
    assert "没有查到文号“云卫健准字〔2025〕99号”" in shown
    client.force_login(desk.market_clerk)
    shown = text_of(client.post("/desk/find/", {"q": "云卫健准字〔2025〕1号"}, follow=True))
    assert "没有查到文号" in shown, "another department's paper"


def test_a_foreigners_surname_finds_the_case(desk, client):
    desk.register(when=NOW, applicant=replace(PERSON, name="John Smith-O'Neil"))
    for typed in ("Smith", "SMITH JOHN", "O'Neil"):
        page = client.post("/desk/find/", {"q": typed}, follow=True)
        assert len(page.context["rows"]) == 1, typed


@pytest.mark.parametrize("typed", ["/{}", "／{}", " /{}"])
def test_the_boxs_own_key_is_not_looked_for(busy, client, typed):
    case = next(iter(busy.values()))
    assert find(client, typed.format(case.number)).url == f"/desk/cases/{case.number}/"


@pytest.mark.parametrize("typed", ["13912340031", "E12345678"])
def test_a_number_of_nobody_leads_to_registering(busy, client, typed):
    find(client, typed)
    page = client.get("/desk/")
    assert "没有查到用这个号码" in text_of(page)
    assert 'href="/desk/register/">登记一件' in page.content.decode()
