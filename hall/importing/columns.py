"""The columns of the catalogue sheet, and what a person calls them."""

COLUMNS = {
    "department": "部门",
    "item_code": "事项编码",
    "item_name": "事项名称",
    "item_type": "类型",
    "authority_level": "行使层级",
    "legal_basis": "设定依据",
    "statutory_days": "法定时限",
    "promised_days": "承诺时限",
    "handling_kind": "办件类型",
    "joint_departments": "联办部门",
    "materials": "材料",
    "fee_name": "收费项目",
    "fee_standard_yuan": "收费标准",
    "fee_basis": "收费依据",
    "visits_max": "最多跑几次",
    "basis_checked": "依据已核对",
    "statutory_unit": "法定时限单位",
    "limit_checked": "时限核对",
    "window": "窗口",
    "approval_department": "审批部门",
    "entry_batch": "进驻批次",
    "special_procedure": "特别程序",
    "fee_unit": "收费单位",
    "fee_checked": "收费已核对",
    "national_base_code": "国家基本编码",
}
OPTIONAL_COLUMNS = {
    "status": "状态",
    "abolished_on": "取消日期",
    "abolished_by": "取消文件",
    "tolerable_materials": "可容缺的材料",
    "informed_commitment": "实行告知承诺",
    "two_officers": "两人核查",
    "has_amount": "涉及金额",
}
LABELS = COLUMNS | OPTIONAL_COLUMNS
