"""What a matter turned out to be: another kind by two people, and several reporters of one case."""

import pytest

from cases.models import Case
from complaints import states
from complaints.models import Joining, Reclassification
from hall.flow import NotNow
from hall.refusals import BadInput, Refused
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

CAME, NEXT_DAY = at("2025-11-03 09:00"), at("2025-11-04 10:00")


def officer(world, **more):
    return {"by": world.complaint_officer, "at": NEXT_DAY, **more}


@pytest.fixture
def number(world):
    number = filed(world, when=CAME).complaint.case.number
    actions.accept(number=number, **officer(world))
    return number


def proposed(world, number):
    return actions.reclassify(
        number=number, kind="enquiry", reason="问的是办理条件，没有反映谁的问题", **officer(world)
    )


def running(number):
    clocks = Case.objects.get(number=number).deadlines.filter(met_at=None).values_list("rule", "started_at", "due_at")
    return list(clocks)


def test_another_kind_keeps_the_clock(world, number):
    """field.md a-7: 投诉 to 咨询 on day 2."""
    before = running(number)
    proposed(world, number)
    actions.decide_kind(number=number, is_agreed="yes", by=world.inspector, at=NEXT_DAY)
    assert running(number) == before
    assert Case.objects.get(number=number).complaint.kind == "complaint"  # counts as received under its first kind
    assert Reclassification.objects.get().is_agreed is True


def test_nobody_agrees_to_their_own_proposal(world, number):
    proposed(world, number)
    with pytest.raises(Refused, match="要由另一个人复核"):
        actions.decide_kind(number=number, is_agreed="yes", **officer(world))
    assert Reclassification.objects.get().decided_at is None


def test_one_proposal_waits_at_a_time(world, number):
    proposed(world, number)
    with pytest.raises(Refused, match="已经提出改类型"):
        proposed(world, number)
    actions.decide_kind(number=number, is_agreed="no", by=world.inspector, at=NEXT_DAY)
    assert proposed(world, number).is_agreed is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "complaint", "reason": "还是投诉，没有变化"}, "kind"),
        ({"kind": "lead", "reason": "线索不是人提出来的"}, "kind"),
        ({"kind": "help", "reason": ""}, "reason"),
    ],
)
def test_what_a_proposal_needs(world, number, fields, field):
    with pytest.raises(BadInput) as refused:
        actions.reclassify(number=number, **fields, **officer(world))
    assert (refused.value.field, Reclassification.objects.count()) == (field, 0)


def test_the_office_has_a_list_of_them(world, signed_in, number):
    proposed(world, number)
    actions.decide_kind(number=number, is_agreed="yes", by=world.inspector, at=NEXT_DAY)
    page = signed_in(world.office).get("/oversight/reclassified/").content.decode()
    assert "投诉改为咨询" in page
    assert "没有反映谁的问题" not in page
    assert "改了类型的投诉举报 1 件" in signed_in(world.office).get("/oversight/").content.decode()


def test_a_list_leaves_out_ones_own_department(world, signed_in):
    hidden = filed(world, when=CAME, n=5, about_department=world.health).complaint.case.number
    proposed(world, hidden)
    actions.decide_kind(number=hidden, is_agreed="yes", by=world.inspector, at=NEXT_DAY)
    chief = world.chief
    page = signed_in(chief).get("/oversight/reclassified/")
    assert page.status_code == 404 or "投诉改为咨询" not in page.content.decode()


def joined(world, number, **changes):
    second = filed(world, when=CAME, n=2, **changes)
    actions.join(number=second.complaint.case.number, leading=number, **officer(world))
    return second


def test_a_duplicate_has_the_answer_under_its_own_code(world, client, number):
    second = joined(world, number)
    case = Case.objects.get(pk=second.complaint.case.pk)
    assert (case.state, Joining.objects.get().leading.case.number) == (states.JOINED, number)
    assert not case.deadlines.filter(met_at=None, superseded_at=None).exists()
    actions.find(number=number, result="upheld", text="监控属实", **officer(world))
    actions.reply(number=number, text="已经批评教育，窗口加了人。", **officer(world))
    page = client.post("/c/", {"code": second.code}, follow=True).content.decode()
    assert "已经批评教育，窗口加了人。" in page


def test_a_named_further_reporter_is_answered(world, number):
    joined(world, number, name="张三丰", phone="13912345678")
    actions.find(number=number, result="upheld", text="监控属实", **officer(world))
    with pytest.raises(BadInput, match="留了姓名"):
        actions.reply(number=number, impossible_because="匿名的，没有联系方式", **officer(world))


@pytest.mark.parametrize(
    ("case", "leading", "sentence"),
    [
        ("itself", lambda w, n: n, "没有这个编号"),
        ("no number", lambda w, n: "12", "没有这个编号"),
        ("about another department", lambda w, n: filed(w, when=CAME, n=3, about_department=w.market).complaint.case.number, "对象不同"),
        ("the inspector's alone", lambda w, n: filed(w, when=CAME, n=4, about_centre=True).complaint.case.number, "没有这个编号"),
        ("declined", lambda w, n: declined(w), "已经结束"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined(world, number, case, leading, sentence):
    with pytest.raises(BadInput, match=sentence):
        actions.join(number=number, leading=leading(world, number), **officer(world))
    assert Joining.objects.count() == 0, case


def test_whoever_is_off_a_case_reads_of_it_nowhere(world, number):
    """What joins another is named on its page: whoever is off the one is off the other first."""
    second = filed(world, when=CAME, n=9).complaint.case.number
    off = {"person": world.clerk, "why": "about", "reason": "反映的就是此人", **officer(world)}
    actions.recuse(number=second, **off)
    with pytest.raises(BadInput, match="先在那一件上也回避"):
        actions.join(number=second, leading=number, **officer(world))
    actions.recuse(number=number, **off)
    actions.join(number=second, leading=number, **officer(world))
    assert Joining.objects.count() == 1


def declined(world):
    number = filed(world, when=CAME, n=6).complaint.case.number
    actions.decline(number=number, reason="属于民事纠纷，可到法院", **officer(world))
    return number


def test_a_leading_case_joins_no_other(world, number):
    joined(world, number)
    other = filed(world, when=CAME, n=8).complaint.case.number
    with pytest.raises(Refused, match="有别的件并到了这一件"):
        actions.join(number=number, leading=other, **officer(world))


def test_what_has_joined_has_no_further_act(world, number):
    second = joined(world, number)
    with pytest.raises(NotNow):
        actions.accept(number=second.complaint.case.number, **officer(world))
