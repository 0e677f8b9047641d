"""
The endpoint of a described act (hall.doors.acts): permission, what is sent, the one call to the verb, and its operation in
the OpenAPI document are read from the description. A room says how it opens a case and how it answers.
"""

from typing import Any, ClassVar, TypeVar, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case
from hall.doors.acts import Act, Occasion
from hall.doors.endpoint import Endpoint, Json, Parts
from hall.doors.operations import NUMBER, operation
from hall.doors.shapes_of_acts import shape_of, takes_files
from hall.models import User
from hall.permissions import Permission

Room = TypeVar("Room", bound="type[DescribedEndpoint]")


class RoomEndpoint(Endpoint):
    """An address of a room's cases. The room gives `cases` and `answer`."""

    @property
    def by(self) -> User:
        """Who calls: a stranger was stopped at the door."""
        return cast(User, self.request.user)

    def cases(self, permission: Permission) -> Any:
        """The room's cases that the caller may use a permission on: every look-up starts here."""
        raise NotImplementedError

    def answer(self, case: Case) -> Any:
        """The case as it stands now."""
        raise NotImplementedError


class DescribedEndpoint(RoomEndpoint):
    """
    One act on one case: look it up through the permission, read what was sent, call the verb, answer with how it stands.

    A room gives `tag` and `shape_of_answer` besides.
    """

    act: ClassVar[Act]
    tag: ClassVar[str]
    shape_of_answer: ClassVar[Any]
    path_parameters: ClassVar[list[OpenApiParameter]] = [NUMBER]
    operations: ClassVar[str] = ""  # what the operations' names begin with, where that is not the tag

    def opened(self, number: str) -> Case:
        """The case, looked up through the permission, or through the act's own reach where it has one."""
        reach, may = self.act.reach, self.act.may
        cases = reach(self.access.grant(may), self.request.user.pk) if reach else self.cases(may)
        return get_object_or_404(cases, number=number)

    def subject_of(self, case: Case) -> Any:
        """The room's own row of the case, where a description of the room looks at it."""
        return None

    def occasion(self, case: Case) -> Occasion:
        return Occasion(case, self.subject_of(case), self.request.user, self.access, self.at, self.on)

    def arguments(self, case: Case) -> dict[str, Any]:
        """What the verb is called with."""
        fields = self.act.arguments(self.occasion(case), self.read(shape_of(self.act)))
        return {**self.row(case), "by": self.request.user, "at": self.at, **fields}

    def row(self, case: Case) -> dict[str, Any]:
        """What the verb finds the row by."""
        return {"number": case.number}

    def perform(self, case: Case) -> None:
        self.act.do(**self.arguments(case))

    def post(self, request: Request, number: str) -> Response:
        case = self.opened(number)
        self.perform(case)
        return Response(self.answer(case))


def endpoint(act: Act, room: Room) -> Room:
    """The address of an act: the room's endpoint with the act's permission and its operation in the document."""
    return addressed(act, room, name=act.name, summary=act.title, description=act.summary, answer=room.shape_of_answer)


def addressed(act: Act, base: Room, *, name: str, summary: str, description: str, answer: Any) -> Room:
    """An endpoint that takes what the act takes, under the act's permission."""
    document = operation(
        tag=base.tag,
        summary=summary,
        description=description,
        name=f"{base.operations or base.tag}_{name}",
        request=shape_of(act),
        answer=answer,
        parameters=base.path_parameters,
    )
    # A class of its own for each act: the OpenAPI description is kept on the class.
    terms: dict[str, Any] = {"act": act, "needs": {"POST": act.may}}
    if takes_files(act):
        terms["parser_classes"] = [Json, Parts]
    one = type(f"{base.__name__}_{name}", (base,), terms)
    return extend_schema_view(post=document)(one)  # type: ignore[return-value]
