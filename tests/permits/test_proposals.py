"""报批: what a window may only prepare goes before whoever approves it, with its lamp (decision 126)."""

from datetime import date

import pytest

from cases.models import Case, Letter
from hall.access import access_of
from hall.models import Post
from hall.refusals import Refused
from hall.roles import Permission, Role
from oversight.power_report import hand_ups_of
from permits.models import HandUp
from permits.power import open_hand_ups
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, snapshot, text_of, url
from tests.snapshot import stored
from tests.world import at

__all__ = ["desk"]
LATER, NEXT = at("2025-09-30 11:00"), at("2025-09-30 14:00")


@pytest.fixture
def case(desk) -> Case:
    return desk.accepted(when=NOW).case


def proposed(desk, case, step="extend", **more) -> HandUp:
    fields = {"step": step, "reason": "现场核查要再约一次，延长 10 个工作日", **more}
    return actions.propose(number=case.number, by=desk.clerk, at=LATER, **fields)


ANSWERS = {
    "suspend": ("chief", {"ground": "testing", "notice_number": "特告1号", "declared_days": 2}),
    "extend": ("head", {"rank": "本机关负责人", "document": "延批1号", "reason": "案情复杂"}),
    "terminate": ("chief", {"ground": "force_majeure", "reason": "洪水", "remedies": "复议"}),
    "void": ("chief", {"ground": "duplicate", "reason": "登记了两次"}),
}


@pytest.mark.parametrize("step", ANSWERS)
def test_whoever_does_it_has_answered(desk, case, step):
    clocks = set(case.deadlines.values_list("rule", "due_at"))
    request = proposed(desk, case, step)
    assert set(case.deadlines.values_list("rule", "due_at")) == clocks, "no clock stops"
    assert list(open_hand_ups(Case.objects.all())) == [request]
    letter = Letter.objects.get(template="handed_up")
    assert (letter.facts["asks"], letter.department) == (True, desk.health)
    who, terms = ANSWERS[step]
    getattr(actions, step)(number=case.number, by=getattr(desk, who), at=NEXT, **terms)
    request.refresh_from_db()
    assert (request.answered_by, request.answered_at) == (getattr(desk, who), NEXT)
    assert not open_hand_ups(Case.objects.all())


@pytest.mark.parametrize(
    ("sentence", "who", "fields", "words"),
    [
        ("an act that needs no approval", "clerk", {"step": "withdraw"}, "选择要报批的事"),
        ("one that does not start here", "clerk", {"step": "resume"}, "不能恢复计时"),
        ("the approver's own", "chief", {"step": "void"}, "您自己可以批准"),
        ("without a reason", "clerk", {"step": "void", "reason": "。"}, "填写报批的理由"),
    ],
)
def test_what_cannot_be_proposed(desk, case, sentence, who, fields, words):
    before = stored()
    with pytest.raises(Refused, match=words):
        actions.propose(
            **{"number": case.number, "by": getattr(desk, who), "at": LATER, "reason": "登记了两次", **fields}
        )
    assert stored() == before


def test_what_nobody_approves_is_not_asked_for(desk, case, client):
    """It would lie in a list whose only act is to return it, and be in the way of what somebody can approve."""
    Post.objects.filter(role=Role.DEPARTMENT_HEAD, department=desk.health).update(valid_to=date(2025, 9, 29))
    before = stored()
    with pytest.raises(actions.CannotHandUp, match="延长法定时限要批准，本部门现在没有人有这个权限") as refusal:
        proposed(desk, case, "extend")
    assert (refusal.value.field, stored()) == ("step", before)
    offered = dict(client.get(url("propose", case)).context["form"].fields["step"].choices)
    assert ("extend" in offered, "void" in offered) == (False, True)
    assert proposed(desk, case, "void")


def test_a_request_is_taken_back_by_the_window(desk, case, client):
    with pytest.raises(Refused, match="没有等批准的报批可以撤回"):
        actions.take_back_request(number=case.number, reason="报错了环节", by=desk.clerk, at=LATER)
    proposed(desk, case, "suspend")
    before = stored()
    with pytest.raises(Refused, match="没有等批准的报批可以撤回"):
        actions.take_back_request(number=case.number, reason="报错了环节", by=desk.chief, at=NEXT)
    assert stored() == before, "who approves answers it"
    actions.take_back_request(number=case.number, reason="报错了环节", by=desk.clerk, at=NEXT)
    assert not open_hand_ups(Case.objects.all())
    assert "退回" not in text_of(client.get(url("case", case))), "nobody has given it back"
    assert proposed(desk, case, "void"), "the right one can be asked for"


def test_whoever_approves_reads_what_was_asked_for(desk, case, client):
    proposed(desk, case, "suspend")
    client.force_login(desk.chief)
    assert "报批：现场核查要再约一次，延长 10 个工作日" in text_of(client.get(url("suspend", case)))
    assert "报批：" not in text_of(client.get(url("void", case)))


def test_one_waits_at_a_time_and_can_be_given_back(desk, case, client):
    proposed(desk, case)
    with pytest.raises(actions.CannotHandUp, match="已经报批“延长法定时限”，等审批科长赵科或部门负责人钱局答复"):
        proposed(desk, case, "void")
    actions.answer_hand_up(number=case.number, answer="先约现场，再报天数", by=desk.chief, at=NEXT)
    page = " ".join(text_of(client.get(url("case", case))).split())
    assert "退回“延长法定时限”：先约现场，再报天数" in page
    proposed(desk, case, "void")
    assert HandUp.objects.filter(kind="request").count() == 2


def test_it_is_no_lack_of_power(desk, case):
    proposed(desk, case)
    grant = access_of(desk.office, on=date(2025, 9, 30)).grant(Permission.BOARD_VIEW)
    assert not hand_ups_of(grant, (date(2025, 9, 1), date(2025, 10, 1))).exists()


def test_the_chiefs_list_has_lamps_and_what_is_due_first(desk, client):
    late = desk.accepted(when=at("2025-09-22 10:00"), idem="late").case
    soon = desk.accepted(when=at("2025-09-29 10:00"), idem="soon").case
    for number, minute in ((soon.number, "10:01"), (late.number, "10:02")):
        actions.propose(number=number, step="void", reason="登记了两次", by=desk.clerk, at=at(f"2025-09-30 {minute}"))
    client.force_login(desk.chief)
    page = client.get("/desk/handed-up/")
    rows = page.context["rows"]
    assert [row["href"] for row in rows] == [url("case", late), url("case", soon)], "due first, not asked first"
    lamps = [row["cells"][1] for row in rows]
    assert [lamp["lamp"] for lamp in lamps] == ["red", "green"]
    assert "9月25日 17:00" in lamps[0]["text"]
    assert "王*明" in text_of(page)


def test_the_page_offers_it_beside_who_approves(desk, case, client):
    page = client.get(url("case", case))
    assert page.context["asks_for"].url == url("propose", case)
    assert "钱局（部门负责人）或赵科（审批科长）批准" in text_of(page)
    before = snapshot(case)
    form = client.get(url("propose", case)).context["form"]
    assert [step for step, _words in form.fields["step"].choices] == ["suspend", "extend", "terminate", "void"]
    assert snapshot(case) == before
