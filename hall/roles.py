"""Who may do what: one table of roles over the permissions of hall.permissions. Asked through hall.access, nowhere else."""

from dataclasses import dataclass
from enum import Enum

from django.db import models

from hall.permissions import Permission


class Power(models.TextChoices):
    """The four delegated powers of a window (rules W2)."""

    DECISION = "decision", "审批决定权"
    PRELIMINARY_HANDLING = "preliminary_handling", "预审处置权"
    SPECIAL_DISPOSAL = "special_disposal", "特别处置权"
    COORDINATION_REPLY = "coordination_reply", "协调答复权"


class Step(models.TextChoices):
    """The steps of an application that an instrument hands to a window one by one: each ends in a paper of the department."""

    NOTIFY = "notify", "一次性告知补正"
    ACCEPT = "accept", "受理"
    DECLINE = "decline", "不予受理"
    GRANT = "grant", "准予"
    REFUSE = "refuse", "不予许可"


class Role(models.TextChoices):
    CLERK = "clerk", "窗口人员"
    SECTION_CHIEF = "section_chief", "审批科长"
    DEPARTMENT_HEAD = "department_head", "部门负责人"
    COMPLAINT_OFFICER = "complaint_officer", "投诉受理员"
    OFFICE = "office", "软环境办"
    INSPECTOR = "inspector", "纪检监察"
    ADMINISTRATOR = "administrator", "管理员"


class Reach(Enum):
    """How far a role sees: the departments of its window, its own department, or the whole hall."""

    WINDOW = "本窗口所属部门"
    DEPARTMENT = "本部门"
    HALL = "全大厅"


@dataclass(frozen=True)
class RoleTerms:
    """`of_the_centre`: permissions for what no department answers for, the complaint centre's clocks and cards; nothing else."""

    reach: Reach
    permissions: frozenset[Permission]
    sentence: str
    of_the_centre: frozenset[Permission] = frozenset()


_P = Permission
# Whoever is the second person reads what there is to compare with.
_WATCHES = (_P.STAFF_VIEW, _P.ACCOUNTS_VIEW, _P.STAFF_CONFIRM, _P.CALENDAR_CONFIRM, _P.CLOCKS_VIEW)
ROLES: dict[str, RoleTerms] = {
    Role.CLERK: RoleTerms(
        Reach.WINDOW,
        frozenset(
            {
                _P.APPLICATION_VIEW,
                _P.APPLICATION_HANDLE,
                _P.APPLICATION_DECIDE,
                _P.RATING_VIEW,
                _P.RATING_HANDLE,
            }
        ),
        "在窗口登记、告知、受理、送达本窗口所属部门的办件，答复和移交咨询，联系差评的评价人并整改；在授权书范围内作出决定；对本人是责任人的红黄牌作说明、提申诉。",
    ),
    Role.SECTION_CHIEF: RoleTerms(
        Reach.DEPARTMENT,
        frozenset(
            {
                _P.APPLICATION_VIEW,
                _P.APPLICATION_HANDLE,
                _P.APPLICATION_DECIDE,
                _P.APPLICATION_APPROVE,
                _P.RATING_VIEW,
                _P.RATING_HANDLE,
                _P.BOARD_VIEW,
                _P.CARD_APPEAL,
                _P.ACCOUNTS_VIEW,
                _P.CORRECTION_ANSWER,
                _P.COMPLAINT_REPORT,
            }
        ),
        "办理并决定本部门的办件，批准暂停计时、听证、终止、作废、撤销许可和解除申请限制，答复窗口上交的事，整改本部门的差评；看本部门的看板、评价、红黄牌和最近开设的账号，对红黄牌作说明、提申诉，对绩效提异议；核查交办给本部门的投诉举报，报告结果；报送本部门的整改结果和曝光的处理意见。",
    ),
    Role.DEPARTMENT_HEAD: RoleTerms(
        Reach.DEPARTMENT,
        frozenset(
            {
                _P.APPLICATION_VIEW,
                _P.APPLICATION_DECIDE,
                _P.APPLICATION_APPROVE,
                _P.APPLICATION_EXTEND,
                _P.RATING_VIEW,
                _P.BOARD_VIEW,
                _P.CARD_APPEAL,
                _P.ACCOUNTS_VIEW,
                _P.CORRECTION_ANSWER,
                _P.COMPLAINT_REPORT,
            }
        ),
        "决定本部门的办件，报送本部门的整改结果和曝光的处理意见，批准暂停计时、听证、延长、终止、作废、撤销许可和解除申请限制，答复窗口上交的事；"
        "看本部门的看板、评价、红黄牌和最近开设的账号，对红黄牌作说明、提申诉，对绩效提异议；核查交办给本部门的投诉举报，报告结果。",
    ),
    Role.COMPLAINT_OFFICER: RoleTerms(
        Reach.HALL,
        frozenset({_P.COMPLAINT_VIEW, _P.COMPLAINT_HANDLE, _P.CONDUCT_ATTRIBUTE, _P.CORRECTION_JUDGE}),
        "受理投诉举报，记录核查结论和答复，办结归档；把查实的结论认定到责任人，下达和验收整改；看投诉举报中心的看板和红黄牌，对红黄牌作说明、提申诉；"
        "看不到反映政务服务中心自身的投诉举报。",
        of_the_centre=frozenset({_P.BOARD_VIEW, _P.CARD_APPEAL}),
    ),
    Role.OFFICE: RoleTerms(
        Reach.HALL,
        frozenset(
            {
                _P.APPLICATION_VIEW,
                _P.BOARD_VIEW,
                _P.CARD_RULE,
                _P.BULLETIN_ISSUE,
                _P.SUPERVISION_ISSUE,
                _P.REWARD_PAY,
                _P.RATING_VIEW,
                _P.RATING_RULE,
                _P.CORRECTION_JUDGE,
                *_WATCHES,
            }
        ),
        "看全大厅的看板、办件时限和红黄牌，逐件追到底，裁定对红黄牌的申诉，公布绩效，答复对绩效的异议；发出督办单，核办、退回答复；编写、发出、公布、更正通报；看全大厅的评价，回访差评、认定恶意评价；看各部门的整改和曝光，验收、退回整改；查看岗位、授权和计时核对，确认别人提出的岗位、授权和时限口径，"
        "确认改动过去日子的日历变更；凭凭证码支付举报奖励；看不到投诉人身份。",
    ),
    Role.INSPECTOR: RoleTerms(
        Reach.HALL,
        frozenset(
            {
                _P.APPLICATION_VIEW,
                _P.COMPLAINT_VIEW,
                _P.COMPLAINT_HANDLE,
                _P.BOARD_VIEW,
                _P.CONDUCT_ATTRIBUTE,
                _P.CORRECTION_JUDGE,
                _P.SANCTION_DECIDE,
                _P.IDENTITY_CONSENT,
                _P.REWARD_DECIDE,
                _P.RATING_VIEW,
                *_WATCHES,
            }
        ),
        "查看全部办件、投诉举报、评价、看板和红黄牌，岗位、授权和计时核对；反映政务服务中心自身的投诉举报由纪检监察受理、答复，对这些件的红黄牌作说明、提申诉；"
        "决定、送达对责任人的处理，裁定申诉；验收、退回整改；同意打开保密投诉人的身份，查看每次打开的记录；决定举报奖励；"
        "确认别人提出的岗位、授权和时限口径，确认改动过去日子的日历变更。",
        of_the_centre=frozenset({_P.CARD_APPEAL}),
    ),
    Role.ADMINISTRATOR: RoleTerms(
        Reach.HALL,
        frozenset(
            {
                _P.CALENDAR_MANAGE,
                _P.CATALOGUE_MANAGE,
                _P.CLOCKS_VIEW,
                _P.CLOCKS_CHECK,
                _P.LETTERS_WATCH,
                _P.STAFF_VIEW,
                _P.ACCOUNTS_VIEW,
                _P.STAFF_MANAGE,
                _P.STAFF_CONFIRM,
            }
        ),
        "管理全大厅的工作日历、事项目录、岗位、窗口和授权，看计时核对和信件发送情况（只有编号、时限和结果）；"
        "除窗口人员外，提出的岗位要由另一个人确认，不能给自己安排岗位；"
        "看不到办件、投诉举报和当事人的个人信息。",
    ),
}

# A complaint about the centre's or the office's own people is the inspector's alone (decision 136). Which complaints a role reaches
# with a permission, where not both: those about the centre itself (True), all others (False).
BOTH, ITSELF, OTHERS = frozenset({True, False}), frozenset({True}), frozenset({False})
ABOUT_CENTRE: dict[tuple[str, Permission], frozenset[bool]] = {
    (Role.COMPLAINT_OFFICER, _P.COMPLAINT_VIEW): OTHERS,
    (Role.COMPLAINT_OFFICER, _P.COMPLAINT_HANDLE): OTHERS,
    (Role.COMPLAINT_OFFICER, _P.BOARD_VIEW): OTHERS,
    (Role.COMPLAINT_OFFICER, _P.CARD_APPEAL): OTHERS,
    (Role.INSPECTOR, _P.COMPLAINT_HANDLE): ITSELF,
    (Role.INSPECTOR, _P.CARD_APPEAL): ITSELF,
}
OF_THE_CENTRE = frozenset(
    {Role.COMPLAINT_OFFICER, Role.OFFICE}
)  # whom such a complaint is about: no other post shows it to them
UNSEEN_BY_THEM = frozenset({_P.COMPLAINT_VIEW, _P.COMPLAINT_HANDLE, _P.CARD_APPEAL, _P.BOARD_VIEW, _P.CORRECTION_JUDGE})

# Whoever a card names reads, explains and appeals it, whatever post they hold: it is a judgement on them (decision 118).
# with which a complaint is reached, or counted: single ones are kept from single people (decision 154)
OF_COMPLAINTS = frozenset(
    {
        _P.COMPLAINT_VIEW,
        _P.COMPLAINT_HANDLE,
        _P.COMPLAINT_REPORT,
        _P.IDENTITY_CONSENT,
        _P.REWARD_DECIDE,
        _P.BOARD_VIEW,
        _P.CARD_APPEAL,
        _P.CARD_RULE,
    }
)
OF_WHO_IS_NAMED = frozenset({_P.BOARD_VIEW, _P.CARD_APPEAL})

# Posts that see what is sealed, decide, rule over others' work or hand out posts: nobody has one by the word of one person
# (decision 101). Left are the windows, whose powers are given by an instrument of their department.
BY_TWO_PEOPLE = frozenset(role for role, terms in ROLES.items() if terms.reach is not Reach.WINDOW)
