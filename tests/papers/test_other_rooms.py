"""A room that knows nothing of applications prints its papers the same way: here a complaint's receipt."""

import pytest

from hall.refusals import BadInput
from papers.copies import laid_out, sheet_of
from papers.models import Document
from papers.printing import CharactersMissing, Paper, print_paper
from papers.sheet import Sheet, text
from tests.complaints.conftest import filed
from tests.world import at

NOW = at("2025-09-30 10:00")


def paper(world, words: str = "您的投诉已收到。") -> Paper:
    return Paper(
        department=world.market,
        kind="complaint_receipt",
        series="诉",
        compose=lambda number: Sheet(title="投诉回执", issuer="政务服务中心", number=number, blocks=(text(words),)),
    )


@pytest.fixture
def case(world):
    return filed(world, when=NOW, about_department=world.health).complaint.case


def test_a_complaints_paper_has_a_number_and_counted_prints(world, case):
    terms = {"by": world.complaint_officer, "at": NOW}
    first = print_paper(case, paper(world), **terms)
    assert (first.copy, first.document.case, first.document.title) == (1, case, "投诉回执")
    assert first.document.number == "云市监诉字〔2025〕1号"
    with pytest.raises(BadInput):
        print_paper(case, paper(world), **terms)
    again = print_paper(case, paper(world, "措辞后来改了。"), reason="遗失", **terms)
    assert again.copy == 2
    assert laid_out(again, sheet_of(again.document))["blocks"][0]["lines"] == ("您的投诉已收到。",)
    assert "补打 第 1 次" in laid_out(again, sheet_of(again.document))["mark"]


def test_a_refused_print_takes_no_number(world, case):
    terms = {"by": world.complaint_officer, "at": NOW}
    with pytest.raises(CharactersMissing):
        print_paper(case, paper(world, "\U0003106c"), **terms)
    assert not Document.objects.exists()
    assert print_paper(case, paper(world), **terms).document.number.endswith("1号")
