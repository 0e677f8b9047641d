"""Handing the result over, with the proof that its way leaves behind, and archiving the file."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cases import clocks
from cases.actions import put_away
from cases.outgoing import take_back
from cases.rules import Rule
from hall import calendar
from hall.identifiers import BadNumber, mail_address, phone
from hall.refusals import HAN, BadInput, Refused, need, need_reason
from hall.templatetags.presentation import day
from hall.texts import folded, is_private
from hall.writing import insert_one
from permits import deadlines, letters
from permits.actions.locking import short
from permits.actions.turn import Turn, verb
from permits.agents import agent_of, holds, was_replaced
from permits.documents.file import contents
from permits.models import Agent, Application, Delivery, PaperDelivery, Service
from permits.possible.outcome import unprinted_words
from permits.queries import SERVED, unverified_grant

TRACKING_NUMBER = re.compile(r"[A-Z]{0,4}\d{6,24}[A-Z]{0,2}")
SENT_BY: dict[str, str] = {Service.Method.COURIER: "posted", Service.Method.ELECTRONIC: "electronic"}  # its letter
WANTED = {
    Service.Method.COLLECTED: "填写签收人姓名",
    Service.Method.COURIER: "填写快递单号",
    Service.Method.ELECTRONIC: "填写发送到哪里：邮箱、电话号码，或者平台、账户的名称",
    Service.Method.LEFT: "填写见证人的姓名和单位，或者写明拍照、录像",
    Service.Method.PUBLISHED: "填写在哪里公告的：公告栏、报纸或者网站",
}
TOO_LITTLE = {
    Service.Method.COLLECTED: "看不出是谁，至少两个字",
    Service.Method.ELECTRONIC: "看不出发到了哪里：名称至少两个汉字",
    Service.Method.LEFT: "看不出凭什么证明",
    Service.Method.PUBLISHED: "看不出在哪里",
}
WHY = {
    Service.Method.LEFT: "留置送达要写明谁拒收、哪一天、怎么说明的情况",
    Service.Method.PUBLISHED: "公告送达要写明为什么用别的方式无法送达：下落不明，或者试过哪些方式",
}


ANEW = "不能交给此人。申请人重新委托的，看新的授权文书，重新登记代理人"


class CannotDeliver(Refused):
    code = "cannot-deliver"


class CannotArchive(Refused):
    code = "cannot-archive"


@verb(refusal=CannotDeliver)
def deliver(
    turn: Turn,
    *,
    method: str,
    proof: str,
    by_agent: bool = False,
    circumstances: str = "",
    published_on: date | None = None,
) -> Delivery:
    """
    Note that the result was handed over, how, and the proof of it. The case is closed; its file can be archived. What was granted on
    a promise that nobody has verified yet stays open until then (decision 133).

    :param proof: who signed (collected), the tracking number (courier), where it was sent (electronic: now), who witnessed that it
        was left, or where it was published.
    :param by_agent: the applicant's agent collected it, whose authority covers that.
    :param circumstances: of one that was left, who refused it and when; of one that was published, why nothing else was possible.
    :param published_on: the day of the publication; 30 days later it counts as served (decision 140).
    :raises CannotDeliver: a licence whose promised papers have not come (rules A12); at `method`, a paper that nobody has printed.
    :raises BadInput: at `proof`, when it is not what the method leaves behind; at `by_agent`, when no agent may collect it; at
        `circumstances` or `published_on`, when the method wants them, or does not.
    """
    evidence = _evidence(turn, method, proof, by_agent=by_agent)
    # an electronic licence names the decision by its number, which it has from the decision on (decision 66)
    if method != Service.Method.ELECTRONIC and (sentence := unprinted_words(turn.application)):
        raise CannotDeliver(sentence, field="method")
    why = _circumstances(method, circumstances)
    counted = _counted(turn, method, published_on, written_at=turn.application.decision.at)
    delivery = Delivery(
        application=turn.application, method=method, proof=evidence, by_agent=by_agent, circumstances=why, **counted,
        at=turn.at, delivered_by=turn.by,
    )  # fmt: skip
    insert_one(delivery)
    clocks.meet(turn.case, Rule.DELIVERY, Rule.REFUSAL_DELIVERY, at=turn.at)
    if unverified_grant(turn.application) is None:  # else it stays in every list until that is done
        put_away(turn.case, at=turn.at)
    line: dict[str, Any] = {"method": delivery.get_method_display(), **counted}
    if by_agent:
        line["by_agent"] = True
    turn.record(moments=True, **line)
    # who has collected it was standing there; nobody is told any more to come for it
    since = turn.application.decision.at
    take_back(turn.case, *letters.CONCLUSIONS, since=since, at=turn.at, why="handed-over")
    if method in SENT_BY:
        turn.letter(SENT_BY[method])
    return delivery


class CannotServe(Refused):
    code = "cannot-serve"


@verb(refusal=CannotServe)
def serve(
    turn: Turn,
    *,
    method: str,
    proof: str,
    by_agent: bool = False,
    circumstances: str = "",
    published_on: date | None = None,
) -> PaperDelivery:
    """
    Note that the applicant has the paper that revoked what was granted, or that ended the application without a result; how, and
    the proof of it. The times for the remedies run from then on. It changes no clock and no closing time.

    :param proof, by_agent, circumstances, published_on: as of `deliver`.
    :raises CannotServe: it was noted before, or nobody has printed the paper. :raises BadInput: as of `deliver`.
    """
    evidence = _evidence(turn, method, proof, by_agent=by_agent)
    why = _circumstances(method, circumstances)
    counted = _counted(turn, method, published_on, written_at=_written_at(turn.application))
    delivery = PaperDelivery.objects.create(
        application=turn.application, method=method, proof=evidence, by_agent=by_agent, circumstances=why, **counted,
        at=turn.at, delivered_by=turn.by,
    )  # fmt: skip
    line: dict[str, Any] = {"by_agent": True, **counted} if by_agent else counted
    turn.record(paper=SERVED[turn.case.state].label, method=delivery.get_method_display(), **line)
    return delivery


@verb(refusal=CannotArchive)
def archive(turn: Turn) -> Application:
    """
    Put the file into the archive. The case was closed by its delivery, or its revocation; this changes no clock and no closing time.

    :raises CannotArchive: the file is not complete; the sentence names what is lacking.
    """
    papers = [f"{entry.title} {entry.document.number}" for entry in contents(turn.application) if entry.document]
    turn.record(papers=papers)
    return turn.application


def _evidence(turn: Turn, method: str, proof: str, *, by_agent: bool) -> str:
    """What the method has left behind, as it is kept. :raises BadInput: at `method`, `proof` or `by_agent`."""
    if method not in Service.Method.values:
        raise BadInput("选择送达方式", field="method")
    evidence = _checked(Service.Method(method), proof)
    if by_agent:
        _must_be_the_agents(turn, Service.Method(method), evidence)
    elif method == Service.Method.COLLECTED:
        _must_not_be_the_agents(turn, evidence)
    return evidence


def _circumstances(method: str, written: str) -> str:
    """Why it could not be handed over or sent. :raises BadInput: at `circumstances`."""
    if method in Service.AGAINST_THE_ODDS:
        need_reason(written, WHY[Service.Method(method)], "circumstances")
        return short(written, "circumstances", most=300)
    if written.strip():
        elsewhere = "原因和经过只用于留置送达、公告送达"
        need_reason(written, elsewhere, "circumstances")
        raise BadInput(elsewhere, field="circumstances")
    return ""


def _counted(turn: Turn, method: str, published_on: date | None, *, written_at: datetime) -> dict[str, date]:
    """
    The day of a publication and the one on which it counts as served; nothing of another method.

    :param written_at: when the paper was made. :raises BadInput: at `published_on`.
    """
    if method != Service.Method.PUBLISHED:
        if published_on is not None:
            raise BadInput("公告日期只用于公告送达", field="published_on")
        return {}
    if published_on is None:
        raise BadInput("填写公告日期", field="published_on")
    if published_on > timezone.localdate(turn.at):
        raise BadInput("公告还没有发出，发出以后再登记", field="published_on")
    if published_on < timezone.localdate(written_at):
        raise BadInput("公告日期早于文书作出的日期，核对", field="published_on")
    served_on = deadlines.served_by_publication(published_on=published_on, calendar=calendar.current())
    return {"published_on": published_on, "served_on": served_on}


def _written_at(application: Application) -> datetime:
    """When the paper was made that is served: the revocation, or what ended the application without a result."""
    rows = (getattr(application, name, None) for name in ("revocation", "ending", "non_acceptance"))
    return next(row.at for row in rows if row is not None)


def _must_be_the_agents(turn: Turn, method: Service.Method, signed: str) -> None:
    """:raises BadInput: no agent may collect the result, or somebody else signed."""
    if method != Service.Method.COLLECTED:
        raise BadInput("代理人代领只用于窗口领取", field="by_agent")
    agent = agent_of(turn.application)
    if agent is None:
        raise BadInput("没有登记代理人：先登记代理人，看授权文书", field="by_agent")
    if not agent.may_collect:
        raise BadInput("代理人的授权不包括代领结果", field="by_agent")
    if not holds(agent, on=timezone.localdate(turn.at)):
        raise BadInput("代理人的授权已经到期，看新的授权文书并重新登记", field="by_agent")
    if folded(signed) != folded(agent.name):
        raise BadInput("签收人不是登记的代理人，核对证件后填写代理人姓名", field="proof")


def _must_not_be_the_agents(turn: Turn, signed: str) -> None:
    """
    Anybody who signs is noted by name (decision 113), but for those of whom the applicant said that they may not, or no longer.

    :raises BadInput: somebody signs whose authority does not cover it, is over, was ended, or went over to another agent.
    """
    application, on = turn.application, timezone.localdate(turn.at)
    agent: Agent | None = getattr(application, "agent", None)
    if agent is None or folded(signed) == folded(application.applicant_name):
        return
    if was_replaced(agent, signed):
        raise BadInput(f"{signed}不再是代理人，申请人已经换了别人：{ANEW}", field="proof")
    if folded(signed) != folded(agent.name):
        return
    if agent.ended_at is not None:
        raise BadInput(f"{signed}的委托 {day(agent.ended_at)} 已经终止：{ANEW}", field="proof")
    if agent.valid_to is not None and agent.valid_to < on:
        raise BadInput(f"{signed}的授权 {day(agent.valid_to)} 已经到期：{ANEW}", field="proof")
    if not agent.may_collect or not holds(agent, on=on):
        raise BadInput(f"{signed}是代理人，授权不包括代领结果，或者还没有生效：{ANEW}", field="proof")
    raise BadInput(f"{signed}是代理人：核对证件，勾选“代理人代领”", field="proof")


def _checked(method: Service.Method, proof: str) -> str:
    """
    Return the proof as it is kept. Full-width digits are read; spaces and dashes inside a tracking number are not kept.

    :raises BadInput: it does not say what the method leaves behind: a dot or one letter would end the limit of art. 44.
    """
    written = unicodedata.normalize("NFKC", proof).strip()
    need(written, WANTED[method], "proof")
    if method == Service.Method.COURIER:
        written = re.sub(r"[\s-]", "", written).upper()
        if not TRACKING_NUMBER.fullmatch(written):
            raise BadInput("快递单号对不上：只有字母和数字，至少 6 位数字", field="proof")
    elif method == Service.Method.COLLECTED and re.search(r"\d", written):
        raise BadInput("窗口领取要填写签收人姓名；快递单号用“邮寄”", field="proof")
    elif not (_is_a_place(written) if method == Service.Method.ELECTRONIC else _is_a_name(written)):
        raise BadInput(f"{WANTED[method]}；“{written[:20]}”{TOO_LITTLE[method]}", field="proof")
    return written


def _is_a_name(written: str) -> bool:
    """Two letters at least, whatever their script; the private area has rare surnames."""
    return sum(each.isalpha() or is_private(each) for each in written) >= 2


def _is_a_place(written: str) -> bool:
    """Where something can be sent to: a mail address, a telephone number, or a name of two Chinese characters at least."""
    if len(HAN.findall(written)) >= 2:
        return True
    for form in (mail_address, phone):
        with suppress(BadNumber):
            return bool(form(written))
    return False
