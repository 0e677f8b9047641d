"""更正登记: within the half day and before the name is on a paper; number, code and history stay, clocks follow the papers."""

from datetime import UTC, timedelta

import pytest

from cases import history
from cases.models import Case, Deadline, Dispatch, Event, Letter
from cases.quiet import nothing_leaves
from cases.reconcile import ledger
from config.reconciling import ROOMS
from hall.refusals import BadInput, Refused
from hall.roles import Role
from permits.acts import EVENTS
from permits.models import Application, MaterialReceipt
from permits.papers import of_the_list
from tests.permits import verbs as actions
from tests.permits.desk import NOW, act, desk, snapshot, text_of, url
from tests.snapshot import stored
from tests.world import ENTERPRISE, World, at, person

__all__ = ["desk"]
TEN = at("2025-11-03 10:00")
NOON = at("2025-11-03 12:00")
SITE = "https://hall.example"
WRONG = "录入时打错字"


def registered(world: World, **fields) -> Case:
    return world.register(when=TEN, **fields).application.case


def amended(world: World, case: Case, *, when=TEN, reason: str = WRONG, by=None, **fields) -> Application:
    """By the window; what ends a promise of time, by the chief."""
    by = by or (world.chief if "missing" in fields else world.clerk)
    return actions.amend(number=case.number, reason=reason, by=by, at=when, **fields)


def printed(world: World, case: Case, kind: str, occurrence: int = 1):
    return actions.print_document(
        number=case.number, kind=kind, occurrence=occurrence, site=SITE, by=world.clerk, at=TEN
    )


def clocks(case: Case) -> dict[str, str]:
    return dict(Deadline.objects.filter(case=case).values_list("rule", "verdict"))


def test_the_name_is_right_wherever_it_stands(world):
    case = registered(world)
    before = clocks(case)
    amended(world, case, applicant_name=" 王晓敏 ")
    case.refresh_from_db()
    application = case.application
    assert (application.applicant_name, case.party) == ("王晓敏", "王*敏")
    assert {"晓敏", "wxm"} <= set(application.name_pieces)
    assert (case.state, clocks(case)) == ("submitted", before)
    facts = Event.objects.get(verb="amend").facts
    assert (facts["before"], facts["after"], facts["reason"]) == ("王*明", "王*敏", WRONG)
    assert "王晓敏" not in str(facts)
    assert EVENTS["amend"].staff(facts) == f"姓名或名称由 王*明 改为 王*敏。原因：{WRONG}"
    assert EVENTS["amend"].applicant(facts) == ("更正登记", "姓名或名称由 王*明 改为 王*敏")
    assert list(history.verify()) == []


def test_a_name_that_masks_alike_is_told_too(world):
    case = registered(world)
    amended(world, case, applicant_name="王晓明")
    assert EVENTS["amend"].staff(Event.objects.get(verb="amend").facts).startswith("改正了姓名（王*明）")
    company = registered(world, idem="key-2", applicant=ENTERPRISE)
    amended(world, company, applicant_name="云澜食品（杭州）有限公司")
    company.refresh_from_db()
    assert company.party == "云澜食品（杭州）有限公司"


def test_a_paper_that_never_came_ends_the_half_day(world):
    case = registered(world)
    assert clocks(case) == {"acceptance_notice": "", "window_acceptance": ""}
    amended(world, case, missing=[2])
    assert clocks(case) == {"acceptance_notice": "", "window_acceptance": "void"}
    assert sorted(MaterialReceipt.objects.held().values_list("material__position", flat=True)) == [1, 3]
    assert Event.objects.get(verb="amend").facts["missing"] == ["营业执照"]
    assert [paper.returned for paper in of_the_list(case.application)] == [[], [], []], "it was not handed back either"
    with pytest.raises(actions.CannotAccept, match="还缺：营业执照"):
        actions.accept(number=case.number, by=world.clerk, at=TEN)
    assert ledger.check(ROOMS, at=TEN).findings == []


@pytest.mark.parametrize("immediate", [False, True], ids=["promised", "at once"])
def test_the_paper_that_comes_then_starts_it_anew(world, immediate):
    case = registered(world, item=world.immediate if immediate else world.promised)
    amended(world, case, missing=[2])
    when = at("2025-11-03 11:00")
    sent = {"window": world.health_window, "materials": [2], "channel": "mail"}
    actions.receive(number=case.number, by=world.clerk, at=when, **sent)
    rule = "half_day" if immediate else "window_acceptance"
    running = Deadline.objects.get(case=case, rule=rule, met_at=None)
    assert running.started_at == when
    assert ledger.check(ROOMS, at=when).findings == []


def test_until_its_half_day_ends(world):
    case = registered(world)
    before = stored()
    with pytest.raises(actions.CannotAmend, match="同一个半天内更正，11月3日 12:00 已过"):
        amended(world, case, applicant_name="王晓明", when=NOON + timedelta(seconds=1))
    assert stored() == before
    amended(world, case, applicant_name="王晓明", when=NOON)
    assert case.application.slips == 1


def test_not_once_a_paper_bears_the_name(world):
    case = registered(world)
    actions.accept(number=case.number, by=world.clerk, at=TEN)
    amended(world, case, applicant_name="王晓明")
    printed(world, case, "acceptance")
    before = stored()
    with pytest.raises(actions.CannotAmend, match="受理通知书已经打印"):
        amended(world, case, applicant_name="王小明")
    assert stored() == before


def test_a_printed_slip_is_given_anew(world):
    case = registered(world)
    old = printed(world, case, "receipt")
    assert amended(world, case, missing=[3]).slips == 2
    new = printed(world, case, "receipt", 2)
    assert old.document.number != new.document.number
    assert ("检测报告（原件）" in old.document.content, "检测报告（原件）" in new.document.content) == (True, False)
    with pytest.raises(Refused, match="已经换了新的"):
        printed(world, case, "receipt", 1)
    assert amended(world, case, applicant_name="王晓明").slips == 3
    assert amended(world, case, applicant_name="王小明").slips == 3, "that one is not printed yet"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, "applicant_name", "没有要更正的"),
        ({"applicant_name": "王小明"}, "applicant_name", "没有要更正的"),
        ({"applicant_name": "王"}, "applicant_name", "2 至 80 个字"),
        ({"applicant_name": "王晓明", "reason": "x"}, "reason", "填写更正的原因"),
        ({"missing": [9]}, "missing", "没有第 9 项"),
        ({"missing": [2]}, "missing", "登记的就是没有收到：营业执照"),
    ],
    ids=["nothing", "the same name", "no name", "no reason", "no such paper", "a paper not ticked"],
)
def test_what_cannot_be_right_changes_nothing(world, fields, field, sentence):
    case = registered(world, materials=[1, 3])
    before = stored()
    with pytest.raises(BadInput, match=sentence) as refusal:
        amended(world, case, **fields)
    assert refusal.value.field == field
    assert stored() == before


def test_told_what_is_missing_papers_stay(world):
    case = registered(world, materials=[1, 3])
    actions.notify(number=case.number, missing={2: ""}, by=world.clerk, at=TEN)
    with pytest.raises(BadInput, match="缺的材料要求补正"):
        amended(world, case, missing=[3])
    amended(world, case, applicant_name="王晓明")


def test_a_decided_case_is_amended_no_more(world):
    case = world.accepted(when=TEN).case
    actions.decide(number=case.number, result="grant", by=world.clerk, at=TEN)
    with pytest.raises(Refused, match="不能更正登记"):
        amended(world, case, applicant_name="王晓明")


# The desk


def test_the_clerk_reads_the_full_name_after_registering(desk, client):
    case = desk.register(when=NOW).application.case
    slip = client.get(url("receipt", case))
    assert "登记的姓名或名称： 王小明 。对照证件再看一遍" in text_of(slip)
    assert text_of(slip).count("王小明") == 1, "the slip itself masks it"
    form = client.get(url("amend", case)).context["form"]
    assert form["applicant_name"].value() == "王小明"
    client.force_login(desk.chief)  # whoever takes papers off that a promise of time runs from
    answer = client.get(act(client, case, "amend", applicant_name="王晓明", missing=["2"], reason=WRONG).url)
    assert "已更正登记：王晓明。" in text_of(answer)
    assert "打印收件凭证" in text_of(answer)
    amended_slip = text_of(client.get(url("receipt", case)))
    assert "还缺的材料 营业执照" in amended_slip
    before = snapshot(case)
    wrong = act(client, case, "amend", applicant_name="", reason=WRONG)
    assert (wrong.status_code, snapshot(case)) == (422, before)


def test_the_file_offers_the_last_slip_only(desk, client):
    case = desk.register(when=NOW).application.case
    again = {"number": case.number, "kind": "receipt", "site": SITE, "by": desk.clerk, "at": NOW}
    actions.print_document(**again)
    actions.amend(number=case.number, missing=[3], reason=WRONG, by=desk.chief, at=NOW)
    page = text_of(client.get(url("file", case)))
    assert ("1 次，登记更正后换了新的一份" in page, "补打收件凭证" in page) == (True, False)
    assert "检测报告" not in page.split("申请材料")[1].split("打印记录")[0]


def test_later_the_full_name_is_not_shown(desk, client):
    case = desk.register(when=at("2025-09-29 10:00")).application.case
    slip = text_of(client.get(url("receipt", case)))
    assert ("王小明" in slip, "更正登记" in slip) == (False, False)


# What the slip has promised goes by a second person (decision 129)


@pytest.mark.parametrize("immediate", [False, True], ids=["promised", "at once"])
def test_the_window_alone_does_not_end_what_the_slip_promises(world, immediate):
    case = registered(world, item=world.immediate if immediate else world.promised)
    before = stored()
    with pytest.raises(BadInput, match=r"已经告诉申请人 2025年11月3日 15:\d\d.*由审批科长打开这一件更正") as refusal:
        amended(world, case, missing=[2], by=world.clerk, applicant_name="王晓明")
    assert refusal.value.field == "missing"
    assert stored() == before
    amended(world, case, applicant_name="王晓明", by=world.clerk)


def test_nor_does_a_chief_who_registered_it(world):
    """The head gives approvals, and handles no registration."""
    second = person(world.hall, "sun2", "孙科", Role.SECTION_CHIEF, department=world.health)
    case = registered(world, by=world.chief)
    with pytest.raises(BadInput, match=r"由孙科（审批科长）批准"):
        amended(world, case, missing=[2])
    amended(world, case, missing=[2], by=second)
    assert "alone" not in Event.objects.get(verb="amend").facts


def test_a_chief_alone_does_and_the_office_hears_of_it(world):
    case = registered(world, by=world.chief)
    amended(world, case, missing=[2])
    assert Event.objects.get(verb="amend").facts["alone"] is True
    assert Letter.objects.get(template="approved_alone").recipient == world.office


def test_a_ledger_tells_of_what_was_done(world):
    case = registered(world)
    with nothing_leaves():
        amended(world, case, missing=[2], by=world.clerk)


def test_where_nothing_runs_the_window_takes_papers_off(world):
    case = registered(world, materials=[1, 2])
    amended(world, case, missing=[2], by=world.clerk)
    assert "promised" not in Event.objects.get(verb="amend").facts


def test_the_applicant_reads_that_the_promise_is_gone(world):
    case = registered(world)
    promised = Deadline.objects.get(case=case, rule="window_acceptance").due_at
    amended(world, case, missing=[2])
    facts = Event.objects.get(verb="amend").facts
    assert facts["promised"].startswith(promised.astimezone(UTC).isoformat()[:16])
    assert "原来告诉申请人的 2025年11月3日 15:00 不再算，材料交齐后重新起算" in EVENTS["amend"].staff(facts)
    assert "不再算" in EVENTS["amend"].applicant(facts)[1]
    sms = Dispatch.objects.get(kind="amended", channel="sms")
    assert "缺营业执照，原定11月3日15:00作废，交齐后重新起算" in sms.text
