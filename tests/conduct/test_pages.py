"""The pages: from the upheld complaint to the appeal, and a correction that returns once and is accepted."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Card
from cases.reconcile import ledger
from conduct.models import Attribution, Correction, Exposure, Sanction, SanctionPolicy
from config.reconciling import ROOMS
from papers.models import StoredFile
from tests.conduct.conftest import ATTRIBUTED, SERVED, SETTLED, attributed, own, post_of, served, upheld
from tests.papers import samples
from tests.world import at


def send(client, when, route, *where, **fields):
    with time_machine.travel(when, tick=False):
        return client.post(reverse(route, args=where), fields, follow=True)


def page(client, when, route, *where, query=""):
    with time_machine.travel(when, tick=False):
        return client.get(reverse(route, args=where) + query)


def test_from_the_finding_to_the_appeal(world, signed_in):
    number = upheld(world).case.number
    officer, inspector, clerk = signed_in(world.complaint_officer), signed_in(world.inspector), signed_in(world.clerk)
    assert number[-5:] in page(officer, ATTRIBUTED, "conduct").content.decode()
    sent = {"post": post_of(world.clerk).pk, "reason": "当班的是本人，有值班表"}
    answer = send(officer, ATTRIBUTED, "conduct-attribute", number, **sent)
    assert "已认定张敏的责任" in answer.content.decode()
    proposal = own(Attribution.objects.get())
    shown = page(inspector, SETTLED, "conduct-sanctions-one", proposal.key).content.decode()
    assert "警告" in shown
    assert "24 个月内第 1 次查实" in shown
    decision = {
        "result": "as_proposed",
        "number": "云纪软〔2025〕1号",
        "authority": "区纪委监委",
        "reason": "未按规定一次告知",
    }
    assert send(inspector, SETTLED, "conduct-sanctions-settle", proposal.key, **decision).status_code == 200
    assert page(clerk, SERVED, "conduct-mine-one", proposal.key).status_code == 404
    send(inspector, SERVED, "conduct-sanctions-serve_sanction", proposal.key, how="当面送达，本人签收")
    mine = page(clerk, SERVED, "conduct-mine-one", proposal.key).content.decode()
    assert "未按规定一次告知" in mine
    assert "2025年11月17日 17:00 前" in mine
    assert number[-5:] not in mine
    answer = send(clerk, SERVED, "conduct-mine-contest", proposal.key, reason="当天不是本人值班")
    assert "已提出申诉" in answer.content.decode()
    assert Sanction.objects.get(pk=proposal.pk).state == "contested"
    refusal = send(inspector, SERVED, "conduct-sanctions-adjudicate", proposal.key, upheld="no", reason="核对了值班表")
    assert "由另一位纪检监察裁定" in refusal.content.decode()


def test_a_correction_returns_once_and_is_accepted(world, signed_in):
    number = upheld(world).case.number
    officer, head = signed_in(world.complaint_officer), signed_in(world.head)
    order = {"who": "WJ:qian", "what": "窗口张贴一次告知清单", "days": "5"}
    send(officer, ATTRIBUTED, "conduct-order_correction", number, **order)
    key = Correction.objects.get().key
    shown = page(head, SETTLED, "conduct-corrections-one", key).content.decode()
    assert "2025年10月21日 17:00 前" in shown
    assert number[-5:] not in shown, "the unit learns nothing of the complaint"
    photo = SimpleUploadedFile("窗口.jpg", samples.jpeg())
    send(head, SETTLED, "conduct-corrections-hand_in_correction", key, evidence="清单已经张贴，有照片", files=[photo])
    send(officer, SETTLED, "conduct-corrections-return_correction", key, reason="缺两个事项的清单")
    assert "缺两个事项的清单" in page(head, SETTLED, "conduct-corrections-one", key).content.decode()
    [file] = StoredFile.objects.all()
    address = ("conduct-corrections-file", key, file.key)
    for person, status in ((world.office, 200), (world.chief, 200), (world.clerk, 404), (world.market_clerk, 404)):
        assert page(signed_in(person), SETTLED, *address).status_code == status, person
    assert "窗口.jpg" in page(officer, SETTLED, "conduct-corrections-one", key).content.decode()
    late = at("2025-10-23 10:00")  # the return had five working days of its own, until 10-22
    assert "张贴一次告知清单" in page(officer, late, "conduct-corrections", query="?tab=late").content.decode()
    send(head, late, "conduct-corrections-hand_in_correction", key, evidence="补齐了两个事项的清单")
    answer = send(
        signed_in(world.office), late, "conduct-corrections-pass_correction", key, reason="现场核对，清单齐全"
    )
    assert "验收通过" in answer.content.decode()
    row = Correction.objects.get()
    assert row.state == "correction_accepted"
    verdicts = [clock.verdict for clock in row.case.deadlines.order_by("started_at")]
    assert verdicts == ["on_time", "late"]
    (card,) = Card.objects.filter(case=row.case)
    assert (card.level, card.owner, card.department) == ("yellow", world.head, world.health)
    assert [each.words for each in ledger.check(ROOMS, at=late).findings if each.number == row.case.number] == []


def test_the_person_of_a_correction_is_not_who_is_liable(world, signed_in):
    complaint = upheld(world)
    attributed(world, complaint, user=world.chief)
    order = {"who": "WJ:zhao", "what": "窗口张贴一次告知清单", "days": "5"}
    answer = send(
        signed_in(world.complaint_officer), ATTRIBUTED, "conduct-order_correction", complaint.case.number, **order
    )
    assert answer.status_code == 422
    assert not Correction.objects.exists()


def test_an_exposure_has_three_days_and_its_approval(world, signed_in):
    officer, inspector, head = map(signed_in, (world.complaint_officer, world.inspector, world.head))
    facts = {"department": "WJ", "title": "暗访片：窗口无人", "medium": "区电视台", "broadcast_at": "2025-10-13T20:00"}
    send(officer, ATTRIBUTED, "conduct-record_exposure", **facts)
    key = Exposure.objects.get().key
    assert "2025年10月17日 17:00 前" in page(head, ATTRIBUTED, "conduct-exposures-one", key).content.decode()
    answer = {"opinion": "调整窗口排班", "commitment": "工作时间窗口不空岗", "keep_by": "2025-10-31"}
    send(head, ATTRIBUTED, "conduct-exposures-answer_exposure", key, **answer)
    send(inspector, ATTRIBUTED, "conduct-exposures-send_exposure_back", key, reason="没有写谁负责")
    send(head, SETTLED, "conduct-exposures-answer_exposure", key, **answer | {"opinion": "调整排班，由窗口首席负责"})
    send(inspector, SETTLED, "conduct-exposures-approve_exposure", key, reason="同意，可以公布")
    row = Exposure.objects.get()
    assert row.state == "exposure_approved"
    office = signed_in(world.office)
    early = send(office, SETTLED, "conduct-exposures-check_commitment", key, kept="no", reason="窗口仍然无人")
    assert "还没有过" in early.content.decode()
    over = at("2025-11-03 10:00")
    send(office, over, "conduct-exposures-check_commitment", key, kept="yes", reason="现场核对，窗口有人")
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("commitment_kept", over)
    assert [clock.verdict for clock in row.case.deadlines.order_by("started_at")] == ["on_time", "on_time", "late"]
    assert [each.words for each in ledger.check(ROOMS, at=over).findings if each.number == row.case.number] == []


def test_the_ladder_is_changed_from_a_day_on(world, signed_in):
    fields = {
        "ladder": "strict",
        "in_force_from": "2025-11-01",
        "document": "云软环境〔2025〕3号",
        "reason": "从严治理",
    }
    answer = send(signed_in(world.inspector), ATTRIBUTED, "conduct-adopt_policy", **fields)
    assert "从严" in answer.content.decode()
    assert SanctionPolicy.objects.get().number == 1


def test_candidates_of_the_veto(world, signed_in):
    attributed(world, upheld(world), concealed=True)
    shown = page(signed_in(world.inspector), ATTRIBUTED, "conduct-veto").content.decode()
    assert "区卫生健康局" in shown
    assert "有隐瞒不报" in shown
    assert "钱局" in shown
    assert (
        "区卫生健康局"
        not in page(signed_in(world.inspector), ATTRIBUTED, "conduct-veto", query="?year=2024").content.decode()
    )


@pytest.mark.parametrize("tab", ["proposed", "decided", "contested", "all", "none"])
def test_every_tab_opens(world, signed_in, tab):
    attributed(world, upheld(world))
    assert page(signed_in(world.inspector), SETTLED, "conduct-sanctions", query=f"?tab={tab}").status_code == 200


def test_a_stale_form_says_so_and_keeps_what_was_typed(world, signed_in):
    proposal = served(world, own(attributed(world, upheld(world))))
    sent = {"version": "1", "reason": "当天不是本人值班"}
    answer = send(signed_in(world.clerk), SERVED, "conduct-mine-contest", proposal.key, **sent)
    assert answer.status_code == 422
    assert "刚刚改过" in answer.content.decode()
    assert "当天不是本人值班" in answer.content.decode()
