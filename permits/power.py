"""
The power behind each step of an application (rules W2–W4): what a person's step rests on, recording it with the step, and
handing a step up to who holds it.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases import in_hand
from cases.models import Case, Deadline, Event
from cases.owing import owe
from cases.ownership import CHANGED
from cases.quiet import is_quiet
from hall.access import absences_on, access_of, holders
from hall.catalogue_terms import REPLY, SUPPLEMENT
from hall.delegated import DECIDING, SEALED
from hall.models import User
from hall.permissions import Permission
from hall.powers import DECIDES, Lack, Matter, Standing, holder_words, standing_of
from hall.prepared import ANY_NUMBER, Prepared
from hall.refusals import Refused, says_something
from hall.roles import ROLES, Step
from hall.writing import insert_one
from permits.models import HANDED_UP, Application, HandUp, StepTaken
from permits.queries import window_for
from permits.states import BESIDES, BY_ANOTHER, FLOW, TO_APPROVE

NOBODY = "本部门现在没有人有这个权限，找管理员核对岗位"


class OutsidePower(Refused):
    """The act is outside what this person holds; `step` can be handed up to who holds it."""

    code = "outside-power"

    def __init__(self, sentence: str = "", *, step: str = "", field: str = "") -> None:
        super().__init__(sentence, field=field)
        self.step = step


def matter_of(application: Application, step: str, *, on: date, elsewhere: bool = False) -> Matter:
    """The step as an instrument speaks of it: a 补办件 and a 答复件 are of a kind of their own, whatever the item is."""
    terms = application.item_version
    return Matter(
        item=terms.item,
        name=terms.name,
        kind=application.case_kind if application.case_kind in (SUPPLEMENT, REPLY) else terms.handling_kind,
        step=step,
        on=on,
        has_amount=terms.has_amount,
        amount=application.amount_yuan,
        elsewhere=elsewhere,
    )


def standing_for(user: User, application: Application, step: str, *, on: date, elsewhere: bool = False) -> Standing:
    """What this person's step would rest on; falsy with the reason when nothing gives it."""
    return standing_of(access_of(user, on=on), matter_of(application, step, on=on, elsewhere=elsewhere))


def standings(user: User, application: Application, *, on: date) -> dict[str, Standing]:
    """What each step would rest on for this person: what a page offers."""
    return {step: standing_for(user, application, step, on=on) for step in Step.values}


def can_be_handed_up(state: str, power: dict[str, Standing]) -> list[str]:
    """The steps that start from this state and that this person lacks, or holds for urgent cases only."""
    return [
        step
        for step, standing in power.items()
        if state in FLOW.arrows[step].sources
        and (not standing or standing.special)
        and standing.lack is not Lack.AMOUNT
    ]


def why_not_hand_up(application: Application, by: User, at: datetime) -> str:
    """Why this person cannot hand any step up now; "" when a step can be."""
    on = timezone.localdate(at)
    state, power = application.case.state, standings(by, application, on=on)
    if not can_be_handed_up(state, power):
        # a missing amount is no lack of power: it is to be registered first, and then the instrument may well give the step
        starting = [standing for step, standing in power.items() if state in FLOW.arrows[step].sources]
        lacks_the_amount = (standing.why for standing in starting if standing.lack is Lack.AMOUNT)
        return next(lacks_the_amount, "您有权办这一步，直接办理，不用上交")
    if any(hand_up.kind == HandUp.Kind.BEFORE and not hand_up.answered_at for hand_up in application.hand_ups.all()):
        return f"已经上交，等{holder_words(application.item_version.item.department, on=on) or '部门'}决定"
    return ""


def had_a_part(application: Application, by: User) -> bool:
    """Whether this person has registered it, or is or was its first handler. Asked once, as long as the row is in memory."""
    case = application.case
    if by.pk == case.owner_id:
        return True
    people = getattr(application, "_handlers", None)
    if people is None:
        lines = Event.objects.filter(Q(seq=1) | Q(verb=CHANGED), case=case)
        handed = lines.values_list("seq", "actor", "facts__handler_id")
        people = {actor if seq == 1 else handler for seq, actor, handler in handed}
        application._handlers = people  # type: ignore[attr-defined]
    return by.pk in people


def _others_who_may(application: Application, permissions: Collection[Permission], *, at: datetime) -> str:
    """Who of the department has all of these that day and had no part in the case, in words; "" where there is nobody."""
    on, department = timezone.localdate(at), application.case.department_id
    first, *more = permissions
    there_first = holders(first, department, on=on)
    posts = {post.pk: post for post in there_first if ROLES[post.role].permissions.issuperset(more)}
    away = absences_on(on).filter(post__in=posts).select_related("deputy")
    there = {post.pk: post.user for post in posts.values()} | {absence.post_id: absence.deputy for absence in away}
    names = [
        f"{person}（{posts[post].get_role_display()}）"
        for post, person in there.items()
        if person.is_active and not had_a_part(application, person)
    ]
    return "或".join(dict.fromkeys(names))


def why_another(application: Application, *permissions: Permission, by: User, at: datetime) -> str:
    """
    Why somebody who may give an approval does not give it here; "" for whoever had no part in the case, or is alone. A ledger tells
    of what was approved, by whomever.

    :param permissions: what the act takes.
    """
    access, department = access_of(by, on=timezone.localdate(at)), application.case.department_id
    if is_quiet() or not all(access.grant(each).covers(department) for each in permissions):
        return ""
    if not had_a_part(application, by):
        return ""
    others = _others_who_may(application, permissions, at=at)
    return f"这一件是您登记的，或者您是（曾是）首办责任人，由{others}批准" if others else ""


def approves_alone(application: Application, act: str, by: User) -> bool:
    """Of an approval that nothing was in the way of: there is nobody else who could have given it."""
    return act in BY_ANOTHER and not is_quiet() and had_a_part(application, by)


def tell_the_office(application: Application, act: str, *, by: User, at: datetime) -> None:
    """Somebody has approved in a case of their own, for their department has nobody else: whoever rules on cards reads of it."""
    case, words = application.case, (FLOW if act in FLOW.arrows else BESIDES).arrows[act].words
    for reader in {post.user for post in holders(Permission.CARD_RULE, case.department_id, on=timezone.localdate(at))}:
        owe(
            case, cause=f"alone:{case.pk}:{case.events_count}:{reader.pk}", template="approved_alone", recipient=reader,
            at=at, step=words, who=str(by),
        )  # fmt: skip


def to_propose(application: Application, by: User, at: datetime) -> list[str]:
    """The approvals that the case is ready for in its state, and that this person cannot give."""
    access, department = access_of(by, on=timezone.localdate(at)), application.case.department_id
    return [
        act
        for act in TO_APPROVE
        if application.case.state in FLOW.arrows[act].sources
        and (
            not access.grant(FLOW.permission(act)).covers(department)
            or (act in BY_ANOTHER and why_another(application, FLOW.permission(act), by=by, at=at))
        )
    ]


def nobody_approves(act: str, application: Application, *, on: date) -> str:
    """Why nobody could answer if this approval were asked for now; "" where somebody holds it."""
    if holders(FLOW.permission(act), application.case.department_id, on=on):
        return ""
    return f"{FLOW.arrows[act].words}要批准，{NOBODY}"


def own_request(application: Application, by: User, at: datetime) -> HandUp | None:
    """The approval that this window asks for and waits for: whoever could give it answers it instead."""
    if not application.has_hand_ups:
        return None
    requests = (
        each for each in application.hand_ups.all() if each.kind == HandUp.Kind.REQUEST and not each.answered_at
    )
    request = next(requests, None)
    if request is None:
        return None
    approves = access_of(by, on=timezone.localdate(at)).grant(FLOW.permission(request.step))
    return None if approves.covers(application.case.department_id) else request


def why_not_propose(application: Application, by: User, at: datetime) -> str:
    """Why this person cannot ask for an approval now; "" when one can be asked for."""
    if not to_propose(application, by, at):
        return "您自己可以批准，直接办理，不用报批"
    waits = (each for each in application.hand_ups.all() if each.kind == HandUp.Kind.REQUEST and not each.answered_at)
    if (before := next(waits, None)) is None:
        return ""
    on = timezone.localdate(at)
    who = holder_words(application.item_version.item.department, on=on) or "部门"
    return f"已经报批“{before.get_step_display()}”，等{who}答复"


def take_step(
    application: Application, step: str, *, by: User, at: datetime, elsewhere: bool = False, urgent: str = ""
) -> dict[str, str]:
    """
    Record a step with the power that it rests on, and the use of the seal; end what was handed up for it.

    Called by a verb with the case locked, before it changes anything else. Returns what the history line says about it.

    :param elsewhere: the step tells whose matter it is, because it is not this window's.
    :param urgent: why it could not wait, for a window that holds it only as 特别处置: it is then reported to the holder.
    :raises OutsidePower: nothing gives this person the step.
    """
    standing = standing_for(by, application, step, on=timezone.localdate(at), elsewhere=elsewhere)
    if not standing:
        raise OutsidePower(refusal_words(application, standing, on=timezone.localdate(at)), step=step)
    if standing.special and not says_something(urgent):
        raise OutsidePower(
            "本窗口对这一步只有特别处置权：急件写明急办的理由，先办后报；不急的上交", step=step, field="urgent"
        )
    insert_one(
        StepTaken(
            application=application,
            step=step,
            at=at,
            taken_by=by,
            delegation=standing.instrument,
            seal=standing.seal if step in SEALED else "",
            acts_for=standing.acts_for,
            is_special=standing.special,
        )
    )
    # whoever takes the step, or one that stands in its place, has answered what was handed up for it
    if application.has_hand_ups:
        open_before(application).filter(step__in=alternatives(step)).update(answered_by=by, answered_at=at)
    if standing.special:
        # the holder is told of an urgent step that was taken first (特别处置权：先办后报)
        about = {"step": step, "lack": lack_code(Lack.POWER), "why": "特别处置：急件先办后报", "note": urgent.strip()}
        send_up(HandUp(application=application, kind=HandUp.Kind.AFTER, handed_by=by, handed_at=at, **about))
    return history_facts(standing)


def history_facts(standing: Standing) -> dict[str, str]:
    """For the line of the history: the instrument, or whom the person stood in for. Nothing for one's own office."""
    if standing.instrument is not None:
        return {"instrument": standing.instrument.number}
    return {"acts_for": str(standing.acts_for.user)} if standing.acts_for else {}


def refusal_words(application: Application, standing: Standing, *, on: date) -> str:
    """What is lacking, and who holds it."""
    if standing.lack is Lack.AMOUNT:
        return standing.why
    department = application.case.department or application.item_version.item.department
    holder = holder_words(department, on=on)
    return (
        f"{standing.why}。由{holder}办理，可以上交"
        if holder
        else f"{standing.why}。{department}现在没有人能决定，先上交，管理员会看到"
    )


def answer_by_doing(application: Application, act: str, *, by: User, at: datetime) -> None:
    """Whoever does what was asked for has answered."""
    asked_for = HandUp.objects.filter(application=application, kind=HandUp.Kind.REQUEST, answered_at__isnull=True)
    asked_for.filter(step=act).update(answered_by=by, answered_at=at)


def alternatives(step: str) -> list[str]:
    """The steps of which one is chosen where this one could be: a refusal answers what was handed up for a grant."""
    return sorted(DECIDING) if step in DECIDING else ["notify", "accept", "decline"]


def open_before(application: Application):
    """What was handed up and waits for whoever holds the step."""
    return HandUp.objects.filter(application=application, kind=HandUp.Kind.BEFORE, answered_at__isnull=True)


def open_hand_ups(cases: QuerySet[Case]) -> QuerySet[HandUp]:
    """What waits for a decision, an approval or an answer, due first standing first; a step that the case is past, or that ended, waits no more."""
    still = Q(kind=HandUp.Kind.AFTER)
    for step, _words in HANDED_UP:
        still |= Q(step=step, application__case__state__in=FLOW.arrows[step].sources)
    waiting_ones = HandUp.objects.filter(still, answered_at__isnull=True, application__case__in=cases)
    clocks = Deadline.objects.running().filter(case=OuterRef("application__case")).order_by("due_at")
    by_due = waiting_ones.annotate(due_at=Subquery(clocks.values("due_at")[:1]))
    order = (F("due_at").asc(nulls_last=True), "handed_at", "pk")
    return by_due.select_related("application__case", "window", "handed_by").order_by(*order)


_STEPS: Prepared[StepTaken] = Prepared(
    lambda: (
        StepTaken.objects.filter(application=ANY_NUMBER)
        .order_by("at", "pk")
        .select_related("taken_by", "delegation", "acts_for__user", "application__non_acceptance")
    ),
    ANY_NUMBER,
)


def steps_taken(application: int) -> list[StepTaken]:
    """The steps of an application in their order, with what a reader is told of each: on whose power, under which seal, by which act."""
    return _STEPS.rows(application)


def waiting(application: Application) -> HandUp | None:
    """The first step of an application that waits for its holder: as open_hand_ups, of what is loaded with the application."""
    state = application.case.state
    return next(
        (
            handed
            for handed in application.hand_ups.all()
            if not handed.answered_at
            and (handed.kind == HandUp.Kind.AFTER or state in FLOW.arrows[handed.step].sources)
        ),
        None,
    )


def handed_back(application: Application) -> HandUp | None:
    """The last step that was given back to the window with an answer, as long as the window has not got past it."""
    last = max(application.hand_ups.all(), key=lambda handed: (handed.handed_at, handed.pk), default=None)
    if last is None or last.kind == HandUp.Kind.AFTER or not last.answer:
        return None
    return last if application.case.state in FLOW.arrows[last.step].sources else None


def why_not_answer_hand_up(application: Application, by: User, at: datetime) -> str:
    """Why this person has nothing to answer for on this application; "" when something waits for them."""
    access = access_of(by, on=timezone.localdate(at))
    if not any(
        post.role in DECIDES and post.department_id == application.case.department_id
        for post in [*access.posts, *access.deputised]
    ):
        return "上交的事由审批科长或部门负责人答复"
    handed = waiting(application)
    if handed is None:
        return "这件没有上交待答的事"
    # whoever stands in for the chief that day answers nobody's question but others' (decision 124)
    return "这一步是您上交的，由别人答复；您能办的，直接办理" if handed.handed_by_id == by.pk else ""


def lack_code(lack: Lack) -> str:
    """How the row names what was lacking: the order of Lack may change, a row in the database may not."""
    return lack.name.lower()


def _next_due(case: Case) -> dict[str, Any]:
    """What the letter says of the clocks: whom the case hangs on has its nearest date from the first word on."""
    clock = next((each for each in in_hand.running(case) if not each.is_stopped), None)
    return {"due_at": clock.due_at.isoformat(), "provisional": clock.provisional} if clock else {}


def send_up(handed: HandUp) -> HandUp:
    """Write the row, with the window that it comes from, and the letter to whoever may decide for the department, deputies included."""
    case = handed.application.case
    handed.window = window_for(access_of(handed.handed_by, on=timezone.localdate(handed.handed_at)), case)
    handed.save(force_insert=True)
    handed.application.has_hand_ups = True  # the row that was locked knew of none
    owe(
        case,
        cause=f"handed up {handed.pk}",
        template="handed_up",
        recipient=None,
        at=handed.handed_at,
        step=handed.get_step_display(),
        who=str(handed.handed_by),
        why=handed.why,
        note=handed.note,
        **_next_due(case),
        after=handed.kind == HandUp.Kind.AFTER,
        asks=handed.kind == HandUp.Kind.REQUEST,
    )
    return handed
