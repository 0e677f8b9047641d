"""What the page before a bulk act says of each ticked case, and which acts a list offers: acceptance and archive beside the grant."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from hall.models import Delegation, User
from hall.roles import Power
from permits.acts.in_bulk import ALONE, outlooks
from permits.models import Tolerance
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.desk import IDEM, NOW, desk, text_of
from tests.permits.stages import number_of
from tests.snapshot import stored

__all__ = ["desk"]


def ask(client, do, numbers, **form):
    return client.post(
        reverse("desk-bulk"), {"do": do, "number": numbers, "list": "tab=acceptance", "idem": IDEM, **form}
    )


def received(world, many, *, materials=(1, 2, 3), idem="r") -> list[str]:
    terms = {"when": NOW, "materials": list(materials)}
    return [world.register(idem=f"{idem}{n}", **terms).application.case.number for n in range(many)]


def last_cells(answer) -> list[str]:
    return [row["cells"][-1] for row in answer.context["rows"]]


def sent(answer) -> list[str]:
    return re.findall(r'name="number" value="(\d+)"', answer.content.decode())


def test_complete_papers_are_accepted_in_one_run(desk, client):
    numbers = received(desk, 3)
    before = stored()
    page = ask(client, "accept", numbers)
    assert last_cells(page) == ["能"] * 3
    assert "受理 3 件" in text_of(page)
    assert stored() == before
    answer = client.get(ask(client, "accept", sent(page), confirmed="1").url)
    assert "已办 3 件" in text_of(answer)
    assert "已受理。承诺时限" in text_of(answer)
    assert set(Case.objects.filter(number__in=numbers).values_list("state", flat=True)) == {"accepted"}


def test_each_row_says_why_not_and_is_not_sent(desk, client):
    whole = received(desk, 1)
    gap = received(desk, 1, materials=(1,), idem="g")
    taken = [desk.accepted(when=NOW, idem="a").case.number]
    page = ask(client, "accept", [*whole, *gap, *taken])
    cells = dict(zip([row["number"] for row in page.context["rows"]], last_cells(page), strict=True))
    assert cells[whole[0]] == "能"
    assert cells[gap[0]].startswith("不能：还缺：")
    assert cells[taken[0]] == "不能：现在是“受理（审查中）”，不能受理"
    assert "其中 2 件现在不能办" in text_of(page)
    assert sent(page) == whole


def test_without_one_that_can_there_is_no_button(desk, client):
    gaps = received(desk, 2, materials=(1,))
    page = ask(client, "accept", gaps)
    assert page.status_code == 422
    assert "勾选的现在都不能批量受理" in text_of(page)
    assert all("还缺" in each for each in last_cells(page))
    assert sent(page) == []
    assert 'name="confirmed"' not in page.content.decode()


def test_what_changed_after_the_page_is_refused_in_the_run(desk, client):
    numbers = received(desk, 2)
    page = ask(client, "accept", numbers)
    actions.withdraw(number=numbers[0], reason="不办了", by=desk.clerk, at=NOW)
    answer = client.get(ask(client, "accept", sent(page), confirmed="1").url)
    assert "已办 1 件，没有办成 1 件" in text_of(answer)


def test_a_row_that_owes_a_promised_paper_is_marked(desk, client):
    desk.promised.materials.filter(position=3).update(tolerable=True)
    number = received(desk, 1, materials=(1, 2))[0]
    actions.accept_with_gaps(
        number=number, pledge="容缺〔2025〕1号", voluntary=True, pledged_on=date(2025, 10, 9), by=desk.clerk, at=NOW
    )
    plain = desk.accepted(when=NOW, idem="a").case.number
    page = ask(client, "grant", [number, plain])
    cells = dict(zip([row["number"] for row in page.context["rows"]], last_cells(page), strict=True))
    paper = Tolerance.objects.get().materials.get().name
    assert cells == {number: f"能。容缺材料还没有补齐：{paper}，补齐之前不交付证照", plain: "能"}
    assert "其中 1 件容缺材料还没有补齐" in text_of(page)


POWERS = [
    ("an instrument without the power", [Power.COORDINATION_REPLY], "没有把"),
    ("one for urgent cases only", [Power.SPECIAL_DISPOSAL], ALONE),
]


@pytest.mark.parametrize(("sentence", "powers", "words"), POWERS)
def test_who_lacks_the_power_reads_so_before(desk, sentence, powers, words):
    numbers = [desk.accepted(when=NOW, idem="a").case.number]
    Delegation.objects.filter(window=desk.health_window).update(powers=powers)
    clerk = User.objects.get(pk=desk.clerk.pk)  # whose instruments nobody has read yet
    looks = outlooks("grant", Case.objects.filter(number__in=numbers), by=clerk, at=NOW)
    assert words in looks[numbers[0]].why_not, sentence


@pytest.mark.parametrize("act", ["accept", "grant", "archive", "change_owner"])
def test_many_cases_cost_no_more_questions_than_two(desk, act):
    numbers = received(desk, 8)

    def asked(some) -> int:
        with CaptureQueriesContext(connection) as questions:
            outlooks(act, Case.objects.filter(number__in=some), by=desk.clerk, at=NOW)
        return len(questions)

    outlooks(act, Case.objects.filter(number__in=numbers), by=desk.clerk, at=NOW)
    assert asked(numbers) == asked(numbers[:2])


OFFERED = [
    ("waiting to be accepted", "acceptance", {"accept", "change_owner"}),
    ("in examination among others", "mine", {"accept", "grant", "change_owner"}),
    ("waiting for corrections", "correction", {"change_owner"}),
]


@pytest.mark.parametrize(("sentence", "tab", "names"), OFFERED)
def test_a_list_offers_what_one_of_its_rows_can_take(desk, client, sentence, tab, names):
    received(desk, 1)
    desk.accepted(when=NOW, idem="a")
    waits = received(desk, 1, materials=(1,), idem="w")[0]
    actions.notify(number=waits, missing={2: "", 3: ""}, by=desk.clerk, at=NOW)
    page = client.get(f"/desk/?tab={tab}")
    assert {name for name, _words in page.context["bulk_acts"]} == names, sentence
    takes = {row["number"]: row["takes"] for row in page.context["rows"]}
    assert f'data-takes="{" ".join(next(iter(takes.values())))}"' in page.content.decode()


def test_a_list_to_archive_says_what_each_file_lacks(desk, client):
    one = number_of(stages.delivered(desk))
    page = client.get(reverse("desk-to-archive"))
    assert "案卷还缺：受理通知书、送达回证" in text_of(page)
    assert 'data-takes=""' in page.content.decode()
    before = stored()
    none = ask(client, "archive", [one])
    assert (none.status_code, none.context["back"]) == (422, reverse("desk-to-archive"))
    assert stored() == before
    for kind in ("acceptance", "delivery_receipt"):
        client.post(reverse("desk-print", args=[one, kind, 1]))
    page = client.get(reverse("desk-to-archive"))
    assert "齐全，可以归档" in text_of(page)
    assert 'data-takes="archive"' in page.content.decode()
    answer = client.get(ask(client, "archive", [one], confirmed="1").url)
    assert "已办 1 件" in text_of(answer)
    assert answer.context["back"] == reverse("desk-to-archive")
    assert Case.objects.get(number=one).state == "archived"
