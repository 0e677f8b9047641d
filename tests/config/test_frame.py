"""The frame of every page: the letters that it counts are those that may be read."""

import time_machine
from django.utils import timezone

from cases.queries import letters_for
from cases.sweep import sweep
from hall.models import User
from tests.world import at

NOW = at("2025-09-26 09:30")


def test_the_letters_counted_are_those_that_the_person_may_read(world, client):
    for n in range(3):
        world.accepted(when=at("2025-09-22 10:00"), idem=f"late-{n}")
    sweep(at=at("2025-09-25 09:00"))  # the owner is warned
    sweep(at=at("2025-09-26 09:00"))  # the department is told of the breach
    counts = {}
    with time_machine.travel(NOW, tick=False):
        for person in User.objects.all():
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            mine = letters_for(person, at=NOW, on=timezone.localdate(NOW)).filter(read_at__isnull=True).count()
            counts[person.username] = client.get("/accessibility/").context["unread"]
            assert counts[person.username] == mine, person
    assert counts["zhao"] > 0 < counts["zhang"]
    client.logout()
    assert client.get("/accessibility/").context["unread"] == 0


def test_foot_shows_the_records_that_are_set(world, client, settings):
    records = ["京ICP备05000001号-1", "京公网安备 11010500000001号", "网站标识码 1101050001"]

    def foot():
        text = client.get("/accessibility/").content.decode().split("<footer")[1]
        return [record for record in records if record in text], 'href="https://beian.miit.gov.cn/"' in text

    assert foot() == ([], False)
    settings.SITE_CODE = "1101050001"
    assert foot() == (records[2:], False)
    settings.ICP_RECORD, settings.POLICE_RECORD = records[:2]
    assert foot() == (records, True)
