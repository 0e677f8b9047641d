"""
Passing letters on to staff outside the product: from the rows that cases.sweep and cases.owing wrote, in a task of its own.

Who may read a letter inside is who it is passed on to (cases.queries.letters_for), unless they have read it already. A person who
wants nothing outside costs nothing here: only those with a contact are asked for. A person or a letter that fails is passed over
and noted (cases.troubles).
"""

from datetime import datetime
from functools import partial
from typing import cast

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from cases import letters as post
from cases import troubles
from cases.dispatch_wording import STAFF_SUBJECTS
from cases.models import Card, Case, CaseKind, Dispatch, Doing, Letter, StaffContact
from cases.outgoing import TO_STAFF_WITHIN, Contact, Words, write_staff
from cases.queries import letters_for
from cases.troubles import Subject
from hall.models import User

MOST_OUTSIDE = 30  # letters that one person gets outside on a day: in a storm of them the rest is read inside
SOMETHING_NEW = "有一条新消息，登录系统在“消息”里查看。"


def pass_on(*, at: datetime) -> int:
    """Write to staff by SMS or mail the letters of the last day; return how many letters and readers. Safe to run at any time."""
    _forget_old_troubles(at=at)
    readers = StaffContact.objects.filter(user__is_active=True).order_by("pk").values_list("pk", flat=True)
    written: list[int] = []

    def act(reader: int) -> bool:
        written.append(_pass_on_to(StaffContact.objects.select_related("user").get(pk=reader), at=at))
        return bool(written[-1])

    troubles.at_each(Doing.STAFF_POST, [Subject(reader) for reader in readers], act, at=at)
    return sum(written)


def _pass_on_to(contact: StaffContact, *, at: datetime) -> int:
    """Write to one person; return how many letters."""
    reader, to = contact.user, Contact(contact.phone, contact.email)
    if not to.ways():
        return 0
    today = timezone.localdate(at)
    room = MOST_OUTSIDE - _passed_on(reader, since=at - TO_STAFF_WITHIN)
    if room <= 0:
        return 0
    mine = letters_for(reader, at=at, on=today).filter(case__isnull=False).exclude(dispatches__recipient=reader)
    new = mine.filter(read_at__isnull=True, quiet=False, written_at__gt=at - TO_STAFF_WITHIN)
    noted = troubles.standing(Doing.STAFF_LETTER)
    new = new.exclude(pk__in=[key for key, trouble in noted.items() if troubles.rests(trouble, at=at)])
    page = list(new.select_related("case__hall").order_by("written_at", "id")[:room])
    cards = Card.objects.in_bulk([letter.facts["card"] for letter in page if "card" in letter.facts])

    def write(letter: Letter) -> bool:
        write_staff(letter, words_of(letter, cards), to=to, reader=reader, at=at)
        return True

    return sum(
        bool(
            troubles.attempt(
                Doing.STAFF_LETTER,
                Subject(letter.pk, letter.case_id),
                partial(write, letter),
                at=at,
                noted=letter.pk in noted,
            )
        )
        for letter in page
    )


def _forget_old_troubles(*, at: datetime) -> None:
    """A letter that was read inside, or is older than what is passed on, is in no trouble any more."""
    noted = troubles.standing(Doing.STAFF_LETTER)
    if noted:
        still = Letter.objects.filter(pk__in=noted, read_at__isnull=True, written_at__gt=at - TO_STAFF_WITHIN)
        troubles.end(Doing.STAFF_LETTER, noted.keys() - set(still.values_list("pk", flat=True)), at=at)


def _passed_on(reader: User, *, since: datetime) -> int:
    rows = Dispatch.objects.filter(recipient=reader, written_at__gt=since)
    return rows.aggregate(letters=Count("letter", distinct=True))["letters"]


def words_of(letter: Letter, cards: dict[int, Card]) -> Words:
    """What a letter says outside: the same as inside for an application; nothing at all of a complaint or a report."""
    case = cast(Case, letter.case)  # one that is about no case is read inside only (cases.staff_news)
    speaks = case.kind == CaseKind.APPLICATION and not case.confidential
    text = f"尾号{case.number[-5:]}：{post.words(letter, cards)}" if speaks else SOMETHING_NEW
    sign = settings.SMS_SIGN or case.hall.name
    return Words(
        kind=f"staff-{letter.template}" if speaks else "staff-news",
        subject=STAFF_SUBJECTS[letter.template] if speaks else "新消息",
        sms=f"【{sign}】{text}",
        mail=f"{text}\n\n{sign}\n这封邮件由系统发出，不用回复。",
        facts={"tail": case.number[-5:], "text": text} if speaks else {},
    )
