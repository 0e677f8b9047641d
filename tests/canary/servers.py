"""
A whole hall at work in one folder: PostgreSQL, Redis with its files, gunicorn as `make run` starts it, worker, beat, a mail server,
and nginx with deploy/nginx.conf where there is one on the machine.
"""

import os
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import requests

from launch.hall import commands
from tests.canary.marks import BROWSER, COOKIE, SIGNED, STEM, said
from tests.timers.real import ROOT, Redis, wait_until

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
# what Debian's nginx.conf says around it: had deploy/nginx.conf no word on logs, they would be written here
AROUND = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/log/nginx-error.log info; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
  access_log {folder}/log/nginx-access.log combined; client_body_temp_path {folder}/tmp/body; proxy_temp_path {folder}/tmp/proxy;
  fastcgi_temp_path {folder}/tmp/f; uwsgi_temp_path {folder}/tmp/u; scgi_temp_path {folder}/tmp/s;
  {ours}
}}
"""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class KeptRedis(Redis):
    """One that writes both of its files, as a server of a hall may."""

    def start(self) -> None:
        super().start()
        self.ask("CONFIG", "SET", "appendonly", "yes", "appendfsync", "always")


class Mailbox:
    """A mail server that takes everything; `text` is what it was sent, whole."""

    def __init__(self) -> None:
        self.text = b""
        box = self

        class Line(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 box\r\n")
                for line in self.rfile:
                    word = line[:4].upper()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        while (part := self.rfile.readline()) not in (b".\r\n", b""):
                            box.text += part
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                    if word == b"QUIT":
                        return

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Process:
    """A process of the hall, its output in a log."""

    def __init__(self, command: list[str], log: Path, **env: str) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, **env},
            )  # fmt: skip

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in listed.split()]

    def kill_children(self) -> None:
        """kill -9, in the middle of whatever they do."""
        for pid in self.children():
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)


def start_web(port: int, folder: Path, **env: str) -> Process:
    # one worker process: each counts a flood for itself, and one is enough to be killed
    command = [sys.executable, *commands(port)["web"], "--workers", "1"]
    web = Process(command, folder / "log" / "web.log", **env)
    wait_until(lambda: answers(port), seconds=120, what="gunicorn answers", pause=0.2, log=web.log.read_text)
    return web


def start_nginx(port: int, behind: int, folder: Path) -> Process:
    """With the one server of deploy/nginx.conf that visitors see: its door and its certificate are the test's."""
    ours = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    zone = re.search(r"^limit_req_zone.*$", ours, re.MULTILINE)[0].replace("20r/s", "2000r/s")
    ours = zone + "\nserver {" + ours.rpartition("\nserver {")[2]
    ours = re.sub(r"^ *ssl_.*;$", "", ours, flags=re.MULTILINE)
    ours = re.sub(r"^ *listen \[::\].*;$", "", ours, flags=re.MULTILINE).replace(
        "listen 443 ssl http2", f"listen 127.0.0.1:{port}"
    )
    ours = ours.replace("/var/log/nginx/hall-error.log", str(folder / "log" / "hall-error.log"))
    ours = ours.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{behind}")
    user = "user root;" if os.geteuid() == 0 else ""
    written = folder / "nginx.conf"
    written.write_text(AROUND.format(folder=folder, ours=ours, user=user), encoding="utf-8")
    nginx = Process([str(NGINX), "-c", str(written)], folder / "log" / "nginx.out")
    wait_until(lambda: answers(port), seconds=60, what="nginx answers", pause=0.1, log=nginx.log.read_text)
    return nginx


def answers(port: int) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"http://127.0.0.1:{port}/login/", timeout=30).status_code == 200
    return False


STORY = "/complain/file/story/"  # the page that takes files


class Form(HTMLParser):
    """The form of a page that asks for something: its fields as they stand, and the button that goes on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        fields = dict(attrs)
        name, kind = fields.get("name") or "", fields.get("type") or "text"
        if tag == "form":
            self.forms.append({})
        elif self.forms and name and tag in ("input", "select", "textarea", "button") and name != "edit":
            if kind == "hidden" or tag == "button":
                self.forms[-1][name] = fields.get("value") or ""
            else:
                self.forms[-1].setdefault(name, "")

    def asking(self, names: set[str]) -> dict[str, str] | None:
        """The first form that asks for one of these."""
        return next((form for form in self.forms if names & form.keys()), None)


class Browser:
    """A reporter's browser, whose every request carries the marks."""

    def __init__(self, port: int) -> None:
        self.at = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.headers.update(BROWSER)
        self.session.cookies.update(COOKIE)

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.at + path, timeout=60)

    def post(self, path: str, fields: dict[str, str], **more: Any) -> requests.Response:
        """With the token of the page at that address."""
        form = Form(self.get(path).text).asking({"csrfmiddlewaretoken"}) or {}
        token = form.get("csrfmiddlewaretoken", "")
        return self.session.post(
            self.at + path, data={"csrfmiddlewaretoken": token, **fields}, timeout=60, allow_redirects=False, **more
        )

    def file_report(self, answers: dict[str, str], uploads: Any = (), *, until: str = "") -> int:
        """Fill in page after page what each asks for, to the receipt or to a page; the status of the page that goes no further."""
        answer = self.get("/complain/file/")
        uploads = list(uploads)
        for _page in range(8):
            if until and answer.url.endswith(until):
                return answer.status_code
            form = Form(answer.text).asking({*answers, "checked", "shown"})
            if form is None:
                return answer.status_code
            fields = {name: answers.get(name, value) for name, value in form.items() if name != "evidence"}
            sent = uploads if "evidence" in form else []
            uploads = [] if sent else uploads
            url = answer.url
            answer = self.session.post(url, data=fields, files=sent or None, timeout=60, allow_redirects=False)
            if answer.status_code == 302:
                answer = self.session.get(requests.compat.urljoin(url, answer.headers["Location"]), timeout=60)
                if answer.url.endswith("/complain/receipt/"):
                    return 302 if answer.status_code == 200 else answer.status_code
            elif answer.status_code != 200:
                return answer.status_code
        return 0


def raw(port: int, text: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as door:
        door.sendall(text)
        with suppress(OSError):
            return door.recv(2000)
    return b""


def head(path: str, *, length: int, more: str = "") -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in BROWSER.items())
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{more}Content-Type: multipart/form-data; boundary=bound\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def half_an_upload(port: int, uploads: list) -> socket.socket:
    """A form with its token whose file has come half: the server has it in its hands."""
    browser = Browser(port)
    assert browser.file_report(said("half", **SIGNED), until=STORY) == 200
    token = Form(browser.get(STORY).text).asking({"evidence"})["csrfmiddlewaretoken"]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.session.cookies)
    fields = {"csrfmiddlewaretoken": token, **said("half", **SIGNED)}
    body = "".join(f'--bound\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    [(_field, (name, content))] = uploads[:1]
    body += f'--bound\r\nContent-Disposition: form-data; name="evidence"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    door = socket.create_connection(("127.0.0.1", port), timeout=20)
    start = head(STORY, length=5 << 20, more=f"Cookie: {cookies}\r\n") + body.encode()
    door.sendall(start + (content + STEM.encode()) * 20)
    return door
