"""``manage.py import_calendar FILE``: load the official working calendar; the timers then derive every open clock again."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.recompute import import_calendar
from hall import clock
from hall.importing.meter import Meter
from hall.refusals import Refused


class Command(BaseCommand):
    help = "导入放假通知的工作日历（CSV，UTF-8，整年，或只列放假和调休上班的日子）。有一行不对就什么都不改；同一个文件导入两次不会写两遍。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV 文件；- 表示标准输入")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            source = sys.stdin.buffer if file == "-" else file
            summary = import_calendar(source, at=clock.now(), progress=Meter(self.stderr, "年"))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(str(summary))
