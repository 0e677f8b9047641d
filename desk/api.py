"""The desk's lists for programs: counts, a list in its order, bulk acts, lists with a name. The same lists as on the screens."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case, CaseKind
from desk.lists import DeskLists, known_document
from desk.saved_views import opened
from desk.selection import LOST, SORTS, TABS, Selection, selection_of
from hall.crypto import keyed_hash
from hall.doors.endpoint import idempotency_key
from hall.doors.operations import IDEMPOTENCY_KEY, READS, operation
from hall.doors.shapes import LARGEST, Code, Input, Lines, Several, Text, Whole, optional_text
from hall.identifiers import BadNumber, phone, tidy
from hall.identity import plain_document
from hall.models import Department, ServiceItem, User, Window
from hall.roles import Permission
from permits.actions.bulk import BULK_ACTS, Worker, ask_bulk, drop_view, save_view
from permits.api import ApplicationEndpoint, with_row
from permits.applicants import phone_hash
from permits.queries import handlers_in, views_for
from permits.serializers.application import STATE_CHOICES, ApplicationRow, application_rows
from worklists import bulk
from worklists.actions import MOST
from worklists.listing import TAB_COUNTED, Place
from worklists.models import BulkRow, BulkRun, SavedView

TAB_CHOICES = [(tab, words) for tab, (words, _empty) in TABS.items()]
ACT_CHOICES = [(name, act.words) for name, act in BULK_ACTS.items()]
RUN = OpenApiParameter("run", OpenApiTypes.INT, OpenApiParameter.PATH, description="Id of the bulk act.")
VIEW = OpenApiParameter("view", OpenApiTypes.INT, OpenApiParameter.PATH, description="Id of the saved list.")


class CountAnswer(serializers.Serializer):
    tab = Code(TAB_CHOICES, name="DeskTab")
    count = serializers.IntegerField(help_text=f"At most {TAB_COUNTED}.")
    more = serializers.BooleanField(help_text="There are more than that; nobody counts them.")


class SearchInput(Input):
    tab = Code(TAB_CHOICES, name="DeskTab", label="列表", required=False, default="window")
    sort = Code([(sort, sort) for sort in SORTS], name="DeskSort", label="次序", required=False, default="due")
    q = optional_text(
        "事项或编号",
        most=100,
        help_text="Part of an item's name, its initials, its code; or a case number, whole or its last five digits: then closed cases too.",
    )
    name = optional_text(
        "申请人",
        most=80,
        help_text="Part of an applicant's name, or two or more of its pinyin initials; or an agent's whole name. Closed cases too, whatever the tab.",
    )
    id_number = optional_text(
        "证件号", most=40, help_text="One applicant's cases, the closed ones too, whatever the tab."
    )
    phone = optional_text("手机", most=30, help_text="The same, by telephone number.")
    item = optional_text("事项编码", most=20)
    window = optional_text("窗口", most=4)
    state = Code(STATE_CHOICES, name="ApplicationState", label="环节", required=False)
    since = serializers.DateField(required=False, error_messages={"invalid": "日期写成 2026-11-20"})
    until = serializers.DateField(required=False, error_messages={"invalid": "日期写成 2026-11-20"})
    after = optional_text("位置", most=60, help_text="`next` of the page before.")
    limit = Whole(label="件数", required=False, default=50, min_value=1, max_value=200)


class SearchAnswer(serializers.Serializer):
    results = ApplicationRow(many=True)
    next = serializers.CharField(allow_null=True, help_text="Send it as `after`; null: this was the last page.")


class BulkInput(Input):
    act = Code(ACT_CHOICES, name="BulkRunAct", label="动作")
    numbers = Several(
        child=Text(label="编号", max_length=17), label="办件", min_length=1, max_length=MOST, help_text="Case numbers."
    )
    to = optional_text(
        "新的首办责任人",
        most=150,
        help_text="With change_owner: user name of somebody who handles the department's cases.",
    )
    reason = optional_text("变更的理由", most=500, shape=Lines, help_text="With change_owner: why.")


class BulkRowAnswer(serializers.Serializer):
    number = serializers.CharField(source="case.number")
    outcome = Code(BulkRow.Outcome.choices[1:], name="BulkOutcome", allow_null=True, help_text="Null: not done yet.")
    said = serializers.CharField(
        source="sentence", allow_blank=True, help_text="The refusal's sentence, or what was done."
    )


class BulkAnswer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    act = Code(ACT_CHOICES, name="BulkRunAct")
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True, help_text="Null: a worker is at it. Ask again.")
    rows = BulkRowAnswer(many=True)


class ViewInput(Input):
    name = Text(label="名称", max_length=40)
    query = optional_text("条件", most=2_000, help_text="The query string of the list, as the page's address has it.")
    department = optional_text("部门", most=20, help_text="Code of a department of yours to share it with.")


class ViewAnswer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    query = serializers.SerializerMethodField(help_text="Its query string; empty where it cannot be opened.")
    shared = serializers.BooleanField()

    def get_query(self, view: SavedView) -> str:
        selection = opened(view, by=self.context["by"])
        return selection.query() if selection else ""


class DeskEndpoint(ApplicationEndpoint):
    def lists(self) -> DeskLists:
        return DeskLists(self.cases(Permission.APPLICATION_HANDLE), self.access, self.by, at=self.at)


class DeskCounts(DeskEndpoint):
    needs = {"GET": Permission.APPLICATION_HANDLE}

    @operation(
        summary="Counts of the desk's lists",
        description="How many applications each tab of your queue holds now.",
        name="desk_counts",
        answer=CountAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        counts, _none = self.lists().counts()
        rows = [
            {"tab": tab, "count": min(count, TAB_COUNTED), "more": count > TAB_COUNTED} for tab, count in counts.items()
        ]
        return Response(CountAnswer(rows, many=True).data)


class DeskSearch(DeskEndpoint):
    needs = {"POST": Permission.APPLICATION_HANDLE}

    @operation(
        summary="A list of the desk",
        description=(
            "One list of your queue in its order, a page at a time; changes nothing. It is a POST because names and numbers of"
            " people do not belong into an address."
        ),
        name="desk_search",
        request=SearchInput,
        answer=SearchAnswer,
    )
    def post(self, request: Request) -> Response:
        filters = self.read(SearchInput)
        limit, after = filters.pop("limit"), filters.pop("after")
        place = Place.read(after) if after else None
        if after and place is None:
            raise ValidationError({"after": ["位置不对，从头再取"]})
        must_exist(filters)
        who = self.who(filters.pop("id_number"))
        places = self.lists().listing(replace(_selection(filters), who=who)).places(limit + 1, after=place)
        page = [each.case for each in places[:limit]]
        cases = {case.pk: case for case in with_row(Case.objects.filter(pk__in=page))}
        rows = application_rows([cases[pk] for pk in page if pk in cases], at=self.at)
        behind = str(places[limit - 1]) if len(places) > limit else None
        return Response(SearchAnswer({"results": rows, "next": behind}).data)

    def who(self, number: str) -> str:
        """The hash of a document's number, of whatever kind; "" for none. One that nobody has is found nowhere."""
        if not tidy(number):
            return ""
        reached = self.cases(Permission.APPLICATION_HANDLE)
        document = plain_document(number, today=self.on) or known_document(reached, number, today=self.on)
        return document.hash if document else keyed_hash("applicant", tidy(number))


def must_exist(filters: dict[str, Any]) -> None:
    """:raises ValidationError: an item or a window that there is none of: a misspelt one would read as "no cases"."""
    unknown = {}
    if filters["item"] and not ServiceItem.objects.filter(code=filters["item"].upper()).exists():
        unknown["item"] = ["没有这个事项编码"]
    if filters["window"] and not Window.objects.filter(number=filters["window"]).exists():
        unknown["window"] = ["没有这个窗口号"]
    if unknown:
        raise ValidationError(unknown)


class DeskBulk(DeskEndpoint):
    needs = {"POST": Permission.APPLICATION_DECIDE}

    @operation(
        summary="One act on many applications",
        description=(
            f"The same act on up to {MOST} applications, each in a transaction of its own: one that is refused stops none. A few"
            " are done before the answer comes, the rest by a worker; ask for the run until `finished_at` is set."
        ),
        name="desk_bulk",
        request=BulkInput,
        answer=BulkAnswer,
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        key = idempotency_key(request, scope=f"bulk:{request.user.pk}")
        fields = self.read(BulkInput)
        run = ask_bulk(
            **fields | {"to": self.handler(fields["to"])}, idem=keyed_hash("bulk", key)[:32], by=self.by, at=self.at
        )
        worker = Worker(run.pk)
        for _row in range(bulk.AT_ONCE):
            if not worker.step(at=self.at):
                break
        return Response(_run(run.pk))

    def handler(self, username: str) -> User | None:
        """Whoever handles cases of the caller's departments under that name; the verb refuses None where it needs one."""
        departments = self.access.grant(Permission.APPLICATION_HANDLE).departments if username else []
        return next((person for person in handlers_in(departments, on=self.on) if person.username == username), None)


class DeskBulkRun(DeskEndpoint):
    needs = {"GET": Permission.APPLICATION_DECIDE}

    @operation(
        summary="A bulk act, case by case",
        description="What became of each application of a bulk act that you asked for.",
        name="desk_bulk_run",
        answer=BulkAnswer,
        errors=READS,
        parameters=[RUN],
    )
    def get(self, request: Request, run: int) -> Response:
        return Response(
            _run(get_object_or_404(BulkRun, pk=min(run, LARGEST), kind=CaseKind.APPLICATION, by=self.by).pk)
        )


class DeskViews(DeskEndpoint):
    needs = {"GET": Permission.APPLICATION_HANDLE, "POST": Permission.APPLICATION_HANDLE}

    @operation(
        summary="Lists with a name",
        description="Your saved lists, and those shared with the departments whose cases you handle.",
        name="desk_views",
        answer=ViewAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        views = views_for(self.by, self.access)
        return Response(ViewAnswer(views, many=True, context={"by": self.by}).data)

    @operation(
        summary="Save a list under a name",
        description="Keeps the query string of a list; one of your own of that name is replaced.",
        name="desk_views_save",
        request=ViewInput,
        answer=ViewAnswer,
    )
    def post(self, request: Request) -> Response:
        fields = self.read(ViewInput)
        code = fields.pop("department")
        reached = Department.objects.filter(pk__in=self.access.grant(Permission.APPLICATION_HANDLE).departments)
        department = reached.filter(code=code).first() if code else None
        if code and department is None:
            raise ValidationError({"department": ["这不是您的部门"]})
        view = save_view(
            **fields | {"query": self.kept(fields["query"])}, department=department, by=self.by, at=self.at
        )
        return Response(ViewAnswer(view, context={"by": self.by}).data)

    def kept(self, query: str) -> str:
        """
        A list as a row keeps it.

        :raises ValidationError: it names somebody in words that are not this person's address: a hash out of the database opens no list.
        """
        selection = selection_of(QueryDict(query), by=self.by.pk)
        if selection.lost:
            raise ValidationError({"query": [LOST]})
        return selection.kept()


class DeskView(DeskEndpoint):
    needs = {"DELETE": Permission.APPLICATION_HANDLE}

    @operation(
        summary="Drop a list's name",
        description="Drops a saved list of your own; a shared one is gone for everybody.",
        name="desk_views_drop",
        answer=None,
        errors=(401, 403, 404),
        parameters=[VIEW],
    )
    def delete(self, request: Request, view: int) -> Response:
        saved = get_object_or_404(SavedView, pk=min(view, LARGEST), kind=CaseKind.APPLICATION, owner=self.by)
        drop_view(pk=saved.pk, by=self.by, at=self.at)
        return Response(status=204)


def _selection(filters: dict[str, Any]) -> Selection:
    """The list that was asked for; numbers of a person only as hashes from here on."""
    number = filters.pop("phone")
    try:
        hashed = phone_hash(phone(number)) if number.strip() else ""
    except BadNumber as error:
        raise ValidationError({"phone": [str(error)]}) from None
    days = {name: filters.pop(name).isoformat() for name in ("since", "until") if filters.get(name)}
    item = filters.pop("item").upper()
    return Selection(**filters, **days, item=item, phone=hashed)


def _run(pk: int) -> Any:
    return BulkAnswer(BulkRun.objects.prefetch_related("rows__case").get(pk=pk)).data
