"""Plays the demonstration: collects the acts at the windows, plans their instants, and does them in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from stdnum.cn import ric

from cases.retelling import retelling
from config.demo.plan import Act, plan
from config.passing import pass_time
from hall.clock import any_instant
from hall.models import User, Window
from hall.permissions import Permission
from hall.worktime import WorkCalendar
from permits.acts import NAMED
from permits.acts.intake import REGISTER
from permits.applicants import Applicant
from permits.registrations import Registration
from permits.visits import Why
from replay.passing import let_time_pass

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
    """Collects the acts of the story, then plays them."""

    acts: list[Act] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)  # of the cases that are open, by the story's name for them

    def act(self, case: str, days_ago: int, clock: str, deed: Callable[[datetime], Any]) -> None:
        self.acts.append(Act(case, days_ago, time.fromisoformat(clock), deed))

    def play(self, *, now: datetime, calendar: WorkCalendar) -> int:
        """Do every act at its instant, the timers running in between; then let them run until now. Return the number of acts."""
        with retelling(), any_instant():
            for at, act in plan(self.acts, now=now, calendar=calendar):
                _let_time_pass(at)
                act.deed(at)
            _let_time_pass(now)
        return len(self.acts)


def form_key(case: str) -> str:
    """The key of the form that opens this case: the same at every start of the same hall, so that its receipt code is too."""
    return uuid5(NAMESPACE_URL, f"{settings.HASH_PEPPER} {case}").hex


def _let_time_pass(until: datetime) -> None:
    """Sweep at each instant at which a warning or a due moment comes, as the timers of a running hall would."""
    let_time_pass(until, lambda *, at, heartbeat=True: pass_time(at=at))


@dataclass(frozen=True)
class Item:
    """An item of the catalogue by its code, and the positions of its materials."""

    code: str
    materials: tuple[int, ...]


@dataclass(frozen=True)
class Counter:
    """
    One window of the demonstration, the people around it and its items: those promised in days, and those decided within
    half a day. Nothing is asked of the database before an act is played.
    """

    teller: Teller
    number: str
    promised: list[Item]
    immediate: list[Item]

    @property
    def quick(self) -> Item:
        """An item that is decided at once, where the window has one."""
        return (self.immediate or self.promised)[0]

    @property
    def window(self) -> Window:
        return Window.objects.get(number=self.number)

    @property
    def clerk(self) -> User:
        return User.objects.get(username=f"clerk{self.number}")

    @property
    def chief(self) -> User:
        return User.objects.get(username=f"chief{self.number}")

    def register(
        self, name: str, days_ago: int, clock: str, item: Item, *, lacking: int = 0, who: int = 0
    ) -> "StoryCase":
        """Tell of a registration; the last `lacking` materials are not brought."""

        def deed(at: datetime) -> None:
            brought = item.materials[: len(item.materials) - lacking]
            registration = Registration(item.code, applicant(who), list(brought))
            registered = REGISTER.do(
                registration=registration, window=self.window, idem=form_key(name), by=self.clerk, at=at
            )
            self.teller.numbers[name] = registered.application.case.number

        self.teller.act(name, days_ago, clock, deed)
        return StoryCase(self, name)

    def accepted(self, name: str, days_ago: int, clock: str, item: Item, *, who: int = 0) -> "StoryCase":
        """Tell of a registration and of the acceptance a quarter of an hour later."""
        case = self.register(name, days_ago, clock, item, who=who)
        later = (datetime.combine(date.min, time.fromisoformat(clock)) + timedelta(minutes=15)).time()
        case.then(days_ago, later.isoformat("minutes"), "accept")
        return case


@dataclass(frozen=True)
class StoryCase:
    """One case that the story has opened, by the story's name for it: what is done with it afterwards."""

    counter: Counter
    name: str

    def then(
        self, days_ago: int, clock: str, act: str | Callable[..., Any], *, chief: bool = False, **details: Any
    ) -> None:
        """
        Tell of an act on the case: by its name, or by its verb where it has no description.

        A detail that is a function is worked out from the instant: a day that is counted from it, or a row of the database.

        :param chief: the chief does it, though a clerk might; what only a chief may do is the chief's anyway.
        """
        verb = NAMED[act].do if isinstance(act, str) else act
        by_chief = chief or (isinstance(act, str) and NAMED[act].may is Permission.APPLICATION_APPROVE)

        def deed(at: datetime) -> None:
            worked_out = {name: detail(at) if callable(detail) else detail for name, detail in details.items()}
            by = self.counter.chief if by_chief else self.counter.clerk
            verb(number=self.counter.teller.numbers[self.name], by=by, at=at, **worked_out)

        self.counter.teller.act(self.name, days_ago, clock, deed)

    def visit(self, days_ago: int, clock: str, purpose: str, cause: str = "") -> None:
        self.then(days_ago, clock, "visit", window=lambda _at: self.counter.window, purpose=purpose, why=Why(cause))


def applicant(who: int) -> Applicant:
    """The n-th made-up applicant: some are enterprises, the others people with well-formed made-up numbers."""
    mobile = f"138{10_000_000 + who * 7919:08d}"
    if who % 5 == 4:
        name, code = ENTERPRISES[who % len(ENTERPRISES)]
        return Applicant("enterprise", name, code, mobile)
    body = f"110105{1960 + who % 40}{1 + who % 12:02d}{1 + who % 28:02d}{who % 1000:03d}"
    return Applicant("person", NAMES[who % len(NAMES)], body + ric.calc_check_digit(body + "0"), mobile)
