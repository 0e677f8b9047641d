"""What somebody may be allowed to do. Pure: state tables name it beside each arrow."""

from enum import Enum


class Permission(Enum):
    """What somebody may be allowed to do. A value is also the name that the role page shows."""

    APPLICATION_VIEW = "查看本部门办件"
    APPLICATION_HANDLE = "登记、受理、告知、送达办件，答复咨询"
    APPLICATION_DECIDE = "作出办件决定"
    APPLICATION_APPROVE = "批准暂停计时、听证、终止、作废、撤销许可和解除申请限制，答复窗口上交的事"
    APPLICATION_EXTEND = "批准延长法定时限"
    COMPLAINT_VIEW = "查看投诉举报"
    COMPLAINT_HANDLE = "受理、核查、答复投诉举报"
    RATING_VIEW = "查看评价和差评整改"
    RATING_HANDLE = "联系差评的评价人，整改或者解释，申请认定恶意评价"
    RATING_RULE = "回访差评，延长整改期限，认定恶意评价，办结整改"
    BOARD_VIEW = "查看看板和红黄牌"
    CARD_APPEAL = "对本部门的红黄牌说明、申诉"
    CARD_RULE = "裁定红黄牌申诉"
    CALENDAR_MANAGE = "管理工作日历"
    CALENDAR_CONFIRM = "确认改动过去日子的日历变更"
    CATALOGUE_MANAGE = "管理事项目录"
    CLOCKS_VIEW = "查看计时核对，收到新发现不符的信"
    CLOCKS_CHECK = "查看没有处理成的任务"
    LETTERS_WATCH = "查看信件和短信的发送情况"
    STAFF_VIEW = "查看岗位、窗口、授权和轮岗"
    ACCOUNTS_VIEW = "查看最近开设的账号"
    STAFF_MANAGE = "管理岗位、窗口和授权"
    STAFF_CONFIRM = "确认别人提出的岗位、授权和时限口径"
