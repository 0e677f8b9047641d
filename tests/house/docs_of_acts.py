"""
The tables of acts in the documents, made of the descriptions: docs/acts.md, and parts of docs/replay.md and docs/api.md; and the
kinds of letters in docs/sms.md.

    python -m tests.house.renew_docs

writes them anew; test_docs_of_acts.py compares them with what stands in the documents.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cases.card_acts import ACTS as CARD_ACTS
from cases.card_acts import FLOW as CARD_FLOW
from cases.contacts import NOT_HERE_ANY_MORE
from cases.dispatch_wording import STAFF_SUBJECTS
from cases.models import CardState
from cases.staff_post import SOMETHING_NEW
from complaints import states as of_complaints
from complaints.acts import ACTS as COMPLAINT_ACTS
from complaints.acts import FILE, TAKE_IN
from conduct import states as of_conduct
from conduct.acts import (
    ACTS as CONDUCT_ACTS,
)
from conduct.acts import (
    ADOPT_POLICY,
    ISSUE_SUPERVISION,
    OF_A_FINDING,
    OF_ATTRIBUTIONS,
    OF_CORRECTIONS,
    OF_EXPOSURES,
    OF_ONES_OWN,
    OF_SANCTIONS,
    OF_SUPERVISIONS,
    RECORD_EXPOSURE,
)
from enquiries import states as of_enquiries
from enquiries.acts import ACTS as ENQUIRY_ACTS
from enquiries.acts import ASK
from hall.doors.acts import Act, Field, Kind, Left
from hall.doors.shapes_of_acts import shape_of
from hall.flow import Arrow, Flow
from permits import states as of_applications
from permits.acts import ACTS as APPLICATION_ACTS
from permits.acts.intake import REGISTER
from permits.letters import KINDS as LETTERS
from permits.wording import REMEDIES
from ratings import states as of_ratings
from ratings.acts import ACTS as RATING_ACTS
from replay.acts import BY_DESCRIPTION
from replay.names import COMPLAINTS
from tests.house.source import ROOT

BEGIN = "<!-- made of the descriptions, by: python -m tests.house.renew_docs -->"
END = "<!-- end of what is made -->"
PARTS = {"docs/acts.md": 6, "docs/api.md": 1, "docs/replay.md": 2, "docs/sms.md": 1}  # made parts of each document

# The rooms, as docs/acts.md tells them: title, what opens a case there and what is done in it, all acts
ROOMS: tuple[tuple[tuple[Flow, ...], tuple[Act, ...]], ...] = (
    ((of_applications.OPENING, of_applications.FLOW, of_applications.BESIDES), (REGISTER, *APPLICATION_ACTS)),
    ((of_enquiries.OPENING, of_enquiries.FLOW), (ASK, *ENQUIRY_ACTS)),
    (
        (
            of_complaints.OPENING,
            of_complaints.FLOW,
            of_complaints.BESIDES,
            of_complaints.CHANGING,
            of_complaints.WITHDRAWING,
        ),
        (FILE, TAKE_IN, *COMPLAINT_ACTS),
    ),
    ((of_ratings.OPENING, of_ratings.FLOW), RATING_ACTS),
    ((CARD_FLOW,), CARD_ACTS),
    (
        (
            of_conduct.OPENING,
            of_conduct.ATTRIBUTION_FLOW,
            of_conduct.SANCTION_FLOW,
            of_conduct.CORRECTION_FLOW,
            of_conduct.EXPOSURE_FLOW,
            of_conduct.SUPERVISION_FLOW,
        ),
        CONDUCT_ACTS,
    ),
)
ADDRESSES: tuple[tuple[str, tuple[Act, ...]], ...] = (
    ("applications/{number}/", APPLICATION_ACTS),
    ("enquiries/{number}/", ENQUIRY_ACTS),
    ("complaints/{number}/", COMPLAINT_ACTS),
    ("ratings/{number}/", RATING_ACTS),
    ("cards/{id}/", CARD_ACTS),
    ("conduct/findings/{number}/", OF_A_FINDING),
    ("conduct/attributions/{key}/", OF_ATTRIBUTIONS),
    ("conduct/sanctions/{key}/", OF_SANCTIONS),
    ("conduct/mine/{key}/", OF_ONES_OWN),
    ("conduct/corrections/{key}/", OF_CORRECTIONS),
    ("conduct/exposures/{key}/", OF_EXPOSURES),
    ("conduct/exposures/", (RECORD_EXPOSURE,)),
    ("conduct/supervision/{key}/", OF_SUPERVISIONS),
    ("conduct/supervision/", (ISSUE_SUPERVISION,)),
    ("conduct/policies/", (ADOPT_POLICY,)),
)

# Where an arrow leads as it is decided; what a program calls otherwise than whoever reads here would
LEADS_TO: Mapping[str, tuple[str, ...]] = {
    "ruling": (CardState.UPHELD, CardState.WITHDRAWN),
    "settle": (of_conduct.DECIDED, of_conduct.DROPPED),
    "adjudicate": (of_conduct.CONFIRMED, of_conduct.REVOKED),
    "check_commitment": (of_conduct.KEPT, of_conduct.NOT_KEPT),
}
LABELS = {"材料序号": "申请人没带的材料"}

REFUSED = "refused"
NOT_TOLD = "that the ledger does not tell"
# What a function of the description means, in words; and where a sentence in place of a due text is of no use
MEANT: Mapping[tuple[str, str], str] = {
    ("accept", "approver"): "of a major matter a sentence that says the ledger has none",
    ("accept", "document"): "of a major matter a sentence that says the ledger has none",
    ("accept_with_gaps", "pledged_on"): "the day of the act",
    ("change_owner", "to"): REFUSED,
    ("decide", "reason"): f'of a refusal {NOT_TOLD}; `""` is a refusal without reasons, and refused',
    ("decide", "remedies"): "of a refusal the usual remedies",
    ("decline", "ground"): "`not_our_power` with an agency, else `other_law`",
    ("follow_up", "text"): "of `satisfied` nothing, else a sentence that says the ledger has none",
    ("reply", "text"): "without `impossible_because` a sentence that says the ledger has none",
    ("extend", "rank"): "the approver that the item's law names",
    ("extend", "approver_name"): f"of an approver above the agency {NOT_TOLD}",
    ("revoke", "ground"): "`false_commitment` after a commitment was found false, else `deceit`",
    ("suspend", "basis"): f"of `statutory_waiting` {NOT_TOLD}",
    **{(act, "circumstances"): f"of `left` and `published` {NOT_TOLD}" for act in ("deliver", "serve")},
    **{(act, "published_on"): "of `published` the day of the act" for act in ("deliver", "serve")},
}
WRITTEN_AS = {
    Kind.DAY: "a day",
    Kind.MOMENT: "an instant",
    Kind.MONEY: "yuan",
    Kind.WHOLE: "a number",
    Kind.YES: "true, false",
}


def tables_of(document: str) -> list[str]:
    """The made parts of a document, from its top to its bottom."""
    if document == "docs/replay.md":
        return [
            ledger_table({act.name: act for act in APPLICATION_ACTS if act.name in BY_DESCRIPTION}),
            ledger_table(COMPLAINTS),
        ]
    if document == "docs/sms.md":
        return [letters_table()]
    if document == "docs/api.md":
        return [api_table()]
    return [state_table(flows, acts) for flows, acts in ROOMS]


def parts(text: str) -> list[str]:
    """What stands between the marks of a document."""
    return [part.split(END)[0].strip() for part in text.split(BEGIN)[1:]]


def renewed(text: str, tables: list[str]) -> str:
    """The document with its made parts anew."""
    first, *others = text.split(BEGIN)
    rest = [other.split(END, 1)[1] for other in others]
    return first + "".join(f"{BEGIN}\n\n{table}\n\n{END}{after}" for table, after in zip(tables, rest, strict=True))


def write() -> None:
    for document in PARTS:
        file = ROOT / document
        file.write_text(renewed(file.read_text(encoding="utf-8"), tables_of(document)), encoding="utf-8")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    return "\n".join(_row(cells) for cells in (heads, ["---"] * len(heads), *rows))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in cells) + " |"


# Letters that leave the house

# about no case: read inside only; or about a complaint or an enquiry: outside they are staff-news
NOT_BY_NAME = {
    "staff_change",
    "calendar_asked",
    "calendar_changed",
    "clocks_checked",
    "late_complaint",
    "longer_limit",
    "unsolved",
    "passed_on",
    "assigned",
    "assigned_reported",
    "assigned_objected",
    "assigned_ruled",
    "suppressed",
    "handed_over",
    *("sanction_proposed", "sanction_served", "sanction_contested"),  # of consequences: read inside only
    *("ticket_changed", "ticket_withdrawn"),
    *("rated_badly", "rated_again"),  # of a rating, which outside is no more than news
    *("correction_ordered", "correction_returned", "exposure_recorded", "exposure_sent_back"),
    *("commitment_returned", "correction_called_off", "exposure_withdrawn"),
}


def letters_table() -> str:
    """Every kind of letter with the parameters of its template, and what it says with their names in it."""
    rows = [
        (f"`{code}`", kind.subject, _names(_template(code)), _template(code)) for code, kind in sorted(LETTERS.items())
    ]
    staff = [
        (f"`staff-{name}`", f"to staff: {subject}", "`tail`, `text`", "`text` is the whole sentence")
        for name, subject in sorted(STAFF_SUBJECTS.items())
        if name not in NOT_BY_NAME
    ]
    staff += [
        ("`staff-news`", "to staff: of anything but an application", "none", SOMETHING_NEW),
        ("`staff-contact-changed`", "to staff, at the old number", "none", NOT_HERE_ANY_MORE),
    ]
    return table(("`template`", "of", "`params`", "says"), [*rows, *staff])


def _template(code: str) -> str:
    text = (ROOT / "templates/letters/applicant" / f"{code}.txt").read_text(encoding="utf-8").strip()
    plain = re.sub(r"\{% if \w+ %\}|\{% endif %\}", "", text.replace("{{ what }}", "“{{ title }}”（尾号{{ tail }}）"))
    return plain.replace("{{ ", "`").replace(" }}", "`")


def _names(text: str) -> str:
    """In the order in which they are said. `title` and `tail` are sent with every one, said or not."""
    return ", ".join(f"`{name}`" for name in dict.fromkeys(["title", "tail", *re.findall(r"`(\w+)`", text)]))


# The ledger


def ledger_table(acts: Mapping[str, Act]) -> str:
    """:param acts: by the names that a ledger calls them."""
    return table(
        ("act", "name", "also called", "fields", "when left out"), [_ledger_row(*each) for each in acts.items()]
    )


def _ledger_row(name: str, act: Act) -> list[str]:
    fields = " · ".join(_ledger_field(act, field) for field in act.asks)
    meanings: dict[str, list[str]] = {}
    for field in act.asks:
        meanings.setdefault(when_left_out(act, field), []).append(f"`{ledger_name(field)}`")
    left_out = "; ".join(f"{', '.join(names)}: {meaning}" for meaning, names in meanings.items() if meaning)
    return [f"`{name}`", act.label, ", ".join(act.synonyms), fields, left_out]


def ledger_name(field: Field) -> str:
    return (field.ledger_names or (field.name,))[0]


def _ledger_field(act: Act, field: Field) -> str:
    first, *others = field.ledger_names or (field.name,)
    due = "\\*" if when_left_out(act, field) == REFUSED else ""
    other = f" (or {', '.join(f'`{name}`' for name in others)})" if others else ""
    codes = ", ".join(f"`{code}`" for code in _codes(field))
    written_as = codes or WRITTEN_AS.get(field.api_kind or field.kind, "")
    about = "; ".join(filter(None, (written_as, field.api.rstrip("."))))
    return f"`{first}`{due}{other} {field.label}" + (f": {about}" if about else "")


def _codes(field: Field) -> list[str]:
    if field.api_kind is Kind.YES:
        return []
    return [str(code) for code, _words in getattr(field.choices, "choices", field.choices) if code]


def when_left_out(act: Act, field: Field) -> str:
    """What a ledger means that leaves the field out, as replay.described takes it; "" where nothing is meant."""
    if (act.name, field.name) in MEANT:
        return MEANT[act.name, field.name]
    if callable(field.in_ledger):
        raise LookupError(f"MEANT says in words what {act.name} means that leaves {field.name} out")
    if field.in_ledger is not Left.OUT:
        usual = str(field.in_ledger)
        return "the usual remedies" if usual == REMEDIES else f"`{usual}`" if usual else REFUSED
    if not field.needed:
        return ""
    if field.kind is Kind.YES or field.api_kind is Kind.YES:
        return "yes"
    return NOT_TOLD if field.kind in (Kind.LINE, Kind.TEXT) else REFUSED


# The API


def api_table() -> str:
    return table(("below", "who", "acts"), [row for address, acts in ADDRESSES for row in _api_rows(address, acts)])


def _api_rows(address: str, acts: Iterable[Act]) -> list[list[str]]:
    """One row for each permission, in the order in which the acts name them."""
    by_permission: dict[str, list[str]] = {}
    for act in acts:
        marks = ("†" if act.steps else "") + ("◦" if act.foreseen else "")
        by_permission.setdefault(act.may.value, []).append(f"`{act.name}/`{marks}")
    return [[f"`{address}`", who, " ".join(names)] for who, names in by_permission.items()]


# The state table, for who does not program


def state_table(flows: Iterable[Flow], acts: Iterable[Act]) -> str:
    of_arrow = {(act.flow, way): act for act in acts for way in act.arrows}
    rows = [
        _state_row(flow, arrow, of_arrow.get((flow, arrow.verb))) for flow in flows for arrow in flow.arrows.values()
    ]
    return table(("act", "name", "from", "to", "by which rule", "who", "what is asked"), rows)


def _state_row(flow: Flow, arrow: Arrow, act: Act | None) -> list[str]:
    everywhere = len(arrow.sources) == len(flow.states)
    sources = "每种状态" if everywhere else "、".join(flow.states[state] for state in arrow.sources) or "—"
    targets = LEADS_TO.get(arrow.verb, (arrow.target,) if arrow.target else ())
    target = "或".join(flow.states[state] for state in targets) or "不变"
    return [f"`{arrow.verb}`", arrow.words, sources, target, arrow.article, _who(arrow, act), _asked(act)]


def _who(arrow: Arrow, act: Act | None) -> str:
    if arrow.may is None:
        return "任何人" if act else "依法自动发生"
    power = "，并要有这一步的授权" if act and act.steps else ""
    own = "，限本人或本部门经手的" if act and act.reach else ""
    return arrow.may.value + power + own


def _asked(act: Act | None) -> str:
    """The labels of what it asks for, \\* where it may not stay empty."""
    if act is None:
        return ""
    if act.shape is not None:
        own: Mapping[str, Any] = shape_of(act)().fields
        labels = [
            f"{LABELS.get(field.label, field.label)}{_due(field.required)}"
            for name, field in own.items()
            if name != "version"
        ]
    else:
        labels = [f"{field.label}{_due(bool(field.needed))}{_some(field)}" for field in act.asks]
    return "、".join(labels)


def _due(needed: bool) -> str:
    return "\\*" if needed else ""


def _some(field: Field) -> str:
    return "（有时）" if field.only else ""
