"""Derive every verdict again from raw intervals, and list what is stored otherwise. Nothing is repaired."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases import clock_news
from cases.reconcile import ledger
from config.reconciling import ROOMS
from hall import clock
from hall.horizon import must_begin_in_calendar
from hall.refusals import BadInput


class Command(BaseCommand):
    help = "Check all clocks and cards; exit 1 and list each difference. With --case or --at it only looks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=_instant, help="judge at this instant (ISO 8601 with offset), not now")
        parser.add_argument("--case", help="number of the one case to look at")
        parser.add_argument("--json", action="store_true", help="one object a line: the differences, then the totals")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["at"]:
                must_begin_in_calendar(timezone.localdate(options["at"]), field="", refusal=BadInput)
            report = self._report(number=options["case"], at=options["at"])
        except (ledger.StillRecomputing, clock.WrongClock, BadInput) as refused:
            raise CommandError(refused.sentence) from refused
        if options["case"] and not report.cases and not report.unread:
            raise CommandError(f"没有编号为 {options['case']} 的案件，核对 17 位编号")
        (self._as_json if options["json"] else self._in_words)(report)
        if report.unread:
            raise CommandError(f"有 {len(report.unread)} 件读不出来，没有核对；{report.differences} 处不符")
        if report.differences:
            raise CommandError(f"有 {report.differences} 处不符")

    def _report(self, *, number: str | None, at: datetime | None) -> ledger.Report:
        if number or at:
            return ledger.check(ROOMS, at=at or clock.now(), number=number)
        moment = clock.now()
        run, report = ledger.reconcile(ROOMS, at=moment)
        clock_news.tell_of_check(run, at=moment)
        return report

    def _in_words(self, report: ledger.Report) -> None:
        for finding in report.findings:
            self.stdout.write(f"{finding.number} {finding.words}")
        if not report.is_whole:
            self.stdout.write(f"只列出前 {len(report.findings)} 处")
        for case in report.unread:
            self.stdout.write(f"{case.number} 读不出来，没有核对（{type(case.fault).__name__}）")
        self.stdout.write(
            f"{report.cases} 件、{report.clocks} 个时限、{report.cards} 张牌，用时 {report.seconds:.1f} 秒，"
            + (f"{report.differences} 处不符" if report.differences else "全部相符")
        )

    def _as_json(self, report: ledger.Report) -> None:
        for finding in report.findings:
            it = finding.difference
            line = {
                "case": finding.number,
                "clock": it.clock,
                "card": it.card,
                "rule": it.rule,
                "kind": str(it.kind),
                "stored": it.stored,
                "derived": it.derived,
                "reason": it.kind.reason,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        for case in report.unread:
            line = {"case": case.number, "kind": "unread", "fault": type(case.fault).__name__}
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        totals = {name: getattr(report, name) for name in ("cases", "clocks", "cards", "differences")}
        self.stdout.write(json.dumps(totals | {"seconds": round(report.seconds, 1)}))


def _instant(text: str) -> datetime:
    """:raises ArgumentTypeError: no instant, or one without its offset."""
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at
    raise ArgumentTypeError(f"“{text}”不是带时差的时刻，写成 2026-12-01T03:30:00+08:00")
