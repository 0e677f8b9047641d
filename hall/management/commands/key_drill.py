"""Open this hall's records with the secrets of the environment, and log it: for `make escrow-drill` (decision 154)."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from hall import clock
from hall.key_drill import drill


class Command(BaseCommand):
    help = (
        "Open a probe of each key and the newest values of each sealed column; log that it was done, and what failed."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = drill(at=clock.now())
        self.stdout.write(f"{done.keys} keys, {done.values} sealed values of {done.columns} columns")
        if done.faults:
            raise CommandError(done.faults)
        self.stdout.write("all of them opened")
