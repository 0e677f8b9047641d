"""
Every route × every role × own window, own department, other department: who gets in stands in access_table.py, and nothing is
missing from it. The routes come from the route table itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import Case, Discrepancy, Letter
from cases.sweep import sweep
from complaints.models import RewardLevel
from conduct import actions as conduct
from enquiries import actions as enquiries
from exchange import pushing
from exchange.actions.taking import receive
from exchange.models import Arrival, Push, Ticket
from exchange.sending import send_due
from hall.models import Absence, Delegation, Post, PostProposal, PowerProposal, User, Window
from hall.roles import Role
from hall.tokens import issue
from oversight import bulletins, publishing, what_if
from oversight.models import Bulletin, WhatIf
from papers import store
from papers.models import Purpose, StoredFile
from ratings.actions import enrol, rate
from ratings.codes import VISIT, Source, code_of
from tests.cases.snow import closure, confirm
from tests.complaints import verbs as complaints
from tests.conduct.conftest import attributed, own, served, upheld
from tests.exchange.platform import message
from tests.house.access_table import GETS_IN, PEOPLE
from tests.kept import scene
from tests.papers import samples
from tests.permits import verbs as permits
from tests.world import World, at, item, person
from worklists.models import BulkRun, Draft, SavedView

NOW = at("2026-03-02 09:00")
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One route with one method. `key` is its line in the table."""

    key: str
    method: str
    address: str  # with its variables still in it

    def filled(self, values: dict[str, str]) -> str:
        """The address for these values: by the room of the address first (``cards:pk``), then by the variable's name."""

        def value(parameter: re.Match[str]) -> str:
            place = next(
                (
                    name
                    for name in values
                    if name.endswith(f":{parameter[1]}") and f"/{name.split(':')[0]}/" in self.address
                ),
                parameter[1],
            )
            return values[place]

        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", value, self.address)
        text = re.sub(r"<(?:\w+:)?(\w+)>", value, text)
        return re.sub(r"[\^$]", "", text)


def routes() -> list[Route]:
    return [route for pattern, address in _walk(get_resolver(), "/") for route in _methods(pattern, address)]


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, address)
        else:
            yield pattern, address


def _methods(pattern: URLPattern, address: str) -> list[Route]:
    """Of the API each method is a line of its own; a page is asked for by the first method that it takes."""
    view: Any = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    methods = [method for method in METHODS if hasattr(view, method)] if view else ["get"]
    if address.startswith("/api/"):
        return [Route(f"{method.upper()}:{pattern.name}", method, address) for method in methods]
    return [Route(str(pattern.name), methods[0], address)]


def test_every_route_has_its_line_and_every_line_its_route():
    keys = {route.key for route in routes()}
    assert keys - set(GETS_IN) == set(), "add to tests/house/access_table.py who gets in"
    assert set(GETS_IN) - keys == set(), "gone from the route table"
    assert all(people <= set(PEOPLE) for people in GETS_IN.values())


def people(world: World) -> dict[str, User]:
    """One person of each kind; the deputy is a clerk of no window of ours who stands in for the chief."""
    beside = Window.objects.create(hall=world.hall, number="23", name="卫生健康二窗口")
    beside.departments.add(world.health)
    own = {"hall": world.hall}
    persons = {
        "clerk": world.clerk,
        "clerk_beside": person(username="beside", name="旁窗", role=Role.CLERK, window=beside, **own),
        "clerk_elsewhere": world.market_clerk,
        "chief": world.chief,
        "chief_elsewhere": person(
            username="chief2", name="他科", role=Role.SECTION_CHIEF, department=world.market, **own
        ),
        "head": world.head,
        "head_elsewhere": person(
            username="head2", name="他局", role=Role.DEPARTMENT_HEAD, department=world.market, **own
        ),
        "deputy": User.objects.create(username="deputy", display_name="代理"),
        "complaint_officer": world.complaint_officer,
        "office": world.office,
        "inspector": world.inspector,
        "administrator": world.administrator,
        "without_post": User.objects.create(username="idle", display_name="无岗"),
    }
    Absence.objects.create(
        post=Post.objects.get(user=world.chief), deputy=persons["deputy"], valid_from=date(2026, 3, 2),
        valid_to=date(2026, 3, 2), reason="培训",
    )  # fmt: skip
    return persons


def values(world: World) -> dict[str, str]:
    """What stands for each variable: the health department's case with a card, and one of everything else."""
    bare = {"statutory_quantity": 60, "statutory_text": "60日（许可事项按工作日计）"}
    item(world.health, world.health_window, "WJ-XK-0060", "样例许可（六十日）", ["申请表"], **bare)
    late = world.accepted(when=at("2026-02-24 10:00")).case
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="efficiency", text="等了一上午。"),
        hall=world.hall,
        idem="said",
        at=at("2026-03-02 08:50"),
    )
    sweep(at=NOW)
    photo = photo_of(filed.complaint.case)
    Discrepancy.objects.create(
        case=late, kind="due", rule="promise", stored="一", derived="二", first_seen_at=NOW, last_seen_at=NOW
    )
    card = late.cards.get()
    site = "https://hall.example"
    printed = permits.print_document(number=late.number, kind="receipt", site=site, by=world.clerk, at=NOW)
    return {
        "centre/bulk:pk": str(
            BulkRun.objects.create(
                kind="complaint", by=world.complaint_officer, act="accept", idem="0" * 32, asked_at=NOW
            ).pk
        ),
        "centre/views:pk": str(
            SavedView.objects.create(kind="complaint", owner=world.complaint_officer, name="举报", saved_at=NOW).pk
        ),
        **conduct_of(world),
        **exchange_of(world),
        "bulk:pk": str(
            BulkRun.objects.create(kind="application", by=world.clerk, act="grant", idem="0" * 32, asked_at=NOW).pk
        ),
        "rewards:pk": str(
            RewardLevel.objects.create(
                name="一般", least=1, most=2, document="一号", set_by=world.inspector, set_at=NOW
            ).pk
        ),
        "drafts:pk": str(
            Draft.objects.create(
                owner=world.clerk, place="/desk/register/", title="登记", content="{}", saved_at=NOW
            ).pk
        ),
        "views:pk": str(SavedView.objects.create(kind="application", owner=world.clerk, name="我的", saved_at=NOW).pk),
        "run": str(BulkRun.objects.get(kind="application").pk),
        "view": str(SavedView.objects.get(kind="application").pk),
        "kind": "acceptance",
        "occurrence": "1",
        "printed": str(printed.pk),
        "number": late.number,
        "centre:number": filed.complaint.case.number,
        "complaints:number": filed.complaint.case.number,
        "enquiries:number": handed_over(world),
        "ratings:number": rated_badly(late),
        "r:code": code_of(VISIT, late.application.visits.get().pk),
        "enter:number": world.health_window.number,
        "enter:code": "WJ",
        "readings:code": "WJ-XK-0060",
        "code": "WJ-XK-0001",
        "letters:letter": str(Letter.objects.filter(department=world.health, recipient=None)[0].pk),
        "cards:pk": str(card.pk),
        "oversight/cards:number": str(card.pk),
        "card": str(card.pk),
        "tokens:pk": str(issue(user=world.clerk, at=NOW).token.pk),
        "powers:pk": str(power_of(world).pk),  # before the room in whose addresses it lies
        "proposals:pk": str(proposal_of(world).pk),
        "people:pk": str(world.clerk.pk),
        "posts:pk": str(Post.objects.get(user=world.chief).pk),
        "absences:pk": str(Absence.objects.get().pk),
        "windows:pk": str(world.health_window.pk),
        "tablets:pk": str(
            enrol(window=world.health_window, reason="试运行", by=world.administrator, at=NOW).tablet.window_id
        ),
        "delegations:pk": str(Delegation.objects.get(window=world.health_window).pk),
        "changes:pk": str(confirm(world, closure(world, date(2026, 3, 5), when=NOW), when=NOW).pk),
        "bulletins:pk": str(bulletin_of(world).pk),
        "what-if:pk": str(what_if_of(world).pk),
        "what-ifs:run": str(what_if_of(world).pk),
        "bulletins:year": "2026",
        "bulletins:serial": "1",
        "year": "2027",
        "key": str(photo.key),
        "what": "original",
        "reports:name": "blockage",
        "publish:period": "last_quarter",
        **scores_of(world),
    }


def scores_of(world: World) -> dict[str, str]:
    """February's scores as they were published, and an objection to the health department's."""
    sheet = publishing.publish_scores(period="last_month", by=world.office, at=NOW)
    score = sheet.scores.create(department=world.health, counts={"concluded": 1}, points={"on_time": 50.0}, total=100)
    objection = publishing.object_to_score(score=score, reason="那张牌发错了，窗口停电", by=world.head, at=NOW)
    return {"published:pk": str(sheet.pk), "lines:pk": str(score.pk), "objections:pk": str(objection.pk)}


def conduct_of(world: World) -> dict[str, str]:
    """An upheld complaint about the health department, whose clerk was served a sanction; a correction, an exposure and an order of it."""
    complaint = upheld(world, n=7, when=at("2026-02-25 10:00"))
    row = attributed(world, complaint, when=at("2026-02-26 09:00"))
    sanction = served(world, own(row), when=at("2026-02-26 10:00"))
    step = {"by": world.complaint_officer, "at": at("2026-02-26 11:00")}
    order = conduct.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
    correction = conduct.order_correction(complaint=complaint, order=order, **step)
    broadcast = conduct.Broadcast(department=world.health, title="窗口无人", medium="电视台", broadcast_at=step["at"])
    exposure = conduct.record_exposure(broadcast=broadcast, **step)
    photo = SimpleUploadedFile("a.jpg", samples.jpeg())
    handed_in = {"evidence": "清单已经张贴", "files": [photo], "by": world.head, "at": at("2026-02-26 14:00")}
    conduct.hand_in_correction(key=correction.key, **handed_in)
    proof = StoredFile.objects.get(purpose=Purpose.CORRECTION)
    # a unit's proof comes at a later step than this walk's exposure has reached
    place = store.Place(Purpose.CORRECTION, owner=exposure.lines.get().key)
    [of_exposure] = store.take([SimpleUploadedFile("b.jpg", samples.jpeg())], place, at=NOW)
    demand = conduct.Demand(level="remind", what="窗口空岗", days=3, department=world.health)
    [demanded] = conduct.issue_supervision(demand=demand, by=world.office, at=step["at"])
    conduct.answer_supervision(key=demanded.key, **handed_in | {"files": [SimpleUploadedFile("c.jpg", samples.jpeg())]})
    replied = StoredFile.objects.get(owner=demanded.lines.last().key)
    return {
        "supervision:key": str(demanded.key),
        "supervision:file": str(replied.key),
        "findings:number": complaint.case.number,
        "attributions:key": str(row.key),
        "sanctions:key": str(sanction.key),
        "mine:key": str(sanction.key),
        "corrections:key": str(correction.key),
        "corrections:file": str(proof.key),
        "exposures:file": str(of_exposure.key),
        "conduct/cases:number": correction.case.number,
        "exposures:key": str(exposure.key),
    }


def exchange_of(world: World) -> dict[str, str]:
    """A ticket of 12345 whose case was declined, which nobody could push, and one in the basket."""
    receive(raw=message(), at=at("2026-02-25 10:00"))
    receive(raw=message(number="YL-2026-000002", category="999999"), at=at("2026-02-25 10:00"))
    ticket = Ticket.objects.get(case__isnull=False)
    declined = {"number": ticket.case.number, "by": world.complaint_officer, "at": at("2026-02-26 09:00")}
    complaints.decline(reason="属于邻里纠纷，可以找村委会。", **declined)
    pushing.follow(at=NOW)
    send_due(clock=lambda: NOW)
    return {
        "exchange/tickets:number": ticket.number,
        "arrivals:key": str(Arrival.objects.get(state="in_basket").key),
        "pushes:key": str(Push.objects.get().key),
    }


def photo_of(case: Case) -> StoredFile:
    photo = SimpleUploadedFile("a.jpg", samples.jpeg())
    [file] = store.take([photo], store.Place(Purpose.EVIDENCE, case), at=NOW)
    return file


@scene
def everybody_and_everything(world: World) -> tuple[dict[str, User], dict[str, str]]:
    return people(world), values(world)


def proposal_of(world: World) -> PostProposal:
    """A post for the clerk at the other department's window, proposed by somebody who is none of those that walk."""
    terms = {"role": Role.OFFICE, "valid_from": date(2026, 3, 2), "reason": "试运行", "proposed_at": NOW}
    return PostProposal.objects.create(user=world.market_clerk, **terms)


def bulletin_of(world: World) -> Bulletin:
    """Of last month, issued and published."""
    period, step = bulletins.over(NOW.date())[0], {"by": world.office, "at": NOW}
    draft = bulletins.draft(period=period, title="通报", text="", **step)
    return bulletins.publish(bulletin=bulletins.issue(bulletin=draft, **step), **step)


def what_if_of(world: World) -> WhatIf:
    """Asked for, and not begun."""
    day = NOW.date()
    return what_if.ask(first=day, last=day, promise=WhatIf.Promise.THIRD, by=world.office, at=NOW)


def power_of(world: World) -> PowerProposal:
    """A further department for the health window, entered by somebody who is none of those that walk."""
    enters = User.objects.create(username="enters", display_name="录入")
    departments = [world.health.pk, world.market.pk]
    content = {"window": world.health_window.pk, "number": "22", "name": "卫生健康窗口", "is_comprehensive": False}
    return PowerProposal.objects.create(
        kind="window", sentence="窗口", content={**content, "departments": departments}, reason="试运行", proposed_by=enters,
        proposed_at=NOW,
    )  # fmt: skip


def rated_badly(case: Case) -> str:
    """The number of the correction that a bad rating of a case's visit opens."""
    source = Source(VISIT, case.application.visits.get().pk)
    return rate(source=source, level=1, by=None, at=at("2026-02-24 11:00")).correction.case.number


def handed_over(world: World) -> str:
    """The number of an enquiry that was asked at the market's window, and that health is to take."""
    number = enquiries.ask(
        question=enquiries.Question("要带什么？", "counter"),
        window=world.market_window,
        idem="asked",
        by=world.market_clerk,
        at=at("2026-03-02 08:55"),
    ).enquiry.case.number
    enquiries.hand_over(
        number=number, department=world.health, reason="归卫健", by=world.market_clerk, at=at("2026-03-02 08:58")
    )
    return number


def gets_in(client: Client, route: Route, address: str) -> bool:
    """Ask, and undo whatever the answer did."""
    sent = {"data": "{}", "content_type": "application/json"} if address.startswith("/api/") else {}
    json = {"HTTP_ACCEPT": "application/json"} if address.startswith("/api/") else {}
    with transaction.atomic():
        answer = getattr(client, route.method)(address, **(sent if route.method != "get" else {}), **json)
        if answer.status_code == 405 and route.method == "get":
            answer = client.post(address)
        transaction.set_rollback(True)
    assert answer.status_code < 500 or route.key == "healthz", f"{route.key} {address}: {answer.status_code}"
    return answer.status_code not in {401, 403, 404}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_gets_in_where(world, name):
    with time_machine.travel(NOW, tick=False):
        somebody, parameters = everybody_and_everything(world)
        assert set(somebody) == set(PEOPLE)
        client = Client(raise_request_exception=False)
        client.force_login(somebody[name], backend="django.contrib.auth.backends.ModelBackend")
        wrong = []
        order = sorted(routes(), key=lambda route: route.key == "logout")  # last: nobody is signed in after it
        for route in order:
            address = route.filled(parameters)
            if gets_in(client, route, address) is not (name in GETS_IN[route.key]):
                wrong.append(
                    f"{name} {'is kept out of' if name in GETS_IN[route.key] else 'gets into'} {route.key} {address}"
                )
    assert len(order) > 200
    assert not wrong, "\n".join(wrong)
