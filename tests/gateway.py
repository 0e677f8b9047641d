"""A small real SMS gateway for tests, on a port of its own: it answers, refuses, hangs, drips, dies in the middle."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

KEY = "a-key-of-the-tests-0001"
Answer = Callable[[socket.socket, dict[str, str], bytes], None]


def says(status: int, **body: object) -> Answer:
    """An ordinary answer in JSON."""

    def answer(line: socket.socket, _headers: dict[str, str], _body: bytes) -> None:
        content = json.dumps(body).encode()
        line.sendall(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(content)) + content)

    return answer


def accepts(line: socket.socket, headers: dict[str, str], _body: bytes) -> None:
    says(202, state="accepted", id=f"g-{headers['idempotency-key']}")(line, headers, b"")


def answers_twice(line: socket.socket, headers: dict[str, str], body: bytes) -> None:
    accepts(line, headers, body)
    accepts(line, headers, body)


def dies(line: socket.socket, _headers: dict[str, str], _body: bytes) -> None:
    """It has read everything, and is gone before a word."""


def dies_in_the_middle(line: socket.socket, _headers: dict[str, str], _body: bytes) -> None:
    line.sendall(b'HTTP/1.1 202 X\r\nContent-Length: 60\r\n\r\n{"state": "acc')


def hangs(line: socket.socket, _headers: dict[str, str], _body: bytes) -> None:
    line.settimeout(100)
    with suppress(OSError):
        line.recv(1)  # until the other side gives up


def drips(line: socket.socket, _headers: dict[str, str], _body: bytes) -> None:
    """A byte now and then: no single wait is ever too long."""
    with suppress(OSError):
        for byte in b"HTTP/1.1 202 X\r\nContent-Length: 999\r\n\r\n" + b" " * 900:
            line.sendall(bytes([byte]))
            if threading.Event().wait(0.05):
                return


class SmsGateway:
    """
    :param answers: how the next requests are answered, in turn; then `usual`. `lives` is what a GET is told.
    """

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/send"
        self.answers: list[Answer] = []
        self.usual: Answer = accepts
        self.lives = True
        self.got: list[dict] = []
        self.checks = 0
        self.ended = False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while not self.ended:
            try:
                line, _address = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            method, headers, body = read_request(line)
            if method == "GET":
                self.checks += 1
                return says(200 if self.lives else 503, state="ready")(line, headers, body)
            signed = hmac.new(
                KEY.encode(),
                f"{headers['x-hall-timestamp']}\n{headers['idempotency-key']}\n".encode() + body,
                hashlib.sha256,
            ).hexdigest()
            post = json.loads(body)
            self.got.append(
                post | {"key": headers["idempotency-key"], "signed": headers["x-hall-signature"] == f"sha256={signed}"}
            )
            answer = self.answers.pop(0) if self.answers else self.usual
            answer(line, headers, body)

    def keys(self) -> list[str]:
        return [each["key"] for each in self.got]

    def close(self) -> None:
        self.ended = True
        with suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


def read_request(line: socket.socket) -> tuple[str, dict[str, str], bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        got = line.recv(65_536)
        if not got:
            raise OSError("nothing was asked")
        received += got
    head, body = received.split(b"\r\n\r\n", 1)
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _colon, value in (row.partition(":") for row in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65_536)
    return first.split()[0], headers, body


@contextmanager
def sms_gateway() -> Iterator[SmsGateway]:
    gateway = SmsGateway()
    try:
        yield gateway
    finally:
        gateway.close()


class MailServer:
    """A real SMTP server. :param at: command → the line it is answered with, or None: it hangs up there."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.at: dict[str, bytes | None] = {}
        self.got: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, suppress(OSError), line.makefile("rb") as heard:
            line.sendall(b"220 test\r\n")
            for request in heard:
                verb = request.split()[0].decode().upper() if request.split() else ""
                answer = self.at.get(verb, b"354 go on" if verb == "DATA" else b"250 ok")
                if answer is None:
                    return
                line.sendall(answer + b"\r\n")
                if verb == "DATA" and answer.startswith(b"354"):
                    mail = b""
                    while not mail.endswith(b"\r\n.\r\n"):
                        mail += heard.readline()
                    self.got.append(mail)
                    end = self.at.get(".", b"250 taken")
                    if end is None:
                        return
                    line.sendall(end + b"\r\n")

    def close(self) -> None:
        with suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    try:
        yield server
    finally:
        server.close()
