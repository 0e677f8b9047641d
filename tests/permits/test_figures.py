"""A figure that a constant holds stands in sentences by that constant: whoever changes it changes what is read."""

import inspect

import pytest

from cases.cards import Breach
from cases.rules import RULES, Rule
from permits import deadlines, pause_lengths, supplements, visits
from permits.actions import pausing
from permits.acts import ending, hearing, intake
from permits.acts.pausing import SUSPEND
from permits.documents import receipt


@pytest.mark.parametrize(
    ("module", "figures"),
    [
        (hearing, ("{HEARING_REQUEST} 个工作日", "{HEARING_HELD} 个工作日", "{HEARING_NOTICE} 个工作日")),
        (intake, ("{NOTIFY_WITHIN} working days",)),
        (ending, ("{CORRECT_WITHIN} natural days",)),
        (receipt, ("{NOTIFY_WITHIN} 个工作日",)),
        (deadlines, ("{AGENCY_TARGET} 个工作日", "{SUPPLEMENT_NOTICE} 个工作日")),
        (pause_lengths, ("{MOST_DAYS} 个工作日",)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_sentences_read_their_constants(module, figures):
    source = inspect.getsource(module)
    assert all(figure in source for figure in figures)


def test_the_longest_pause_is_one_figure_for_form_and_verb():
    [field] = [field for field in SUSPEND.asks if field.name == "declared_days"]
    assert (field.most, field.sentences["max_value"]) == (pausing.MOST_DAYS, pausing.TOO_LONG)


@pytest.mark.parametrize(("module", "rule"), [(visits, Rule.TWO_VISIT), (supplements, Rule.NOTICE_SUPPLEMENTED)])
def test_a_card_has_the_level_of_its_rule(module, rule):
    assert "CardLevel" not in inspect.getsource(module)
    assert Breach(rule=rule, occurrence=1, cause="", window=None, owner=None).level is RULES[rule].card
