"""Prepare the hall's data for a start, after `migrate`: load what is missing, and in demonstration mode add people and cases."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from cases import digests
from cases.models import Case, HistoryCheck, ReconciliationRun
from cases.recompute import carry_on, import_calendar
from cases.reconcile import ledger
from conduct.opening import give_cases
from config.demo import people, story
from config.passing import pass_time
from config.reconciling import ROOMS
from hall import clock, keys
from hall.demo import delegate_everything
from hall.importing import catalogue as catalogue_import
from hall.importing.days import read_years
from hall.models import CalendarNotice, ServiceItem

DATA = settings.BASE_DIR / "data"
SINCE = date(2025, 1, 1)  # the demonstration's items, posts and powers hold from here on


class Command(BaseCommand):
    help = "Load calendar and catalogue if there are none; in demonstration mode add people and cases."

    requires_system_checks = []  # made below, after what is to be said in one sentence

    def handle(self, *args: Any, **options: Any) -> None:
        _ask_redis()
        _ask_tables()
        _compare_keys()
        self.check()
        try:
            at = clock.now()
        except clock.WrongClock as wrong:
            raise CommandError(wrong.sentence) from None
        if not CalendarNotice.objects.exists():
            self.stderr.write("loading the working calendar")
            import_calendar(read_years(DATA / "work_calendar_2025_2026.csv"), at=at)
        if not ServiceItem.objects.exists():
            self.stderr.write("loading the catalogue")
            catalogue_import.load(DATA / "catalogue.csv", effective_from=SINCE, at=at)
        if settings.HALL_MODE == "demo":
            self._add_demonstration(at)
        if given := give_cases(at=at):
            self.stderr.write(f"{given} corrections and exposures of before have their cases")
        pass_time(at=at)
        self._start_missing_clocks()
        self._check_clocks(at)
        if not HistoryCheck.objects.exists():
            _flaws, proof = digests.prove(at=at)
            self.stderr.write(f"checked {proof.lines} lines of history: {len(proof.flaws)} flaws")

    def _start_missing_clocks(self) -> None:
        """Of an older release's cases. What cannot be done now the administrator's page says; the hall opens all the same."""
        try:
            call_command("start_missing_clocks", yes=True, stdout=self.stderr)
        except CommandError as sentence:
            self.stderr.write(str(sentence))

    def _check_clocks(self, at: datetime) -> None:
        """A first check, so that the administrator's page has something to say before the first night."""
        if not ReconciliationRun.objects.exists():
            carry_on(at=at)
            run, _report = ledger.reconcile(ROOMS, at=at)
            self.stderr.write(f"checked {run.clocks} clocks: {run.differences} differences")

    def _add_demonstration(self, at: datetime) -> None:
        delegate_everything(valid_from=SINCE, prepares=frozenset({"14"}))  # window 14 hands its decisions up
        people.appoint(valid_from=SINCE)
        people.write_list(settings.BASE_DIR / "var" / "demo_people.txt")
        if not Case.objects.exists():
            self.stderr.write("telling the demonstration's story")
            # whole or not at all: a start that is stopped meanwhile leaves no case, and the next one tells it
            with transaction.atomic():
                acts = story.tell(now=at)
            self.stderr.write(f"{acts} acts played, {Case.objects.count()} cases")


def _ask_tables() -> None:
    """The tables are made by their owner, whom the hall does not run as."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("the tables are not those of this release: run migrate first, as their owner")


def _compare_keys() -> None:
    try:
        keys.must_fit()
        digests.must_have_its_key()
    except keys.WrongKeys as wrong:
        raise CommandError(" ".join(wrong.faults)) from None


def _ask_redis() -> None:
    """The timers need Redis: say at the start, not when the first one is missing, that it does not answer."""
    try:
        cache.get("open_hall")
    except RedisError as error:
        raise CommandError(
            f"Redis does not answer at REDIS_URL ({type(error).__name__}): start it, correct the address, or unset REDIS_URL"
        ) from error
