"""The administrator sees how letters go out, and of those that did not the case number and the reason: nothing personal."""

import pytest
import time_machine

from cases.models import Dispatch, Gateway
from hall.identifiers import grouped
from tests.permits import stages
from tests.world import PERSON, at

NOW = at("2025-11-05 15:00")


@pytest.fixture
def signed_in(world, client):
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.administrator)
        yield world


def page(client, path: str = "/administration/letters/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def end(rows, state: str, why: str) -> None:
    for row in rows:
        Dispatch.objects.filter(pk=row.pk).update(state=state, why=why, ended_at=NOW, next_try_at=None, address=None)


def test_what_did_not_go_out_is_listed_without_anything_personal(signed_in, client):
    case = stages.granted(signed_in).application.case
    first, second, third = Dispatch.objects.order_by("pk")
    end([first], "failed", "rejected:bad-number")
    end([second], "unknown", "timeout")
    end([third], "sent", "")
    words = page(client)
    assert grouped(case.number) in words
    assert "没有发出：短信平台不接收这一条（bad-number）" in words
    assert "不能确定是否发出：短信平台没有应答" in words
    assert "没有配置短信平台" in words
    assert "（2 封）" in words
    for personal in (PERSON.phone, "138****8000", PERSON.name, "王*明", "公共场所卫生许可"):
        assert personal not in words


def test_many_in_a_day_are_told_on_the_first_page(signed_in, client, settings):
    settings.SMS_URL = "http://127.0.0.1:1/"
    Gateway.objects.create(name="sms", troubles=3, failing_since=NOW, closed_until=NOW, why="unreachable")
    stages.granted(signed_in)
    rows = list(Dispatch.objects.all())
    end(rows, "failed", "unreachable")
    assert "封没有发出" not in page(client, "/administration/")
    for number in range(2):
        Dispatch.objects.create(
            case=rows[0].case, cause=f"more:{number}", channel="sms", kind="ready", subject="可以领取", text="", masked="",
            state="failed", written_at=NOW, give_up_at=NOW, ended_at=NOW,
        )  # fmt: skip
    words = page(client, "/administration/")
    assert "最近一天有 5 封没有发出或不能确定" in words
    assert "短信平台连不上，2025年11月5日 15:00 起" in words


@pytest.mark.parametrize("who", ["clerk", "chief", "office", "inspector"])
def test_nobody_else_opens_it(signed_in, client, who):
    client.force_login(getattr(signed_in, who))
    assert client.get("/administration/letters/").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(signed_in, client, django_assert_num_queries):
    case = stages.submitted(signed_in).application.case
    page(client)
    Dispatch.objects.bulk_create(
        Dispatch(
            case=case, cause=f"more:{number}", channel="sms", kind="ready", subject="可以领取", text="", masked="",
            state="failed", written_at=NOW, give_up_at=NOW, ended_at=NOW,
        )
        for number in range(120)
    )  # fmt: skip
    with django_assert_num_queries(8):
        assert "显示 1–50，共 120 封" in page(client)
