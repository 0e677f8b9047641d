"""What the second person compares, who hears what became of it, and people of one name."""

import pytest

from cases.models import Letter
from hall.models import Delegation, PostProposal, PowerProposal, User
from hall.organising.posts import appoint, enter_person
from hall.organising.proposals import confirm, confirm_power, turn_power_down
from hall.people import NewPerson, NewPost
from hall.roles import Role
from tests.administration.conftest import NOW
from tests.administration.test_staff_pages import INSTRUMENT, PEOPLE, PERSON, text
from tests.cases.snow import closure
from tests.cases.snow import confirm as calendar_confirmed
from tests.world import at, item

LIST = "/administration/proposals/"
ENTER = "/administration/delegations/enter/WJ/22/"
BY_ADMIN = {"reason": "云政任〔2026〕3号", "at": NOW}


def waits() -> PowerProposal:
    return PowerProposal.objects.get(decided_at=None)


def entered(admin, address=ENTER, **terms) -> str:
    """The confirm page's address of an instrument."""
    assert admin.post(address, {**INSTRUMENT, **terms}).status_code == 302
    return f"{LIST}powers/{waits().pk}/confirm/"


def readers_of(act: str) -> set[str]:
    letters = Letter.objects.filter(change__act=act)
    return set(letters.values_list("recipient__display_name", flat=True))


@pytest.fixture
def old(world, admin, signed_in) -> Delegation:
    """An instrument for two items and every step."""
    item(world.health, world.health_window, "WJ-XK-0009", "医疗广告审查", ["申请书"])
    entered(admin, items=["WJ-XK-0001", "WJ-XK-0009"], steps=["notify", "accept", "grant"], valid_from="2026-03-16")
    return confirm_power(proposal=waits(), by=world.office, at=NOW)


def test_the_second_person_reads_what_an_instrument_gives_and_takes(world, admin, signed_in, old):
    """Item by item, with who signed, ceiling, seal, steps, what it replaces, and what the window loses by it."""
    new = {"number": "授权〔2026〕2号", "steps": ["grant", "refuse"], "ceiling_yuan": "", "seal": "云审专02"}
    address = entered(admin, f"/administration/delegations/{old.pk}/supersede/", **new)
    page = text(signed_in(world.office).get(address))
    for words in (
        "公共场所卫生许可（WJ-XK-0001）", "钱局", "云审专01 → 云审专02", "500,000.00 元 → 没有", "准予、不予许可",
        "授权〔2026〕1号 在新授权书生效的前一天终止",
    ):  # fmt: skip
        assert words in page, words
    lost, gained = page.split("窗口失去的")[1].split("窗口新得到的")
    assert "医疗广告审查（WJ-XK-0009）" in lost
    assert "环节：一次性告知补正、受理" in lost
    assert "环节：不予许可" in gained.split("</section>")[0]


def test_an_overlap_is_named(world, admin, signed_in, old):
    address = entered(admin, number="授权〔2026〕3号", seal="云审专03")
    page = text(signed_in(world.inspector).get(address))
    assert "同一事项在同一时间还有别的授权书" in page
    assert "授权〔2026〕1号（22 卫生健康窗口，用章 云审专01" in page


def test_without_an_overlap_nothing_is_named(world, admin, signed_in):
    Delegation.objects.all().delete()
    page = text(signed_in(world.inspector).get(entered(admin)))
    assert "同一事项在同一时间" not in page


def test_further_departments_show_whose_cases_are_seen_and_by_whom(world, admin, signed_in):
    form = {"name": "卫生健康窗口", "departments": ["WJ", "SJ"], "reason": "合并窗口"}
    admin.post(f"/administration/windows/{world.health_window.pk}/", form)
    page = text(signed_in(world.office).get(f"{LIST}powers/{waits().pk}/confirm/"))
    assert "增加的部门：区市场监督管理局" in page
    assert "张敏（zhang）" in page.split("从此看到这些部门办件的人")[1]


def test_the_windows_clerks_hear_once_it_stands(world, admin, signed_in, old):
    assert "张敏" not in readers_of("propose"), "nothing has changed for them yet"
    assert readers_of("enter") == set(), "confirmed without a page"
    new = {"number": "授权〔2026〕2号", "steps": ["grant"]}
    address = entered(admin, f"/administration/delegations/{old.pk}/supersede/", **new)
    signed_in(world.office).post(address)
    assert "张敏" in readers_of("enter")
    sentence = Letter.objects.filter(change__act="enter").latest("pk").facts["note"]
    assert sentence.startswith("确认郑管录入的 授权〔2026〕2号：")
    assert sentence.endswith("代替 授权〔2026〕1号")


@pytest.mark.parametrize("deed", ["confirm", "turn_down"])
def test_who_proposed_hears_what_became_of_it(world, admin, signed_in, deed):
    address = entered(admin)
    assert "郑管" not in readers_of("propose"), "and is not warned of their own act"
    form = {"reason": "没有见到原件"}
    signed_in(world.office).post(address.replace("confirm", deed.replace("_", "-")), form)
    assert "郑管" in readers_of("enter" if deed == "confirm" else "turn_down")


def test_who_proposed_a_post_hears_that_it_was_confirmed(world, admin, signed_in):
    post = {"role": "complaint_officer", "valid_from": "2026-03-16", "reason": "云政任〔2026〕3号"}
    admin.post(f"{PEOPLE}{world.clerk.pk}/appoint/", post)
    signed_in(world.office).post(f"{LIST}{PostProposal.objects.get().pk}/confirm/")
    assert "郑管" in readers_of("appoint")
    assert "确认郑管提出的 张敏：投诉受理员" in text(admin.get("/letters/"))


def test_what_was_turned_down_stands_on_the_windows_page(world, admin):
    address = f"/administration/windows/{world.health_window.pk}/"
    admin.post(address, {"name": "卫生健康窗口", "departments": ["WJ", "SJ"], "reason": "合并窗口"})
    turn_power_down(proposal=waits(), reason="没有见到原件", by=world.office, at=NOW)
    assert "没有见到原件" in text(admin.get(address))


# Who is new at a window


def test_a_department_hears_of_who_is_new_at_its_window(world, admin):
    """The administrator alone opens a clerk: chief, head and inspector read of it, with whom to ask."""
    admin.post(f"{PEOPLE}enter/", PERSON)
    assert readers_of("appoint") == {"赵科", "钱局", "吴纪"}
    letter = Letter.objects.filter(change__act="appoint").first()
    assert letter.facts["note"].startswith("林晓（窗口人员，22 卫生健康窗口）")


def test_a_department_that_knows_them_hears_nothing(world, admin):
    """Windows change hands daily: only who sees a department's applicants for the first time is told of."""
    post = world.clerk.posts.get()
    post.valid_to = at("2026-03-15 10:00").date()
    post.save()
    again = {"role": "clerk", "window": "22", "valid_from": "2026-03-16", "reason": "云政任〔2026〕3号"}
    admin.post(f"{PEOPLE}{world.clerk.pk}/appoint/", again)
    assert readers_of("appoint") == set()


# People of one name


def test_a_name_that_somebody_has_is_asked_about(world, admin):
    form = {**PERSON, "username": "zhao2", "name": "赵科"}
    refused = text(admin.post(f"{PEOPLE}enter/", form))
    assert "已有 赵科（zhao）：是同一个人就不要另开" in refused
    assert admin.post(f"{PEOPLE}enter/", {**form, "is_another": "on"}).status_code == 200
    assert {str(each) for each in User.objects.filter(display_name="赵科")} == {"赵科（zhao）", "赵科（zhao2）"}
    assert str(User.objects.get(pk=world.head.pk)) == "钱局", "nobody else is marked"


def test_the_confirm_page_says_which_account_it_is(world, admin, signed_in):
    person = enter_person(
        person=NewPerson("sun2", "孙投", is_another=True), post=NewPost(Role.CLERK, NOW.date(), window="22"),
        by=world.administrator, **BY_ADMIN,
    ).user  # fmt: skip
    proposal = appoint(
        user=person, post=NewPost(Role.COMPLAINT_OFFICER, NOW.date()), by=world.administrator, **BY_ADMIN
    )
    office = signed_in(world.office)
    assert "孙投（sun2）" in text(office.get(LIST))
    page = text(office.get(f"{LIST}{proposal.pk}/confirm/"))
    for words in (
        "sun2",
        "由郑管（zheng）开设",
        "窗口人员（22 卫生健康窗口）",
        "还有同名的人",
        "孙投（sun）：投诉受理员",
    ):
        assert words in page, words
    confirm(proposal=proposal, by=world.office, at=NOW)


def test_a_user_name_is_one_whatever_its_case(world, admin):
    answer = admin.post(f"{PEOPLE}enter/", {**PERSON, "username": "ZHANG"})
    assert (answer.status_code, "用户名“zhang”已经有人用了，用户名不分大小写" in text(answer)) == (422, True)


# Who reads what


READ = (
    "people/",
    "people/{person}/",
    "windows/",
    "delegations/",
    "delegations/{instrument}/",
    "rotation/",
    "reconciliation/",
)


@pytest.mark.parametrize("who", ["office", "inspector"])
@pytest.mark.parametrize("page", READ)
def test_the_second_person_reads_and_changes_nothing(world, admin, signed_in, old, who, page):
    address = "/administration/" + page.format(person=world.clerk.pk, instrument=old.pk)
    answer = signed_in(getattr(world, who)).get(address)
    assert answer.status_code == 200
    main = text(answer).split("<main")[1].split("</main>")[0]
    for word in ("enter/", "appoint/", "/end/", "supersede/", "password/", "account/", 'href="/administration/"'):
        assert word not in main, word


@pytest.mark.parametrize("who", ["office", "inspector"])
def test_the_second_person_changes_no_post(world, signed_in, who):
    client = signed_in(getattr(world, who))
    for address in (f"people/{world.clerk.pk}/password/", "people/enter/", "windows/add/", "delegations/choose/"):
        assert client.get(f"/administration/{address}").status_code == 404


def test_the_change_log_names_who_entered_and_who_confirmed(world, admin, old):
    page = text(admin.get(f"/administration/delegations/{old.pk}/"))
    assert "确认郑管录入的 授权〔2026〕1号" in page
    assert "录入授权〔2026〕1号" in page


# What waits for a reader


def test_what_waits_is_still_to_be_done(world, admin, signed_in):
    entered(admin)
    office, officer = signed_in(world.office), signed_in(world.complaint_officer)
    todo = "/letters/?tab=todo"
    assert "录入授权〔2026〕1号" in text(office.get(todo))
    assert "岗位确认（1）" in text(office.get(todo)), "on every page"
    assert "岗位确认（" not in text(admin.get(PEOPLE)), "one's own waits for others"
    assert "录入授权〔2026〕1号" not in text(officer.get(todo)), "who cannot confirm has nothing to do"
    confirm_power(proposal=waits(), by=world.inspector, at=NOW)
    assert "没有还要办的" in text(office.get(todo))


def test_a_post_that_waits_is_done_by_others(world, admin, signed_in):
    post = {"role": "administrator", "valid_from": "2026-03-16", "reason": "云政任〔2026〕3号"}
    admin.post(f"{PEOPLE}{world.inspector.pk}/appoint/", post)
    assert "提出 吴纪：管理员" in text(signed_in(world.office).get("/letters/?tab=todo"))
    assert "没有还要办的" in text(signed_in(world.inspector).get("/letters/?tab=todo")), "not by whom it is for"


def test_a_draft_of_the_past_waits_until_it_is_confirmed(world, signed_in):
    draft = closure(world, at("2026-03-13 10:00").date(), when=NOW)
    terms = {"template": "calendar_asked", "facts": {"calendar": draft.pk, "note": "停办", "who": "郑管"}}
    Letter.objects.create(recipient=world.office, cause="asked", written_at=NOW, not_before=NOW, **terms)
    assert "停办" in text(signed_in(world.office).get("/letters/?tab=todo")).split("<main")[1]
    calendar_confirmed(world, draft, when=NOW)
    assert "没有还要办的" in text(signed_in(world.office).get("/letters/?tab=todo"))


# Who has left


def test_a_handler_who_has_left_is_shown_so_and_found(world, admin, signed_in):
    world.accepted(when=at("2026-03-13 10:00"))
    admin.post(f"{PEOPLE}{world.clerk.pk}/account/", {"reason": "离职"})
    office, chief = signed_in(world.office), signed_in(world.chief)
    assert "张敏（已停用）" in text(office.get("/oversight/cases/"))
    assert office.get("/oversight/cases/?handler=none").context["page"].paginator.count == 1
    assert "张敏（已停用）" in text(chief.get("/desk/?owner=none&columns=item&columns=owner"))
    assert f'href="/desk/?owner={world.clerk.pk}"' in text(chief.get("/letters/"))
    User.objects.filter(pk=world.clerk.pk).update(is_active=True)
    assert office.get("/oversight/cases/?handler=none").context["page"].paginator.count == 0
    assert "没有符合条件的办件" in text(chief.get("/desk/?owner=none"))


def test_a_window_that_keeps_items_says_how_they_are_moved(world, admin):
    form = {"name": "卫生健康窗口", "departments": ["SJ"], "reason": "调整窗口"}
    refused = text(admin.post(f"/administration/windows/{world.health_window.pk}/", form))
    assert "manage.py import_catalogue" in refused
    assert "manage.py import_catalogue" in text(admin.get("/administration/"))
