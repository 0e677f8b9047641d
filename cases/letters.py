"""Reading letters: what they say, where they lead, and that they were read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.template.loader import render_to_string

from cases.former_handlers import handed_over_late
from cases.models import Card, CardState, Case, CaseKind, Deadline, Event, Letter
from cases.queries import letters_for
from cases.rules import CARD_WORDS, RULES, SERVICE_COMPANY, limit_name
from cases.wording import before, marked, moment, moment_of
from hall.access import Access
from hall.identifiers import grouped
from hall.models import CalendarChange, PostProposal, PowerProposal, StaffChange, User
from hall.roles import Permission
from hall.sentences import clause

WORKS_IN = (
    (Permission.APPLICATION_HANDLE, "desk"),
    (Permission.APPLICATION_DECIDE, "desk"),
    (Permission.BOARD_VIEW, "oversight"),
)
PROPOSALS = "/administration/proposals/"
THE_CHECK = "/administration/reconciliation/"
OF_WHO_LEFT = "/desk/?owner={}"
A_CALENDAR_CHANGE = "/administration/calendar/changes/{}/"
AS_WRITTEN = (
    "step",
    "who",
    "why",
    "note",
    "after",
    "asks",
    "who_left",
    "cases",
    "late",
    "days",
    "usual",
)  # facts that a letter says in the words they were written in
TABS = {"all": "全部", "unread": "未读", "todo": "还要办的"}
OF_A_BREACH = ("breached", "late_complaint")  # their card is that of the rule
OF_A_CLOCK, OF_A_CASE = ("warned", "breached", "rated_badly", "rated_again"), ("carded", "handed_over", "owner_changed")


@dataclass(frozen=True)
class LetterLine:
    """One letter on the screen. `url`, `card_url` are "" when the reader may no longer open what it is about; without a case, so is `number`."""

    letter: Letter
    words: str
    url: str
    card_url: str
    number: str

    @property
    def arithmetic_url(self) -> str:
        """Where the letter's date opens to its arithmetic; that of a ruling stands on the card's page. "" without a date."""
        if not self.letter.facts.keys() & {"due_at", "card"}:
            return ""
        page = self.card_url if self.letter.template == "appealed" else self.url
        return f"{page}#clocks" if page else ""


def unread_first(user: User, *, at: datetime, on: date) -> QuerySet[Letter]:
    """Return the letters that a person may read now: unread ones first, then the newest."""
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    mine = letters_for(user, at=at, on=on).select_related("case", "read_by")
    return mine.annotate(was_read=was_read).order_by("was_read", "-written_at", "-id")


def tab(letters: QuerySet[Letter], name: str, *, confirms: bool) -> QuerySet[Letter]:
    """Those of a person's letters that a tab holds (a name of TABS). `confirms`: what others propose waits for this person."""
    return letters.filter(_in_tab(name, confirms=confirms))


def counts(letters: QuerySet[Letter], *, confirms: bool) -> dict[str, int]:
    """How many letters each tab holds, in one query."""
    return letters.order_by().aggregate(**{name: Count("pk", filter=_in_tab(name, confirms=confirms)) for name in TABS})


def _in_tab(name: str, *, confirms: bool) -> Q:
    to_do = _still_to_do() | _waits_for_a_draft() | (_waits_for_a_proposal() if confirms else Q(pk__in=[]))
    return {"all": Q(), "unread": Q(read_at__isnull=True), "todo": to_do}[name]


def _waits_for_a_proposal() -> Q:
    """The letter tells of what was proposed, and nobody has confirmed it or turned it down. One's own waits for others."""
    waits = {"decided_at": None, "proposed_at": OuterRef("change__at")}
    of_post = PostProposal.objects.filter(user=OuterRef("change__key"), **waits).exclude(user=OuterRef("recipient"))
    of_power = PowerProposal.objects.filter(pk=OuterRef("change__key"), **waits)
    proposals = Q(change__act="propose")
    return proposals & (
        Q(Exists(of_post), change__subject=StaffChange.Subject.PERSON)
        | Q(Exists(of_power), change__subject=StaffChange.Subject.POWER)
    )


def _waits_for_a_draft() -> Q:
    its_change = Cast(KeyTextTransform("calendar", OuterRef("facts")), BigIntegerField())
    return Q(Exists(CalendarChange.objects.filter(pk=its_change, confirmed_at=None)), template="calendar_asked")


def _still_to_do() -> Q:
    """
    What a letter asks for has not been done: its clock runs, its appeal waits, its case has no result. One that only tells
    what became of something asks for nothing.
    """
    rule = KeyTextTransform("rule", OuterRef("facts"))
    clock = Deadline.objects.running().filter(case=OuterRef("case"), rule=rule)
    its_card = Cast(KeyTextTransform("card", OuterRef("facts")), BigIntegerField())
    appeal = Card.objects.filter(pk=its_card, state=CardState.APPEALED)
    answer = Letter.objects.filter(
        case=OuterRef("case"), template="hand_up_answered", written_at__gte=OuterRef("written_at")
    )
    # its line says until when the applicant has now; the case stands again where it stood
    later_notice = Event.objects.filter(
        case=OuterRef("case"), facts__has_key="correct_by", at__gt=OuterRef("written_at")
    )
    without_result = Q(case__concluded_at__isnull=True, case__closed_at__isnull=True)
    # a closed case has no clock: of years of letters only those of the open cases are looked up
    return (
        Q(Exists(clock), template__in=OF_A_CLOCK, case__closed_at__isnull=True)
        | Q(Exists(appeal), template="appealed")
        | Q(without_result, template__in=OF_A_CASE)
        | Q(
            ~Exists(later_notice),
            without_result,
            template="corrections_over",
            case__state=KeyTextTransform("state", "facts"),
        )
        | Q(~Exists(answer), without_result, template="handed_up")
    )


def letter_lines(letters: Iterable[Letter], *, access: Access) -> list[LetterLine]:
    """Return letters with their words and links; one query more, whatever their number, and one for those of broken clocks."""
    page = list(letters)
    about_cards = [letter for letter in page if "card" in letter.facts or letter.template in OF_A_BREACH]
    of_them = Card.objects.filter(case__in={letter.case_id for letter in about_cards}).select_related(
        "case", "deadline"
    )
    cards = list(of_them.order_by("issued_at", "pk"))
    by_key = {card.pk: card for card in cards}
    proposals = PROPOSALS if access.grant(Permission.STAFF_CONFIRM) else ""  # of a letter without a case
    by_change = _calendar_urls(page)
    # a broken clock's letter names its rule, and stands in the name of the unit that broke it
    by_breach: dict[tuple, Card] = {(card.case_id, card.rule, card.department_id): card for card in cards}
    handed_over = handed_over_late(by_breach[key] for key in map(_breach, page) if key in by_breach)

    def before_the_breach(letter: Letter) -> str:
        """Who had the clock until shortly before it was broken; of another letter nothing."""
        card = by_breach.get(_breach(letter))
        late = handed_over.get(card.pk, "") if card else ""
        return f"{late}。" if late else ""

    return [
        LetterLine(
            letter,
            words(letter, by_key) + before_the_breach(letter),
            url_of(letter.case, access),
            card_url(by_key.get(letter.facts.get("card", 0)) or by_breach.get(_breach(letter)), access),
            grouped(letter.case.number),
        )
        if letter.case
        else LetterLine(
            letter,
            words(letter, by_key) + _what_became_of_it(letter, by_change),
            _page_without_case(letter, by_change, proposals),
            "",
            "",
        )
        for letter in page
    ]


def _page_without_case(letter: Letter, by_change: dict[int, str], proposals: str) -> str:
    """
    Where a letter leads that is about no case: to the nightly check, the cases of who left, a change of the calendar, or
    the proposed posts.
    """
    if "unseen" in letter.facts:
        return ""
    if "conduct" in letter.facts:
        return letter.facts["conduct"]
    if "check" in letter.facts:
        return THE_CHECK
    if "leaver" in letter.facts:
        return OF_WHO_LEFT.format(letter.facts["leaver"])
    return by_change[letter.facts["calendar"]] if "calendar" in letter.facts else proposals


def _what_became_of_it(letter: Letter, by_change: dict[int, str]) -> str:
    """Who was asked to look at a draft is not to search for one that was thrown away."""
    return "这份草稿后来丢弃了，不用再办。" if by_change.get(letter.facts.get("calendar", 0)) == "" else ""


def _calendar_urls(page: Iterable[Letter]) -> dict[int, str]:
    """The pages of the changes of the calendar that letters are about; a draft may have been thrown away since."""
    changes = {letter.facts["calendar"] for letter in page if "calendar" in letter.facts}
    there = CalendarChange.objects.filter(pk__in=changes).values_list("pk", flat=True) if changes else ()
    return {change: A_CALENDAR_CHANGE.format(change) for change in changes & set(there)} | dict.fromkeys(
        changes - set(there), ""
    )


def words(letter: Letter, cards: dict[int, Card]) -> str:
    """Return what a letter says: its template under templates/letters/ filled with its facts."""
    empty = ("rule", "due", "before", "level", "cause", "at", "reason", "no_card", *AS_WRITTEN)
    facts: dict[str, Any] = dict.fromkeys(empty, "") | {"title": letter.case.title if letter.case else ""}
    facts |= {name: _in_a_sentence(letter.facts[name]) for name in AS_WRITTEN if name in letter.facts}
    facts["lowered"] = letter.facts.get("lowered", False)  # a red card that goes back to yellow
    if "rule" in letter.facts:
        terms = RULES[letter.facts["rule"]]
        level = letter.facts.get("level", terms.card)
        facts |= {"rule": limit_name(letter.facts["rule"]), "level": CARD_WORDS[level] if level else ""}
        facts["no_card"] = terms.no_card
        if letter.facts.get("informs"):
            facts |= {"level": "", "no_card": SERVICE_COMPANY}
    if "due_at" in letter.facts:
        due_at, provisional = letter.facts["due_at"], letter.facts.get("provisional")
        facts |= {"due": marked(moment_of(due_at), provisional)}
        facts |= {"before": before(datetime.fromisoformat(due_at), provisional)}
    card = cards.get(letter.facts.get("card", 0))
    if card is not None:
        facts |= {"level": CARD_WORDS[card.level], "cause": clause(card.cause), "at": moment(card.breached_at)}
        facts["reason"] = clause(card.withdrawn_because)
    return render_to_string(f"letters/{letter.template}.txt", facts).strip()


def _in_a_sentence(fact: Any) -> Any:
    return clause(fact) if isinstance(fact, str) else fact


def _breach(letter: Letter) -> tuple:
    rule = letter.facts.get("rule", "") if letter.template in OF_A_BREACH else ""
    return letter.case_id, rule, letter.department_id


def card_url(card: Card | None, access: Access) -> str:
    """Return the page of a card; "" for whom it is not open to."""
    may = card is not None and card.is_open_to(access.grant(Permission.BOARD_VIEW))
    return f"/oversight/cards/{card.pk}/" if card is not None and may else ""


def url_of(case: Case, access: Access) -> str:
    """Return the page on which this reader works with the case: the desk, the complaint centre, or the board."""
    if case.kind == CaseKind.COMPLAINT:
        if case.is_reached_by(access.grant(Permission.COMPLAINT_VIEW)):
            return f"/centre/{case.number}/"
        may = case.is_reached_by(access.grant(Permission.BOARD_VIEW))
        return f"/oversight/cases/{case.number}/" if may else ""
    if case.kind == CaseKind.RATING:
        return f"/ratings/{case.number}/" if case.is_reached_by(access.grant(Permission.RATING_VIEW)) else ""
    if case.kind == CaseKind.CONDUCT:
        return f"/conduct/cases/{case.number}/" if case.is_reached_by(access.grant(Permission.BOARD_VIEW)) else ""
    if case.kind == CaseKind.ENQUIRY and access.grant(Permission.APPLICATION_HANDLE):
        return f"/desk/enquiries/{case.number}/"
    for permission, room in WORKS_IN:
        # the desk's page of an enquiry is another one, for those who answer it
        if access.grant(permission).covers(case.department_id) and (case.kind, room) != (CaseKind.ENQUIRY, "desk"):
            return f"/{room}/cases/{case.number}/"
    return ""


def linked_cards(case: Case, access: Access) -> list[tuple[Card, str]]:
    """The cards of a case, each with its page, for the pages of whoever works on it."""
    cards = list(case.cards.all())
    for card in cards:
        card.case = case
    return [(card, card_url(card, access)) for card in cards]


@transaction.atomic
def read(letters: QuerySet[Letter], *, by: User, at: datetime) -> int:
    """Note that these letters were read; one that somebody has read before keeps its reader. Returns how many were new."""
    unread = letters.filter(read_at__isnull=True).select_for_update(of=("self",))
    return Letter.objects.filter(pk__in=[letter.pk for letter in unread]).update(read_at=at, read_by=by)
