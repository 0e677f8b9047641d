"""What the administrators are mailed when a page or task fails: the line of the log, and nothing of the request."""

from logging import LogRecord

from django.utils.log import AdminEmailHandler

from hall.logs import sentence


class FaultMail(AdminEmailHandler):
    def emit(self, record: LogRecord) -> None:
        subject = self.format_subject(f"{record.levelname}: {sentence(record)}")
        self.send_mail(subject, self.format(record), fail_silently=True)
