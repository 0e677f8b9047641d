"""
What happens to an application, each kind of event under one name and told for its readers side by side (cases.events): the
engine's events, those of the acts (permits.acts), and those that come about by themselves when their time has come.
"""

from cases.events import vocabulary
from cases.wording import moment_of
from hall.doors.acts import Telling
from permits import acts
from permits.acts.telling import resumed_for_applicant, resumed_for_staff
from permits.states import BESIDES, FLOW

BY_ITSELF = {
    "deem_accepted": Telling(
        staff=lambda facts: (
            f"没有在 {moment_of(facts['notice_due_at'])} 前告知，自 {moment_of(facts['received_at'])} 收到之日起视为受理"
        ),
        applicant=lambda facts: (
            "视为受理",
            (f"没有在 {moment_of(facts['notice_due_at'])} 前告知您，按法律自收到材料之日起视为受理，时限从那天算起"),
        ),
    ),
    "pause_ran_out": Telling(
        staff=lambda facts: "。".join(
            filter(
                None,
                (
                    f"告知书 {facts['notice_number']} 写明的时间到 {moment_of(facts['declared_until'])}，没有恢复也没有延长，计时自动继续",
                    resumed_for_staff(facts),
                ),
            )
        ),
        applicant=lambda facts: ("特别程序期满，恢复计时", resumed_for_applicant(facts)),
    ),
    "hearing_in_doubt": Telling(
        "听证日停办",
        staff=lambda facts: f"定在 {moment_of(facts['sits_at'])} 的听证，当天大厅不办公了，要改期",
        applicant=lambda facts: (
            "听证要改期",
            f"定在 {moment_of(facts['sits_at'])}，当天大厅不办公，改到哪一天另行通知",
        ),
    ),
    "gap_overdue": Telling(
        "容缺逾期",
        staff=lambda facts: (
            f"到 {moment_of(facts['due_at'])} 没有收到：{'、'.join(facts['missing'])}。承诺时限不再计，补齐以后重新起算"
        ),
        applicant=lambda facts: (
            "容缺材料没有按时补齐",
            f"还缺：{'、'.join(facts['missing'])}。补齐之前不交付证照",
        ),
    ),
}
EVENTS = vocabulary(BY_ITSELF | acts.EVENTS, FLOW, BESIDES)
