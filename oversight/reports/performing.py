"""What a score is made of: its figures are a report like the others, so that each point opens the rows behind it."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef

from cases.models import Card, Case
from hall.delegated import DECIDING
from oversight.measures import Asked, Measure, Rows, within
from oversight.power_report import AT_WINDOW, STANDS
from oversight.reports.record import Report, day_of
from oversight.reports.working import NOTICES
from oversight.statement import MEASURES
from permits.models import StepTaken

_HERE = {"application": OuterRef("pk"), "step__in": DECIDING}
_CARDS = Card.objects.standing().filter(case=OuterRef("pk"))


def _decided(cases: Rows, asked: Asked) -> Rows:
    return cases.filter(Exists(StepTaken.objects.filter(STANDS, within("at")(asked), **_HERE)))


def _decided_here(cases: Rows, asked: Asked) -> Rows:
    return cases.filter(Exists(StepTaken.objects.filter(STANDS, AT_WINDOW, within("at")(asked), **_HERE)))


def _told_once(cases: Rows, asked: Asked) -> Rows:
    again = NOTICES.measure("again").rows(cases, asked).values("pk")
    return NOTICES.measure("noticed").rows(cases, asked).exclude(pk__in=again)


def _clean(cases: Rows, asked: Asked) -> Rows:
    return MEASURES["concluded"].rows(cases, asked).filter(~Exists(_CARDS))


def _ends(cases: Sequence[Case], _asked: Asked) -> Mapping[int, str]:
    return {each.pk: f"{day_of(each.concluded_at)}办结" if each.concluded_at else "没有办结" for each in cases}


PERFORMANCE = Report(
    name="performance",
    words="绩效的数字",
    definition="绩效分从这些数字来：按时办结、窗口决定、一次告知、没有红黄牌",
    source="ux O7、rules §10",
    measures=(
        MEASURES["concluded"],
        MEASURES["on_time"],
        Measure("clean", "没有红黄牌", "办结的办件里，没有一张还立着的牌的；撤销的牌不算", _clean, of="concluded", rate_words="无牌率"),
        Measure("decided", "作出决定", "这段时间作出决定的，撤回办结的不算", _decided),
        Measure(
            "at_window", "窗口决定", "由窗口凭授权书决定的", _decided_here, of="decided", rate_words="窗口决定率",
        ),
        NOTICES.measure("noticed"),
        Measure("once", "一次告知", "告知过的里，没有重复告知的", _told_once, of="noticed", rate_words="一次告知率"),
    ),
    headline="on_time",
    note_words="什么时候办结",
    notes=_ends,
    unknown="满意率不计分，见“评价”：评价的人少，按窗口比不公道",
)  # fmt: skip
