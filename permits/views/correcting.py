"""The page on which an error is put right while the applicant stands at the window."""

from typing import Any

from cases.models import Case
from hall.doors.pages import ActForm
from permits import actions, forms
from permits.views.acts import Act
from permits.views.desk import application_of


class Correct(Act):
    verb, title, button = "correct", "当场更正", "已当场更正"
    form_class = forms.CorrectForm
    template_name = "permits/correct.html"

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        held = application_of(case).received.held().select_related("material")
        return forms.CorrectForm(held=[receipt.material for receipt in held], **kwargs)

    def run(self, case: Case, **given: Any) -> str:
        corrections = {
            int(name.removeprefix("what_")): words
            for name, words in given.items()
            if name.startswith("what_") and words.strip()
        }
        done = actions.correct(
            number=given["number"],
            corrections=corrections,
            by=given["by"],
            at=given["at"],
            version=given["version"],
        )
        return f"已当场更正：{'、'.join(each.material.name for each in done)}。不用告知补正，也不用再跑一趟"
