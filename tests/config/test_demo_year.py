"""A simulated year: so many applications on so many items as its size promises, the same for the same seed, and nothing wrong in it."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cases import history
from cases.models import Case
from cases.reconcile import ledger
from config.management.commands.demo_year import YEAR, items
from config.reconciling import ROOMS
from config.year import plan
from hall import calendar
from permits.models import Application
from ratings.models import Rating
from tests.world import at

NOW = at("2026-02-16 08:31")
SIZE = plan.Size(applications=24, items=4, departments=2, complaints=2, open_at_its_end=2, rated=400)


def ledger_of(seed: int) -> list[str]:
    lines = plan.ledger(seed, SIZE, items(), year=YEAR, calendar=calendar.current())
    return list(plan.written(lines))


def test_a_year_is_what_its_size_promises(world, settings, monkeypatch):
    monkeypatch.setitem(plan.SIZES, "tiny", SIZE)
    output = StringIO()
    with time_machine.travel(NOW, tick=False):
        assert (ledger_of(1) == ledger_of(1), ledger_of(1) == ledger_of(2)) == (True, False)
        call_command("demo_year", seed=1, size="tiny", stderr=output)
        of_the_year = Case.objects.filter(opened_at__year=YEAR)
        applications = Application.objects.filter(case__in=of_the_year)
        assert (
            len(applications),
            of_the_year.filter(kind="complaint", complaint__kind__in=["complaint", "report"]).count(),
        ) == (24, 2)
        versions = set(applications.values_list("item_version", "item_version__item__department"))
        assert (len(versions), len({department for _version, department in versions})) == (4, 2)
        in_time = of_the_year.filter(kind="application", concluded_at__year=YEAR)
        assert in_time.count() == 22, "the rest is ended by the next year"
        assert not of_the_year.filter(concluded_at=None).exists()
        assert Rating.objects.filter(link__visit__application__in=applications).exists()
        assert list(history.verify()) == []
        assert [(each.number, str(each.difference)) for each in ledger.check(ROOMS, at=NOW).findings] == []
        refused = {"demo": "只能有一个演示年", "production": "真实的大厅不能用"}
        for mode, words in refused.items():
            settings.HALL_MODE = mode
            with pytest.raises(CommandError, match=words):
                call_command("demo_year", seed=2, size="tiny", stderr=output)
