"""
What whoever a report is about can learn of it (reliability §2A): nothing. Halls live through the same days, one without reports, one
with reports about the health department, one with a report about the centre itself; whoever works for what is reported reads the same
to the letter in both, on every page, list, search and feed that is open to them, and in what they do afterwards: not a changed count,
not a gap in any number, not a minute.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from cases.models import Card
from cases.sight import tell
from cases.sweep import sweep
from complaints.models import ReporterIdentity
from complaints.origin import Origin
from enquiries import actions as enquiries
from hall.models import Post, User
from hall.roles import Role
from hall.tokens import issue
from oversight import tally
from papers import store
from papers.models import Purpose
from tests import own_cache
from tests.complaints import verbs as complaints
from tests.house.access_table import EVERYBODY, GETS_IN
from tests.house.test_access_matrix import everybody_and_everything, routes
from tests.papers import samples
from tests.permits import verbs as permits
from tests.world import World, at, person

NOW, FILED, HANDLED, DONE, LATE = (
    at(f"2026-03-{moment}") for moment in ("02 09:00", "02 10:07", "02 15:31", "03 09:40", "06 10:00")
)
TEXT = "22 号窗口的张敏要我第二天再来，说系统坏了，隔壁却办得成。"
NAME, PHONE = "司徒清越", "13987654321"
THE_REPORTER = ("司徒", "清越", "139****4321", "1398765")
# who, and which lines of the access table are theirs
OF_HEALTH = {
    "clerk": ["clerk"],  # at the window that it is about, and named in it
    "clerk_beside": ["clerk_beside"],
    "chief": ["chief"],
    "head": ["head"],
    "deputy": ["deputy"],
    "comes_later": ["complaint_officer", "clerk"],  # handled it, then gets a post there
    "office_there": ["office", "clerk"],
    "inspector_there": ["inspector", "head"],
    # and who has nothing to do with it
    "administrator": ["administrator"],
    "clerk_elsewhere": ["clerk_elsewhere"],
}
OF_THE_CENTRE = {"complaint_officer": ["complaint_officer"], "office": ["office"]}  # the first is named in it
# besides what the routes open by themselves
FURTHER = {
    "complaint_officer": ["/centre/?tab=all", "/centre/?tab=closed"],
    "inspector": ["/centre/?tab=all"],
    "office": ["/oversight/cases/?state=every", "/oversight/cards/?state=every"],
    "chief": ["/oversight/cases/?state=every", "/desk/?tab=all"],
    "clerk": ["/desk/?tab=all", "/desk/find/?q=王小明", "/desk/find/?q=00002"],
}
ANEW = ("Content-Security-Policy", "X-Request-ID", "ETag", "Content-Length")
LEFT_OUT = ("logout", "healthz", "metrics")  # the second says the same to everybody, in real time
CHANCE = re.compile(
    r"\b(?:[0-9a-f]{32}|\w{64}|[\w-]{22}==)\b|(?<=newest=)[^&\"]+"
)  # keys of forms and tokens against forgery, nonces


@contextmanager
def undone() -> Iterator[None]:
    """What is done in it has not been: not even a number is used up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), coalesce(last_value, 1), last_value IS NOT NULL"
            " FROM pg_sequences WHERE schemaname = 'public'"
        )
        before = cursor.fetchall()
    own_cache.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute(";".join(f"SELECT setval('{name}', {last}, {used})" for name, last, used in before))


def cast(world: World) -> tuple[dict[str, User], dict[str, str]]:
    """Those of the access matrix, and whoever watches and works for the department too."""
    everybody, parameters = everybody_and_everything(world)
    for name, role in (("officer", Role.COMPLAINT_OFFICER), ("office", Role.OFFICE), ("inspector", Role.INSPECTOR)):
        everybody[f"{name}_there"] = both = person(world.hall, f"{name}3", f"{name}丙", role)
        place = {"department": world.health} if name == "inspector" else {"window": world.health_window}
        second = Role.DEPARTMENT_HEAD if name == "inspector" else Role.CLERK
        Post.objects.create(user=both, role=second, hall=world.hall, valid_from=date(2025, 1, 1), **place)
    everybody["comes_later"] = person(world.hall, "later", "后来", Role.COMPLAINT_OFFICER)
    return everybody, parameters


def about_health(world: World, everybody: dict[str, User]) -> None:
    """A report with photo, one with a name, and one that an officer types in about the clerk; handled, opened, written about, late."""
    by = everybody["comes_later"]
    said = {"category": "attitude", "text": TEXT, "about_department": world.health}
    with time_machine.travel(FILED, tick=False):
        report = complaints.Filing(kind="report", **said)
        first = complaints.file(filing=report, hall=world.hall, idem="a" * 32, at=FILED).complaint.case
        photo = SimpleUploadedFile("a.jpg", samples.jpeg())
        store.take([photo], store.Place(Purpose.EVIDENCE, first), at=first.opened_at)
        signed = {"protected": True, "name": NAME, "phone": PHONE}
        complaints.file(
            filing=complaints.Filing(kind="complaint", **said, **signed), hall=world.hall, idem="b" * 32, at=FILED
        )
        origin = Origin("phone", FILED.date(), window="22", person=world.clerk.username, item="WJ-XK-0001")
        third = complaints.take_in(
            filing=complaints.Filing(kind="complaint", **said),
            origin=origin,
            hall=world.hall,
            idem="c" * 32,
            by=by,
            at=FILED,
        ).complaint.case
    with time_machine.travel(HANDLED, tick=False):
        for case in (first, third):
            complaints.accept(number=case.number, by=by, at=HANDLED)
        complaints.log_step(number=first.number, text="调取大厅录像。", by=by, at=HANDLED)
        complaints.ask_reporter(number=first.number, text="当时是几号窗口？", by=by, at=HANDLED)
        complaints.write_back(case=first, text="二十二号。", answers=None, idem="d" * 32, at=HANDLED)
        complaints.reclassify(number=third.number, kind="enquiry", reason="只是问材料。", by=by, at=HANDLED)


def about_the_centre(world: World, everybody: dict[str, User]) -> None:
    officer = world.complaint_officer.username
    for n, more in enumerate(({"about_centre": True}, {})):
        filing = complaints.Filing(kind="report", category="attitude", text=TEXT, **more)
        origin = Origin("letter", FILED.date(), person="" if more else officer)
        complaints.take_in(
            filing=filing, origin=origin, hall=world.hall, idem=f"{n:032x}", by=everybody["inspector"], at=FILED
        )


def what_they_do(world: World, everybody: dict[str, User]) -> set[str]:
    """What people of the department do on the days after, the same in every hall; returns the addresses of what came of it."""
    clerk = world.clerk
    with time_machine.travel(DONE, tick=False):
        Post.objects.create(
            user=everybody["comes_later"],
            role=Role.CLERK,
            hall=world.hall,
            window=world.health_window,
            valid_from=DONE.date(),
        )
        new = world.register(when=DONE, idem="e" * 32).application.case
        permits.print_document(number=new.number, kind="receipt", site="https://hall.example", by=clerk, at=DONE)
        permits.accept(number=new.number, by=clerk, at=DONE)
        question = enquiries.Question("要带什么？", "counter")
        asked = enquiries.ask(
            question=question, window=world.health_window, idem="f" * 32, by=clerk, at=DONE
        ).enquiry.case
        issue(user=clerk, at=DONE)
    with time_machine.travel(LATE, tick=False):
        sweep(at=LATE)
        tell(at=LATE)
        tally.keep(at=LATE, anew=True)
    card = Card.objects.filter(case__department=world.health).latest("pk")
    api = "/api/v1"
    return {
        *(f"/desk/cases/{new.number}/", f"/desk/enquiries/{asked.number}/", f"{api}/applications/{new.number}/"),
        *(f"{api}/cases/{new.number}/{what}/" for what in ("history", "deadlines")),
        f"{api}/cards/{card.pk}/",
    }


def what_is_read(who: User, addresses: Iterable[str]) -> dict[str, tuple]:
    """Every address → the answer, without what chance put there."""
    client = Client(raise_request_exception=False)
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    read = {}
    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.items() if name not in ANEW}
        read[address] = (answer.status_code, repr(headers), CHANCE.sub("-", content.decode(errors="replace")))
    return read


def open_to(people: dict[str, list[str]], parameters: dict[str, str]) -> dict[str, set[str]]:
    """Lists, counts and searches that somebody may open; what shows one thing alone, and what all read, is opened by one of them."""
    pages: dict[str, set[str]] = {name: set() for name in people}
    for route in routes():
        if route.method == "get" and route.key not in LEFT_OUT:
            address = route.filled(parameters)
            readers = [name for name, lines in people.items() if set(lines) & GETS_IN[route.key]]
            alone = "<" in route.address or GETS_IN[route.key] == EVERYBODY
            for name in readers[:1] if alone else readers:
                pages[name].add(address)
    for name, lines in people.items():
        pages[name] |= {address for line in lines for address in FURTHER.get(line, [])}
    return pages


def days(
    world: World, everybody: dict[str, User], opens: dict[str, set[str]], reports: Callable | None = None
) -> dict[str, dict[str, tuple]]:
    """Live through the days and return what each of some people reads in the end."""
    with undone():
        if reports:
            reports(world, everybody)
        further = what_they_do(world, everybody)
        with time_machine.travel(LATE, tick=False):
            return {name: what_is_read(everybody[name], sorted(pages | further)) for name, pages in opens.items()}


def test_whoever_it_is_about_reads_what_they_read_without_it(world):
    with time_machine.travel(NOW, tick=False):
        everybody, parameters = cast(world)
    opens = open_to(OF_HEALTH | OF_THE_CENTRE, parameters)
    with_none = days(world, everybody, opens)
    wrong = []
    for reports, people in ((about_health, OF_HEALTH), (about_the_centre, OF_THE_CENTRE)):
        for name, read in days(world, everybody, {name: opens[name] for name in people}, reports).items():
            for address, answer in read.items():
                if answer != with_none[name][address]:
                    wrong.append(
                        f"{reports.__name__}: {name} {address}\n{_first_difference(with_none[name][address], answer)}"
                    )
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong)
    assert sum(map(len, with_none.values())) > 400


def test_who_may_see_a_case_reads_no_protected_name(world):
    """No list, count, search, export, page of the case or answer of the API gives the reporter away to who handles it."""
    with time_machine.travel(NOW, tick=False):
        everybody, parameters = cast(world)
    about_health(world, everybody)
    case = ReporterIdentity.objects.get(is_protected=True).complaint.case
    of_the_case = {"centre:number": case.number, "complaints:number": case.number, "findings:number": case.number}
    people = {"complaint_officer": ["complaint_officer"], "inspector": ["inspector"]}
    with time_machine.travel(HANDLED, tick=False):
        for name, pages in open_to(people, parameters | of_the_case | {"number": case.number}).items():
            read = what_is_read(everybody[name], sorted(pages))
            told = [address for address, answer in read.items() if any(each in repr(answer) for each in THE_REPORTER)]
            assert told == [], name
            assert name == "inspector" or TEXT in read[f"/centre/{case.number}/"][2]


def _first_difference(without: tuple, with_it: tuple) -> str:
    if without[:2] != with_it[:2]:
        return f"  {without[:2]}\n  {with_it[:2]}"
    for one, other in zip(without[2].splitlines(), with_it[2].splitlines(), strict=False):
        if one != other:
            place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            return f"  {one[max(place - 80, 0) : place + 80]}\n  {other[max(place - 80, 0) : place + 80]}"
    return "  lengths"
