"""Complaints that nobody can open, officers who are gone, and complaints about the centre itself (decision 136)."""

from datetime import date

import pytest
import time_machine

from cases import sight, tasks
from cases.cards import appeal
from cases.models import Card, Letter
from cases.sweep import sweep
from complaints.models import Complaint
from hall.models import Post, StaffChange, User
from hall.refusals import BadInput, Refused
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT, filed
from tests.filing import file_report
from tests.world import at, person

FILED, BROKEN = at("2025-11-03 10:00"), at("2025-11-07 09:00")
LATE = at("2025-12-01 10:00")


def put_at_window(user: User, world) -> None:
    Post.objects.create(
        hall=world.hall, user=user, role=Role.CLERK, window=world.health_window, valid_from=date(2025, 1, 1)
    )


def letters(*, case=None) -> set[tuple[str, str]]:
    rows = Letter.objects.filter(change=None).select_related("recipient")
    return {(each.template, each.recipient.username) for each in (rows if case is None else rows.filter(case=case))}


def text(answer) -> str:
    return answer.content.decode()


# What nobody can see


@pytest.mark.parametrize(
    ("sentence", "blind", "readers"),
    [
        ("the officer is blind: the inspector hears", ["complaint_officer"], {("breached", "wu"), ("late_complaint", "zhou")}),
        ("officer and office are blind", ["complaint_officer", "office"], {("breached", "wu")}),
        ("nobody can open it: whoever looks after posts, by number only", ["complaint_officer", "office", "inspector"],
         {("unseen", "zheng")}),
    ],
)  # fmt: skip
def test_a_breach_is_told_to_somebody(world, sentence, blind, readers):
    case = filed(world, when=FILED, about_department=world.health).complaint.case
    for who in blind:
        put_at_window(getattr(world, who), world)
    sweep(at=BROKEN)
    assert letters() == readers, sentence
    unseen = Letter.objects.filter(template="unseen")
    assert all(each.case is None and case.number not in str(each.facts) for each in unseen)


def test_what_nobody_can_see_is_counted(world):
    filed(world, when=FILED, about_department=world.health)
    filed(world, when=FILED, n=2, about_department=world.market)
    assert not sight.unseen(at=BROKEN)
    put_at_window(world.complaint_officer, world)
    assert sight.unseen(at=BROKEN) == sight.Unseen(unhandled=1, days=4)
    put_at_window(world.inspector, world)
    assert sight.unseen(at=BROKEN) == sight.Unseen(unread=1, days=4)
    person(world.hall, "second", "接替", Role.COMPLAINT_OFFICER)
    assert not sight.unseen(at=BROKEN)


def test_it_stands_on_pages_and_in_one_letter_a_night(world, signed_in):
    number = filed(world, when=FILED, about_department=world.health).complaint.case.number
    for who in (world.complaint_officer, world.inspector):
        put_at_window(who, world)
    words = "有 1 件投诉举报没有人能看，最早的一件收到已 4 天"
    with time_machine.travel(BROKEN, tick=False):
        for who, page in (
            (world.office, "/oversight/"),
            (world.administrator, "/administration/"),
        ):
            answer = text(signed_in(who).get(page))
            assert words in answer
            assert number not in answer
        assert words not in text(
            signed_in(world.inspector).get("/centre/")
        )  # it is about the inspector's own department
        left_out = "反映您有岗位的部门的投诉举报和这些件的红黄牌，不在这里的列表和数字里"
        assert left_out in text(signed_in(world.inspector).get("/oversight/"))
        assert left_out not in text(signed_in(world.office).get("/oversight/"))
        for who, leaves_out in ((world.inspector, True), (world.office, False)):
            assert signed_in(who).get("/api/v1/board/").json()["leaves_out"] is leaves_out
        tasks.tell_unseen()
        tasks.tell_unseen()
        assert letters() == {("unseen", name) for name in ("zhou", "zheng")}
        assert Letter.objects.count() == 2
        assert words in text(signed_in(world.administrator).get("/letters/"))


# Whose officer is gone


def closed(world) -> tuple[str, User]:
    """An accepted complaint whose officer's account is closed, and the officer who is left."""
    number = filed(world, when=FILED).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    other = person(world.hall, "duo", "钱多", Role.COMPLAINT_OFFICER)
    User.objects.filter(pk=world.complaint_officer.pk).update(is_active=False)
    return number, other


@pytest.mark.parametrize(
    ("sentence", "go"),
    [
        ("a closed account", lambda officer: User.objects.filter(pk=officer.pk).update(is_active=False)),
        ("a post that has ended", lambda officer: officer.posts.update(valid_to=date(2025, 11, 20))),
    ],
)
def test_whose_officer_is_gone_everybody_is_warned_of(world, sentence, go):
    number = filed(world, when=FILED).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    for n in (1, 2):
        person(world.hall, f"duo{n}", "钱多", Role.COMPLAINT_OFFICER)
    go(world.complaint_officer)
    sweep(at=LATE)
    assert letters() == {("breached", "duo1"), ("breached", "duo2"), ("late_complaint", "zhou")}, sentence


def test_one_that_is_nobodys_is_taken_over(world, signed_in):
    number, other = closed(world)
    with time_machine.travel(LATE, tick=False):
        browser = signed_in(other)
        assert text(browser.get("/centre/?tab=unowned")).count(f"/centre/{number}/") > 0
        assert "接办、转办" in text(browser.get(f"/centre/{number}/"))
        answer = browser.post(f"/centre/{number}/change_owner/", {"to": other.pk, "reason": "孙投调走，由我接办"})
        assert answer.status_code == 302
        page = text(browser.get(f"/centre/{number}/"))
        assert "由孙投变更为钱多：孙投调走，由我接办" in page
        assert f"/centre/{number}/" not in text(browser.get("/centre/?tab=unowned")).split("<table")[-1]
    case = Complaint.objects.get(case__number=number).case
    assert case.owner == other
    assert {clock.owner for clock in case.deadlines.running()} == {other}


def test_one_is_handed_to_somebody_who_can_handle_it(world):
    number, other = closed(world)
    third = person(world.hall, "san", "李三", Role.COMPLAINT_OFFICER)
    hand = {"number": number, "by": other, "at": LATE}
    for to, reason, words in (
        (world.clerk, "转办给窗口", "不能办这一件"),
        (world.complaint_officer, "已经停用", "首办责任人已经是孙投"),
        (third, " ", "填写接办、转办的理由"),
    ):
        with pytest.raises(Refused, match=words):
            actions.change_owner(to=to, reason=reason, **hand)
    actions.change_owner(to=third, reason="三组负责这一片", **hand)
    assert ("owner_changed", "san") in letters()


def test_who_closes_an_account_reads_what_becomes_of_its_complaints(world, signed_in):
    number = filed(world, when=FILED).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    person(world.hall, "duo", "钱多", Role.COMPLAINT_OFFICER)
    with time_machine.travel(LATE, tick=False):
        address = f"/administration/people/{world.complaint_officer.pk}/account/"
        admin = signed_in(world.administrator)
        page = text(admin.get(address))
        assert "1 件没有办结的投诉举报的首办责任人，其中 1 件已超时限：以后快到期的提醒发给全体投诉受理员" in page
        assert "审批科长" not in page
        assert admin.post(address, {"reason": "调离，账号停用"}).status_code == 302
    letter = Letter.objects.get(template="complaints_left")
    assert (letter.recipient.username, letter.facts["cases"], letter.facts["late"]) == ("duo", 1, 1)
    assert letter.change == StaffChange.objects.get(act="close")
    with time_machine.travel(LATE, tick=False):
        assert "没有人管的" in text(signed_in(letter.recipient).get("/letters/"))


# About the centre itself


def about_centre(world, n: int = 1) -> str:
    return filed(world, when=FILED, n=n, about_centre=True).complaint.case.number


def test_the_inspector_alone_reads_and_handles_it(world, signed_in):
    number = about_centre(world)
    others = [world.complaint_officer, world.office, world.administrator, world.chief, world.clerk]
    with time_machine.travel(at("2025-11-03 15:00"), tick=False):
        for who in others:
            assert signed_in(who).get(f"/centre/{number}/").status_code == 404
            assert signed_in(who).post(f"/centre/{number}/accept/", {"grade": "general"}).status_code == 404
        inspector = signed_in(world.inspector)
        page = text(inspector.get(f"/centre/{number}/"))
        assert "政务服务中心（投诉举报中心）" in page
        assert inspector.post(f"/centre/{number}/accept/", {"grade": "general"}).status_code == 302
        for act, fields in (
            ("find", {"result": "upheld", "text": "调取记录，压件三十天属实"}),
            ("reply", {"text": "情况属实，已责令改正"}),
            ("conclude", {}),
        ):
            assert inspector.post(f"/centre/{number}/{act}/", fields).status_code == 302, act


def test_the_inspector_handles_no_other(world, signed_in):
    number = filed(world, when=FILED).complaint.case.number
    with time_machine.travel(at("2025-11-03 15:00"), tick=False):
        inspector = signed_in(world.inspector)
        assert inspector.get(f"/centre/{number}/").status_code == 200
        assert inspector.get(f"/centre/{number}/accept/").status_code == 404
        assert f"/centre/{number}/accept/" not in text(inspector.get(f"/centre/{number}/"))


def test_no_other_post_shows_it_to_the_centres_own_people(world, signed_in):
    number = about_centre(world)
    Post.objects.create(hall=world.hall, user=world.complaint_officer, role=Role.INSPECTOR, valid_from=date(2025, 1, 1))
    with time_machine.travel(at("2025-11-03 15:00"), tick=False):
        assert signed_in(world.complaint_officer).get(f"/centre/{number}/").status_code == 404
        assert signed_in(world.inspector).get(f"/centre/{number}/").status_code == 200


def test_its_breach_is_the_inspectors(world):
    about_centre(world)
    sweep(at=BROKEN)
    assert ("breached", "wu") in letters()
    assert ("breached", "sun") not in letters()


def test_it_is_filed_on_the_phone_and_by_a_program(world, client):
    with time_machine.travel(FILED, tick=False):
        file_report(client, about_department="centre")
        sent = {"kind": "report", "category": "other", "text": TEXT, "about_centre": True}
        json = {"content_type": "application/json"}
        assert client.post("/api/v1/complaints/", sent, **json).status_code == 201
        both = sent | {"about_department": "WJ"}
        assert client.post("/api/v1/complaints/", both, **json).status_code == 400
    flags = Complaint.objects.values_list("case__about_centre", "about_department")
    assert list(flags) == [(True, None), (True, None)]
    with pytest.raises(BadInput, match="选择一个部门，或政务服务中心"):
        filed(world, when=FILED, n=3, about_department=world.health, about_centre=True)


def test_each_that_was_not_accepted_is_listed_for_the_inspector(world, signed_in):
    number = filed(world, when=FILED).complaint.case.number
    actions.decline(number=number, by=world.complaint_officer, at=at("2025-11-04 10:00"), reason="反映的情况与事实不符")
    with time_machine.travel(at("2025-11-04 11:00"), tick=False):
        page = text(signed_in(world.inspector).get("/centre/?tab=declined"))
    assert f"/centre/{number}/" in page


# Cards of the centre


def test_the_centres_officer_explains_and_appeals(world, signed_in):
    number = filed(world, when=FILED).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    with time_machine.travel(LATE, tick=False):
        sweep(at=LATE)
        card = Card.objects.get(case__number=number)
        officer = signed_in(world.complaint_officer)
        page = text(officer.get(f"/oversight/cards/{card.pk}/"))
        assert f"/oversight/cards/{card.pk}/explain/" in page
        for act in ("explain", "appeal"):
            sent = {"reason": "停电三天，有供电所的通知"}
            assert officer.post(f"/oversight/cards/{card.pk}/{act}/", sent).status_code == 302, act
        assert officer.get(f"/oversight/cards/{card.pk}/ruling/").status_code == 404
        assert ("appealed", "zhou") in letters()
        ruled = {"upheld": "no", "reason": "停电当天已恢复供电"}
        assert signed_in(world.office).post(f"/oversight/cards/{card.pk}/ruling/", ruled).status_code == 302
    assert ("upheld", "sun") in letters()


def test_the_officer_sees_the_centres_cards_only(world, signed_in):
    world.register(when=at("2025-11-03 09:00"))
    number = about_centre(world)
    sweep(at=LATE)
    with time_machine.travel(LATE, tick=False):
        officer, inspector = signed_in(world.complaint_officer), signed_in(world.inspector)
        for card in Card.objects.all():
            assert officer.get(f"/oversight/cards/{card.pk}/").status_code == 404
        board = text(officer.get("/oversight/"))
        assert number not in board
        [own] = Card.objects.filter(case__number=number)
        assert inspector.get(f"/oversight/cards/{own.pk}/explain/").status_code == 200


def test_an_appeal_that_nobody_can_rule_on_is_counted(world, signed_in):
    number = filed(world, when=FILED).complaint.case.number
    sweep(at=BROKEN)
    card = Card.objects.get(case__number=number)
    appeal(card=card.pk, reason="当天全区停电，有通知", by=world.complaint_officer, at=BROKEN)
    assert sight.unseen(at=BROKEN).cards == 0
    Post.objects.create(hall=world.hall, user=world.office, role=Role.COMPLAINT_OFFICER, valid_from=date(2025, 1, 1))
    assert sight.unseen(at=BROKEN).words == ["有 1 张牌的申诉没有人能裁定：另设一名在那些部门没有岗位的软环境办"]
    with time_machine.travel(BROKEN, tick=False):
        page = text(signed_in(world.office).get(f"/oversight/cards/{card.pk}/ruling/"))
        assert "您是投诉受理员，现在没有别人能裁定，由管理员另设一名软环境办" in page
        assert "有 1 张牌的申诉没有人能裁定" in text(signed_in(world.office).get("/oversight/"))


# What the centre's own words promise


def test_a_named_complainants_reply_is_due(world, signed_in):
    reporter = {"name": "王小明", "phone": "13812348000"}
    number = filed(world, when=FILED, **reporter).complaint.case.number
    actions.accept(number=number, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    with time_machine.travel(at("2025-11-03 15:00"), tick=False):
        officer = signed_in(world.complaint_officer)
        page = text(officer.get(f"/centre/{number}/reply/"))
        assert page.count("选填") == 1, "the question that is answered"
        answer = officer.post(f"/centre/{number}/reply/", {"text": ""})
    assert (answer.status_code, "写下答复：投诉人留了姓名和电话" in text(answer)) == (422, True)
    with pytest.raises(BadInput, match="写下答复：投诉人留了姓名和电话"):
        actions.reply(number=number, by=world.complaint_officer, at=LATE)


def test_who_was_declined_reads_where_to_go(world, client):
    receipt = filed(world, when=FILED)
    number = receipt.complaint.case.number
    actions.decline(number=number, by=world.complaint_officer, at=at("2025-11-04 10:00"), reason="与事实不符，不受理")
    with time_machine.travel(at("2025-11-04 11:00"), tick=False):
        page = text(client.post("/c/", {"code": receipt.code}, follow=True))
    assert "没有受理，理由和去处写在下面" in page
    assert "拨打 12345 政务服务便民热线，或向纪检监察机关反映" in page
