"""Check the history of all cases: every chain, and the digests of the days that are closed, whose last one is printed."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import digests, history
from cases.models import Case, DayDigest, Event
from hall import clock, keys
from hall.horizon import typed_day


def _not_closed(day: date, last: date | None) -> str:
    """Why a day has no digest: it lies before the first one, or none was made of it yet."""
    first = DayDigest.objects.order_by("day").values_list("day", flat=True).first()
    if first is not None and day < first:
        return f"{day} 在第一天摘要 {first} 之前，没有可以比对的"
    return f"{day} 还没有编成摘要，" + (f"最近一天是 {last}" if last else "一天都还没有编过")


class Command(BaseCommand):
    help = (
        "Verify every case's history and every closed day; exit 1 and list each place that was altered, is missing or was cut off. "
        "--as-of: the days up to that one, and their digest, to be compared with the one that was mailed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=typed_day, metavar="DATE", help="compute the digest of this day again")
        parser.add_argument("--digest", metavar="HEX", help="the digest that was mailed for the day: is it the same?")
        parser.add_argument(
            "--close-days", action="store_true", help="first close the days that have ended, as every night"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            digests.must_have_its_key()
        except keys.WrongKeys as wrong:
            raise CommandError(" ".join(wrong.faults)) from None
        if options["close_days"]:
            self._close_days()
        as_of = options["as_of"]
        proof = digests.check(as_of=as_of)
        if as_of and proof.day != as_of:
            raise CommandError(_not_closed(as_of, proof.day))
        flaws: list[history.Flaw | digests.DayFlaw] = [*([] if as_of else history.verify()), *proof.flaws]
        for flaw in flaws:
            self.stderr.write(flaw.words)
        if proof.day:
            self.stdout.write(f"截至 {proof.day} 的摘要：{proof.mac}（{proof.lines} 行）")
        differs = bool(options["digest"]) and options["digest"].strip().lower() != proof.mac
        if differs:
            self.stderr.write(f"与给出的摘要不同：{options['digest']}")
        if flaws or differs:
            raise CommandError(f"办理记录有 {len(flaws) + differs} 处不符")
        self.stdout.write(f"{Case.objects.count()} 件、{Event.objects.count()} 行办理记录，全部相符")

    def _close_days(self) -> None:
        try:
            closed = digests.close_days(at=clock.now())
        except (digests.StillWriting, clock.WrongClock) as refused:
            raise CommandError(refused.sentence) from refused
        if closed:
            self.stdout.write(f"编成 {len(closed)} 天的摘要：{closed[0].day} 至 {closed[-1].day}")
