"""What an application is taken in from, as one value: what somebody hands in at the counter, sends, or a ledger tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from permits.applicants import Applicant, Representative
from permits.models import Channel, Visit
from permits.visits import NOT_SAID, Why


@dataclass(frozen=True)
class Registration:
    """
    :param materials: positions of the materials that were handed in. :param forms: in which form (see permits.papers).
    :param offers_delivery: the receipt offers courier and e-document in writing (ours does; an old ledger's may not have).
    :param why: why this is a trip beyond what is allowed, if the person asked at the counter before, or takes up again an
        application that ended without a decision (rules §4.1).
    :param insists: the applicant insists although a bar holds: taken in, to be declined in writing with its remedies.
    :param agent: who acts for the applicant.
    """

    item_code: str
    applicant: Applicant
    materials: Sequence[int] = ()
    forms: Mapping[int, str] = field(default_factory=dict)
    channel: str = Channel.WINDOW
    purpose: str = Visit.Purpose.SUBMIT
    note: str = ""
    offers_delivery: bool = True
    why: Why = NOT_SAID
    insists: bool = False
    agent: Representative | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """What one form's key stands for. Without the window: whoever moved to another one since has sent the same form."""
        papers = (list(self.materials), sorted(self.forms.items()))
        why, agent = self.why, self.agent and vars(self.agent)
        return (
            self.item_code, vars(self.applicant), papers, self.channel, self.purpose, self.note,
            why.cause, why.missing, why.basis, agent,
        )  # fmt: skip
