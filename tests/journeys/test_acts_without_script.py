"""Each act of an application, filled in and sent from its page with JavaScript switched off."""

from itertools import count

import pytest

from cases.models import Case, Event
from config.demo.teller import applicant
from hall.models import Delegation
from hall.roles import Power
from permits import states
from permits.acts import NAMED
from tests.journeys.conftest import Visitor
from tests.journeys.steps import print_what_is_asked_for
from tests.permits.stages import BROUGHT_TO, LATER, number_of, prepare
from tests.world import World, at

pytestmark = pytest.mark.browser

REASON = {"reason": "写明的理由"}
VERBS = {"decide": "refuse"}  # where the history has another name
# act → who does it, in which state, what is chosen or typed; lists are ticks
ACTS: dict[str, tuple[str, str, dict[str, str | list[str]]]] = {
    "visit": ("zhang", states.ACCEPTED, {"purpose": "consult"}),
    "notify": ("zhang", states.SUBMITTED, {"missing": ["2"], "remark_2": "缺公章"}),
    "receive": ("zhang", states.CORRECTION_REQUESTED, {"materials": ["2", "3"], "channel": "mail"}),
    "accept": ("zhang", states.SUBMITTED, {}),
    "accept_with_gaps": (
        "zhang",
        states.SUBMITTED,
        {"pledged_on": "2025-11-07", "voluntary": ["on"]},
    ),
    "accept_on_commitment": ("zhang", states.SUBMITTED, {}),
    "supplement": ("zhang", states.ACCEPTED, {"materials": ["2"], "channel": "mail"}),
    "tell_overdue": ("zhang", states.ACCEPTED, {"how": "电话告知本人"}),
    "verify": ("zhang", states.DELIVERED, {"holds": "yes", "finding": "现场核查相符"}),
    "decline": ("zhang", states.SUBMITTED, {"ground": "not_our_power", "competent_agency": "市卫健委", **REASON}),
    "not_required": ("zhang", states.SUBMITTED, REASON),
    "close_not_corrected": ("zhang", states.CORRECTION_REQUESTED, {}),
    "suspend": (
        "zhao",
        states.ACCEPTED,
        {"ground": "testing", "declared_days": "5"},
    ),
    "prolong": (
        "zhao",
        states.SUSPENDED,
        {"days": "3", "reason": "专家还要复核"},
    ),
    "resume": ("zhao", states.SUSPENDED, {}),
    "extend": ("qian", states.ACCEPTED, {"rank": "本机关负责人", "document": "批〔2025〕1号", **REASON}),
    "decide": ("zhang", states.ACCEPTED, {"result": "refuse", **REASON}),
    "deliver": ("zhang", states.GRANTED, {"method": "electronic", "proof": "电子证照库"}),
    "revoke": ("zhao", states.GRANTED, {"ground": "deceit", **REASON}),
    "name_agent": (
        "zhang",
        states.ACCEPTED,
        {
            "agent_name": "李代办",
            "agent_id": "110105198001010016",
            "agent_phone": "13900001111",
            "agent_authority": "full",
            "agent_document": "授权委托书",
        },
    ),
    "end_agency": ("zhang", states.ACCEPTED, REASON),
    "serve": ("zhang", states.REVOKED, {"method": "courier", "proof": "EMS1234567"}),
    "lift_bar": ("zhao", states.DELIVERED, {"ground": "judgment", "document": "（2025）行初1号", **REASON}),
    "tell_hearing": ("zhang", states.ACCEPTED, {"parties": "王小明、东邻李某", "interest": "相邻采光"}),
    "ask_hearing": ("zhang", states.ACCEPTED, {"party": "东邻李某"}),
    "announce_hearing": (
        "zhao",
        states.ACCEPTED,
        {"sits_at": "2025-11-19T09:00", "place": "三楼会议室", "chair": "钱局"},
    ),
    "move_hearing": (
        "zhao",
        states.SUSPENDED,
        {"sits_at": "2025-11-20T09:00", "place": "三楼会议室", "chair": "钱局", **REASON},
    ),
    "hold_hearing": ("zhao", states.SUSPENDED, {}),
    "give_up_hearing": ("zhang", states.ACCEPTED, REASON),
    "cancel_hearing": ("zhao", states.SUSPENDED, REASON),
    "withdraw": ("zhang", states.ACCEPTED, REASON),
    "take_back_request": ("zhang", states.ACCEPTED, REASON),
    "propose": ("zhang", states.ACCEPTED, {"step": "extend", **REASON}),
    "terminate": ("zhao", states.ACCEPTED, {"ground": "force_majeure", **REASON}),
    "void": ("zhao", states.SUBMITTED, {"ground": "duplicate", **REASON}),
    "change_contact": (
        "zhang",
        states.ACCEPTED,
        {"phone": "13912345678", "email": "wang@example.cn", "reason": "本人出示身份证"},
    ),
    "change_owner": ("zhang", states.ACCEPTED, {"to": "赵科（zhao）", **REASON}),
}
IN_ORDER = {
    "correct",
    "undo",
    "archive",
    "state_amount",
    "amend",
    "take_back_visit",
    "record_check",
    "hand_up",
    "answer_hand_up",
}  # in tests of their own


def test_no_act_is_forgotten():
    assert set(ACTS) | IN_ORDER == set(NAMED)


class EachAnew:
    """The small hall, where each registration is another application."""

    def __init__(self, world: World) -> None:
        self.world, self.keys = world, count()

    def __getattr__(self, name: str):
        return getattr(self.world, name)

    def register(self, **fields):
        number = next(self.keys)  # of another person each: what one person makes twice for an item is one matter
        return self.world.register(idem=f"key-{number}", **{"applicant": applicant(5 * number), **fields})


def send(person: Visitor, number: str, act: str, **form: str | list[str]) -> str:
    """Fill in an act's page and send it, twice where its effect is shown first; return what the last event was."""
    page = person.go(f"/desk/cases/{number}/{act}/")
    for name, value in form.items():
        field = page.locator(f"main [name={name}]")
        if isinstance(value, list):
            for each in value:
                page.check(f"main [name={name}][value='{each}']" if each != "on" else f"main [name={name}]")
        elif field.first.get_attribute("type") == "radio":
            page.check(f"main [name={name}][value='{value}']")
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    before = Event.objects.filter(case__number=number).count()
    button = page.locator("main form.acts button[type=submit], main form .acts button[type=submit]")
    button.first.click()
    page.wait_for_load_state()
    if page.locator("main [name=seen]").count():
        button.first.click()
        page.wait_for_load_state()
    person.says("已完成")
    case = Case.objects.get(number=number)
    assert case.events.count() > before
    return case.events.order_by("seq").last().verb


@pytest.fixture
def people(visitor, morning, committed_world) -> dict[str, Visitor]:
    """Those who act at the health desk, signed in, without script."""
    morning.move_to(LATER)
    visitors = {name: visitor(java_script_enabled=False) for name in ("zhang", "zhao", "qian")}
    for name, person in visitors.items():
        person.sign_in(name)
    return visitors


PRINTED_FIRST = {"accept_with_gaps", "accept_on_commitment", "serve"}


def test_every_act_without_script(people, committed_world):
    world = EachAnew(committed_world)
    for act, (who, state, form) in ACTS.items():
        registered = BROUGHT_TO[state](world)
        prepare(registered, act)
        if act in PRINTED_FIRST:
            print_what_is_asked_for(people[who], f"/desk/cases/{number_of(registered)}/{act}/")
        assert send(people[who], number_of(registered), act, **form) == VERBS.get(act, act), act


def test_correcting_undoing_and_archiving_without_script(people, morning, committed_world):
    world, clerk = EachAnew(committed_world), people["zhang"]
    morning.move_to(at("2025-11-03 11:00"))
    number = number_of(BROUGHT_TO[states.SUBMITTED](world))
    assert send(clerk, number, "correct", what_2="日期写错，已改") == "correct"
    number = number_of(BROUGHT_TO[states.GRANTED](world))
    morning.move_to(at("2025-11-05 10:30"))
    assert send(clerk, number, "undo", **REASON) == "undo"
    number = number_of(BROUGHT_TO[states.DELIVERED](world))
    clerk.go(f"/desk/cases/{number}/archive/")
    clerk.says("案卷还缺：受理通知书、送达回证")
    for kind in ("acceptance", "delivery_receipt"):
        page = clerk.go(f"/desk/cases/{number}/print/{kind}/1/")
        page.locator("main form .acts button[type=submit]").first.click()
        page.wait_for_url("**/prints/**")
    assert send(clerk, number, "archive") == "archive"


def test_acts_of_power_without_script(people, committed_world):
    world, clerk, chief = EachAnew(committed_world), people["zhang"], people["zhao"]
    world.promised.two_officers = world.promised.has_amount = True
    world.promised.save(update_fields=["two_officers", "has_amount"])
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    assert send(clerk, number, "state_amount", amount="500000") == "state_amount"
    assert send(clerk, number, "record_check", finding="现场与图纸一致") == "record_check"
    assert send(chief, number, "record_check", finding="复核无误") == "record_check"
    Delegation.objects.filter(window=world.health_window).update(powers=[Power.PRELIMINARY_HANDLING])
    assert send(clerk, number, "hand_up", note="建议准予") == "hand_up"
    assert send(chief, number, "answer_hand_up", answer="补充现场照片再报") == "hand_back"


def test_an_enquiry_from_hand_to_hand_without_script(people, visitor, committed_world):
    clerk = people["zhang"]
    page = clerk.go("/desk/enquiries/new/")
    page.fill("[name=text]", "食品小作坊归哪里管？")
    page.check("[name=channel][value=phone]")
    page.locator("main form .acts button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/new/" not in url)
    number = Case.objects.get(kind="enquiry").number
    page = clerk.go(f"/desk/enquiries/{number}/hand-over/")
    page.select_option("[name=to]", f"{committed_world.market.code}:")
    page.fill("[name=reason]", "属于市场监管的职责")
    page.locator("main form .acts button[type=submit]").first.click()
    clerk.says("已完成")
    taker = visitor(java_script_enabled=False)
    page = taker.sign_in("li")
    taker.go(f"/desk/enquiries/{number}/take/")
    page.locator("main form .acts button[type=submit]").first.click()
    taker.says("已完成")
    page = taker.go(f"/desk/enquiries/{number}/answer/")
    page.fill("[name=text]", "归区市场监督管理局登记")
    page.locator("main form .acts button[type=submit]").first.click()
    taker.says("已完成", "归区市场监督管理局登记")
    assert list(Case.objects.get(number=number).events.order_by("seq").values_list("verb", flat=True)) == [
        "ask",
        "hand_over",
        "take",
        "answer",
    ]
