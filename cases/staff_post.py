"""
Passing letters on to staff outside the product: from the rows that cases.sweep and cases.owing wrote, in a task of its own.

Who may read a letter inside is who it is passed on to (cases.queries.letters_for), unless they have read it already. A person who
wants nothing outside costs nothing here: only those with a contact are asked for.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from cases import letters as post
from cases.dispatch_wording import STAFF_SUBJECTS
from cases.models import Card, CaseKind, Dispatch, Letter, StaffContact
from cases.outgoing import TO_STAFF_WITHIN, Contact, Words, write_staff
from cases.queries import letters_for
from hall.models import User

MOST_OUTSIDE = 30  # letters that one person gets outside on a day: in a storm of them the rest is read inside
SOMETHING_NEW = "有一条新消息，登录系统在“消息”里查看。"


def pass_on(*, at: datetime) -> int:
    """Write to staff by SMS or mail the letters of the last day; return how many letters and readers. Safe to run at any time."""
    written = 0
    for contact in StaffContact.objects.filter(user__is_active=True).select_related("user"):
        to = Contact(contact.phone, contact.email)
        if to.ways():
            written += _pass_on_to(contact.user, to, at=at)
    return written


def _pass_on_to(reader: User, to: Contact, *, at: datetime) -> int:
    today = timezone.localdate(at)
    room = MOST_OUTSIDE - _passed_on(reader, since=at - TO_STAFF_WITHIN)
    if room <= 0:
        return 0
    mine = letters_for(reader, at=at, on=today).exclude(dispatches__recipient=reader)
    new = mine.filter(read_at__isnull=True, quiet=False, written_at__gt=at - TO_STAFF_WITHIN)
    page = list(new.select_related("case__hall").order_by("written_at", "id")[:room])
    cards = Card.objects.in_bulk([letter.facts["card"] for letter in page if "card" in letter.facts])
    for letter in page:
        write_staff(letter, words_of(letter, cards), to=to, reader=reader, at=at)
    return len(page)


def _passed_on(reader: User, *, since: datetime) -> int:
    rows = Dispatch.objects.filter(recipient=reader, written_at__gt=since)
    return rows.aggregate(letters=Count("letter", distinct=True))["letters"]


def words_of(letter: Letter, cards: dict[int, Card]) -> Words:
    """What a letter says outside: the same as inside for an application; nothing at all of a complaint or a report."""
    case = letter.case
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
