"""
The tokens that lie in clear (authtoken_token) become keyed hashes, good for 90 days more, and the table goes away.

A hall that has no such table has nothing to do. Backups of before still hold them in clear: docs/operations.md says what to do.
"""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

from hall.crypto import keyed_hash

GOOD_FOR = timedelta(days=90)


def hash_them(apps: Any, editor: Any) -> None:
    tokens = apps.get_model("hall", "ApiToken").objects.using(editor.connection.alias)
    until = timezone.now() + GOOD_FOR
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('authtoken_token') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT key, user_id, created FROM authtoken_token ORDER BY created")
        for key, user, created in cursor.fetchall():
            tokens.create(
                user_id=user,
                purpose="升级以前的令牌",
                digest=keyed_hash("token", key),
                created_at=created,
                expires_at=until,
            )
        cursor.execute("DROP TABLE authtoken_token")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'authtoken'")


class Migration(migrations.Migration):
    dependencies = [("hall", "0012_two_people_tokens")]

    operations = [migrations.RunPython(hash_them)]
