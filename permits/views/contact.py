"""更正联系方式: how the applicant of a case is reached from now on."""

from typing import Any

from cases.models import Case
from hall.doors.pages import ActForm
from hall.roles import Permission
from permits import actions
from permits.forms import ContactForm
from permits.views.authority import AuthorityAct
from permits.views.desk import application_of


class ChangeContact(AuthorityAct):
    title, button = "更正联系方式", "更正"
    permission = Permission.APPLICATION_HANDLE
    form_class = ContactForm

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return ContactForm(application=application_of(case), **kwargs)

    def suggested(self, case: Case) -> dict[str, Any]:
        return {"no_sms": application_of(case).no_sms}

    def why_not(self, case: Case) -> str:
        return "这件已经办完，不再给申请人发信，联系方式不用改" if case.closed_at else ""

    def run(self, case: Case, **given: Any) -> str:
        email = "" if given.pop("no_email", False) else given.pop("email") or None
        given.pop("email", None)
        changed = actions.change_contact(phone=given.pop("phone") or None, email=email, **given)
        return f"已更正，今后用 {changed.phone_masked} 联系" + ("，不发短信" if changed.no_sms else "")
