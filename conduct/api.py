"""Consequences for programs: the ledgers, each act, and what of it is one's own. No rule stands here."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from cases.act_api import addressed
from cases.models import Case
from complaints.models import Complaint
from conduct import evidence
from conduct.acts import ADOPT_POLICY, ISSUE_SUPERVISION, OF_A_FINDING, RECORD_EXPOSURE, offered
from conduct.ledgers import LEDGERS, MINE, WITH_FILES, Ledger
from conduct.models import SanctionPolicy
from conduct.queries import findings_for
from conduct.serializers import (
    AttributionAnswer,
    AttributionRow,
    CandidateAnswer,
    ExposureAnswer,
    ExposureRow,
    OrderedCorrectionAnswer,
    OrderedCorrectionRow,
    OwnSanctionAnswer,
    OwnSanctionRow,
    PolicyAnswer,
    Reading,
    SanctionAnswer,
    SanctionRow,
    SupervisionAnswer,
    SupervisionRow,
    UpheldAnswer,
    department_answer,
    row_answer,
    upheld_answer,
    whole_answer,
)
from conduct.veto import candidates
from hall.access import Grant
from hall.doors.acts import Act, Occasion
from hall.doors.endpoint import Endpoint
from hall.doors.operations import NUMBER, errors_of, operation
from hall.doors.shapes_of_acts import shape_of
from hall.models import User
from hall.permissions import Permission
from papers.store.reading import TYPES

TAG = "conduct"
KEY = OpenApiParameter(
    "key", OpenApiTypes.UUID, OpenApiParameter.PATH, description="`key` of the row, as lists give it."
)
FILE = OpenApiParameter("file", OpenApiTypes.UUID, OpenApiParameter.PATH, description="`key` in `files` of a step.")
YEAR = OpenApiParameter("year", OpenApiTypes.INT, description="Without it: this year.")
SHAPES: dict[str, Any] = {
    "attributions": AttributionAnswer,
    "sanctions": SanctionAnswer,
    "corrections": OrderedCorrectionAnswer,
    "exposures": ExposureAnswer,
    "supervision": SupervisionAnswer,
    "mine": OwnSanctionAnswer,
}
LINES: dict[str, Any] = {
    "attributions": AttributionRow,
    "sanctions": SanctionRow,
    "corrections": OrderedCorrectionRow,
    "exposures": ExposureRow,
    "supervision": SupervisionRow,
    "mine": OwnSanctionRow,
}
WHO = {
    "attributions": "Who is liable for which upheld finding, of the complaints that you may see, but for your own.",
    "sanctions": "What is proposed, decided, served and contested; none that is about you.",
    "corrections": "What units put right: of the complaints that you may see, or of your own department.",
    "exposures": "What was broadcast of units: all but those you work for, or your own department's.",
    "supervision": "What the office demands of units: all but those you work for, or your own department's.",
    "mine": "What was served on you. Nothing stands here before that.",
}


class ConductEndpoint(Endpoint):
    """An address of this room."""

    tag = TAG
    operations = TAG
    path_parameters: ClassVar[list[OpenApiParameter]] = []

    @property
    def by(self) -> User:
        """Who calls: a stranger was stopped at the door."""
        return cast(User, self.request.user)

    def occasion(self, subject: Any) -> Occasion:
        return Occasion(None, subject, self.by, self.access, self.at, self.on)

    def sent(self, act: Act, subject: Any) -> dict[str, Any]:
        """What the verb takes of what was sent; by whom and when."""
        fields = act.arguments(self.occasion(subject), self.read(shape_of(act)))
        return {"by": self.by, "at": self.at, **fields}


class LedgerEndpoint(ConductEndpoint):
    ledger: ClassVar[Ledger]

    def lets_in(self, grant: Grant) -> bool:
        return self.ledger is MINE or self.ledger.is_open(self.access)

    def rows(self) -> Any:
        return self.ledger.read_by(self.by, self.access, self.on)

    def answer_of(self, row: Any) -> Any:
        acts = [act.name for act in offered(self.ledger.acts, self.occasion(row))]
        reading = Reading(self.at, self.on, own=self.ledger is MINE, acts=acts)
        return SHAPES[self.ledger.name](whole_answer(row, reading)).data


class ListOfRows(LedgerEndpoint, GenericAPIView):
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.rows()) or []
        reading = Reading(self.at, self.on, own=self.ledger is MINE)
        rows = [row_answer(row, reading) for row in page]
        return self.get_paginated_response(LINES[self.ledger.name](rows, many=True).data)


class ReadRow(LedgerEndpoint):
    def get(self, request: Request, key: str) -> Response:
        return Response(self.answer_of(get_object_or_404(self.rows(), key=key)))


class ActOnRow(LedgerEndpoint):
    """An act on a row that its permission reaches."""

    act: ClassVar[Act]
    path_parameters = [KEY]
    shape_of_answer: ClassVar[Any]

    def lets_in(self, grant: Grant) -> bool:
        return self.ledger is MINE or bool(grant)

    def post(self, request: Request, key: str) -> Response:
        rows = self.ledger.open_to(self.act, self.by, self.access, self.on)
        row = get_object_or_404(rows, key=key)
        self.act.do(key=row.key, **self.sent(self.act, row))
        return Response(self.answer_of(self.rows().get(pk=row.pk)))


class OpenFile(LedgerEndpoint):
    def get(self, request: Request, key: str, file: UUID) -> HttpResponseBase:
        return evidence.opened(get_object_or_404(self.rows(), key=key), file)


class Findings(ConductEndpoint, GenericAPIView):
    needs = {"GET": Permission.CONDUCT_ATTRIBUTE}
    queryset = Case.objects.none()

    @operation(
        name="conduct_findings",
        tag=TAG,
        summary="Upheld complaints",
        description="Those that you may see and whose last finding is upheld, the latest first.",
        answer=UpheldAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        cases = _upheld(self).order_by("-found_at", "-pk")
        page = self.paginate_queryset(cases) or []
        return self.get_paginated_response(
            [UpheldAnswer(upheld_answer(case, reader=self.by, posts=False)).data for case in page]
        )


class OneFinding(ConductEndpoint):
    needs = {"GET": Permission.CONDUCT_ATTRIBUTE}

    @operation(
        name="conduct_finding",
        tag=TAG,
        summary="One upheld complaint",
        description="With the posts of whoever can be liable for it.",
        answer=UpheldAnswer,
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        case = get_object_or_404(_upheld(self), number=number)
        return Response(UpheldAnswer(upheld_answer(case, reader=self.by, posts=True)).data)


class ActOnFinding(ConductEndpoint):
    """What begins with an upheld complaint."""

    act: ClassVar[Act]
    path_parameters = [NUMBER]
    shape_of_answer: ClassVar[Any]

    def post(self, request: Request, number: str) -> Response:
        case = get_object_or_404(_upheld(self), number=number)
        complaint: Complaint = case.complaint
        row = self.act.do(complaint=complaint, **_unversioned(self.sent(self.act, complaint)))
        return Response(self.shape_of_answer(whole_answer(row, Reading(self.at, self.on))).data, status=201)


class Opens(ConductEndpoint):
    """What begins something from nothing."""

    act: ClassVar[Act]
    shape_of_answer: ClassVar[Any]

    def post(self, request: Request) -> Response:
        row = self.act.do(**_unversioned(self.sent(self.act, None)))
        is_policy = isinstance(row, SanctionPolicy)
        value = row if is_policy else whole_answer(row, Reading(self.at, self.on))
        return Response(self.shape_of_answer(value).data, status=201)


class OpensSeveral(Opens):
    """The same, of which there may come several at once."""

    def post(self, request: Request) -> Response:
        rows = self.act.do(**_unversioned(self.sent(self.act, None)))
        answer = [whole_answer(row, Reading(self.at, self.on)) for row in rows]
        return Response(SupervisionAnswer(answer, many=True).data, status=201)


class Policies(ConductEndpoint):
    needs = {"GET": Permission.CONDUCT_ATTRIBUTE}

    @operation(
        name="conduct_policies",
        tag=TAG,
        summary="Ladders of sanctions",
        description="Each version with the day from which it is in force, the newest first; before the first one the default.",
        answer=PolicyAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(PolicyAnswer(SanctionPolicy.objects.all(), many=True).data)


class Veto(ConductEndpoint):
    needs = {"GET": Permission.CONDUCT_ATTRIBUTE}
    query = frozenset({"year"})

    @operation(
        name="conduct_veto",
        tag=TAG,
        summary="Candidates of the one-vote veto",
        description="Departments with upheld complaints in a year, each with their numbers; of the complaints that you may see.",
        answer=CandidateAnswer(many=True),
        parameters=[YEAR],
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("year", str(self.on.year))
        if not asked.isdecimal() or len(asked) != 4:
            raise ValidationError({"year": ["年份写四位数字"]})
        rows = candidates(self.by, int(asked), on=self.on)
        answer = [
            {
                "department": department_answer(each.department),
                "leaders": each.leaders,
                "concealed": each.concealed,
                "complaints": [case.number for case in each.rows],
            }
            for each in rows
        ]
        return Response(CandidateAnswer(answer, many=True).data)


def _upheld(endpoint: ConductEndpoint) -> Any:
    cases = findings_for(endpoint.by, on=endpoint.on).select_related("complaint__about_department")
    return cases.defer("complaint__text").prefetch_related("complaint__attributions")


def _unversioned(fields: dict[str, Any]) -> dict[str, Any]:
    """What begins something has no version to be compared with."""
    return {name: value for name, value in fields.items() if name != "version"}


def _list(ledger: Ledger) -> Any:
    document = operation(
        name=f"conduct_{ledger.name}", tag=TAG, summary=ledger.name.capitalize(), description=WHO[ledger.name],
        answer=LINES[ledger.name](many=True),
    )  # fmt: skip
    fields = {"ledger": ledger, "needs": {"GET": ledger.reads[0]}, "queryset": ledger.model._default_manager.none()}
    return extend_schema_view(get=document)(type(f"ListOf_{ledger.name}", (ListOfRows,), fields))


def _one(ledger: Ledger) -> Any:
    document = operation(
        name=f"conduct_{ledger.name}_read", tag=TAG, summary=f"One of {ledger.name}", description=WHO[ledger.name],
        answer=SHAPES[ledger.name], parameters=[KEY],
    )  # fmt: skip
    fields = {"ledger": ledger, "needs": {"GET": ledger.reads[0]}}
    return extend_schema_view(get=document)(type(f"Read_{ledger.name}", (ReadRow,), fields))


def _file(ledger: Ledger) -> Any:
    document = extend_schema(
        operation_id=f"conduct_{ledger.name}_file",
        tags=[TAG],
        summary=f"A file of one of {ledger.name}",
        description="The served copy of a photo or PDF that was handed in. 404 while the virus scanner has not looked at it.",
        responses={(200, each): OpenApiResponse(OpenApiTypes.BINARY) for each in TYPES.values()}
        | errors_of(401, 404, 409),
        parameters=[KEY, FILE],
    )
    fields = {"ledger": ledger, "needs": {"GET": ledger.reads[0]}}
    return extend_schema_view(get=document)(type(f"FileOf_{ledger.name}", (OpenFile,), fields))


def _act(act: Act, base: Any, shape: Any, **fields: Any) -> Any:
    room = type(f"{base.__name__}_of", (base,), {"shape_of_answer": shape, **fields})
    return addressed(act, room, name=act.name, summary=act.title, description=act.summary, answer=shape)


LISTS = {ledger.name: _list(ledger) for ledger in LEDGERS}
READS = {ledger.name: _one(ledger) for ledger in LEDGERS}
FILES = {ledger.name: _file(ledger) for ledger in WITH_FILES}
VERBS = {
    ledger.name: {act.name: _act(act, ActOnRow, SHAPES[ledger.name], ledger=ledger) for act in ledger.acts}
    for ledger in LEDGERS
}
OF_FINDINGS = {
    act.name: _act(act, ActOnFinding, shape)
    for act, shape in zip(OF_A_FINDING, (AttributionAnswer, OrderedCorrectionAnswer), strict=True)
}
RECORDS_EXPOSURE = _act(RECORD_EXPOSURE, Opens, ExposureAnswer)
ISSUES_SUPERVISION = _act(ISSUE_SUPERVISION, OpensSeveral, SupervisionAnswer(many=True))
ADOPTS_POLICY = _act(ADOPT_POLICY, Opens, PolicyAnswer)
