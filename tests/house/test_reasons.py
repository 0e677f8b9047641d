"""A text that somebody reads as a reason says something, and a law is named with its article: at the door of every act."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cases import cards
from cases.models import Card, Case
from cases.sweep import sweep
from complaints.actions.hotline import record_withdrawal
from complaints.acts import ACTS as COMPLAINTS
from enquiries import actions as enquiries
from enquiries.actions import Question
from enquiries.acts import ACTS as ENQUIRIES
from hall import calendar_changes
from hall.doors.acts import Act, Kind
from hall.models import Delegation, PostProposal
from hall.organising import posts
from hall.organising.proposals import confirm
from hall.people import NewPost
from hall.refusals import Refused
from hall.roles import Power
from permits import states
from permits.acts import ACTS as PERMITS
from tests.complaints import test_actions as complaints
from tests.complaints import verbs
from tests.complaints.conftest import filed
from tests.journeys.test_acts_without_script import ACTS as EXAMPLES
from tests.journeys.test_acts_without_script import EachAnew
from tests.permits import verbs as permits
from tests.permits.stages import BROUGHT_TO, LATER, REMEDIES, number_of, prepare
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at

SAYS_NOTHING = "看不出说的是什么"
# a remark for who decides, which may stay away; what is asked of a window with 特别处置 only, which has a test of its own
OTHERS = {"hand_up": {"note"}, "decide": {"urgent"}}
LINES = {"tell_overdue": {"how"}}  # how somebody was told, in one line
OWN = {
    "amend": ("zhang", states.SUBMITTED, {"applicant_name": "王晓明"}),
    "take_back_visit": ("zhang", states.ACCEPTED, {}),
    "undo": ("zhang", states.GRANTED, {}),
    "record_check": ("zhang", states.ACCEPTED, {}),
    "answer_hand_up": ("zhao", states.ACCEPTED, {}),
}


def texts(acts: Sequence[Act]) -> list[tuple[Act, str]]:
    """Every text of these acts that is read as a reason, a finding or an answer."""
    return [
        (act, field.name)
        for act in acts
        for field in act.asks
        if (field.kind is Kind.TEXT and field.name not in OTHERS.get(act.name, ""))
        or field.name in LINES.get(act.name, "")
    ]


def refused(call: Callable[[], Any], field: str) -> None:
    before = stored()
    with pytest.raises(Refused) as refusal:
        call()
    assert (SAYS_NOTHING in refusal.value.sentence, refusal.value.field) == (True, field)
    assert stored() == before


def test_each_text_of_an_application(world: World, client):
    people = {"zhang": world.clerk, "zhao": world.chief, "qian": world.head}
    anew = EachAnew(world)
    with Rows() as rows:
        for act, field in sorted(
            texts(PERMITS), key=lambda text: text[0].name in OWN
        ):  # which change the item and the window
            who, state, form = {**EXAMPLES, **OWN}[act.name]
            if act.name == "change_owner":
                form = {"to": str(world.chief.pk)}  # the menu shows names and sends keys
            registered = BROUGHT_TO[state](anew)
            prepare(registered, act.name)
            _what_it_needs(world, act.name, number_of(registered))
            with rows.row(f"{act.name} {field}"), time_machine.travel(_when(act.name), tick=False):
                client.force_login(people[who])
                address = reverse(f"desk-{act.name}", args=[number_of(registered)])
                version = type(registered.application.case).objects.get(number=number_of(registered)).version
                page = client.post(address, {"version": version, "remedies": REMEDIES, **form, field: "."})
                assert page.status_code == 422
                assert SAYS_NOTHING in str(page.context["form"].errors[field])


def _when(act: str) -> Any:
    return {"undo": at("2025-11-05 10:30"), "amend": at("2025-11-03 10:30")}.get(act, LATER)


def _what_it_needs(world: World, act: str, number: str) -> None:
    """What an act needs that no other example of it stands for."""
    if act == "record_check":
        type(world.promised).objects.filter(pk=world.promised.pk).update(two_officers=True)
    if act == "serve":
        permits.print_document(number=number, kind="revocation", site="http://hall.test", by=world.clerk, at=LATER)
    if act == "take_back_visit":
        permits.visit(number=number, window=world.health_window, purpose="consult", by=world.clerk, at=LATER)
    if act == "answer_hand_up":
        type(world.promised).objects.filter(pk=world.promised.pk).update(two_officers=False)
        Delegation.objects.filter(window=world.health_window).update(powers=[Power.PRELIMINARY_HANDLING])
        permits.hand_up(number=number, step="grant", note="建议准予", by=world.clerk, at=LATER)


def test_an_urgent_step_says_why(world: World):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    Delegation.objects.filter(window=world.health_window).update(powers=[Power.SPECIAL_DISPOSAL])
    with pytest.raises(Refused) as refusal:
        permits.decide(number=number, result="grant", urgent="x", by=world.clerk, at=LATER)
    assert refusal.value.field == "urgent"


@pytest.mark.parametrize(
    ("act", "field"),
    texts([act for act in COMPLAINTS if act.flow is complaints.FLOW]),
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_each_text_of_a_complaint(world: World, act: Act, field: str):
    (before, *_others) = act.flow.arrows[act.name].sources
    number = complaints.ready_for(world, before, act.name)
    more = {"text": ""} if field == "impossible_because" else {}
    refused(lambda: complaints.acts(world)[act.name](number, **{**more, field: "."}), field)


def test_each_text_beside_a_complaint(world: World):
    """What happens with whoever complained, with who is off it, with its reward."""
    names = {"name": "王小明", "phone": "13912348765"}
    named = complaints.brought_to(world, complaints.states.ACCEPTED, **names)
    protected = filed(world, when=complaints.FILED, n=2, protected=True, **names).complaint.case.number
    closed = filed(world, when=complaints.FILED, n=3).complaint.case.number
    for verb in complaints.WAYS[complaints.states.CLOSED]:
        complaints.acts(world, complaints.LATER)[verb](closed)
    officer, inspector = (
        {"by": person, "at": complaints.LATER} for person in (world.complaint_officer, world.inspector)
    )
    verbs.ask_identity(number=protected, reason="要核对收据的原件", **officer)
    verbs.set_level(name="一般", least=Decimal(1), most=Decimal(9), document="云软环境〔2025〕3 号", **inspector)
    record_withdrawal(case=Case.objects.get(number=named), reason="已经解决", idem="gone", at=complaints.LATER)
    me = world.complaint_officer
    tried = {
        "ask_reporter": lambda: verbs.ask_reporter(number=named, text=".", **officer),
        "call_reporter": lambda: verbs.call_reporter(number=named, result="reached", text=".", **officer),
        "ask_identity": lambda: verbs.ask_identity(number=closed, reason=".", **officer),
        "decide_identity": lambda: verbs.decide_identity(number=protected, is_allowed="no", because=".", **inspector),
        "recuse": lambda: verbs.recuse(number=named, person=me, why="interest", reason=".", **officer),
        "reclassify": lambda: verbs.reclassify(number=named, kind="help", reason=".", **officer),
        "close_withdrawn": lambda: verbs.close_withdrawn(number=named, reason=".", **officer),
        "decide_reward": lambda: verbs.decide_reward(
            number=closed, level="一般", amount=Decimal(2), reason=".", **inspector
        ),
    }
    for act, field in texts([act for act in COMPLAINTS if act.flow is not complaints.FLOW]):
        refused(tried[act.name], field)


def test_each_text_of_an_enquiry(world: World):
    question = Question(
        text="办卫生许可要带什么？", channel="counter", name="", number="", phone="", item_code="WJ-XK-0001"
    )
    step = {"by": world.clerk, "at": at("2025-11-03 09:00")}
    case = enquiries.ask(question=question, idem="e1", window=world.health_window, **step).enquiry.case
    tried = {
        "answer": lambda: enquiries.answer(number=case.number, text=".", **step),
        "hand_over": lambda: enquiries.hand_over(number=case.number, reason=".", department=world.market, **step),
    }
    for act, field in [*texts(ENQUIRIES), ("hand_over", "reason")]:
        refused(tried[act if isinstance(act, str) else act.name], field)


def test_each_text_about_a_card(world: World):
    number = world.accepted(when=at("2025-11-03 09:00")).case.number
    when = at("2025-11-07 09:00")
    sweep(at=when)
    card = Card.objects.get(case__number=number).pk
    head, office = {"by": world.head, "at": when}, {"by": world.office, "at": when}
    refused(lambda: cards.explain(card=card, reason=".", **head), "reason")
    refused(lambda: cards.appeal(card=card, reason=".", **head), "reason")
    cards.appeal(card=card, reason="系统停用，有记录", **head)
    refused(lambda: cards.rule_on_appeal(card=card, upheld=True, reason=".", **office), "reason")


def test_the_administrators_changes(world: World):
    step = {"reason": ".", "by": world.administrator, "at": LATER}
    post = NewPost("section_chief", date(2025, 11, 6), department=world.health.code)
    refused(lambda: posts.reset_password(user=world.clerk, **step), "reason")
    refused(lambda: posts.appoint(user=world.clerk, post=post, **step), "reason")
    closing = {"on": date(2025, 11, 20), "document": "云政办〔2025〕9号", "by": world.administrator, "at": LATER}
    refused(lambda: calendar_changes.propose_closure(name=".", **closing), "name")


def test_a_proposal_of_before_can_still_be_confirmed(world: World):
    """Its reason was written when a letter was enough; whoever confirms it has none to write."""
    post = NewPost("department_head", date(2025, 11, 6), department=world.market.code)
    proposal = posts.appoint(user=world.market_clerk, post=post, reason="任命文件", by=world.administrator, at=LATER)
    PostProposal.objects.filter(pk=proposal.pk).update(reason="x")
    assert confirm(proposal=proposal, by=world.office, at=LATER).role == "department_head"


ARTICLES = ["", "x", "领导同意", "《行政许可法》", "第七条"]


@pytest.mark.parametrize("basis", ARTICLES)
def test_an_open_ground_names_its_article(world: World, basis: str):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    step = {"number": number, "by": world.chief, "at": LATER, "basis": basis}
    type(world.promised).objects.filter(pk=world.promised.pk).update(special_procedure="公示")
    for call in (
        lambda: permits.terminate(ground="other_law", reason="受灾停工", remedies=REMEDIES, **step),
        lambda: permits.suspend(ground="statutory_waiting", notice_number="特告〔2025〕2号", declared_days=5, **step),
    ):
        with pytest.raises(Refused, match="哪一条") as refusal:
            call()
        assert refusal.value.field == "basis"
