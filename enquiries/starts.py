"""When each clock of an enquiry began, from its rows: for one that a release has brought meanwhile (cases.missing)."""

from collections.abc import Callable

from cases.missing import Start
from cases.models import Case
from cases.rules import Rule
from enquiries import deadlines
from enquiries.models import OPEN, Enquiry, EnquiryChannel, HandOver


def start_of(case: Case, rule: str) -> Start | None:
    """Return how the clock of a rule that the nightly check misses would have been started; None where no row says it."""
    return STARTS[rule](Enquiry.objects.defer("id_number", "phone").get(case=case), case) if rule in STARTS else None


def _answer(enquiry: Enquiry, case: Case) -> Start | None:
    return Start(deadlines.answer(in_writing=enquiry.in_writing), case.opened_at)


def _hand_over(enquiry: Enquiry, _case: Case) -> Start | None:
    """Not to take it is the breach of those that it was handed to."""
    link = HandOver.objects.select_related("to_department", "to_person").filter(OPEN, enquiry=enquiry).first()
    if link is None:
        return None
    clock = deadlines.take(on_site=enquiry.channel == EnquiryChannel.COUNTER)
    return Start(clock, link.at, (link.to_department, link.to_person))


STARTS: dict[str, Callable[[Enquiry, Case], Start | None]] = {
    Rule.ENQUIRY_ANSWER: _answer,
    Rule.ENQUIRY_HAND_OVER: _hand_over,
}
