"""
What the administrators are mailed when a page or task fails: the line of the log and the id by which its
other lines are found, and nothing of the request.

Each fault once an hour and process: the mailbox in which the proofs of the history are kept is not to be filled by one bad page, and
a mail is sent inside the request, so it costs somebody time. The log has every line.
"""

from logging import LogRecord
from time import monotonic
from typing import ClassVar

from django.utils.log import AdminEmailHandler

from hall.log_lines import current_id
from hall.logs import sentence

QUIET_FOR = 3600  # seconds after a mail, for a fault of the same words
MOST_FAULTS = 500  # kinds that are remembered: there are fewer routes


class FaultMail(AdminEmailHandler):
    mailed: ClassVar[dict[str, float]] = {}  # of this process, by the words

    def emit(self, record: LogRecord) -> None:
        words, now = sentence(record), monotonic()
        if now - self.mailed.get(words, -QUIET_FOR) < QUIET_FOR:
            return
        if len(self.mailed) >= MOST_FAULTS:
            self.mailed.clear()
        self.mailed[words] = now
        subject = self.format_subject(f"{record.levelname}: {words}")
        by_id = f"\n\nrequest_id {id_now}" if (id_now := current_id()) else ""
        self.send_mail(subject, self.format(record) + by_id, fail_silently=True)
