"""Hold every file against its row and every row against its file, now: what a worker does each night, and the restore drill."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from papers.store import checking


class Command(BaseCommand):
    help = "Read every file that is kept and compare it with its row. Changes nothing; ends with 1 where something differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-strays", action="store_true",
            help="of a restored copy: its files were copied after its rows, so one without a row is no fault",
        )  # fmt: skip

    def handle(self, *args: Any, without_strays: bool = False, **options: Any) -> None:
        report = checking.check()
        faults = [each for each in report.faults if not (without_strays and checking.NOBODYS in each)]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} of {report.files} files differ")
        self.stdout.write(f"{report.files} 份文件全部相符")
