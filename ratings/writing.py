"""How a rating is written, by whatever it comes: the link of the slip or the event of a tablet. Called by the verbs, in their transaction."""

from dataclasses import dataclass
from datetime import datetime

from cases import actions as engine
from cases import clocks
from cases.models import Case, CaseKind, Deadline
from cases.owing import owe
from hall import texts
from hall.models import User
from hall.refusals import BadInput, Refused
from permits.models import Visit
from ratings import deadlines
from ratings.codes import code_hash
from ratings.models import Correction, Level, Link, Rating, RefusedRating, Tablet
from ratings.rateable import Service, link_of, rating_by
from ratings.staff import colleague_behind
from ratings.states import OPENED

WORDS_MOST = 500  # characters


class NoSuchLink(Refused):
    code = "no-such-link"


class LinkExpired(Refused):
    code = "link-expired"


class AlreadyRated(Refused):
    code = "already-rated"


class StaffCannotRate(Refused):
    """Says who tried, and how: the door notes it (`note_refusal`), for the transaction of the rating is taken back."""

    code = "staff-cannot-rate"
    sentence = "工作人员不能评价本大厅的办事，评价由办事人自己提交"

    def __init__(self, why: str, user: User) -> None:
        super().__init__()
        self.why, self.user = why, user


@dataclass(frozen=True)
class Opinion:
    """What somebody said, and what proves that they were served: the code of the slip, or the event of a tablet."""

    level: int
    words: str
    code: str
    amends: bool = False
    tablet: Tablet | None = None


def write_rating(service: Service, opinion: Opinion, *, at: datetime) -> Rating:
    """Write a rating with the link or event that it comes by, and open its correction if it is a bad one."""
    level, words = _checked(opinion)
    _lock(service)  # two sendings of one link: the second finds it consumed
    link, before = link_of(service.source), None
    if link is not None:
        if not opinion.amends:
            raise AlreadyRated("这次办事已经评价过了")
        if not deadlines.may_amend(rated_at=link.consumed_at, at=at):
            raise AlreadyRated("已经评价过了，24 小时内可以改，现在不能改了")
        before = rating_by(link)
    elif not deadlines.is_open(served_at=service.at, at=at):
        raise LinkExpired("评价的期限已过")
    else:
        column = {"visit_id": service.source.key} if service.is_visit else {"case_id": service.source.key}
        proof = {"code_hash": code_hash(opinion.code), "tablet": opinion.tablet}
        link = Link.objects.create(**column, **proof, consumed_at=at)
    rating = Rating.objects.create(
        link=link,
        replaces=before,
        level=level,
        words=words,
        at=at,
        window=service.window,
        department=service.department,
        item=service.item,
        person=service.person,
        phone_hash=service.application.phone_hash,
    )
    if rating.is_bad and not Correction.objects.filter(rating__link=link).exists():
        _open_correction(service, rating, at=at)
    return rating


def _checked(opinion: Opinion) -> tuple[Level, str]:
    if opinion.level not in Level.values:
        raise BadInput("选择五档中的一档", field="level")
    try:
        words = texts.lines(opinion.words).strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="words") from None
    if len(words) > WORDS_MOST:
        raise BadInput(f"最多 {WORDS_MOST} 个字，现在有 {len(words)} 个", field="words")
    return Level(opinion.level), words


def tell(template: str, case: Case, clock: Deadline, *, at: datetime) -> None:
    """Write to whoever handled the service and to whoever answers for their department: what to do next, and until when."""
    facts = {
        "rule": clock.rule,
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "provisional": clock.provisional,
    }
    for reader in (case.owner, case.department):
        if reader is not None:
            cause = f"{template} {clock.pk} {'person' if isinstance(reader, User) else 'department'}"
            owe(case, cause=cause, template=template, recipient=reader, at=at, **facts)


def _lock(service: Service) -> None:
    """The service's own row: there is no other before the first rating."""
    if service.is_visit:
        if not Visit.objects.select_for_update(of=("self",)).filter(pk=service.source.key).first():
            raise NoSuchLink("没有这次办事的记录")  # taken back a moment ago
    else:
        type(service.application).objects.select_for_update(of=("self",)).get(pk=service.source.key)


def _open_correction(service: Service, rating: Rating, *, at: datetime) -> None:
    """A bad rating opens its case: whoever handled the service answers (谁办理谁负责)."""
    new = engine.NewCase(
        kind=CaseKind.RATING,
        hall=service.hall,
        department=service.department,
        window=service.window,
        owner=service.person,
        title=f"差评：{service.application.item_version.name}"[:200],
        party=service.application.case.party,
        state=OPENED,
    )
    idem = f"bad rating {rating.link_id}"
    with engine.opening(new, verb="rate_badly", idem=idem, by=None, at=at, level=int(rating.level)) as case:
        Correction.objects.create(case=case, rating=rating)
        [first, _fix] = clocks.start_all(case, [deadlines.contact(), deadlines.fix()], started_at=at, at=at)
    tell("rated_badly", case, first, at=at + deadlines.UNSEEN_FOR)


def must_be_the_public(service: Service, *, by: User | None) -> None:
    """:raises StaffCannotRate: whoever is signed in, and whose telephone is a colleague's."""
    if by is not None:
        raise StaffCannotRate(RefusedRating.Why.ACCOUNT, by)
    colleague = colleague_behind(service.application)
    if colleague is not None:
        raise StaffCannotRate(RefusedRating.Why.PHONE, colleague)
