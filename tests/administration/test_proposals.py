"""Posts that take two people, on the pages: proposed, told of, confirmed by another."""

import pytest
from django.core import mail

from cases.models import Letter
from cases.sweep import sweep
from hall.models import Post, PostProposal, PowerProposal, User
from tests.administration.test_staff_pages import INSTRUMENT, PEOPLE, PERSON, text
from tests.world import at

LIST = "/administration/proposals/"
OFFICER = {"role": "complaint_officer", "valid_from": "2026-03-16", "reason": "自己给自己加岗"}


def readers() -> set[str]:
    return set(Letter.objects.filter(change__isnull=False).values_list("recipient__display_name", flat=True))


def test_an_administrator_gives_themselves_nothing(world, admin):
    answer = admin.post(f"{PEOPLE}{world.administrator.pk}/appoint/", OFFICER)
    assert (answer.status_code, "不能给自己安排岗位" in text(answer)) == (422, True)
    assert admin.get("/centre/").status_code == 404
    assert (PostProposal.objects.count(), Letter.objects.count()) == (0, 0)


def test_proposed_told_of_and_confirmed_by_another(world, admin, signed_in):
    answer = admin.post(f"{PEOPLE}{world.clerk.pk}/appoint/", OFFICER, follow=True)
    assert "等另一个人确认：周软、吴纪" in text(answer)
    assert readers() == {"张敏", "孙投", "吴纪", "周软"}, "the proposer is not warned of their own act"
    clerk, inspector = signed_in(world.clerk), signed_in(world.inspector)
    assert clerk.get("/centre/").status_code == 404
    assert "提出 张敏：投诉受理员" in text(clerk.get("/letters/"))
    page = text(inspector.get("/letters/"))
    assert f'href="{LIST}"' in page
    address = f"{LIST}{PostProposal.objects.get().pk}/"
    assert "自己给自己加岗" in text(inspector.get(LIST))
    own = text(admin.post(f"{address}confirm/"))
    assert "您提出的岗位由另一个人确认" in own
    assert "<button" not in own.split("确认岗位</h1>")[1].split("</main>")[0]
    assert f"{address}confirm/" not in text(admin.get(LIST)), "no button that only refuses"
    assert inspector.post(f"{address}confirm/")["Location"] == LIST
    assert clerk.get("/centre/").status_code == 200
    assert "没有等确认的岗位" in text(inspector.get(LIST))
    assert "已经有人确认或退回" in text(inspector.post(f"{address}turn-down/", {"reason": "晚了"}))


def test_turned_down_on_its_page(world, admin, signed_in):
    admin.post(f"{PEOPLE}{world.clerk.pk}/appoint/", OFFICER)
    address, office = f"{LIST}{PostProposal.objects.get().pk}/turn-down/", signed_in(world.office)
    assert "填写理由或文号" in text(office.post(address, {"reason": ""}))
    assert office.post(address, {"reason": "没有听说"})["Location"] == LIST
    assert "退回 张敏：投诉受理员" in text(signed_in(world.inspector).get("/letters/"))
    assert signed_in(world.clerk).get("/centre/").status_code == 404


def test_a_new_persons_password_page_says_that_the_post_waits(world, admin):
    answer = admin.post(f"{PEOPLE}enter/", {**PERSON, "role": "inspector", "window": ""})
    assert "岗位“纪检监察”等另一个人确认才生效" in text(answer)
    assert "等另一个人确认" in text(admin.get(f"{PEOPLE}{User.objects.get(username='lin').pk}/"))


@pytest.mark.parametrize(("person", "names"), [("inspector", {"吴纪", "孙投"}), ("clerk", set())])
def test_a_reset_password_is_told_to_owner_and_inspector(world, admin, person, names):
    admin.post(f"{PEOPLE}{getattr(world, person).pk}/password/", {"reason": "忘了密码"})
    assert readers() == names


def test_a_letter_is_written_once_and_without_a_case(world, admin, signed_in):
    admin.post(f"{PEOPLE}{world.inspector.pk}/password/", {"reason": "忘了密码"})
    admin.post(f"{PEOPLE}{world.office.pk}/password/", {"reason": "也忘了"})
    assert Letter.objects.count() == 2 + 3
    officer = signed_in(world.complaint_officer)
    page = text(officer.get("/letters/"))
    assert "重置 wu（吴纪）的密码。经办：郑管；理由：忘了密码" in page
    assert "编号" not in page.split("重置 wu")[1].split("</li>")[0]
    letter = Letter.objects.filter(recipient=world.complaint_officer).earliest("pk")
    assert officer.post(f"/letters/{letter.pk}/read/")["Location"] == "/letters/"
    assert officer.get("/").context["unread"] == 1


# Deputies and what a window gains


def test_a_puppet_deputy_waits_and_is_told_of(world, admin, signed_in):
    admin.post(f"{PEOPLE}enter/", {**PERSON, "role": "clerk", "window": "22"})
    puppet = User.objects.get(username="lin")
    address = f"/administration/posts/{Post.objects.get(user=world.head).pk}/absence/"
    terms = {"deputy": str(puppet.pk), "valid_from": "2026-03-16", "reason": "培训"}
    assert "一次最多安排 90 天" in text(admin.post(address, {**terms, "valid_to": "2099-12-31"}))
    answer = text(admin.post(address, {**terms, "valid_to": "2026-03-20"}, follow=True))
    assert "等另一个人确认：周软、吴纪" in answer
    assert readers() == {str(puppet), "赵科", "钱局", "孙投", "吴纪", "周软"}
    page = text(signed_in(world.inspector).get(f"{LIST}{PostProposal.objects.get().pk}/confirm/"))
    assert f"{puppet}的密码是郑管最近七天里给的，先向本人核实" in page
    assert signed_in(puppet).get("/oversight/").status_code in (302, 404)


def test_an_instrument_is_told_to_the_department_and_the_watchers(world, admin, signed_in):
    admin.post("/administration/delegations/enter/WJ/22/", INSTRUMENT)
    assert readers() == {"赵科", "钱局", "孙投", "吴纪", "周软"}
    proposal = PowerProposal.objects.get()
    letters = Letter.objects.count()
    signed_in(world.office).post(f"{LIST}powers/{proposal.pk}/turn-down/", {"reason": "原件没有盖章"})
    assert "退回授权〔2026〕1号" in text(signed_in(world.head).get("/letters/"))
    assert Letter.objects.count() > letters


# Letters that somebody reads


def reset(admin, person) -> None:
    admin.post(f"{PEOPLE}{person.pk}/password/", {"reason": "忘了密码"})


def test_readers_whose_passwords_were_given_out_are_not_alone(
    world, admin, settings, django_capture_on_commit_callbacks
):
    settings.ADMINS = [("", "ops@hall.example")]
    reset(admin, world.inspector)
    assert "钱局" not in readers()
    reset(admin, world.office)
    with django_capture_on_commit_callbacks(execute=True):
        reset(admin, world.complaint_officer)
    last = Letter.objects.filter(change__sentence__contains="孙投").values_list("recipient__display_name", flat=True)
    assert set(last) == {"孙投", "吴纪", "郑管", "周软", "钱局"}
    assert "重置 sun（孙投）的密码" in mail.outbox[0].body


def test_the_last_watcher_stays_and_pages_name_the_missing(world, admin):
    answer = admin.post(f"{PEOPLE}{world.inspector.pk}/account/", {"reason": "离岗"})
    assert (answer.status_code, "吴纪是唯一的纪检监察" in text(answer)) == (422, True)
    assert "今天没有纪检监察" not in text(admin.get("/administration/"))
    world.inspector.posts.update(valid_to=at("2026-03-13 10:00").date())
    for page in (admin.get("/administration/"), admin.get(PEOPLE)):
        assert "今天没有纪检监察。" in text(page)


def test_the_board_says_who_is_missing(world, signed_in):
    world.inspector.posts.update(valid_to=at("2026-03-13 10:00").date())
    assert "今天没有纪检监察。" in text(signed_in(world.office).get("/oversight/"))


# Whose cases are left behind


def test_closing_says_what_is_left_behind(world, admin, signed_in):
    world.accepted(when=at("2026-03-13 10:00"))
    world.accepted(when=at("2026-03-03 10:00"), idem="late")
    account = f"{PEOPLE}{world.clerk.pk}/account/"
    page = text(admin.get(account))
    assert "现在是 2 件没有办结的办件的首办责任人，其中 1 件已超时限" in page
    assert "停用账号</button>" in page
    assert "已停用张敏的账号" in text(admin.post(account, {"reason": "离职"}, follow=True))
    assert "张敏是 2 件没有办结的首办责任人，其中 1 件已超时限" in text(signed_in(world.chief).get("/letters/"))
    assert "启用账号</button>" in text(admin.get(account))


def test_a_warning_goes_to_chiefs_where_nobody_handles(world, signed_in):
    world.accepted(when=at("2026-03-13 10:00"))
    world.accepted(when=at("2026-03-13 10:00"), idem="another", by=world.chief)
    User.objects.filter(pk=world.clerk.pk).update(is_active=False)
    sweep(at=at("2026-03-18 10:00"))
    warned = Letter.objects.filter(template="warned").values_list("recipient__display_name", "department")
    assert set(warned) == {(None, world.health.pk), ("赵科", world.health.pk)}


def test_a_warning_goes_to_a_handler_with_a_post(world):
    world.accepted(when=at("2026-03-13 10:00"))
    sweep(at=at("2026-03-18 10:00"))
    assert set(Letter.objects.filter(template="warned").values_list("recipient", flat=True)) == {world.clerk.pk}
