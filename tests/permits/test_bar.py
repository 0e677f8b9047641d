"""Who deceived may not apply for the same item again before a day is over (行政许可法 art. 78, 79; rules A10)."""

from datetime import date

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import InternalError

from cases.models import Case
from config.passing import pass_time
from hall.models import ItemVersion
from hall.refusals import Refused
from permits import barring, deadlines
from permits.models import Application, Bar
from tests.api.conftest import clock, program
from tests.api.requests import REGISTRATION
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.desk import filled, text_of
from tests.permits.stages import REMEDIES, number_of
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import ENTERPRISE, PERSON, World, at, item

__all__ = ["clock", "program"]

DECIDED = "2025-11-03 10:00"
LAST_DAY = date(2026, 11, 3)
FALSE = {"ground": "false_materials", "reason": "检测报告是伪造的", "remedies": REMEDIES}


@pytest.fixture
def safety(world: World) -> World:
    """The promised item touches health."""
    ItemVersion.objects.filter(pk=world.promised.pk).update(touches_safety=True)
    world.promised.touches_safety = True
    return world


def declined(world: World, **terms) -> str:
    number = number_of(world.register(when=at("2025-11-03 09:00"), idem="first"))
    actions.decline(number=number, by=world.clerk, at=at(DECIDED), **{**FALSE, **terms})
    return number


def again(world: World, when: str, **terms) -> Application:
    return world.register(when=at(when), idem=f"again {when} {sorted(terms)}", **terms).application


def test_the_same_person_at_once_again(safety: World):
    number = declined(safety)
    bar = Bar.objects.get()
    assert (bar.item, bar.first_day, bar.until) == (safety.promised.item, date(2025, 11, 3), LAST_DAY)
    before = stored()
    with pytest.raises(actions.Barred) as refusal:
        again(safety, "2025-11-03 10:05")
    assert (refusal.value.code, refusal.value.field) == ("barred", "insists")
    assert (
        f"到 2026年11月3日 为止不能再次申请这个事项，依据见办件 {number[:4]} {number[4:12]} {number[12:]}"
        in refusal.value.sentence
    )
    assert not any(word in refusal.value.sentence for word in ("虚假", "欺骗", "七十八", PERSON.name))
    assert stored() == before


UNTIL = [
    ("on the last day it holds", "2026-11-03 16:00", True),
    ("the day after it does not", "2026-11-04 09:00", False),
]


def test_until_the_corresponding_day(safety: World):
    declined(safety)
    with Rows() as rows:
        for sentence, when, holds in UNTIL:
            with rows.row(sentence):
                if holds:
                    with pytest.raises(actions.Barred):
                        again(safety, when)
                else:
                    assert again(safety, when).barred_by is None


@pytest.mark.parametrize(
    ("decided_on", "years", "until"),
    [
        (date(2025, 11, 3), deadlines.FALSE_MATERIALS_BAR, date(2026, 11, 3)),
        (date(2025, 11, 3), deadlines.DECEIT_BAR, date(2028, 11, 3)),
        (date(2024, 2, 29), deadlines.FALSE_MATERIALS_BAR, date(2025, 2, 28)),
        (date(2025, 10, 1), deadlines.FALSE_MATERIALS_BAR, date(2026, 10, 1)),  # a holiday: it does not roll forward
    ],
)
def test_how_long_each_article_bars(decided_on, years, until):
    assert deadlines.barred_until(decided_on=decided_on, years=years) == until


def test_it_binds_nobody_else_and_no_other_item(safety: World):
    declined(safety)
    other = item(safety.health, safety.health_window, "WJ-XK-0050", "医疗机构执业登记", ["申请表"], touches_safety=True)
    assert again(safety, "2025-11-03 11:00", applicant=ENTERPRISE).barred_by is None
    assert again(safety, "2025-11-03 11:00", item=other).barred_by is None


def test_what_touches_no_safety_bars_nobody(world: World):
    declined(world)
    assert not Bar.objects.exists()
    assert again(world, "2025-11-03 11:00").barred_by is None


@pytest.fixture
def service(world: World) -> World:
    """The promised item is a public service, marked as touching health before the import refused that."""
    ItemVersion.objects.filter(pk=world.promised.pk).update(touches_safety=True, item_type="public_service")
    return world


def test_nobody_is_warned_for_what_is_no_licence(service: World):
    number = declined(service)
    assert not Bar.objects.exists()
    printed = actions.print_document(
        number=number, kind="non_acceptance", site="http://hall.test", by=service.clerk, at=at("2025-11-03 10:05")
    )
    assert "行政许可法" not in printed.document.content
    assert "警告" not in printed.document.content
    other = number_of(stages.accepted(service))
    before = stored()
    with pytest.raises(actions.BadInput, match="不适用《行政许可法》第七十八条") as refusal:
        actions.decide(
            number=other, result="refuse", reason="伪造", remedies=REMEDIES, false_materials=True, by=service.clerk,
            at=at("2025-11-05 10:00"),
        )  # fmt: skip
    assert (refusal.value.field, stored()) == ("false_materials", before)


def test_another_ground_bars_nobody(safety: World):
    declined(safety, ground="other_law")
    assert not Bar.objects.exists()


def test_a_refusal_for_false_materials_bars_too(safety: World):
    number = number_of(stages.accepted(safety))
    actions.decide(
        number=number, result="refuse", reason="检测报告是伪造的", remedies=REMEDIES, false_materials=True,
        by=safety.clerk, at=at("2025-11-05 10:00"),
    )  # fmt: skip
    assert Bar.objects.get().until == date(2026, 11, 5)
    printed = actions.print_document(
        number=number, kind="refusal", site="http://hall.test", by=safety.clerk, at=at("2025-11-05 10:05")
    )
    assert "给予警告" in printed.document.content
    assert "到2026年11月5日为止，您不得再次申请这个事项" in printed.document.content


def test_a_refusal_taken_back_bars_no_more(safety: World):
    number = number_of(stages.accepted(safety))
    step = {"number": number, "by": safety.clerk}
    actions.decide(
        result="refuse", reason="伪造", remedies=REMEDIES, false_materials=True, at=at("2025-11-05 10:00"), **step
    )
    actions.undo(reason="看错了件", at=at("2025-11-05 10:30"), **step)
    bar = Bar.objects.get()
    assert (bar.lifted_ground, bar.lifted_because) == ("undone", "看错了件")
    assert again(safety, "2025-11-05 11:00").barred_by is None


def test_a_grant_has_no_false_materials(safety: World):
    number = number_of(stages.accepted(safety))
    decision = actions.decide(
        number=number, result="grant", false_materials=True, by=safety.clerk, at=at("2025-11-05 10:00")
    )
    assert not decision.false_materials
    assert not Bar.objects.exists()


def test_deceit_bars_for_three_years(safety: World):
    number = number_of(stages.granted(safety))
    actions.revoke(
        number=number, ground="deceit", reason="检测报告是伪造的", remedies=REMEDIES, by=safety.chief,
        at=at("2025-11-12 10:00"),
    )  # fmt: skip
    assert Bar.objects.get().until == date(2028, 11, 12)
    with pytest.raises(actions.Barred, match="2028年11月12日"):
        again(safety, "2027-03-01 10:00")


# Who insists


def test_who_insists_gets_a_written_refusal(safety: World):
    declined(safety)
    application = again(safety, "2025-11-04 09:00", insists=True)
    number = application.case.number
    assert application.barred_by == Bar.objects.get()
    for verb in (actions.accept,):
        with pytest.raises(Refused, match="不能受理：作出不予受理决定"):
            verb(number=number, by=safety.clerk, at=at("2025-11-04 09:05"))
    actions.decline(
        number=number, reason="一年内不得再次申请", remedies=REMEDIES, by=safety.clerk, at=at("2025-11-04 09:10")
    )
    assert Case.objects.get(number=number).state == "not_accepted"


def test_another_bar_holds_after_one_is_lifted(safety: World):
    first = declined(safety)
    second = again(safety, "2025-11-10 09:00", insists=True).case.number
    actions.decline(number=second, by=safety.clerk, at=at("2025-11-10 10:00"), **FALSE)
    third = again(safety, "2025-11-28 09:00", insists=True, channel="mail").case.number
    lift(safety, second)  # the one that held longest, and that the third was registered against
    step = {"number": third, "by": safety.clerk, "at": at("2025-12-01 10:05")}
    with pytest.raises(Refused, match="到 2026年11月3日 为止不能再次申请这个事项，不能受理"):
        actions.accept(**step)
    lift(safety, first)
    actions.accept(**step)


def test_deemed_accepted_against_a_bar_is_refused(safety: World):
    """The window's silence makes an acceptance of it (art. 32(4)); a bar it does not lift (decision 122)."""
    declined(safety)
    number = again(safety, "2025-11-04 09:00", insists=True).case.number
    when = at("2025-11-12 09:00")
    pass_time(at=when)
    assert Case.objects.get(number=number).state == "accepted"
    step = {"number": number, "by": safety.clerk, "at": when}
    with pytest.raises(actions.CannotDecide, match="不能准予：作出不予许可决定，写明理由和救济途径") as refusal:
        actions.decide(result="grant", **step)
    assert refusal.value.field == "result"
    actions.decide(result="refuse", reason="一年内不得再次申请", remedies=REMEDIES, **step)


def test_who_only_asks_is_let_in(safety: World):
    """After the ninety days in which the earlier trips would count too."""
    declined(safety)
    application = again(safety, "2026-02-10 09:00", purpose="consult", materials=[])
    with pytest.raises(Refused, match="现在是"):
        actions.accept(number=application.case.number, by=safety.clerk, at=at("2026-02-10 09:05"))
    actions.receive(
        number=application.case.number, materials=[1, 2, 3], window=safety.health_window, by=safety.clerk,
        at=at("2026-02-11 09:00"),
    )  # fmt: skip
    with pytest.raises(Refused, match="不能再次申请这个事项"):
        actions.accept(number=application.case.number, by=safety.clerk, at=at("2026-02-11 09:05"))


# The doors


@pytest.fixture
def wednesday():
    with time_machine.travel(at("2025-11-05 09:00"), tick=False):
        yield


def test_the_page_says_so_and_keeps_what_was_typed(safety: World, client, wednesday):
    declined(safety)
    client.force_login(safety.clerk)
    before = Application.objects.count()
    page = client.post("/desk/register/?item=WJ-XK-0001", filled(safety, note="加急"))
    assert page.status_code == 422
    assert "到 2026年11月3日 为止不能再次申请这个事项" in text_of(page)
    assert page.context["form"]["note"].value() == "加急"
    assert Application.objects.count() == before
    client.post("/desk/register/?item=WJ-XK-0001", filled(safety, insists="on"))
    assert Application.objects.get(barred_by__isnull=False).case.state == "submitted"


def test_who_was_scanned_is_told_before_anything_is_typed(safety: World, client, wednesday):
    declined(safety)
    client.force_login(safety.clerk)
    landing = client.post("/desk/find/", {"q": PERSON.number}).url
    page = client.get(f"/desk/register/?item=WJ-XK-0001&{landing.partition('?')[2]}")
    assert "到 2026年11月3日 为止不能再次申请这个事项" in text_of(page)


def test_whose_number_is_typed_is_asked_for_at_once(safety: World, client, wednesday):
    declined(safety)
    client.force_login(safety.clerk)
    asked = "/desk/register/records/?item=WJ-XK-0001"
    assert "到 2026年11月3日 为止" in text_of(client.post(asked, {"applicant_id": f" {PERSON.number.lower()} "}))
    assert text_of(client.post(asked, {"applicant_id": ENTERPRISE.number})).strip() == ""
    client.force_login(safety.market_clerk)
    assert text_of(client.post(asked, {"applicant_id": PERSON.number})).strip() == "", "not their item"


def test_a_program_is_refused_and_may_insist(safety: World, program):
    declined(safety)
    clerk = program(safety.clerk)
    refused = clerk.post(
        "/api/v1/applications/", REGISTRATION, HTTP_IDEMPOTENCY_KEY="0123456789abcdef0123456789-again-1"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "barred")
    taken_in = clerk.post(
        "/api/v1/applications/",
        {**REGISTRATION, "insists": True},
        HTTP_IDEMPOTENCY_KEY="0123456789abcdef0123456789-again-2",
    )
    acts = taken_in.json()["application"]["acts"]
    assert ("accept" in acts, "decline" in acts) == (False, True)
    number = Bar.objects.get().application.case.number
    bars = clerk.get(f"/api/v1/applications/{number}/").json()["bars"]
    assert [(bar["ground"], bar["until"], bar["lifted_at"]) for bar in bars] == [
        ("false_materials", "2026-11-03", None)
    ]


# Lifting


def lift(world: World, number: str, **terms) -> Bar:
    sent = {"ground": "reconsideration", "document": "府复〔2025〕9号", "reason": "复议撤销了不予受理决定", **terms}
    return actions.lift_bar(number=number, by=world.chief, at=at("2025-12-01 10:00"), **sent)


def test_lifted_only_with_the_decision_it_rests_on(safety: World):
    number = declined(safety)
    before = stored()
    refused = [({"ground": "undone"}, "ground"), ({"document": ""}, "document"), ({"reason": " "}, "reason")]
    with Rows() as rows:
        for terms, field in refused:
            with rows.row(field):
                with pytest.raises(actions.BadInput) as refusal:
                    lift(safety, number, **terms)
                assert refusal.value.field == field
                assert stored() == before
    bar = lift(safety, number)
    assert (bar.lifted_document, bar.lifted_by) == ("府复〔2025〕9号", safety.chief)
    assert again(safety, "2025-12-01 10:05").barred_by is None
    with pytest.raises(actions.CannotLift, match="没有限制申请人再次申请"):
        lift(safety, number)


def test_what_was_registered_against_it_may_be_accepted_then(safety: World):
    first = declined(safety)
    number = again(safety, "2025-11-28 09:00", insists=True).case.number
    lift(safety, first)
    actions.accept(number=number, by=safety.clerk, at=at("2025-12-01 10:05"))
    assert Case.objects.get(number=number).state == "accepted"


def test_no_bar_is_ever_deleted(safety: World):
    declined(safety)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM permits_bar")
    assert barring.in_force(
        id_hash=Application.objects.get().applicant_id_hash, item=safety.promised.item_id, on=LAST_DAY
    )
