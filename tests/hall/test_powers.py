"""On whose power an act rests: the table of powers by kind of case, and which part of an instrument is lacking (rules W2–W4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hall import access
from hall.delegated import powers_for
from hall.models import Absence, Delegation, Post, User
from hall.powers import Lack, Matter, holder_words, holders, standing_of, without_a_decider
from hall.roles import Permission, Power

ON = date(2025, 11, 6)
DECISION, PRELIMINARY, REPLY = Power.DECISION, Power.PRELIMINARY_HANDLING, Power.COORDINATION_REPLY


@pytest.mark.parametrize(
    ("case", "step", "kind", "elsewhere", "powers"),
    [
        ("an on-the-spot item is accepted by who decides it", "accept", "immediate", False, {DECISION}),
        ("an item for the city likewise", "accept", "forwarded", False, {DECISION}),
        ("a 补办件 likewise", "accept", "supplement", False, {DECISION}),
        ("a 答复件 likewise", "accept", "reply", False, {DECISION}),
        ("a promised item is handled by the window", "accept", "promised", False, {PRELIMINARY, DECISION}),
        ("a joint item too", "notify", "joint", False, {PRELIMINARY, DECISION}),
        ("to decide a promised item takes the decision power itself", "grant", "promised", False, {DECISION}),
        ("to refuse one too", "refuse", "joint", False, {DECISION}),
        ("what is not the window's may be said with the reply power", "decline", "immediate", True, {DECISION, REPLY}),
        ("but it decides nothing", "refuse", "immediate", True, {DECISION}),
    ],
)
def test_powers_by_kind_of_case(case, step, kind, elsewhere, powers):
    assert set(powers_for(step, kind, elsewhere=elsewhere)) == powers


@pytest.fixture
def matter(world) -> Matter:
    return Matter(item=world.promised.item, name=world.promised.name, kind="promised", step="grant", on=ON)


def access_of(user: User, *, on: date) -> access.Access:
    """As a request reads it: of a row that keeps nothing yet of its posts and instruments."""
    return access.access_of(User.objects.get(pk=user.pk), on=on)


def instrument(world) -> Delegation:
    return Delegation.objects.get(window=world.health_window)


def changed(world, **change) -> None:
    Delegation.objects.filter(window=world.health_window).update(**change)


@pytest.mark.parametrize(
    ("case", "change", "lack"),
    [
        ("begins today", {"valid_from": ON}, None),
        ("begins tomorrow", {"valid_from": date(2025, 11, 7)}, Lack.NOT_YET),
        ("ends today", {"valid_to": ON}, None),
        ("ended yesterday", {"valid_to": date(2025, 11, 5)}, Lack.EXPIRED),
        ("without the power", {"powers": [PRELIMINARY, REPLY]}, Lack.POWER),
        ("without the step", {"steps": ["accept", "refuse"]}, Lack.STEP),
        ("without the seal", {"seal": ""}, Lack.SEAL),
        ("a ceiling says nothing of an item without an amount", {"ceiling_yuan": 1}, None),
    ],
)
def test_which_part_is_lacking(world, matter, case, change, lack):
    changed(world, **change)
    answer = standing_of(access_of(world.clerk, on=ON), matter)
    assert answer.lack is lack
    assert bool(answer) is (lack is None)
    assert bool(answer.why) is (lack is not None)


@pytest.mark.parametrize(
    ("amount", "lack"),
    [(None, Lack.AMOUNT), ("500000.00", None), ("500000.01", Lack.CEILING), ("0.01", None)],
)
def test_the_ceiling_is_held_against_the_amount(world, matter, amount, lack):
    changed(world, ceiling_yuan=500_000)
    stated = replace(matter, has_amount=True, amount=Decimal(amount) if amount else None)
    answer = standing_of(access_of(world.clerk, on=ON), stated)
    assert answer.lack is lack
    if lack is Lack.CEILING:
        assert answer.why == "这件金额 500,000.01 元，超过授权书 授权〔2025〕22号 的上限 500,000 元"


def test_an_item_that_stands_in_no_instrument(world, matter):
    instrument(world).items.remove(world.promised.item)
    assert standing_of(access_of(world.clerk, on=ON), matter).lack is Lack.ITEM
    instrument(world).delete()
    assert standing_of(access_of(world.clerk, on=ON), matter).lack is Lack.INSTRUMENT


def test_the_instrument_with_the_power_counts_else_the_nearest(world, matter):
    changed(world, valid_to=date(2025, 6, 30))
    second = Delegation.objects.create(
        number="授权〔2025〕99号", department=world.health, window=world.health_window, powers=[DECISION],
        steps=["accept"], seal="章", signed_by="钱局", valid_from=date(2025, 7, 1),
    )  # fmt: skip
    second.items.add(world.promised.item)
    answer = standing_of(access_of(world.clerk, on=ON), matter)
    assert (answer.lack, answer.why) == (Lack.STEP, "授权书 授权〔2025〕99号 不包括“准予”这一步")
    Delegation.objects.filter(pk=second.pk).update(steps=["grant"])
    assert standing_of(access_of(world.clerk, on=ON), matter).instrument == second


def test_special_disposal_is_no_more_than_a_report_afterwards(world, matter):
    changed(world, powers=[Power.SPECIAL_DISPOSAL])
    answer = standing_of(access_of(world.clerk, on=ON), matter)
    assert answer
    assert answer.special
    changed(world, steps=["accept"])
    assert standing_of(access_of(world.clerk, on=ON), matter).lack is Lack.POWER


@pytest.mark.parametrize(("who", "held"), [("chief", True), ("head", True), ("market_clerk", False), ("office", False)])
def test_an_office_needs_no_instrument(world, matter, who, held):
    instrument(world).delete()
    answer = standing_of(access_of(getattr(world, who), on=ON), matter)
    assert bool(answer) is held
    assert bool(answer.office) is held


# Deputies


def away(world, deputy, first=date(2025, 11, 3), last=date(2025, 11, 7)) -> Absence:
    post = Post.objects.get(user=world.chief)
    return Absence.objects.create(post=post, deputy=deputy, valid_from=first, valid_to=last, reason="培训")


@pytest.mark.parametrize(
    ("on", "acts"),
    [
        (date(2025, 11, 2), False),
        (date(2025, 11, 3), True),
        (date(2025, 11, 7), True),
        (date(2025, 11, 8), False),
    ],
)
def test_a_deputy_has_the_chiefs_powers_on_those_days(world, matter, on, acts):
    instrument(world).delete()
    away(world, world.clerk)
    there = access_of(world.clerk, on=on)
    answer = standing_of(there, replace(matter, on=on))
    assert bool(answer) is acts
    assert (answer.acts_for is not None) is acts
    assert there.grant(Permission.APPLICATION_APPROVE).covers(world.health.pk) is acts
    assert (there.acts_for(Permission.APPLICATION_APPROVE, world.health.pk) is not None) is acts
    assert there.acts_for(Permission.APPLICATION_HANDLE, world.health.pk) is None, "that is the clerk's own"


def test_a_post_that_has_ended_is_held_by_nobody(world):
    away(world, world.clerk)
    Post.objects.filter(user=world.chief).update(valid_to=date(2025, 11, 5))
    assert not access_of(world.clerk, on=ON).grant(Permission.APPLICATION_APPROVE)


def test_who_holds_the_power_in_words(world):
    assert holder_words(world.health, on=ON) == "审批科长赵科或部门负责人钱局"
    away(world, world.clerk)
    assert holder_words(world.health, on=ON) == "张敏（代赵科）或部门负责人钱局"
    assert [user for user, _post in holders(world.health, on=ON)] == [world.clerk, world.head]


def test_a_department_in_which_nobody_decides(world):
    assert without_a_decider(on=ON) == [world.market]
    world.head.is_active = False
    world.head.save()
    assert without_a_decider(on=ON) == [world.market]
    Post.objects.filter(user=world.chief).update(valid_to=date(2025, 11, 5))
    assert set(without_a_decider(on=ON)) == {world.market, world.health}
