"""A program's token of somebody, for tests that are not about tokens."""

from datetime import timedelta

from django.utils import timezone

from hall import tokens
from hall.models import ApiToken, User


def key_of(user: User) -> str:
    """The same every time, good for years, used just before: the next request need not note it."""
    key, now = f"{user.pk:040x}", timezone.now()
    terms = {"user": user, "purpose": "测试", "created_at": now, "last_used_at": now}
    ApiToken.objects.get_or_create(
        digest=tokens.digest_of(key), defaults={**terms, "expires_at": now + timedelta(days=3650)}
    )
    return key
