"""Bulletins: the list, one with its figures as they were told and as they are now, and what the office does with it."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases.wording import moment
from hall.doors import fields
from hall.doors.downloading import as_download
from hall.doors.pages import FormPage
from hall.doors.workbook import Sheet, workbook_answer
from hall.exporting import note_export
from hall.models import Department
from hall.roles import Permission
from oversight import bulletin_paper, bulletins, statement
from oversight.bulletin_paper import change_words, corrected, span_words, whole
from oversight.models import Bulletin
from oversight.statement import MEASURES, OF_DEPARTMENTS
from oversight.statement_views import LIST_COLUMNS, list_row
from oversight.views import OversightPage
from oversight.wording import number
from papers.pdf import pdf_of

EXPORT = "bulletin"
LIST = ("通报", "/oversight/bulletins/")
COLUMNS = [{"label": words} for words in ("通报", "文号", "时间", "发出", "公布")]
CHANGED = [{"label": words} for words in ("部门", "数字", "发出时", "现在数得")]


class BulletinsPage(OversightPage):
    """Whoever has a board reads what was issued; a draft is the office's. Who sees a department alone reads what everybody may."""

    @property
    def writes(self) -> bool:
        return bool(self.access.grant(Permission.BULLETIN_ISSUE))

    @property
    def sees_all(self) -> bool:
        return self.grant.everywhere

    def found(self) -> Any:
        rows = Bulletin.objects.select_related("drafted_by", "issued_by", "published_by", "taken_down_by")
        return rows if self.writes else rows.filter(issued_at__isnull=False)

    def bulletin(self, pk: int) -> Bulletin:
        bulletin: Bulletin = get_object_or_404(self.found(), pk=pk)
        return bulletin

    def figures(self, bulletin: Bulletin) -> bulletins.Figures:
        """As they were issued; of a draft as they are now."""
        figures = bulletin.figures or bulletins.figures_of(self.grant, (bulletin.first, bulletin.after))
        return figures if self.sees_all else bulletins.without_small_counts(figures)

    def trail(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [self.root, LIST, *more] if more else [self.root, ("通报", "")]


class Bulletins(BulletinsPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(self.found())
        context = {
            "crumbs": self.trail(),
            "page": page,
            "columns": COLUMNS,
            "rows": [_line(each) for each in page],
            "new_url": reverse("bulletin-draft") if self.writes else "",
        }
        return render(request, "oversight/bulletins.html", context)


class BulletinPage(BulletinsPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.bulletin(pk)
        figures = self.figures(bulletin)
        heads = bulletins.heads_for_table(figures, OF_DEPARTMENTS)
        context = {
            "crumbs": self.trail((bulletin.title, "")),
            "bulletin": bulletin,
            "span": span_words(bulletin),
            "words": [line for line in bulletin.text.splitlines() if line.strip()],
            "facts": self.whole(bulletin, figures),
            "columns": [{"label": head, "num": place > 0} for place, head in enumerate(heads)],
            "rows": [{"cells": cells} for cells in bulletins.lines_for_table(figures, OF_DEPARTMENTS)],
            "definitions": [(each["words"], each["definition"]) for each in figures["measures"]],
            "acts": self.acts(bulletin),
            "left_out": not self.sees_all,
            **(self.since(bulletin) if self.sees_all and bulletin.figures else {}),
        }
        return render(request, "oversight/bulletin.html", context)

    def whole(self, bulletin: Bulletin, figures: bulletins.Figures) -> list[tuple[str, Any]]:
        """Each number leads to the list as it is now, for who may read all of it."""
        rows: list[tuple[str, Any]] = list(whole(figures))
        if not self.sees_all:
            return rows
        names = {measure["words"]: measure["name"] for measure in figures["measures"]}
        base = reverse("bulletin-list", args=[bulletin.pk])
        return [
            (words, number(figures["total"].get(names[words], 0), f"{base}?measure={names[words]}"))
            if words in names
            else (words, text)
            for words, text in rows
        ]

    def since(self, bulletin: Bulletin) -> dict[str, Any]:
        """What has been told of it since, and what is counted otherwise by now."""
        now = bulletins.figures_of(self.grant, (bulletin.first, bulletin.after))
        changed = bulletins.differences(bulletins.last_figures(bulletin), now)
        return {
            "corrections": [
                {
                    "number": each.number,
                    "what": f"{moment(each.at)} {each.by}：{each.reason}",
                    "lines": [change_words(*change) for change in changes],
                }
                for each, changes in corrected(bulletin)
            ],
            "changed_columns": CHANGED,
            "changed": [
                {"cells": [unit, words, f"{told:,}", f"{counted:,}"]} for unit, words, told, counted in changed
            ],
        }

    def acts(self, bulletin: Bulletin) -> list[tuple[str, str]]:
        """What the office can do with it now: words and address."""
        if not self.writes:
            return []
        names = ["revise", "issue", "drop"] if bulletin.issued_at is None else []
        if bulletin.issued_at and bulletin.published_at is None:
            names.append("publish")
        if bulletin.issued_at:
            names.append("set-right")
        if bulletin.is_public:
            names.append("take-down")
        return [(WORDS[name], reverse(f"bulletin-{name}", args=[bulletin.pk])) for name in names]


class Behind(BulletinsPage):
    """The cases behind a figure, as they are counted now: for who sees the whole hall."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin, name = self.bulletin(pk), request.GET.get("measure", "registered")
        if not self.sees_all or name not in MEASURES:
            raise Http404
        cases = statement.behind(self.grant, (bulletin.first, bulletin.after), name, self.unit())
        page = self.page_of(cases.select_related("department").order_by("-opened_at", "-pk"))
        context = {
            "crumbs": self.trail((bulletin.title, reverse("bulletin", args=[pk])), (MEASURES[name].words, "")),
            "heading": f"{MEASURES[name].words}：{span_words(bulletin)}",
            "page": page,
            "columns": LIST_COLUMNS,
            "rows": [list_row(case) for case in page],
        }
        return render(request, "oversight/bulletin_list.html", context)

    def unit(self) -> Department | None:
        code = self.request.GET.get("department", "").replace("\x00", "")
        return get_object_or_404(Department, code=code) if code else None


class Pdf(BulletinsPage):
    """The paper: what left the house is noted first."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.bulletin(pk)
        note_export(what=EXPORT, terms={"bulletin": bulletin.title, "form": "pdf"}, by=self.user, at=self.at)
        foot = bulletin_paper.printed_at(bulletin, self.at)
        paper = pdf_of(bulletin_paper.layout(bulletin, self.figures(bulletin), foot=foot), at=self.at)
        return as_download(paper, "application/pdf", plain="bulletin.pdf", name=f"{bulletin.title}.pdf")


class Table(BulletinsPage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.bulletin(pk)
        figures = self.figures(bulletin)
        note_export(what=EXPORT, terms={"bulletin": bulletin.title, "form": "xlsx"}, by=self.user, at=self.at)
        names = [*OF_DEPARTMENTS, *statement.OF_COMPLAINTS]
        units = [*((each["name"], each["counts"]) for each in figures["lines"]), ("合计", figures["total"])]
        # a department has no figure of complaints: they lie with the centre
        rows = [[unit, *(counts.get(name, "" if unit != "合计" and name in statement.OF_COMPLAINTS else 0) for name in names)] for unit, counts in units]  # fmt: skip
        heads = ["部门", *(MEASURES[name].words for name in names)]
        caption = f"{bulletin.title}，{bulletin.number or '草稿'}，{span_words(bulletin)}"
        return workbook_answer(Sheet("通报", caption, heads, rows), at=self.at)


class WordsForm(forms.Form):
    title = fields.text("标题", "填写标题", limit=80)
    text = fields.text(
        "正文", limit=bulletins.LONGEST, area=True, attrs={"rows": 12},
        help_text="数字由系统数，附在正文后面。公布以后谁都能看：不写个人的姓名、号码。",
    )  # fmt: skip


class DraftForm(WordsForm):
    period = fields.choice("时间", [], "选择时间", widget=forms.Select)
    field_order = ["period", "title", "text"]

    def __init__(self, *args: Any, periods: list[bulletins.Period], **more: Any) -> None:
        super().__init__(*args, **more)
        self.periods = {each.code: each for each in periods}
        fields.offer(self, "period", [(each.code, each.words) for each in periods], self.periods)


class NoForm(forms.Form):
    """Only the button."""


class ReasonForm(forms.Form):
    reason = fields.text("原因", "填写原因", limit=300, area=True)


class BulletinAct(BulletinsPage, FormPage):
    """One change of a bulletin, by the office."""

    permission = Permission.BULLETIN_ISSUE
    template_name = "oversight/bulletin_act.html"
    form_class: ClassVar[type[forms.Form]] = NoForm
    takes = "bulletin"
    name: ClassVar[str]
    lead: ClassVar[str] = ""
    receipt: ClassVar[str]

    @property
    def grant(self) -> Any:
        return self.access.grant(Permission.BOARD_VIEW)

    def subject(self, *, pk: int) -> Bulletin:
        return self.bulletin(pk)

    def done(self, result: Any, subject: Any) -> HttpResponse:
        messages.success(self.request, self.receipt)
        return redirect("bulletin", pk=(result or subject).pk)

    def context(self, subject: Any) -> dict[str, Any]:
        back = reverse("bulletin", args=[subject.pk]) if subject else LIST[1]
        crumbs = [(subject.title, back)] if subject else []
        return {
            "heading": WORDS[self.name],
            "about": f"{subject.title}　{subject.number}" if subject else "",
            "lead": self.lead,
            "button": WORDS[self.name],
            "cancel_url": back,
            "crumbs": self.trail(*crumbs, (WORDS[self.name], "")),
        }


class Draft(BulletinAct):
    form_class = DraftForm
    takes = ""
    name = "draft"
    verb = staticmethod(bulletins.draft)
    receipt = "已存为草稿。看过数字，再发出"
    lead = "只能写已经过完的月、季、年，一段时间一份。"

    def subject(self, **_where: Any) -> None:  # type: ignore[override]
        return None

    def form(self, subject: Any, **contents: Any) -> forms.Form:
        return DraftForm(**contents, periods=bulletins.over(self.on))

    def initial(self, subject: Any) -> dict[str, Any]:
        newest = bulletins.over(self.on)[0]
        return {"period": newest.code, "title": f"关于{newest.words}政务服务办理情况的通报"}


class Revise(BulletinAct):
    form_class = WordsForm
    name = "revise"
    verb = staticmethod(bulletins.revise)
    receipt = "草稿已改"

    def initial(self, subject: Any) -> dict[str, Any]:
        return {"title": subject.title, "text": subject.text}


class Drop(BulletinAct):
    name = "drop"
    verb = staticmethod(bulletins.drop)
    receipt = "草稿已删"
    lead = "删去这份草稿。删了就没有了。"

    def done(self, result: Any, subject: Any) -> HttpResponse:
        messages.success(self.request, self.receipt)
        return redirect("bulletins")


class Issue(BulletinAct):
    name = "issue"
    verb = staticmethod(bulletins.issue)
    receipt = "已发出。各部门现在看得到"
    lead = "发出时给文号，数字按现在数得的定下来，以后不变；后来数字有变化的，另发更正。各部门都能看到。"


class Publish(BulletinAct):
    name = "publish"
    verb = staticmethod(bulletins.publish)
    receipt = "已公布"
    lead = "公布在大厅的网页上，谁都能看。少于 5 件的数字不公布，能由别的数字推算出来的也不公布；正文照原样公布。"


class TakeDown(BulletinAct):
    form_class = ReasonForm
    name = "take-down"
    verb = staticmethod(bulletins.take_down)
    receipt = "已从网页撤下"
    lead = "从大厅的网页上撤下。文号和正文仍留在这里，不能再公布。"


class SetRight(BulletinAct):
    form_class = ReasonForm
    name = "set-right"
    verb = staticmethod(bulletins.set_right)
    receipt = "更正已发出"
    lead = "把现在数得的数字附在通报后面，原来的数字不改。"

    def done(self, result: Any, subject: Any) -> HttpResponse:
        messages.success(self.request, self.receipt)
        return redirect("bulletin", pk=subject.pk)


WORDS = {
    "draft": "写通报", "revise": "改草稿", "drop": "删草稿", "issue": "发出", "publish": "公布", "take-down": "撤下", "set-right": "更正",
}  # fmt: skip


def _line(bulletin: Bulletin) -> dict[str, Any]:
    href = reverse("bulletin", args=[bulletin.pk])
    if bulletin.taken_down_at:
        public = f"{moment(bulletin.taken_down_at)} 撤下"
    else:
        public = moment(bulletin.published_at) if bulletin.published_at else "没有"
    cells = [
        {"text": bulletin.title, "href": href},
        bulletin.number or "草稿",
        span_words(bulletin),
        f"{moment(bulletin.issued_at)} {bulletin.issued_by}" if bulletin.issued_at else f"{bulletin.drafted_by} 起草",
        public,
    ]
    return {"href": href, "cells": cells}
