"""The clocks of an application: the figures of the law and of the hall, each with its article."""

import pytest

from cases.rules import RULES, CardLevel, Lamp, Rule
from hall.importing import terms
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


HEAD, PRINCIPAL, REGISTRAR, GOVERNMENT = "本机关负责人", "本机关主要负责人", "登记机关负责人", "本级人民政府负责人"


@pytest.mark.parametrize(
    ("sentence", "rank", "required", "may"),
    [
        ("the head whom the article names", HEAD, HEAD, True),
        ("the principal head stands above the head", PRINCIPAL, HEAD, True),
        ("and above the head of the registration agency", PRINCIPAL, REGISTRAR, True),
        ("the government's head stands above them all", GOVERNMENT, PRINCIPAL, True),
        ("a head is no principal head", HEAD, PRINCIPAL, False),
        ("joint handling: the agency's head is too low", HEAD, GOVERNMENT, False),
        ("joint handling: its principal head too", PRINCIPAL, GOVERNMENT, False),
        ("joint handling: the government's head", GOVERNMENT, GOVERNMENT, True),
        ("an office on the same step is another office", HEAD, REGISTRAR, False),
        ("and the other way round", REGISTRAR, HEAD, False),
        ("nobody that the table does not know", "窗口负责人", HEAD, False),
        ("words of an item's own equal themselves", "省级主管部门", "省级主管部门", True),
        ("and nobody stands above what the table does not know", GOVERNMENT, "省级主管部门", False),
        ("no words at all", "", HEAD, False),
    ],
)
def test_who_may_approve_an_extension(sentence, rank, required, may):
    assert deadlines.may_approve_extension(rank=rank, required=required) is may


@pytest.mark.parametrize(
    ("days", "allowed", "within"), [(0, 10, False), (1, 10, True), (10, 10, True), (11, 10, False), (1, 0, False)]
)
def test_how_long_an_extension_may_be(days, allowed, within):
    assert deadlines.extension_within(days=days, allowed=allowed) is within


def test_every_approver_that_the_catalogue_can_name_has_a_rank():
    named = {terms.LICENCE_EXTENSION, terms.JOINT_EXTENSION, *terms.EXTENSIONS_OF_OTHER_LAWS.values()}
    assert {extension.approver for extension in named} <= set(deadlines.EXTENSION_RANKS)
