"""Forms of the acts that stop, move or end the clocks of an application. They check shape only."""

from hall.doors.fields import OneAutofocus, choice, text
from hall.doors.pages import ActForm
from permits.forms import LONG
from permits.models import Ending
from permits.wording import REMEDIES


class TerminateForm(ActForm):
    ground = choice("终止的情形", Ending.Ground.choices, "选择终止的情形", widget=OneAutofocus)
    basis = text("依据条款", limit=200, help_text="选最后一种情形时必填：哪一部法律、法规、规章的哪一条")
    reason = text("理由", "填写终止的理由", limit=LONG, area=True)
    remedies = text(
        "救济途径", "填写救济途径：向谁、在多少日内申请复议或提起诉讼", limit=LONG, area=True, initial=REMEDIES
    )


class VoidForm(ActForm):
    ground = choice("登记错在哪里", Ending.Mistake.choices, "选择登记错在哪里", widget=OneAutofocus)
    reason = text("理由", "填写作废的理由", limit=LONG, area=True, help_text="写明正确的办件编号，或者怎样错的")
