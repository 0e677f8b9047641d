"""Which papers an application has. The papers themselves, their numbers and their prints stand in papers.models."""

from django.db import models


class DocumentKind(models.TextChoices):
    """文书种类. What each says, and when it can be printed: permits.documents.register."""

    RECEIPT = "receipt", "收件凭证"
    NOTICE = "notice", "一次性告知书"
    ACCEPTANCE = "acceptance", "受理通知书"
    NON_ACCEPTANCE = "non_acceptance", "不予受理决定书"
    SPECIAL_PROCEDURE = "special_procedure", "特别程序告知书"
    EXTENSION = "extension", "延长审批告知书"
    GRANT = "grant", "准予决定书"
    REFUSAL = "refusal", "不予许可决定书"
    DELIVERY_RECEIPT = "delivery_receipt", "送达回证"
    TOLERANCE_PROMISE = "tolerance_promise", "容缺受理承诺书"
    WITHDRAWAL = "withdrawal", "撤回申请确认书"
    TERMINATION = "termination", "终止办理通知书"
    VOIDING = "voiding", "作废审批单"
    HEARING_RIGHT = "hearing_right", "听证权利告知书"
    HEARING_NOTICE = "hearing_notice", "听证通知书"
    HEARING_RECORD = "hearing_record", "听证笔录"
