"""How the applicant is reached, for programs."""

from hall.roles import Permission
from permits import actions
from permits.api import ApplicationAct, act
from permits.intake_inputs import ApplicantContactInput


@act("change_contact", "Change how the applicant is reached")
class ChangeContact(ApplicationAct):
    """
    Change telephone, mail address or the wish for SMS of an open case; what is left out stays. Letters that still wait go to
    the new address.
    """

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = ApplicantContactInput
    verb = actions.change_contact


VERBS: dict[str, type[ApplicationAct]] = {
    "contact": ChangeContact,
}
