"""Scores: what a part gives, who is ranked and graded, and that each point is the list that it opens."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from cases.models import Card
from hall.access import access_of
from hall.refusals import BadInput
from hall.roles import Permission
from oversight import measures, publishing, scores
from oversight.lists import PERIODS
from oversight.scores import Score
from tests.oversight.test_reports import NOW, a_month, browser, rows_at, somebody
from tests.permits import verbs as permits
from tests.world import at

PAGE, API = "/oversight/scores/", "/api/v1/scores/"


def counts(*, ended: int = 40, late: int = 0, carded: int = 0, away: int = 0, again: int = 0) -> dict[str, int]:
    return {
        "concluded": ended, "on_time": ended - late, "clean": ended - carded,
        "decided": ended, "at_window": ended - away, "noticed": 10, "once": 10 - again,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("case", "figures", "total", "grade"),
    [
        ("nothing wrong", counts(), 100, "优秀"),
        ("a quarter late", counts(late=10), 87.5, "良好"),
        ("half late, half carded, all decided elsewhere", counts(late=20, carded=20, away=40), 45, "不合格"),
        ("told twice each time", counts(again=10), 90, "优秀"),
        ("just under", counts(again=10, away=1), 89.5, "良好"),
        ("too few to be graded", counts(ended=29), 100, ""),
        ("nobody was told anything: that part weighs nothing", {"concluded": 30, "on_time": 15, "clean": 30}, 64.3, "合格"),
        ("nothing done", {}, None, ""),
    ],
)  # fmt: skip
def test_what_a_score_comes_to(world, case, figures, total, grade):
    score = Score(world.health, figures)
    assert (score.total, score.grade) == (total, grade)


def test_a_handful_is_ranked_nowhere(world):
    best, worse, few = (
        Score(world.health, counts()),
        Score(world.market, counts(late=9)),
        Score(world.health, counts(ended=29)),
    )
    assert [(each.counts, each.rank) for each in scores._ranked([few, worse, best])] == [
        (best.counts, 1), (worse.counts, 2), (few.counts, None),
    ]  # fmt: skip
    assert [each.rank for each in scores._ranked([best, best, worse])] == [1, 1, 3]


def test_each_point_is_its_list_for_each_reader(world):
    a_month(world)
    with time_machine.travel(NOW, tick=False):
        for who, departments in ((world.office, {"WJ", "SJ"}), (world.head, {"WJ"})):
            client, grant = browser(who), access_of(who, on=NOW.date()).grant(Permission.BOARD_VIEW)
            asked = measures.asked(PERIODS["month"][1](NOW.date()), at=NOW)
            own = scores.of_departments(grant, asked)
            answer = client.get(f"{API}?period=month").json()
            assert {each["department"]["code"] for each in answer["departments"]} == departments
            assert [each["counts"] for each in answer["departments"]] == [each.counts for each in own]
            page = client.get(f"{PAGE}?period=month")
            for row in [*page.context["units"], *page.context["windows"]]:
                for cell in (each for each in row["cells"] if isinstance(each, dict)):
                    part, whole = re.search(r"(\d+)(?:／(\d+))?）?$", cell["text"]).groups()
                    assert rows_at(client, cell["href"]) == (int(part) or int(whole)), cell
        health = next(each for each in own if each.whose == world.health)
        # six ended, of which one late, with its card; one was decided in the office; of three who were told two were told twice
        assert (health.ended, health.points) == (6, {"on_time": 41.7, "clean": 16.7, "at_window": 16.7, "once": 3.3})
        assert "等次" in browser(world.office).get(f"{PAGE}?period=quarter").content.decode()
        assert browser(world.clerk).get(PAGE).status_code == 404
        assert browser(world.office).get(f"{PAGE}?period=today").status_code == 422
        assert browser(world.office).get(f"{API}?period=today").status_code == 400


def published(world):
    """February's sheet, published in March: health has thirty-one ended cases, of which one was late."""
    for n in range(31):
        registered = world.accepted(
            when=at(f"2026-02-02 09:{n:02}"), idem=f"feb {n}", applicant=somebody(n)
        ).case.number
        until = "2026-02-12 10:00" if n == 0 else "2026-02-02 16:00"
        permits.decide(number=registered, result="grant", by=world.clerk, at=at(until))
    return publishing.publish_scores(period="last_month", by=world.office, at=NOW)


def test_what_is_published_stays_and_is_corrected_beside(world):
    """field.md h-5: the number stays, a numbered correction stands beside it."""
    sheet = published(world)
    of_health = sheet.scores.get(department=world.health)
    before = (of_health.total, of_health.rank, of_health.grade, of_health.counts["clean"])
    assert before == (Decimal("97.5"), 1, "", 30), "a month has no grade"
    with pytest.raises(publishing.CannotPublish):
        publishing.publish_scores(period="last_month", by=world.office, at=NOW)
    with pytest.raises(publishing.CannotObject, match="不是您部门"):
        publishing.object_to_score(
            score=sheet.scores.get(window=world.health_window),
            reason="那张牌发错了，停电",
            by=world.complaint_officer,
            at=NOW,
        )
    objection = publishing.object_to_score(score=of_health, reason="那张牌发错了，窗口当天停电", by=world.head, at=NOW)
    with pytest.raises(publishing.CannotObject):
        publishing.object_to_score(score=of_health, reason="再说一次，窗口当天停电", by=world.chief, at=NOW)
    with pytest.raises(publishing.CannotRule, match="先把错的地方改过来"):
        publishing.rule_on_score(objection=objection, upheld=True, ruling="停电属实，应当更正", by=world.office, at=NOW)
    # what was wrong is put right where it stands: the card is withdrawn
    Card.objects.update(state="withdrawn", withdrawn_at=NOW, withdrawn_because="停电属实")
    with pytest.raises(BadInput):
        publishing.rule_on_score(objection=objection, upheld=True, ruling=".", by=world.office, at=NOW)
    publishing.rule_on_score(objection=objection, upheld=True, ruling="停电属实，牌已撤销", by=world.office, at=NOW)
    with pytest.raises(publishing.CannotRule):
        publishing.rule_on_score(objection=objection, upheld=False, ruling="改主意了，不成立", by=world.office, at=NOW)
    of_health.refresh_from_db()
    assert (of_health.total, of_health.rank, of_health.grade, of_health.counts["clean"]) == before
    [correction] = of_health.corrections.all()
    assert (correction.number, correction.total, correction.counts["clean"]) == (1, Decimal("98.2"), 31)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(of_health).objects.filter(pk=of_health.pk).update(total=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(correction).objects.filter(pk=correction.pk).update(total=100)


def test_publishing_objecting_and_answering_on_the_pages(world):
    sheet = published(world)
    with time_machine.travel(NOW, tick=False):
        office, head = browser(world.office), browser(world.head)
        assert office.get(PAGE).context["publish_url"] == "", "it was published"
        url = office.get(f"{PAGE}?period=last_quarter").context["publish_url"]
        assert head.get(f"{PAGE}?period=last_quarter").context["publish_url"] == ""
        assert head.get(url).status_code == 404
        assert office.get(f"{PAGE}publish/month/").status_code == 404, "it is not over"
        assert office.get(url).status_code == 200
        assert office.post(url).status_code == 302
        assert office.post(url).status_code == 422
        shown = head.get(f"{PAGE}published/{sheet.pk}/")
        assert [row["cells"][0] for row in shown.context["units"]] == ["区卫生健康局"]
        object_url = shown.context["units"][0]["cells"][-1]["href"]
        assert browser(world.office).get(object_url).status_code == 404
        assert head.post(object_url, {"reason": ""}).status_code == 422
        assert head.post(object_url, {"reason": "那张牌发错了，窗口当天停电"}).status_code == 302
        assert "等答复的异议" in office.get(PAGE).content.decode()
        assert "等答复的异议" not in head.get(PAGE).content.decode()
        rule_url = office.get(f"{PAGE}published/{sheet.pk}/").context["objections"][0]["url"]
        assert head.get(rule_url).status_code == 404
        assert "那张牌发错了" in office.get(rule_url).content.decode()
        assert office.post(rule_url, {"upheld": "no", "ruling": "核对过，牌没有错"}).status_code == 302
        page = head.get(f"{PAGE}published/{sheet.pk}/").content.decode()
        assert "不成立：核对过，牌没有错（周软" in page
        [answer] = [each for each in head.get(f"{API}published/").json()["sheets"] if each["first"] == "2026-02-01"]
        assert {each["department"]["code"] for each in answer["scores"] if each["department"]} == {"WJ"}
