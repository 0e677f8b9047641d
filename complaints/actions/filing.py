"""Taking a complaint or report in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import actions as engine
from cases import clocks
from cases.models import CaseKind
from cases.numbering import idem_hash
from cases.proofs import proof
from complaints import deadlines
from complaints.models import FILED_BY_PEOPLE, Category, Complaint, ComplaintKind, ReporterIdentity
from complaints.names import reporter_of, text_of
from complaints.origin import TypedIn
from complaints.states import FILED
from hall import calendar, texts
from hall.identifiers import mask_name
from hall.models import Department, ServiceHall
from hall.refusals import BadInput, need
from papers import store
from papers.models import Purpose, StoredFile


@dataclass(frozen=True)
class Filing:
    """
    What somebody complains of or reports; without a name and a telephone number it is anonymous.

    :param about_centre: it is about the people of the centre or the office: only the inspector sees and handles it (decision 136).
    :param protected: the name is opened by two people only; to everybody else it reads as one without a name (decision 154).
    :param phone_unknown: an old ledger names none: what stands for it is not checked. No door sends this.
    """

    kind: str
    category: str
    text: str
    about_department: Department | None = None
    about_centre: bool = False
    name: str = ""
    phone: str = ""
    phone_unknown: bool = False
    protected: bool = False


@dataclass(frozen=True)
class Receipt:
    """A complaint and its receipt code, which exists in clear only here. `created` is False for a repeated request."""

    complaint: Complaint
    code: str
    created: bool


@transaction.atomic
def file(
    *,
    filing: Filing,
    hall: ServiceHall,
    idem: str,
    at: datetime,
    files: Sequence[StoredFile] = (),
    typed_in: TypedIn | None = None,
) -> Receipt:
    """
    Take a complaint or report from the public, with a name or without. Starts the 3-day acceptance clock.

    Of its instant only the half-day is kept, everywhere: nobody can tell by the minute who was at work when it came (decision 8).

    :param typed_in: where it came from, and which officer types it in, if one does (complaints.actions.intake); None: the public files it.

    A name is sealed in a table of its own; the case shows it masked at most, a report not even that.

    :param files: what was uploaded in its form (papers.store.drafted). Of an anonymous one no photo of an identity paper is kept,
        and no original: neither is to lead to whoever stays without a name.
    :raises BadInput: naming the field (kind, category, text, name, phone, files).
    :raises KeyUsed: the key has opened a case for something else.
    """
    signed = bool(texts.visible(filing.name) or filing.phone.strip())
    evidence = [each for each in files if signed or each.purpose != Purpose.IDENTITY]
    content = engine.content_hash(idem, _content(filing, evidence) | (typed_in.origin.content() if typed_in else {}))
    before = engine.answered_before(idem, kind=CaseKind.COMPLAINT, content=content)
    if before is not None:
        return Receipt(before.complaint, engine.code_of(before, idem), created=False)
    kind, category = filing.kind, filing.category
    if filing.about_centre and filing.about_department:
        raise BadInput("选择一个部门，或政务服务中心", field="about_department")
    text = text_of(filing.text)
    if kind not in dict(FILED_BY_PEOPLE):
        raise BadInput("选择列出的类型", field="kind")
    if category not in Category.values:
        raise BadInput("选择反映的问题属于哪一类", field="category")
    reporter = reporter_of(filing.name, filing.phone, phone_unknown=filing.phone_unknown)
    confidential = kind == ComplaintKind.REPORT
    if filing.protected:
        need(filing.name, "选了保密，就填写姓名和电话；不想留姓名，改选匿名", "name")
    at = calendar.current().half_day_begins(at)
    with engine.opening(
        engine.NewCase(
            kind=CaseKind.COMPLAINT,
            hall=hall,
            title=f"{ComplaintKind(kind).label}：{Category(category).label}",
            party="" if confidential or reporter is None or filing.protected else mask_name(reporter[0]),
            state=FILED,
            confidential=confidential,
            hidden_from=filing.about_department,
            about_centre=filing.about_centre,
            kept_from=typed_in.persons() if typed_in else [],
            content_hash=content,
        ),
        verb="take_in" if typed_in and typed_in.by else "file",
        idem=idem,
        by=typed_in.by if typed_in else None,
        at=at,
        text_hash=proof("complaint", idem_hash(idem), text),
        **({"files": len(evidence)} if evidence else {}),
    ) as case:
        complaint = Complaint.objects.create(
            case=case,
            kind=kind,
            category=category,
            about_department=filing.about_department,
            text=text,
            is_anonymous=reporter is None or filing.protected,
        )
        if reporter is not None:
            ReporterIdentity.objects.create(
                complaint=complaint, name=reporter[0], phone=reporter[1], is_protected=filing.protected
            )
        if files:
            store.let_go([each for each in files if each not in evidence])
            store.keep(evidence, store.Place(Purpose.EVIDENCE, case, originals=signed), at=at)
        if typed_in is not None:
            typed_in.origin.write(complaint, by=typed_in.by)
        clocks.start(case, deadlines.acceptance(), started_at=at, at=at)
        if complaint.is_to_be_passed:
            clocks.start(case, deadlines.passed_on(), started_at=at, at=at)
    return Receipt(complaint, engine.code_of(case, idem), created=True)


def _content(filing: Filing, files: Sequence[StoredFile]) -> dict[str, object]:
    """What a request that is sent twice has to repeat; keys of before know of nothing that came later and was not asked for."""
    about = {"about_department": filing.about_department.pk if filing.about_department else None}
    content = vars(filing) | about
    if files:
        content["files"] = sorted(each.digest for each in files)
    return {
        name: value
        for name, value in content.items()
        if value is not False or name not in ("about_centre", "protected")
    }
