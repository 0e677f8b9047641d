"""A trip of the applicant, as three acts have it: the window that it led to, and why it is the third (两次终结制)."""

from collections.abc import Sequence

from django import forms

from cases.cards import only_informs
from hall.doors.acts import Facts, Field, Kind, Occasion
from hall.doors.fields import choice, text
from hall.identifiers import grouped
from hall.models import ItemVersion, Window
from hall.refusals import BadInput
from permits import visits
from permits.models import Application, Channel, Visit
from permits.queries import window_for
from permits.repeated import later
from permits.states import ENQUIRED
from permits.taking_up import is_one_too_many

BASIS_HINT = "写明哪一部法律的哪一条，例如《婚姻登记条例》第七条；已经通知听证的可以不填"


def purposes_now(occasion: Occasion) -> list[tuple[str, str]]:
    """What the applicant can have come for: nothing is collected before there is a decision, and papers are taken in (收下材料)."""
    no_papers = visits.WITH_PAPERS if occasion.case.state == ENQUIRED else ()
    nothing = no_papers if hasattr(occasion.subject, "decision") else (Visit.Purpose.COLLECT, *no_papers)
    return [each for each in Visit.Purpose.choices if each[0] not in nothing]


def third_visit(occasion: Occasion) -> dict[str, forms.Field]:
    """What a page asks when the next counted visit goes beyond what is allowed; before that, nothing."""
    before, terms = visits.purposes(occasion.subject), occasion.subject.item_version
    limit = visits.limit_broken(before, Visit.Purpose.SUBMIT, terms)
    if limit is None:
        return {}
    which = "这将是第三次或以后的到访" if limit == visits.ALLOWED else f"这个事项公布最多跑 {limit} 次"
    always = limit == visits.ALLOWED
    mark = "到窗口来的必填" if always else "按第一份告知书补交材料的可以不填"
    return _why(occasion.subject, f"超过{'两' if always else '一'}次的原因", which, mark=mark)


def trips_of_both(occasion: Occasion) -> dict[str, forms.Field]:
    """
    What the page of an end asks when another application of the same person for the same item goes on, and the trips of both
    together are too many; otherwise nothing.
    """
    found = later(occasion.subject)
    if found is None or not is_one_too_many(occasion.subject, found):
        return {}
    which = f"同一申请人同一事项还有办件 {grouped(found.case.number)}，两件的到访合并计算"
    return {f"trip_{name}": field for name, field in _why(found, "到访过多的原因", which, mark="必填").items()}


def with_why(_occasion: Occasion, fields: Facts) -> Facts:
    """What was sent of the trips as one value: page and program send it as single fields."""
    return with_cause(fields, prefix="trip_")


def with_cause(fields: Facts, *, prefix: str = "") -> Facts:
    """What was sent, with cause, paper and article of the trip as one value; what is not asked for on a page is not said."""
    why = {name: fields.get(f"{prefix}{name}") for name in ("cause", "missing", "basis")}
    others = {name: value for name, value in fields.items() if name.removeprefix(prefix) not in why}
    return others | {"why": visits.Why(why["cause"] or "", why["missing"], why["basis"] or "")}


def _on_no_page(_occasion: Occasion) -> bool:
    """The page asks only where it is due, by `trips_of_both`."""
    return False


_DUE = (
    "Due when another application of the same person for the item goes on, and the trips of both are too many together"
)
TRIPS_OF_BOTH = (
    Field("trip_cause", "到访过多的原因", Kind.CHOSEN, choices=Visit.Cause, only=_on_no_page, api=f"{_DUE}."),
    Field(
        "trip_missing",
        "申请人没带的材料",
        Kind.WHOLE,
        least=1,
        most=9_999,
        only=_on_no_page,
        api="Position; of the cause applicant.",
    ),
    Field("trip_basis", "要求到场的法律条款", most=200, only=_on_no_page, api="Law and article; of the cause law."),
)


def _why(application: Application, label: str, which: str, *, mark: str) -> dict[str, forms.Field]:
    """
    Cause, article and paper of a trip of this application that is beyond what is allowed. A cause that nothing stored can bear
    out is not offered: who chose it could only be refused.

    :param mark: when a cause is due; the page alone does not know it, for it does not know what the trip will be for.
    """
    papers, terms = visits.provable(application), application.item_version
    unproven = visits.unproven_causes(application, papers)
    causes = [each for each in Visit.Cause.choices if each[0] not in unproven]
    cause = choice(label, causes, help_text=f"{which}。窗口原因会亮黄牌；申请人原因只限第一份告知书写过的材料")
    cause.mark = mark  # type: ignore[attr-defined]  # for _parts/field.html
    fields: dict[str, forms.Field] = {"cause": cause, "basis": presence_basis(terms)}
    if not papers:
        return fields
    return fields | {
        "missing": forms.TypedChoiceField(
            label="申请人没带的材料",
            choices=[("", "（不是申请人原因）"), *((material.position, material.name) for material in papers)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "这份材料不在第一份一次性告知书上，或者窗口已经收到，不能算申请人原因"},
        ),
    }


def presence_basis(terms: ItemVersion) -> forms.Field:
    """The article that requires the applicant to come: the item may publish it already."""
    published = f"本事项公布的依据是{terms.presence_basis}，可以不填" if terms.presence_basis else BASIS_HINT
    return text("要求到场的法律条款", limit=200, help_text=f"只在原因是法律要求到场时填写。{published}")


def at_a_window(occasion: Occasion, fields: Facts) -> Facts:
    """
    What was sent, with why the trip is one too many as one value, and the window where the applicant stands as a row: the one
    whose number a program sent, else the person's own for the department, else the case's. The visit is noted there.
    """
    number = fields.get("window")
    window = window_for(occasion.access, occasion.case) if number is None else numbered(occasion.access.windows, number)
    return with_cause(fields) | {"window": window}


def numbered(windows: Sequence[Window], number: str | None) -> Window:
    """
    Return the window of that number, or the only one.

    :raises BadInput: none of these has the number, or several could be meant.
    """
    if number is None and len(windows) == 1:
        return windows[0]
    window = next((window for window in windows if window.number == number), None)
    if window is None:
        raise BadInput("填写窗口号" if number is None else "这不是您所在的窗口", field="window")
    return window


def visit_words(visit: Visit) -> str:
    if visit.counted_as is None:
        return "已登记到访，领取结果不计次数"
    carded = visit.cause == Visit.Cause.WINDOW and not only_informs(visit.department)
    rule = "两次终结制" if visit.counted_as > visits.ALLOWED else "事项公布的次数"
    card = f"，按{rule}发出黄牌" if carded else ""
    return f"已登记第 {visit.counted_as} 次到访{card}"


def brought_words(application: Application, fields: Facts, still_missing: str) -> str:
    """How many papers came, what is missing still, and the trip that it was, where it was one."""
    trip = visit_words(application.visits.order_by("-pk")[0]) + "。" if fields["channel"] == Channel.WINDOW else ""
    return f"已收下 {len(fields['materials'])} 份材料。{still_missing}{trip}"
