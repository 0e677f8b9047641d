"""
``manage.py import_calendar FILE``: load the working calendar of a file. What moves is shown first, as on the page, and asked;
the timers then derive every open clock again.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.calendar_preview import preview
from cases.recompute import import_calendar
from hall import calendar, clock
from hall.access import access_of
from hall.calendar_changes import CalendarMoved, YearsLackHolidays, changes_of, lacks_of
from hall.calendar_words import NO_MAKEUP_DAY, changed_lines, has_no_makeup_day, notice_lines
from hall.importing.days import read_years
from hall.importing.meter import Meter
from hall.models import CalendarChange, User
from hall.refusals import Refused
from hall.roles import Permission

YES = {"y", "yes", "是"}


class Command(BaseCommand):
    help = (
        "导入放假通知的工作日历（CSV，UTF-8，整年，或只列放假和调休上班的日子：不够一年的只改所列的几天）。"
        "先显示影响，确认后才写入。有一行不对就什么都不改；同一个文件导入两次不会写两遍。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV 文件；- 表示标准输入")
        parser.add_argument("--yes", action="store_true", help="不再询问，显示影响后就写入")
        parser.add_argument(
            "--provisional-by", metavar="用户名", help="缺法定节假日的年份也先载入、仍标暂定，由这位管理员负责"
        )

    def handle(self, *, file: str, yes: bool, provisional_by: str | None, **options: Any) -> None:
        try:
            self._load(file, yes=yes, by=_administrator(provisional_by, at=clock.now()) if provisional_by else None)
        except CalendarMoved:
            raise CommandError("核对的时候日历又改过，什么都没有写入：再运行一次") from None
        except YearsLackHolidays as refusal:
            sentence = (
                f"{refusal.sentence}，什么都没有写入。载入完整的通知；确实要先载入、仍标暂定的，加 --provisional-by"
            )
            raise CommandError(sentence) from None
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None

    def _load(self, file: str, *, yes: bool, by: User | None) -> None:
        stamp, at = str(calendar.version()), clock.now()
        years = read_years(sys.stdin.buffer if file == "-" else file)
        changes = [change for change in changes_of(years, at=at) if change is not None]
        if changes:
            moved = self._show(changes, at=at)
            if (sentence := lacks_of(changes)) and by is None:
                raise YearsLackHolidays(sentence)
            # a year more that moves no date needs no answer where nobody can give one: scripts load it as ever
            unasked = yes or not (moved or any(change.before for change in changes) or self._is_answered(file))
            if not (unasked or self._agreed(file)):
                self.stdout.write("什么都没有写入")
                return
        meter = Meter(self.stderr, "年")
        # The time of the answer, not that of the question
        self.stdout.write(str(import_calendar(years, at=clock.now(), progress=meter, by=by, seen=stamp)))

    def _show(self, changes: Sequence[CalendarChange], *, at: datetime) -> bool:
        """Whether a date moves, too."""
        for change in changes:
            self.stdout.write(f"{change.key}年：{change.title}")
            for line in _lines(change):
                self.stdout.write(f"  {line}")
        totals = preview(*changes, at=at, shown=0)
        self.stdout.write("，".join(f"{words} {count}" for words, count in totals.counts()))
        return totals.moved > 0

    def _is_answered(self, file: str) -> bool:
        """Whether somebody sits at a terminal to be asked."""
        return file != "-" and sys.stdin.isatty()

    def _agreed(self, file: str) -> bool:
        """:raises CommandError: nobody is there to be asked."""
        if not self._is_answered(file):
            raise CommandError("没有人可以询问，什么都没有写入：核对以上影响后，加 --yes 再运行")
        return input("写入吗？（y/N）").strip().lower() in YES


def _lines(change: CalendarChange) -> Iterator[str]:
    """What stands otherwise in a year that has a notice; of a new one all that it says; then what it lacks."""
    content = change.content or {}
    yield from changed_lines(int(change.key), change.before, content) if change.before else notice_lines(content)
    if has_no_makeup_day(content):
        yield NO_MAKEUP_DAY
    if lacks := content.get("lacks"):
        yield f"按《全国年节及纪念日放假办法》缺{lacks}：这一年仍标暂定"


def _administrator(username: str, *, at: datetime) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not access_of(user, on=timezone.localdate(at)).grant(Permission.CALENDAR_MANAGE):
        raise CommandError(f"“{username}”不是管理工作日历的管理员")
    return user
