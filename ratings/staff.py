"""Whether somebody of the hall stands behind an application: nobody rates what they or a colleague did (field.md b-4, b-7)."""

from cases.models import StaffContact
from hall.identifiers import mask_phone
from hall.models import User
from permits.agents import agent_of
from permits.applicants import phone_hash
from permits.models import Application


def colleague_behind(application: Application) -> User | None:
    """Whose of the hall's people the telephone of the applicant or of the agent is; None where it is nobody's that is entered."""
    agent = agent_of(application)
    numbers = [(application.phone, application.phone_hash)] + ([(agent.phone, agent.phone_hash)] if agent else [])
    return next((who for phone, wanted in numbers if (who := _of_staff(phone, wanted)) is not None), None)


def _of_staff(phone: str, wanted: str) -> User | None:
    """Their contacts are sealed: those of the same mask are opened."""
    alike = StaffContact.objects.filter(phone_masked=mask_phone(phone)).select_related("user") if phone else ()
    return next((contact.user for contact in alike if phone_hash(contact.phone) == wanted), None)
