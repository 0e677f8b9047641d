"""Who tells the demonstration: acts are planned with their instants, at the windows, and then played in order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import timezone
from stdnum.cn import ric

from cases.models import Deadline
from cases.quiet import nothing_leaves
from config.passing import pass_time
from hall.models import ItemVersion, User, Window
from hall.worktime import WorkCalendar
from permits import actions as permits
from permits.applicants import Applicant

NAMES = [
    "王建国",
    "刘芳",
    "陈晓明",
    "杨丽",
    "黄海",
    "周雪",
    "吴刚",
    "徐静",
    "孙涛",
    "马玉兰",
    "朱晓东",
    "胡敏",
    "林峰",
    "郭倩",
]
ENTERPRISES = [("云澜食品有限公司", "91330100799655058B"), ("云澜建设工程有限公司", "91440300708461136T")]


@dataclass
class Teller:
    """Collects acts with their instants, then plays them in order of time."""

    now: datetime
    working: WorkCalendar
    acts: list[tuple[datetime, int, Callable[[datetime], Any]]] = field(default_factory=list)
    cases: dict[str, str] = field(default_factory=dict)

    def moment(self, days_ago: int, clock: str) -> datetime:
        """``clock`` on the n-th working day before today (0: today or the last working day)."""
        today = timezone.localdate(self.now)
        last = today if self.working.is_workday(today) else self.working.nth_workday_before(today, 1)
        day: date = self.working.nth_workday_before(last, days_ago) if days_ago else last
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=timezone.get_default_timezone())

    def act(self, days_ago: int, clock: str, deed: Callable[[datetime], Any]) -> None:
        """Plan an act; what would lie in the future is moved back by whole working days."""
        at = self.moment(days_ago, clock)
        while at > self.now - timedelta(minutes=1):
            days_ago += 1
            at = self.moment(days_ago, clock)
        self.acts.append((at, len(self.acts), deed))

    def play(self) -> int:
        """Do every act at its instant, the timers running in between; then let them run until now. Return the number of acts."""
        with nothing_leaves():
            for at, _order, deed in sorted(self.acts, key=lambda act: act[:2]):
                _let_time_pass(at)
                deed(at)
            _let_time_pass(self.now)
        return len(self.acts)


def _let_time_pass(until: datetime) -> None:
    """Sweep at each instant at which a clock has something to say, as the timers of a running hall would."""
    alerts = Deadline.objects.filter(next_alert_at__lte=until).order_by("next_alert_at")
    while (moment := alerts.values_list("next_alert_at", flat=True).first()) is not None:
        pass_time(at=moment)


@dataclass
class Counter:
    """One window of the demonstration and the people around it."""

    teller: Teller
    window: Window
    clerk: User
    chief: User

    def register(self, ref: str, days_ago: int, clock: str, item: str, *, lacking: int = 0, who: int = 0) -> None:
        """Plan a registration; the last `lacking` materials are not brought."""

        def deed(at: datetime) -> None:
            version = ItemVersion.objects.get(item__code=item, effective_to__isnull=True)
            positions = list(version.materials.values_list("position", flat=True))
            registered = permits.register(
                item_code=item,
                window=self.window,
                applicant=applicant(who),
                materials=positions[: len(positions) - lacking],
                idem=uuid5(NAMESPACE_URL, f"{settings.HASH_PEPPER} {ref}").hex,
                by=self.clerk,
                at=at,
            )
            self.teller.cases[ref] = registered.application.case.number

        self.teller.act(days_ago, clock, deed)

    def do(
        self, ref: str, days_ago: int, clock: str, verb: Callable[..., Any], *, chief: bool = False, **given: Any
    ) -> None:
        """Plan a verb on a case that was registered before."""
        by = self.chief if chief else self.clerk
        self.teller.act(days_ago, clock, lambda at: verb(number=self.teller.cases[ref], by=by, at=at, **given))

    def visit(self, ref: str, days_ago: int, clock: str, purpose: str, cause: str = "") -> None:
        self.do(ref, days_ago, clock, permits.visit, window=self.window, purpose=purpose, cause=cause)

    def accepted(self, ref: str, days_ago: int, clock: str, item: str, *, who: int = 0) -> None:
        """Plan registration and acceptance a quarter of an hour apart."""
        self.register(ref, days_ago, clock, item, who=who)
        later = (datetime.combine(date.min, time.fromisoformat(clock)) + timedelta(minutes=15)).time()
        self.do(ref, days_ago, later.isoformat("minutes"), permits.accept)


def applicant(who: int) -> Applicant:
    """The n-th made-up applicant: some are enterprises, the others people with well-formed made-up numbers."""
    mobile = f"138{10_000_000 + who * 7919:08d}"
    if who % 5 == 4:
        name, code = ENTERPRISES[who % len(ENTERPRISES)]
        return Applicant("enterprise", name, code, mobile)
    body = f"110105{1960 + who % 40}{1 + who % 12:02d}{1 + who % 28:02d}{who % 1000:03d}"
    return Applicant("person", NAMES[who % len(NAMES)], body + ric.calc_check_digit(body + "0"), mobile)
