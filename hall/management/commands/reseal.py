"""Seal anew what an earlier release or an older key has sealed; part of every upgrade, and the end of a change of keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hall import keys
from hall.resealing import is_finished, reseal


class Command(BaseCommand):
    help = "Seal every sealed value anew that is not sealed for its row with the first key of DATA_KEYS. May be interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="look at every value, although all have been done")
        parser.add_argument(
            "--from-backup",
            action="store_true",
            help="also take values sealed by a release before row binding, after all were done: you have put them there",
        )

    def handle(self, *args: Any, again: bool = False, from_backup: bool = False, **options: Any) -> None:
        try:
            keys.must_fit()
        except keys.WrongKeys as wrong:
            raise CommandError(" ".join(wrong.faults)) from None
        if is_finished() and not (again or from_backup):
            self.stdout.write("every value is sealed for its row with the first key: nothing to do")
            return
        report = reseal(unbound_too=from_backup, progress=self._show)
        self.stdout.write(f"{report.done} values sealed anew with the first key of DATA_KEYS")
        for place in sorted(report.bad):
            self.stderr.write(f"does not open, left as it is: {place}")
        if report.bad:
            raise CommandError(
                f"{len(report.bad)} values do not open: put their key back, or each of them from a backup,"
                " and run manage.py reseal --again --from-backup"
            )

    def _show(self, table: str, done: int, total: int) -> None:
        self.stderr.write(f"{table}: {done} of {total} rows")
