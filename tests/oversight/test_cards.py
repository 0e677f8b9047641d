"""Who may open a card."""

from datetime import date

import time_machine

from cases.sweep import sweep
from hall.identifiers import grouped
from hall.models import Post
from tests.complaints import verbs as complaints
from tests.world import at


def test_a_complaints_card_is_hidden_from_its_departments_people(world, client):
    filed = complaints.file(
        filing=complaints.Filing(
            kind="complaint", category="efficiency", text="等了一上午", about_department=world.health
        ),
        hall=world.hall,
        idem="about",
        at=at("2026-03-02 09:00"),
    )
    sweep(at=at("2026-03-09 09:00"))
    card = filed.complaint.case.cards.get()
    address = f"/oversight/cards/{card.pk}/"
    client.force_login(world.inspector)
    with time_machine.travel(at("2026-03-09 09:05"), tick=False):
        assert client.get(address).status_code == 200
        Post.objects.create(
            user=world.inspector,
            role="department_head",
            hall=world.hall,
            department=world.health,
            valid_from=date(2026, 1, 1),
        )
        assert client.get(address).status_code == 404
        page = client.get("/oversight/cards/").content.decode()
        number = filed.complaint.case.number
        assert all(written not in page for written in (number, grouped(number)))
