"""The number of the promise that an acceptance rests on: of the printed one that the applicant signed, or one from outside the hall."""

from hall.refusals import Refused
from permits.actions.locking import short
from permits.actions.turn import Turn
from permits.documents import promises
from permits.models import DocumentKind


def signed(turn: Turn, kind: DocumentKind, *, outside: str, refusal: type[Refused]) -> str:
    """
    Return the number that the acceptance takes (decision 134).

    :param outside: number of a promise that was not printed here; "" for the printed one.
    :raises Refused: at `pledge`, where the promise was not printed yet, or papers have come or gone since.
    """
    if outside.strip():
        return short(outside, "pledge", most=120)
    document = promises.to_sign(turn.application, kind)
    if document is not None:
        return str(document.number)
    if promises.printed(turn.application, kind):
        raise refusal(f"打印{kind.label}以后材料有变动，上面写的不对了：重新打印，请申请人签名", field="pledge")
    raise refusal(f"{kind.label}还没有打印：先打印，请申请人签名", field="pledge")
