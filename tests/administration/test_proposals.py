"""Posts that take two people, on the pages: proposed, told of, confirmed by another."""

import pytest

from cases.models import Letter
from hall.models import PostProposal, User
from tests.administration.test_staff_pages import PEOPLE, PERSON, text

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
    assert readers() == {"张敏", "孙投", "吴纪", "郑管", "周软"}
    clerk, inspector = signed_in(world.clerk), signed_in(world.inspector)
    assert clerk.get("/centre/").status_code == 404
    assert "提出 张敏：投诉受理员" in text(clerk.get("/letters/"))
    page = text(inspector.get("/letters/"))
    assert f'href="{LIST}"' in page
    address = f"{LIST}{PostProposal.objects.get().pk}/"
    assert "自己给自己加岗" in text(inspector.get(LIST))
    assert "您提出的岗位由另一个人确认" in text(admin.post(f"{address}confirm/"))
    assert inspector.post(f"{address}confirm/")["Location"] == LIST
    assert clerk.get("/centre/").status_code == 200
    assert "没有等确认的岗位" in text(inspector.get(LIST))
    assert "已经有人确认或退回" in text(inspector.post(f"{address}turn-down/", {"reason": "晚了"}))


def test_turned_down_on_its_page(world, admin, signed_in):
    admin.post(f"{PEOPLE}{world.clerk.pk}/appoint/", OFFICER)
    address, office = f"{LIST}{PostProposal.objects.get().pk}/turn-down/", signed_in(world.office)
    assert "填写理由或文号" in text(office.post(address, {"reason": ""}))
    assert office.post(address, {"reason": "没有听说"})["Location"] == LIST
    assert "没有确认 张敏：投诉受理员" in text(signed_in(world.inspector).get("/letters/"))
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
