"""How many statements an act takes: what is known is not asked again. Where a number falls, lower it here."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hall.models import User
from permits.actions import delivering
from permits.registrations import Registration
from tests.api.requests import REGISTRATION, application
from tests.permits import verbs as permits
from tests.world import PERSON, at

VERBS = {"accept": permits.accept, "decide": permits.decide, "deliver": delivering.deliver}  # the bare verb


def statements(do, **fields):
    """What it returns, and the statements that it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = do(**fields)
    return answer, len(queries)


def test_an_act(world):
    positions = [material.position for material in world.promised.materials.all()]

    def a_case(idem: str) -> dict[str, int]:
        """Act → statements, each done by a clerk who has just come."""
        code, applicant = world.promised.item.code, PERSON
        clerk = lambda: User.objects.get(pk=world.clerk.pk)  # noqa: E731
        registered, count = statements(
            permits.register, registration=Registration(code, applicant, positions), window=world.health_window,
            idem=idem, by=clerk(), at=at("2025-11-03 09:00"),
        )  # fmt: skip
        counts = {"register": count}
        for name, when, fields in (
            ("accept", "2025-11-03 10:00", {}),
            ("decide", "2025-11-05 10:00", {"result": "grant"}),
            ("deliver", "2025-11-05 11:00", {"method": "collected", "proof": "王小明"}),
        ):
            verb, number = VERBS[name], registered.application.case.number
            if name == "deliver":
                step = {"number": number, "by": clerk(), "at": at(when)}
                permits.print_document(kind="grant", site="http://hall.test", **step)
            _, counts[name] = statements(verb, number=number, by=clerk(), at=at(when), **fields)
        return counts

    a_case("key-1")  # windows and the calendar are read once a process
    # one fewer for whoever comes for the first time: an earlier application is looked for
    assert a_case("key-2") == {"register": 18, "accept": 15, "decide": 14, "deliver": 12}


def test_an_act_by_a_program(world, program):
    clerk = program(world.clerk)

    def a_case(key: str) -> dict[str, int]:
        sent = {"path": "/api/v1/applications/", "data": REGISTRATION, "HTTP_IDEMPOTENCY_KEY": key}
        registered, count = statements(clerk.post, **sent)
        counts = {"register": count}
        for name, fields in (("accept", {}), ("decide", {"result": "grant"})):
            path = application(registered.json()["application"]["number"], name)
            _, counts[name] = statements(clerk.post, path=path, data=fields)
        return counts

    a_case("0123456789abcdef-KEY-1")
    assert a_case("0123456789abcdef-KEY-2") == {"register": 23, "accept": 23, "decide": 22}
