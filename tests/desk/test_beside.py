"""The list that a case was opened from: before, behind, and the next one after a conclusion."""

import pytest

from tests.kept import scene
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, snapshot, text_of, url
from tests.world import at

__all__ = ["desk"]


def rows(client, address="/desk/") -> list[str]:
    return [row["href"] for row in client.get(address).context["rows"]]


def number_in(address: str) -> str:
    return address.split("/")[3]


@pytest.fixture
def five(desk):
    five_cases(desk)
    return desk


@scene
def five_cases(world):
    """Four accepted on different days, and one that waits for papers: it stands last."""
    for day in (22, 23, 24, 26):
        world.accepted(when=at(f"2025-09-{day} 10:00"), idem=f"k{day}")
    waits = world.register(when=at("2025-09-29 10:00"), idem="k", materials=[1]).application.case
    actions.notify(number=waits.number, missing={2: "", 3: ""}, by=world.clerk, at=NOW)


@pytest.mark.parametrize("list_of", ["", "tab=mine", "sort=-due", "sort=opened", "sort=-acted", "tab=mine&q=ggcs"])
def test_from_case_to_case_through_the_whole_list_and_back(five, client, list_of):
    addresses = rows(client, f"/desk/?{list_of}")
    forwards, address = [], addresses[0]
    while address:
        forwards.append(number_in(address))
        address = client.get(address).context["beside"]["next"]
    assert forwards == [number_in(each) for each in addresses]
    backwards, address = [], addresses[-1]
    while address:
        backwards.append(number_in(address))
        address = client.get(address).context["beside"]["previous"]
    assert backwards == forwards[::-1]


def test_alt_and_an_arrow_and_back_to_the_list(five, client):
    page = client.get(rows(client, "/desk/?tab=mine&sort=opened")[1])
    assert b'data-key="Alt+ArrowUp"' in page.content
    assert b'data-key="Alt+ArrowDown"' in page.content
    assert page.context["beside"]["list"] == "/desk/?tab=mine&sort=opened"
    assert b"Alt+Arrow" not in client.get(url("case", five_case(client))).content  # scanned: in no list


def five_case(client):
    from cases.models import Case

    return Case.objects.get(number=number_in(rows(client)[0]))


def test_the_next_case_opens_by_itself_after_a_conclusion(five, client):
    first, second, *_ = rows(client)
    page = client.get(first)
    decide = next(each.url for each in [page.context["primary"]] if "decide" in each.url)
    answer = client.post(decide, {"version": page.context["case"].version, "result": "grant"})
    assert number_in(answer.url) == number_in(second)
    opened = client.get(answer.url)
    words = text_of(opened)
    assert "已准予" in words
    assert "刚办结 公共场所卫生许可" in words
    assert "撤回办结" in words
    assert opened.context["conclusion"]["undo"] == f"/desk/cases/{number_in(first)}/undo/"


def test_the_case_stays_after_the_last_and_outside_a_list(five, client):
    inside = rows(client, "/desk/?state=accepted")[-1]
    for address in (inside.replace("/?", "/decide/?"), url("decide", five_case(client))):
        case = client.get(address).context["case"]
        answer = client.post(address, {"version": case.version, "result": "grant"})
        assert number_in(answer.url) == case.number


def test_a_list_that_makes_no_sense_is_the_usual_one(five, client):
    number = number_in(rows(client)[0])
    for odd in ("%00", "tab=nothing", "after=~1", "page=99", "x" * 3_000, "%E7%8E%8B=1"):
        assert client.get(f"/desk/cases/{number}/?list={odd}").status_code == 200
    assert client.get(f"/desk/cases/{number}/?done=12345678901234567").context["conclusion"] is None


def test_another_departments_case_is_not_told_as_done(five, desk, client):
    other = desk.register(
        when=NOW, idem="m", item=desk.market_item, window=desk.market_window, by=desk.market_clerk, materials=[1, 2]
    ).application.case
    number = number_in(rows(client)[0])
    assert client.get(f"/desk/cases/{number}/?done={other.number}").context["conclusion"] is None


def test_the_second_clerk_keeps_the_input_and_sees_the_change(five, client):
    case = five_case(client)
    case.refresh_from_db()
    version = case.version
    actions.visit(number=case.number, window=five.health_window, purpose="consult", by=five.chief, at=NOW)
    before = snapshot(case)
    answer = client.post(
        url("decide", case), {"version": version, "result": "refuse", "reason": "检测报告不合格", "remedies": "复议"}
    )
    words = text_of(answer)
    assert answer.status_code == 422
    assert "赵科 在 10:00 改过此办件。您填的内容还在，先看改动再保存" in words
    assert "您打开以后的改动" in words
    assert [line["what"] for line in answer.context["form"].changes] == ["登记到访"]
    assert "检测报告不合格" in words
    assert snapshot(case) == before
    again = client.post(
        url("decide", case),
        {"version": case.version, "result": "refuse", "reason": "检测报告不合格", "remedies": "复议"},
    )
    assert again.status_code == 302
