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
from permits.inputs import ExtendInput, ForeseenInput, SuspendInput, WithdrawInput
from permits.special_serializers import (
    AnnounceHearingInput,
    AskHearingInput,
    EndHearingInput,
    PreviewAnswer,
    TellHearingInput,
    TerminateInput,
    VoidInput,
)


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


@act("suspend", "Stop the clocks")
class Suspend(ForeseenAct):
    """Stop the clocks for a special procedure of the closed list (行政许可法 art. 45), with its written notice."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = SuspendInput
    verb = actions.suspend


@act("resume", "Let the clocks run again")
class Resume(ForeseenAct):
    """End the special procedure; today is its last day. The clocks are replayed."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    verb = actions.resume


@act("extend", "Extend the statutory limit")
class Extend(ForeseenAct):
    """Give the statutory limit its one extension (行政许可法 art. 42). The promise stays."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = ExtendInput
    verb = actions.extend


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


@act("tell_hearing", "Tell of the right to a hearing")
class TellHearing(ForeseenAct):
    """Tell the applicant and others concerned that they may ask for a hearing within 5 working days (行政许可法 art. 47)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = TellHearingInput
    verb = actions.tell_hearing


@act("ask_hearing", "Take a request for a hearing in")
class AskHearing(ForeseenAct):
    """Note that somebody asks for the hearing: it is to be held within 20 working days (行政许可法 art. 47)."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = AskHearingInput
    verb = actions.ask_hearing


@act("announce_hearing", "Announce the hearing")
class AnnounceHearing(ForeseenAct):
    """Tell time and place, 7 working days before; the clocks stand still until then (行政许可法 art. 45, 48)."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = AnnounceHearingInput
    verb = actions.announce_hearing


@act("hold_hearing", "Record the hearing")
class HoldHearing(ForeseenAct):
    """Note that the hearing was held, with its record: the clocks are replayed, and the decision rests on the record."""

    needs = {"POST": Permission.APPLICATION_APPROVE}
    verb = actions.hold_hearing


@act("give_up_hearing", "Waive the hearing")
class GiveUpHearing(ForeseenAct):
    """Note that everybody who was told waives the hearing, before it is announced: the decision is free at once."""

    needs = {"POST": Permission.APPLICATION_HANDLE}
    shape = EndHearingInput
    verb = actions.give_up_hearing


@act("cancel_hearing", "Cancel the hearing")
class CancelHearing(ForeseenAct):
    """
    Note that an announced hearing does not take place because the request was taken back: the clocks are replayed.

    Until `ask_by` somebody else who was told may still ask: the hearing then stands as it was told, and the decision waits.
    """

    needs = {"POST": Permission.APPLICATION_APPROVE}
    shape = EndHearingInput
    verb = actions.cancel_hearing


VERBS: dict[str, type[ForeseenAct]] = {
    "suspend": Suspend,
    "resume": Resume,
    "extend": Extend,
    "withdraw": Withdraw,
    "terminate": Terminate,
    "void": Void,
    "tell_hearing": TellHearing,
    "ask_hearing": AskHearing,
    "announce_hearing": AnnounceHearing,
    "hold_hearing": HoldHearing,
    "give_up_hearing": GiveUpHearing,
    "cancel_hearing": CancelHearing,
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
