"""The administrator's pages about people, windows and instruments, and the first sign-in with a password that was given out."""

import re
from datetime import date

import pytest

from hall.models import Absence, Delegation, Post, PostProposal, PowerProposal, User, Window
from tests.permits import verbs as actions
from tests.snapshot import stored
from tests.world import PASSWORD, at, item

PEOPLE = "/administration/people/"
PERSON = {"username": "lin", "name": "林晓", "role": "clerk", "window": "22", "department": "", "valid_from": "2026-03-16",
          "valid_to": "", "reason": "云政任〔2026〕3号"}  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def test_a_new_person_chooses_a_password_before_anything_else(world, admin, client):
    answer = admin.post(f"{PEOPLE}enter/", PERSON)
    assert answer.status_code == 200
    password = re.search(r'<strong class="code">(\w+)</strong>', text(answer))[1]
    assert client.post("/login/", {"username": "lin", "password": password}).status_code == 302
    for address in ("/desk/", "/landing/", PEOPLE):
        assert client.get(address)["Location"] == "/password/"
    assert client.get("/api/v1/applications/").status_code == 403
    assert "管理员给的，只能用一次" in text(client.get("/password/"))
    form = {"current": password, "password": "zhe-shi-wo-de-2026", "again": "zhe-shi-wo-de-2026"}
    assert client.post("/password/", {**form, "again": "x"}).status_code == 422
    assert client.post("/password/", form)["Location"] == "/landing/"
    assert client.get("/desk/").status_code == 200, "still signed in"


def test_no_token_for_a_password_that_was_given_out(world, client):
    User.objects.filter(pk=world.clerk.pk).update(must_change_password=True)
    answer = client.post("/api/v1/token/", {"username": "zhang", "password": PASSWORD}, content_type="application/json")
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"password": ["这是管理员给的密码，先登录网页换成自己的"]},
    )


def test_what_was_typed_is_kept_and_nothing_is_changed(world, admin):
    before = stored()
    answer = admin.post(f"{PEOPLE}enter/", {**PERSON, "username": "zhang", "reason": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"] == ["填写理由或文号"]
    answer = admin.post(f"{PEOPLE}enter/", {**PERSON, "username": "zhang"})
    assert "用户名“zhang”已经有人用了" in text(answer)
    assert 'value="林晓"' in text(answer)
    assert stored() == before


def test_the_list_finds_by_name_place_and_account(world, admin):
    for query, names in [("张敏", {"张敏"}), ("li", {"李强"}), ("22", {"张敏"}), ("市场", {"李强"}), ("没有", set())]:
        page = admin.get(PEOPLE, {"q": query})
        assert {row["cells"][0]["text"] for row in page.context["rows"]} >= names, query


@pytest.mark.parametrize("page", [PEOPLE, "/administration/"])
def test_a_department_without_a_decider_is_arranged_for(world, admin, page):
    answer = text(admin.get(page))
    assert "今天有 1 个部门没有人能决定" in answer
    address = f"{PEOPLE}enter/?department={world.market.code}"
    assert address in answer
    form = admin.get(address).context["form"]
    assert (form["department"].value(), form["role"].value()) == (world.market.code, "department_head")


def test_posts_absences_and_their_history_on_a_persons_page(world, admin, signed_in):
    chief = f"{PEOPLE}{world.chief.pk}/"
    post = Post.objects.get(user=world.chief)
    form = {"deputy": str(world.clerk.pk), "valid_from": "2026-03-16", "valid_to": "2026-03-20", "reason": "培训"}
    assert admin.post(f"/administration/posts/{post.pk}/absence/", form)["Location"] == chief
    assert "张敏代赵科的审批科长（区卫生健康局），2026年3月16日起" in text(admin.get(chief))
    confirm = f"/administration/proposals/{PostProposal.objects.get().pk}/confirm/"
    assert signed_in(world.inspector).post(confirm)["Location"] == "/administration/proposals/"
    page = text(admin.get(chief))
    assert "赵科2026年3月16日至2026年3月20日不在岗，由张敏代行审批科长职责" in page
    absence = Absence.objects.get()
    admin.post(f"/administration/absences/{absence.pk}/end/", {"valid_to": "2026-03-17", "reason": "提前回来"})
    admin.post(f"{chief}appoint/", {"role": "clerk", "window": "22", "valid_from": "2026-03-17", "reason": "兼任"})
    admin.post(f"/administration/posts/{post.pk}/end/", {"valid_to": "2026-03-31", "reason": "退休"})
    page = text(admin.get(chief))
    for words in (
        "提前到2026年3月17日为止",
        "赵科（窗口人员，22 卫生健康窗口）",
        "到2026年3月31日为止",
        "理由：退休",
        "郑管",
    ):
        assert words in page


def test_resetting_and_closing_an_account(world, admin):
    person = f"{PEOPLE}{world.clerk.pk}/"
    assert "只显示这一次" in text(admin.post(f"{person}password/", {"reason": "忘了密码"}))
    assert admin.post(f"{person}account/", {"reason": "离职"})["Location"] == person
    assert not User.objects.get(pk=world.clerk.pk).is_active
    own = admin.post(f"{PEOPLE}{world.administrator.pk}/account/", {"reason": "试一下"})
    assert (own.status_code, "不能停用自己的账号" in text(own)) == (422, True)


def confirmed(client) -> None:
    """By another person: what waits last."""
    address = f"/administration/proposals/powers/{PowerProposal.objects.latest('pk').pk}/confirm/"
    assert client.post(address)["Location"] == "/administration/proposals/"


def test_windows(world, admin, signed_in):
    form = {
        "number": "31",
        "name": "综合窗口",
        "departments": ["WJ", "SJ"],
        "is_comprehensive": "on",
        "reason": "扩建",
    }
    assert admin.post("/administration/windows/add/", form)["Location"] == "/administration/windows/"
    waiting = text(admin.get("/administration/proposals/"))
    assert "窗口“31 综合窗口”（综合窗口，区市场监督管理局、区卫生健康局）" in waiting
    assert "/confirm/" not in waiting, "no button that only refuses"
    own = f"/administration/proposals/powers/{PowerProposal.objects.get().pk}/confirm/"
    assert "<button" not in text(admin.get(own)).split("确认授权</h1>")[1].split("</main>")[0]
    confirmed(signed_in(world.inspector))
    window = Window.objects.get(number="31")
    address = f"/administration/windows/{window.pk}/"
    assert admin.get(address).context["form"].initial["departments"] == ["SJ", "WJ"]
    admin.post(address, {"name": "一窗通办", "departments": ["WJ"], "reason": "调整"})
    assert "由“31 综合窗口”（综合窗口，" in text(admin.get(address))
    assert "31 一窗通办" in text(admin.get("/administration/windows/"))


INSTRUMENT = {
    "number": "授权〔2026〕1号", "items": ["WJ-XK-0001"], "powers": ["decision"], "steps": ["accept", "grant"],
    "ceiling_yuan": "500000", "seal": "云审专01", "signed_by": "钱局", "valid_from": "2026-03-17", "valid_to": "",
    "reason": "局务会议纪要第5号",
}  # fmt: skip


def test_an_instrument_is_entered_replaced_and_ended(world, admin, signed_in):
    inspector = signed_in(world.inspector)
    chosen = admin.get("/administration/delegations/choose/", {"place": "WJ-22"})
    assert chosen["Location"] == "/administration/delegations/enter/WJ/22/"
    assert admin.get("/administration/delegations/choose/", {"place": "WJ-24"}).status_code == 422
    form = admin.get(chosen["Location"])
    assert "公共场所卫生许可（WJ-XK-0001）" in text(form)
    assert admin.post(chosen["Location"], INSTRUMENT).status_code == 302
    confirmed(inspector)
    new = Delegation.objects.get(number="授权〔2026〕1号")
    page = text(admin.get(f"/administration/delegations/{new.pk}/"))
    for words in ("500,000", "云审专01", "还没有生效", "理由：局务会议纪要第5号", "还没有用过章"):
        assert words in page
    replacing = f"/administration/delegations/{new.pk}/supersede/"
    assert admin.get(replacing).context["form"].initial["steps"] == ["accept", "grant"]
    later = {**INSTRUMENT, "number": "授权〔2026〕2号", "valid_from": "2026-04-01"}
    assert admin.post(replacing, later).status_code == 302
    confirmed(inspector)
    new.refresh_from_db()
    assert new.valid_to == date(2026, 3, 31)
    assert admin.get(replacing).status_code == 404, "it has its successor"
    last = Delegation.objects.get(number="授权〔2026〕2号")
    admin.post(f"/administration/delegations/{last.pk}/end/", {"valid_to": "2026-04-30", "reason": "机构改革"})
    assert "到2026年4月30日为止" in text(admin.get(f"/administration/delegations/{last.pk}/"))


@pytest.mark.parametrize(
    "wrong", [{"ceiling_yuan": "很多"}, {"items": []}, {"steps": ["deliver"]}, {"valid_from": "明天"}]
)
def test_an_instrument_with_something_wrong_changes_nothing(world, admin, wrong):
    before = stored()
    assert admin.post("/administration/delegations/enter/WJ/22/", {**INSTRUMENT, **wrong}).status_code == 422
    assert stored() == before


def test_the_log_of_a_seal_names_no_applicant(world, admin):
    number = world.accepted(when=at("2026-03-13 09:00")).case.number
    actions.decide(number=number, result="grant", by=world.clerk, at=at("2026-03-13 10:00"))
    page = admin.get(f"/administration/delegations/{Delegation.objects.get(window=world.health_window).pk}/")
    assert [row["cells"][2] for row in page.context["rows"]] == ["准予", "受理"]
    assert "王" not in text(page)


def test_rotation(world, admin):
    assert "没有满五年" in text(admin.get("/administration/rotation/"))
    Post.objects.filter(user=world.clerk).update(valid_from=date(2021, 1, 4))
    assert admin.get("/administration/rotation/").context["rows"][0]["cells"][2:] == [
        "2021年1月4日",
        "2026年1月4日",
        "已满五年",
    ]


def test_the_lists_cost_the_same_however_long_they_are(world, admin, django_assert_max_num_queries):
    for address in (PEOPLE, "/administration/windows/", "/administration/delegations/"):
        with django_assert_max_num_queries(12):
            admin.get(address)


@pytest.mark.parametrize("address", ["people/999999/", "posts/999999/end/", "windows/999999/", "delegations/999999/",
                                     "delegations/enter/WJ/99/", "absences/999999/end/"])  # fmt: skip
def test_what_is_not_there_is_not_found(world, admin, address):
    item(world.health, world.health_window, "WJ-XK-0099", "样例许可", ["申请表"])
    assert admin.get(f"/administration/{address}").status_code == 404
