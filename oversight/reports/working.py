"""What goes wrong with cases: held in the middle, told twice, accepted twice, papers asked for twice, left alone, treated unequally."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Model, OuterRef, Q, When
from django.db.models import Case as DbCase

from cases.models import Case, CaseKind, Pause
from cases.wording import half_days, moment
from hall import calendar
from oversight.deadlines import idle_since, took_long
from oversight.measures import Asked, Measure, Rows, Subject, within
from oversight.reports.record import Report, day_of
from oversight.statement import MEASURES
from permits.models import Application, HandUp, MaterialReceipt, NoticeLine, OneTimeNotice
from permits.states import ACCEPTED, SUBMITTED, VOID

FEWEST_COMPARED = 5  # decided cases of an item in a stretch: of fewer there is no middle to compare with
OF_ITSELF = "申请"  # a form is filled in anew for each case: nobody has it already


def _of_cases(unit: str, model: type[Model], case: str) -> Subject:
    """Rows that belong to a case; `case` is the path to it."""
    rows = model._default_manager
    return Subject(
        unit, lambda grant: rows.filter(**{f"{case}__in": Case.objects.reached_by(grant)}), f"{case}__department"
    )


def _with_holder(hand_ups: Rows) -> Rows:
    """With whose hands each lay in, `holder`: who answered. What the window took back itself was answered by nobody."""
    return hand_ups.annotate(
        holder=DbCase(
            When(answered_by=F("handed_by"), then=None), default=F("answered_by"), output_field=BigIntegerField()
        )
    )


_HAND_UPS = _of_cases("次", HandUp, "application__case")
HELD = replace(_HAND_UPS, seen=lambda grant: _with_holder(_HAND_UPS.seen(grant)))
LINES = _of_cases("份", NoticeLine, "notice__application__case")
PAPERS = _of_cases("份", MaterialReceipt, "application__case")


# Middle blockage


def _held(hand_ups: Rows, asked: Asked) -> Rows:
    """What lay with a section during the stretch, of what a window cannot do itself; a special disposal waits for nobody."""
    still = Q(answered_at=None) | Q(answered_at__gte=asked.first)
    return hand_ups.exclude(kind=HandUp.Kind.AFTER).filter(still, handed_at__lt=min(asked.after, asked.at))


def _unanswered(hand_ups: Rows, asked: Asked) -> Rows:
    return _held(hand_ups, asked).filter(answered_at=None)


def _minutes_held(hand_up: HandUp, asked: Asked) -> float:
    begins = max(hand_up.handed_at, asked.first)
    ends = min(hand_up.answered_at or asked.at, asked.after, asked.at)
    return max(0.0, calendar.current().minutes_between(begins, ends))


def _of_held(hand_ups: Sequence[HandUp], asked: Asked) -> Mapping[int, str]:
    def words(each: HandUp) -> str:
        held = f"{half_days(_minutes_held(each, asked))} 个半天"
        who = f"{each.answered_by}在 {moment(each.answered_at)} 答复" if each.answered_at else "还没有答复"
        return f"{each.get_step_display()}，{moment(each.handed_at)} 由{each.handed_by}{each.get_kind_display()}，{who}，停了 {held}"

    return {each.pk: words(each) for each in hand_ups}


BLOCKAGE = Report(
    name="blockage",
    words="中梗阻",
    definition="窗口上交、报批的，在科室和个人手里停了多少个半天（一个半天 210 个工作分钟，只算这段时间以内的）",
    source="B-02",
    measures=(
        Measure("held", "科室手里的", "这段时间里等过科室答复的上交和报批", _held, subject=HELD),
        Measure(
            "unanswered", "还没有答复的", "到现在没有答复的", _unanswered, of="held", rate_words="没有答复的占比", subject=HELD,
        ),
    ),
    headline="held",
    note_words="哪一步，停了多久",
    notes=_of_held,
    person="holder",
    nobody="没有答复（还等着，或者窗口撤回了）",
    minutes=_minutes_held,
    unknown="没有上交、在科室内部传阅的环节没有记录；首办责任人自己放着不办的，见“久拖不办”",
)  # fmt: skip


# Notices


def _noticed(cases: Rows, asked: Asked) -> Rows:
    return cases.filter(Exists(_notices(asked)))


def _notices(asked: Asked) -> Any:
    return OneTimeNotice.objects.filter(within("at")(asked), application=OuterRef("pk"))


def _noticed_again(cases: Rows, asked: Asked) -> Rows:
    before = OneTimeNotice.objects.filter(application__taken_up_by=OuterRef("application"))
    return cases.filter(Exists(_notices(asked).filter(Q(number__gt=1) | Exists(before))))


def _noticed_more(cases: Rows, asked: Asked) -> Rows:
    return _noticed_again(cases, asked).filter(Exists(_notices(asked).exclude(ground="")))


def _of_notices(cases: Sequence[Case], _asked: Asked) -> Mapping[int, str]:
    days: dict[int, list[str]] = defaultdict(list)
    for each in OneTimeNotice.objects.filter(application__in=[case.pk for case in cases]).order_by("at"):
        ground = f"（{each.get_ground_display()}）" if each.ground else ""
        days[each.application_id].append(f"{day_of(each.at)}{ground}")
    return {pk: f"{len(told)} 份：{'、'.join(told)}" for pk, told in days.items()}


NOTICES = Report(
    name="notices",
    words="重复补正",
    definition="一次告知之后，这段时间又出了告知书的办件；接着前一件办的，前一件出过告知书也算",
    source="A-38、C-13",
    measures=(
        Measure("noticed", "告知过的", "这段时间出过告知书的办件", _noticed),
        Measure("again", "重复告知的", "其中不是第一份的", _noticed_again, of="noticed", rate_words="重复补正率"),
        Measure("more", "又要新材料的", "重复告知里，写了以前没有写的材料的", _noticed_more),
    ),
    headline="again",
    note_words="告知书",
    notes=_of_notices,
)


# The same matter twice


def _beside() -> Any:
    """Applications of the same person for the same item that were under way when this one was registered."""
    under_way = Q(case__concluded_at=None) | Q(case__concluded_at__gt=OuterRef("opened_at"))
    open_then = Q(case__closed_at=None) | Q(case__closed_at__gt=OuterRef("opened_at"))
    before = Q(case__opened_at__lt=OuterRef("opened_at")) | Q(
        case__opened_at=OuterRef("opened_at"), pk__lt=OuterRef("pk")
    )
    return Application.objects.filter(
        under_way, open_then, before,
        applicant_id_hash=OuterRef("application__applicant_id_hash"),
        item_version__item=OuterRef("application__item_version__item"),
    ).exclude(case__state=VOID)  # fmt: skip


def _twice(cases: Rows, asked: Asked) -> Rows:
    return MEASURES["registered"].rows(cases, asked).filter(Exists(_beside()))


def _twice_elsewhere(cases: Rows, asked: Asked) -> Rows:
    return _twice(cases, asked).filter(Exists(_beside().exclude(case__window=OuterRef("window"))))


def _first_ones(cases: Sequence[Case], _asked: Asked) -> Mapping[int, str]:
    first = _beside().order_by("case__opened_at", "pk")
    rows = Case.objects.filter(pk__in=[case.pk for case in cases])
    rows = rows.annotate(
        first=first.values("case__number")[:1], since=first.values("case__opened_at")[:1], at_window=first.values("case__window__name")[:1]
    )  # fmt: skip
    return {each.pk: f"{each.first}，{day_of(each.since)} 在{each.at_window}登记" for each in rows}


TWICE = Report(
    name="twice",
    words="重复受理",
    definition="同一个人的同一个事项，前一件还没有办完，这段时间又登记了一件",
    source="B-03",
    measures=(
        MEASURES["registered"],
        Measure("twice", "重复受理的", "登记时前一件还没有办完的", _twice, of="registered", rate_words="占比"),
        Measure("elsewhere", "两个窗口受理的", "前一件是在另一个窗口登记的", _twice_elsewhere),
    ),
    headline="twice",
    note_words="前一件",
    notes=_first_ones,
    unknown="部门在大厅以外自己受理的，系统没有记录；同一个人有几处经营场所的，登记里分不开，核对以后再说",
)


# The same paper twice

_SAME_ITEM = {"material__version__item": OuterRef("material__version__item")}


def _in_the_hall_then(moment_of_row: str, application: str, material: str) -> Any:
    """Papers of the same name from the same person, with another application, that the hall had at the moment of the row."""
    here = Q(returned_at=None) | Q(returned_at__gt=OuterRef(moment_of_row))
    return MaterialReceipt.objects.filter(
        here,
        application__applicant_id_hash=OuterRef(f"{application}__applicant_id_hash"),
        material__name=OuterRef(f"{material}__name"),
        mistaken=False,
        at__lt=OuterRef(moment_of_row),
    ).exclude(application=OuterRef(application))


def _lines(lines: Rows, asked: Asked) -> Rows:
    return lines.filter(within("notice__at")(asked)).exclude(material__name__contains=OF_ITSELF)


def _asked_in_vain(lines: Rows, asked: Asked) -> Rows:
    return _lines(lines, asked).filter(Exists(_in_the_hall_then("notice__at", "notice__application", "material")))


def _handed_twice(papers: Rows, asked: Asked) -> Rows:
    """Of two items: the same item asks for its papers each time it is applied for."""
    others = _in_the_hall_then("at", "application", "material").exclude(**_SAME_ITEM)
    papers = papers.filter(within("at")(asked), mistaken=False).exclude(material__name__contains=OF_ITSELF)
    return papers.filter(Exists(others))


def _of_papers(rows: Sequence[Any], _asked: Asked) -> Mapping[int, str]:
    """Not with which case: that may be another department's."""
    asked_for = bool(rows) and isinstance(rows[0], NoticeLine)
    when = "notice__at" if asked_for else "at"
    application = "notice__application" if asked_for else "application"
    then = _in_the_hall_then(when, application, "material")
    if not asked_for:
        then = then.exclude(**_SAME_ITEM)
    first = then.order_by("at").values("at")[:1]
    model = NoticeLine if asked_for else MaterialReceipt
    since: Any = model.objects.filter(pk__in=[each.pk for each in rows]).annotate(since=first)
    return {each.pk: f"{each.material}：大厅 {day_of(each.since)} 收过" for each in since.select_related("material")}


PAPERS_TWICE = Report(
    name="papers-twice",
    words="重复材料",
    definition="大厅已经有同一个人的同名材料（别的办件里收的，没有退回），又要一次；名称里有“申请”的表、书每次都要新填，不算",
    source="B-03、E-07",
    measures=(
        Measure("asked", "告知书又要的", "这段时间的告知书要的材料里，大厅当时已经有的", _asked_in_vain, subject=LINES),
        Measure("handed", "两个事项都收的", "这段时间收的材料里，同一个人在另一个事项里已经交过的", _handed_twice, subject=PAPERS),
    ),
    headline="asked",
    note_words="哪一份，什么时候收过",
    notes=_of_papers,
    unknown="材料只认名称：目录里叫法不同的同一份材料认不出来，旧材料过没过期也没有记录",
)  # fmt: skip


# Nobody acts


def _in_work(cases: Rows, _asked: Asked) -> Rows:
    """Whose turn it is not the applicant's, and no clock stands still."""
    return cases.filter(kind=CaseKind.APPLICATION, closed_at=None, state__in=[SUBMITTED, ACCEPTED])


def _idle(cases: Rows, asked: Asked) -> Rows:
    since = idle_since(at=asked.at, calendar=calendar.current())
    return _in_work(cases, asked).filter(Q(acted_at__lt=since) | Q(acted_at=None, opened_at__lt=since))


def _last_acts(cases: Sequence[Case], asked: Asked) -> Mapping[int, str]:
    days = calendar.current()

    def words(case: Case) -> str:
        last = case.acted_at or case.opened_at
        return f"{case.owner or '没有责任人'}，最近一次办理 {moment(last)}，过了 {half_days(days.minutes_between(last, asked.at))} 个半天"

    return {each.pk: words(each) for each in cases}


IDLE = Report(
    name="idle",
    words="久拖不办",
    definition="轮到大厅办（收件、受理以后，没有暂停、不等补正），三个工作日没有人动过的办件；到没到期不管",
    source="B-02、Da-14",
    measures=(
        Measure("in_work", "轮到大厅办的", "收件或受理以后，没有暂停、不等补正的", _in_work),
        Measure(
            "idle", "三个工作日没有人动的", "最近一次有人办理在三个工作日以前", _idle, of="in_work", rate_words="占比"
        ),
    ),
    headline="idle",
    note_words="谁的，停了多久",
    notes=_last_acts,
    of_now=True,
    order=("acted_at", "pk"),
    person="owner_id",
)


# Equal treatment


def _compared(cases: Rows, asked: Asked) -> Rows:
    """Decided during the stretch and never paused, of items of which enough were."""
    decided = cases.filter(within("application__decision__at")(asked), application__accepted_at__isnull=False)
    decided = decided.filter(~Exists(Pause.objects.filter(case=OuterRef("pk"))))
    enough = decided.order_by().values("application__item_version__item").annotate(n=Count("pk"))
    enough = enough.filter(n__gte=FEWEST_COMPARED).values("application__item_version__item")
    return decided.filter(application__item_version__item__in=enough)


def _lengths(cases: Rows, asked: Asked) -> Iterator[tuple[int, float, float]]:
    """Of each compared case how many working minutes it took from its acceptance to its decision, and the middle of its item."""
    days, of_items = calendar.current(), defaultdict(list)
    columns = ("pk", "application__item_version__item", "application__accepted_at", "application__decision__at")
    for pk, item, accepted_at, decided_at in _compared(cases, asked).order_by().values_list(*columns):
        of_items[item].append((pk, days.minutes_between(accepted_at, decided_at)))
    for rows in of_items.values():
        middle = median(minutes for _pk, minutes in rows)
        yield from ((pk, minutes, middle) for pk, minutes in rows)


def _slow(cases: Rows, asked: Asked) -> Rows:
    slow = [pk for pk, minutes, middle in _lengths(cases, asked) if took_long(minutes=minutes, middle=middle)]
    return cases.filter(pk__in=slow)


def _against_the_middle(cases: Sequence[Case], asked: Asked) -> Mapping[int, str]:
    everything = Case.objects.filter(department__in={case.department_id for case in cases})
    rows = {case.pk for case in cases}
    return {
        pk: f"用了 {half_days(minutes)} 个半天，同一事项一般 {half_days(middle)} 个半天"
        for pk, minutes, middle in _lengths(everything, asked)
        if pk in rows
    }


EQUAL = Report(
    name="equal",
    words="同等对待",
    definition=f"同一个事项这段时间决定了 {FEWEST_COMPARED} 件以上的，从受理到决定用的工作时间是一般（中位数）的三倍以上、又多出一个工作日的；暂停过的不比",
    source="A-35、B-03",
    measures=(
        Measure("compared", "比过的", f"这段时间决定的，同一事项有 {FEWEST_COMPARED} 件以上、没有暂停过", _compared),
        Measure(
            "slow", "明显慢的", "用的时间是一般的三倍以上、又多出一个工作日", _slow, of="compared", rate_words="占比"
        ),
    ),
    headline="slow",
    note_words="用了多久",
    notes=_against_the_middle,
    unknown="实收的钱系统没有记录，收费相同不相同比不了",
)
