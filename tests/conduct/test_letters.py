"""Who is told what, inside: a line that leads to the row and says nothing of the matter."""

import time_machine

from cases.models import Letter
from conduct import actions
from tests.conduct.conftest import (
    ATTRIBUTED,
    SERVED,
    attributed,
    own,
    post_of,
    promised,
    second_inspector,
    served,
    upheld,
)


def readers(template):
    return {letter.recipient.username for letter in Letter.objects.filter(template=template)}


def test_whoever_decides_hears_of_a_proposal(world):
    second_inspector(world)
    attributed(world, upheld(world))
    assert readers("sanction_proposed") == {"wu", "zheng2"}


def test_a_liable_inspector_hears_nothing_of_it(world):
    other = second_inspector(world)
    liability = actions.Liability(post=post_of(world.inspector), reason="当班的是本人，有值班表")
    actions.attribute(complaint=upheld(world), liability=liability, by=other, at=ATTRIBUTED)
    assert readers("sanction_proposed") == {"zheng2"}


def test_serving_and_appeal_reach_whom_they_concern(world, signed_in):
    second_inspector(world)
    row = served(world, own(attributed(world, upheld(world))))
    assert readers("sanction_served") == {"zhang"}
    with time_machine.travel(SERVED, tick=False):
        page = signed_in(world.clerk).get("/letters/").content.decode()
    assert f'href="/conduct/mine/{row.key}/"' in page
    assert "有一项处理已经送达您" in page
    actions.contest(key=row.key, reason="当天不是本人值班", by=world.clerk, at=SERVED)
    assert readers("sanction_contested") == {"zheng2"}, "not who decided"


def test_head_and_chief_hear_of_a_correction_and_its_return(world, signed_in):
    complaint = upheld(world)
    order = actions.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
    row = actions.order_correction(complaint=complaint, order=order, by=world.complaint_officer, at=ATTRIBUTED)
    assert readers("correction_ordered") == {"qian", "zhao"}
    with time_machine.travel(ATTRIBUTED, tick=False):
        page = signed_in(world.head).get("/letters/").content.decode()
    assert "区卫生健康局有一项整改，2025年10月21日 17:00 前报送结果" in page
    assert complaint.case.number[-5:] not in page
    actions.hand_in_correction(key=row.key, evidence="清单已经张贴", by=world.head, at=SERVED)
    actions.return_correction(key=row.key, reason="缺两个事项", by=world.complaint_officer, at=SERVED)
    assert readers("correction_returned") == {"qian", "zhao"}


def test_head_and_chief_hear_of_an_exposure(world):
    broadcast = actions.Broadcast(department=world.health, title="窗口无人", medium="电视台", broadcast_at=ATTRIBUTED)
    row = actions.record_exposure(broadcast=broadcast, by=world.complaint_officer, at=ATTRIBUTED)
    assert readers("exposure_recorded") == {"qian", "zhao"}
    actions.answer_exposure(key=row.key, statement=promised(), by=world.head, at=SERVED)
    actions.send_exposure_back(key=row.key, reason="没有写谁负责", by=world.inspector, at=SERVED)
    assert readers("exposure_sent_back") == {"qian", "zhao"}
