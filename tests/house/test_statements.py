"""
How many statements each page and each GET of the API asks the database at most, and how heavy each page is over the wire, walked
over the route table. What is more than its line in statements_table.py or weights_table.py has a reason, and the line says the new
figure; a new route needs its line.
"""

from collections.abc import Callable
from typing import Any

import time_machine
from django.db import connection
from django.test import Client

from tests.house.access_table import GETS_IN, PEOPLE
from tests.house.statements_table import AT_MOST, NOT_ASKED, ROUTES
from tests.house.test_access_matrix import NOW, Route, people, routes, values
from tests.house.weights_table import HEAVIEST, OTHERS, WEIGHTS
from tests.world import at

# who is asked for, the first of them that gets in
SOMEBODY = ("clerk", "chief", "office", "administrator", "complaint_officer", *PEOPLE)
A_BROWSER = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}  # that follows a link of ours


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
    pages = {key for key in keys if not key.startswith("GET:")}
    assert set(HEAVIEST) - pages == set(), "gone from the route table"
    assert len(HEAVIEST) == sum(len(names.split()) for _most, names in WEIGHTS), "in two lines"


def test_no_page_asks_or_weighs_more_than_its_line(world):
    with time_machine.travel(NOW, tick=False):
        somebody, parameters = people(world), values(world)
        for n in range(3):
            world.accepted(when=at("2026-02-26 10:00"), idem=f"more-{n}")
            world.register(when=at("2026-02-27 10:00"), idem=f"waits-{n}", materials=[1])
        clients = {name: Client(headers=A_BROWSER) for name in PEOPLE}
        for name, client in clients.items():
            client.force_login(somebody[name], backend="django.contrib.auth.backends.ModelBackend")
        counts, weights = {}, {}
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
            if answer.headers["Content-Type"].startswith("text/html"):
                weights[route.key] = len(answer.content)
    more = {key: (number, AT_MOST[key]) for key, number in counts.items() if number > AT_MOST.get(key, 0)}
    assert not more, f"statements asked, and its line: {more}"
    lines = {key: (weight, HEAVIEST.get(key, OTHERS)) for key, weight in weights.items()}
    heavier = {key: line for key, line in lines.items() if line[0] > line[1]}
    assert not heavier, f"bytes over the wire, and its line in tests/house/weights_table.py: {heavier}"
