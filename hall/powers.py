"""
What power a person's act rests on: the office that they hold, or an instrument that their window was given (rules W2–W4); or,
if neither gives it, what is lacking. Also who holds the power of a department by office on a day.

Every act that ends in a paper of the department asks here, and so does the page that offers the act.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from hall.access import Access, absences_on, current_posts
from hall.catalogue_terms import KIND_WORDS
from hall.delegated import SEALED, powers_for
from hall.models import Delegation, Department, Post, ServiceItem, User
from hall.roles import Power, Role, Step
from hall.sentences import in_stead
from hall.worktime.wording import in_full

DECIDES = (Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD)


class Lack(IntEnum):
    """What an instrument lacks, in the order in which it is looked for: the later, the nearer it came."""

    INSTRUMENT = 1
    ITEM = 2
    NOT_YET = 3
    EXPIRED = 4
    POWER = 5
    STEP = 6
    SEAL = 7
    AMOUNT = 8
    CEILING = 9


@dataclass(frozen=True)
class Matter:
    """
    The act on one application whose authority is in question: all that an office or an instrument is checked against.

    :param kind: handling kind, or what the case has become. :param has_amount: whether a ceiling binds this item.
    """

    item: ServiceItem
    name: str
    kind: str
    step: str
    on: date
    has_amount: bool = False
    amount: Decimal | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Standing:
    """
    What a person's act rests on: an instrument, an office, or an absent colleague's office; or what is lacking.

    :param special: the instrument gives the act only as an urgent one: done first, reported to whoever holds it.
    :param why: the sentence about what is lacking; "" when nothing is.
    """

    instrument: Delegation | None = None
    office: Post | None = None
    acts_for: Post | None = None
    special: bool = False
    lack: Lack | None = None
    why: str = ""

    def __bool__(self) -> bool:
        return self.lack is None

    @property
    def seal(self) -> str:
        return self.instrument.seal if self.instrument else ""


def standing_of(access: Access, matter: Matter) -> Standing:
    """
    Return what this act would rest on; falsy, with the reason, when nothing gives it.

    An office is asked before an instrument: who may decide by office uses no delegated power.
    """
    office = _office(access.posts, matter)
    if office is not None:
        return Standing(office=office)
    office_of_absent = _office(access.deputised, matter)  # 代: whom this person stands in for today
    if office_of_absent is not None:
        return Standing(office=office_of_absent, acts_for=office_of_absent)
    return _delegated(instruments_for(access, matter.item), matter)


# Every step of an application asks this.
_INSTRUMENTS = """
SELECT * FROM (
    SELECT *, EXISTS (SELECT FROM hall_delegation_items WHERE delegation_id = instrument.id AND serviceitem_id = %(item)s) AS names_item
    FROM hall_delegation instrument WHERE window_id = ANY(%(windows)s)
) instrument WHERE names_item OR department_id = %(department)s
ORDER BY valid_from, id
"""


def instruments_for(access: Access, item: ServiceItem) -> list[Delegation]:
    """
    Return every instrument, of whatever day, that the person's windows were given for this item or its department, each with
    `names_item`: it is for this item. Read once, and kept as long as what was read of the posts.
    """
    if item.pk not in access.instruments:
        windows = [window.pk for window in access.windows]
        values = {"item": item.pk, "windows": windows, "department": item.department_id}
        access.instruments[item.pk] = list(Delegation.objects.raw(_INSTRUMENTS, values)) if windows else []
    return access.instruments[item.pk]


def holders(department: Department, *, on: date) -> list[tuple[User, Post]]:
    """
    Who may decide for a department on a day, by office: its chiefs, then its heads; for one who is away the deputy.

    Somebody whose account is closed holds nothing.
    """
    return _holders([department.pk], on=on)[department.pk]


def _holders(departments: Iterable[int], *, on: date) -> dict[int | None, list[tuple[User, Post]]]:
    posts = current_posts(on).filter(department__in=departments, role__in=DECIDES).select_related("user").order_by("id")
    away = {absence.post_id: absence.deputy for absence in absences_on(on).select_related("deputy")}
    deciding: dict[int | None, list[tuple[User, Post]]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: DECIDES.index(post.role)):
        user = away.get(post.pk, post.user)
        if user.is_active:
            deciding[post.department_id].append((user, post))
    return deciding


def holder_words(department: Department, *, on: date) -> str:
    """Who holds the power, for a sentence: ``审批科长赵卫东或部门负责人钱立新``; a deputy as ``孙文（代赵卫东）``."""
    return "或".join(
        f"{post.get_role_display()}{user}" if user == post.user else in_stead(user, post.user)
        for user, post in holders(department, on=on)
    )


def without_a_decider(*, on: date) -> list[Department]:
    """Departments with items in the hall in which nobody may decide on a day: for the administrator."""
    in_the_hall = ServiceItem.objects.filter(is_in_hall=True).values("department")
    serving = Department.objects.filter(pk__in=in_the_hall).order_by("code")
    deciding = _holders([department.pk for department in serving], on=on)
    return [department for department in serving if not deciding[department.pk]]


def _office(posts: Iterable[Post], matter: Matter) -> Post | None:
    return next(
        (post for post in posts if post.role in DECIDES and post.department_id == matter.item.department_id), None
    )


def _delegated(instruments: Sequence[Delegation], matter: Matter) -> Standing:
    answers = [_under(each, matter) for each in instruments]
    # full power first, then power for urgent cases only; else the instrument that came nearest, for the sentence
    best = next((answer for answer in answers if answer and not answer.special), None)
    best = best or next((answer for answer in answers if answer), None)
    nothing = Standing(lack=Lack.INSTRUMENT, why=f"没有授权书把“{matter.name}”交给本窗口")
    return best or max(answers, key=lambda answer: answer.lack or 0, default=nothing)


def _under(instrument: Delegation, matter: Matter) -> Standing:
    lacks = dict(_lacks(instrument, matter))
    if not lacks:
        return Standing(instrument=instrument)
    # 特别处置 stands in for the missing power only: item, period, step, seal and ceiling must be in order all the same
    if set(lacks) == {Lack.POWER} and Power.SPECIAL_DISPOSAL in instrument.powers:
        return Standing(instrument=instrument, special=True)
    lack, why = next(iter(lacks.items()))
    return Standing(lack=lack, why=why)


def _lacks(instrument: Delegation, matter: Matter) -> Iterator[tuple[Lack, str]]:
    """Yield what the instrument lacks for this act, each with its sentence."""
    number, ends, ceiling = instrument.number, instrument.valid_to, instrument.ceiling_yuan
    powers = powers_for(matter.step, matter.kind, elsewhere=matter.elsewhere)
    if not instrument.names_item:  # type: ignore[attr-defined]  # read along by instruments_for
        yield Lack.ITEM, f"交给本窗口的授权书里没有“{matter.name}”"
    if instrument.valid_from > matter.on:
        yield Lack.NOT_YET, f"授权书 {number} 从 {in_full(instrument.valid_from)}起才生效"
    if ends is not None and ends < matter.on:
        yield Lack.EXPIRED, f"授权书 {number} 到 {in_full(ends)}为止，已经过期"
    if not set(powers) & set(instrument.powers):
        yield Lack.POWER, f"授权书 {number} 没有把{KIND_WORDS[matter.kind]}的{powers[0].label}交给本窗口"
    if matter.step not in instrument.steps:
        yield Lack.STEP, f"授权书 {number} 不包括“{Step(matter.step).label}”这一步"
    if matter.step in SEALED and not instrument.seal:
        yield Lack.SEAL, f"授权书 {number} 没有交付审批专用章，窗口不能出具要盖章的文书"
    if ceiling is None or not matter.has_amount:
        return
    if matter.amount is None:
        yield Lack.AMOUNT, f"授权书 {number} 按金额授权，先登记这件的金额"
    elif matter.amount > ceiling:
        yield Lack.CEILING, f"这件金额 {_yuan(matter.amount)} 元，超过授权书 {number} 的上限 {_yuan(ceiling)} 元"


def _yuan(amount: Decimal) -> str:
    """``500,000``; with the fen when there are some."""
    return f"{amount:,.2f}".removesuffix(".00")
