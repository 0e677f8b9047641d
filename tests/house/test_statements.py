"""
How many statements each page and each GET of the API asks the database at most, walked over the route table. A page that asks
more than its line in statements_table.py has a reason, and the line says the new figure; a new route needs its line.
"""

from collections.abc import Callable
from typing import Any

import time_machine
from django.db import connection
from django.test import Client

from tests.house.access_table import GETS_IN, PEOPLE
from tests.house.statements_table import AT_MOST, NOT_ASKED, ROUTES
from tests.house.test_access_matrix import NOW, Route, people, routes, values
from tests.world import at

# who is asked for, the first of them that gets in
SOMEBODY = ("clerk", "chief", "office", "administrator", "complaint_officer", *PEOPLE)


class Statements:
    """How many are sent, savepoints among them, as Django's own capture counts them; what they say is not kept."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.number += 1
        return execute(*asked)


def asked_by_get() -> list[Route]:
    return [route for route in routes() if route.method == "get" and route.key not in NOT_ASKED]


def test_every_page_has_its_line_and_every_line_its_page():
    keys = {route.key for route in asked_by_get()}
    assert keys - set(AT_MOST) == set(), "add to tests/house/statements_table.py how many statements it asks"
    assert set(AT_MOST) - keys == set(), "gone from the route table"
    assert len(AT_MOST) == sum(len(names.split()) for _most, names in ROUTES), "in two lines"


def test_no_page_asks_more_than_its_line_says(world):
    with time_machine.travel(NOW, tick=False):
        somebody, parameters = people(world), values(world)
        for n in range(3):
            world.accepted(when=at("2026-02-26 10:00"), idem=f"more-{n}")
            world.register(when=at("2026-02-27 10:00"), idem=f"waits-{n}", materials=[1])
        clients = {name: Client() for name in PEOPLE}
        for name, client in clients.items():
            client.force_login(somebody[name], backend="django.contrib.auth.backends.ModelBackend")
        counts = {}
        for route in asked_by_get():
            client = clients[next(name for name in SOMEBODY if name in GETS_IN[route.key])]
            address = route.filled(parameters)
            answer = client.get(address)  # what is kept in a process is there from now on
            assert answer.status_code in {200, 302, 308, 422} or route.key == "healthz", (
                f"{route.key}: {answer.status_code}"
            )
            with connection.execute_wrapper(statements := Statements()):
                client.get(address)
            counts[route.key] = statements.number
    more = {key: (number, AT_MOST[key]) for key, number in counts.items() if number > AT_MOST.get(key, 0)}
    assert not more, f"statements asked, and its line: {more}"
