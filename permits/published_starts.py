"""
From when the clocks of an item run, in the words of the clocks themselves: what its page says cannot differ from what is counted,
nor from the sentence that explains a date (rules A7, §4.1, Q1).
"""

from cases.rules import RULES, Clock, Rule
from hall.catalogue_terms import AuthorityLevel
from hall.models import ItemVersion
from hall.worktime import Unit
from permits import deadlines
from permits.queries import handling_clocks


def from_when(clock: Clock) -> str:
    """``从受理的次日起计``, ``从材料齐全时起计``: days count from the next one, minutes from the moment (民法典 art. 201)."""
    start = clock.start or RULES[clock.rule].start
    return f"从{start}{'时' if clock.limit.unit is Unit.WORKING_MINUTE else '的次日'}起计"


def promise_sentence(terms: ItemVersion) -> str:
    """What stands under the promise of an item, or under its target, before the word on the acceptance."""
    usual, corrected = handling_clocks(terms)[0], handling_clocks(terms, corrected=True)[0]
    what = "本大厅的公开承诺" if terms.authority_level == AuthorityLevel.DISTRICT else "由本大厅代为报送上级机关"
    soft = "" if RULES[usual.rule].card else f"。{RULES[usual.rule].no_card}"
    return f"{what}，{_usual_and_corrected(usual, corrected)}{soft}。"


def statutory_sentence(terms: ItemVersion) -> str:
    """What stands under the limit that the law sets; "" where none runs in the hall."""
    clocks = {each.rule: each for each in handling_clocks(terms)}
    corrected = {each.rule: each for each in handling_clocks(terms, corrected=True)}
    if Rule.STATUTORY not in clocks:
        return ""
    return f"{_usual_and_corrected(clocks[Rule.STATUTORY], corrected[Rule.STATUTORY])}。"


def acceptance_sentence(terms: ItemVersion) -> str:
    """What the window owes between complete papers and the acceptance; "" where the whole is done within half a day of them."""
    if handling_clocks(terms)[0].rule is Rule.HALF_DAY:
        return ""
    return f"窗口是否受理，半个工作日内决定，{from_when(deadlines.window_acceptance())}。"


def _usual_and_corrected(usual: Clock, corrected: Clock) -> str:
    # half a day runs from complete papers whether a notice asked for some of them or not
    if usual.rule is Rule.HALF_DAY:
        return from_when(usual)
    return f"{from_when(usual)}；补正过的，{from_when(corrected)}"
