"""What an item's page says of its clocks is what runs: each sentence against the clocks that the acts start (rules Q1, A7, §4.1)."""

import pytest
import time_machine

from cases.clocks import explanation
from cases.models import Deadline
from hall.importing.terms import PROCEDURES
from permits.published_starts import acceptance_sentence, promise_sentence, statutory_sentence
from tests.permits import verbs as permits
from tests.world import at

BY_LAW = "从受理的次日起计；补正过的，从补正材料收齐的次日起计。"


@pytest.mark.parametrize(
    ("name", "promise", "acceptance", "statutory"),
    [
        (
            "promised",
            f"本大厅的公开承诺，{BY_LAW}",
            "窗口是否受理，半个工作日内决定，从材料齐全时起计。",
            BY_LAW,
        ),
        ("immediate", "本大厅的公开承诺，从材料齐全时起计。", "", BY_LAW),
        (
            "city",
            f"由本大厅代为报送上级机关，{BY_LAW[:-1]}。这是争取的目标，不算违规。",
            "窗口是否受理，半个工作日内决定，从材料齐全时起计。",
            "",
        ),
    ],
)
def test_each_item_says_from_when_its_own_clocks_run(world, client, name, promise, acceptance, statutory):
    terms = getattr(world, name)
    assert promise_sentence(terms) == promise
    assert acceptance_sentence(terms) == acceptance
    assert statutory_sentence(terms) == statutory
    with time_machine.travel(at("2025-11-03 10:00"), tick=False):
        page = client.get(f"/items/{terms.item.code}/").content.decode()
    assert all(sentence in page for sentence in (promise, acceptance, statutory))


@pytest.mark.parametrize("name", ["promised", "immediate", "city"])
def test_the_explanation_of_a_date_begins_as_the_page_says(world, name):
    """Complete on the 3rd, accepted on the 4th: what the page names is the first line of each clock's arithmetic."""
    terms = getattr(world, name)
    number = world.register(when=at("2025-11-03 10:00"), item=terms).application.case.number
    permits.accept(number=number, by=world.clerk, at=at("2025-11-03 11:00"))
    page = promise_sentence(terms) + acceptance_sentence(terms) + statutory_sentence(terms)
    for clock in Deadline.objects.exclude(rule="acceptance_notice"):
        assert f"从{clock.start_words}" in page
        assert clock.start_words in explanation(clock).sentences()[0]


def test_a_joint_item_publishes_no_step_that_nobody_does():
    assert "分送" not in "".join(PROCEDURES["joint"])
    assert "汇总" not in "".join(PROCEDURES["joint"])
