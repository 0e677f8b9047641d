"""The words of an events file: every spelling that is understood, and what it means. Pure."""

import re


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


ACTS = spelled(
    {
        "complain": ("file", "file_complaint", "complaint", "投诉", "举报"),
        "tick": ("wait", "pass_time", "时间过去"),
    }
)
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
    }
)
CHANNELS = spelled(
    {
        "window": ("窗口", "counter", "desk", "on_site", "offline"),
        "online": ("网上", "web", "internet"),
        "mail": ("邮寄", "post", "letter", "courier"),
    }
)
PURPOSES = spelled(
    {
        "consult": ("咨询", "consultation", "enquiry"),
        "submit": ("提交", "submission", "apply"),
        "correct": ("补正", "correction", "supplement"),
        "sign_on_site": ("现场签字、核验", "现场签字", "签字", "sign", "sign_on_the_spot"),
        "collect": ("领取", "pick_up", "pickup", "collection"),
        "other": ("其他",),
    }
)
CAUSES = spelled(
    {
        "window": ("窗口原因", "窗口"),
        "applicant": ("申请人原因", "申请人"),
        "law": ("法律要求到场", "法律要求"),
        "result_collection": ("自愿领取", "领取"),
    }
)
GROUNDS = spelled(
    {
        "hearing": ("听证",),
        "bidding": ("招标",),
        "auction": ("拍卖",),
        "inspection": ("检验",),
        "testing": ("检测", "test"),
        "quarantine": ("检疫",),
        "appraisal": ("鉴定",),
        "expert_review": ("专家评审", "expert"),
        "statutory_waiting": ("法定等待", "waiting"),
    }
)
DECLINED_BECAUSE = spelled(
    {
        "not_our_power": ("不属于本机关职权范围", "不属于本机关职权", "not_competent"),
        "false_materials": ("隐瞒有关情况或者提供虚假材料", "虚假材料"),
        "other_law": ("其他法定情形", "other"),
    }
)
NOTICE_GROUNDS = spelled(
    {
        "law_changed": ("法律变了", "材料要求变了", "terms_changed"),
        "request_changed": ("变更申请", "申请人变更了申请", "applicant_changed_the_request"),
        "hidden_defect": ("看不出来的问题", "defect_not_visible"),
    }
)
FORMS = spelled(
    {
        "original": ("原件",),
        "copy": ("复印件",),
        "electronic": ("电子件", "scan", "e_document"),
    }
)
ENDINGS = spelled(
    {
        "applicant_gone": ("申请人死亡", "注销", "dissolved", "died"),
        "not_needed": ("不再需要许可", "no_longer_needed"),
        "fee_unpaid": ("没有缴费", "unpaid"),
        "force_majeure": ("不可抗力",),
        "other_law": ("其他情形", "other"),
    }
)
MISTAKES = spelled(
    {
        "duplicate": ("重复登记",),
        "wrong_item": ("事项登记错了",),
        "wrong_applicant": ("申请人登记错了",),
        "trial": ("测试", "test"),
    }
)
RESULTS = spelled(
    {
        "grant": ("granted", "approve", "approved", "准予", "准予许可"),
        "refuse": ("refused", "reject", "rejected", "deny", "denied", "不予许可", "不予"),
    }
)
FINDINGS = spelled(
    {
        "upheld": ("属实", "confirmed", "substantiated", "true"),
        "partly_upheld": ("部分属实", "partially_upheld", "partly", "partly_substantiated"),
        "not_upheld": ("不属实", "unfounded", "unsubstantiated", "false"),
        "unverifiable": ("无法查实", "unverified"),
    }
)
GRADES = spelled({"general": ("一般", "simple"), "complex": ("复杂",), "major": ("重大",)})
KINDS = spelled(
    {"person": ("个人", "individual"), "enterprise": ("企业或组织", "企业", "组织", "organisation", "company")}
)
COMPLAINT_KINDS = spelled({"complaint": ("投诉",), "report": ("举报",)})
CATEGORIES = spelled(
    {
        "attitude": ("服务态度",),
        "efficiency": ("办事效率",),
        "burden": ("企业负担",),
        "fairness": ("公平公正",),
        "good_faith": ("政策诚信",),
        "too_many_trips": ("多跑路", "最多跑一次"),
        "construction": ("工程建设",),
        "other": ("其他",),
    }
)
RANKS = spelled(
    {
        "本机关负责人": ("agency_head", "head", "head_of_agency", "department_head", "机关负责人"),
        "登记机关负责人": ("registration_head", "head_of_registration"),
        "本机关主要负责人": ("principal_head", "agency_principal", "主要负责人"),
        "本级人民政府负责人": ("government_head", "head_of_government", "government", "政府负责人", "本级政府负责人"),
    }
)
METHODS = spelled(
    {
        "collected": ("窗口领取", "领取", "collect", "window", "in_person", "pickup"),
        "courier": ("邮寄", "mail", "post", "express"),
        "electronic": ("电子证照", "e_licence", "online", "e_document"),
    }
)

# How the closed lists of the descriptions may be written besides their codes and words: by the name of the list
SPELLINGS = {
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
