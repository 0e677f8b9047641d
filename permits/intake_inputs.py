"""What a program sends for the acts of the taking-in."""

from typing import Any

from hall.inputs import ActInput, Day, Input, Several, Text, YesNo, optional_text
from permits.inputs import LONG, MOST_PAPERS, ReceiveInput, each_once, position

REMEDIES = "救济途径：向谁、在多少日内申请复议或提起诉讼"


class CorrectionInput(Input):
    material = position()
    what = Text(label="错在哪里、改成什么", max_length=200)


class CorrectInput(ActInput):
    corrections = Several(child=CorrectionInput(), label="当场更正的材料", min_length=1, max_length=MOST_PAPERS)

    def validate_corrections(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return each_once(lines)


class NotRequiredInput(ActInput):
    reason = Text(label="为什么不需要取得许可、依据是什么", max_length=LONG)


class CloseNotCorrectedInput(ActInput):
    reason = optional_text("理由", most=LONG, help_text="Left out: the papers of the notice did not come in time.")
    remedies = Text(label=REMEDIES, max_length=LONG)


class AcceptWithGapsInput(ActInput):
    pledge = Text(label="承诺书编号", max_length=120)
    pledged_on = Day(label="承诺补齐的日期", help_text="Not after the promised limit.")
    voluntary = YesNo(label="申请人是否自愿", help_text="The applicant offered it.")


class AcceptOnCommitmentInput(ActInput):
    pledge = Text(label="承诺书编号", max_length=120)


class SupplementInput(ReceiveInput):
    """As for receiving: papers that the applicant promised to bring."""


class TellOverdueInput(ActInput):
    how = Text(label="怎么告知的", max_length=200)


class VerifyInput(ActInput):
    holds = YesNo(label="承诺是否属实")
    finding = Text(label="核查情况", max_length=300)
