"""A lamp names the limit it speaks of, and its word never contradicts what stands beside it."""

import pytest

from cases.lamps import of_a_row
from cases.models import Deadline
from cases.rules import Lamp, Rule
from cases.wording import lamp_of, limit_panel, short_moment
from hall.worktime import Unit
from tests.world import at

DUE, WARNED = at("2025-10-11 17:00"), at("2025-10-11 08:30")


def clock(rule: Rule, lamp: Lamp = Lamp.GREEN, **more) -> Deadline:
    terms = {"unit": Unit.WORKING_DAY, "due_at": DUE, "warn_at": WARNED, "next_alert_at": WARNED, **more}
    return Deadline(rule=rule, lamp=lamp, **terms)


HALF_A_DAY = {"unit": Unit.WORKING_MINUTE, "due_at": at("2025-10-11 12:00"), "warn_at": at("2025-10-11 11:39")}


@pytest.mark.parametrize(
    ("deadline", "moment", "lamp", "word", "text"),
    [
        (clock(Rule.PROMISE), "2025-10-10 16:00", "green", "正常", "承诺时限 剩 3 个半天"),
        (clock(Rule.PROMISE), "2025-10-11 08:10", "green", "今日到期", "承诺时限 剩 2 个半天"),
        (clock(Rule.PROMISE), "2025-10-11 08:30", "yellow", "预警", "承诺时限 今日到期，剩 2 个半天"),
        (clock(Rule.PROMISE), "2025-10-11 17:00:01", "red", "超承诺", "承诺时限 超 1 个半天"),
        (clock(Rule.STATUTORY), "2025-10-13 08:30", "deep_red", "超法定", "法定时限 超 1 个半天"),
        (clock(Rule.HALF_DAY, **HALF_A_DAY), "2025-10-11 08:38", "green", "今日到期", "半个工作日 剩 202 分钟"),
        (clock(Rule.HALF_DAY, **HALF_A_DAY), "2025-10-11 11:40", "yellow", "预警", "半个工作日 剩 20 分钟"),
        (clock(Rule.TOLERANCE), "2025-10-11 16:00", "yellow", "预警", "容缺补齐 今日到期，剩 1 个半天"),
        (clock(Rule.TOLERANCE), "2025-10-11 17:00:01", "yellow", "已过", "容缺补齐 超 1 个半天"),
        (clock(Rule.AGENCY_TARGET), "2025-10-13 17:00", "yellow", "已过", "代办目标 超 2 个半天"),
        (clock(Rule.PROMISE, Lamp.GREY, next_alert_at=None), "2025-10-10 16:00", "grey", "暂停", "承诺时限"),
    ],
)
def test_a_lamp_says_its_word_and_names_its_limit(world, deadline, moment, lamp, word, text):
    shown = lamp_of(deadline, at=at(moment))
    assert (shown["lamp"], shown["word"], shown["text"]) == (lamp, word, text)


def test_the_lists_of_programs_say_the_same_word(world):
    row = of_a_row(
        [clock(Rule.TOLERANCE), clock(Rule.STATUTORY, due_at=at("2025-12-01 17:00"))],
        idle="",
        at=at("2025-10-13 09:00"),
    )
    assert (row["lamp"], row["lamp_words"], row["next_rule"]) == ("yellow", "已过", Rule.TOLERANCE)


@pytest.mark.parametrize(("verdict", "text"), [("on_time", "按时"), ("late", "超时 2 个半天")])
def test_what_has_ended_warns_no_more(world, verdict, text):
    ended = clock(
        Rule.TOLERANCE, Lamp.YELLOW, met_at=DUE, verdict=verdict, late_by_minutes=400, started_at=at("2025-09-30 10:00"), quantity=3
    )  # fmt: skip
    panel = limit_panel(ended, at=at("2025-10-20 09:00"))
    assert (panel["word"], panel["text"]) == ("已结束", text)


@pytest.mark.parametrize(
    ("seen", "words"), [("2025-12-31 17:00", "11月17日 17:00"), ("2026-01-01 09:00", "2025年11月17日 17:00")]
)
def test_a_day_of_last_year_names_its_year(seen, words):
    assert short_moment(at("2025-11-17 17:00"), seen_at=at(seen)) == words
