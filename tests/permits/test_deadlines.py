"""The clocks of an application: the figures of the law and of the hall, each with its article."""

import pytest

from cases.rules import RULES, CardLevel, Lamp, Rule
from hall.worktime import Limit, Unit
from permits import deadlines

DAYS = Unit.WORKING_DAY


@pytest.mark.parametrize(
    ("sentence", "clock", "rule", "limit", "article"),
    [
        ("told or accepted within five days", deadlines.acceptance_notice(), Rule.ACCEPTANCE_NOTICE, Limit(DAYS, 5), "第三十二条"),
        ("the hall's promise", deadlines.promise(limit=Limit(DAYS, 3)), Rule.PROMISE, Limit(DAYS, 3), "受理后 3 个工作日内办结"),
        ("a promise in minutes is the half-day clock", deadlines.promise(limit=Limit(Unit.WORKING_MINUTE, 210)),
         Rule.HALF_DAY, Limit(Unit.WORKING_MINUTE, 210), "两次终结制"),
        ("the law's limit", deadlines.statutory(limit=Limit(DAYS, 20), basis="第四十二条"),
         Rule.STATUTORY, Limit(DAYS, 20), "第四十二条"),
        ("the law's limit, extended once", deadlines.statutory(limit=Limit(DAYS, 20), basis="第四十二条", extended_by=10),
         Rule.STATUTORY, Limit(DAYS, 30), "第四十二条，经批准延长 10 日"),
        ("an extension in the limit's own unit", deadlines.statutory(
            limit=Limit(Unit.NATURAL_DAY, 60), basis="某法", extended_by=30), Rule.STATUTORY, Limit(Unit.NATURAL_DAY, 90), "某法"),
        ("filing with the city", deadlines.agency_target(), Rule.AGENCY_TARGET, Limit(DAYS, 5), "争取不超过一周"),
        ("handing over", deadlines.delivery(), Rule.DELIVERY, Limit(DAYS, 10), "第四十四条"),
    ],
)  # fmt: skip
def test_clocks(sentence, clock, rule, limit, article):
    assert (clock.rule, clock.limit) == (rule, limit)
    assert article in clock.article
    assert len(clock.article) <= 120


def test_every_rule_has_its_terms():
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize(
    ("rule", "broken", "card", "pausable"),
    [
        (Rule.ACCEPTANCE_NOTICE, Lamp.DEEP_RED, CardLevel.RED, False),
        (Rule.PROMISE, Lamp.RED, CardLevel.YELLOW, True),
        (Rule.HALF_DAY, Lamp.RED, CardLevel.YELLOW, True),
        (Rule.STATUTORY, Lamp.DEEP_RED, CardLevel.RED, True),
        (Rule.AGENCY_TARGET, Lamp.YELLOW, None, True),
        (Rule.DELIVERY, Lamp.DEEP_RED, CardLevel.RED, False),
        (Rule.COMPLAINT_ACCEPTANCE, Lamp.RED, CardLevel.YELLOW, False),
        (Rule.COMPLAINT_HANDLING, Lamp.RED, CardLevel.YELLOW, False),
    ],
)
def test_what_follows_from_a_breach(rule, broken, card, pausable):
    terms = RULES[rule]
    assert (terms.broken, terms.card, terms.pausable) == (broken, card, pausable)
