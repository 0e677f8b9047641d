"""What the administrators are mailed when a page or task fails: the line of the log, and nothing of the request."""

from logging import LogRecord

from django.utils.log import AdminEmailHandler

from hall.logs import sentence


class FaultMail(AdminEmailHandler):
    def emit(self, record: LogRecord) -> None:
        self.send_mail(f"{record.levelname}: {sentence(record)}", self.format(record), fail_silently=True)
