"""The acts of the taking-in for programs: what is put right on the spot, and what ends before acceptance."""

from cases.models import Case
from hall.roles import Permission
from permits import actions
from permits.api import ApplicationAct, Given, act
from permits.intake_inputs import (
    AcceptOnCommitmentInput,
    AcceptWithGapsInput,
    CloseNotCorrectedInput,
    CorrectInput,
    NotRequiredInput,
    SupplementInput,
    TellOverdueInput,
    VerifyInput,
)


@act("correct", "Put errors right on the spot")
class Correct(ApplicationAct):
    """Note errors that the applicant put right at the window at once (行政许可法 art. 32): no notice, no further trip."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = CorrectInput
    verb = actions.correct

    def given(self, case: Case, sent: Given) -> Given:
        return sent | {"corrections": {line["material"]: line["what"] for line in sent["corrections"]}}


@act("not_required", "Tell that no licence is needed")
class NotRequired(ApplicationAct):
    """Tell the applicant at once that the matter needs no licence (行政许可法 art. 32). It is not accepted; it ends."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = NotRequiredInput
    verb = actions.not_required


@act("close_not_corrected", "Close as not corrected in time")
class CloseNotCorrected(ApplicationAct):
    """Close an application whose corrections have not come within 30 natural days of the notice. Refused before that."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = CloseNotCorrectedInput
    verb = actions.close_not_corrected


@act("accept_with_gaps", "Accept while a listed paper is missing")
class AcceptWithGaps(ApplicationAct):
    """Accept although papers of the item's tolerance list are missing, against a voluntary written promise (容缺受理)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = AcceptWithGapsInput
    verb = actions.accept_with_gaps


@act("accept_on_commitment", "Accept on a written commitment")
class AcceptOnCommitment(ApplicationAct):
    """Accept on the applicant's written promise that the conditions are met (告知承诺); verified afterwards."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = AcceptOnCommitmentInput
    verb = actions.accept_on_commitment


@act("supplement", "Take promised papers in")
class Supplement(ApplicationAct):
    """Take in papers that were promised to follow. The last of them meets the clock of the promise."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = SupplementInput
    verb = actions.supplement

    def given(self, case: Case, sent: Given) -> Given:
        return sent | {"window": self.window(case, sent.get("window"))}


@act("tell_overdue", "Tell that the promised paper did not come")
class TellOverdue(ApplicationAct):
    """Note that the applicant was told: the promised paper did not come, no licence is handed over until it does."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = TellOverdueInput
    verb = actions.tell_overdue


@act("verify", "Verify a commitment")
class Verify(ApplicationAct):
    """Note that the commitment was verified after the decision, whether it holds, and what was found."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = VerifyInput
    verb = actions.verify


VERBS: dict[str, type[ApplicationAct]] = {
    "correct": Correct,
    "accept_with_gaps": AcceptWithGaps,
    "accept_on_commitment": AcceptOnCommitment,
    "supplement": Supplement,
    "tell_overdue": TellOverdue,
    "verify": Verify,
    "not_required": NotRequired,
    "close_not_corrected": CloseNotCorrected,
}
