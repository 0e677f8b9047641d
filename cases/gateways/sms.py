"""
The SMS gateway: a bridge to the hall's provider that speaks the small protocol of docs/sms.md over HTTP.

Whatever it does, a try ends within PATIENCE: a timer cuts the line of a gateway that drips its answer byte by byte.
"""

import hashlib
import hmac
import json
import re
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings

from cases.gateways.fate import Answer, Fate, Message
from cases.gateways.lines import line_to, path_of

LONGEST_ANSWER = 65_536  # bytes
CODE = re.compile(r"[a-z0-9_-]{1,40}")
RECEIPT = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
# Answers that say for certain that nothing was taken, and that the gateway or its settings are at fault: tried again.
NOT_TAKEN = {301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 406, 413, 415, 429, 503}
REJECTED = 422


def is_set_up() -> bool:
    return bool(settings.SMS_URL)


def may_repeat() -> bool:
    """Whether the gateway keeps the keys and never sends the same one twice: the hall declares it."""
    return bool(settings.SMS_REPEATABLE)


def lives(at: datetime) -> bool:
    """Whether the gateway answers a GET with 200."""
    try:
        with _line() as line:
            line.request("GET", _path(), headers=_headers("", b"", at))
            return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def send(message: Message) -> Answer:
    """Hand one message over, once."""
    body = json.dumps(_body(message), ensure_ascii=False).encode()
    try:
        with _line() as line:
            return _handed_over(line, body, _headers(message.key, body, message.at))
    except OSError as error:
        return Answer(Fate.NOT_TAKEN, _unreachable(error), trouble=True)


def _handed_over(line: HTTPConnection, body: bytes, headers: dict[str, str]) -> Answer:
    """From the first byte on, whatever breaks leaves open whether the gateway has it."""
    try:
        line.request("POST", _path(), body=body, headers=headers)
        answer = line.getresponse()
        raw = answer.read(LONGEST_ANSWER)
    except TimeoutError:
        return Answer(Fate.UNKNOWN, "timeout", trouble=True)
    except (OSError, HTTPException):
        return Answer(Fate.UNKNOWN, "broken-off", trouble=True)
    return read(answer.status, raw)


def read(status: int, raw: bytes) -> Answer:
    """What an answer means."""
    answer = _json(raw)
    if status in {200, 201, 202}:
        return _acceptance(answer)
    if status == REJECTED:
        return Answer(Fate.REJECTED, f"rejected:{_code(answer)}")
    fate = Fate.NOT_TAKEN if status in NOT_TAKEN else Fate.UNKNOWN
    return Answer(fate, f"http-{status}", trouble=True)


def _acceptance(answer: dict[str, Any]) -> Answer:
    if answer.get("state") == "rejected":
        return Answer(Fate.REJECTED, f"rejected:{_code(answer)}")
    receipt = answer.get("id")
    if answer.get("state") != "accepted" or not isinstance(receipt, str) or not RECEIPT.fullmatch(receipt):
        return Answer(Fate.UNKNOWN, "bad-answer", trouble=True)
    return Answer(Fate.TAKEN, receipt=receipt)


def _code(answer: dict[str, Any]) -> str:
    code = answer.get("code")
    return code if isinstance(code, str) and CODE.fullmatch(code) else "unnamed"


def _json(raw: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        answer = json.loads(raw)
        if isinstance(answer, dict):
            return answer
    return {}


def _body(message: Message) -> dict[str, Any]:
    return {
        "to": message.to,
        "sign": message.sign,
        "text": message.text,
        "template": message.kind,
        "params": message.facts,
    }


def _headers(key: str, body: bytes, at: datetime) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    signed = hmac.new(settings.SMS_KEY.encode(), f"{stamp}\n{key}\n".encode() + body, hashlib.sha256).hexdigest()
    headers = {"X-Hall-Timestamp": stamp, "X-Hall-Signature": f"sha256={signed}", "Connection": "close"}
    return headers | ({"Idempotency-Key": key, "Content-Type": "application/json; charset=utf-8"} if key else {})


def _line() -> AbstractContextManager[HTTPConnection]:
    return line_to(settings.SMS_URL, timeout=settings.SMS_TIMEOUT, patience=settings.SMS_PATIENCE)


def _path() -> str:
    return path_of(settings.SMS_URL)


def _unreachable(error: OSError) -> str:
    return "timeout-connecting" if isinstance(error, TimeoutError) else "unreachable"
