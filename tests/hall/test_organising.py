"""What the administrator does with people, windows and instruments: dated, refused in a sentence, and never without its line."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from cases.models import Letter
from cases.queries import letters_for
from hall import tokens
from hall.access import access_of
from hall.models import Absence, Delegation, Post, StaffChange, User, Window
from hall.organising.absences import end_absence, note_absence
from hall.organising.choices import possible_deputies
from hall.organising.instruments import end_instrument, enter_instrument
from hall.organising.posts import appoint, end_post, enter_person, open_or_close, reset_password
from hall.organising.proposals import confirm, confirm_power, turn_power_down
from hall.organising.signs import Sign
from hall.organising.windows import add_window, change_window
from hall.people import NewPerson, NewPost, choose_password
from hall.refusals import Refused
from hall.roles import Permission, Role
from hall.rotation import due_for_rotation
from tests.hall.conftest import NOW
from tests.snapshot import stored
from tests.tokens import key_of
from tests.world import PASSWORD, at, person

TODAY, TOMORROW, YESTERDAY = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 15)


def refused(call, words: str, field: str = "") -> None:
    before = stored()
    with pytest.raises(Refused) as caught:
        call()
    assert words in caught.value.sentence
    assert caught.value.field == field
    assert stored() == before


# People and posts


def test_a_person_is_entered_with_a_password_that_opens_once(world, order):
    entered = enter_person(person=NewPerson("lin", "林晓"), post=NewPost(Role.CLERK, TODAY, window="22"), **order)
    user = User.objects.get(username="lin")
    assert user.check_password(entered.password)
    assert user.must_change_password
    assert access_of(user, on=TODAY).grant(Permission.APPLICATION_HANDLE).covers(world.health.pk)
    assert not access_of(User.objects.get(pk=user.pk), on=YESTERDAY).grant(Permission.APPLICATION_HANDLE)
    lines = StaffChange.objects.order_by("pk").values_list("act", "reason", "by__display_name")
    assert list(lines) == [("enter", order["reason"], "郑管"), ("appoint", order["reason"], "郑管")]
    choose_password(
        user=user, current=entered.password, password="zhe-shi-wo-de-2026", again="zhe-shi-wo-de-2026", at=NOW
    )
    assert not User.objects.get(pk=user.pk).must_change_password


@pytest.mark.parametrize(
    ("case", "form", "words", "field"),
    [
        ("wrong present one", {"current": "x"}, "现在的密码不对", "current"),
        ("typed differently", {"again": "bu-yi-yang-2026"}, "两次填的不一样", "again"),
        ("the same again", {"password": PASSWORD, "again": PASSWORD}, "要和现在的不一样", "password"),
        ("too short", {"password": "duan", "again": "duan"}, "至少 10 个字符", "password"),
    ],
)
def test_a_password_of_ones_own(world, case, form, words, field):
    usual = {"current": PASSWORD, "password": "zhe-shi-wo-de-2026", "again": "zhe-shi-wo-de-2026"}
    refused(lambda: choose_password(user=world.clerk, at=NOW, **{**usual, **form}), words, field)


def test_the_shortest_password_is_the_one_that_is_set(world, settings):
    length = {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 99}}
    settings.AUTH_PASSWORD_VALIDATORS = [length]
    new = {"password": "zhe-shi-wo-de-2026", "again": "zhe-shi-wo-de-2026"}
    refused(
        lambda: choose_password(user=world.clerk, current=PASSWORD, at=NOW, **new), "密码至少 99 个字符", "password"
    )


@pytest.mark.parametrize(
    ("case", "terms", "words", "field"),
    [
        ("no reason", {"reason": " "}, "填写理由或文号", "reason"),
        ("a long reason", {"reason": "第一条，" * 75 + "因"}, "最多 300 个字", "reason"),
        ("a clerk without a window", {"role": Role.CLERK}, "要写明窗口", "window"),
        ("an unknown department", {"department": "XX"}, "没有部门", "department"),
        ("ends before it begins", {"valid_to": YESTERDAY}, "最后一天不能早于第一天", "valid_to"),
        ("the same role twice", {"department": "SJ"}, "已经是审批科长", "valid_from"),
    ],
)
def test_a_post_that_does_not_hold_together(world, order, case, terms, words, field):
    post = {"role": Role.SECTION_CHIEF, "department": "WJ", "valid_from": TODAY, **terms}
    why = {**order, "reason": post.pop("reason", order["reason"])}
    refused(lambda: appoint(user=world.chief, post=NewPost(**post), **why), words, field)


def test_one_person_several_posts(world, order):
    appoint(user=world.chief, post=NewPost(Role.CLERK, TOMORROW, window="22"), **order)
    assert Post.objects.filter(user=world.chief).count() == 2
    assert [window.number for window in access_of(world.chief, on=TOMORROW).windows] == ["22"]


@pytest.mark.parametrize(
    ("last", "words"),
    [(TODAY, ""), (TOMORROW, ""), (YESTERDAY, "不能早于今天")],
)
def test_a_post_ends_with_its_last_day(world, order, last, words):
    post = Post.objects.get(user=world.clerk)
    if words:
        return refused(lambda: end_post(post=post, valid_to=last, **order), words, "valid_to")
    end_post(post=post, valid_to=last, **order)
    assert access_of(User.objects.get(pk=world.clerk.pk), on=last).grant(Permission.APPLICATION_HANDLE)
    assert not access_of(User.objects.get(pk=world.clerk.pk), on=date(2026, 3, 18)).grant(Permission.APPLICATION_HANDLE)
    refused(lambda: end_post(post=post, valid_to=last, **order), "本来就到", "valid_to")
    return None


def test_an_account_is_closed_at_once_and_opened_again(world, order):
    open_or_close(user=world.clerk, is_active=False, **order)
    assert not access_of(User.objects.get(pk=world.clerk.pk), on=TODAY).posts
    refused(lambda: open_or_close(user=world.clerk, is_active=False, **order), "本来就是停用的")
    open_or_close(user=world.clerk, is_active=True, **order)
    refused(lambda: open_or_close(user=world.administrator, is_active=False, **order), "不能停用自己的账号")


def test_a_new_password_voids_the_old_one_and_its_tokens(world, order):
    key = key_of(world.clerk)
    entered = reset_password(user=world.clerk, **order)
    assert not world.clerk.check_password(PASSWORD)
    assert world.clerk.check_password(entered.password)
    assert tokens.holder(key, at=NOW) is None


def test_the_line_of_a_change_is_kept_by_the_database(world, order):
    open_or_close(user=world.clerk, is_active=False, **order)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        StaffChange.objects.update(reason="别的")


# Absences


def away(world, order, **terms):
    post = Post.objects.get(user=world.chief)
    usual = {"post": post, "deputy": world.clerk, "valid_from": TODAY, "valid_to": date(2026, 3, 20)}
    return note_absence(absence=Absence(**{**usual, **terms}), **order)


def confirmed(world, order, **terms):
    return confirm(proposal=away(world, order, **terms), by=world.inspector, at=NOW)


def test_an_absence_is_noted_and_ended_early(world, order):
    absence = confirmed(world, order)
    end_absence(absence=absence, valid_to=TOMORROW, **order)
    assert Absence.objects.get().valid_to == TOMORROW
    refused(lambda: end_absence(absence=absence, valid_to=TOMORROW, **order), "提前", "valid_to")
    assert StaffChange.objects.filter(subject="absence", concerns=world.chief).count() == 2


def test_who_has_such_a_post_stands_in_at_once(world, order):
    second = person(world.hall, "ma", "马科", Role.SECTION_CHIEF, department=world.health)
    assert isinstance(away(world, order, deputy=second), Absence)


@pytest.mark.parametrize(
    ("case", "terms", "words", "field"),
    [
        ("from yesterday", {"valid_from": YESTERDAY}, "不能早于今天", "valid_from"),
        ("backwards", {"valid_to": YESTERDAY}, "最后一天不能早于第一天", "valid_to"),
        ("for longer than ninety days", {"valid_to": date(2026, 6, 14)}, "一次最多安排 90 天", "valid_to"),
        ("for oneself", {"deputy": "chief"}, "不能由本人代本人", "deputy"),
        ("of another department", {"deputy": "market_clerk"}, "不能代", "deputy"),
    ],
)
def test_a_deputy_who_cannot_be(world, order, case, terms, words, field):
    if "deputy" in terms:
        terms = {"deputy": getattr(world, terms["deputy"])}
    refused(lambda: away(world, order, **terms), words, field)


def test_one_deputy_at_a_time_and_only_for_who_decides(world, order):
    confirmed(world, order)
    refused(
        lambda: away(world, order, deputy=world.head, valid_from=date(2026, 3, 20)),
        "已经有一天安排了别人代",
        "valid_from",
    )
    confirmed(world, order, deputy=world.head, valid_from=date(2026, 3, 21), valid_to=date(2026, 3, 21))
    refused(
        lambda: away(world, order, post=Post.objects.get(user=world.office), deputy=world.head),
        "只有窗口工作人员、审批科长和部门负责人",
    )


def test_a_clerk_who_is_away_has_a_deputy(world, order):
    post = Post.objects.get(user=world.clerk)
    assert set(possible_deputies(post, on=TODAY)) == {world.chief, world.head}
    absence = away(world, order, post=post, deputy=world.head)
    assert isinstance(absence, Absence), "a window's post takes no two people"
    access = access_of(User.objects.get(pk=world.head.pk), on=TOMORROW)
    assert access.grant(Permission.APPLICATION_HANDLE).covers(world.health.pk)
    assert [window.number for window in access.windows] == ["22"]
    assert access.acts_for(Permission.APPLICATION_HANDLE, world.health.pk) == post
    later = access_of(User.objects.get(pk=world.head.pk), on=date(2026, 3, 21))
    assert not later.grant(Permission.APPLICATION_HANDLE)
    refused(
        lambda: away(
            world, order, post=post, deputy=world.market_clerk, valid_from=date(2026, 4, 1), valid_to=date(2026, 4, 2)
        ),
        "不能代",
        "deputy",
    )


def test_a_deputy_reads_what_the_absent_one_is_told(world, order):
    case = world.accepted(when=at("2026-03-12 09:00")).case
    Letter.objects.create(
        case=case, cause="test", template="warned", recipient=world.clerk, department=world.health, facts={"rule": "promise"},
        written_at=NOW, not_before=NOW,
    )  # fmt: skip
    head = User.objects.get(pk=world.head.pk)
    assert not letters_for(head, at=NOW, on=TODAY).filter(recipient=world.clerk).exists()
    away(world, order, post=Post.objects.get(user=world.clerk), deputy=head)
    head = User.objects.get(pk=head.pk)
    assert letters_for(head, at=NOW, on=TODAY).filter(recipient=world.clerk).count() == 1
    assert not letters_for(head, at=NOW, on=date(2026, 3, 21)).filter(recipient=world.clerk).exists()


# Windows


def test_a_window_is_added_and_changed(world, order):
    kept = add_window(number="31", sign=Sign("综合窗口", [world.health, world.market], True), **order)
    assert not Window.objects.filter(number="31").exists()
    window = confirm_power(proposal=kept, by=world.inspector, at=NOW)
    change_window(window=window, sign=Sign("综合一窗", [world.health], False), **order)
    window = Window.objects.get(number="31")
    assert (window.name, list(window.departments.all()), window.is_comprehensive) == ("综合一窗", [world.health], False)
    assert "由“31 综合窗口”（综合窗口，" in StaffChange.objects.first().sentence


def test_a_further_department_waits_for_another_person(world, order):
    sign = Sign("卫生健康窗口", [world.health, world.market], False)
    kept = change_window(window=world.health_window, sign=sign, **order)
    assert access_of(world.clerk, on=TODAY).departments == {world.health.pk}
    refused(lambda: confirm_power(proposal=kept, by=world.administrator, at=NOW), "由另一个人确认")
    confirm_power(proposal=kept, by=world.office, at=NOW)
    assert access_of(User.objects.get(pk=world.clerk.pk), on=TODAY).departments == {world.health.pk, world.market.pk}
    refused(lambda: confirm_power(proposal=kept, by=world.inspector, at=NOW), "已经有人确认或退回")


@pytest.mark.parametrize(
    ("case", "terms", "words", "field"),
    [
        ("a number that is taken", {"number": "22"}, "已经有 22 号窗口", "number"),
        ("a number with letters", {"number": "2A"}, "2 到 4 位数字", "number"),
        ("no name", {"name": " "}, "填写窗口名称", "name"),
        ("no department", {"departments": []}, "至少一个", "departments"),
    ],
)
def test_a_window_that_cannot_be(world, order, case, terms, words, field):
    usual = {"number": "31", "name": "新窗口", "departments": [world.health], "is_comprehensive": False, **terms}
    number = usual.pop("number")
    refused(lambda: add_window(number=number, sign=Sign(**usual), **order), words, field)


def test_a_department_with_items_or_instruments_stays_at_its_window(world, order):
    def leave():
        sign = Sign("卫生健康窗口", [world.market], False)
        return change_window(window=world.health_window, sign=sign, **order)

    refused(leave, "还有事项在这个窗口办理", "departments")
    world.health.items.update(is_in_hall=False)
    refused(leave, "授权书还没有终止", "departments")
    end_instrument(instrument=Delegation.objects.get(window=world.health_window), valid_to=TODAY, **order)
    refused(leave, "授权书还没有终止", "departments")  # it is good to the end of today
    Delegation.objects.filter(window=world.health_window).update(valid_to=YESTERDAY)
    assert list(confirm_power(proposal=leave(), by=world.office, at=NOW).departments.all()) == [world.market]


# Instruments


def instrument(world, order, **changes):
    usual = {
        "number": "授权〔2026〕1号", "department": world.health, "window": world.health_window, "items": [world.promised.item],
        "powers": ["decision"], "steps": ["grant"], "seal": "云审专01", "signed_by": "钱局", "valid_from": TOMORROW,
    }  # fmt: skip
    terms = {**usual, **order, **changes}
    why = {name: terms.pop(name) for name in ("items", "reason", "by", "at")}
    return enter_instrument(instrument=Delegation(**terms), **why)


def in_force(world, order, **changes):
    return confirm_power(proposal=instrument(world, order, **changes), by=world.inspector, at=NOW)


def test_an_instrument_gives_nothing_until_another_confirms_it(world, order):
    kept = instrument(world, order, ceiling_yuan=Decimal("500000.50"), valid_to=date(2026, 12, 31))
    refused(lambda: confirm_power(proposal=kept, by=world.administrator, at=NOW), "由另一个人确认")
    reset_password(user=world.office, **order)
    refused(lambda: confirm_power(proposal=kept, by=world.office, at=NOW), "您的密码是郑管最近七天里给的")
    assert Delegation.objects.filter(number="授权〔2026〕1号").count() == 0
    row = confirm_power(proposal=kept, by=world.inspector, at=NOW)
    assert (row.ceiling_yuan, row.valid_from, row.valid_to) == (Decimal("500000.50"), TOMORROW, date(2026, 12, 31))
    assert list(row.items.all()) == [world.promised.item]


def test_an_instrument_confirmed_late_is_not_dated_back(world, order):
    kept = instrument(world, order)
    assert confirm_power(proposal=kept, by=world.inspector, at=at("2026-03-20 10:00")).valid_from == date(2026, 3, 20)


def test_what_was_turned_down_leaves_its_number_free(world, order):
    turn_power_down(proposal=instrument(world, order), reason="原件没有盖章", by=world.office, at=NOW)
    assert in_force(world, order).number == "授权〔2026〕1号"


def test_one_that_replaces_another_ends_it_on_the_day_before(world, order):
    old = Delegation.objects.get(window=world.health_window)
    new = in_force(world, order, supersedes=old)
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from, new.supersedes, old.superseded_by) == (TODAY, TOMORROW, old, new)
    assert StaffChange.objects.filter(subject="delegation").count() == 2
    refused(lambda: instrument(world, order, number="授权〔2026〕2号", supersedes=old), "已经由另一份代替")


@pytest.mark.parametrize(
    ("case", "terms", "words", "field"),
    [
        ("no number", {"number": " "}, "填写授权书编号", "number"),
        ("a number that is taken", {"number": "授权〔2025〕22号"}, "已经有了", "number"),
        ("no items", {"items": []}, "至少一项", "items"),
        ("an item of another department", {"items": "market"}, "不是区卫生健康局的事项", "items"),
        ("a window that does not serve it", {"window": "market"}, "不服务区卫生健康局", "window"),
        ("no powers", {"powers": []}, "选择授权的权限", "powers"),
        ("an unknown step", {"steps": ["deliver"]}, "选择授权的环节", "steps"),
        ("a sealed step without a seal", {"seal": " "}, "要盖章", "seal"),
        ("dated back", {"valid_from": YESTERDAY}, "不能倒签", "valid_from"),
        ("ends before it begins", {"valid_to": TODAY}, "最后一天不能早于第一天", "valid_to"),
        ("a ceiling of nothing", {"ceiling_yuan": 0}, "金额上限大于 0", "ceiling_yuan"),
        ("no signature", {"signed_by": ""}, "填写签发人", "signed_by"),
        ("no reason", {"reason": ""}, "填写理由", "reason"),
    ],
)
def test_an_instrument_that_does_not_hold_together(world, order, case, terms, words, field):
    if terms.get("items") == "market":
        terms = {"items": [world.market_item.item]}
    if terms.get("window") == "market":
        terms = {"window": world.market_window}
    refused(lambda: instrument(world, order, **terms), words, field)


def test_a_notice_alone_needs_no_seal(world, order):
    assert in_force(world, order, steps=["notify"], seal="").seal == ""


def test_an_instrument_is_ended_today_at_the_earliest(world, order):
    old = Delegation.objects.get(window=world.health_window)
    refused(lambda: end_instrument(instrument=old, valid_to=YESTERDAY, **order), "不能早于今天", "valid_to")
    end_instrument(instrument=old, valid_to=TODAY, **order)
    refused(lambda: end_instrument(instrument=old, valid_to=TOMORROW, **order), "本来就到", "valid_to")


# Rotation (W6)


@pytest.mark.parametrize(
    ("case", "began", "due", "over"),
    [
        ("five years today", date(2021, 3, 16), True, True),
        ("five years tomorrow", date(2021, 3, 17), True, False),
        ("in six months to the day", date(2021, 9, 16), True, False),
        ("a day later", date(2021, 9, 17), False, False),
    ],
)
def test_five_years_in_a_post(world, case, began, due, over):
    Post.objects.filter(user=world.clerk).update(valid_from=began)
    tenures = [tenure for tenure in due_for_rotation(on=TODAY) if tenure.post.user == world.clerk]
    assert bool(tenures) is due
    assert [tenure.is_over for tenure in tenures] == ([over] if due else [])


def test_a_post_prolonged_without_a_gap_is_one_tenure(world):
    chief = person(world.hall, "lao", "老科", Role.SECTION_CHIEF, department=world.market)
    Post.objects.filter(user=chief).update(valid_from=date(2024, 1, 1))
    first = Post.objects.create(
        user=chief, role=Role.SECTION_CHIEF, hall=world.hall, department=world.market,
        valid_from=date(2020, 1, 1), valid_to=date(2023, 12, 31),
    )  # fmt: skip
    assert [tenure.began for tenure in due_for_rotation(on=TODAY)] == [date(2020, 1, 1)]
    Post.objects.filter(pk=first.pk).update(valid_to=date(2023, 12, 30))
    assert due_for_rotation(on=TODAY) == []
