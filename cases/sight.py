"""
Who can open and handle a case, and what nobody can: complaints about a department for which everybody in the centre works, cards on
whose appeal everybody of the office has a part (decision 136). Numbers and days only: what is hidden stays hidden.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.utils import timezone

from cases.judges import without_a_judge
from cases.models import Case, CaseKind, Letter
from cases.quiet import is_quiet
from cases.tables.case import CaseQuerySet
from hall.access import Access, Grant, access_of, accesses_of, current_posts, holders
from hall.models import Department, User
from hall.permissions import Permission
from hall.prepared import ANY_DAY, Prepared
from hall.roles import ROLES

UNSEEN = "unseen"


@dataclass(frozen=True)
class Unseen:
    """How many running complaints nobody can read, how many more nobody can handle, since when; how many cards nobody can rule on."""

    unread: int = 0
    unhandled: int = 0
    days: int = 0
    cards: int = 0

    def __bool__(self) -> bool:
        return bool(self.unread or self.unhandled or self.cards)

    @property
    def words(self) -> list[str]:
        """A sentence for each that there is."""
        waited = f"最早的一件收到已 {self.days} 天" if self.days else "今天收到"
        sentences = [
            (self.unread, f"有 {self.unread} 件投诉举报没有人能看，{waited}：另设一名在被反映的部门没有岗位的投诉受理员"),
            (self.unhandled, f"有 {self.unhandled} 件投诉举报没有人能受理、答复，{waited}：另设一名在被反映的部门没有岗位的投诉受理员"),
            (self.cards, f"有 {self.cards} 张牌的申诉没有人能裁定：另设一名在那些部门没有岗位的软环境办"),
        ]  # fmt: skip
        return [sentence for number, sentence in sentences if number]


def who(permission: Permission, case: Case, *, at: datetime) -> list[User]:
    """Who may use a permission on a case: nobody whom the case is about."""
    return [person for person, _grant in _able(permission, case, at=at)]


def _able(permission: Permission, case: Case, *, at: datetime) -> list[tuple[User, Grant]]:
    """Each of them with how far it reaches; all are read in one statement."""
    on = timezone.localdate(at)
    people = sorted({post.user for post in holders(permission, case.department_id, on=on)}, key=lambda each: each.pk)
    accesses = accesses_of(people, on=on) if people else []
    grants = ((person, access.grant(permission)) for person, access in zip(people, accesses, strict=True))
    return [(person, grant) for person, grant in grants if case.is_reached_by(grant)]


def watchers(case: Case, *, at: datetime) -> list[User]:
    """Who watches the clocks of the whole hall, this case's among them: the office and the inspector."""
    return [person for person, grant in _able(Permission.BOARD_VIEW, case, at=at) if grant.everywhere]


def handlers_of(case: Case, *, at: datetime) -> list[User]:
    """Whose a complaint is: its officer, or where there is none any more who can, everybody who can (decision 136)."""
    able = who(Permission.COMPLAINT_HANDLE, case, at=at)
    return [case.owner] if case.owner in able else able


def unseen(*, at: datetime, reader: Access | None = None) -> Unseen:
    """
    What nobody can see to at an instant.

    :param reader: who reads it; left out is what is about them or their department: that there is one would be news (decision 164).
    """
    about_them = reader.as_the_accused() if reader else None
    on = timezone.localdate(at)
    running = _running_complaints()
    # Counted are only those that nobody can see, mostly none: to count the others takes longer the more there are
    groups = [
        (None, False, []),
        (None, True, []),
        *((pk, False, []) for pk in _CONCERNED.rows()),
        *_RECUSED.rows(),
    ]
    readers, handlers = _reading(on)
    unread = unhandled = 0
    oldest = []
    some = Case()  # one for all groups: making a case takes longer than what is asked of it
    for hidden_from, about_centre, kept_from in groups:
        some.hidden_from_id, some.about_centre, some.kept_from = hidden_from, about_centre, kept_from
        if (about_them is not None and some.is_hidden_from(about_them)) or any(map(some.is_reached_by, handlers)):
            continue
        unseen_ones = running.filter(hidden_from=hidden_from, about_centre=about_centre, kept_from=kept_from)
        number, first = unseen_ones.aggregate(n=Count("*"), first=Min("opened_at")).values()
        if not number:
            continue
        oldest.append(first)
        if any(map(some.is_reached_by, readers)):
            unhandled += number
        else:
            unread += number
    days = (on - timezone.localdate(min(oldest))).days if oldest else 0
    return Unseen(unread, unhandled, days, without_a_judge(at=at))


def _running_complaints() -> CaseQuerySet:
    return Case.objects.running().filter(kind=CaseKind.COMPLAINT)


_CONCERNED: Prepared[Any] = Prepared(
    lambda: Department.objects.filter(Exists(_running_complaints().filter(hidden_from=OuterRef("pk")))).values_list(
        "pk", flat=True
    )
)
_RECUSED: Prepared[Any] = Prepared(
    lambda: (
        _running_complaints().exclude(kept_from=[]).values_list("hidden_from", "about_centre", "kept_from").distinct()
    )
)


def leaves_out(grant: Grant) -> bool:
    """Whether complaints about a department are left out of its holder's figures of the whole hall, should there be any."""
    return grant.everywhere and bool(grant.works_for)


def left_out_words(grant: Grant) -> str:
    """
    The same in a sentence, for whoever reads the figures; "" where nothing is left out. It says the same with many and with none:
    how many there are is what they must not learn (decision 164).
    """
    return "反映您有岗位的部门的投诉举报和这些件的红黄牌，不在这里的列表和数字里" if leaves_out(grant) else ""


def hidden_by(departments: Iterable[int], *, reader: Access) -> int | None:
    """How many running complaints are about these departments; None for whoever works for one of them."""
    wanted = set(departments)
    return None if wanted & reader.departments else Case.objects.running().filter(hidden_from__in=wanted).count()


def tell(*, at: datetime) -> int:
    """Write what nobody can see to, as numbers, to whoever can see to it that somebody can: once a day; return how many letters."""
    on = timezone.localdate(at)
    everybody = _overseers(None, at=at)
    each = [(reader, unseen(at=at, reader=access_of(reader, on=on)).words) for reader in everybody]
    if not any(words for _reader, words in each):  # about all of them: somebody has to hear that there is something
        each = [(reader, unseen(at=at).words) for reader in everybody]
    return sum(_write(words, f"{on}", [reader], at=at) for reader, words in each if words)


def tell_of_clock(case: Case, cause: str, event: str, *, at: datetime) -> None:
    """One complaint that nobody can open has a clock that nears its end or is broken: no number of it, nor what it is about."""
    sentence = "有 1 件没有人能看的投诉举报" + ("超过了时限" if event == "breached" else "时限快到了")
    _write([sentence], cause, _overseers(case, at=at), at=at)


def _write(sentences: list[str], cause: str, readers: list[User], *, at: datetime) -> int:
    letters = [
        Letter(
            cause=f"{UNSEEN}:{cause}:{reader.pk}",
            recipient=reader,
            template=UNSEEN,
            facts={UNSEEN: len(sentences), "note": "；".join(sentences)},
            written_at=at,
            not_before=at,
            quiet=is_quiet(),
        )
        for reader in readers
    ]
    return len(Letter.objects.bulk_create(letters, ignore_conflicts=True))


def _overseers(case: Case | None, *, at: datetime) -> list[User]:
    """Who proposes and confirms posts: of one complaint those who do not work for the department, if there are any."""
    on = timezone.localdate(at)
    people = _people(Permission.STAFF_CONFIRM, at=at)
    apart = [each for each in people if case and case.hidden_from_id not in access_of(each, on=on).departments]
    return apart or people


def _reading(on: date) -> tuple[list[Grant], list[Grant]]:
    """What everybody may read of complaints who may read any, and what they may handle."""
    people = accesses_of(_READING.rows(on), on=on)
    readers, handlers = (
        [access.grant(permission) for access in people]
        for permission in (Permission.COMPLAINT_VIEW, Permission.COMPLAINT_HANDLE)
    )
    return readers, handlers


def _who_read() -> QuerySet[User]:
    roles = [role for role, terms in ROLES.items() if Permission.COMPLAINT_VIEW in terms.permissions]
    posts = current_posts(ANY_DAY).filter(role__in=roles)
    return User.objects.filter(posts__in=posts, is_active=True).distinct().only("pk")


_READING = Prepared(_who_read, ANY_DAY)


def _people(permission: Permission, *, at: datetime) -> list[User]:
    people = {post.user for post in holders(permission, None, on=timezone.localdate(at))}
    return sorted(people, key=lambda person: person.pk)
