"""Bulletins: frozen when issued, corrected beside what was told, published without small counts; each reader gets what is theirs."""

import io
import re
import zipfile
from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from cases.models import Case
from hall.models import Export
from hall.refusals import BadInput
from hall.small_counts import LEFT_OUT
from oversight import bulletins
from oversight.bulletins import CannotBulletin
from oversight.models import Bulletin
from tests.oversight.test_statement import a_year
from tests.permits import verbs as permits
from tests.world import at

LIST, PUBLIC = "/oversight/bulletins/", "/bulletins/"
NOV = at("2025-12-03 10:00")


def november() -> bulletins.Period:
    return next(each for each in bulletins.over(NOV.date()) if each.code == "month:2025-11")


@pytest.fixture
def draft(world) -> Bulletin:
    a_year(world)
    return bulletins.draft(period=november(), title="十一月的通报", text="本月办理情况如下。", by=world.office, at=NOV)


@pytest.fixture
def issued(world, draft) -> Bulletin:
    return bulletins.issue(bulletin=draft, by=world.office, at=NOV)


def test_only_what_is_over_and_once(world):
    periods = bulletins.over(date(2026, 1, 15))
    assert [(each.words, each.first, each.after) for each in periods if each.words in ("2025年12月", "2025年第4季度", "2025年")] == [
        ("2025年12月", date(2025, 12, 1), date(2026, 1, 1)),
        ("2025年第4季度", date(2025, 10, 1), date(2026, 1, 1)),
        ("2025年", date(2025, 1, 1), date(2026, 1, 1)),
    ]  # fmt: skip
    fields = {"title": "通报", "text": "", "by": world.office}
    with pytest.raises(BadInput, match="还没有过完"):
        bulletins.draft(period=november(), **fields, at=at("2025-11-30 23:00"))
    bulletins.draft(period=november(), **fields, at=NOV)
    with pytest.raises(BadInput, match="已经有了"):
        bulletins.draft(period=november(), **fields, at=NOV)


def test_what_is_issued_stays_and_a_correction_stands_beside(world, issued, visit):
    """field.md h-5: issued on the 3rd; on the 10th a case of that month is voided; what was told stays, the page shows both."""
    told = issued.figures["total"]["registered"]
    assert issued.number == "软环境通报〔2025〕第1号"
    with pytest.raises(CannotBulletin, match="没有要更正"):
        bulletins.set_right(bulletin=issued, reason="核对", by=world.office, at=NOV)
    case = Case.objects.filter(opened_at__lt=NOV, department=world.health, state="accepted")[0]
    permits.void(
        number=case.number, ground="duplicate", reason="重复登记，登记有误", by=world.head, at=at("2025-12-10 10:00")
    )
    address = f"{LIST}{issued.pk}/"
    page = visit(world.office, address)
    assert next(row["cells"] for row in page.context["changed"]) == ["合计", "收件", f"{told}", f"{told - 1}"]
    correction = bulletins.set_right(bulletin=issued, reason="有一件作废", by=world.office, at=at("2025-12-10 11:00"))
    issued.refresh_from_db()
    assert (correction.number, correction.figures["total"]["registered"]) == (1, told - 1)
    assert issued.figures["total"]["registered"] == told
    page = visit(world.office, address)
    assert page.context["changed"] == []
    assert f"合计 收件 {told} → {told - 1}" in page.content.decode()
    assert dict(page.context["facts"])["收件"]["text"] == f"{told}"


def test_nothing_issued_is_changed_not_even_by_hand(world, issued):
    for verb, more in ((bulletins.revise, {"title": "别的", "text": ""}), (bulletins.drop, {}), (bulletins.issue, {})):
        with pytest.raises(CannotBulletin, match="已经发出"):
            verb(bulletin=issued, by=world.office, at=NOV, **more)
    for by_hand in (
        lambda: Bulletin.objects.update(figures={}),
        lambda: Bulletin.objects.update(text="别的"),
        lambda: Bulletin.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            by_hand()


def test_a_number_is_the_list_behind_it(world, issued, visit):
    page = visit(world.office, f"{LIST}{issued.pk}/")
    links = {words: each for words, each in page.context["facts"] if isinstance(each, dict) and each.get("href")}
    assert {"收件", "办结"} <= links.keys()
    for words, each in links.items():
        assert visit(world.office, each["href"]).context["page"].paginator.count == int(each["text"]), words


def test_everybody_reads_no_small_count(world, issued, visit, client):
    assert client.get(PUBLIC).status_code == 200
    assert "十一月的通报" not in client.get(PUBLIC).content.decode()
    assert client.get(f"{PUBLIC}2025/1/").status_code == 404
    bulletins.publish(bulletin=issued, by=world.office, at=NOV)
    assert "十一月的通报" in client.get(PUBLIC).content.decode()
    page = client.get(f"{PUBLIC}2025/1/")
    numbers = [cell for row in page.context["rows"] for cell in row["cells"][1:] if cell.isdigit()]
    assert all(int(number) == 0 or int(number) >= 5 for number in numbers)
    assert LEFT_OUT in page.content.decode()
    [answer] = client.get("/api/v1/bulletins/public/").json()
    told = [count for line in answer["lines"] for count in line["counts"].values() if count]
    assert all(count >= 5 for count in told)
    assert client.get("/api/v1/bulletins/").status_code in (401, 403)
    bulletins.take_down(bulletin=issued, reason="另有规定", by=world.office, at=at("2025-12-04 10:00"))
    assert client.get(f"{PUBLIC}2025/1/").status_code == 404
    assert client.get("/api/v1/bulletins/public/").json() == []


def test_the_complement_gives_no_small_count_away():
    """field.md h-8: of 20 ended of which 17 were granted the 17 are not told: the three that were not would be. The late ones are."""
    names = ("registered", ""), ("concluded", "registered"), ("on_time", "concluded"), ("granted", "")
    measures = [
        {"name": name, "words": name, "definition": "", "of": of, "rate_words": "率" if of else ""}
        for name, of in names
    ]
    lines = [
        {"code": code, "name": code, "counts": {"registered": 20, "concluded": 20, "on_time": 18, "granted": granted}}
        for code, granted in (("A", 17), ("B", 20), ("C", 10))
    ]
    total = {"registered": 60, "concluded": 60, "on_time": 54, "granted": 47}
    shown = bulletins.without_small_counts({"measures": measures, "lines": lines, "total": total})
    first = shown["lines"][0]["counts"]
    assert first["granted"] is None
    left_out = [line["counts"]["granted"] for line in shown["lines"]].count(None)
    assert left_out > 1 or shown["total"]["granted"] is None
    assert (first["on_time"], bulletins.rate(first, measures[2])) == (18, "90.0%")


def test_a_telephone_in_the_words_is_not_published(world, draft):
    bulletins.revise(bulletin=draft, title="通报", text="联系人电话 13912345678。", by=world.office, at=NOV)
    issued = bulletins.issue(bulletin=draft, by=world.office, at=NOV)
    with pytest.raises(CannotBulletin, match="手机号"):
        bulletins.publish(bulletin=issued, by=world.office, at=NOV)


def test_who_reads_and_who_writes(world, draft, visit, client):
    """A draft is the office's; of what is issued a department reads what everybody may, the inspector all of it."""
    address = f"{LIST}{draft.pk}/"
    assert visit(world.office, address).status_code == 200
    assert visit(world.inspector, address).status_code == visit(world.head, address).status_code == 404
    bulletins.issue(bulletin=draft, by=world.office, at=NOV)
    assert visit(world.inspector, address).context["acts"] == []
    page = visit(world.head, address)
    assert page.context["left_out"]
    assert "changed" not in page.context
    assert visit(world.head, f"{address}list/?measure=registered").status_code == 404
    assert visit(world.clerk, LIST).status_code == 404


@time_machine.travel(NOV, tick=False)
def test_the_pages_lead_from_the_draft_to_the_public(world, client):
    a_year(world)
    client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post(f"{LIST}new/", {"period": "month:2025-11", "title": "", "text": "已写的话"})
    assert refused.status_code == 422
    assert "已写的话" in refused.content.decode()
    client.post(f"{LIST}new/", {"period": "month:2025-11", "title": "十一月", "text": "如下。"})
    bulletin = Bulletin.objects.get()
    for act in ("issue", "publish"):
        assert client.get(f"{LIST}{bulletin.pk}/{act}/").status_code == 200
        assert client.post(f"{LIST}{bulletin.pk}/{act}/").status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.is_public
    paper = client.post(f"{LIST}{bulletin.pk}/pdf/")
    assert paper.content.startswith(b"%PDF")
    book = zipfile.ZipFile(io.BytesIO(client.post(f"{LIST}{bulletin.pk}/table/").content))
    sheets = [name for name in book.namelist() if re.match(r"xl/worksheets/.*xml", name)]
    assert len(sheets) == 1
    assert b"<f>" not in book.read(sheets[0])
    assert [each.terms["form"] for each in Export.objects.order_by("pk")] == ["pdf", "xlsx"]
