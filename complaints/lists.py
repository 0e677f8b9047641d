"""What each list of the centre holds, read so that a page costs the same among a thousand complaints and among a million."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from cases.models import Case, CaseKind
from cases.numbering import may_be_a_number, may_be_an_end, numbers_ending_in
from cases.queries import midnight_after
from complaints.queries import TABS, tab_of
from complaints.selection import ABOUT_NOBODY, MINE, NOBODY, Selection
from hall.access import Grant
from hall.identifiers import tidy
from hall.models import User
from worklists.listing import COUNTED, TAB_COUNTED, Listing, Narrowed, count, counting

OF_THE_CENTRE = [None]  # no department has a complaint's clocks: they are the centre's
ENDED = {"declined", "closed", "all"}  # tabs that show what has come to its end, the newest first


class CentreLists:
    """The lists of one person at one instant. `cases` are the complaints that the person may read."""

    def __init__(self, cases: QuerySet[Case], grant: Grant, user: User, *, at: datetime, on: date) -> None:
        self.cases, self.grant, self.user, self.at, self.on = cases, grant, user, at, on

    def listing(self, selection: Selection) -> Listing:
        """The cases of a list in its order: what is due first stands first; of what has ended, the newest."""
        ended = selection.tab in ENDED or is_a_number(selection)
        narrowed = self._tab(selection).also(self._filtered(selection))
        # which of the clocks are those of `cases`: what hides a complaint from somebody hides its clock
        works_for = sorted(self.grant.works_for)
        sort = "-opened" if ended else "due"
        return Listing(CaseKind.COMPLAINT, self.cases, OF_THE_CENTRE, narrowed, sort=sort, works_for=works_for)

    def counts(self, selection: Selection) -> tuple[dict[str, int], int]:
        """How many cases each tab holds, up to TAB_COUNTED, and how many this list holds, up to COUNTED; in one question."""
        tabs = {tab: counting(self.listing(Selection(tab=tab)), TAB_COUNTED) for tab in TABS}
        numbers = count({**tabs, "": counting(self.listing(selection), COUNTED)}, {})
        return {tab: numbers[tab] for tab in TABS}, numbers[""]

    def _tab(self, selection: Selection) -> Narrowed:
        if is_a_number(selection):
            return Narrowed(running=False)
        due = {"today": (self.at, midnight_after(self.at)), "late": (None, self.at)}
        running = selection.tab not in ENDED
        where = tab_of(selection.tab, on=self.on)
        # the walk along the clocks asks nobody's permission but this
        reach = Q() if self.grant.reaches_both else Q(about_centre__in=sorted(self.grant.about_centre))
        reach &= ~Q(kept_from__contains=[self.user.pk])
        return Narrowed(where & reach, due.get(selection.tab), running)

    def _filtered(self, selection: Selection) -> Q:
        where = Q()
        if selection.q:
            where &= _of_the_number(selection, on=self.on)
        if selection.about == ABOUT_NOBODY:
            where &= Q(complaint__about_department=None, about_centre=False)
        if selection.owner:
            where &= Q(owner={MINE: self.user.pk, NOBODY: None}[selection.owner])
        conditions = {
            "complaint__kind": selection.kind,
            "complaint__category": selection.category,
            "complaint__about_department__code": "" if selection.about == ABOUT_NOBODY else selection.about,
            "opened_at__date__gte": selection.since,
            "opened_at__date__lte": selection.until,
        }
        return where & Q(**{name: value for name, value in conditions.items() if value})


def is_a_number(selection: Selection) -> bool:
    """Whether a case number is looked for, whole or by its end: it is shown wherever it stands."""
    number = tidy(selection.q)
    return may_be_a_number(number) or may_be_an_end(number)


def _of_the_number(selection: Selection, *, on: date) -> Q:
    number = tidy(selection.q)
    if may_be_a_number(number):
        return Q(number=number)
    return Q(number__in=numbers_ending_in(number, on=on)) if may_be_an_end(number) else Q(pk__in=[])
