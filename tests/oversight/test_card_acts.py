"""The pages of an appeal: who is offered it, what is refused, and what the card says afterwards."""

import pytest
import time_machine

from cases import deadlines
from cases.models import Card, Letter
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


def test_the_office_reads_the_appeal_before_it_rules(client, world, card):
    address = f"/oversight/cards/{card.pk}/"
    page(client, world.head, f"{address}explain/", reason="系统停用，当天补办")
    page(client, world.head, f"{address}appeal/", reason="停用有记录，附编号")
    for place in (address, f"{address}ruling/"):
        text = page(client, world.office, place).content.decode()
        assert "裁定的期限怎么算出来的" in text
        assert text.index("系统停用，当天补办") < text.index("停用有记录，附编号")
        assert "钱局" in text
        assert "2025年11月13日 17:00 前" in text
    ruling = page(client, world.office, f"{address}ruling/").content.decode()
    assert ruling.index("停用有记录，附编号") < ruling.index('type="radio"')
    page(client, world.office, f"{address}ruling/", upheld="no", reason="没有办理延期")
    text = page(client, world.head, address).content.decode()
    assert all(words in text for words in ("停用有记录，附编号", "没有办理延期"))


def test_whoever_rules_is_told_and_whoever_appealed(client, world, card):
    address = f"/oversight/cards/{card.pk}/"
    page(client, world.head, f"{address}appeal/", reason="停用有记录")
    text = page(client, world.office, "/letters/?tab=todo").content.decode()
    assert "黄牌有申诉，2025年11月13日 17:00 前裁定" in text
    assert f'href="{address}"' in text
    assert f'href="{address}#clocks"' in text  # where its date is worked out
    for nobody_told in (world.clerk, world.inspector, world.administrator):
        assert "有申诉" not in page(client, nobody_told, "/letters/").content.decode()
    page(client, world.office, f"{address}ruling/", upheld="no", reason="没有办理延期。")
    assert "有申诉" not in page(client, world.office, "/letters/?tab=todo").content.decode()
    assert "黄牌维持：没有办理延期。违规的原因：" in page(client, world.head, "/letters/").content.decode()


def test_everybody_who_may_rule_has_one_letter(client, world, card):
    page(client, world.head, f"/oversight/cards/{card.pk}/appeal/", reason="停用有记录")
    assert [letter.recipient for letter in Letter.objects.filter(template="appealed")] == [world.office]


def test_the_board_counts_appeals_and_says_until_when(client, world, card):
    assert "申诉待裁定</span>" in page(client, world.office, "/oversight/").content.decode()
    assert "最早的一张" not in page(client, world.office, "/oversight/").content.decode()
    page(client, world.head, f"/oversight/cards/{card.pk}/appeal/", reason="停用有记录")
    board = page(client, world.office, "/oversight/")
    tile = board.context["tiles"][-1]
    assert (tile["label"], tile["value"], tile["lamp"]) == ("申诉待裁定", 1, "")
    assert "最早的一张 2025年11月13日 17:00 前裁定" in board.content.decode()
    assert [row["rule_by"] for row in page(client, world.office, tile["url"]).context["rows"]] == [
        "2025年11月13日 17:00 前"
    ]
    late = page(client, world.office, "/oversight/", "2025-11-14 09:00")
    assert late.context["tiles"][-1]["lamp"] == "red"
    assert "已经过了" in late.content.decode()


def test_an_explanation_keeps_the_appeal_open(client, world, card):
    address = f"/oversight/cards/{card.pk}/"
    page(client, world.head, f"{address}explain/", reason="系统停用")
    text = page(client, world.head, address).content.decode()
    assert "已说明" in text
    assert f"{address}explain/" not in text
    assert f"{address}appeal/" in text
    assert [row["state"] for row in page(client, world.office, "/oversight/cards/?state=answered").context["rows"]] == [
        "已说明"
    ]


@pytest.mark.parametrize(
    ("acts", "when", "names"),
    [
        ([], NOW, ["发出", "说明或申诉"]),
        ([], "2025-11-13 09:00", ["发出", "期满没有申诉，牌有效"]),
        (["explain"], NOW, ["发出", "说明", "可以申诉"]),
        (["appeal"], NOW, ["发出", "申诉", "裁定"]),
        (["appeal", "yes"], NOW, ["发出", "申诉", "撤销"]),
        (["explain", "appeal", "no"], NOW, ["发出", "说明", "申诉", "维持"]),
    ],
)
def test_the_life_of_a_card_is_what_happened(client, world, card, acts, when, names):
    address = f"/oversight/cards/{card.pk}/"
    for act in acts:
        if act in ("yes", "no"):
            page(client, world.office, f"{address}ruling/", upheld=act, reason="查过")
        else:
            page(client, world.head, f"{address}{act}/", reason="有记录")
    steps = page(client, world.office, address, when).context["steps"]
    assert [step["name"] for step in steps] == names
    assert [step["state"] for step in steps[:-1]] == ["done"] * (len(names) - 1)


def test_no_form_to_rule_where_nobody_appealed(client, world, card):
    text = page(client, world.office, f"/oversight/cards/{card.pk}/ruling/").content.decode()
    assert "没有待裁定的申诉" in text
    assert 'name="reason"' not in text


def test_the_page_reads_the_limit(client, world, card, monkeypatch):
    monkeypatch.setattr(deadlines, "APPEAL_WITHIN", 5)
    assert (
        "发牌后 5 个工作日内可以申诉"
        in page(client, world.head, f"/oversight/cards/{card.pk}/appeal/").content.decode()
    )


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("market_clerk", "explain"), ("office", "explain"), ("market_clerk", "appeal"), ("office", "appeal"), ("administrator", "appeal"), ("market_clerk", "ruling"),
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
        ("head", "explain", NOW, {"reason": ""}, "写明违规的原因和改正的情况"),
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
