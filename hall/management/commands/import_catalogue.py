"""``manage.py import_catalogue FILE``: load the catalogue of items. Days that look like a slip of the pen are asked about first."""

import sys
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from hall import clock
from hall.horizon import is_far_ahead, must_begin_in_calendar, typed_day
from hall.importing import catalogue
from hall.importing.catalogue import Begin, Summary
from hall.importing.meter import Meter
from hall.refusals import BadInput, Refused

YES = {"y", "yes", "是"}
SHOWN = 20  # items that the question names


class Command(BaseCommand):
    help = (
        "导入事项目录（CSV，UTF-8）。有一行不对就什么都不改；同一个文件导入两次不会写两遍。"
        "生效日期已经过去或在一年以后的，先列出事项、确认后才写入。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV 文件；- 表示标准输入")
        parser.add_argument("--on", type=typed_day, help="改动生效的日期，默认今天")
        parser.add_argument("--effective-from", type=typed_day, help="新增事项第一版的生效日期，默认同 --on")
        parser.add_argument("--yes", action="store_true", help="不再询问，列出少见的生效日期后就写入")

    def handle(
        self, *, file: str, on: date | str | None, effective_from: date | str | None, yes: bool, **options: Any
    ) -> None:
        # a program that calls the command (call_command) may hand in texts
        changes, first = (typed_day(day) if isinstance(day, str) else day for day in (on, effective_from))
        try:
            for day in filter(None, (changes, first)):
                must_begin_in_calendar(day, field="", refusal=BadInput)
            source = BytesIO(sys.stdin.buffer.read()) if file == "-" else file
            summary, odd = self._load(source, changes, first, write=yes)
            self._show(odd)
            if odd and not yes:
                self._must_agree(file)
                summary, _odd_as_shown = self._load(source, changes, first, write=True)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(str(summary))
        for name in summary.vanished:
            self.stdout.write(f"文件里没有了，保留不动：{name}")
        for remark in summary.remarks:
            self.stdout.write(remark)

    def _load(
        self, source: str | BytesIO, on: date | None, first: date | None, *, write: bool
    ) -> tuple[Summary, list[Begin]]:
        """Load it, and say which days are odd; if any is, nothing is written unless `write` says that it is meant."""
        if isinstance(source, BytesIO):
            source.seek(0)
        at = clock.now()
        with transaction.atomic():
            summary = catalogue.load(source, at=at, on=on, effective_from=first, progress=Meter(self.stderr, "项"))
            odd = _odd(summary.begins, today=timezone.localdate(at))
            if odd and not write:
                transaction.set_rollback(True)
        return summary, odd

    def _show(self, odd: Sequence[Begin]) -> None:
        for each in odd[:SHOWN]:
            self.stdout.write(f"  {each.code} {each.name}：自 {each.starts} 起")
        if odd:
            more = f"（列出前 {SHOWN} 项）" if len(odd) > SHOWN else ""
            self.stdout.write(f"以上 {len(odd)} 项的新版本从已经过去或一年以后的日子起生效{more}，核对年份")

    def _must_agree(self, file: str) -> None:
        """:raises CommandError: nobody is there to be asked, or they say no."""
        if file == "-" or not sys.stdin.isatty():
            raise CommandError("没有人可以询问，什么都没有写入：核对以上日期后，加 --yes 再运行")
        if input("写入吗？（y/N）").strip().lower() not in YES:
            raise CommandError("什么都没有写入")


def _odd(begins: Sequence[Begin], *, today: date) -> list[Begin]:
    """What would begin in a past that published something else, or more than a year ahead."""
    return [
        each for each in begins if is_far_ahead(each.starts, today=today) or (each.starts < today and not each.is_first)
    ]
