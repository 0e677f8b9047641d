"""Print the address and the checksum of a third-party script that is kept in static/vendor/."""

import json
from functools import cache
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

LOCK = Path(__file__).resolve().parents[2] / "static" / "vendor" / "vendor.lock.json"

register = template.Library()


@cache
def locked() -> dict[str, dict]:
    """Return the entries of vendor.lock.json by package name."""
    return {entry["name"]: entry for entry in json.loads(LOCK.read_text(encoding="utf-8"))}


@register.simple_tag
def vendor(name: str) -> SafeString:
    """
    Return `src="…" integrity="sha384-…"` for a vendored script: `<script {% vendor "htmx" %} defer></script>`.

    :raises KeyError: if the package is not in the lock file.
    """
    entry = locked()[name]
    script = entry["script"]
    return format_html('src="{}" integrity="{}"', static(f"vendor/{script}"), entry["files"][script])
