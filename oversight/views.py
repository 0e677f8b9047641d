"""The soft-environment office's pages: board, lists, one case, one card. All of them only read; the acts: card_acts."""

from typing import Any, cast

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases.attempts import is_guessed
from cases.card_acts import arithmetic
from cases.cards import moves_of, remarks_on
from cases.doors import CasesPage
from cases.letters import url_of
from cases.models import Card, CardState, Case, CaseKind, Deadline
from cases.rules import Rule
from cases.sight import left_out_words, unseen
from cases.wording import NO_LAMP, before, limit_panel, moment, worst_clock
from hall import calendar
from hall.access import Grant
from hall.identifiers import grouped
from hall.organising.confirming import unwatched
from hall.prepared import fill
from hall.roles import Permission
from oversight import foremost, forms, holding, lists, parts, queries, story, tally, wording
from oversight.card_acts import OpensCards, acts_on
from oversight.trend import Trend, trend
from oversight.walking import Counted, Walked, is_walked
from oversight.wording import address, cases_address
from permits.models import Application, Visit

Crumbs = list[tuple[str, str]]
DRILLED = ("department", "window", "handler")
PART_WORDS = {"window": "窗口", "handler": "责任人"}


class OversightPage(CasesPage):
    """A page of the board's people: the whole hall, or their own department."""

    permission = Permission.BOARD_VIEW

    @property
    def grant(self) -> Grant:
        return self.access.grant(self.permission)

    def way(self, cards_url: str) -> Crumbs:
        """To the list of cards: from the board, for who has one."""
        return [self.root, ("红黄牌", cards_url)] if self.grant else [("本人的红黄牌", cards_url)]

    @property
    def root(self) -> tuple[str, str]:
        """First link of the way here."""
        whose = "大厅" if self.grant.everywhere else "投诉举报中心" if self.grant.centre else "本部门"
        return (whose, reverse("board"))


def drilled(page: str, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
    """The way from a department to its window and whoever is responsible there, each with all that stands before it."""
    names = [name for name in DRILLED if name in chosen]
    return [
        (form.words_of(name, chosen[name]), address(page, **{each: chosen[each] for each in names[: n + 1]}))
        for n, name in enumerate(names)
    ]


class FilteredPage(OversightPage):
    """
    A page narrowed by its address: filters, order and page all stand in the query string. A value that is not in a filter's
    list is refused with a sentence (422); nothing is shown then.
    """

    form_class: type[forms.Filters]
    template_name: str

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(self.grant, request.GET)
        chosen = form.chosen() if form.is_valid() else {}
        context = {"form": form, "crumbs": self.crumbs(chosen, form)}
        if form.is_valid():
            context |= self.narrowed(chosen, form)
        return render(request, self.template_name, context, status=200 if form.is_valid() else 422)

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        """The way here."""
        return [self.root]

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        """What the page shows besides its filters, as they are chosen."""
        raise NotImplementedError

    def chips(self, page: str, chosen: dict[str, str], form: forms.Filters) -> list[dict[str, str]]:
        """The filters that are on; each leads to the page without it."""
        return [
            {
                "label": f"{form.fields[name].label}：{form.words_of(name, value)}",
                "url": address(page, **{other: chosen[other] for other in chosen if other != name}),
            }
            for name, value in chosen.items()
            if name != "sort"
        ]


class BoardPage(FilteredPage):
    compressed = True
    form_class = forms.BoardFilters
    template_name = "oversight/board.html"

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        board = parts.narrowed_board(self.grant, chosen, form.the_department, at=self.at)
        of_parts = parts.parts(self.grant, chosen, form.the_department, at=self.at)
        within = {"department": board.department.code} if board.department else {}
        whole = not parts.filters(chosen)
        calendar_now = calendar.current()

        def row(case: Case, clock: Deadline) -> dict[str, Any]:
            return wording.case_row(case, at=self.at, calendar_now=calendar_now, clock=clock)

        def row_of_today(case: Case, clock: Deadline) -> dict[str, Any]:
            """Nothing on the list of what turns red today looks calm: no lamp says 正常 beside its last hours."""
            shown = row(case, clock)
            return shown | {"lamp": ""} if shown["lamp"] == "green" else shown

        still = queries.first_due_today
        return {
            "board": board,
            "readings": [wording.reading_line(each) for each in board.readings],
            "unwatched": unwatched(on=self.on),
            "unseen": unseen(at=self.at, reader=self.access).words if self.grant.everywhere else [],
            "guessed": self.grant.everywhere and is_guessed(at=self.at),
            "left_out": left_out_words(self.grant),
            "whole": whole,
            "chips": self.chips("board", chosen, form),
            "clear_url": reverse("board"),
            "tiles": wording.tiles(board, chosen),
            "appeals_url": address("oversight-cards", **within, state=CardState.APPEALED),
            "opens_accounts": bool(self.access.grant(Permission.ACCOUNTS_VIEW)),
            "sees_all": self.grant.everywhere,
            "reclassified": foremost.reclassified_of(self.grant) if self.grant.covers(None) else 0,
            "opens_changes": bool(self.access.grant(Permission.CALENDAR_CONFIRM)),
            "ruling_due": before(board.ruling_due.due_at, board.ruling_due.provisional) if board.ruling_due else "",
            "grey_url": cases_address(**chosen, lamp="grey"),
            "green_url": cases_address(**chosen, lamp="green"),
            "bars": [] if of_parts else wording.bars(board, chosen),
            "unit_columns": wording.UNIT_COLUMNS if whole else wording.NARROWED_COLUMNS,
            "units": [wording.unit_row(unit, chosen) for unit in board.units],
            **self.below(of_parts, chosen),
            "trend": wording.trend_panel(self.trend(board), within) if whole else None,
            "heads": wording.plain_heads(),
            "severe_times": foremost.SEVERE,
            "most_rows": foremost.MOST_ROWS,
            "severe_caption": f"严重超期，前 {foremost.MOST_ROWS} 件",
            "cards_caption": f"最近发出的 {foremost.MOST_CARDS} 张红黄牌",
            "severe_heads": wording.plain_heads(without="环节"),
            "severe": [row(each.case, each.deadline) | {"share": each.share} for each in board.severe],
            "due_today": [row_of_today(case, clock) for case in board.due_today if (clock := still(case, at=self.at))],
            "due_today_url": cases_address(**chosen, due="today"),
            "late_of_units": [
                wording.late_line(case)
                for case in (foremost.late_of_units(self.grant, form.the_department, at=self.at) if whole else ())
            ],
            "cards": [wording.card_row(card, self.grant) for card in board.recent_cards],
            "cards_url": address("oversight-cards", **within),
        }

    def trend(self, board: queries.Board) -> Trend:
        return trend(self.grant, board.department.pk if board.department else None, at=self.at)

    def below(self, of_parts: list[parts.Part], chosen: dict[str, str]) -> dict[str, Any]:
        """The windows of a department, or the people of one of its windows: bars and table."""
        if not of_parts:
            return {}
        word = PART_WORDS[of_parts[0].name]
        running = [part for part in of_parts if part.figures.running]
        return {
            "part_word": word,
            "part_question": f"哪个{word}超期率最高？",
            "part_caption": f"各{word}在办",
            "part_bars": [wording.bar(part.words, part.figures, {**chosen, part.name: part.value}) for part in running],
            "part_columns": [{"label": word}, *wording.OF_FIGURES],
            "parts": [wording.part_row(part, chosen) for part in of_parts],
        }

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        """大厅 › 部门 › 窗口 › 责任人: nothing on the board of the whole."""
        way = drilled("board", chosen, form)
        return [self.root, *way] if way else []


class ListPage(FilteredPage):
    """A list of cases or cards, a page at a time."""

    compressed = True
    url_name: str

    def narrowed(self, chosen: dict[str, str], form: Any) -> dict[str, Any]:
        page = self.page_of(self.rows(chosen, form))
        context = {
            "page": page,
            "left_out": left_out_words(self.grant),
            "chips": self.chips(self.url_name, chosen, form),
            "clear_url": reverse(self.url_name),
        }
        return context | self.contents(chosen, page)

    def rows(self, chosen: dict[str, str], form: forms.Filters) -> QuerySet | Walked | Counted:
        raise NotImplementedError

    def kept(self, chosen: dict[str, str], form: forms.Filters) -> tally.Tally | None:
        """What the timers have counted for this reader, of the unit that is chosen if one is."""
        kept = tally.kept_for(self.grant, at=self.at)
        if kept and "department" in chosen:
            return kept.of(form.the_department.pk if form.the_department else None)
        return kept

    def contents(self, chosen: dict[str, str], page: Page) -> dict[str, Any]:
        raise NotImplementedError


class CaseList(ListPage):
    form_class = forms.CaseFilters
    template_name = "oversight/cases.html"
    url_name = "oversight-cases"

    def rows(self, chosen: dict[str, str], form: forms.Filters) -> QuerySet[Case] | Walked:
        if not is_walked(chosen):
            return foremost.listed(lists.narrowed(self.cases(), chosen, at=self.at))
        walked = Walked(self.cases(), chosen, kept=self.kept(chosen, form), at=self.at)
        walked.grant = self.grant
        return walked

    def contents(self, chosen: dict[str, str], page: Page) -> dict[str, Any]:
        calendar_now = calendar.current()
        cases = foremost.filled(page)
        rows = [wording.case_row(case, at=self.at, calendar_now=calendar_now) for case in cases]
        if "again" in chosen:
            earlier = queries.earlier_ones(cases)
            for row, case in zip(rows, cases, strict=True):
                row["again"] = [wording.again_words(each, case, calendar_now) for each in earlier.get(case.pk, [])]
        supervises = bool(self.access.grant(Permission.SUPERVISION_ISSUE))
        for row, case in zip(rows, cases, strict=True):
            row["ticks"] = supervises and case.department_id is not None
        return {
            "rows": rows,
            "ticks_url": reverse("conduct-issue_supervision") if supervises else "",
            "counted_at": getattr(page.paginator.object_list, "counted_at", None),
            "heads": [wording.head(label, key, chosen) for label, key in wording.CASE_HEADS],
            "archive_url": "" if "state" in chosen else cases_address(**{**chosen, "state": lists.EVERY}),
        }

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        """大厅 › 部门 › 窗口 › 责任人 › 灯."""
        way = [self.root, ("办件", reverse(self.url_name)), *drilled(self.url_name, chosen, form)]
        if "lamp" in chosen:
            way.append((form.words_of("lamp", chosen["lamp"]), ""))
        return way


class CardList(OpensCards, ListPage):
    form_class = forms.CardFilters
    template_name = "oversight/cards.html"
    url_name = "oversight-cards"

    def rows(self, chosen: dict[str, str], form: forms.Filters) -> Counted:
        cards = lists.narrowed_cards(Card.objects.listed_for(self.grant), chosen, on=self.on).with_liable()
        return Counted(cards, chosen, kept=self.kept(chosen, form) if self.grant else None)

    def contents(self, chosen: dict[str, str], page: Page) -> dict[str, Any]:
        none_yet = "还没有发过红黄牌。" if self.grant else "没有写着您是责任人的红黄牌。"
        return {
            "rows": [wording.card_row(card, self.grant) for card in page],
            "none_yet": none_yet,
            "counted_at": cast(Counted, page.paginator.object_list).counted_at,
        }

    def crumbs(self, chosen: dict[str, str], form: forms.Filters) -> Crumbs:
        return self.way("")


class CasePage(OversightPage):
    """One case, read-only. Of a complaint only its number, category, clocks and cards: its words are not for the board."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        deadlines = list(case.deadlines.prefetch_related("case__pauses"))
        context = {
            "case": case,
            "crumbs": self.crumbs(case),
            "facts": story.case_facts(case),
            "clocks": story.clock_panels(deadlines, at=self.at),
            "cards": [wording.card_row(card, self.grant) for card in case.cards.with_liable()],
            "head": self.head(deadlines),
            "work_url": self.work_url(case),
            "printed": f"{self.user} 打印于 {moment(self.at)}",
        }
        if case.kind == CaseKind.RATING:  # who reads the board reads it where it is worked on
            return redirect("rating", number=case.number)
        if case.kind == CaseKind.CONDUCT:
            return redirect("conduct-case", number=case.number)
        if case.kind == CaseKind.COMPLAINT:
            return render(request, "oversight/complaint.html", context)
        if case.kind == CaseKind.ENQUIRY:
            events = story.event_lines(case, case.events.select_related("actor"))
            return render(request, "oversight/enquiry.html", {**context, "events": events})
        return render(request, "oversight/case.html", {**context, **self.application(case, deadlines)})

    def work_url(self, case: Case) -> str:
        """Where this person works on the case themselves: a chief, a head; "" for whoever only oversees it."""
        url = url_of(case, self.access)
        return "" if url.startswith(reverse("board")) else url

    def crumbs(self, case: Case) -> Crumbs:
        within = {"department": case.department.code if case.department else wording.CENTRE}
        way = [self.root, (wording.unit_of(case), cases_address(**within))]
        if case.window:
            way.append((str(case.window), cases_address(**within, window=str(case.window.pk))))
        return [*way, (grouped(case.number), "")]

    def head(self, deadlines: list[Deadline]) -> dict[str, Any]:
        clock = worst_clock([each for each in deadlines if each.runs], at=self.at)
        if clock is None:
            return NO_LAMP
        return wording.clock_cell(clock, at=self.at, calendar_now=calendar.current())

    def application(self, case: Case, deadlines: list[Deadline]) -> dict[str, Any]:
        fill(case, "events", list(case.events.select_related("actor")))
        pauses = list(case.pauses.select_related("approved_by"))
        calendar_now = calendar.current()
        row = Application.objects.values(*story.APPLICANT_COLUMNS).get(case=case)
        of_case = holding.stretches(case, case.events.all(), holding.asked_of_the_department(case))
        return {
            "stretch_columns": story.STRETCH_COLUMNS,
            "stretches": story.stretch_rows(of_case, case.events.all(), calendar_now, at=self.at),
            "late": story.late_lines(holding.late_ones(deadlines, of_case, pauses, calendar_now, at=self.at)),
            "applicant": story.applicant_facts(row, case.party),
            "pause_columns": story.PAUSE_COLUMNS,
            "pauses": story.pause_rows(pauses, on=self.on, calendar_now=calendar_now),
            "paused_days": wording.paused_days(pauses, on=self.on, calendar_now=calendar_now),
            "again": [
                wording.again_words(each, case, calendar_now) for each in queries.earlier_ones([case]).get(case.pk, [])
            ],
            "events": story.event_lines(case, case.events.all()),
            "letter_columns": story.LETTER_COLUMNS,
            "letters": story.letter_rows(case.letters.select_related("recipient", "department", "read_by")),
            "dispatch_columns": story.DISPATCH_COLUMNS,
            "dispatches": story.dispatch_rows(case.dispatches.defer("address", "text").select_related("recipient")),
        }


class CardPage(OpensCards, OversightPage):
    """One card: what was broken, when, by whom, and the arithmetic of the limit."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        cards = Card.objects.open_to(self.grant).with_liable().select_related("withdrawn_by", "deadline__case")
        card = get_object_or_404(cards, pk=pk)
        remarks = remarks_on(card)
        context = {
            "card": card,
            "remarks": story.remark_lines(remarks),
            "moves": story.move_lines(moves_of(card)),
            "crumbs": [*self.way(reverse("oversight-cards")), (str(card), "")],
            "facts": story.card_facts(card, self.case_url(card.case)),
            "limit": arithmetic(card),
            "steps": story.card_steps(card, remarks, at=self.at),
            "acts": acts_on(card, self),
            **self.arithmetic(card),
        }
        return render(request, "oversight/card.html", context)

    def case_url(self, case: Case) -> str:
        """The page of the case: on the board, or where this person works on it; "" for whoever may not read it."""
        if self.grant.covers(case.department_id):
            return wording.case_address(case, self.grant)
        readable = Case.objects.visible(self.user, on=self.on).filter(pk=case.pk).exists()
        return url_of(case, self.access) if readable else ""

    def arithmetic(self, card: Card) -> dict[str, Any]:
        """The limit's arithmetic; of a card that no clock raised the trips that were counted, or what the notices said."""
        if card.deadline is not None:
            moved = card.epoch != card.deadline.epoch
            return {"clocks": [limit_panel(card.deadline, at=self.at)], "moved": moved, "title": "", "grounds": []}
        if card.rule == Rule.TWO_VISIT:
            counted = Visit.objects.filter(application=card.case_id, counted_as__isnull=False)
            own = counted.filter(department=card.department).order_by("counted_as")
            return {"clocks": [], "moved": False, "title": "计入的到访", "grounds": story.visit_lines(own)}
        return {"clocks": [], "moved": False, "title": "告知书写了什么", "grounds": story.notice_lines(card)}
