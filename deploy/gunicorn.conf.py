"""
How gunicorn serves the hall, in production and in `make run`; the number of processes and the door stand at the command line.
Every start names this file (--config): gunicorn then reads no other.

Its log says what hall.logs lets it say, and gunicorn's own log of accesses is off: it would have addresses (config.told writes lines
that have none).

A thread holds its request until the answer is sent, so a body that never ends must not hold it: in front of production stands a
proxy that takes bodies in whole (deploy/nginx.conf), and whoever reaches this server by another way has this many seconds.
"""

import time
from functools import partial

from gunicorn.config import Config
from gunicorn.glogging import Logger

from hall.log_lines import Line, written_by

written_by("web")


class PlainLogger(Logger):
    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Line())


accesslog = None
logger_class = PlainLogger
worker_class = "gthread"
threads = 8

BODY_WITHIN = 20  # seconds for the whole body of a request


def pre_request(worker, req):
    """The head is read: from now on the clock runs for the body."""
    unreader = req.unreader
    if getattr(unreader, "sock", None) is not None:
        unreader.chunk = partial(_in_time, unreader, time.monotonic() + BODY_WITHIN)


def post_request(worker, req, environ, resp):
    """The next request on this connection waits as long as it did before."""
    vars(req.unreader).pop("chunk", None)


def _in_time(unreader, deadline, size_hint=None):
    """The next piece of the body. :raises TimeoutError: the time for all of it is over."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the body of a request did not come in time")
    unreader.sock.settimeout(left)
    try:
        return type(unreader).chunk(unreader, size_hint)
    finally:
        unreader.sock.settimeout(None)
