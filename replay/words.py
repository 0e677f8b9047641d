"""The words of an events file: every spelling that is understood, and what it means."""

import re
from typing import Any

from cases.models import Pause
from complaints.deadlines import GRADE_WORDS
from complaints.models import FILED_BY_PEOPLE, THE_CENTRE, Category, Finding
from hall.identity import IdKind
from permits.models import (
    Agent,
    ApplicantKind,
    Channel,
    Decision,
    Ending,
    NonAcceptance,
    NoticeGround,
    PaperForm,
    Service,
    Visit,
)


def spelling(text: str) -> str:
    """One form for ``acceptComplaint``, ``accept-complaint`` and ``Accept complaint``: accept_complaint."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip())
    return re.sub(r"[\s\-_]+", "_", spaced).lower()


def meant(words: dict[str, str], text: str) -> str:
    """The word that a spelling means; one that the table does not know comes back as it was written."""
    return words.get(spelling(text), text.strip())


def fields_of(line: dict[str, object]) -> dict[str, object]:
    """The fields of a line under their first names. A first name that is there itself beats its synonyms."""
    fields = {spelling(name): value for name, value in line.items()}
    renamed = {FIELDS[name]: value for name, value in fields.items() if name in FIELDS}
    return renamed | {name: value for name, value in fields.items() if FIELDS.get(name, name) == name}


def spelled(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Each spelling → its word."""
    return {spelling(other): word for word, others in table.items() for other in (word, *others)}


def of_list(choices: Any, **others: str) -> dict[str, str]:
    """
    Each spelling → its code of a closed list (TextChoices, or code → words): the code, the words, and what else is usual.
    """
    words = dict(getattr(choices, "choices", choices))
    return spelled({str(code): (str(label), *others.get(code, "").split()) for code, label in words.items()})


FIELDS = spelled(
    {
        "at": ("when", "time", "timestamp"),
        "act": ("type", "verb", "event", "action"),
        "ref": ("case", "case_ref", "key"),
        "by": ("account", "post", "actor", "operator", "user", "username"),
        "item": ("item_code", "item_id", "code"),
        "window": ("window_number", "window_no"),
        "materials": ("received", "papers"),
        "missing": ("missing_materials", "told"),
        "remark": ("remarks",),
        "purpose": ("visit_purpose",),
        "cause": ("visit_cause",),
        "material": ("missing_material", "material_name"),
        "ground": ("pause_ground",),
        "notice_number": ("notice", "notice_no"),
        "declared_days": ("declared", "declared_length"),
        "days": ("extension_days", "extend_days"),
        "rank": ("approver_rank", "approver", "approved_by", "approvers_rank"),
        "document": ("document_number", "approval"),
        "basis": ("legal_basis", "article"),
        "parties": ("interested_parties",),
        "interest": ("major_interest",),
        "party": ("asked_by",),
        "sits_at": ("held_at", "hearing_at"),
        "place": ("venue",),
        "chair": ("presided_by",),
        "result": ("decision", "outcome", "finding"),
        "reason": ("reasons",),
        "remedies": ("remedy",),
        "agency": ("competent_agency",),
        "form": ("paper_form",),
        "pledge": ("promise", "pledge_number"),
        "pledged_on": ("pledged", "promised_on", "due_on"),
        "how": ("told_how",),
        "ground_on": ("changed_on",),
        "offers_delivery": ("delivery_offered", "offered_in_writing"),
        "corrections": ("corrected",),
        "applicant": ("applicant_name",),
        "about": ("about_department", "department"),
        "grade": ("complexity", "level"),
        "name": ("reporter", "complainant"),
        "text": ("content", "body", "description"),
        "phone": ("reporter_phone", "mobile", "tel"),
        "id_number": ("applicant_id", "number", "id_no", "credit_code"),
        "kind": ("applicant_kind", "complaint_kind"),
        "id_kind": ("id_type", "document_kind", "document_type"),
    }
)
CHANNELS = of_list(Channel, window="counter desk on_site offline", online="web internet", mail="post letter courier")
PURPOSES = of_list(
    Visit.Purpose,
    consult="consultation enquiry",
    submit="submission apply",
    correct="correction supplement",
    sign_on_site="现场签字 签字 sign sign_on_the_spot",
    collect="pick_up pickup collection",
)
CAUSES = of_list(
    Visit.Cause, window="窗口", applicant="申请人原因 申请人", law="法律要求", result_collection="自愿领取 领取"
)
GROUNDS = of_list(Pause.Ground, testing="test", expert_review="expert", statutory_waiting="法定等待 waiting")
DECLINED_BECAUSE = of_list(
    NonAcceptance.Ground,
    not_our_power="不属于本机关职权 not_competent",
    false_materials="虚假材料",
    other_law="other",
)
NOTICE_GROUNDS = of_list(
    NoticeGround,
    law_changed="法律变了 材料要求变了 terms_changed",
    request_changed="变更申请 申请人变更了申请 applicant_changed_the_request",
    hidden_defect="看不出来的问题 defect_not_visible",
)
FORMS = of_list(PaperForm, electronic="scan e_document")
ENDINGS = of_list(
    Ending.Ground,
    applicant_gone="申请人死亡 注销 dissolved died",
    not_needed="不再需要许可 no_longer_needed",
    fee_unpaid="没有缴费 unpaid",
    other_law="其他情形 other",
)
MISTAKES = of_list(Ending.Mistake, trial="测试 test")
RESULTS = of_list(
    Decision.Result,
    grant="granted approve approved 准予许可",
    refuse="refused reject rejected deny denied 不予",
)
CENTRE_ITSELF = {
    "centre",
    "政务服务中心",
    "投诉举报中心",
    THE_CENTRE,
}  # whom a complaint can be about, besides a department
FINDINGS = of_list(
    Finding.Result,
    upheld="confirmed substantiated true",
    partly_upheld="partially_upheld partly partly_substantiated",
    not_upheld="unfounded unsubstantiated false",
    unverifiable="unverified",
)
AUTHORITIES = of_list(Agent.Authority, full="全权", guardian="监护人 法定代理人", staff="经办人 介绍信")
GRADES = of_list(GRADE_WORDS, general="simple")
KINDS = of_list(ApplicantKind, person="individual", enterprise="企业 组织 organisation company")
ID_KINDS = of_list(
    IdKind,
    resident_card="身份证 id_card citizen",
    hk_macao_permit="回乡证 home_return_permit",
    taiwan_permit="台胞证",
    permanent_residence="永居证 永久居留证 green_card",
    other="其他",
)
COMPLAINT_KINDS = of_list(dict(FILED_BY_PEOPLE))
CATEGORIES = of_list(Category, too_many_trips="最多跑一次")
METHODS = of_list(
    Service.Method,
    collected="领取 collect window in_person pickup",
    courier="mail post express",
    electronic="电子证照 e_licence online e_document",
    left="refused 留置",
    published="publication announcement 公告",
)
RANKS = spelled(
    {
        "本机关负责人": ("agency_head", "head", "head_of_agency", "department_head", "机关负责人"),
        "登记机关负责人": ("registration_head", "head_of_registration"),
        "本机关主要负责人": ("principal_head", "agency_principal", "主要负责人"),
        "本级人民政府负责人": ("government_head", "head_of_government", "government", "政府负责人", "本级政府负责人"),
    }
)

# How the closed lists of the descriptions may be written besides their codes and words: by the name of the list
SPELLINGS = {
    "AgentAuthority": AUTHORITIES,
    "Category": CATEGORIES,
    "Channel": CHANNELS,
    "DecisionResult": RESULTS,
    "DeliveryMethod": METHODS,
    "EndingGround": ENDINGS,
    "EndingMistake": MISTAKES,
    "ExtensionRank": RANKS,
    "FindingResult": FINDINGS,
    "ComplaintGrade": GRADES,
    "GroundToChoose": GROUNDS,
    "NonAcceptanceGround": DECLINED_BECAUSE,
    "NoticeGround": NOTICE_GROUNDS,
    "VisitCause": CAUSES,
    "VisitPurpose": PURPOSES,
}
