"""
How the dump was made: at release 242c159, with that release's virtual environment,

    .venv/bin/python -m tests.upgrade.fill

It starts throw-away servers, migrates an empty database, plays tests/upgrade/story.py through the verbs with a clock that stands
at each act, and writes hall_242c159.sql.gz (pg_dump of the server's own release) and hall_242c159.json: what each table held, the
receipt codes, and what else the test has to know. At any other release it refuses: the dump is what that release wrote.
"""

import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from launch import places, postgres
from launch.commands import ends_by_signal, signals_go_to
from launch.ladder import throw_away_servers
from tests.upgrade import dump
from tests.upgrade.keys import ENVIRONMENT, LAST, RELEASE

OPENED = datetime(2026, 1, 5, tzinfo=UTC)


def main() -> int:
    product = [
        "hall",
        "cases",
        "permits",
        "enquiries",
        "complaints",
        "oversight",
        "administration",
        "config",
        "templates",
    ]
    changed = subprocess.run(["git", "diff", "--quiet", RELEASE, "--", *product], cwd=places.ROOT, check=False)
    if changed.returncode:
        print(f"the product here is not that of {RELEASE}: check that release out first")
        return 1
    os.environ.update(ENVIRONMENT)
    with signals_go_to(ends_by_signal), throw_away_servers() as servers:
        os.environ.update({**servers.environment, "HALL_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"})
        manifest = _filled()
        pg_dump = postgres.choose(postgres.candidate_folders(), places.VAR / "nothing").folder / "pg_dump"
        size = dump.write(os.environ["DATABASE_URL"], pg_dump)
    dump.MANIFEST.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    empty = sorted(table for table, entry in manifest["tables"].items() if not entry["rows"])
    print(f"{size:,} bytes, {len(manifest['tables'])} tables, empty: {', '.join(empty) or 'none'}")
    return 0


def _filled() -> dict[str, Any]:
    import django

    django.setup()
    import time_machine
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
    with time_machine.travel(OPENED, tick=False):
        call_command("migrate", verbosity=0)
    from tests.upgrade.story import tell

    facts = tell()
    output = io.StringIO()
    call_command("verify_history", stdout=output)
    heads = re.search(r"[0-9a-f]{64}", output.getvalue())
    with connection.cursor() as cursor:
        held = dump.held(cursor, dump.tables(cursor))
    connection.close()
    return {"release": RELEASE, "last": LAST.isoformat(), "heads": heads and heads[0], **facts, "tables": held}


if __name__ == "__main__":
    sys.exit(main())
