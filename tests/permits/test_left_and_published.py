"""Who refuses a paper has it left with them, who cannot be found has it published (民事诉讼法 art. 89, 95; decision 140)."""

from datetime import date

import pytest

from cases import history
from desk.wording import delivery_facts
from hall import calendar
from permits import deadlines
from permits.events import EVENTS
from permits.models import Service
from permits.states import REFUSED, REVOKED, TERMINATED
from portal.application import _delivery
from tests.permits import verbs as actions
from tests.permits.stages import BROUGHT_TO, number_of
from tests.permits.test_documents import printed
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at

NOTED = at("2025-11-20 10:00")
LEFT = {
    "method": "left",
    "proof": "社区居委会 周某、录像",
    "circumstances": "2025年11月20日本人拒收，当场说明后留在住所",
}
PUBLISHED = {
    "method": "published", "proof": "区政府网站", "circumstances": "电话停机，按登记的地址邮寄两次退回",
    "published_on": date(2025, 11, 20),
}  # fmt: skip


def served(world: World, number: str, act: str = "deliver", **terms) -> Service:
    return getattr(actions, act)(number=number, by=world.clerk, at=NOTED, **terms)


COUNTED = [
    ("thirty days, the first not counted; the last is a rest day and rolls on", date(2025, 11, 20), date(2025, 12, 22)),
    ("a working day stays", date(2025, 11, 18), date(2025, 12, 18)),
    ("the holidays roll to the first working day", date(2025, 9, 2), date(2025, 10, 9)),
]


@pytest.mark.parametrize(("sentence", "published", "counts"), COUNTED, ids=[row[0] for row in COUNTED])
def test_when_a_publication_counts_as_served(world, sentence, published, counts):
    assert deadlines.served_by_publication(published_on=published, calendar=calendar.current()) == counts


@pytest.mark.parametrize(("state", "act"), [(REFUSED, "deliver"), (REVOKED, "serve"), (TERMINATED, "serve")])
@pytest.mark.parametrize("terms", [LEFT, PUBLISHED], ids=["left", "published"])
def test_both_acts_know_both_ways(world, state, act, terms):
    number = number_of(BROUGHT_TO[state](world))
    row = served(world, number, act, **terms)
    assert {name: getattr(row, name) for name in terms} == terms
    assert row.served_on == (date(2025, 12, 22) if terms is PUBLISHED else None)
    assert dict(delivery_facts(row))["原因和经过"] == terms["circumstances"]
    line = row.application.case.events.get(verb=act).facts
    assert terms["circumstances"] not in str(line), "it may name others"
    assert ("2025年12月22日视为送达" in EVENTS[act].staff(line)) is (terms is PUBLISHED)
    assert list(history.verify()) == []


REFUSED_ROWS = [
    ("left, and nobody says who refused it", {**LEFT, "circumstances": " "}, "circumstances", "谁拒收"),
    ("left, and nothing proves it", {**LEFT, "proof": " "}, "proof", "见证人"),
    ("published, and nothing else was tried", {**PUBLISHED, "circumstances": ""}, "circumstances", "无法送达"),
    ("published somewhere", {**PUBLISHED, "proof": ""}, "proof", "在哪里公告"),
    ("published some day", {**PUBLISHED, "published_on": None}, "published_on", "填写公告日期"),
    ("published tomorrow", {**PUBLISHED, "published_on": date(2025, 11, 21)}, "published_on", "还没有发出"),
    ("published before it was decided", {**PUBLISHED, "published_on": date(2025, 10, 1)}, "published_on", "早于文书"),
    ("a courier's with a day", {"method": "courier", "proof": "EMS1234567", "published_on": date(2025, 11, 20)},
     "published_on", "只用于公告送达"),
    ("a courier's with a refusal", {"method": "courier", "proof": "EMS1234567", "circumstances": "拒收"},
     "circumstances", "只用于留置"),
]  # fmt: skip


def test_what_proves_nothing(world):
    number = number_of(BROUGHT_TO[REFUSED](world))
    before = stored()
    with Rows() as rows:
        for sentence, terms, field, words in REFUSED_ROWS:
            with rows.row(sentence):
                with pytest.raises(actions.BadInput, match=words) as refusal:
                    served(world, number, **terms)
                assert (refusal.value.field, stored()) == (field, before)


def test_the_clock_is_met_and_the_archive_waits(world):
    number = number_of(BROUGHT_TO[REFUSED](world))
    row = served(world, number, **PUBLISHED)
    assert row.application.case.deadlines.get(rule="refusal_delivery").met_at == NOTED
    for when, words in (("2025-12-22 16:00", "到 2025年12月22日 才视为送达"), ("2025-12-23 09:00", "案卷还缺")):
        with pytest.raises(actions.CannotArchive, match=words):
            actions.archive(number=number, by=world.clerk, at=at(when))


def test_receipt_and_phone_say_both_days(world):
    number = number_of(BROUGHT_TO[REFUSED](world))
    row = served(world, number, **PUBLISHED)
    content = printed(world, number, "delivery_receipt", at=NOTED).document.content
    for words in ("公告送达", "区政府网站", "邮寄两次退回", "2025年12月22日", "第九十五条"):
        assert words in content
    assert _delivery(row.application) == {
        "method": "公告送达", "at": "2025年11月20日公告，2025年12月22日视为送达", "number": "",
    }  # fmt: skip
