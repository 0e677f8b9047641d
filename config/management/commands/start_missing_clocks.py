"""Start the clocks that the nightly check misses: of cases that were under way when a release brought a new rule. Part of an upgrade."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.missing import Missing, missing, start_missing
from cases.recompute import carry_on
from cases.reconcile import ledger
from cases.rules import RULES
from cases.wording import marked, moment
from config.reconciling import ROOMS, STARTS
from hall import clock
from hall.refusals import Refused

REASON = "系统升级：补上新增的时限"
YES = ("y", "yes", "是")


class Command(BaseCommand):
    help = "Show which clocks should run and do not, since when and until when each; start them once that is confirmed (or with --yes)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="start them without asking")
        parser.add_argument("--reason", default=REASON, help="what the history says of it (%(default)s)")

    def handle(self, *, yes: bool, reason: str, **options: Any) -> None:
        try:
            at = clock.now()
            carry_on(at=at)
            lacking = missing(ROOMS, STARTS, at=at)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        derived = [each for each in lacking if each.start]
        for each in lacking:
            self.stdout.write(_line(each, at=at))
        if not lacking:
            self.stdout.write("没有缺少的计时")
            return
        late = sum(each.is_late(at) for each in lacking)
        self.stdout.write(
            f"缺少 {len(lacking)} 个时限，能补 {len(derived)} 个，其中 {late} 个补上时已经超时，会立即亮灯、发牌"
        )
        if derived:
            self._start(derived, yes=yes, reason=reason)
        if len(derived) < len(lacking):
            raise CommandError(f"有 {len(lacking) - len(derived)} 个推算不出起算时刻，要人工处理")

    def _start(self, derived: list[Missing], *, yes: bool, reason: str) -> None:
        if not yes and not self._agreed():
            self.stdout.write("什么都没有写入")
            return
        at = clock.now()  # the time of the answer, not that of the question
        started = sum(start_missing(each, STARTS, reason=reason, by=None, at=at) for each in derived)
        ledger.reconcile(ROOMS, at=at)  # the administrator's page says how it stands now
        self.stdout.write(f"补上 {started} 个")
        if started < len(derived):
            raise CommandError(
                f"有 {len(derived) - started} 个没有补上：案件刚办过的再运行一次，其余的见大厅管理的“未能处理”页"
            )

    def _agreed(self) -> bool:
        """:raises CommandError: nobody is there to be asked."""
        if not sys.stdin.isatty():
            raise CommandError("没有人可以询问，什么都没有写入：核对以上影响后，加 --yes 再运行")
        return input("补上吗？（y/N）").strip().lower() in YES


def _line(each: Missing, *, at: datetime) -> str:
    words = f"{each.number} {RULES[each.rule].words}"
    if each.clock is None:
        return f"{words}：推算不出起算时刻"
    since = f"{words}：自 {moment(each.clock.started_at)} 起算"
    if each.clock.is_stopped:
        return f"{since}，计时还在暂停"
    late = "，已经超时" if each.is_late(at) else ""
    return f"{since}，{marked(moment(each.clock.due_at), each.clock.provisional)} 到期{late}"
