"""Django's `migrate`, and after it what the running application may do with the tables (config.rights)."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection

from config import rendering, rights


class Command(Migrate):
    help = (
        "Migrate as the owner of the tables. With RUNTIME_DATABASE_URL, the role of the running application is made if it is missing, "
        "and given its rights anew."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with rendering.of_what_changes():
            super().handle(*args, **options)
        runtime = settings.RUNTIME_DATABASE
        if not runtime or options.get("check_unapplied"):
            return
        try:
            if runtime["USER"] != connection.settings_dict["USER"]:
                rights.grant(runtime["USER"], password=runtime["PASSWORD"])
                if options["verbosity"]:
                    self.stdout.write(f"the rights of {runtime['USER']} are up to date")
            if not rights.must_be_one_server(runtime) and options["verbosity"]:
                self.stderr.write(f"{runtime['USER']} does not get into the database of RUNTIME_DATABASE_URL yet")
        except (rights.CannotGrant, rights.TwoServers) as sentence:
            raise CommandError(str(sentence)) from sentence
