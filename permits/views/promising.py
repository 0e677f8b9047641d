"""The pages of what an applicant promises in writing: a paper that follows, or that the conditions are met."""

from typing import Any

from cases.models import Case
from hall.doors.pages import ActForm
from permits import actions, forms, gaps
from permits.models import Channel
from permits.queries import handling_clocks, missing_materials, window_for
from permits.views.acts import Act, VisitAct, running, visit_words
from permits.views.desk import application_of
from permits.wording import clocks_words, limit_preview


class AcceptWithPromise(Act):
    """What both kinds of acceptance show before they are confirmed: the limits that start, and the papers that are missing."""

    template_name = "permits/accept_promised.html"

    def context(self, case: Case) -> dict[str, Any]:
        application = application_of(case)
        limits = [limit_preview(clock, at=self.at) for clock in handling_clocks(application.item_version)]
        absent = missing_materials(application)
        return {**super().context(case), "limits": limits, "absent": absent}

    def not_now(self, case: Case) -> str:
        said = super().not_now(case)
        if said or self.request.method != "GET":
            return said
        return self.wrong(case, missing_materials(application_of(case)))

    def wrong(self, case: Case, absent: list[Any]) -> str:
        """Why the act cannot be done whatever is typed; "" when it can."""
        return "" if absent else "材料已经收齐，直接受理"


class AcceptWithGaps(AcceptWithPromise):
    verb, title, button = "accept_with_gaps", "容缺受理", "容缺受理"
    form_class = forms.ToleranceForm

    def wrong(self, case: Case, absent: list[Any]) -> str:
        main = [material.name for material in absent if not material.tolerable]
        if main:
            return f"“{'、'.join(main)}”不在容缺清单上，要先收齐；只有公布为可容缺的材料可以后补"
        return super().wrong(case, absent)

    def run(self, case: Case, **given: Any) -> str:
        actions.accept_with_gaps(**given)
        return "已容缺受理。" + clocks_words(running(case))


class AcceptOnCommitment(AcceptWithPromise):
    verb, title, button = "accept_on_commitment", "告知承诺受理", "按告知承诺受理"
    form_class = forms.CommitmentForm

    def wrong(self, case: Case, absent: list[Any]) -> str:
        if not application_of(case).item_version.informed_commitment:
            return "这个事项没有实行告知承诺"
        return super().wrong(case, absent)

    def run(self, case: Case, **given: Any) -> str:
        actions.accept_on_commitment(**given)
        return "已按告知承诺受理，可以当场决定。作出决定以后要核查承诺"


class Supplement(VisitAct):
    verb, title, button = "supplement", "收下后补的材料", "收下材料"
    form_class = forms.ReceiveForm

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        application = application_of(case)
        return forms.ReceiveForm(absent=gaps.still_owed(application), **self.third_visit(application), **kwargs)

    def run(self, case: Case, **given: Any) -> str:
        application = actions.supplement(window=window_for(self.access, case), **given)
        owed = "、".join(material.name for material in gaps.still_owed(application))
        said = f"已收下 {len(given['materials'])} 份材料。" + (f"还缺：{owed}。" if owed else "后补的材料齐了。")
        if given["channel"] == Channel.WINDOW:
            said += visit_words(application.visits.order_by("-pk")[0]) + "。"
        return said


class TellOverdue(Act):
    verb, title, button = "tell_overdue", "告知容缺逾期", "已告知"
    form_class = forms.TellOverdueForm

    def run(self, case: Case, **given: Any) -> str:
        actions.tell_overdue(**given)
        return "已记录：告知申请人容缺材料没有补齐，补齐之前不交付证照"


class Verify(Act):
    verb, title, button = "verify", "核查承诺", "记录核查"
    form_class = forms.VerifyForm

    def run(self, case: Case, **given: Any) -> str:
        commitment = actions.verify(**{**given, "holds": given["holds"] == "yes"})
        return "已核查，承诺属实" if commitment.holds else "已核查，承诺不属实。按规定处理取得的许可"
