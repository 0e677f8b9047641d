"""Words and shapes for screens. Nothing here decides or counts anything; it only shows what it is given."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from html import escape
from typing import Any

import segno
from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, MultiWidget, RadioSelect, SelectDateWidget
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hall.fields import shown
from hall.identifiers import grouped
from hall.local_time import local
from hall.sentences import clause
from hall.worktime.wording import in_full

register = template.Library()

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
# complaint|sealed:"text": a sealed text of a row, also one that does not open
register.filter("sealed", shown)
# a case number as it is read aloud: 01012026112400004 → 0101 20261124 00004
register.filter("case_number", grouped)
# what somebody typed, inside a sentence: without its own full stop
register.filter("clause", clause)
# whether a form's field is one single checkbox: its label stands behind it
register.filter("is_tick", lambda field: isinstance(field.field.widget, CheckboxInput))
# whether it is a list of ticks that is worth a button for all of them
register.filter(
    "has_many_ticks",
    lambda field: isinstance(field.field.widget, CheckboxSelectMultiple) and len(field.field.choices) > 1,
)


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
    return local(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def table_rows(rows: Iterable[dict], columns: Iterable[dict]) -> SafeString:
    """
    Return the rows of a table, each of {cells, href?}; the first cell is the row's heading.

    A page of a list has hundreds of cells: written here, they cost a tenth of what a template for each costs.
    """
    frames = _frames(columns)
    return SafeString("\n".join(f"<tr{_led_to(row.get('href'))}>{_cells(row['cells'], frames)}</tr>" for row in rows))


@register.filter
def ticked_rows(rows: Iterable[dict], columns: Iterable[dict]) -> SafeString:
    """Return the rows of a list of cases, each of {cells, href, number, takes}, with a box to tick each; it bears what bulk acts it takes."""
    frames = _frames(columns)
    return SafeString("\n".join(_ticked(row, frames) for row in rows))


def _ticked(row: dict[str, Any], frames: list[tuple[str, str]]) -> str:
    number = escaped(row["number"])
    takes = escaped(" ".join(row["takes"]))
    box = f'<input type="checkbox" name="number" value="{number}" form="bulk" data-takes="{takes}"><span class="vh">选择 {grouped(number)}</span>'
    tick = f'<td data-label="选择"><label class="pick">{box}</label></td>'
    return f"<tr{_led_to(row['href'])}>{tick}{_cells(row['cells'], frames)}</tr>"


def _led_to(href: str | None) -> str:
    return f' data-href="{escaped(href)}"' if href else ""


def _frames(columns: Iterable[dict]) -> list[tuple[str, str]]:
    """What stands around the cell of each column."""
    frames, tag = [], 'th scope="row"'
    for column in columns:
        numeric = ' class="num"' if column.get("num") else ""
        frames.append((f'<{tag} data-label="{escaped(column["label"])}"{numeric}>', f"</{tag[:2]}>"))
        tag = "td"
    return frames


def _cells(values: Iterable[Any], frames: list[tuple[str, str]]) -> str:
    return "".join(f"{begin}{_in_cell(value)}{end}" for value, (begin, end) in zip(values, frames, strict=True))


@register.filter
def in_cell(value: Any) -> SafeString:
    """
    Return what stands in a table cell or a key-value list: a text (None is a dash), or of {text, href?, lamp?, word?,
    provisional?, level?} a link, a lamp that leads to its arithmetic, a card.
    """
    return SafeString(_in_cell(value))


def _in_cell(value: Any) -> str:
    if not isinstance(value, dict):
        return f"<span>{'—' if value is None else escaped(value)}</span>"
    text, href = value["text"], escaped(value.get("href", ""))
    shown: str
    if value.get("lamp"):
        shown = lamp(value)
        return (
            f'<a href="{href}">{shown}<span class="vh">，怎么算出来的</span></a>' if href else f"<span>{shown}</span>"
        )
    if value.get("level"):
        shown = f"<span>{card_mark(value['level'], text)}</span>"
    else:
        shown = f'<a href="{href}">{escaped(text)}</a>' if href else f"<span>{escaped(text)}</span>"
    return f"{shown}{_part('provisional')}" if value.get("provisional") else shown


@register.filter
def lamp(clock: dict[str, Any]) -> SafeString:
    """Return `_parts/lamp.html` for {lamp, word?, text?, provisional?}."""
    shown = _lamp(clock)
    return SafeString(f"{shown}{_part('provisional')}" if clock.get("provisional") else shown)


def _lamp(clock: dict[str, Any]) -> str:
    return _part("lamp", clock.get("text", ""), lamp=clock["lamp"], word=clock.get("word", ""))


@register.filter
def card_mark(level: str, text: str = "") -> SafeString:
    """Return `_parts/card.html`."""
    return SafeString(_part("card", text, level=level))


HERE = "\N{OBJECT REPLACEMENT CHARACTER}"


def _part(name: str, text: Any = "", **terms: str) -> str:
    """A small part with a text in it. A list shows hundreds of them: each is rendered once, and the text put in its place."""
    return _rendered(name, HERE if text else "", **terms).replace(HERE, escaped(text))


@cache
def _rendered(name: str, text: str, **terms: str) -> str:
    return render_to_string(f"_parts/{name}.html", {"text": text, **terms}).strip()


def escaped(value: Any) -> str:
    """Return a value as it stands in HTML; what is HTML already stays."""
    return value if isinstance(value, SafeString) else escape(str(value))


@register.simple_tag
def bar_items(bars: Sequence[dict], name: str) -> SafeString:
    """The bars of `_parts/bars.html`, each as long as its share of the longest (an SVG attribute, so with a decimal point)."""
    longest = max((bar["value"] for bar in bars), default=0) or 1
    full = f'fill="url(#{escaped(name)}-hatch)"'
    return SafeString("".join(_bar(bar, bar["value"] / longest, full) for bar in bars))


def _bar(bar: dict[str, Any], length: float, full: str) -> str:
    look = 'class="mild"' if bar.get("tone") == "mild" else full
    return f"""
      <li><a href="{escaped(bar["href"])}">
        <span class="bar-name">{escaped(bar["label"])}</span>
        <svg width="100%" height="28" aria-hidden="true" focusable="false"><rect {look} width="{length * 100:.2f}%" height="100%"/></svg>
        <span class="bar-value"><b>{bar["value"]:.1%}</b>（{bar["count"]:,}/{bar["n"]:,} 件）</span>
      </a></li>
    """


@register.simple_tag
def bar_rows(bars: Sequence[dict], *labels: str) -> SafeString:
    """The same numbers as rows of a table with these four labels."""
    name, rate, count, n = map(escaped, labels)
    return SafeString(
        "".join(
            f"""
          <tr><th scope="row" data-label="{name}"><a href="{escaped(bar["href"])}">{escaped(bar["label"])}</a></th><td class="num" data-label="{rate}">{bar["value"]:.1%}</td><td class="num" data-label="{count}">{bar["count"]:,}</td><td class="num" data-label="{n}">{bar["n"]:,}</td></tr>
        """
            for bar in bars
        )
    )


# What stands many times in pages that are asked for often, as the templates wrote it. Context of each: the part in templates/_parts.


@register.filter
def fact_rows(facts: Iterable[tuple[str, Any]]) -> SafeString:
    """The rows of `_parts/facts.html`."""
    return SafeString(
        "".join(
            f"""
    <dt>{escaped(label)}</dt>
    <dd>{_in_cell(value)}</dd>
  """
            for label, value in facts
        )
    )


@register.filter
def line_items(lines: Iterable[str]) -> SafeString:
    """Each line as an item of a list."""
    return SafeString("".join(f"<li>{escaped(line)}</li>" for line in lines))


@register.filter
def limit_head(limit: dict[str, Any]) -> SafeString:
    """The heading of one of `_parts/limits.html`, with its lamp; that it is provisional stands beside its day."""
    return SafeString(f"<span>{escaped(limit['title'])}</span>\n{_lamp(limit)}\n")


@register.filter
def step_items(steps: Iterable[dict[str, Any]]) -> SafeString:
    """The steps of `_parts/steps.html`."""
    return SafeString("".join(map(_step, steps)))


def _step(step: dict[str, Any]) -> str:
    state = step["state"]
    current = ' aria-current="step"' if state in ("current", "paused") else ""
    word = f"{STEP_WORDS[state]}{'（不计时）' if state == 'paused' else ''}"
    at, note = (f"<span>{escaped(step[name])}</span>" if step.get(name) else "" for name in ("at", "note"))
    return f"""
    <li class="{escaped(state)}"{current}>
      <b>{escaped(step["name"])}</b>
      <span>{word}</span>
      {at}
      {note}
    </li>
  """


@register.filter
def history_items(events: Iterable[dict[str, Any]]) -> SafeString:
    """The events of `_parts/timeline.html`."""
    return SafeString("".join(map(_event, events)))


def _event(event: dict[str, Any]) -> str:
    at = escaped(event["half_day"]) if event.get("half_day") else when(event["at"])
    who = f" · {escaped(event['who'])}" if event.get("who") else ""
    note = f"<p>{linebreaksbr(event['note'])}</p>" if event.get("note") else ""
    files = "".join(f"<p>{_file(file)}</p>" for file in event.get("files") or ())
    return f"""
    <li>
      <p><b>{escaped(event["what"])}</b></p>
      <p class="muted">{at}{who}</p>
      {note}
      {files}
    </li>
  """


def _file(file: dict[str, Any]) -> str:
    name = escaped(file["name"])
    return f'<a href="{escaped(file["url"])}">{name}</a>' if file["url"] else f"{name}，{escaped(file['why_not'])}"


@register.filter
def nav_items(links: Iterable[tuple[str, str, bool]]) -> SafeString:
    """The links of the navigation; the one that leads here says so."""
    here_words = {True: ' aria-current="page"', False: ""}
    items = (f'<li><a href="{escaped(url)}"{here_words[here]}>{escaped(label)}</a></li>' for label, url, here in links)
    return SafeString("".join(items))


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
