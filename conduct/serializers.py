"""What the API answers about consequences. Nothing of what was complained of, nor by whom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from complaints.models import Finding
from conduct import states
from conduct.acts.attributing import post_words
from conduct.evidence import files_of_lines
from conduct.ladders import LADDERS, LINKS, MEASURES
from conduct.models import Attribution, Correction, Exposure, Sanction, Supervision
from conduct.queries import is_in_force, posts_until
from conduct.turn import version_of
from conduct.wording import RED, own_lines, term_of
from hall import calendar
from hall.doors.answers import DepartmentAnswer, values_of
from hall.doors.shapes import Code
from hall.models import Department, User
from papers import store
from papers.models import StoredFile

MEASURE_CHOICES, LINK_CHOICES, LADDER_CHOICES = list(MEASURES.items()), list(LINKS.items()), list(LADDERS.items())


class EvidenceAnswer(serializers.Serializer):
    """A photo or PDF that was handed in: `corrections/{key}/files/{key of the file}/` brings it."""

    key = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    opens = serializers.BooleanField(help_text="False while the virus scanner has not let it through.")


class ConductLineAnswer(serializers.Serializer):
    """One step, with what was written then."""

    act = serializers.CharField()
    state = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_null=True, help_text="Null: the software, which proposes.")
    at = serializers.DateTimeField()
    files = EvidenceAnswer(many=True)


class RowAnswer(serializers.Serializer):
    """What each row of this room has."""

    key = serializers.UUIDField()
    state_words = serializers.CharField()


class WholeAnswer(serializers.Serializer):
    """What one row has besides, when it is asked for alone."""

    version = serializers.IntegerField(help_text="How many steps it has had.")
    lines = ConductLineAnswer(many=True)
    acts = serializers.ListField(child=serializers.CharField(), help_text="Acts that you can do now.")


class DatedAnswer(RowAnswer):
    due_at = serializers.DateTimeField(allow_null=True, help_text="What the row waits for; null: nothing.")
    provisional = serializers.BooleanField()
    late = serializers.BooleanField()


class AttributionRow(RowAnswer):
    """Who was liable for an upheld finding, in which post then."""

    number = serializers.CharField(help_text="Of the complaint.")
    state = Code(list(states.ATTRIBUTIONS.items()), name="AttributionState")
    person = serializers.CharField()
    account = serializers.CharField()
    post = serializers.CharField()
    department = DepartmentAnswer(allow_null=True)
    result = Code(Finding.Result)
    found_on = serializers.DateField()
    high_voltage = serializers.BooleanField()
    self_reported = serializers.BooleanField()
    concealed = serializers.BooleanField()


class OwnSanctionRow(DatedAnswer):
    """What was served on you."""

    state = Code(list(states.SANCTIONS.items()), name="SanctionState")
    measure = Code(MEASURE_CHOICES, name="SanctionMeasure")
    number = serializers.CharField()
    authority = serializers.CharField()
    served_at = serializers.DateTimeField()
    out_of_force_on = serializers.DateField(help_text="The first day on which it is not in force any more.")
    in_force = serializers.BooleanField()


class SanctionRow(DatedAnswer):
    """A proposal of the software and what people made of it. Nothing is in force before it is served."""

    attribution = serializers.UUIDField()
    complaint = serializers.CharField(help_text="Its number.")
    link = Code(LINK_CHOICES, name="LiabilityLink")
    person = serializers.CharField(allow_null=True)
    addressee = serializers.CharField(allow_blank=True)
    proposed = Code(MEASURE_CHOICES, name="SanctionMeasure")
    occurrence = serializers.IntegerField(help_text="Which upheld finding within 24 months.")
    ladder = Code(LADDER_CHOICES, name="SanctionLadder")
    state = Code(list(states.SANCTIONS.items()), name="SanctionState")
    measure = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_blank=True)
    authority = serializers.CharField(allow_blank=True)
    served_at = serializers.DateTimeField(allow_null=True)
    out_of_force_on = serializers.DateField(allow_null=True)
    in_force = serializers.BooleanField()


class OrderedCorrectionRow(DatedAnswer):
    """What a unit puts right."""

    state = Code(list(states.CORRECTIONS.items()), name="CorrectionState")
    department = DepartmentAnswer()
    person = serializers.CharField()
    what = serializers.CharField()
    days = serializers.IntegerField(help_text="Working days from the order.")
    ordered_at = serializers.DateTimeField()


class ExposureRow(DatedAnswer):
    """What was broadcast of a unit, and what it says to that."""

    state = Code(list(states.EXPOSURES.items()), name="ExposureState")
    department = DepartmentAnswer()
    title = serializers.CharField()
    medium = serializers.CharField()
    broadcast_at = serializers.DateTimeField()
    opinion = serializers.CharField(allow_blank=True)
    commitment = serializers.CharField(allow_blank=True)
    keep_by = serializers.DateField(allow_null=True, help_text="By when the commitment is kept.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="Since when the public reads the commitment.")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When it was found kept or not, or was taken back.")


class SupervisionRow(DatedAnswer):
    """What the office demands of a unit."""

    state = Code(list(states.SUPERVISIONS.items()), name="SupervisionState")
    number = serializers.CharField(help_text="督办〔2026〕第3号")
    level = Code(Supervision.Level, name="SupervisionLevel")
    department = DepartmentAnswer()
    what = serializers.CharField()
    days = serializers.IntegerField(help_text="Working days from the order, and from each return.")
    cases = serializers.ListField(child=serializers.CharField(), help_text="Numbers of the cases that it is about.")
    issued_at = serializers.DateTimeField()


class AttributionAnswer(AttributionRow, WholeAnswer):
    """An attribution with its steps."""


class OwnSanctionAnswer(OwnSanctionRow, WholeAnswer):
    """What was served on you, with its steps from the decision on."""


class SanctionAnswer(SanctionRow, WholeAnswer):
    """A sanction with its steps."""


class OrderedCorrectionAnswer(OrderedCorrectionRow, WholeAnswer):
    """A correction with its steps."""


class ExposureAnswer(ExposureRow, WholeAnswer):
    """An exposure with its steps."""


class SupervisionAnswer(SupervisionRow, WholeAnswer):
    """A supervision order with its steps."""


class PostAnswer(serializers.Serializer):
    id = serializers.CharField()
    words = serializers.CharField(help_text="Person, post, since when.")


class UpheldAnswer(serializers.Serializer):
    """An upheld complaint: who can be liable for it, and who is."""

    number = serializers.CharField()
    category = serializers.CharField()
    about_department = DepartmentAnswer(allow_null=True)
    result = Code(Finding.Result)
    found_at = serializers.DateTimeField()
    attributions = serializers.IntegerField(help_text="How many people are liable.")
    posts = PostAnswer(many=True, help_text="Posts held then and before; empty in a list.")


class PolicyAnswer(serializers.Serializer):
    """A ladder of sanctions, in force from a day until the next one's."""

    number = serializers.IntegerField()
    ladder = Code(LADDER_CHOICES, name="SanctionLadder")
    in_force_from = serializers.DateField()
    document = serializers.CharField()
    reason = serializers.CharField()


class CandidateAnswer(serializers.Serializer):
    """A department with upheld complaints in a year."""

    department = DepartmentAnswer()
    leaders = serializers.ListField(child=serializers.CharField(), help_text="Who headed it in that year.")
    concealed = serializers.BooleanField()
    complaints = serializers.ListField(child=serializers.CharField(), help_text="Their numbers.")


@dataclass(frozen=True)
class Reading:
    """When a row is read, whether by whom it is about, and what its reader can do with it."""

    at: datetime
    on: date
    own: bool = False
    acts: list[str] = field(default_factory=list)


def department_answer(department: Department | None) -> dict[str, str] | None:
    return {"code": department.code, "name": department.name} if department else None


def row_answer(row: Any, reading: Reading) -> dict[str, Any]:
    """For the row of whichever ledger it is of."""
    common = {"key": row.key, "state": row.state, "state_words": row.get_state_display()}
    return {**common, **OF_A_ROW[type(row)](row, reading)}


def whole_answer(row: Any, reading: Reading) -> dict[str, Any]:
    """The same with its steps, and what its reader can do with it."""
    lines, files = list(row.lines.select_related("by")), files_of_lines(row)
    return {
        **row_answer(row, reading),
        "version": version_of(row),
        "acts": reading.acts,
        "lines": [
            {
                **values_of(each, "act", "state", "words", "at"),
                "by": str(each.by) if each.by else None,
                "files": [_file(one) for one in files.get(each.key, ())],
            }
            for each in (own_lines(lines) if reading.own else lines)
        ],
    }


def _file(file: StoredFile) -> dict[str, Any]:
    return {**values_of(file, "key", "size"), "name": store.shown_name(file), "opens": store.may_open(file)}


def _dated(row: Any, reading: Reading) -> dict[str, Any]:
    term = term_of(row, calendar.current())
    return {
        "due_at": term.due_at if term else None,
        "provisional": bool(term and term.provisional),
        "late": bool(term and term.colour(reading.at) == RED),
    }


def _attribution(row: Attribution, _reading: Reading) -> dict[str, Any]:
    return {
        **values_of(row, "found_on", "high_voltage", "self_reported", "concealed"),
        "number": row.complaint.case.number,
        "person": str(row.person),
        "account": row.person.username,
        "post": row.post.title,
        "department": department_answer(row.department),
        "result": row.finding.result,
    }


def _sanction(row: Sanction, reading: Reading) -> dict[str, Any]:
    decided = values_of(row, "measure", "number", "authority", "served_at", "out_of_force_on")
    common = {**_dated(row, reading), **decided, "in_force": is_in_force(row, on=reading.on)}
    if reading.own:
        return common
    return {
        **common,
        **values_of(row, "link", "addressee", "proposed", "occurrence", "ladder"),
        "attribution": row.attribution.key,
        "complaint": row.attribution.complaint.case.number,
        "person": str(row.person) if row.person else None,
    }


def _correction(row: Correction, reading: Reading) -> dict[str, Any]:
    return {
        **_dated(row, reading),
        **values_of(row, "what", "days", "ordered_at"),
        "department": department_answer(row.department),
        "person": str(row.person),
    }


def _exposure(row: Exposure, reading: Reading) -> dict[str, Any]:
    return {
        **_dated(row, reading),
        **values_of(row, "title", "medium", "broadcast_at", "opinion", "commitment", "keep_by"),
        **values_of(row, "published_at", "ended_at"),
        "department": department_answer(row.department),
    }


def _supervision(row: Supervision, reading: Reading) -> dict[str, Any]:
    return {
        **_dated(row, reading),
        **values_of(row, "number", "level", "what", "days", "issued_at"),
        "department": department_answer(row.department),
        "cases": [case.number for case in row.cases.all()],
    }


OF_A_ROW: dict[type, Callable[[Any, Reading], dict[str, Any]]] = {
    Attribution: _attribution,
    Sanction: _sanction,
    Correction: _correction,
    Exposure: _exposure,
    Supervision: _supervision,
}


def upheld_answer(case: Any, *, reader: User, posts: bool) -> dict[str, Any]:
    """For UpheldAnswer: a case as conduct.queries.findings_for gives it, without what is about its reader."""
    complaint = case.complaint
    candidates = posts_until(timezone.localdate(case.found_at)) if posts else []
    return {
        "number": case.number,
        "category": complaint.category,
        "about_department": department_answer(complaint.about_department),
        "result": case.last_result,
        "found_at": case.found_at,
        "attributions": sum(
            each.state == states.STANDS and each.person_id != reader.pk for each in complaint.attributions.all()
        ),
        "posts": [{"id": str(post.pk), "words": post_words(post)} for post in candidates],
    }
