"""Inputs that are right in themselves, for each act of the API."""

from typing import Any

REMEDIES = "六十日内向区人民政府申请行政复议"
REGISTRATION = {
    "item_code": "WJ-XK-0001",
    "window": "22",
    "applicant_kind": "person",
    "applicant_name": "王小明",
    "applicant_id": "11010519491231002X",
    "phone": "13812348000",
    "materials": [1, 2, 3],
}
COMPLAINT = {"kind": "complaint", "category": "efficiency", "text": "材料交了五天，没有人答复。"}
KEY = {"HTTP_IDEMPOTENCY_KEY": "0123456789abcdef-KEY"}

# verb → who may do it (an attribute of the world), input
APPLICATION_ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "visit": ("clerk", {"purpose": "consult"}),
    "notify": ("clerk", {"missing": [{"material": 2, "remark": "缺公章"}]}),
    "receive": ("clerk", {"materials": [2, 3], "channel": "mail"}),
    "accept": ("clerk", {}),
    "decline": ("clerk", {"reason": "不属于本机关职权", "remedies": REMEDIES}),
    "correct": ("clerk", {"corrections": [{"material": 1, "what": "日期写错，已改"}]}),
    "accept_with_gaps": ("clerk", {"pledge": "容缺〔2025〕1号", "pledged_on": "2025-11-06", "voluntary": True}),
    "accept_on_commitment": ("clerk", {"pledge": "承诺〔2025〕1号"}),
    "supplement": ("clerk", {"materials": [2], "channel": "mail"}),
    "tell_overdue": ("clerk", {"how": "电话告知本人"}),
    "verify": ("clerk", {"holds": True, "finding": "现场核查相符"}),
    "not_required": ("clerk", {"reason": "已改为备案"}),
    "close_not_corrected": ("clerk", {"remedies": REMEDIES}),
    "suspend": ("chief", {"ground": "testing", "notice_number": "特告〔2025〕2号", "declared_days": 5}),
    "prolong": ("chief", {"notice_number": "特告〔2025〕9号", "days": 3, "reason": "专家还要复核"}),
    "resume": ("chief", {}),
    "extend": ("head", {"rank": "本机关负责人", "document": "批〔2025〕1号", "reason": "案情复杂"}),
    "decide": ("clerk", {"result": "grant"}),
    "revoke": ("chief", {"ground": "deceit", "reason": "检测报告是伪造的", "remedies": REMEDIES}),
    "archive": ("clerk", {}),
    "undo": ("clerk", {"reason": "点错了"}),
    "deliver": ("clerk", {"method": "courier", "proof": "EMS1234567"}),
    "withdraw": ("clerk", {"reason": "不办了"}),
    "tell_hearing": ("clerk", {"parties": "王小明、东邻李某", "interest": "相邻采光"}),
    "ask_hearing": ("clerk", {"party": "东邻李某"}),
    "move_hearing": (
        "chief",
        {"sits_at": "2025-11-20T09:00:00+08:00", "place": "三楼会议室", "chair": "钱局", "reason": "当天停办"},
    ),
    "announce_hearing": ("chief", {"sits_at": "2025-11-19T09:00:00+08:00", "place": "三楼会议室", "chair": "钱局"}),
    "hold_hearing": ("chief", {}),
    "give_up_hearing": ("clerk", {"reason": "东邻李某书面放弃"}),
    "cancel_hearing": ("chief", {"reason": "东邻李某撤回要求"}),
    "amend": ("clerk", {"applicant_name": "王晓明", "reason": "录入时打错字"}),
    "take_back_visit": ("clerk", {"reason": "登记错了件"}),
    "change_contact": ("clerk", {"phone": "13912345678", "email": "wang@example.cn", "reason": "本人要求"}),
    "name_agent": (
        "clerk",
        {
            "agent_name": "李代办",
            "agent_id": "110105198001010016",
            "agent_phone": "13900001111",
            "agent_authority": "full",
            "agent_document": "授权委托书",
        },
    ),
    "take_back_request": ("clerk", {"reason": "报错了环节"}),
    "propose": ("clerk", {"step": "void", "reason": "登记了两次"}),
    "end_agency": ("clerk", {"reason": "申请人收回委托"}),
    "serve": ("clerk", {"method": "courier", "proof": "EMS1234567"}),
    "lift_bar": ("chief", {"ground": "reconsideration", "document": "府复〔2025〕9号", "reason": "复议撤销了原决定"}),
    "terminate": ("chief", {"ground": "force_majeure", "reason": "受灾停工", "remedies": REMEDIES}),
    "void": ("chief", {"ground": "duplicate", "reason": "登记了两次"}),
}
COMPLAINT_ACTS: dict[str, dict[str, Any]] = {
    "accept": {},
    "decline": {"reason": "属于劳动争议，可以找区劳动仲裁院"},
    "find": {"result": "upheld", "text": "调取了取号记录"},
    "reply": {"text": "已经责成窗口改正"},
    "conclude": {},
    "follow_up": {"satisfaction": "satisfied"},
    "log_step": {"text": "调取了取号记录"},
    "assign": {"department": "WJ", "mode": "report", "days": 5, "text": "请核查窗口的排队情况"},
    "accept_report": {},
    "return_report": {"days": 3, "text": "没有写查了谁"},
    "rule_objection": {"ruling": "upheld", "text": "确不归它管"},
    "transfer_out": {
        "person": "区市场监督管理局",
        "document": "云软环转〔2025〕1号",
        "days": 7,
        "reason": "属于消费纠纷",
    },
    "instruct": {"person": "分管副区长", "text": "限期查清，依规处理"},
    "tell_petitioner": {"document": "云信告〔2025〕1号"},
    "extend_petition": {
        "days": 30,
        "approver": "区信访局局长",
        "document": "云信延〔2025〕1号",
        "reason": "等鉴定结果",
    },
    "pass_to_inspector": {"reason": "反映收受财物"},
    "reopen": {"reason": "来电说没有解决"},
    "ask_review": {"text": "不服答复，请求复查"},
    "uphold": {"person": "云州市信访局", "document": "云信复查〔2025〕1号", "text": "事实清楚"},
    "send_back": {"person": "云州市信访局", "document": "云信复查〔2025〕1号", "text": "事实不清"},
}


def application(number: str, verb: str = "") -> str:
    return f"/api/v1/applications/{number}/{verb}/" if verb else f"/api/v1/applications/{number}/"


def complaint(number: str, verb: str = "") -> str:
    return f"/api/v1/complaints/{number}/{verb}/" if verb else f"/api/v1/complaints/{number}/"
