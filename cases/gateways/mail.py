"""The mail server, through Django's mail: set up by naming a sender for letters (LETTER_MAIL_FROM)."""

import smtplib
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from cases.gateways.fate import Answer, Fate, Message


def is_set_up() -> bool:
    return bool(settings.LETTER_MAIL_FROM)


def may_repeat() -> bool:
    """No mail server promises to drop a message that it has seen before."""
    return False


def lives(at: datetime) -> bool:
    line = get_connection()
    try:
        _open(line)
        line.close()
    except (OSError, smtplib.SMTPException):
        return False
    return True


def send(message: Message) -> Answer:
    """Hand one mail over, once."""
    line = get_connection()
    try:
        _open(line)
    except (OSError, smtplib.SMTPException):
        _close(line)
        return Answer(Fate.NOT_TAKEN, "unreachable", trouble=True)
    try:
        line.send_messages([_mail(message)])
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(min(code for code, _text in refused.recipients.values()), trouble=False)
    except smtplib.SMTPSenderRefused:
        return Answer(Fate.NOT_TAKEN, "sender-refused", trouble=True)
    except smtplib.SMTPResponseException as refused:
        return _refused(refused.smtp_code, trouble=True)
    except (OSError, smtplib.SMTPException):
        return Answer(Fate.UNKNOWN, "broken-off", trouble=True)
    finally:
        _close(line)
    return Answer(Fate.TAKEN, receipt=message.key)


def _refused(code: int, *, trouble: bool) -> Answer:
    """A mail server says 5xx for never, 4xx for later; either way it does not have the mail."""
    if code >= 500:
        return Answer(Fate.REJECTED, f"rejected:smtp-{code}")
    return Answer(Fate.NOT_TAKEN, f"smtp-{code}", trouble=trouble)


def _mail(message: Message) -> EmailMessage:
    sender = parseaddr(settings.LETTER_MAIL_FROM)[1]
    headers = {
        "Message-ID": f"<{message.key}@{sender.rpartition('@')[2] or 'localhost'}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        message.subject, message.text, formataddr((message.sign, sender)), [message.to], headers=headers
    )


def _open(line: Any) -> None:
    """Connect and greet: until then nothing has been handed over."""
    line.open()
    if (talk := getattr(line, "connection", None)) is not None:
        talk.ehlo_or_helo_if_needed()


def _close(line: Any) -> None:
    try:
        line.close()
    except (OSError, smtplib.SMTPException):
        return
