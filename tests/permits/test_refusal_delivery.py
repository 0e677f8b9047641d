"""A decision not to grant is handed over within ten working days: the hall's own rule, not art. 44's (decision 130)."""

from datetime import date

import pytest

from cases.clocks import is_broken
from cases.models import Card, Case, Deadline
from cases.reconcile import ledger
from cases.rules import Lamp
from cases.sweep import sweep
from config.passing import pass_time
from config.reconciling import ROOMS
from portal.progress import headline, turn
from tests.permits import verbs as permits
from tests.permits.stages import REMEDIES
from tests.permits.test_documents import printed
from tests.rows import Rows
from tests.world import World, at

DECIDED, DUE = "2025-11-04 10:00", "2025-11-18 17:00"
WHY = {"result": "refuse", "reason": "检测报告不合格", "remedies": REMEDIES}


@pytest.fixture
def refused(world: World) -> Case:
    application = world.accepted(when=at("2025-11-03 10:00"))
    permits.decide(number=application.case.number, by=world.clerk, at=at(DECIDED), **WHY)
    return Case.objects.get(pk=application.pk)


def clock(case: Case) -> Deadline:
    return case.deadlines.get(rule="refusal_delivery")


def deliver(world, case, when: str) -> None:
    permits.deliver(number=case.number, method="courier", proof="EMS123456", by=world.clerk, at=at(when))


def undo(world, case, when: str) -> None:
    permits.undo(number=case.number, reason="漏看了检测报告", by=world.clerk, at=at(when))


ENDS = [
    ("handed over on the last day", deliver, DUE, "on_time", []),
    ("a day too late", deliver, "2025-11-19 09:00", "late", [("refusal_delivery", "yellow")]),
    ("taken back in its half day", undo, "2025-11-04 11:00", "void", []),
]


@pytest.mark.parametrize(("sentence", "act", "when", "verdict", "cards"), ENDS, ids=[row[0] for row in ENDS])
def test_how_it_ends(world, refused, sentence, act, when, verdict, cards):
    assert clock(refused).due_at == at(DUE)
    act(world, refused, when)
    assert clock(refused).verdict == verdict, sentence
    assert list(Card.objects.values_list("rule", "level")) == cards
    assert ledger.check(ROOMS, at=at(when)).findings == []


def test_one_that_lies_is_red_and_never_beyond_the_law(world, refused):
    pass_time(at=at(DUE))
    assert not Card.objects.exists()
    sweep(at=at("2025-11-19 09:00"))
    assert (clock(refused).lamp, is_broken(clock(refused), at=at("2025-11-19 09:00"))) == (Lamp.RED, True)
    assert Card.objects.get().level == "yellow"
    assert "行政许可法" not in clock(refused).article


def test_it_does_not_wait_for_a_paper_that_was_promised(world):
    world.promised.materials.filter(position=3).update(tolerable=True)
    application = world.register(when=at("2025-11-03 09:00"), materials=[1, 2]).application
    number = application.case.number
    permits.accept_with_gaps(
        number=number, pledge="容缺〔2025〕1号", pledged_on=date(2025, 11, 5), voluntary=True, by=world.clerk,
        at=at("2025-11-03 09:10"),
    )  # fmt: skip
    pass_time(at=at("2025-11-05 17:00:01"))
    permits.decide(number=number, by=world.clerk, at=at("2025-11-06 10:00"), **WHY)
    assert clock(application.case).due_at == at("2025-11-20 17:00")
    assert ledger.check(ROOMS, at=at("2025-11-06 10:05")).findings == []


def test_paper_slip_and_phone_name_the_day(world, refused):
    day = "2025年11月18日 17:00 前"
    papers = {
        kind: printed(world, refused.number, kind, at=at("2025-11-04 10:30")).document.content
        for kind in ("refusal", "receipt")
    }
    with Rows() as rows:
        for kind, content in papers.items():
            with rows.row(kind):
                assert day in content
                assert "第四十四条" not in content
        with rows.row("phone"):
            words = turn(refused.application, at=at(DECIDED))
            assert "可以要求窗口邮寄" in words["what"]
            assert headline({**words, "who": "窗口"}, refused.deadlines.all(), at=at(DECIDED))["date"].endswith(
                "把书面决定送达"
            )
