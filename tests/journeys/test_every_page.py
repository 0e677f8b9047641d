"""Every kind of page, at a desk and on a phone, in light and in dark, large text: axe-core finds nothing, nothing scrolls sideways."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from cases.sweep import sweep
from conduct import actions as conduct
from enquiries import actions as enquiries
from hall import tokens
from hall.models import Delegation, Post
from hall.organising import posts
from hall.people import NewPost
from hall.roles import Role
from ratings.actions import rate
from ratings.codes import VISIT, Source, code_of
from tests.cases.snow import closure, confirm
from tests.complaints import verbs as complaints
from tests.conduct.conftest import attributed, own, served, upheld
from tests.journeys.conftest import DESK, PHONE
from tests.permits import verbs as permits
from tests.world import at, item

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/c/",
    "/calculator/",
    "/calculator/?direction=forward&quantity=3&unit=working_day&start_on=2025-09-26&start_time=17:01",
    "/calculator/?direction=forward&quantity=x",
    "/items/",
    "/items/WJ-XK-0001/",
    "/complain/",
    "/complain/file/",
    "/complain/results/",
    "/complain/further/",
    "/complain/genuine/",
    "/r/{rate}/",
    "/tablet/",
    "/login/",
    "/accessibility/",
    "/privacy/",
    "/nowhere/",
]
DESK_PAGES = [
    "/desk/",
    "/desk/?tab=forgotten&columns=owner&dense=1",
    "/desk/?state=accepted&q=ggcs",
    "/desk/handover/",
    "/desk/drafts/",
    "/desk/bulk/{run}/",
    "/desk/cases/{case}/?list=&done={fresh}",
    "/desk/register/",
    "/desk/register/?item=WJ-XK-0001",
    "/desk/cases/{case}/",
    "/desk/cases/{case}/receipt/",
    "/desk/cases/{case}/file/",
    "/desk/cases/{case}/print/acceptance/1/",
    "/desk/cases/{case}/prints/{print}/",
    "/desk/cases/{case}/archive/",
    "/desk/archive/",
    "/desk/cases/{case}/visit/",
    "/desk/cases/{case}/decide/",
    "/desk/cases/{case}/withdraw/",
    "/desk/cases/{fresh}/accept/",
    "/desk/cases/{fresh}/notify/",
    "/desk/cases/{fresh}/receive/",
    "/desk/cases/{fresh}/decline/",
    "/desk/cases/{fresh}/correct/",
    "/desk/cases/{fresh}/accept_with_gaps/",
    "/desk/cases/{fresh}/accept_on_commitment/",
    "/desk/cases/{case}/supplement/",
    "/desk/cases/{case}/tell_overdue/",
    "/desk/cases/{case}/verify/",
    "/desk/cases/{case}/name_agent/",
    "/desk/cases/{fresh}/not_required/",
    "/desk/cases/{fresh}/close_not_corrected/",
    "/desk/cases/{case}/change_owner/",
    "/desk/cases/{fresh}/amend/",
    "/desk/cases/{handed}/hand_up/",
    "/desk/cases/{handed}/record_check/",
    "/desk/cases/{handed}/state_amount/",
    "/desk/cases/{handed}/",
    "/password/",
    "/desk/enquiries/",
    "/desk/enquiries/new/",
    "/desk/enquiries/{enquiry}/",
    "/desk/enquiries/{enquiry}/answer/",
    "/desk/enquiries/{enquiry}/hand-over/",
    "/letters/",
    "/letters/contact/",
    "/tokens/",
    "/password/",
    "/conduct/mine/",
    "/conduct/mine/{served}/",
    "/conduct/mine/{served}/contest/",
]
CHIEF_PAGES = [
    "/desk/cases/{case}/suspend/",
    "/oversight/cards/{card}/explain/",
    "/desk/cases/{case}/revoke/",
    "/oversight/cards/{card}/appeal/",
    "/oversight/drafts/",
    "/desk/handed-up/",
    "/desk/cases/{handed}/answer_hand_up/",
    "/desk/cases/{case}/terminate/",
    "/desk/cases/{case}/tell_hearing/",
    "/desk/cases/{heard}/",
    "/desk/cases/{heard}/announce_hearing/",
]
HEAD_PAGES = [
    "/desk/cases/{case}/extend/",
    "/conduct/corrections/{correction}/hand_in_correction/",
    "/conduct/exposures/{exposure}/answer_exposure/",
]
CONSEQUENCES = [
    "/conduct/?tab=all",
    "/conduct/findings/{upheld}/",
    "/conduct/findings/{upheld}/attribute/",
    "/conduct/findings/{upheld}/order_correction/",
    "/conduct/attributions/",
    "/conduct/attributions/{attribution}/",
    "/conduct/sanctions/?tab=all",
    "/conduct/sanctions/{proposal_of_one}/",
    "/conduct/sanctions/{proposal_of_one}/settle/",
    "/conduct/corrections/",
    "/conduct/corrections/{correction}/",
    "/conduct/exposures/",
    "/conduct/exposures/{exposure}/",
    "/conduct/exposures/record_exposure/",
    "/conduct/veto/",
    "/conduct/policies/",
    "/conduct/policies/adopt_policy/",
]
CENTRE = [
    "/centre/",
    "/centre/drafts/",
    "/centre/{complaint}/",
    "/centre/{complaint}/accept/",
    "/centre/{complaint}/decline/",
    *(f"/centre/{{complaint}}/{act}/" for act in ("transfer_out", "instruct", "pass_to_inspector")),
    "/centre/{complaint}/identity/",
    "/centre/{complaint}/ask_reporter/",
    "/centre/{complaint}/ask_identity/",
    "/centre/{complaint}/recuse/",
]
OFFICE = [
    "/ratings/?tab=all",
    "/ratings/{rated}/",
    "/ratings/rates/",
    "/oversight/",
    "/oversight/?department=WJ",
    "/oversight/?department=WJ",
    "/oversight/cases/",
    "/oversight/cases/?lamp=red",
    "/oversight/cases/{case}/",
    "/oversight/cases/{complaint}/",
    "/centre/rewards/pay/",
    "/oversight/cases/{enquiry}/",
    "/oversight/cards/",
    "/oversight/cards/{card}/",
    "/oversight/cards/{card}/ruling/",
    "/oversight/authority/",
    "/oversight/contact-changes/",
    "/oversight/authority/list/?by=handed_up",
    "/oversight/reports/",
    "/oversight/reports/four-ways/",
    "/oversight/reports/idle/list/?measure=in_work",
    "/oversight/scores/?period=month",
    "/oversight/scores/publish/last_quarter/",
]
ADMINISTRATION = [
    "/administration/",
    "/administration/items/",
    "/administration/items/shorten/?cut=third",
    "/administration/items/WJ-XK-0001/",
    "/administration/readings/",
    "/administration/readings/WJ-XK-0060/",
    "/administration/reconciliation/",
    "/administration/letters/",
    "/administration/troubles/",
    "/administration/people/",
    "/administration/people/enter/",
    "/administration/people/{person}/",
    "/administration/people/{person}/appoint/",
    "/administration/posts/{post}/absence/",
    "/administration/proposals/",
    "/administration/proposals/{proposal}/confirm/",
    "/administration/rotation/",
    "/administration/windows/",
    "/administration/windows/{window}/",
    "/administration/tablets/",
    "/administration/delegations/",
    "/administration/delegations/enter/WJ/22/",
    "/administration/delegations/{instrument}/",
    "/administration/calendar/",
    "/administration/calendar/?year=2027",
    "/administration/calendar/file/",
    "/administration/calendar/enter/2027/",
    "/administration/calendar/closure/",
    "/administration/calendar/opening/",
    "/administration/calendar/hours/",
    "/administration/calendar/changes/{change}/",
    "/administration/calendar/changes/{draft}/",
]
INSPECTOR = ["/centre/openings/", "/centre/rewards/", "/centre/{complaint}/decide_identity/"]
FACES = [
    ("", PUBLIC),
    ("zhang", DESK_PAGES),
    ("zhao", CHIEF_PAGES),
    ("qian", HEAD_PAGES),
    ("sun", CENTRE),
    ("wu", CONSEQUENCES),
    ("zhou", OFFICE),
    ("wu", INSPECTOR),
    ("zheng", ADMINISTRATION),
]
# Each page is opened once and looked at four times, as wide as a desk and as narrow as a phone. Large text is a class that the server sets by
# a cookie (tests/portal/test_front.py). In the dark and in large text, both at once, colours and sizes can change; the rest is the same,
# and so is the frame around all pages of a person: it is looked at on the first one.
FRAME = ("header.top", "footer.foot")
SIZES = {"desk": DESK, "phone": PHONE}
LOOKS = {
    "light": ("light", False, ()),
    "dark and large": ("dark", True, ("color-contrast", "link-in-text-block", "target-size")),
}


@pytest.fixture
def names(committed_world, morning):
    """A late case, a fresh one, a complaint and a card, by what stands for them in the addresses."""
    world = committed_world
    bare = {"statutory_quantity": 60, "statutory_text": "60日（许可事项按工作日计）"}
    item(world.health, world.health_window, "WJ-XK-0060", "样例许可（六十日）", ["申请表"], **bare)
    late = world.accepted(when=at("2026-02-24 10:00"), idem="late")
    fresh = world.register(when=at("2026-03-02 08:40"), idem="fresh", materials=[1]).application
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="efficiency", text="等了一个上午没有人。"),
        hall=world.hall,
        idem="said",
        at=at("2026-03-02 08:50"),
    )
    permits.visit(
        number=late.case.number,
        window=world.health_window,
        purpose="correct",
        by=world.clerk,
        at=at("2026-02-25 10:00"),
    )
    for reason in ("", "申请人遗失"):
        printed = permits.print_document(
            number=late.case.number, kind="acceptance", site="http://hall.test", reason=reason, by=world.clerk,
            at=at("2026-02-25 11:00"),
        )  # fmt: skip
    heard = world.accepted(when=at("2026-03-02 08:41"), idem="heard").case
    step = {"number": heard.number, "by": world.clerk, "at": at("2026-03-02 08:42")}
    permits.tell_hearing(parties="王小明、东邻李某", interest="相邻采光", **step)
    permits.ask_hearing(party="东邻李某", **step)
    registration = enquiries.ask(
        question=enquiries.Question("要带什么？", "counter"),
        window=world.health_window,
        idem="asked",
        by=world.clerk,
        at=at("2026-03-02 08:45"),
    )
    now = at("2026-03-02 08:55")
    sweep(at=now)
    run = permits.ask_bulk(numbers=[late.case.number], act="grant", idem="run", by=world.clerk, at=now)
    permits.save_draft(
        place="/desk/register/?item=WJ-XK-0001#k", title="登记 · 公共场所卫生许可", fields={}, by=world.clerk, at=now
    )
    permits.save_view(name="急件", query="tab=today", department=world.health, by=world.clerk, at=now)
    terms = {"two_officers": True, "has_amount": True}
    checked = item(world.health, world.health_window, "WJ-XK-0061", "样例许可（两人核查）", ["申请表"], **terms)
    # before the clerk first asks for this item: what one's windows were given is read once, as the posts are
    instrument = Delegation.objects.get(window=world.health_window)
    Delegation.objects.filter(pk=instrument.pk).update(steps=["notify", "accept", "decline", "grant"])
    handed = world.accepted(when=now, item=checked, idem="handed").case.number
    permits.record_check(number=handed, finding="现场与图纸相符", by=world.clerk, at=now)
    permits.state_amount(number=handed, amount=Decimal(500_000), by=world.clerk, at=now)
    permits.hand_up(number=handed, step="refuse", note="建议不予", by=world.clerk, at=now)
    tokens.issue(user=world.clerk, purpose="每日报表", at=now)
    badly = Source(VISIT, late.visits.earliest("pk").pk)
    rated = rate(source=badly, level=1, words="等了一上午", by=None, at=at("2026-03-02 08:30"))
    reason = {"reason": "云政任〔2026〕3号", "by": world.administrator, "at": now}
    proposal = posts.appoint(user=world.clerk, post=NewPost(Role.OFFICE, now.date()), **reason)
    return {
        **consequences(world),
        "rate": code_of(VISIT, fresh.visits.get().pk),
        "rated": rated.correction.case.number,
        "proposal": str(proposal.pk),
        "handed": handed,
        "person": str(world.chief.pk),
        "post": str(Post.objects.get(user=world.chief).pk),
        "window": str(world.health_window.pk),
        "instrument": str(instrument.pk),
        "run": str(run.pk),
        "case": late.case.number,
        "fresh": fresh.case.number,
        "print": str(printed.pk),
        "complaint": filed.complaint.case.number,
        "heard": heard.number,
        "enquiry": registration.enquiry.case.number,
        "card": str(late.case.cards.get().pk),
        "change": str(confirm(world, closure(world, date(2026, 3, 4), when=now), when=now).pk),
        "draft": str(closure(world, date(2026, 3, 5), when=now).pk),
    }


def consequences(world) -> dict[str, str]:
    """An upheld complaint with a served sanction and a proposal, a correction and an exposure, by what stands for their keys."""
    complaint = upheld(world, n=7, when=at("2026-02-25 10:00"))
    row = attributed(world, complaint, when=at("2026-02-26 09:00"))
    step = {"by": world.complaint_officer, "at": at("2026-02-26 11:00")}
    order = conduct.Order(department=world.health, person=world.chief, what="窗口张贴一次告知清单", days=5)
    broadcast = conduct.Broadcast(department=world.health, title="窗口无人", medium="电视台", broadcast_at=step["at"])
    return {
        "upheld": complaint.case.number,
        "attribution": str(row.key),
        "proposal_of_one": str(row.sanctions.get(link="superior").key),
        "served": str(served(world, own(row), when=at("2026-02-26 10:00")).key),
        "correction": str(conduct.order_correction(complaint=complaint, order=order, **step).key),
        "exposure": str(conduct.record_exposure(broadcast=broadcast, **step).key),
    }


@pytest.mark.parametrize(("username", "paths"), FACES, ids=[username or "everybody" for username, _paths in FACES])
def test_pages_are_clean(visitor, names, username, paths):
    person = visitor()
    person.bring_axe()
    if username:
        person.sign_in(username)
    problems = []
    for number, path in enumerate(paths):
        page = person.go(path.format(**names))
        for size, look in product(SIZES, LOOKS):
            page.set_viewport_size(SIZES[size])
            scheme, large, rules = LOOKS[look]
            page.emulate_media(color_scheme=scheme)
            page.evaluate("large => document.documentElement.classList.toggle('large', large)", large)
            # rules about the page as a whole ask for all of it, but need not look into its frame again
            frame = FRAME if number else ()
            problems += [f"{path}, {size}, {look}: {each}" for each in person.violations(*rules, without=frame)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                problems.append(f"{path}, {size}, {look}: scrolls sideways")
    assert not problems, "\n".join(problems)
