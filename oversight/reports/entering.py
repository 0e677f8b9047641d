"""What is not, or not really, in the hall: hollow windows, half in and half out, the four ways of not entering, the rate of entry, longer promises."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from cases.models import Case, Event
from hall.catalogue_terms import AuthorityLevel, ItemStatus, LimitUnit
from hall.delegated import DECIDING
from hall.models import Delegation, ItemVersion, ServiceItem, Window
from hall.roles import Power, Step
from hall.worktime.wording import in_full
from oversight.measures import Asked, Measure, Rows, Subject, within
from oversight.power_report import AT_WINDOW, STANDS
from oversight.reports.record import Report, day_of
from oversight.statement import MEASURES
from permits.acts.pausing import EXTEND
from permits.models import Application, Channel, StepTaken
from permits.states import ENQUIRED, VOID
from permits.wording import approver_of_extension

LONGEST_PROMISE = 3  # 个工作日: A-36, of what the district decides itself
TARGET = 0.9  # of the items (Dc-07)
_UNITS = dict(LimitUnit.choices)
_AT_A_WINDOW = Window.departments.through  # one department at one window

ITEMS = Subject("项", lambda grant: ServiceItem.objects.filter(grant.as_filter("department"), status=ItemStatus.ACTIVE))
PLACES = Subject("个", lambda grant: _AT_A_WINDOW.objects.filter(grant.as_filter("department")))

_DECIDED = StepTaken.objects.filter(STANDS, step__in=DECIDING)
_TAKEN_IN = Application.objects.exclude(case__state__in=[ENQUIRED, VOID])


def _decided_at(asked: Asked) -> Any:
    """Decisions of the stretch on what one department takes in at one window."""
    here = {"application__case__window": OuterRef("window"), "application__case__department": OuterRef("department")}
    return _DECIDED.filter(within("at")(asked), **here)


def _receiving(places: Rows, asked: Asked) -> Rows:
    here = {"case__window": OuterRef("window"), "case__department": OuterRef("department")}
    return places.filter(Exists(_TAKEN_IN.filter(within("case__opened_at")(asked), **here)))


def _deciding(places: Rows, asked: Asked) -> Rows:
    return places.filter(Exists(_decided_at(asked)))


def _hollow(places: Rows, asked: Asked) -> Rows:
    return _deciding(places, asked).filter(~Exists(_decided_at(asked).filter(AT_WINDOW)))


def _of_places(places: Sequence[Any], asked: Asked) -> Mapping[int, str]:
    pairs = {(each.window_id, each.department_id): each.pk for each in places}
    windows = {window for window, _department in pairs}
    decisions: Any = _DECIDED.filter(within("at")(asked), application__case__window__in=windows).order_by()
    decisions = decisions.values_list("application__case__window", "application__case__department")
    notes = dict.fromkeys(pairs.values(), "没有作出决定")
    for window, department, n, at_window in decisions.annotate(n=Count("pk"), own=Count("pk", filter=AT_WINDOW)):
        if (window, department) in pairs:
            notes[pairs[window, department]] = f"决定 {n:,} 件，窗口自己决定 {at_window:,} 件"
    return notes


HOLLOW = Report(
    name="hollow",
    words="空壳窗口",
    definition="这段时间里，某个部门在某个窗口收的办件有决定作出，却没有一件是窗口凭授权书决定的：窗口只收件，事情在别处定",
    source="A-29、B-03、Dc-08",
    measures=(
        Measure("receiving", "有收件的窗口", "这段时间登记过办件的窗口；一个窗口代几个部门收件的，一个部门算一个", _receiving, subject=PLACES),
        Measure("deciding", "有决定的窗口", "这段时间有决定作出的；撤回办结的决定不算", _deciding, subject=PLACES),
        Measure(
            "hollow", "空壳窗口", "有决定作出，没有一件由窗口作出的", _hollow,
            of="deciding", rate_words="空壳占比", subject=PLACES,
        ),
    ),
    headline="hollow",
    note_words="这段时间的决定",
    notes=_of_places,
    unknown="大厅系统以外开的会、盖的章没有记录，这里只看系统里的决定",
)  # fmt: skip


def _in_force(asked: Asked) -> Any:
    """The published version of an item on the day."""
    day = timezone.localdate(asked.at)
    versions = ItemVersion.objects.filter(item=OuterRef("pk"), effective_from__lte=day)
    return versions.filter(Q(effective_to=None) | Q(effective_to__gt=day))


def _decided_of(asked: Asked) -> Any:
    return _DECIDED.filter(within("at")(asked), application__item_version__item=OuterRef("pk"))


def _in_hall(items: Rows, _asked: Asked) -> Rows:
    return items.filter(is_in_hall=True)


def _outside(items: Rows, _asked: Asked) -> Rows:
    return items.filter(is_in_hall=False)


def _half(items: Rows, asked: Asked) -> Rows:
    beside = ServiceItem.objects.filter(department=OuterRef("department"), status=ItemStatus.ACTIVE, is_in_hall=True)
    return _outside(items, asked).filter(Exists(beside))


def _split(items: Rows, asked: Asked) -> Rows:
    decided = _decided_of(asked)
    return _in_hall(items, asked).filter(Exists(decided.filter(AT_WINDOW)), Exists(decided.exclude(AT_WINDOW)))


def _received_only(items: Rows, asked: Asked) -> Rows:
    decided = _decided_of(asked)
    return _in_hall(items, asked).filter(Exists(decided), ~Exists(decided.filter(AT_WINDOW)))


def _none_online(items: Rows, asked: Asked) -> Rows:
    taken_in = _TAKEN_IN.filter(within("case__opened_at")(asked), item_version__item=OuterRef("pk"))
    free_to_stay_away = _in_force(asked).filter(presence_basis="")
    return _in_hall(items, asked).filter(
        Exists(free_to_stay_away), Exists(taken_in), ~Exists(taken_in.filter(channel=Channel.ONLINE))
    )


def _without_power(items: Rows, asked: Asked) -> Rows:
    day = timezone.localdate(asked.at)
    decides = Delegation.objects.filter(
        items=OuterRef("pk"), valid_from__lte=day, powers__contains=[Power.DECISION], steps__contains=[Step.GRANT]
    )
    return _in_hall(items, asked).filter(~Exists(decides.filter(Q(valid_to=None) | Q(valid_to__gte=day))))


def _one_of_four(items: Rows, asked: Asked) -> Rows:
    ways = Q()
    for way in FOUR_WAYS:
        ways |= Q(pk__in=way.rows(ServiceItem.objects.order_by(), asked).values("pk"))
    return items.filter(ways)


def _every(items: Rows, _asked: Asked) -> Rows:
    return items


FOUR_WAYS = (
    Measure("outside", "没有进驻", "没有进大厅的事项", _outside, subject=ITEMS),
    Measure("received_only", "只收件", "进了大厅、这段时间有决定，没有一件由窗口决定的事项", _received_only, subject=ITEMS),
    Measure(
        "none_online", "能网办而都到窗口办", "法律没有要求到场、这段时间有收件，没有一件从网上来的事项", _none_online, subject=ITEMS,
    ),
    Measure("without_power", "没有授权", "进了大厅，今天没有授权书给窗口决定权的事项", _without_power, subject=ITEMS),
)  # fmt: skip


def _which_ways(items: Sequence[Any], asked: Asked) -> Mapping[int, str]:
    ways: dict[int, list[str]] = {each.pk: [] for each in items}
    for way in FOUR_WAYS:
        for pk in way.rows(ServiceItem.objects.filter(pk__in=list(ways)), asked).values_list("pk", flat=True):
            ways[pk].append(way.words)
    return {pk: "、".join(words) or "进驻、授权都到位" for pk, words in ways.items()}


def _where_it_is(items: Sequence[Any], _asked: Asked) -> Mapping[int, str]:
    return {
        each.pk: f"{each.window} 窗口办理" if each.is_in_hall else f"没有进驻（{each.entry_batch}）" for each in items
    }


HALF = Report(
    name="half",
    words="半进半不进",
    definition="部门有事项进了大厅，另有事项留在外面；或者同一个事项一部分在窗口决定、一部分回部门决定",
    source="A-31、C-26",
    measures=(
        Measure("half", "留在外面的事项", "所在部门有别的事项进了大厅，自己没有进的", _half, subject=ITEMS),
        Measure("split", "两头决定的事项", "进了大厅，这段时间有的由窗口决定、有的由部门决定的", _split, subject=ITEMS),
    ),
    headline="half",
    note_words="现在在哪里办",
    notes=_where_it_is,
    unknown="在大厅以外办的件，系统没有记录",
)

FOUR = Report(
    name="four-ways",
    words="四种不进",
    definition="没有进驻、只收件、能网办而都到窗口办、没有授权：有其中一种的事项",
    source="E-07",
    measures=(
        Measure("any", "有一种以上的事项", "四种里占了一种以上的，只计一次", _one_of_four, subject=ITEMS),
        *FOUR_WAYS,
    ),
    headline="any",
    note_words="哪几种",
    notes=_which_ways,
    unknown="哪些事项开通了网上办理，目录没有记录；这里把法律没有要求到场的都当作能网办",
)

ENTRY = Report(
    name="entry-rate",
    words="进驻率",
    definition="实施中的事项里，进了大厅的占多少；目标 90%",
    source="Dc-07、C-26",
    measures=(
        Measure("items", "实施中的事项", "目录里没有取消、下放、改备案的", _every, subject=ITEMS),
        Measure("entered", "进了大厅的", "由窗口收件的", _in_hall, of="items", rate_words="进驻率", subject=ITEMS),
        Measure("outside", "没有进的", "没有进大厅的", _outside, subject=ITEMS),
    ),
    headline="entered",
    note_words="现在在哪里办",
    notes=_where_it_is,
    of_now=True,
    target=TARGET,
    unknown="各事项哪一天进的大厅，目录没有记录，只能看现在",
)


def _longer(items: Rows, asked: Asked) -> Rows:
    minutes = {LimitUnit.WORKING_DAY: LONGEST_PROMISE, LimitUnit.NATURAL_DAY: LONGEST_PROMISE, LimitUnit.MONTH: 0}
    longer = Q()
    for unit, most in minutes.items():
        longer |= Q(promise_unit=unit, promise_quantity__gt=most)
    return _in_hall(items, asked).filter(
        Exists(_in_force(asked).filter(longer, authority_level=AuthorityLevel.DISTRICT))
    )


def _district(items: Rows, asked: Asked) -> Rows:
    return _in_hall(items, asked).filter(Exists(_in_force(asked).filter(authority_level=AuthorityLevel.DISTRICT)))


def _extended(cases: Rows, asked: Asked) -> Rows:
    extending = Event.objects.filter(within("at")(asked), case=OuterRef("pk"), verb=EXTEND.name)
    return cases.filter(Exists(extending))


def _promises(rows: Sequence[Any], asked: Asked) -> Mapping[int, str]:
    """Of an item its promise; of a case who gave it longer, when, under which number."""
    if rows and isinstance(rows[0], Case):
        lines = Event.objects.filter(within("at")(asked), case__in=rows, verb=EXTEND.name).order_by("at")
        return {
            each.case_id: f"{approver_of_extension(each.facts)}，{day_of(each.at)}，{each.facts['document']}，延长 {each.facts['days']} {each.facts['unit']}"
            for each in lines
        }
    versions = ItemVersion.objects.filter(item__in=rows).order_by("effective_from")
    return {
        each.item_id: f"承诺 {each.promise_quantity} {_UNITS[each.promise_unit]}，{in_full(each.effective_from)}起；批准人没有记录"
        for each in versions
        if each.effective_from <= timezone.localdate(asked.at)
    }


PROMISES = Report(
    name="promises",
    words="承诺时限的例外",
    definition=f"区级事项一律不超过 {LONGEST_PROMISE} 个工作日：公布的承诺比这长的事项（按自然日公布的超过 {LONGEST_PROMISE} 日、按月公布的都算），和这段时间延长了法定时限的办件",
    source="A-36、Q3",
    measures=(
        Measure("district", "区级事项", "进了大厅的区级事项", _district, subject=ITEMS),
        Measure("longer", "承诺更长的事项", "区级事项里，今天公布的承诺更长的", _longer, of="district", rate_words="占比", subject=ITEMS),
        Measure("extended", "延长了的办件", "这段时间由有权的人批准延长法定时限的；承诺时限不因此延长", _extended),
    ),
    headline="longer",
    note_words="承诺，或者谁在哪天批准",
    notes=_promises,
    unknown="更长的承诺由谁批准、哪天批准，目录没有记录；延长的批准人和日期有记录",
)  # fmt: skip


def _online(cases: Rows, asked: Asked) -> Rows:
    return MEASURES["registered"].rows(cases, asked).filter(application__channel=Channel.ONLINE)


def _channels(cases: Sequence[Any], _asked: Asked) -> Mapping[int, str]:
    channels = Application.objects.filter(case__in=cases).values_list("pk", "channel")
    return {pk: Channel(channel).label for pk, channel in channels}


ONLINE = Report(
    name="online",
    words="网上办理",
    definition="这段时间登记的办件里，从网上来的占多少",
    source="C-38、E-07",
    measures=(
        MEASURES["registered"],
        Measure("online", "网上来的", "登记的渠道是网上的", _online, of="registered", rate_words="网办率"),
    ),
    headline="online",
    note_words="渠道",
    notes=_channels,
)
