"""Read by gunicorn by itself, wherever it is started in this folder (launch, deploy/Dockerfile). Its log says what hall.logs lets it say."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from hall.logs import Plain


class PlainLogger(Logger):
    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Plain())


accesslog = None  # whoever reports something must not be found by a line in a log
logger_class = PlainLogger
