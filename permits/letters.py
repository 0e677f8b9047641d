"""
Letters to applicants: what is said at which act, and the one function that the verbs call.

Written in the transaction of the act, once; sent later (cases.sending). No name, no ID number, no receipt code, and no result that
a bystander should not read: a refusal says that there is a decision, and where it is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from cases import in_hand, numbering, troubles
from cases.models import Case, Doing
from cases.outgoing import Contact, Unknown, Words, redirect, write_applicant
from cases.quiet import is_quiet
from cases.rules import Rule
from cases.troubles import Subject
from cases.wording import mark_behind, marked
from hall.crypto import CannotUnseal
from permits.models import Agent, Application

CONCLUSIONS = (
    "granted",
    "granted_waits",
    "refused",
)  # an undone decision takes these back, and a delivery what still waits of them
HANDLING = (
    Rule.PROMISE,
    Rule.HALF_DAY,
    Rule.AGENCY_TARGET,
    Rule.STATUTORY,
)  # in the order in which they speak for a case
# by when somebody hears whether it is accepted: the half day that the hall owes comes before the five days of the law
ANSWERED = (Rule.WINDOW_ACCEPTANCE, Rule.HALF_DAY, Rule.ACCEPTANCE_NOTICE)
SHORT_TITLE = 14  # characters of an item's name in an SMS
TAIL = 5  # digits of the case number: its serial of the day


@dataclass(frozen=True)
class Kind:
    """
    One letter: templates/letters/applicant/<its code>.txt. :param subject: of the mail, and its name on the case page.
    :param due: the clocks of which the first that runs is named as the day to expect something by.
    """

    subject: str
    due: tuple[Rule, ...] = ()


KINDS = {
    "received": Kind("收件", ANSWERED),
    "amended": Kind("更正登记"),
    "corrected": Kind("收到补正材料", ANSWERED),
    "noticed": Kind("一次性告知"),
    "accepted": Kind("受理", HANDLING),
    "tolerated": Kind("容缺受理", HANDLING),
    "deemed": Kind("视为受理", HANDLING),
    "declined": Kind("是否受理的决定"),
    "paused": Kind("暂停计时"),
    "prolonged": Kind("延长特别程序"),
    "resumed": Kind("恢复计时", HANDLING),
    "ran_out": Kind("特别程序期满，恢复计时", HANDLING),
    "extended": Kind("延长办理期限", (Rule.STATUTORY,)),
    "granted": Kind("准予，可以领取"),
    "granted_waits": Kind("准予，先补材料"),
    "refused": Kind("决定，可以领取"),
    "undone": Kind("办结撤回", HANDLING),
    "posted": Kind("寄出"),
    "electronic": Kind("电子证照"),
    "withdrawn": Kind("撤回"),
    "terminated": Kind("终止办理"),
    "void": Kind("登记作废"),
    "found_false": Kind("承诺核查"),
    "revoked": Kind("新的决定"),
    "bar_lifted": Kind("可以再次申请"),
    "hearing": Kind("听证通知"),
    "hearing_moved": Kind("听证改期"),
    "hearing_in_doubt": Kind("听证要改期"),
    "contact_changed": Kind("联系方式变更"),
    "code_replaced": Kind("补发收件凭证"),
    "agent_named": Kind("登记代理人"),
}


def tell(application: Application, kind: str, *, at: datetime, **facts: Any) -> None:
    """
    Write to the applicant that something has happened: call it last in the act's transaction, with the case locked.

    Nothing is written to somebody who cannot be reached this way or does not want to, nor while the past is retold.

    :param facts: what the kind's template needs besides the item, the number's tail and the due moment.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a letter is written inside the transaction of its cause")
    if is_quiet():
        return
    case = application.case
    try:
        to = contact_of(application, at=at)
    except (
        CannotUnseal
    ) as fault:  # the act is done all the same: what the law or an officer has decided waits for no address
        troubles.note(Doing.TELLING, Subject(case.pk, case.pk), fault, at=at)
        to = Unknown("" if application.no_sms else application.phone_masked, application.email_masked)
    if not to.ways():
        return
    numbering.must_have_one(case.number)
    write_applicant(
        case,
        words(case, kind, at=at, **facts),
        to=to,
        cause=f"act:{case.pk}:{case.events_count}:{kind}",
        at=at,
        may_be_taken_back=kind in CONCLUSIONS,
    )


def reached(application: Application, *, at: datetime) -> Contact:
    """How the applicant is reached until an act changes it; an address that cannot be opened is none, and the act mends it."""
    try:
        return contact_of(application, at=at)
    except CannotUnseal:
        return Contact()


def own_contact(application: Application) -> Contact:
    """The applicant's own, whoever gets the letters; what cannot be opened is none."""
    try:
        return Contact("" if application.no_sms else application.phone, application.email)
    except CannotUnseal:
        return Contact()


def last_word(application: Application, before: Contact, *, at: datetime) -> None:
    """
    Write to each way by which the applicant was reached until this act, and is not any more: who is cut off is told of it, at the
    address that they know (decision 125). It names neither item nor person: the old number may be a stranger's.
    """
    reached_now = (*contact_of(application, at=at).ways(), *own_contact(application).ways())
    ways = {address for _channel, address, _masked in reached_now}
    gone = {channel: address for channel, address, _masked in before.ways() if address not in ways}
    write_to(
        application, "contact_changed", to=Contact(gone.get("sms", ""), gone.get("mail", ""), before.agents), at=at
    )


def write_to(application: Application, kind: str, *, to: Contact, at: datetime) -> None:
    """Like `tell`, to this address, whoever is written to otherwise."""
    if is_quiet() or not to.ways():
        return
    case = application.case
    numbering.must_have_one(case.number)
    call = f"拨打 {case.hall.phone}" if case.hall.phone else "拨打 12345，或到窗口"
    write_applicant(
        case, words(case, kind, at=at, call=call), to=to, cause=f"act:{case.pk}:{case.events_count}:{kind}", at=at
    )


def contact_of(application: Application, *, at: datetime) -> Contact:
    """
    Where the applicant may be written to: not by SMS if they have refused that. While an agent's authority to be told holds, SMS go
    to the agent; a mail address is the applicant's own.
    """
    if application.letters_to_agent and (agents_phone := _agents_phone(application, on=timezone.localdate(at))):
        return Contact(phone=agents_phone, email=application.email, agents=True)
    return Contact(phone="" if application.no_sms else application.phone, email=application.email)


def look_again(*, at: datetime) -> int:
    """Address what waits for somebody whose telephone or mail could not be opened, and return for how many. Part of the passing of time."""
    noted = [Subject(case, case) for case in troubles.standing(Doing.TELLING)]
    return troubles.at_each(Doing.TELLING, noted, partial(_address, at=at), at=at)


def _address(case: int, *, at: datetime) -> bool:
    application = Application.objects.defer("applicant_id").select_related("case").get(case=case)
    redirect(application.case, to=contact_of(application, at=at), at=at)
    return True


def _agents_phone(application: Application, *, on: date) -> str:
    """Read only where letters go to the agent, and of the sealed columns this one alone."""
    holds = Q(valid_to=None) | Q(valid_to__gte=on)
    agent = Agent.objects.filter(holds, application=application.pk, ended_at=None, valid_from__lte=on)
    row = agent.only("phone").first()  # a row, for only its own opens it
    return row.phone if row else ""


def words(case: Case, kind: str, *, at: datetime, **facts: Any) -> Words:
    """Return what a letter says: short in an SMS, with the item's full name and the whole address in a mail."""
    values = {"due": _due(case, KINDS[kind], at=at), "tail": case.number[-TAIL:], **facts}
    sign = settings.SMS_SIGN or case.hall.name
    short = _text(kind, _short(case.title), values)
    long = _text(kind, case.title, values)
    look = f"查进度：{_host()}/c/" if settings.PUBLIC_URL else ""
    mail = [long, "", _where(case), "", sign, "这封邮件由系统发出，不用回复。"]
    return Words(
        kind=kind,
        subject=KINDS[kind].subject,
        sms=f"【{sign}】{short}{look}",
        mail="\n".join(mail),
        facts={"title": _short(case.title), **values},
    )


def _text(kind: str, title: str, values: dict[str, Any]) -> str:
    what = f"“{title}”（尾号{values['tail']}）"
    plain = Context({"what": what, **values}, autoescape=False)  # a telephone shows no markup
    text = get_template(f"letters/applicant/{kind}.txt").template.render(plain)  # type: ignore[attr-defined]
    # the moment goes to the gateway as it is, for its templates write the 前 themselves (docs/sms.md)
    return mark_behind(str(text).strip())


def _due(case: Case, kind: Kind, *, at: datetime) -> str:
    """``11月20日17:00``, with （暂定） behind it on a calendar not announced yet; "" when no such clock runs or it has run out."""
    return due_of(case, kind.due, at=at)


def due_of(case: Case, rules: tuple[Rule, ...], *, at: datetime) -> str:
    """The same of the first of these clocks that runs and is not over: for a letter that names more than one."""
    if not rules:
        return ""
    clocks = {clock.rule: clock for clock in in_hand.running(case) if clock.due_at > at and not clock.is_stopped}
    clock = next((clocks[str(rule)] for rule in rules if str(rule) in clocks), None)
    return instant(clock.due_at, at=at, provisional=clock.provisional) if clock else ""


def instant(when: datetime, *, at: datetime, provisional: bool = False) -> str:
    """``11月20日17:00`` as an SMS says it, with its year where it is another one."""
    local = timezone.localtime(when)
    return marked(f"{short_day(local.date(), at=at)}{local:%H:%M}", provisional)


def short_day(day: date, *, at: datetime) -> str:
    """``11月20日``, with its year where it is another one."""
    year = f"{day.year}年" if day.year != timezone.localdate(at).year else ""
    return f"{year}{day.month}月{day.day}日"


def _where(case: Case) -> str:
    phone = f"；大厅电话 {case.hall.phone}" if case.hall.phone else ""
    if settings.PUBLIC_URL:
        return f"查进度：打开 {settings.PUBLIC_URL}/c/ ，输入收件凭证上的 16 位凭证码{phone}。"
    return f"查进度要用收件凭证上的 16 位凭证码{phone}。"


def _host() -> str:
    """The address without its scheme: telephones make a link of it all the same, and it is shorter."""
    return str(settings.PUBLIC_URL).removeprefix("https://").removeprefix("http://")


def _short(title: str) -> str:
    return title if len(title) <= SHORT_TITLE else f"{title[: SHORT_TITLE - 1]}…"
