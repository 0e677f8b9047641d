"""A hall with two rows of every table that holds something sealed, and the sealed texts as a stolen database has them."""

import base64
import os
import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models

from cases.contacts import set_contact
from cases.models import Case, Dispatch
from complaints.origin import Origin
from enquiries import actions as enquiries
from exchange.actions.basket import refuse
from exchange.actions.taking import receive
from exchange.models import Arrival
from hall.models import User
from papers.copies import digest_of
from papers.models import Document, StoredFile, UnsentForm
from permits.applicants import Representative
from permits.models import Visit
from ratings.actions import contact, rate
from ratings.codes import VISIT, Source
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.conduct.conftest import attributed, upheld
from tests.exchange.platform import message
from tests.kept import scene
from tests.world import PERSON, World, at
from worklists.models import Draft, SavedView

MORNING, NOON = at("2025-09-30 10:00"), at("2025-09-30 11:00")


@scene
def two_of_each(world: World) -> None:
    """Every sealed column has a text in two rows of its table."""
    for n in range(2):
        who = replace(PERSON, email=f"applicant{n}@example.cn")
        agent = Representative("李四", "110105198001010016", "13612348003", "limited", f"授权委托书（{n}）")
        case = world.register(when=MORNING, idem=f"s{n}", applicant=who, agent=agent).application.case
        content = f"全文{n}"
        Document.objects.create(
            case=case, kind="receipt", title="收件凭证", number=f"{n}", content=content, digest=digest_of(content),
            made_at=NOON, made_by=world.clerk,
        )  # fmt: skip
        Dispatch.objects.create(
            case=case, cause=f"s{n}", channel="sms", kind="accepted", subject="受理", text="已受理", masked="138****8000",
            address="13812348000", written_at=NOON, give_up_at=NOON + timedelta(days=1), next_try_at=NOON,
        )  # fmt: skip
        place = f"/desk/register/?n={n}"
        Draft.objects.create(owner=world.clerk, place=place, title="登记", content="{}", saved_at=NOON)
        SavedView.objects.create(kind="application", owner=world.clerk, name=f"{n}", query="tab=mine", saved_at=NOON)
        question = enquiries.Question("带什么？", "counter", name=PERSON.name, number=PERSON.number, phone=PERSON.phone)
        where = {"window": world.health_window, "by": world.clerk, "at": MORNING}
        enquiry = enquiries.ask(question=question, idem=f"e{n}", **where).enquiry
        enquiries.answer(number=enquiry.case.number, text="带身份证来。", by=world.clerk, at=NOON)
        rated_badly(case, n, by=world.clerk)
        replied_to(world, n, text=f"已批评教育{n}。")
        replied_to(world, n + 2, impossible_because=f"电话打不通{n}")
        mine = {"by": world.complaint_officer, "at": NOON}
        typed_in(world, n)
        declined = filed(world, when=MORNING, n=n + 5, name="金丝雀", phone="13912345679").complaint.case
        complaints.decline(number=declined.number, reason="属于邻里纠纷，可以找村委会。", **mine)
        attributed(world, upheld(world, n=n + 8, when=MORNING), when=NOON)
        with_the_reporter(world, n + 30)
        from_a_platform(world, n)
        StoredFile.objects.create(
            purpose="evidence", owner=uuid.UUID(int=n), state="kept", at=NOON, name=f"照片 {n}.jpg", kind="jpeg", size=1,
            pixels=1, digest="0" * 64, stored_as=f"{n}" * 32, secret=f"钥匙{n}", original_name=f"金丝雀{n}.jpg",
            original_digest="1" * 64, original_as=f"{n + 2}" * 32, original_secret=f"原件钥匙{n}",
        )  # fmt: skip
        UnsentForm.objects.create(draft=f"{n}" * 64, answers=f'{{"text": "金丝雀{n}"}}', until=NOON)
    for user in (world.clerk, world.chief):
        set_contact(phone="13712348002", email="staff@example.gov.cn", by=user, at=NOON)


def rated_badly(case: Case, n: int, *, by: User) -> None:
    """A visit rated with words, and the first step of its correction."""
    visit = Visit.objects.get(application__case=case)
    rating = rate(source=Source(VISIT, visit.pk), level=1, words=f"没人理我{n}", by=None, at=NOON)
    later = NOON + timedelta(minutes=5)
    contact(number=rating.correction.case.number, result="reached", text=f"打了电话{n}", by=by, at=later)


def with_the_reporter(world: World, n: int) -> None:
    """What goes to and fro with a named one: question, call, opening, reward; and somebody who is off the case."""
    case = filed(world, when=MORNING, n=n, name="金丝雀", phone="13912345679").complaint.case
    mine = {"number": case.number, "by": world.complaint_officer, "at": NOON}
    complaints.ask_reporter(text="那天是哪个窗口？", **mine)
    complaints.call_reporter(result="reached", text=f"说在二楼{n}", **mine)
    another = filed(world, when=MORNING, n=n + 20).complaint.case.number
    complaints.ask_identity(number=another, reason=f"要核对原件{n}", by=world.complaint_officer, at=NOON)
    complaints.decide_identity(number=another, is_allowed="no", because="不必知道是谁。", by=world.inspector, at=NOON)
    complaints.recuse(person=world.clerk, why="about", reason=f"反映的就是此人{n}", **mine)
    level = {"name": f"一般{n}", "least": Decimal(1), "most": Decimal(9), "document": "云软环境〔2025〕3 号"}
    complaints.set_level(**level, by=world.inspector, at=NOON)
    complaints.accept(**mine)
    complaints.find(result="upheld", text="查了录像，属实。", **mine)
    complaints.reply(text="已经批评教育。", **mine)
    complaints.follow_up(satisfaction="satisfied", **mine)
    complaints.conclude(**mine)
    complaints.decide_reward(
        number=case.number, by=world.inspector, at=NOON, level=f"一般{n}", amount=Decimal(5), reason=f"线索具体{n}"
    )


def typed_in(world: World, n: int) -> None:
    """From a box, and somebody asks that it be another kind."""
    origin = Origin(channel="box", came_on=MORNING.date(), note=f"{n} 号箱，李、王二人开箱")
    filing = complaints.Filing(kind="complaint", category="attitude", text="窗口无人应答。")
    who = {"by": world.complaint_officer}
    taken = complaints.take_in(filing=filing, origin=origin, hall=world.hall, idem=f"t{n}", at=MORNING, **who)
    number = taken.complaint.case.number
    complaints.reclassify(number=number, kind="enquiry", reason=f"问的是办理条件{n}", at=NOON, **who)


def from_a_platform(world: World, n: int) -> None:
    """A ticket that was withdrawn and declined, one that was sent back, two in the basket with their reporter's name."""
    number = f"YL-2025-{n}"
    receive(raw=message(number=number), at=MORNING)
    receive(raw=message("ticket.withdrawn", number=number, version=2, reason=f"已经解决{n}"), at=MORNING)
    receive(raw=message(number=f"{number}-sent-back", category="999999"), at=MORNING)
    arrival = Arrival.objects.get(ticket__number=f"{number}-sent-back")
    refuse(arrival=arrival, reason=f"请转邻区热线{n}", by=world.complaint_officer, at=NOON)
    receive(raw=message(number=f"{number}-waits", category="999999"), at=MORNING)
    receive(raw=f"金丝雀 13912345679 {n}".encode(), at=MORNING)  # nobody can read that


def replied_to(world: World, n: int, **reply: str) -> None:
    signed = {} if "impossible_because" in reply else {"name": "金丝雀", "phone": "13912345679"}
    number = filed(world, when=MORNING, n=n + 1, **signed).complaint.case.number
    mine = {"number": number, "by": world.complaint_officer, "at": NOON}
    complaints.accept(**mine)
    complaints.find(result="upheld", text=f"属实{n}", **mine)
    complaints.log_step(text=f"查了录像{n}", **mine)
    complaints.reply(question=f"为什么{n}", **reply, **mine)


def stored(model: type[models.Model], column: str) -> list[tuple[int, str]]:
    """The keys of the rows with a text in this column, and the texts as they are stored."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' ORDER BY {key}")
        return cursor.fetchall()


def write(model: type[models.Model], column: str, pk: int, text: str) -> None:
    """As somebody does who has the database: past every guard."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {model._meta.pk.column} = %s", [text, pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def for_no_purpose(plain: str, key_id: str = "") -> str:
    """Sealed as releases before this one did it: std:<key>:<base64 of nonce and AES-256-GCM>."""
    key_id = key_id or next(iter(settings.DATA_KEYS))
    nonce = os.urandom(12)
    body = AESGCM(base64.b64decode(settings.DATA_KEYS[key_id])).encrypt(nonce, plain.encode(), key_id.encode())
    return f"std:{key_id}:{base64.b64encode(nonce + body).decode()}"
