"""The pages of an appeal: who is offered it, what is refused, and what the card says afterwards."""

import pytest
import time_machine

from cases import deadlines
from cases.models import Card
from cases.sweep import sweep
from tests.snapshot import stored
from tests.world import at

NOW = "2025-11-10 10:00"


@pytest.fixture
def card(world) -> Card:
    world.accepted(when=at("2025-11-03 09:00"))
    sweep(at=at("2025-11-06 17:00:01"))
    return Card.objects.get()


def page(client, user, address: str, when: str = NOW, **posted):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(at(when), tick=False):
        return client.post(address, posted) if posted else client.get(address)


def test_the_department_appeals_and_the_office_rules(client, world, card):
    address = f"/oversight/cards/{card.pk}/"
    assert f"{address}appeal/" in page(client, world.head, address).content.decode()
    page(client, world.head, f"{address}appeal/", reason="系统停用，有记录")
    card.refresh_from_db()
    assert card.state == "appealed"
    text = page(client, world.head, address).content.decode()
    assert "申诉中" in text
    assert f"{address}appeal/" not in text
    assert f"{address}ruling/" in page(client, world.office, address).content.decode()
    page(client, world.office, f"{address}ruling/", upheld="yes", reason="停用属实")
    card.refresh_from_db()
    assert (card.state, card.withdrawn_because) == ("withdrawn", "停用属实")
    assert "停用属实" in page(client, world.head, address).content.decode()
    history = page(client, world.office, f"/oversight/cases/{card.case.number}/").content.decode()
    assert all(words in history for words in ("对红黄牌申诉", "撤销红黄牌"))


def test_the_page_reads_the_limit(client, world, card, monkeypatch):
    monkeypatch.setattr(deadlines, "APPEAL_WITHIN", 5)
    assert (
        "发牌后 5 个工作日内可以申诉"
        in page(client, world.head, f"/oversight/cards/{card.pk}/appeal/").content.decode()
    )


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("clerk", "appeal"), ("office", "appeal"), ("administrator", "appeal"), ("market_clerk", "ruling"),
        ("head", "ruling"), ("inspector", "ruling"),
    ],
)  # fmt: skip
def test_nobody_else_finds_the_form(client, world, card, who, act):
    client.force_login(getattr(world, who), backend="django.contrib.auth.backends.ModelBackend")
    before = stored()
    address = f"/oversight/cards/{card.pk}/{act}/"
    with time_machine.travel(at(NOW), tick=False):
        assert client.get(address).status_code == 404
        assert client.post(address, {"upheld": "yes", "reason": "好"}).status_code == 404
    assert stored() == before


@pytest.mark.parametrize(
    ("who", "act", "when", "posted", "sentence"),
    [
        ("head", "appeal", NOW, {"reason": ""}, "写明申诉的理由"),
        ("head", "appeal", "2025-11-13 09:00", {"reason": "有理由"}, "3 个工作日内可以申诉，已经过了"),
        ("office", "ruling", NOW, {"upheld": "yes", "reason": "好"}, "没有待裁定的申诉"),
        ("office", "ruling", NOW, {"upheld": "perhaps", "reason": "好"}, "选择撤销或维持"),
    ],
)
def test_a_refusal_stands_in_the_form_and_changes_nothing(client, world, card, who, act, when, posted, sentence):
    answer = page(client, getattr(world, who), f"/oversight/cards/{card.pk}/{act}/", when, **posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    card.refresh_from_db()
    assert card.state == "issued"
