"""A small real 12345 platform for tests: it signs what it pushes, and takes what is pushed to it, on a port of its own."""

import base64
import hashlib
import hmac
import json
import socket
from contextlib import contextmanager, suppress
from datetime import datetime

from django.test import Client

from tests.gateway import Answer, SmsGateway, read_request, says

SECRET = base64.b64encode(b"a-key-of-the-platform-000").decode()
PUSH_SECRET = base64.b64encode(b"a-key-of-the-hall-0000000").decode()
ADDRESS = "/api/v1/exchange/12345/"


def signed(body: bytes, *, when: datetime, secret: str = SECRET, message: str = "msg_1") -> dict[str, str]:
    """The headers as the specification has them, written down once more."""
    stamp = str(int(when.timestamp()))
    digest = hmac.new(base64.b64decode(secret), f"{message}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def ticket(**changes: object) -> dict:
    """What the platform says of a ticket."""
    data = {
        "number": "YL-2025-000123",
        "version": 1,
        "district": "330199",
        "category": "010102",
        "text": "材料交了五天，窗口没有人答复，打电话也没人接。",
        "came_on": "2025-09-29",
        "name": "欧阳春晓",
        "phone": "13912348765",
    }
    return data | changes


def message(kind: str = "ticket.pushed", **changes: object) -> bytes:
    data = ticket(**changes) if kind == "ticket.pushed" else {"number": "YL-2025-000123", **changes}
    return json.dumps(
        {"type": kind, "timestamp": "2025-09-30T10:00:00+08:00", "data": data}, ensure_ascii=False
    ).encode()


def post(body: bytes, *, when: datetime, **headers: str):
    """Push to the hall as the platform does."""
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers or signed(body, when=when))


class Platform(SmsGateway):
    """Takes pushes. `got`: what came, with its id and whether it was signed."""

    def __init__(self) -> None:
        super().__init__()
        self.usual: Answer = says(200)

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            _method, headers, body = read_request(line)
            names = ("webhook-id", "webhook-timestamp", "webhook-signature")
            when = datetime.fromtimestamp(int(headers["webhook-timestamp"])).astimezone()
            expected = signed(body, when=when, secret=PUSH_SECRET, message=headers["webhook-id"])
            is_signed = {name: headers[name] for name in names} == expected
            self.got.append({"id": headers["webhook-id"], "signed": is_signed, "raw": body, **json.loads(body)})
            answer = self.answers.pop(0) if self.answers else self.usual
            answer(line, headers, body)

    @property
    def news(self) -> list[str]:
        return [each["type"].removeprefix("ticket.") for each in self.got]


@contextmanager
def running():
    platform = Platform()
    try:
        yield platform
    finally:
        platform.close()
