"""
The demonstration's tickets of 12345: one that the platform has edited, in the end with words about another department, which
wait for an officer; one whose reporter has withdrawn it.
"""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from complaints.actions.deciding import accept
from config.demo.teller import Teller
from exchange.actions.taking import receive
from exchange.models import Ticket
from exchange.reading import PUSHED, WITHDRAWN
from hall.models import Department, User

ABOUT, ANOTHER = "区市场监督管理局", "区卫生健康局"


def number_of(case: str) -> str:
    """What the platform calls the ticket."""
    return f"YL-DEMO-{case}"


def tell_tickets(teller: Teller) -> None:
    """Told through the platform's own door; its categories are the placeholders of data/hotline_categories.csv."""

    def push(case: str, days_ago: int, clock: str, kind: str, *, about: str = "", **data: Any) -> None:
        def deed(at: datetime) -> None:
            code = Department.objects.get(name=about).code if about else ""
            body = {"number": number_of(case), "about": code, "came_on": str(timezone.localdate(at)), **data}
            receive(raw=json.dumps({"type": kind, "data": body}).encode(), at=at)
            teller.numbers[case] = Ticket.objects.get(number=number_of(case)).case.number  # type: ignore[union-attr]

        teller.act(case, days_ago, clock, deed)

    def take(case: str, days_ago: int, clock: str) -> None:
        def deed(at: datetime) -> None:
            accept(number=teller.numbers[case], by=User.objects.get(username="complaints"), at=at)

        teller.act(case, days_ago, clock, deed)

    text, who = "食品店换证，窗口说系统坏了，让下周再来。", {"name": "田禾", "phone": "13800138000"}
    push("t-edited", 4, "09:10", PUSHED, version=1, about=ABOUT, category="010102", text=text, **who)
    take("t-edited", 3, "10:10")
    text += "补充：去的是一楼的窗口。"
    push("t-edited", 2, "14:30", PUSHED, version=2, about=ABOUT, category="010102", text=text, **who)
    text = "卫生许可的窗口也让下周再来，还说可以找人代办，收 200 元。"
    push("t-edited", 1, "10:20", PUSHED, version=3, about=ANOTHER, category="010102", text=text, **who)
    text = "大厅的饮水机坏了三天，没有人修。"
    push("t-withdrawn", 5, "15:10", PUSHED, version=1, category="010901", text=text)
    take("t-withdrawn", 4, "09:50")
    push("t-withdrawn", 1, "09:20", WITHDRAWN, version=2, reason="来电人说已经修好，不用办了")
