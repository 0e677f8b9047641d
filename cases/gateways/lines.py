"""A connected line over HTTP that is cut in time, whatever the other side does: no worker waits for a gateway that drips."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from threading import Timer
from urllib.parse import urlsplit


@contextmanager
def line_to(address: str, *, timeout: float, patience: float) -> Iterator[HTTPConnection]:
    """
    A connected line that is cut after `patience` seconds, whatever the other side does.

    :param timeout: seconds without a byte.
    :raises OSError: no connection (refused, unknown name, no answer, a certificate that is not right).
    """
    url = urlsplit(address)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    line = kind(url.hostname or "", url.port, timeout=timeout)
    line.auto_open = 0  # a second connection would be a second sending
    line.connect()
    timer = Timer(patience, _cut, [line.sock])
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()
        line.close()


def path_of(address: str) -> str:
    url = urlsplit(address)
    return f"{url.path or '/'}{'?' + url.query if url.query else ''}"


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
