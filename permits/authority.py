"""The power behind each step of an application: asked before the step, recorded with it (rules W2–W4)."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import Case
from cases.owing import owe
from hall.access import Access, access_of
from hall.authority import DECIDES, Asked, Authority, Lack, authority_of, holder_words, instruments_for
from hall.catalogue_terms import REPLY, SUPPLEMENT
from hall.delegated import DECIDING, SEALED
from hall.models import Delegation, User
from hall.refusals import Refused
from hall.roles import Step
from permits.models import Application, HandUp, StepTaken
from permits.queries import window_for
from permits.states import FLOW


class OutsidePower(Refused):
    """The act is outside what this person holds; `step` can be handed up to who holds it."""

    code = "outside-power"

    def __init__(self, sentence: str = "", *, step: str = "", field: str = "") -> None:
        super().__init__(sentence, field=field)
        self.step = step


def ask(application: Application, step: str, *, on: date, elsewhere: bool = False) -> Asked:
    terms = application.item_version
    return Asked(
        item=terms.item,
        name=terms.name,
        kind=application.case_kind if application.case_kind in (SUPPLEMENT, REPLY) else terms.handling_kind,
        step=step,
        on=on,
        has_amount=terms.has_amount,
        amount=application.amount_yuan,
        elsewhere=elsewhere,
    )


def authority_for(user: User, application: Application, step: str, *, on: date, elsewhere: bool = False) -> Authority:
    """What this person's step would rest on; falsy with the reason when nothing gives it."""
    access = access_of(user, on=on)
    instruments = _instruments(user, access, application, on=on)
    return authority_of(access, ask(application, step, on=on, elsewhere=elsewhere), instruments)


def authorities(user: User, application: Application, *, on: date) -> dict[str, Authority]:
    """What each step would rest on for this person, in two queries: what a page offers."""
    access = access_of(user, on=on)
    instruments = _instruments(user, access, application, on=on)
    return {step: authority_of(access, ask(application, step, on=on), instruments) for step in Step.values}


def _instruments(user: User, access: Access, application: Application, *, on: date) -> list[Delegation]:
    """Read once for a person and a day, as long as the application's row is in memory: several acts of a page ask for it."""
    kept = getattr(application, "_instruments", None)
    if kept is None or kept[0] != (user.pk, on):
        kept = ((user.pk, on), instruments_for(access, application.item_version.item))
        application._instruments = kept  # type: ignore[attr-defined]
    return kept[1]


def can_be_handed_up(state: str, power: dict[str, Authority]) -> list[str]:
    """The steps that start from this state and that this person lacks, or holds for urgent cases only."""
    return [
        step
        for step, authority in power.items()
        if state in FLOW.arrows[step].sources
        and (not authority or authority.special)
        and authority.lack is not Lack.AMOUNT
    ]


def why_not_hand_up(application: Application, *, by: User, on: date) -> str:
    """Why this person cannot hand any step up now; "" when a step can be."""
    state, power = application.case.state, authorities(by, application, on=on)
    if not can_be_handed_up(state, power):
        starting = [authority for step, authority in power.items() if state in FLOW.arrows[step].sources]
        lacks_the_amount = (authority.why for authority in starting if authority.lack is Lack.AMOUNT)
        return next(lacks_the_amount, "您有权办这一步，直接办理，不用上交")
    if any(handed.kind == HandUp.Kind.BEFORE and not handed.answered_at for handed in application.hand_ups.all()):
        return f"已经上交，等{holder_words(application.item_version.item.department, on=on) or '部门'}决定"
    return ""


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
    authority = authority_for(by, application, step, on=timezone.localdate(at), elsewhere=elsewhere)
    if not authority:
        raise OutsidePower(refusal_words(application, authority, on=timezone.localdate(at)), step=step)
    if authority.special and not urgent.strip():
        raise OutsidePower(
            "本窗口对这一步只有特别处置权：急件写明急办的理由，先办后报；不急的上交", step=step, field="urgent"
        )
    StepTaken.objects.create(
        application=application,
        step=step,
        at=at,
        taken_by=by,
        delegation=authority.instrument,
        seal=authority.seal if step in SEALED else "",
        acts_for=authority.acts_for,
        is_special=authority.special,
    )
    open_before(application).filter(step__in=alternatives(step)).update(answered_by=by, answered_at=at)
    if authority.special:
        report(application, step, urgent.strip(), by=by, at=at)
    return told_of(authority)


def told_of(authority: Authority) -> dict[str, str]:
    """For the line of the history: the instrument, or whom the person stood in for. Nothing for one's own office."""
    if authority.instrument is not None:
        return {"instrument": authority.instrument.number}
    return {"acts_for": str(authority.acts_for.user)} if authority.acts_for else {}


def refusal_words(application: Application, authority: Authority, *, on: date) -> str:
    """What is lacking, and who holds it."""
    if authority.lack is Lack.AMOUNT:
        return authority.why
    department = application.case.department or application.item_version.item.department
    held_by = holder_words(department, on=on)
    return (
        f"{authority.why}。由{held_by}办理，可以上交"
        if held_by
        else f"{authority.why}。{department}现在没有人能决定，先上交，管理员会看到"
    )


def alternatives(step: str) -> list[str]:
    """The steps of which one is chosen where this one could be: a refusal answers what was handed up for a grant."""
    return sorted(DECIDING) if step in DECIDING else ["notify", "accept", "decline"]


def open_before(application: Application):
    """What was handed up and waits for whoever holds the step."""
    return HandUp.objects.filter(application=application, kind=HandUp.Kind.BEFORE, answered_at__isnull=True)


def open_hand_ups(cases: QuerySet[Case]) -> QuerySet[HandUp]:
    """What waits for a decision or an answer; a step that the case is past, or that ended, waits no more."""
    still = Q(kind=HandUp.Kind.AFTER)
    for step in Step.values:
        still |= Q(step=step, application__case__state__in=FLOW.arrows[step].sources)
    found = HandUp.objects.filter(still, answered_at__isnull=True, application__case__in=cases)
    return found.select_related("application__case", "window", "handed_by").order_by("handed_at", "pk")


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


def why_not_answer_hand_up(application: Application, *, by: User, on: date) -> str:
    """Why this person has nothing to answer for on this application; "" when something waits for them."""
    access = access_of(by, on=on)
    if not any(
        post.role in DECIDES and post.department_id == application.case.department_id
        for post in [*access.posts, *access.deputised]
    ):
        return "上交的事由审批科长或部门负责人答复"
    return "" if waiting(application) else "这件没有上交待答的事"


def report(application: Application, step: str, urgent: str, *, by: User, at: datetime) -> HandUp:
    """Tell the holder of an urgent step that was taken first (特别处置权：先办后报)."""
    return hand(application, HandUp.Kind.AFTER, step, Lack.POWER, "特别处置：急件先办后报", urgent, by=by, at=at)


def hand(
    application: Application, kind: str, step: str, lack: Lack, why: str, note: str, *, by: User, at: datetime
) -> HandUp:
    """Write the row and the letter to whoever may decide for the department, deputies included."""
    on = timezone.localdate(at)
    handed = HandUp.objects.create(
        application=application,
        kind=kind,
        step=step,
        lack=lack.name.lower(),
        why=why,
        note=note,
        window=window_for(access_of(by, on=on), application.case),
        handed_by=by,
        handed_at=at,
    )
    owe(
        application.case,
        cause=f"handed up {handed.pk}",
        template="handed_up",
        recipient=None,
        at=at,
        step=handed.get_step_display(),
        who=str(by),
        why=why,
        note=note,
        after=kind == HandUp.Kind.AFTER,
    )
    return handed
