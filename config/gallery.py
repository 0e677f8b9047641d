"""The gallery `/_ui/`: every part of the front end on one page, with made-up content. Not routed in production."""

from datetime import UTC, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hall.doors.fields import choice, text, ticks

CODE = "1234567812345678"
DEPARTMENTS = [("", "选择部门"), ("zj", "住房和城乡建设局"), ("ws", "卫生健康局")]
PAPERS = [("1", "身份证复印件"), ("2", "经营场所证明"), ("3", "申请书")]
LAMPS = {
    "green": "剩 8 个半天",
    "yellow": "剩 2 个半天",
    "red": "超 3 个半天",
    "deep_red": "超 9 个半天",
    "grey": "补正",
}


class SampleForm(forms.Form):
    """One field of every kind that a page may show."""

    code = text(
        "凭证码",
        "填写凭证码",
        limit=None,
        remembered=True,
        help_text="凭证上的 16 位数字",
        attrs={"data-code": True, "inputmode": "numeric", "autocomplete": "off"},
    )
    phone = text("手机号", "填写手机号", limit=None, remembered=True, attrs={"type": "tel", "autocomplete": "tel"})
    department = choice("部门", DEPARTMENTS, "选择部门", widget=forms.Select)
    kind = choice("申请人", [("person", "个人"), ("enterprise", "企业或其他组织")], "选择申请人是个人还是企业")
    papers = ticks("收到的材料", PAPERS, "至少勾选一份材料", help_text="按材料前的数字也可勾选")
    note = text("备注", limit=None, area=True)
    happened_on = forms.DateField(
        label="发生日期",
        required=False,
        widget=forms.SelectDateWidget(years=range(2024, 2027), empty_label=("年", "月", "日")),
    )
    photo = forms.FileField(label="照片", required=False, help_text="可上传 JPG、PNG、PDF，每个文件不超过 10 MB")
    agreed = forms.BooleanField(label="已当面核对证件原件", error_messages={"required": "核对证件后勾选"})


def _steps() -> list[dict]:
    return [
        {"name": "收件", "state": "done", "at": "11月17日 上午"},
        {"name": "受理", "state": "done", "at": "11月17日 下午"},
        {"name": "补正", "state": "paused", "note": "等您补交经营场所证明"},
        {"name": "审查", "state": "current"},
        {"name": "决定", "state": "todo"},
        {"name": "办结", "state": "todo"},
    ]


def _table() -> dict:
    columns = [
        {"label": "编号", "sort": "?sort=number"},
        {"label": "事项"},
        {"label": "申请人"},
        {"label": "时限", "sort": "?sort=-due", "sorted": "ascending"},
        {"label": "牌"},
        {"label": "到访次数", "num": True},
    ]
    rows = [
        {
            "href": f"?case={number}",
            "cells": [
                {"text": f"20261120000{number}", "href": f"?case={number}"},
                "食品经营许可（新办）",
                "陈*明",
                {"lamp": lamp, "text": text, "provisional": lamp == "green"},
                {"level": "yellow", "text": "待送达"} if lamp == "red" else None,
                number,
            ],
        }
        for number, (lamp, text) in enumerate(LAMPS.items(), start=1)
    ]
    return {"columns": columns, "rows": rows}


def _limits() -> list[dict]:
    lines = ["受理：2026年11月17日（星期二）", "第 1 天：11月18日（受理当日不计）", "第 2 天：11月19日"]
    skipped = [*lines, "跳过：11月21日、22日（周末）", "第 20 天：12月15日"]
    return [
        {
            "title": "承诺时限：3 个工作日",
            "due": "2026年11月20日 17:00 前",
            "lamp": "yellow",
            "word": "",
            "text": "剩 2 个半天",
            "lines": lines,
            "result": "第 3 天：11月20日，当日下班前（17:00）",
        },
        {
            "title": "法定时限：20 个工作日",
            "due": "2026年12月15日 17:00 前",
            "lamp": "green",
            "word": "",
            "text": "剩 36 个半天",
            "provisional": True,
            "lines": skipped,
            "note": "《行政许可法》第四十二条",
        },
    ]


def _bars() -> list[dict]:
    rates = [("住房和城乡建设局", 9, 76), ("生态环境局", 8, 98), ("交通运输局", 7, 140), ("税务局", 4, 212)]
    return [
        {"label": name, "value": late / n, "count": late, "n": n, "href": f"?department={name}"}
        for name, late, n in rates
    ]


def _tiles() -> list[dict]:
    figures = [("在办", 1234, ""), ("预警", 12, "yellow"), ("超承诺", 9, "red"), ("超法定", 2, "deep_red")]
    return [{"label": label, "value": value, "url": f"?lamp={lamp}", "lamp": lamp} for label, value, lamp in figures]


def _history() -> list[dict]:
    at = datetime(2026, 11, 17, 1, 30, tzinfo=UTC)
    return [
        {"at": at, "what": "收件", "who": "3 号窗口 张三", "note": "收到材料 3 份"},
        {"at": at, "what": "受理", "who": "3 号窗口 张三"},
    ]


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every part with sample content; `?face=desk|oversight|centre|administration` and `?large=1` switch the frame."""
    context = {
        "table": _table(),
        "steps": _steps(),
        "limits": _limits(),
        "bars": _bars(),
        "tiles": _tiles(),
        "history": _history(),
        "link": f"https://example.invalid/c/#k={CODE}",
        "code": CODE,
        "lamps": list(LAMPS),
        "notices": ["info", "success", "warning", "error"],
        "good_form": SampleForm(prefix="good"),
        "form": SampleForm({}, prefix="bad"),
        "page": Paginator(range(1234), 50).page(2),
        "tabs": [
            {"label": "我的", "url": "?tab=mine", "count": 50, "current": True},
            {"label": "今日到期", "url": "?tab=today", "count": 12},
            {"label": "已超期", "url": "?tab=late", "count": 0},
        ],
        "chips": [{"label": "部门：住建", "url": "?"}, {"label": "灯：预警", "url": "?"}],
        "crumbs": [("全区", "?"), ("住房和城乡建设局", "?department=zj"), ("3 号窗口", "")],
        "facts": [
            ("办件编号", "202611200001"),
            ("时限", {"lamp": "yellow", "text": "剩 2 个半天"}),
            ("事项", {"text": "食品经营许可（新办）", "href": "?item=1"}),
            ("代理人", None),
        ],
        "who": [("编号", "202611200001"), ("申请人", "陈*明"), ("窗口", "3 号窗口")],
        "next": ["窗口今天下班前告诉您是否受理。", "受理后 3 个工作日内办结，办结当天发短信。"],
    }
    if request.GET.get("face") in {"public", "desk", "oversight", "centre", "administration"}:
        context |= {"face": request.GET["face"], "large_text": request.GET.get("large") == "1"}
    return render(request, "gallery/gallery.html", context)
