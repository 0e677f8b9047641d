"""The frame of a verb on an application (cases.turn): what its turn can do besides, and `@verb` bound to the room."""

from typing import Any

from django.utils import timezone

from cases import turn
from hall.flow import Flow
from permits import letters, possible, power
from permits.actions.locking import lock
from permits.documents.numbering import next_number
from permits.models import Application, DocumentKind
from permits.states import BESIDES, FLOW, TO_APPROVE


class Turn(turn.Turn[Application]):
    """One act on one application, under its lock."""

    @property
    def application(self) -> Application:
        return self.subject

    def record(self, verb: str = "", **facts: Any) -> None:
        """An approval in a case of one's own, for want of anybody else (permits.power), says so: `alone`; and the office reads of it."""
        if power.approves_alone(self.application, self.verb, self.by):
            facts["alone"] = True
        super().record(verb, **facts)
        if facts.get("alone"):
            power.tell_the_office(self.application, self.verb, by=self.by, at=self.at)
        if self.application.has_hand_ups and self.verb in TO_APPROVE:
            power.answer_by_doing(self.application, self.verb, by=self.by, at=self.at)

    def number(self, kind: DocumentKind) -> str:
        """Give out the next number of the department's papers of a kind."""
        return next_number(self.case.department, kind, day=timezone.localdate(self.at))

    def letter(self, kind: str, **facts: Any) -> None:
        """Write to the applicant what has happened: last in the verb."""
        letters.tell(self.application, kind, at=self.at, **facts)


def flow_of(name: str) -> Flow:
    return FLOW if name in FLOW.arrows else BESIDES


verb = turn.verb_of(lock=lock, flow_of=flow_of, why_not=possible.why_not, turn=Turn)
