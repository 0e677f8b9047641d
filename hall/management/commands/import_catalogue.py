"""``manage.py import_catalogue FILE``: load the catalogue of items."""

import sys
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hall import clock
from hall.importing import catalogue
from hall.importing.meter import Meter
from hall.refusals import Refused


class Command(BaseCommand):
    help = "导入事项目录（CSV，UTF-8）。有一行不对就什么都不改；同一个文件导入两次不会写两遍。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV 文件；- 表示标准输入")
        parser.add_argument("--on", type=date.fromisoformat, help="改动生效的日期，默认今天")
        parser.add_argument("--effective-from", type=date.fromisoformat, help="新增事项第一版的生效日期，默认同 --on")

    def handle(self, *, file: str, on: date | None, effective_from: date | None, **options: Any) -> None:
        try:
            at = timezone.make_aware(datetime.combine(on, time())) if on else clock.now()
            summary = catalogue.load(
                sys.stdin.buffer if file == "-" else file,
                effective_from=effective_from or timezone.localdate(at),
                at=at,
                progress=Meter(self.stderr, "项"),
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(str(summary))
        for name in summary.vanished:
            self.stdout.write(f"文件里没有了，保留不动：{name}")
        for remark in summary.remarks:
            self.stdout.write(remark)
