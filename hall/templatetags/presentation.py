"""Words and shapes for screens. Nothing here decides or counts anything; it only shows what it is given."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import segno
from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, MultiWidget, RadioSelect, SelectDateWidget
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hall.worktime.wording import in_full

register = template.Library()

EMPTY_CELL: dict[str, Any] = {"text": "", "href": "", "lamp": "", "provisional": False, "level": ""}
LAMP_WORDS = {"green": "正常", "yellow": "预警", "red": "超承诺", "deep_red": "超法定", "grey": "暂停"}
STEP_WORDS = {"done": "已完成", "current": "进行中", "todo": "未开始", "paused": "暂停"}
CARD_WORDS = {"yellow": "黄牌", "red": "红牌"}
PART_WORDS = {"year": "年", "month": "月", "day": "日", "0": "日期", "1": "时间"}
NOTICE_WORDS = {"success": "已完成", "warning": "注意", "error": "没有成功", "info": "提示"}


# "yellow" → 预警, "current" → 进行中, "red" → 红牌; 1234 → 1,234; 0.0921 → 9.2%
register.filter("lamp_word", lambda lamp: LAMP_WORDS[lamp])
register.filter("step_word", lambda state: STEP_WORDS[state])
register.filter("card_word", lambda level: CARD_WORDS[level])
register.filter("thousands", lambda number: f"{number:,}")
register.filter("percent", lambda share: f"{share:.1%}")
# digits in groups of four: 1234567812345678 → 1234 5678 1234 5678
register.filter("fours", lambda digits: " ".join(digits[start : start + 4] for start in range(0, len(digits), 4)))
# whether a form's field is one single checkbox: its label stands behind it
register.filter("is_tick", lambda field: isinstance(field.field.widget, CheckboxInput))


@register.filter
def notice_word(kind: str) -> str:
    """Return the word that opens a notice; Django's message tags may hold several names ("safe success")."""
    return next((NOTICE_WORDS[name] for name in kind.split() if name in NOTICE_WORDS), NOTICE_WORDS["info"])


@register.filter
def qr(link: str) -> SafeString:
    """Return a QR picture of a link as SVG that takes its size from the stylesheet; four modules of white around it."""
    drawn = segno.make_qr(link, error="m").svg_inline(omitsize=True, border=4, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - segno draws modules; the text itself never enters the markup


@register.filter
def half_days(count: int) -> str:
    """Return what is left (count ≥ 0) or overrun (count < 0), in half working days: 2 → 剩 2 个半天."""
    if count == 0:
        return "剩不足半天"
    return f"剩 {count} 个半天" if count > 0 else f"超 {-count} 个半天"


@register.filter
def day(value: date) -> str:
    """Return a date, or the local date of an instant, as 2026年11月20日."""
    return in_full(_local(value))


@register.filter
def moment(value: datetime) -> str:
    """Return an instant in the hall's time as 2026年11月20日 12:00."""
    return f"{day(value)} {_local(value):%H:%M}"


@register.filter
def when(value: datetime | date) -> SafeString:
    """Return an instant or a date as a `<time>` element that programs can read too."""
    words = moment(value) if isinstance(value, datetime) else day(value)
    return format_html('<time datetime="{}">{}</time>', _local(value).isoformat(), words)


def _local(value: Any) -> Any:
    """Return an aware instant in the hall's zone; anything else unchanged."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[dict]) -> Iterator[tuple[dict, dict]]:
    """Pair the cells of a table row with their columns, each cell in the shape of `as_cell`."""
    return zip(columns, (as_cell(cell) for cell in cells), strict=True)


@register.filter
def as_cell(value: Any) -> dict[str, Any]:
    """Return the full shape of a cell: text, href, lamp, provisional, level. A plain value is its text; None is a dash."""
    cell = value if isinstance(value, dict) else {"text": "—" if value is None else value}
    return EMPTY_CELL | cell


@register.filter
def bar_widths(bars: Sequence[dict]) -> list[dict]:
    """Give each bar its `width` in percent of the longest (for an SVG attribute, so with a decimal point)."""
    longest = max((bar["value"] for bar in bars), default=0) or 1
    return [{**bar, "width": f"{bar['value'] / longest * 100:.2f}%"} for bar in bars]


@register.filter
def control(field: BoundField) -> SafeString:
    """Return a form field's input; where it has several (year, month, day), each gets a name of its own."""
    widget = field.field.widget
    if not isinstance(widget, SelectDateWidget | MultiWidget):
        return field.as_widget()
    attrs = field.build_widget_attrs({"id": field.auto_id}, widget)
    context = widget.get_context(field.html_name, field.value(), attrs)
    for part in context["widget"]["subwidgets"]:
        part["attrs"]["aria-label"] = PART_WORDS.get(part["name"].rpartition("_")[2], field.label)
    return SafeString(field.form.renderer.render(widget.template_name, context))


@register.filter
def focus_id(field: BoundField) -> str:
    """Return the id of the element that an error message should lead to: the first one that takes input."""
    if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def lines(text: str | Iterable[str]) -> list[str]:
    """Return a text's lines, or the given list as it is."""
    return text.splitlines() if isinstance(text, str) else list(text)
