"""Letters that leave the house: how the ways out stand, and what did not go out. No name, no address, no text."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import post_office
from cases.dispatch_wording import NO_GATEWAY, WHO, outcome, trouble
from cases.models import Dispatch
from cases.post_office import Standing
from cases.wording import moment
from hall.doors.pages import StaffPage
from hall.identifiers import grouped
from hall.roles import Permission

STATES = (
    Dispatch.State.SENT,
    Dispatch.State.WAITING,
    Dispatch.State.FAILED,
    Dispatch.State.UNKNOWN,
    Dispatch.State.NO_GATEWAY,
)
WEEK_COLUMNS = [{"label": "方式"}, {"label": "平台"}, *({"label": state.label, "num": True} for state in STATES)]
COLUMNS = [{"label": label} for label in ("案件编号", "信件", "方式", "结果", "时间")]


class LettersPage(StaffPage):
    permission = Permission.LETTERS_WATCH

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(post_office.not_sent(at=self.at))
        context = {
            "week_columns": WEEK_COLUMNS,
            "week": [week_row(each) for each in post_office.standings(at=self.at)],
            "page": page,
            "columns": COLUMNS,
            "rows": [row(each) for each in page],
            "crumbs": [("大厅管理", "/administration/"), ("信件和短信", "")],
        }
        return render(request, "administration/letters.html", context)


def week_row(standing: Standing) -> dict[str, Any]:
    numbers = [f"{standing.week[state]:,}" for state in STATES]
    return {"cells": [Dispatch.Channel(standing.channel).label, state_words(standing), *numbers]}


def state_words(standing: Standing) -> str:
    """``正常``; ``没有配置短信平台``; ``短信平台连不上，2025年9月30日 10:00 起``."""
    if standing.state == "off":
        return NO_GATEWAY[standing.channel]
    if standing.state == "ok" or standing.failing_since is None:
        return f"{WHO[standing.channel]}正常"
    return f"{trouble(standing.channel, standing.why)}，{moment(standing.failing_since)} 起"


def row(dispatch: Dispatch) -> dict[str, Any]:
    ended = moment(dispatch.ended_at) if dispatch.ended_at else ""
    to = "给工作人员" if dispatch.recipient_id else "给申请人"
    return {
        "cells": [
            grouped(dispatch.case.number) if dispatch.case else "账号",
            f"{dispatch.subject}（{to}）",
            dispatch.get_channel_display(),
            outcome(dispatch),
            ended,
        ]
    }
