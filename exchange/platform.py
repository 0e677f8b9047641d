"""The way to the platform: one signed POST for each push, and what its answer means."""

import json
from datetime import datetime
from http.client import HTTPConnection, HTTPException

from django.conf import settings

from cases.gateways.fate import Answer, Fate
from cases.gateways.lines import line_to, path_of
from cases.gateways.sms import LONGEST_ANSWER
from exchange.models import Push
from exchange.signing import sign

TAKEN = range(200, 300)
# Answers that say for certain that this message was not taken and another try may do: the platform, or what it knows of us, is at fault.
NOT_TAKEN = {401, 403, 404, 408, 425, 429, 503}
REJECTED = {400, 409, 410, 413, 415, 422}


def is_set_up() -> bool:
    return bool(settings.EXCHANGE_URL)


def body_of(push: Push) -> bytes:
    """What goes out: the ticket's number, what happened and when, and the words that the officer wrote for whoever complained."""
    data = {"number": push.ticket.number, **json.loads(push.text)}
    envelope = {"type": f"ticket.{push.kind}", "timestamp": push.happened_at.isoformat(), "data": data}
    return json.dumps(envelope, ensure_ascii=False).encode()


def send(push: Push, *, at: datetime) -> Answer:
    """Hand one push over, once."""
    body = body_of(push)
    headers = sign(settings.EXCHANGE_KEY, message=str(push.key), at=at, body=body)
    headers |= {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
    try:
        with line_to(
            settings.EXCHANGE_URL, timeout=settings.EXCHANGE_TIMEOUT, patience=settings.EXCHANGE_PATIENCE
        ) as line:
            return _handed_over(line, body, headers)
    except OSError as error:
        return Answer(
            Fate.NOT_TAKEN, "timeout-connecting" if isinstance(error, TimeoutError) else "unreachable", trouble=True
        )


def _handed_over(line: HTTPConnection, body: bytes, headers: dict[str, str]) -> Answer:
    """From the first byte on, whatever breaks leaves open whether the platform has it."""
    try:
        line.request("POST", path_of(settings.EXCHANGE_URL), body=body, headers=headers)
        answer = line.getresponse()
        answer.read(LONGEST_ANSWER)
    except TimeoutError:
        return Answer(Fate.UNKNOWN, "timeout", trouble=True)
    except (OSError, HTTPException):
        return Answer(Fate.UNKNOWN, "broken-off", trouble=True)
    return read(answer.status)


def read(status: int) -> Answer:
    """What a status means."""
    if status in TAKEN:
        return Answer(Fate.TAKEN)
    if status in REJECTED:
        return Answer(Fate.REJECTED, f"http-{status}")
    return Answer(Fate.NOT_TAKEN if status in NOT_TAKEN else Fate.UNKNOWN, f"http-{status}", trouble=True)
