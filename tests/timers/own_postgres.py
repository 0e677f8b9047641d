"""A PostgreSQL of one test alone, that may be crashed; the test's own connection goes there for as long."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from environ import Env

from launch import migrated, postgres

TEMPLATE = os.environ.get("TEMPLATE_DATABASE", "")


class Server:
    """Durable, as in production: what was acknowledged is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.place = postgres.Place(folder / "pg", folder / "run", folder / "unused", folder / "postgres.log")
        if TEMPLATE:
            migrated.lay(self.place, dict(os.environ))
        self.start()

    @property
    def database(self) -> str:
        return TEMPLATE or "hall"

    def start(self) -> None:
        self.process, url = postgres.start(self.place)
        self.url = urlunsplit(urlsplit(url)._replace(path=f"/{self.database}"))

    def crash(self) -> None:
        """Stop at once, without a word to anybody and without tidying up; then start again and recover."""
        self.process.send(signal.SIGQUIT)
        self.process.wait(30)
        connection.close()
        self.start()

    def stop(self) -> None:
        postgres.stop(self.process)


@contextmanager
def own_postgres(make: Callable[[Path], Server] = Server) -> Iterator[Server]:
    """Have a migrated, empty database on a server of its own behind Django's connection."""
    folder = Path(tempfile.mkdtemp(prefix="hall-crash-", dir="/tmp"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through to its folder
    before = dict(connection.settings_dict)
    try:
        server = make(folder)
        try:
            connection.close()
            connection.settings_dict.update({**Env.db_url_config(server.url), "TEST": before["TEST"]})
            runtime = Env.db_url_config(postgres.as_runtime(server.url))  # or it would still lead to the suite's server
            with override_settings(RUNTIME_DATABASE=runtime):
                call_command("migrate", verbosity=0)  # nothing to do in a copy
            yield server
        finally:
            connection.close()
            server.stop()
    finally:
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
        shutil.rmtree(folder, ignore_errors=True)
