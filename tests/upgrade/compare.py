"""
Two folders of answers side by side, or two OpenAPI documents.

    python3 -m tests.upgrade.compare BEFORE AFTER

Folders as tests/upgrade/answers.py writes them: says which answers are new, gone or different, with the first lines that differ.
Documents as `manage.py spectacular` prints them in JSON (--format openapi-json), packed or not: says the same of each operation and
each shape. Ends with 1 if anything differs that is not expected below.
"""

import difflib
import gzip
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Addresses and shapes of acts that have one name everywhere since; the former address sends its caller on (permits/former.py).
RENAMED = {
    "amount": "state_amount",
    "check": "record_check",
    "owner": "change_owner",
    "contact": "change_contact",
    "hand-up": "hand_up",
    "answer-hand-up": "answer_hand_up",
}
RENAMED_SHAPES = {
    "Amount": "StateAmount",
    "Check": "RecordCheck",
    "Owner": "ChangeOwner",
    "ApplicantContact": "ChangeContact",
    "HandUpAnswer": "AnswerHandUp",
}
NOW = "`acts` names what the caller can do now; it named what the state allowed, whoever asked"
APART = "what giving up a hearing and cancelling one ask for are two shapes: each act has its own"
CARDS = "a card is explained, appealed against and ruled on by programs too, read by itself with what was written, found by its case; it names who had its clock shortly before the breach (decision 118)"
PAGES = "a page of a list has 1 to 200 lines; another size is refused, not passed over"
ONE_CONTENT = "a key is good for one content (decision 111)"
DOCUMENTS = "the number of a document has its kind beside it (decision 104)"
# Names of answers, operations or shapes that are meant to differ from release 242c159, each with the reason.
TOKENS = "a token has a purpose and an end, and is another one each time (decision 100)"
PAUSES = "the item's own list binds a pause, and further notices prolong it (decision 105)"
TRIPS = "a trip beyond what is allowed says what bears its cause out, and whose it was (decision 112)"
MATTER = "an end may ask for the cause of a trip that is one too many with those of another application (decision 119)"
SIGNED = "the number is that of the promise that was printed and signed (decision 134)"
OF_CONSEQUENCES = {
    "GET": (
        "attributions/ attributions/{key}/ corrections/ corrections/{key}/ exposures/ exposures/{key}/ findings/"
        " findings/{number}/ mine/ mine/{key}/ policies/ sanctions/ sanctions/{key}/ veto/"
    ),
    "POST": (
        "attributions/{key}/take_attribution_back/ corrections/{key}/hand_in_correction/ corrections/{key}/pass_correction/"
        " corrections/{key}/return_correction/ exposures/record_exposure/ exposures/{key}/answer_exposure/"
        " exposures/{key}/approve_exposure/ exposures/{key}/send_exposure_back/ findings/{number}/attribute/"
        " findings/{number}/order_correction/ mine/{key}/contest/ policies/adopt_policy/ sanctions/{key}/adjudicate/"
        " sanctions/{key}/call_off/ sanctions/{key}/serve_sanction/ sanctions/{key}/settle/"
    ),
}
SHAPES_OF_CONSEQUENCES = (
    "AdjudicateSanctionInputRequest AdoptPolicyInputRequest AnswerExposureInputRequest ApproveExposureInputRequest"
    " AttributeFindingInputRequest AttributionAnswer AttributionRow AttributionState CallOffSanctionInputRequest CandidateAnswer"
    " ConductLineAnswer ContestSanctionInputRequest CorrectionState ExposureAnswer ExposureRow ExposureState"
    " HandInCorrectionInputRequest LiabilityLink OrderCorrectionInputRequest OrderedCorrectionAnswer OrderedCorrectionRow"
    " OwnSanctionAnswer OwnSanctionRow PaginatedAttributionRowList PaginatedExposureRowList PaginatedOrderedCorrectionRowList"
    " PaginatedOwnSanctionRowList PaginatedSanctionRowList PaginatedUpheldAnswerList PassCorrectionInputRequest PolicyAnswer"
    " PostAnswer RecordExposureInputRequest ReturnCorrectionInputRequest SanctionAnswer SanctionLadder SanctionMeasure SanctionRow"
    " SanctionRuling SanctionState SendExposureBackInputRequest ServeSanctionInputRequest SettleSanctionInputRequest"
    " TakeAttributionBackInputRequest UpheldAnswer"
)
HANDLING = "what is done on a complaint between acceptance and end (decision 152)"
OF_HANDLING = """
    accept_report ask_review assign extend_petition follow_up instruct log_step object_competence
    pass_to_inspector reopen report_back return_report rule_objection send_back tell_petitioner transfer_out
    uphold
"""
SHAPES_OF_HANDLING = """
    AcceptComplaintInputRequest AskReviewInputRequest AssignInputRequest AssignedAnswer AssignedStepAnswer
    AssignmentMode AssignmentState ComplaintGrade ExtendPetitionInputRequest FindInputRequest FindingAnswer
    FollowUpInputRequest InstructInputRequest LogStepInputRequest ObjectCompetenceInputRequest ObjectionRuling
    PassToInspectorInputRequest ReopenInputRequest ReplyAnswer ReportBackInputRequest ReturnReportInputRequest
    RuleObjectionInputRequest Satisfaction SendBackInputRequest StepAnswer TellPetitionerInputRequest
    TransferOutInputRequest UpholdInputRequest
"""
FIGURES = "figures of the centre; corruption is a category, what is not ours is chosen (decision 160)"
SHAPES_OF_FIGURES = """
    CentreFiguresAnswer CentreFiguresLineAnswer CentreStatisticsAnswer ComplaintCut DeclineComplaintInputRequest
    Exclusion Transferred
"""
MEANT: dict[str, str] = {
    "schemas CaseKind": "a bad rating has its correction (decision 156), a correction or an exposure its clocks (decision 162)",
    **{
        f"schemas {name}": "the centre takes in enquiries, calls for help and suggestions, and the four harassments (decision 153)"
        for name in ("Category", "ComplaintKind", "FiledKind")
    },
    **dict.fromkeys(
        (
            *(
                "GET /api/v1/complaints/",
                "GET /api/v1/complaints/statistics/",
                "GET /api/v1/complaints/statistics/cases/",
            ),
            "POST /api/v1/complaints/{number}/decline/",
            *(f"schemas {name}" for name in SHAPES_OF_FIGURES.split()),
        ),
        FIGURES,
    ),
    **dict.fromkeys(
        (
            *(f"POST /api/v1/complaints/{{number}}/identity/{below}" for below in ("", "files/{key}/{what}/")),
            *(f"schemas {shape}" for shape in ("IdentityAnswer", "SealedFileAnswer", "SealedFor", "SealedWhat")),
        ),
        "two persons open the identity in the API too, and the sealed files (decision 167)",
    ),
    **{f"POST /api/v1/complaints/{{number}}/{act}/": HANDLING for act in OF_HANDLING.split()},
    **{f"schemas {shape}": HANDLING for shape in SHAPES_OF_HANDLING.split()},
    **{
        f"GET /api/v1/{name}/": "a department that there is not is 400, one that is not yours 404"
        for name in ("board", "authority")
    },
    "schemas BulkRunAct": "complete papers are accepted, and complete files archived, in bulk (decision 144)",
    "schemas DeliveryMethod": "what is refused is left, what finds nobody is published; no refusal is a 电子证照 (decision 140)",
    "schemas NotSentAnswer": "a letter may be about somebody's account, and no case (decision 125)",
    **{f"schemas {act}InputRequest": MATTER for act in ("Withdraw", "Decline", "Terminate", "CloseNotCorrected")},
    **{f"schemas {shape}": PAUSES for shape in ("PauseAnswer", "SuspendInputRequest")},
    **{f"schemas {act}InputRequest": TRIPS for act in ("Register", "Receive", "Supplement", "Visit")},
    **dict.fromkeys(("schemas VisitAnswer", "schemas DisclosuresAnswer"), TRIPS),
    "POST /api/v1/applications/{number}/visit/": TRIPS,
    "POST /api/v1/lookup/": "fifty wrong codes stop a place, and one that was replaced says so (decision 129)",
    "oversight/company.html": "release 242c159 breaks on the office's page of a case whose contact was put right",
    **{
        f"POST /api/v1/applications/{{number}}/{name}/": f"{before} is {after} everywhere"
        for before, after in RENAMED.items()
        for name in (before, after)
    },
    **{
        f"schemas {name}InputRequest": f"{before} is {after} everywhere"
        for before, after in RENAMED_SHAPES.items()
        for name in (before, after)
    },
    **dict.fromkeys(
        (
            *(
                f"{method} /api/v1/conduct/{below}"
                for method, addresses in OF_CONSEQUENCES.items()
                for below in addresses.split()
            ),
            *(f"schemas {shape}" for shape in SHAPES_OF_CONSEQUENCES.split()),
        ),
        "consequences are new (decision 155)",
    ),
    "GET /api/v1/applications/{number}/": NOW,
    "GET /api/v1/applications/{number}/prints/{printed}/pdf/": "a slip has the picture by which the visit is rated (decision 156)",
    **{f"schemas {kind}Answer": NOW for kind in ("Application", "Enquiry", "Complaint")},
    **{
        f"POST /api/v1/applications/{{number}}/{act}_hearing/{step}": APART
        for act in ("cancel", "give_up")
        for step in ("", "preview/")
    },
    **{f"schemas {shape}HearingInputRequest": APART for shape in ("End", "Cancel", "GiveUp")},
    **{f"POST /api/v1/cards/{{card}}/{act}/": CARDS for act in ("explain", "appeal", "ruling")},
    **{f"schemas HandUp{each}": "a window may ask for an approval, too (decision 126)" for each in ("Answer", "Kind")},
    **dict.fromkeys(("schemas AcceptWithGapsInputRequest", "schemas AcceptOnCommitmentInputRequest"), SIGNED),
    "POST /api/v1/applications/{number}/accept_on_commitment/": SIGNED,
    "schemas DispatchAnswer": "a letter says whether it went to the agent (decision 133)",
    **dict.fromkeys(
        ("schemas ComplaintRow", "schemas FileInputRequest"),
        "a complaint about the centre itself is the inspector's (decision 136)",
    ),
    "POST /api/v1/applications/{number}/resume/": "a pause that is ended before its first day never was (decision 139)",
    "POST /api/v1/calculator/": "a request is bounded by its work (decision 30)",
    "schemas ReplyInputRequest": "whoever left a name is answered (decision 128)",
    "schemas ViewAnswer": "a list whose condition does not open is shown all the same (decision 91)",
    "schemas EnquiryChannel": "a place where people ask is a 窗口, in every word of the product (decision 107)",
    **{f"GET /api/v1/cards/{below}": CARDS for below in ("", "{card}/")},
    "GET /api/v1/items/": "an item is found by its initials and its whole reading too (decision 108)",
    "schemas SearchInputRequest": "who is asked for by name or number is told of closed cases too (decision 108)",
    "schemas ClockAnswer": "the word of a lamp never contradicts its state (decision 108)",
    **{
        f"GET /api/v1/{name}/": PAGES
        for name in ("applications", "complaints", "enquiries", "hand-ups", "items", "letters/not-sent")
    },
    **{f"POST /api/v1/{name}/": ONE_CONTENT for name in ("applications", "complaints", "desk/bulk", "enquiries")},
    **{f"schemas {shape}": DOCUMENTS for shape in ("ApplicantAnswer", "AskInputRequest", "RegisterInputRequest")},
    "schemas CodeInputRequest": "the whole address behind a slip's QR picture is taken for its code",
    **{f"{method} /api/v1/token/": TOKENS for method in ("POST", "DELETE")},
    **{f"schemas {shape}": TOKENS for shape in ("PasswordInputRequest", "TokenAnswer")},
    "schemas HistoryLineAnswer": "the account beside the name: two people may have one (decision 137)",
    "schemas TurnAnswer": "whose turn it is, in a few words (decision 108)",
    **dict.fromkeys(
        (
            "GET /api/v1/applications/",
            "GET /api/v1/complaints/",
            "schemas ApplicationState",
            "schemas ComplaintState",
            "schemas DocumentKind",
        ),
        "revoked is a state of applications, an ended lead one of complaints (decisions 17, 106)",
    ),
    **dict.fromkeys(
        ("POST /api/v1/applications/{number}/extend/", "schemas ExtendInputRequest"),
        "an extension is given by the head's post, by name (decision 20)",
    ),
    **{
        f"schemas {shape}": "may say more: false materials, an agent, an applicant who insists (decisions 106, 113)"
        for shape in (
            "DecideInputRequest",
            "DecisionAnswer",
            "DeliverInputRequest",
            "DeliveryAnswer",
            "RegisterInputRequest",
        )
    },
    "schemas Rule": "the window's own half day from complete papers is a clock of its own (decision 96)",
    **{
        f"schemas {shape}": CARDS
        for shape in (
            *("AppealInputRequest", "RulingInputRequest", "CardExplanationInputRequest", "OneCardAnswer", "CardAnswer"),
            *("CardState", "RemarkAnswer", "UnitAnswer", "BoardAnswer"),
        )
    },
}
SHOWN = 12  # lines of one difference
METHODS = ("get", "post", "put", "patch", "delete")


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("say what is compared: BEFORE AFTER")
        return 2
    before, after = map(Path, arguments)
    read = folder if before.is_dir() else document
    surprises = {name: lines for name, lines in differences(read(before), read(after)) if name not in MEANT}
    for name, lines in surprises.items():
        print(f"{name}\n" + "".join(f"    {line}\n" for line in lines[:SHOWN]))
    print(f"{len(surprises)} differences that are not meant")
    return 1 if surprises else 0


def differences(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each name under which the two do not say the same, with the lines that differ."""
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield name, ["is gone"]
        elif name not in before:
            yield name, ["is new"]
        elif before[name] != after[name]:
            lines = difflib.unified_diff(before[name].splitlines(), after[name].splitlines(), n=0, lineterm="")
            yield name, [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def folder(place: Path) -> dict[str, str]:
    """The answers by their names; white space at the ends of lines and empty lines say nothing in HTML."""
    files = sorted(path for path in place.rglob("*") if path.suffix in (".html", ".json"))
    return {str(path.relative_to(place)): _lines(path.read_text(encoding="utf-8")) for path in files}


def document(place: Path) -> dict[str, str]:
    packed = place.read_bytes()
    return parts(json.loads(gzip.decompress(packed) if place.suffix == ".gz" else packed))


def parts(spec: dict[str, Any]) -> dict[str, str]:
    """The operations and the shapes of an OpenAPI document, each as text."""
    pieces = {"openapi": _text({name: value for name, value in spec.items() if name not in ("paths", "components")})}
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}" if method in METHODS else f"{path} {method}"
            pieces[name] = _text(operation)
    for kind, components in spec.get("components", {}).items():
        pieces |= {f"{kind} {name}": _text(component) for name, component in components.items()}
    return pieces


def _text(part: Any) -> str:
    """A description is compared as it reads: without the white space that its source indents it by."""
    return json.dumps(_cleaned(part), ensure_ascii=False, indent=1, sort_keys=True)


def _cleaned(part: Any) -> Any:
    match part:
        case dict():
            return {name: _cleaned(value) for name, value in part.items()}
        case list():
            return [_cleaned(value) for value in part]
        case str():
            return inspect.cleandoc(part)
        case _:
            return part


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
