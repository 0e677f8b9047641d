"""Odd requests made from the OpenAPI document, as each kind of caller: no 500, and every answer is one that it promises."""

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cases.models import Case
from conduct import actions as conduct
from enquiries import actions as enquiries
from exchange.actions.taking import receive
from papers import store
from papers.models import Purpose
from permits import states
from ratings.actions import rate
from ratings.codes import VISIT, Source
from tests.complaints.conftest import filed
from tests.conduct.conftest import attributed, own, served, upheld
from tests.exchange.platform import message
from tests.papers import samples
from tests.permits.stages import BROUGHT_TO, number_of
from tests.tokens import key_of
from tests.world import at

EACH = 6  # requests to each operation: with those of the new rooms as many in all as before
ENOUGH = 3  # a caller who was kept out so often is not sent in again: that is said before anybody reads what was sent
PARTS = 2  # so that two workers share the operations
PEOPLE = ["clerk", "head", "complaint_officer", "inspector"]  # and a stranger
PROMISES = [not_a_server_error, status_code_conformance, response_schema_conformance, content_type_conformance]
NEVER_SEEN = {405, 429}  # a method that is not offered, and the limits of a stranger, belong to no operation


@pytest.fixture
def app():
    """The product as a server would call it, on the test's own connection, which must outlive each request."""
    receivers = [(signal, close_old_connections) for signal in (request_started, request_finished)]
    for signal, receiver in receivers:
        signal.disconnect(receiver)
    yield get_wsgi_application()
    for signal, receiver in receivers:
        signal.connect(receiver)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_breaks_it(world, clock, app, part, monkeypatch):
    monkeypatch.setattr("hall.doors.endpoint.PublicReading.allow_request", lambda *_args: True)
    monkeypatch.setattr("complaints.flood.MOST", 100_000)
    document = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", app)
    document.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    numbers = {
        "applications": number_of(BROUGHT_TO[states.ACCEPTED](world)),
        "complaints": filed(world, when=at("2025-11-06 09:00")).complaint.case.number,
    }
    numbers["cases"] = numbers["applications"]
    numbers["enquiries"] = enquiry_number(world)
    numbers["ratings"] = bad_rating(world)
    numbers["files"] = photo_of(numbers["complaints"])
    receive(raw=message(number="YL-2025-000001"), at=at("2025-11-06 09:00"))
    numbers["exchange"] = "YL-2025-000001"
    numbers |= consequences(world)
    operations = [result.ok() for result in document.get_all_operations()][part::PARTS]
    callers = [{}, *(token_of(getattr(world, person)) for person in PEOPLE)]
    tried = sum(try_out(operation, numbers, callers) for operation in operations)
    assert tried > 250 * len(callers) / PARTS


def token_of(user) -> dict[str, str]:
    return {"Authorization": f"Token {key_of(user)}"}


def enquiry_number(world) -> str:
    """The number of an enquiry that waits for its answer."""
    return enquiries.ask(
        question=enquiries.Question("要带什么？", "counter"),
        window=world.health_window,
        idem="asked-once",
        by=world.clerk,
        at=at("2025-11-06 09:00"),
    ).enquiry.case.number


def photo_of(number: str) -> str:
    """The key of a photo that came with a complaint."""
    photo = SimpleUploadedFile("a.jpg", samples.jpeg())
    place = store.Place(Purpose.EVIDENCE, Case.objects.get(number=number))
    [file] = store.take([photo], place, at=at("2025-11-06 09:30"))
    return str(file.key)


def bad_rating(world) -> str:
    """The correction of a visit that was rated badly."""
    registered = world.register(when=at("2025-11-05 09:00"), idem="rated")
    visit = registered.application.visits.get()
    rating = rate(source=Source(VISIT, visit.pk), level=1, by=None, at=at("2025-11-05 10:00"))
    return rating.correction.case.number


def consequences(world) -> dict[str, str]:
    """An upheld complaint, and by the ledger the key of something that waits for its act."""
    complaint = upheld(world, n=7, when=at("2025-11-05 10:00"))
    row = attributed(world, complaint, when=at("2025-11-05 11:00"))
    step = {"by": world.complaint_officer, "at": at("2025-11-05 11:00")}
    order = conduct.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
    broadcast = conduct.Broadcast(department=world.health, title="窗口无人", medium="电视台", broadcast_at=step["at"])
    demand = conduct.Demand(level="remind", what="窗口空岗", days=3, department=world.health)
    [demanded] = conduct.issue_supervision(demand=demand, by=world.office, at=step["at"])
    return {
        "supervision": str(demanded.key),
        "conduct": complaint.case.number,
        "attributions": str(row.key),
        "sanctions": str(row.sanctions.get(link="superior").key),
        "mine": str(served(world, own(row), when=at("2025-11-05 12:00")).key),
        "corrections": str(conduct.order_correction(complaint=complaint, order=order, **step).key),
        "exposures": str(conduct.record_exposure(broadcast=broadcast, **step).key),
    }


def try_out(operation, numbers: dict[str, str], callers: list[dict[str, str]]) -> int:
    """Send EACH requests to an operation as each caller, on a case that exists; what they do is taken back. Returns how many."""
    sent = 0
    kept_out = [0] * len(callers)

    @seed(1)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case):
        nonlocal sent
        of_a_case = set(case.path_parameters or {}) == {"number"}
        if "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = numbers[operation.path.split("/")[3]]
        if "key" in (case.path_parameters or {}):
            case.path_parameters["key"] = numbers[operation.path.partition("/{key}")[0].rpartition("/")[2]]
        for caller, headers in enumerate(callers):
            if kept_out[caller] >= ENOUGH:
                continue
            with transaction.atomic():
                response = case.call(headers=headers)
                transaction.set_rollback(True)
            sent += 1
            kept_out[caller] += response.status_code in {401, 403} or (of_a_case and response.status_code == 404)
            if response.status_code not in NEVER_SEEN:
                case.validate_response(response, checks=PROMISES)

    send()
    return sent
