"""Acts that stop, move or end clocks, for programs: each can be asked what it would do first (decision 60)."""

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from cases.rules import RULES
from hall.doors.endpoint import ACTS, NUMBER, operation
from hall.roles import Permission
from permits import actions
from permits.api import TAG, ApplicationAct, act
from permits.foresight import Foresight, carry_out, foresee
from permits.foresight_words import after_words, now_words
from permits.inputs import ForeseenInput, WithdrawInput
from permits.special_serializers import PreviewAnswer, TerminateInput, VoidInput


class ForeseenAct(ApplicationAct):
    """An act that is done only as it was foreseen, if the caller says what was seen."""

    shape = ForeseenInput

    def post(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(self.needs["POST"]), number=number)
        given = self.read(self.shape)
        seen = given.pop("seen", None)
        verb = type(self).verb
        if seen is None:
            verb(number=number, by=request.user, at=self.at, **given)
        else:
            carry_out(verb, seen=seen, number=number, by=request.user, at=self.at, **given)
        return Response(self.answer(case))


@act("withdraw", "Withdraw")
class Withdraw(ForeseenAct):
    """End the case because the applicant asks for it, before a decision."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = WithdrawInput
    verb = actions.withdraw


@act("terminate", "Terminate")
class Terminate(ForeseenAct):
    """End the procedure without a decision, in writing, on a ground of the closed list, with reasons and remedies (终止)."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = TerminateInput
    verb = actions.terminate


@act("void", "Declare void")
class Void(ForeseenAct):
    """Declare a mistaken registration void, before anything was decided (作废). What was broken stays broken."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = VoidInput
    verb = actions.void


VERBS: dict[str, type[ForeseenAct]] = {
    "withdraw": Withdraw,
    "terminate": Terminate,
    "void": Void,
}


def _preview(name: str, of: type[ForeseenAct]) -> type[ApplicationAct]:
    """The address that says what one of these acts would do."""

    class Preview(ApplicationAct):
        needs = of.needs
        shape = of.shape

        @operation(
            tag=TAG,
            summary=f"What it would do: {name}",
            description="Says what the act would do to each clock, by doing it and taking it back. Takes what the act takes.",
            name=f"{TAG}_{name}_preview",
            request=of.shape,
            answer=PreviewAnswer,
            errors=ACTS,
            parameters=[NUMBER],
        )
        def post(self, request: Request, number: str) -> Response:
            case = get_object_or_404(self.cases(self.needs["POST"]), number=number)
            given = self.read(self.shape)
            given.pop("seen", None)
            foresight = foresee(of.verb, number=number, by=request.user, at=self.at, **given)
            return Response(PreviewAnswer(_answer(case.version, foresight)).data)

    Preview.__name__ = Preview.__qualname__ = f"{of.__name__}Preview"
    return Preview


def _answer(version: int, foresight: Foresight) -> dict[str, Any]:
    effects = [
        {**asdict(effect), "words": f"{RULES[effect.rule].words}：{now_words(effect)}，{after_words(effect)}"}
        for effect in foresight.effects
    ]
    return {"version": version, "seen": foresight.seen, "effects": effects}


PREVIEWS = {name: _preview(name, of) for name, of in VERBS.items()}
