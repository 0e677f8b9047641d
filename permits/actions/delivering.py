"""Handing the result over, with the proof that its way leaves behind, and archiving the file."""

import re
import unicodedata

from cases import clocks
from cases.actions import close
from cases.outgoing import take_back
from cases.rules import Rule
from hall.refusals import BadInput, Refused, need
from permits import letters
from permits.actions.turn import Turn, verb
from permits.documents.file import contents
from permits.models import Application, Delivery

TRACKING_NUMBER = re.compile(r"[A-Z]{0,4}\d{6,24}[A-Z]{0,2}")
SENT_BY: dict[str, str] = {Delivery.Method.COURIER: "posted", Delivery.Method.ELECTRONIC: "electronic"}  # its letter
WANTED = {
    Delivery.Method.COLLECTED: "填写签收人姓名",
    Delivery.Method.COURIER: "填写快递单号",
    Delivery.Method.ELECTRONIC: "填写发送到哪里：邮箱，或电子证照账户",
}


class CannotDeliver(Refused):
    code = "cannot-deliver"


class CannotArchive(Refused):
    code = "cannot-archive"


@verb(refusal=CannotDeliver)
def deliver(turn: Turn, *, method: str, proof: str) -> Delivery:
    """
    Note that the result was handed over, how, and the proof of it. The case is closed; its file can be archived.

    :param proof: who signed (collected), the tracking number (courier), or where it was sent (electronic: now).
    :raises CannotDeliver: a licence whose promised papers have not come (rules A12).
    :raises BadInput: at `proof`, when it is not what the method leaves behind.
    """
    if method not in Delivery.Method.values:
        raise BadInput("选择送达方式", field="method")
    evidence = _checked(Delivery.Method(method), proof)
    delivery = Delivery.objects.create(
        application=turn.application, method=method, proof=evidence, at=turn.at, delivered_by=turn.by
    )
    clocks.meet(turn.case, Rule.DELIVERY, at=turn.at)
    close(turn.case, at=turn.at)
    turn.record(method=delivery.get_method_display())
    # who has collected it was standing there; nobody is told any more to come for it
    since = turn.application.decision.at
    take_back(turn.case, *letters.CONCLUSIONS, since=since, at=turn.at, why="handed-over")
    if method in SENT_BY:
        turn.letter(SENT_BY[method])
    return delivery


@verb(refusal=CannotArchive)
def archive(turn: Turn) -> Application:
    """
    Put the file into the archive. The case was closed by its delivery; this changes no clock and no closing time.

    :raises CannotArchive: the file is not complete; the sentence names what is lacking.
    """
    papers = [f"{entry.title} {entry.document.number}" for entry in contents(turn.application) if entry.document]
    turn.record(papers=papers)
    return turn.application


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
