"""The correction that a bad rating opens, as one table (rules G3, G4). Pure."""

from hall.flow import Arrow, Flow, States
from hall.permissions import Permission

OPENED = "rating_opened"
CONTACTED = "rating_contacted"
ANSWERED = "rating_answered"
FOLLOWED = "rating_followed"
CLOSED = "rating_closed"

STATES = States(
    {
        OPENED: "待联系",
        CONTACTED: "已联系，待整改",
        ANSWERED: "已答复，待回访",
        FOLLOWED: "已回访",
        CLOSED: "整改办结",
    }
)

HANDLE, RULE = Permission.RATING_HANDLE, Permission.RATING_RULE
WHO_HANDLED = "国办发〔2019〕51号：谁办理谁负责"
NOT_CLOSED = (OPENED, CONTACTED, ANSWERED, FOLLOWED)

FLOW = Flow(
    STATES,
    [
        Arrow("contact", "联系评价人", (OPENED,), CONTACTED, WHO_HANDLED, HANDLE),
        Arrow("put_right", "整改或解释", (CONTACTED,), ANSWERED, WHO_HANDLED, HANDLE),
        Arrow("prolong_correction", "延长整改期限", (OPENED, CONTACTED), None, "整改期限延长一次（rules.md G4）", RULE),
        Arrow("dispute", "申请认定恶意评价", NOT_CLOSED, None, "国办发〔2019〕51号：恶意差评可以申诉", HANDLE),
        Arrow("judge", "认定是否恶意评价", NOT_CLOSED, None, "国办发〔2019〕51号：恶意差评由另一个人认定", RULE),
        Arrow("call_back", "回访", (ANSWERED,), FOLLOWED, "国办发〔2019〕51号：差评回访率 100%", RULE),
        Arrow("finish", "整改办结", (FOLLOWED,), CLOSED, "国办发〔2019〕51号：差评件件有整改、有反馈", RULE),
    ],
)

# What comes about with another act: whoever was served opens a correction, and whoever is not satisfied with it opens it once more
OPENING = Flow(
    STATES,
    [
        Arrow("rate_badly", "收到差评", (), OPENED, "国办发〔2019〕51号：自愿评价", None),
        Arrow("redo", "回访不满意，重新整改", (FOLLOWED,), CONTACTED, "国办发〔2019〕51号：差评件件有整改", None),
    ],
)
