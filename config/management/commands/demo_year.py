"""``manage.py demo_year --seed N --size small|large``: a year of the hall through the same verbs and timers, with the clock set."""

import io
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from cases.models import Case
from cases.retelling import retelling
from config.passing import pass_time
from config.year import plan
from config.year.ratings import rate_visits
from hall import calendar, clock
from hall.catalogue_terms import AuthorityLevel, HandlingKind
from hall.clock import any_instant
from hall.importing.meter import Meter
from hall.models import ItemVersion
from hall.refusals import Refused
from hall.special_procedures import Word, entries
from replay.passing import let_time_pass
from replay.playing import Played
from replay.runner import replayed

YEAR = 2025  # one that the calendar knows whole, and that is over
PAUSES = {
    "专家评审": "expert_review",
    "检验": "inspection",
    "检测": "testing",
    "鉴定": "appraisal",
    "检疫": "quarantine",
}
NOT_ITS_OWN = (HandlingKind.JOINT, HandlingKind.FORWARDED)  # who decides on these is not the window's department alone
EVERY = 200  # acts between two reports of progress
MOST_NAMED = 10


class Command(BaseCommand):
    help = "演示用：把一整年的办件、投诉举报和评价按日子办一遍，走同样的动词和计时器。同一个种子，同一年。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="种子：换一个数，换一年")
        parser.add_argument(
            "--size", choices=list(plan.SIZES), default="small", help="small：4,255 件；large：8,680 件"
        )

    def handle(self, *, seed: int, size: str, **options: Any) -> None:
        if settings.HALL_MODE == "production":
            raise CommandError("这是演示用的命令，真实的大厅不能用")
        if Case.objects.filter(opened_at__year=YEAR).exists():
            raise CommandError(f"大厅里已经有 {YEAR} 年的件，一个大厅只能有一个演示年")
        wanted, days = plan.SIZES[size], calendar.current()
        try:
            lines = plan.ledger(seed, wanted, items(), year=YEAR, calendar=days)
        except ValueError as fault:
            raise CommandError(f"事项目录不够：{fault}") from None
        self.stderr.write(f"{wanted.applications} 件，{wanted.complaints} 件投诉举报，{len(lines)} 步")
        source = io.BytesIO("\n".join(plan.written(lines)).encode())
        try:
            with replayed(
                source, pass_time=pass_time, batch=f"demo-year {seed} {size}", progress=self.meter("步")
            ) as played:
                self._must_be_whole(played)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        cases = [each.pk for each in played.cases.values()]
        with retelling(), any_instant():
            at = clock.now()
            rated = rate_visits(
                cases, share=wanted.rated, seed=seed, at=at, calendar=days, progress=self.meter("步评价")
            )
            let_time_pass(at, pass_time)
        self.stderr.write(f"{YEAR} 年办完了：{len(cases)} 件，{played.count} 步，{rated} 个评价")

    def meter(self, unit: str) -> Any:
        meter = Meter(self.stderr, unit)

        def report(done: int, total: int) -> None:
            if done % EVERY == 0 or done == total:
                meter(done, total)

        return report

    def _must_be_whole(self, played: Played) -> None:
        """:raises CommandError: an act of the year was refused: the figures would not be those of its size."""
        refused = [each for several in played.refused.values() for each in several]
        for each in refused[:MOST_NAMED]:
            self.stderr.write(f"{each.at} {each.act} {each.ref}：{each.answer.sentence}")
        if refused:
            raise CommandError(f"{len(refused)} 步没有办成")


def items() -> list[plan.Item]:
    """The items at the windows, those of the first batch first, as the year needs them."""
    versions = ItemVersion.objects.filter(effective_to=None, item__is_in_hall=True, item__status="active")
    versions = versions.select_related("item__department").annotate(papers=Count("materials"))
    # whoever checks in twos needs a second officer, and the year has one of each department
    rows = versions.filter(two_officers=False).order_by("-item__entry_batch", "item__code")
    return [
        plan.Item(
            code=row.item.code,
            department=row.item.department.code,
            days=row.promise_quantity if row.promise_unit == "working_day" else None,
            papers=row.papers,
            pause=_pause(row.special_procedure),
            is_anothers=row.handling_kind in NOT_ITS_OWN or row.authority_level != AuthorityLevel.DISTRICT,
        )
        for row in rows
    ]


def _pause(text: str) -> str:
    """The first ground of the law's closed list on which the item may be paused; "" for none."""
    of_the_law = (each for each in entries(text) if each.word == Word.ARTICLE_45)
    return next((PAUSES[each.label] for each in of_the_law if each.label in PAUSES), "")
