"""The words of the catalogue: closed lists that the official sheet uses, and their code names."""

from django.db import models


class ItemType(models.TextChoices):
    LICENCE = "licence", "行政许可"
    CONFIRMATION = "confirmation", "行政确认"
    PUBLIC_SERVICE = "public_service", "公共服务"
    OTHER = "other", "其他"


class AuthorityLevel(models.TextChoices):
    DISTRICT = "district", "区级"
    CITY = "city", "市级代办"
    PROVINCE = "province", "省级"


class HandlingKind(models.TextChoices):
    IMMEDIATE = "immediate", "即办件"
    PROMISED = "promised", "承诺件"
    JOINT = "joint", "联办件"
    FORWARDED = "forwarded", "上报件"


SUPPLEMENT, REPLY = "supplement", "reply"  # 补办件, 答复件: what a concrete case may become besides (rules §11)
KIND_WORDS = {**dict(HandlingKind.choices), SUPPLEMENT: "补办件", REPLY: "答复件"}


class ItemStatus(models.TextChoices):
    ACTIVE = "active", "实施中"
    ABOLISHED = "abolished", "已取消"
    DELEGATED_DOWN = "delegated_down", "已下放"
    CHANGED_TO_FILING = "changed_to_filing", "已改备案"


class LimitUnit(models.TextChoices):
    """The units of hall.worktime.Unit, with their words."""

    WORKING_DAY = "working_day", "个工作日"
    WORKING_MINUTE = "working_minute", "工作分钟"
    NATURAL_DAY = "natural_day", "日"
    MONTH = "month", "个月"
