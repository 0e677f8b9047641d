"""Handing the result over, with the proof that its way leaves behind."""

import re
import unicodedata
from datetime import datetime

from django.db import transaction

from cases import clocks, history
from cases.rules import Rule
from hall.models import User
from hall.refusals import Refused
from permits import gaps, letters
from permits.actions.locking import BadInput, close, lock, need
from permits.models import Delivery
from permits.states import FLOW, GRANTED

TRACKING_NUMBER = re.compile(r"[A-Z]{0,4}\d{6,24}[A-Z]{0,2}")
WANTED = {
    Delivery.Method.COLLECTED: "填写签收人姓名",
    Delivery.Method.COURIER: "填写快递单号",
    Delivery.Method.ELECTRONIC: "填写发送到哪里：邮箱，或电子证照账户",
}


class CannotDeliver(Refused):
    code = "cannot-deliver"


@transaction.atomic
def deliver(*, number: str, method: str, proof: str, by: User, at: datetime, version: int | None = None) -> Delivery:
    """
    Note that the result was handed over, how, and the proof of it. The case is closed; its file can be archived.

    :param proof: who signed (collected), the tracking number (courier), or where it was sent (electronic; `at` says when).
    :raises CannotDeliver: a licence whose promised papers have not come (rules A12).
    :raises BadInput: at `proof`, when it is not what the method leaves behind.
    """
    case, application = lock(number, version, at=at)
    target = FLOW.target(case.state, "deliver")
    owed = gaps.still_owed(application) if case.state == GRANTED else []
    if owed:
        raise CannotDeliver(f"容缺材料还没有补齐：{'、'.join(material.name for material in owed)}。补齐之前不交付证照")
    if method not in Delivery.Method.values:
        raise BadInput("选择送达方式", field="method")
    kept = _checked(Delivery.Method(method), proof)
    delivery = Delivery.objects.create(application=application, method=method, proof=kept, at=at, delivered_by=by)
    clocks.meet(case, Rule.DELIVERY, at=at)
    close(case, at=at)
    history.record(case, verb="deliver", by=by, at=at, to=target, method=delivery.get_method_display())
    letters.tell_delivered(delivery, at=at)
    return delivery


def _checked(method: Delivery.Method, proof: str) -> str:
    """Return the proof as it is kept. Full-width digits are read; spaces and dashes inside a tracking number are not kept."""
    written = unicodedata.normalize("NFKC", proof).strip()
    need(written, WANTED[method], "proof")
    if method == Delivery.Method.COURIER:
        written = re.sub(r"[\s-]", "", written).upper()
        if not TRACKING_NUMBER.fullmatch(written):
            raise BadInput("快递单号对不上：只有字母和数字，至少 6 位数字", field="proof")
    elif method == Delivery.Method.COLLECTED and re.search(r"\d", written):
        raise BadInput("窗口领取要填写签收人姓名；快递单号用“邮寄”", field="proof")
    return written
