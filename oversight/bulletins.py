"""Bulletins (通报): drafting, issuing with frozen figures, publishing without small counts, correcting beside what was issued (decision 189)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cases.numbering import one_at_a_time
from hall.access import Grant, access_of
from hall.models import User
from hall.refusals import BadInput, Refused
from hall.roles import Permission
from hall.small_counts import LEFT_OUT, table
from oversight import statement
from oversight.models import Bulletin, BulletinCorrection
from oversight.statement import MEASURES, OF_COMPLAINTS, OF_DEPARTMENTS, Span

MONTHS, QUARTERS, YEARS = 13, 5, 2  # how many of the last ones that are over are offered
LONGEST = 5_000  # characters of the office's words
# an identity number, a telephone: nobody's stands in what everybody reads
A_NUMBER_OF_SOMEBODY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")
Figures = dict[str, Any]


class CannotBulletin(Refused):
    """Not what can be done with this bulletin now."""

    code = "cannot-bulletin"


@dataclass(frozen=True)
class Period:
    """A month, quarter or year that is over. :param code: ``month:2026-11``, as forms and addresses have it."""

    code: str
    span: Bulletin.Span
    words: str
    first: date
    after: date


def over(on: date) -> list[Period]:
    """The periods of which a bulletin can be written on a day, the newest of each kind first."""
    this = on.year * 12 + on.month - 1
    quarter = this - this % 3
    return [
        *(_months(Bulletin.Span.MONTH, this - back, 1) for back in range(1, MONTHS + 1)),
        *(_months(Bulletin.Span.QUARTER, quarter - 3 * back, 3) for back in range(1, QUARTERS + 1)),
        *(_months(Bulletin.Span.YEAR, (on.year - back) * 12, 12) for back in range(1, YEARS + 1)),
    ]


def _months(span: Bulletin.Span, since: int, many: int) -> Period:
    first, after = (date(count // 12, count % 12 + 1, 1) for count in (since, since + many))
    words = {
        Bulletin.Span.MONTH: f"{first.year}年{first.month}月",
        Bulletin.Span.QUARTER: f"{first.year}年第{(first.month + 2) // 3}季度",
        Bulletin.Span.YEAR: f"{first.year}年",
    }[span]
    return Period(f"{span}:{first:%Y-%m}", span, words, first, after)


def period_of(bulletin: Bulletin) -> Period:
    months = {Bulletin.Span.MONTH: 1, Bulletin.Span.QUARTER: 3, Bulletin.Span.YEAR: 12}[Bulletin.Span(bulletin.span)]
    return _months(Bulletin.Span(bulletin.span), bulletin.first.year * 12 + bulletin.first.month - 1, months)


# The figures


def figures_of(grant: Grant, span: Span) -> Figures:
    """
    What a bulletin freezes: ``{"departments": 9, "items": 36, "total": {measure: count}, "lines": [{"code", "name", "counts"}],
    "measures": [{"name", "words", "definition", "of", "rate_words"}]}``, counted as the statement counts (oversight.statement).
    """
    counted = statement.statement(grant, span)
    lines = [
        {"code": line.department.code, "name": line.department.name, "counts": line.counts}
        for line in counted.lines
        if line.department
    ]
    measures = [
        {
            "name": each.name,
            "words": each.words,
            "definition": each.definition,
            "of": each.of,
            "rate_words": each.rate_words,
        }
        for each in MEASURES.values()
    ]
    return {
        "departments": counted.departments,
        "items": counted.items,
        "total": counted.total.counts,
        "lines": lines,
        "measures": measures,
    }


# What of a whole is about those who applied: of these what the part lacks is left out, too, where it is small. How many were late is
# told, however few: it is about the department.
_ABOUT_APPLICANTS = {"granted": "concluded", "refused": "concluded"}


def without_small_counts(figures: Figures) -> Figures:
    """The same for everybody: a small count is left out (None), and whatever would give it away (hall.small_counts)."""
    parts = {
        name: [_ABOUT_APPLICANTS[name]] if name in _ABOUT_APPLICANTS else []
        for name in _names(figures, of_complaints=False)
    }
    counts = [{name: line["counts"].get(name, 0) for name in parts} for line in figures["lines"]]
    shown, total = table(counts, parts)
    of_complaints = {
        name: [_measure(figures, name)["of"]] if _measure(figures, name)["of"] else []
        for name in _names(figures, of_complaints=True)
    }
    # they stand in one line of their own: what is told of it is told of the whole
    [complaints], _sum = table([{name: figures["total"].get(name, 0) for name in of_complaints}], of_complaints)
    lines = [line | {"counts": few} for line, few in zip(figures["lines"], shown, strict=True)]
    return figures | {"total": total | complaints, "lines": lines}


def _names(figures: Figures, *, of_complaints: bool) -> list[str]:
    names = [each["name"] for each in figures["measures"]]
    return [name for name in names if (name in OF_COMPLAINTS) is of_complaints]


def _measure(figures: Figures, name: str) -> dict[str, str]:
    return next(each for each in figures["measures"] if each["name"] == name)


def rate(counts: dict[str, int | None], measure: dict[str, str]) -> str:
    """``98.0%``; "" where the measure is no part, “—” where there is nothing to be a part of, or one of both is not told."""
    if not measure["rate_words"]:
        return ""
    part, whole = counts.get(measure["name"], 0), counts.get(measure["of"], 0)
    return f"{part / whole:.1%}" if whole and part is not None else "—"


def differences(before: Figures, now: Figures) -> list[tuple[str, str, int, int]]:
    """Unit (合计 for the whole), measure, what was told, what is counted now: of each figure that is another one."""
    return list(_differences(before, now))


def _differences(before: Figures, now: Figures) -> Iterator[tuple[str, str, int, int]]:
    words = {each["name"]: each["words"] for each in before["measures"]}
    units = {line["code"]: line["name"] for line in [*now["lines"], *before["lines"]]}
    rows = [("合计", before["total"], now["total"])]
    rows += [(name, _counts_of(before, code), _counts_of(now, code)) for code, name in sorted(units.items())]
    for unit, told, counted in rows:
        for name in [*OF_DEPARTMENTS, *OF_COMPLAINTS]:
            if name in words and told.get(name, 0) != counted.get(name, 0):
                yield unit, words[name], told.get(name, 0), counted.get(name, 0)


def _counts_of(figures: Figures, code: str) -> dict[str, int]:
    return next((line["counts"] for line in figures["lines"] if line["code"] == code), {})


# The verbs


@transaction.atomic
def draft(*, period: Period, title: str, text: str, by: User, at: datetime) -> Bulletin:
    """:raises BadInput: there is one of this period, or it is not over."""
    one_at_a_time(f"bulletin {period.code}")
    if period.after > timezone.localdate(at):
        raise BadInput("这段时间还没有过完", field="period")
    if Bulletin.objects.filter(span=period.span, first=period.first).exists():
        raise BadInput(f"{period.words}的通报已经有了", field="period")
    return Bulletin.objects.create(
        span=period.span, first=period.first, after=period.after, title=title, text=text, drafted_by=by, drafted_at=at
    )


@transaction.atomic
def revise(*, bulletin: Bulletin, title: str, text: str, by: User, at: datetime) -> Bulletin:
    """:raises CannotBulletin: it has been issued."""
    bulletin = _a_draft(bulletin)
    bulletin.title, bulletin.text, bulletin.drafted_by, bulletin.drafted_at = title, text, by, at
    bulletin.save(update_fields=["title", "text", "drafted_by", "drafted_at"])
    return bulletin


@transaction.atomic
def drop(*, bulletin: Bulletin, by: User, at: datetime) -> None:
    """Take a draft away. :raises CannotBulletin: it has been issued."""
    _a_draft(bulletin).delete()


@transaction.atomic
def issue(*, bulletin: Bulletin, by: User, at: datetime) -> Bulletin:
    """Give it its number and freeze what is counted now, as whoever issues it sees the hall. :raises CannotBulletin: it has been issued."""
    bulletin = _a_draft(bulletin)
    one_at_a_time("the numbers of bulletins")
    year = timezone.localdate(at).year
    last = Bulletin.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    bulletin.year, bulletin.serial = year, (last or 0) + 1
    bulletin.figures = _counted(bulletin, by=by, at=at)
    bulletin.issued_by, bulletin.issued_at = by, at
    bulletin.save(update_fields=["year", "serial", "figures", "issued_by", "issued_at"])
    return bulletin


@transaction.atomic
def publish(*, bulletin: Bulletin, by: User, at: datetime) -> Bulletin:
    """:raises CannotBulletin: it is not issued, or has been published, or its words hold somebody's number."""
    bulletin = _locked(bulletin)
    if bulletin.issued_at is None:
        raise CannotBulletin("先发出，再公布")
    if bulletin.published_at is not None:
        raise CannotBulletin("已经公布过")
    if A_NUMBER_OF_SOMEBODY.search(f"{bulletin.title} {bulletin.text}"):
        raise CannotBulletin("标题或者正文里有像身份证号、手机号的数字，不能公布。内部照发，或者另写一份不带号码的")
    bulletin.published_by, bulletin.published_at = by, at
    bulletin.save(update_fields=["published_by", "published_at"])
    return bulletin


@transaction.atomic
def take_down(*, bulletin: Bulletin, reason: str, by: User, at: datetime) -> Bulletin:
    """Take it off the public pages; its number and text stay with the office. :raises CannotBulletin: it is not public."""
    bulletin = _locked(bulletin)
    if not bulletin.is_public:
        raise CannotBulletin("没有公布，或者已经撤下")
    bulletin.taken_down_by, bulletin.taken_down_at, bulletin.taken_down_because = by, at, reason
    bulletin.save(update_fields=["taken_down_by", "taken_down_at", "taken_down_because"])
    return bulletin


@transaction.atomic
def set_right(*, bulletin: Bulletin, reason: str, by: User, at: datetime) -> BulletinCorrection:
    """Set what is counted now beside what was told. :raises CannotBulletin: it is not issued, or no figure is another one."""
    bulletin = _locked(bulletin)
    if bulletin.figures is None:
        raise CannotBulletin("还没有发出，直接改草稿")
    now = _counted(bulletin, by=by, at=at)
    if not differences(last_figures(bulletin), now):
        raise CannotBulletin("现在数得和上次发出的一样，没有要更正的数字")
    number = bulletin.corrections.count() + 1
    return bulletin.corrections.create(number=number, figures=now, reason=reason, by=by, at=at)


def last_figures(bulletin: Bulletin) -> Figures:
    """Those of the newest correction, or of the issue."""
    newest = bulletin.corrections.order_by("number").last()
    return newest.figures if newest else bulletin.figures  # type: ignore[return-value]  # an issued one has them


def _counted(bulletin: Bulletin, *, by: User, at: datetime) -> Figures:
    grant = access_of(by, on=timezone.localdate(at)).grant(Permission.BOARD_VIEW)
    return figures_of(grant, (bulletin.first, bulletin.after))


def _locked(bulletin: Bulletin) -> Bulletin:
    return Bulletin.objects.select_for_update().get(pk=bulletin.pk)


def _a_draft(bulletin: Bulletin) -> Bulletin:
    bulletin = _locked(bulletin)
    if bulletin.issued_at is not None:
        raise CannotBulletin("已经发出，不能再改；数字有变化的，发更正")
    return bulletin


def public() -> Any:
    """The bulletins that everybody may read, the newest first."""
    return Bulletin.objects.filter(published_at__isnull=False, taken_down_at=None).order_by("-published_at", "-pk")


def lines_for_table(figures: Figures, names: Iterable[str]) -> Iterator[list[str]]:
    """A row for each department and one for the whole: its name, then each figure with its rate behind it."""
    measures = [_measure(figures, name) for name in names]
    for title, counts in [*((line["name"], line["counts"]) for line in figures["lines"]), ("合计", figures["total"])]:
        cells = [title]
        for measure in measures:
            cells.append(figure_words(counts.get(measure["name"], 0)))
            if measure["rate_words"]:
                cells.append(rate(counts, measure))
        yield cells


def heads_for_table(figures: Figures, names: Iterable[str]) -> list[str]:
    heads = ["部门"]
    for name in names:
        measure = _measure(figures, name)
        heads += [measure["words"], *([measure["rate_words"]] if measure["rate_words"] else [])]
    return heads


def figure_words(count: int | None) -> str:
    return LEFT_OUT if count is None else f"{count:,}"
