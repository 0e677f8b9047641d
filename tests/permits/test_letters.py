"""What applicants are written at which act: once, short, plain, nothing personal; and nobody when the past is retold."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.dispatch_wording import outcome, parts
from cases.models import Case, Dispatch
from cases.quiet import nothing_leaves
from hall.refusals import BadInput
from permits import letters
from permits.applicants import Applicant
from permits.deeming import deem_overdue
from permits.models import Application
from tests.house.source import ROOT
from tests.permits import stages
from tests.permits import verbs as actions
from tests.world import PERSON, at

SIGN = "【云澜区政务服务中心】"
WHAT = "“公共场所卫生许可”（尾号00001）"


def sms() -> list[str]:
    """The texts of all SMS so far without who signs them, the oldest first."""
    texts = Dispatch.objects.filter(channel="sms").order_by("pk").values_list("text", flat=True)
    assert all(text.startswith(SIGN) for text in texts)
    return [text.removeprefix(SIGN) for text in texts]


# a state reached through the verbs → the letters on the way there
TOLD = [
    ("received", stages.submitted, [f"{WHAT}已收件，11月3日14:00前答复是否受理。"]),
    ("only asked: nothing was handed in", stages.enquired, []),
    (
        "told what is missing",
        stages.correction_requested,
        [f"{WHAT}要补 2 项材料，见一次性告知书，10月22日17:00前补齐后一次交来。"],
    ),
    ("accepted", stages.accepted, [f"{WHAT}已受理，11月6日17:00前办结。"]),
    ("not accepted", stages.not_accepted, [f"{WHAT}已作出是否受理的决定，理由和救济途径写在决定书上。"]),
    ("paused", stages.suspended, [f"{WHAT}开始专家评审，需 10 个工作日，到 11月18日17:00，不计入办理时限。"]),
    ("granted", stages.granted, [f"{WHAT}已准予，可到 22 号窗口领取。"]),
    ("refused", stages.refused, [f"{WHAT}已作出决定，理由和救济途径写在决定书上，可到 22 号窗口领取。"]),
    ("withdrawn", stages.withdrawn, [f"{WHAT}已按您的要求撤回。"]),
]


@pytest.mark.parametrize(("what", "reach", "last"), TOLD, ids=[each[0] for each in TOLD])
def test_an_act_writes_its_letter(world, what, reach, last):
    reach(world)
    assert sms()[len(sms()) - len(last) :] == last
    assert len(sms()) == len(set(Dispatch.objects.values_list("cause", flat=True)))


def test_handing_over_writes_none(world):
    stages.delivered(world)
    assert len(sms()) == 3


def test_what_is_posted_is_announced(world):
    number = stages.number_of(stages.granted(world))
    stages.acts(world)["deliver"](number)
    assert sms()[-1] == f"{WHAT}的结果已寄出，注意查收。"


def test_resumed_extended_and_papers_that_came(world):
    number = stages.number_of(stages.suspended(world))
    actions.resume(number=number, by=world.chief, at=at("2025-11-10 09:00"))
    assert sms()[-1] == f"{WHAT}的特别程序已结束，继续计时，11月12日17:00前办结。"
    stages.acts(world, at("2025-11-11 09:00"))["extend"](number)
    assert (
        sms()[-1]
        == f"{WHAT}经本机关负责人钱局批准延长 10 个工作日，理由见通知书，法定最迟12月19日17:00，承诺11月12日17:00不变。"
    )


def test_papers_after_a_notice(world):
    number = stages.number_of(stages.correction_requested(world))
    stages.acts(world)["receive"](number)
    assert sms()[-1] == f"{WHAT}收到补正材料，11月6日15:00前答复是否受理。"


def test_accepted_by_law_once_however_often_time_passes(world):
    stages.submitted(world)
    for _ in range(3):
        deem_overdue(at=at("2025-11-11 09:00"))
    assert sms()[1:] == [f"{WHAT}没有按时答复，依法自11月3日起视为受理，12月1日17:00前办结。"]


def test_a_conclusion_taken_back_within_minutes_is_never_told(world):
    number = stages.number_of(stages.granted(world))
    row = Dispatch.objects.get(kind="granted")
    assert row.next_try_at == at("2025-11-05 10:10")
    actions.undo(number=number, reason="点错了", by=world.clerk, at=at("2025-11-05 10:05"))
    row.refresh_from_db()
    assert (row.state, row.why, row.address) == ("dropped", "taken-back", None)
    assert not Dispatch.objects.filter(kind="undone").exists()


@pytest.mark.parametrize(
    ("method", "proof", "then"),
    [("collected", "王小明", "accepted"), ("courier", "EA123456789CN", "posted"), ("electronic", "wang@example.cn", "electronic")],
)  # fmt: skip
def test_a_result_handed_over_at_once_cancels_its_letter(world, method, proof, then):
    number = stages.number_of(stages.granted(world))
    when = at("2025-11-05 10:05")
    actions.deliver(number=number, method=method, proof=proof, by=world.clerk, at=when)
    row = Dispatch.objects.get(kind="granted")
    assert (row.state, row.why, row.ended_at, row.address) == ("dropped", "handed-over", when, None)
    assert outcome(row) == "不再发送：结果已经领取或者寄出"
    waiting = Dispatch.objects.filter(state="waiting").order_by("-pk").values_list("kind", flat=True)
    assert waiting[0] == then


def test_handing_over_leaves_a_sent_letter_as_sent(world):
    number = stages.number_of(stages.granted(world))
    sent = {"state": "sent", "ended_at": at("2025-11-05 10:11"), "next_try_at": None, "address": None}
    Dispatch.objects.filter(kind="granted").update(**sent)
    actions.deliver(number=number, method="collected", proof="王小明", by=world.clerk, at=at("2025-11-05 10:30"))
    row = Dispatch.objects.get(kind="granted")
    assert (row.state, row.ended_at) == ("sent", sent["ended_at"])


def test_whoever_heard_of_a_conclusion_hears_of_its_undoing(world):
    number = stages.number_of(stages.granted(world))
    Dispatch.objects.filter(kind="granted").update(
        state="sent", ended_at=at("2025-11-05 10:11"), next_try_at=None, address=None
    )
    actions.undo(number=number, reason="看错了材料", by=world.clerk, at=at("2025-11-05 10:30"))
    assert sms()[-1] == f"{WHAT}刚才的办理结果已撤回，仍在审查，11月6日17:00前办结。"


def test_a_date_on_a_calendar_not_announced_says_so(world):
    world.accepted(when=at("2027-01-04 10:00"))
    assert sms()[-1] == f"{WHAT}已受理，1月7日17:00前（暂定）办结。"


def test_a_form_sent_twice_writes_once(world):
    world.register(when=at("2025-11-03 09:00"))
    world.register(when=at("2025-11-03 09:00"))
    assert len(sms()) == 1


def test_a_refused_act_writes_nothing(world):
    number = stages.number_of(stages.submitted(world, materials=[1]))
    with pytest.raises(actions.CannotAccept):
        actions.accept(number=number, by=world.clerk, at=at("2025-11-03 10:00"))
    assert len(sms()) == 1


def test_no_letter_without_its_cause(world):
    application = stages.submitted(world).application
    try:
        with transaction.atomic():
            letters.tell(application, "posted", at=at("2025-11-03 10:00"))
            raise RuntimeError("the act fails after all")
    except RuntimeError:
        pass
    assert len(sms()) == 1


def test_while_the_past_is_retold_nobody_is_written_to(world):
    with nothing_leaves():
        stages.granted(world)
    assert not Dispatch.objects.exists()
    stages.acts(world)["deliver"](Case.objects.get().number)
    assert Dispatch.objects.get().kind == "posted", "what happens afterwards is real"


def applicant(**more) -> Applicant:
    return Applicant(PERSON.kind, PERSON.name, PERSON.number, PERSON.phone, **more)


def test_who_wants_no_sms_gets_none(world):
    stages.submitted(world, applicant=applicant(no_sms=True))
    assert not Dispatch.objects.exists()


def test_who_left_an_address_gets_a_mail_besides(world, settings):
    settings.PUBLIC_URL = "https://zw.example.gov.cn"
    stages.submitted(world, applicant=applicant(email=" Wang@Example.com "))
    mail = Dispatch.objects.get(channel="mail")
    assert mail.masked == "W***@Example.com"
    assert mail.text.splitlines()[0] == f"{WHAT}已收件，11月3日14:00前答复是否受理。"
    assert "打开 https://zw.example.gov.cn/c/ ，输入收件凭证上的 16 位凭证码；大厅电话 12345。" in mail.text
    application = Application.objects.get()
    assert (application.email, application.email_masked) == ("Wang@Example.com", "W***@Example.com")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM permits_application")
        assert cursor.fetchone()[0].startswith("std2:")


@pytest.mark.parametrize(
    "address", ["wang", "wang@", "a b@example.com", "wang@example.com\nBcc: x@y.zz", "wang@example"]
)
def test_an_address_that_cannot_be_one_is_refused(world, address):
    with pytest.raises(BadInput) as refused:
        stages.submitted(world, applicant=applicant(email=address))
    assert refused.value.field == "email"
    assert not Application.objects.exists()


def test_an_sms_names_the_address_but_no_code(world, settings):
    """Its row tells how many short messages it takes."""
    settings.PUBLIC_URL = "https://zw.example.gov.cn"
    registered = stages.accepted(world)
    rows = Dispatch.objects.filter(channel="sms")
    for row in rows:
        assert row.text.endswith("查进度：zw.example.gov.cn/c/")
        assert registered.code not in row.text
        assert PERSON.name not in row.text
        assert parts(row) == (1 if len(row.text) <= 70 else 2)


def test_every_letter_fits_two_short_messages_and_most_one(world, settings):
    """Whatever the item is called: with the address of the look-up, and a date of another year on a calendar not announced."""
    settings.PUBLIC_URL = "https://zwfw.yunlan.gov.cn"
    case = stages.accepted(world).application.case
    case.title = "一个名称特别特别长的行政许可事项（含变更、延续、注销）及其附带的备案"
    facts = {
        "count": 12, "ground": "检验、检测、检疫", "days": 30, "window": "22", "since": "12月31日", "until": "12月31日17:00",
        "call": "拨打 0571-12345678",
    }  # fmt: skip
    for kind in letters.KINDS:
        words = letters.words(case, kind, at=at("2025-11-04 09:00"), **facts)
        assert "{" not in words.sms
        assert "&" not in words.sms
        # what goes to a number of before names no item: it may be a stranger's
        assert ("一个名称特别特别长的行政许…" in words.sms) is (kind != "contact_changed")
        assert len(words.sms) <= 134, (kind, words.sms)
        assert len(words.sms.split("查进度")[0]) <= 80, (kind, words.sms)


def test_every_kind_has_its_words():
    files = {path.stem for path in (ROOT / "templates" / "letters" / "applicant").glob("*.txt")}
    assert files == set(letters.KINDS)


def test_writing_costs_an_act_a_fixed_number_of_queries(world):
    number = stages.number_of(stages.submitted(world))
    with CaptureQueriesContext(
        connection,
    ) as loud:
        actions.accept(number=number, by=world.clerk, at=at("2025-11-03 10:00"))
    inserts = [query for query in loud.captured_queries if "cases_dispatch" in query["sql"]]
    assert len(inserts) == 1
