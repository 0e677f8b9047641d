"""Putting right how the applicant is reached: what it asks for, and how it is told."""

from typing import Any

from hall.doors.acts import Act, Field, Kind, Occasion, Telling
from hall.doors.pages import ActForm
from hall.doors.shapes import ActInput, Text, YesNo
from permits.actions import contact
from permits.acts.telling import reason_for
from permits.forms import ContactForm
from permits.states import BESIDES
from permits.wording import contact_words


class ChangeContactInput(ActInput):
    """What is left out stays as it is; the reason is due."""

    reason = Text(label="更正的原因", max_length=300, help_text="Who asked for it, and what they showed.")
    phone = Text(label="手机号", max_length=30, required=False)
    email = Text(label="电子邮箱", max_length=120, required=False, allow_blank=True, help_text='"": none from now on.')
    no_sms = YesNo(label="不要短信", required=False, help_text="True: the applicant wants no SMS.")


def _contact_form(_act: Act, occasion: Occasion, **more: Any) -> ActForm:
    return ContactForm(application=occasion.subject, **more)


def _to_agent(application: Any) -> str:
    return "；短信仍然发给代理人" if application.letters_to_agent else ""


CHANGE_CONTACT = Act(
    BESIDES,
    contact.change_contact,
    "Change how the applicant is reached",
    (
        "Change telephone, mail address or the wish for SMS of an open case; what is left out stays. Letters that still wait"
        " go to the new address; a last one tells whoever is reached there no more."
    ),
    # page and program ask differently: an empty field of the page keeps what is registered, and a tick takes the address away
    asks=(
        Field("phone", "手机", most=30),
        Field("email", "电子邮箱", most=120),
        Field("no_sms", "申请人不要短信告知进度", Kind.YES),
        reason_for("更正的原因", "更正的原因", most=300),
    ),
    button="更正",
    form=_contact_form,
    shape=ChangeContactInput,
    done=lambda _occasion, application, _fields: (
        f"已更正，今后用 {application.phone_masked} 联系"
        + ("，不发短信" if application.no_sms else _to_agent(application))
    ),
    telling=Telling(
        staff=lambda facts: (
            f"由{contact_words(facts['before'])}改为{contact_words(facts['after'])}"
            + (f"；{facts['reason']}" if facts.get("reason") else "")  # before 2026-12 none was asked for
        ),
        applicant=lambda facts: ("更正联系方式", f"今后用{contact_words(facts['after'])}联系您"),
    ),
    synonyms=("更正联系方式",),
)
