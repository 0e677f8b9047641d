"""
Whose power an act rests on: the office that a person holds, or an instrument that their window was given (rules W2–W4).

One question, asked by every act that ends in a paper of the department, and by the page that offers it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from django.db.models import Q

from hall.access import Access, absences_on, current_posts
from hall.catalogue_terms import KIND_WORDS
from hall.delegated import SEALED, powers_for
from hall.models import Delegation, Department, Post, ServiceItem, User
from hall.roles import Power, Role, Step

DECIDES = (Role.SECTION_CHIEF, Role.DEPARTMENT_HEAD)


class Lack(IntEnum):
    """What an instrument lacks, in the order of the checks. Of several instruments the one that passed most of them is reported."""

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
class Asked:
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
class Authority:
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


def authority_of(access: Access, question: Asked, instruments: Sequence[Delegation] | None = None) -> Authority:
    """
    Return what this act would rest on; falsy, with the reason, when nothing gives it.

    An office is asked before an instrument: who may decide by office uses no delegated power.

    :param instruments: what `instruments_for` returned, when several steps are asked about.
    """
    office = _office(access.posts, question)
    if office is not None:
        return Authority(office=office)
    held_for = _office(access.deputised, question)
    if held_for is not None:
        return Authority(office=held_for, acts_for=held_for)
    return _delegated(instruments_for(access, question.item) if instruments is None else instruments, question)


def instruments_for(access: Access, item: ServiceItem) -> list[Delegation]:
    """Return every instrument, of whatever day, that the person's windows were given for this item or its department."""
    named = Q(items=item) | Q(department=item.department_id)
    instruments = Delegation.objects.filter(named, window__in=access.windows).distinct()
    return list(instruments.prefetch_related("items").order_by("valid_from", "id"))


def holders(department: Department, *, on: date) -> list[tuple[User, Post]]:
    """
    Who may decide for a department on a day, by office: its chiefs, then its heads; for one who is away the deputy.

    Somebody whose account is closed holds nothing.
    """
    posts = current_posts(on).filter(department=department, role__in=DECIDES).select_related("user").order_by("id")
    away = {absence.post_id: absence.deputy for absence in absences_on(on).select_related("deputy")}
    deciders = [
        (away.get(post.pk, post.user), post) for post in sorted(posts, key=lambda post: DECIDES.index(post.role))
    ]
    return [(user, post) for user, post in deciders if user.is_active]


def holder_words(department: Department, *, on: date) -> str:
    """Who holds the power, for a sentence: ``审批科长赵卫东或部门负责人钱立新``; a deputy as ``孙文（代赵卫东）``."""
    return "或".join(
        f"{post.get_role_display()}{user}" if user == post.user else f"{user}（代{post.user}）"
        for user, post in holders(department, on=on)
    )


def without_a_decider(*, on: date) -> list[Department]:
    """Departments with items in the hall in which nobody may decide on a day: for the administrator."""
    serving = Department.objects.filter(items__is_in_hall=True).distinct().order_by("code")
    return [department for department in serving if not holders(department, on=on)]


def _office(posts: Iterable[Post], question: Asked) -> Post | None:
    return next(
        (post for post in posts if post.role in DECIDES and post.department_id == question.item.department_id), None
    )


def _delegated(instruments: Sequence[Delegation], question: Asked) -> Authority:
    answers = [_under(each, question) for each in instruments]
    best = next((answer for answer in answers if answer and not answer.special), None)
    best = best or next((answer for answer in answers if answer), None)
    nothing = Authority(lack=Lack.INSTRUMENT, why=f"没有授权书把“{question.name}”交给本窗口")
    return best or max(answers, key=lambda answer: answer.lack or 0, default=nothing)


def _under(instrument: Delegation, question: Asked) -> Authority:
    lack = _lack(instrument, question)
    if lack is None:
        return Authority(instrument=instrument)
    if lack is Lack.POWER and Power.SPECIAL_DISPOSAL in instrument.powers and _rest(instrument, question) is None:
        return Authority(instrument=instrument, special=True)
    return Authority(lack=lack, why=_sentence(lack, instrument, question))


def _lack(instrument: Delegation, question: Asked) -> Lack | None:
    if question.item not in instrument.items.all():
        return Lack.ITEM
    if instrument.valid_from > question.on:
        return Lack.NOT_YET
    if instrument.valid_to is not None and instrument.valid_to < question.on:
        return Lack.EXPIRED
    if not set(powers_for(question.step, question.kind, elsewhere=question.elsewhere)) & set(instrument.powers):
        return Lack.POWER
    return _rest(instrument, question)


def _rest(instrument: Delegation, question: Asked) -> Lack | None:
    if question.step not in instrument.steps:
        return Lack.STEP
    if question.step in SEALED and not instrument.seal:
        return Lack.SEAL
    if instrument.ceiling_yuan is None or not question.has_amount:
        return None
    if question.amount is None:
        return Lack.AMOUNT
    return Lack.CEILING if question.amount > instrument.ceiling_yuan else None


def _sentence(lack: Lack, instrument: Delegation, question: Asked) -> str:
    number, step = instrument.number, Step(question.step).label
    needed = powers_for(question.step, question.kind)[0].label
    return {
        Lack.ITEM: f"交给本窗口的授权书里没有“{question.name}”",
        Lack.NOT_YET: f"授权书 {number} 从 {_day(instrument.valid_from)}起才生效",
        Lack.EXPIRED: f"授权书 {number} 到 {_day(instrument.valid_to or question.on)}为止，已经过期",
        Lack.POWER: f"授权书 {number} 没有把{KIND_WORDS[question.kind]}的{needed}交给本窗口",
        Lack.STEP: f"授权书 {number} 不包括“{step}”这一步",
        Lack.SEAL: f"授权书 {number} 没有交付审批专用章，窗口不能出具要盖章的文书",
        Lack.AMOUNT: f"授权书 {number} 按金额授权，先登记这件的金额",
        Lack.CEILING: f"这件金额 {_yuan(question.amount)} 元，超过授权书 {number} 的上限 {_yuan(instrument.ceiling_yuan)} 元",
    }[lack]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _yuan(amount: Decimal | None) -> str:
    """``500,000``; with the fen when there are some."""
    return f"{amount or 0:,.2f}".removesuffix(".00")
