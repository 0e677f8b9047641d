"""The pages that end an application before it is accepted, each with what has to be written."""

from typing import Any

from cases.clocks import A_SECOND
from cases.models import Case
from cases.wording import marked, moment
from hall import calendar
from permits import actions, deadlines, forms
from permits.views.acts import Act
from permits.views.desk import application_of


class Decline(Act):
    verb, title, button = "decline", "不予受理", "不予受理"
    form_class = forms.DeclineForm

    def run(self, case: Case, **given: Any) -> str:
        actions.decline(**given)
        return "已作出不予受理决定，办件结束。把决定书交给申请人"


class NotRequired(Act):
    verb, title, button = "not_required", "告知无需许可", "告知并结束"
    form_class = forms.NotRequiredForm

    def run(self, case: Case, **given: Any) -> str:
        actions.not_required(**given)
        return "已告知申请人不需要取得许可，办件结束"


class CloseNotCorrected(Act):
    """Offered when the applicant's own period is over; before that the page says until when it runs."""

    verb, title, button = "close_not_corrected", "逾期未补正结案", "结案"
    form_class = forms.CloseNotCorrectedForm

    def not_now(self, case: Case) -> str:
        notice = application_of(case).notices.order_by("-number").first()
        said = super().not_now(case)
        if said or notice is None or self.request.method != "GET":
            return said
        until = deadlines.correction_due(told_at=notice.at, calendar=calendar.current())
        if self.at >= until.due_at + A_SECOND:
            return ""
        return f"补正期限到 {marked(moment(until.due_at), until.provisional)}，还没有过，不能按逾期未补正结案"

    def run(self, case: Case, **given: Any) -> str:
        actions.close_not_corrected(**given)
        return "已按逾期未补正结案。把决定书送给申请人；材料备齐以后可以重新申请"
