"""An application brought to each state of permits.states, through the verbs alone."""

from collections.abc import Callable
from datetime import date, datetime

from cases.clocks import start
from cases.models import Pause
from hall.models import ItemVersion, Post
from hall.roles import Role
from permits import agents, deadlines, states
from permits.applicants import Representative
from permits.documents.register import PAPERS, papers_of
from permits.models import Application, Bar, Commitment, HandUp, Hearing, Tolerance
from permits.queries import missing_materials
from tests.kept import scene
from tests.permits import verbs as actions
from tests.permits.verbs import Registered
from tests.world import World, at

REMEDIES = "六十日内向区人民政府申请行政复议"


def enquired(world: World) -> Registered:
    return world.register(when=at("2025-11-03 09:00"), purpose="consult", materials=[])


def submitted(world: World, **more) -> Registered:
    return world.register(when=at("2025-11-03 09:00"), **more)


@scene
def correction_requested(world: World) -> Registered:
    """Told on 22 September: the applicant's own 30 days, to 22 October, are over by LATER."""
    registered = world.register(when=at("2025-09-22 09:00"), materials=[1])
    actions.notify(number=number_of(registered), missing={2: "", 3: ""}, by=world.clerk, at=at("2025-09-22 09:30"))
    return registered


@scene
def not_accepted(world: World) -> Registered:
    registered = submitted(world)
    actions.decline(
        number=number_of(registered), reason="不属于本机关职权", remedies=REMEDIES, by=world.clerk,
        at=at("2025-11-03 10:00"),
    )  # fmt: skip
    return registered


@scene
def not_required(world: World) -> Registered:
    registered = submitted(world)
    actions.not_required(
        number=number_of(registered), reason="开办这类场所已改为备案", by=world.clerk, at=at("2025-11-03 10:00")
    )
    return registered


@scene
def not_corrected(world: World) -> Registered:
    registered = correction_requested(world)
    actions.close_not_corrected(
        number=number_of(registered), remedies=REMEDIES, by=world.clerk, at=at("2025-11-03 10:00")
    )
    return registered


@scene
def accepted(world: World) -> Registered:
    registered = submitted(world)
    actions.accept(number=number_of(registered), by=world.clerk, at=at("2025-11-03 10:00"))
    return registered


@scene
def suspended(world: World) -> Registered:
    registered = accepted(world)
    actions.suspend(
        number=number_of(registered), ground="expert_review", declared_days=10,
        notice_number=f"特告〔2025〕{1 + Pause.objects.count()}号",
        by=world.chief, at=at("2025-11-05 09:00"),
    )  # fmt: skip
    return registered


@scene
def granted(world: World) -> Registered:
    registered = accepted(world)
    actions.decide(number=number_of(registered), result="grant", by=world.clerk, at=at("2025-11-05 10:00"))
    return registered


@scene
def refused(world: World) -> Registered:
    registered = accepted(world)
    actions.decide(
        number=number_of(registered), result="refuse", reason="不符合法定条件", remedies=REMEDIES, by=world.clerk,
        at=at("2025-11-05 10:00"),
    )  # fmt: skip
    return registered


@scene
def delivered(world: World) -> Registered:
    registered = granted(world)
    actions.deliver(
        number=number_of(registered), method="collected", proof="王小明", by=world.clerk, at=at("2025-11-05 11:00")
    )
    return registered


@scene
def archived(world: World) -> Registered:
    registered = delivered(world)
    for kind in ("acceptance", "delivery_receipt"):
        actions.print_document(
            number=number_of(registered), kind=kind, site="http://hall.test", by=world.clerk, at=at("2025-11-05 11:10")
        )
    actions.archive(number=number_of(registered), by=world.clerk, at=at("2025-11-05 11:20"))
    return registered


@scene
def revoked(world: World) -> Registered:
    registered = delivered(world)
    actions.revoke(
        number=number_of(registered), ground="deceit", reason="检测报告是伪造的", remedies=REMEDIES, by=world.chief,
        at=at("2025-11-05 11:30"),
    )  # fmt: skip
    return registered


@scene
def withdrawn(world: World) -> Registered:
    registered = accepted(world)
    actions.withdraw(number=number_of(registered), reason="不办了", by=world.clerk, at=at("2025-11-05 11:00"))
    return registered


@scene
def terminated(world: World) -> Registered:
    registered = accepted(world)
    actions.terminate(
        number=number_of(registered), ground="applicant_gone", reason="申请人已注销", remedies=REMEDIES, by=world.chief,
        at=at("2025-11-05 11:00"),
    )  # fmt: skip
    return registered


@scene
def void(world: World) -> Registered:
    registered = submitted(world)
    actions.void(
        number=number_of(registered), ground="duplicate", reason="同一件登记了两次", by=world.chief,
        at=at("2025-11-03 11:00"),
    )  # fmt: skip
    return registered


def number_of(registered: Registered) -> str:
    return registered.application.case.number


BROUGHT_TO: dict[str, Callable[[World], Registered]] = {
    states.ENQUIRED: enquired,
    states.SUBMITTED: submitted,
    states.CORRECTION_REQUESTED: correction_requested,
    states.NOT_ACCEPTED: not_accepted,
    states.NOT_REQUIRED: not_required,
    states.CLOSED_NOT_CORRECTED: not_corrected,
    states.ACCEPTED: accepted,
    states.SUSPENDED: suspended,
    states.GRANTED: granted,
    states.REFUSED: refused,
    states.DELIVERED: delivered,
    states.ARCHIVED: archived,
    states.REVOKED: revoked,
    states.WITHDRAWN: withdrawn,
    states.TERMINATED: terminated,
    states.VOID: void,
}


def prepare(registered: Registered, verb: str) -> None:
    """Bring an application, in whatever state, to what an act needs besides the state: written straight into the tables."""
    if verb in WANTS:
        WANTS[verb](registered.application)


def _paper_2_is_to_come(application: Application) -> None:
    application.received.filter(material__position=2).delete()
    application.item_version.materials.filter(position=2).update(tolerable=True)
    ItemVersion.objects.filter(pk=application.item_version_id).update(informed_commitment=True)


def _paper_2_is_promised(application: Application) -> None:
    _paper_2_is_to_come(application)
    promised = Tolerance.objects.create(
        application=application, pledge="容缺〔2025〕1号", pledged_on=date(2025, 11, 5), at=at("2025-11-03 10:00"),
        accepted_by=application.case.owner, overdue_at=at("2025-11-05 17:00"),
    )  # fmt: skip
    promised.materials.set(application.item_version.materials.filter(position=2))


def _hearing(application: Application, **more: object) -> None:
    Hearing.objects.create(
        application=application, parties="王小明、东邻李某", interest="相邻采光", told_at=at("2025-11-04 09:00"),
        told_by=application.case.owner, told_document=f"云卫健听告字〔2025〕{900 + application.pk}号", ask_by=at("2025-11-11 17:00"), **more,
    )  # fmt: skip


def _hearing_asked_for(application: Application, **more: object) -> None:
    _hearing(application, asked_at=at("2025-11-04 09:10"), asked_by_party="东邻李某", **more)
    if not more:
        start(application.case, deadlines.hearing(), started_at=at("2025-11-04 09:10"), at=at("2025-11-04 09:10"))


def _hearing_announced(application: Application) -> None:
    _hearing_asked_for(
        application, announced_at=at("2025-11-04 09:20"), announced_by=application.case.owner, notice_document=f"云卫健听通字〔2025〕{900 + application.pk}号",
        sits_at=at("2025-11-06 09:00"), place="三楼",
    )  # fmt: skip


def _hearing_to_move(application: Application) -> None:
    _hearing_announced(application)
    start(application.case, deadlines.hearing(), started_at=at("2025-11-04 09:10"), at=at("2025-11-04 09:10"))


def _commitment(application: Application) -> None:
    chief = Post.objects.get(
        role=Role.SECTION_CHIEF, department=application.case.department
    ).user  # another one verifies
    Commitment.objects.create(
        application=application, pledge="承诺〔2025〕1号", at=at("2025-11-03 10:00"), accepted_by=chief
    )


def _agent(application: Application) -> None:
    agents.write(
        application,
        Representative("李代办", "110105198001010016", "13900001111", "full", "授权委托书").checked(
            today=date(2025, 11, 3)
        ),
        by=application.case.owner,
        at=at("2025-11-03 09:05"),
    )


def _bar(application: Application) -> None:
    Bar.objects.create(
        application=application, item=application.item_version.item, ground="deceit", first_day=date(2025, 11, 5),
        until=date(2028, 11, 5), at=at("2025-11-05 11:30"), officer=application.case.owner,
    )  # fmt: skip


def _request(application: Application) -> None:
    HandUp.objects.create(
        application=application, kind=HandUp.Kind.REQUEST, step="void", lack="approval", why="窗口报批作废", note="登记了两次",
        window=application.case.window, handed_by=application.case.owner, handed_at=at("2025-11-04 10:00"),
    )  # fmt: skip


WANTS: dict[str, Callable[[Application], None]] = {
    "ask_hearing": _hearing,
    "give_up_hearing": _hearing,
    "announce_hearing": _hearing_asked_for,
    "move_hearing": _hearing_to_move,
    "hold_hearing": _hearing_announced,
    "cancel_hearing": _hearing_announced,
    "accept_with_gaps": _paper_2_is_to_come,
    "accept_on_commitment": _paper_2_is_to_come,
    "supplement": _paper_2_is_promised,
    "tell_overdue": _paper_2_is_promised,
    "verify": _commitment,
    "end_agency": _agent,
    "take_back_request": _request,
    "lift_bar": _bar,
}

LATER = at("2025-11-06 10:00")  # every act of these tests happens then: the promise has not yet run out


def acts(world: World, when: datetime = LATER) -> dict[str, Callable[..., object]]:
    """Each act of the flow as a call with input that is right in itself; ``acts(world)["grant"](number)``."""
    clerk, chief = {"by": world.clerk, "at": when}, {"by": world.chief, "at": when}

    def act(verb: Callable[..., object], **terms: object) -> Callable[..., object]:
        return lambda number, **more: verb(number=number, **{**terms, **more})

    def tell_what_is_missing(number: str, **more: object) -> object:
        """All that has not come, or where nothing is missing one paper that is wrong."""
        absent = missing_materials(Application.objects.get(case__number=number))
        gaps = {material.position: "缺公章" for material in absent} or {2: "缺公章"}
        return actions.notify(number=number, **{"missing": gaps, **clerk, **more})

    def complete_and_archive(number: str, **more: object) -> object:
        """The file is complete before it goes to the archive, whatever was printed until then."""
        application = Application.objects.get(case__number=number)
        state = application.case.state
        if state in (states.DELIVERED, states.REVOKED) and "version" not in more:
            for kind, occurrence in papers_of(application):
                printed = application.case.documents.filter(kind=kind, occurrence=occurrence)
                if PAPERS[kind].owed and not printed.exists():
                    actions.print_document(
                        number=number, kind=kind, occurrence=occurrence, site="http://hall.test", **clerk
                    )
        if state == states.REVOKED and "version" not in more:
            actions.serve(number=number, method="courier", proof="EMS7654321", **clerk)
        return actions.archive(number=number, **{**clerk, **more})

    return {
        "notify": tell_what_is_missing,
        "receive": act(actions.receive, materials=[2, 3], window=world.health_window, channel="mail", **clerk),
        "correct": act(actions.correct, corrections={2: "日期写错，已改"}, by=world.clerk, at=at("2025-11-03 11:00")),
        "accept": act(actions.accept, **clerk),
        "accept_with_gaps": act(
            actions.accept_with_gaps, pledge="容缺〔2025〕1号", pledged_on=when.date(), voluntary=True, **clerk
        ),
        "accept_on_commitment": act(actions.accept_on_commitment, pledge="承诺〔2025〕1号", **clerk),
        "supplement": act(actions.supplement, materials=[2], window=world.health_window, channel="mail", **clerk),
        "tell_overdue": act(actions.tell_overdue, how="电话告知本人", **clerk),
        "verify": act(actions.verify, holds=True, finding="现场核查相符", **clerk),
        "decline": act(actions.decline, reason="不属于本机关职权", remedies=REMEDIES, **clerk),
        "not_required": act(actions.not_required, reason="已改为备案", **clerk),
        "close_not_corrected": act(actions.close_not_corrected, remedies=REMEDIES, **clerk),
        "suspend": act(actions.suspend, ground="testing", notice_number="特告〔2025〕2号", declared_days=5, **chief),
        "prolong": act(actions.prolong, notice_number="特告〔2025〕9号", days=3, reason="专家还要复核", **chief),
        "resume": act(actions.resume, **chief),
        "extend": act(
            actions.extend, rank="本机关负责人", document="批〔2025〕1号", reason="案情复杂", by=world.head, at=when
        ),
        "grant": act(actions.decide, result="grant", **clerk),
        "refuse": act(actions.decide, result="refuse", reason="不符合法定条件", remedies=REMEDIES, **clerk),
        # within the half day of the decision
        "undo": act(
            actions.undo, reason="点错了", by=world.clerk, at=at("2025-11-05 10:30") if when == LATER else when
        ),
        "deliver": act(actions.deliver, method="courier", proof="EMS1234567", **clerk),
        "revoke": act(actions.revoke, ground="deceit", reason="检测报告是伪造的", remedies=REMEDIES, **chief),
        "archive": complete_and_archive,
        "tell_hearing": act(actions.tell_hearing, parties="王小明、东邻李某", interest="相邻采光", **clerk),
        "ask_hearing": act(actions.ask_hearing, party="东邻李某", **clerk),
        "announce_hearing": act(
            actions.announce_hearing, sits_at=at("2025-11-18 09:00"), place="大厅三楼会议室", chair="钱局", **chief
        ),
        "move_hearing": act(
            actions.move_hearing,
            sits_at=at("2025-11-19 09:00"),
            place="大厅三楼会议室",
            chair="钱局",
            reason="当天停办",
            **chief,
        ),
        "hold_hearing": act(actions.hold_hearing, **chief),
        "give_up_hearing": act(actions.give_up_hearing, reason="东邻李某书面放弃", **clerk),
        "cancel_hearing": act(actions.cancel_hearing, reason="东邻李某撤回要求", **chief),
        "withdraw": act(actions.withdraw, reason="不办了", **clerk),
        "terminate": act(actions.terminate, ground="force_majeure", reason="受灾停工", remedies=REMEDIES, **chief),
        "void": act(actions.void, ground="wrong_item", reason="应登记为另一事项", **chief),
        "visit": act(actions.visit, window=world.health_window, purpose="consult", **clerk),
    }
