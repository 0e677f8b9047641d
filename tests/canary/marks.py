"""
What a reporter's browser, files and words carry, each with a mark of its own, and the search for any mark in bytes of any kind.

All marks of a kind begin alike, so that one search finds every one of them, in every spelling that software gives to text.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.papers import samples

STEM = "zjqxkanari"
WORDS = "金丝雀啼于午夜"
NAME = "司徒金丝雀啼"
PHONE = "13987650431"
STEMS = (STEM, WORDS[:4], NAME[:5], PHONE, "203.0.113.")
ADDRESSES = {
    "X-Forwarded-For": "203.0.113.71, 203.0.113.72",
    "X-Real-IP": "203.0.113.73",
    "Forwarded": "for=203.0.113.74;by=203.0.113.75",
    "True-Client-IP": "203.0.113.76",
    "CF-Connecting-IP": "203.0.113.77",
    "X-Client-IP": "203.0.113.78",
}
BROWSER = {
    **ADDRESSES,
    "User-Agent": f"{STEM}-agent/7.7",
    "Referer": f"http://{STEM}-referrer.invalid/in/{STEM}",
    "Accept-Language": f"{STEM[:8]}, {STEM}-tongue;q=0.5",
    "X-Request-ID": f"{STEM}0001",
    "Sec-CH-UA-Platform": f"{STEM}-hint",
}
COOKIE = {f"{STEM}_cookie": f"{STEM}-biscuit"}
FORMATS = {"jpeg": samples.jpeg, "png": samples.png, "gif": samples.gif, "pdf": samples.pdf}


def said(door: str, **changes: str) -> dict[str, str]:
    """What is typed into the fields of a form, with the name of the door in it."""
    fields = {
        "kind": "complaint", "category": "efficiency", "about_department": "", "signed": "anonymous",
        "text": f"{WORDS}，{STEM}-text-{door}：窗口的人把材料摔在地上。",
    }  # fmt: skip
    return fields | changes


SIGNED = {"signed": "named", "name": NAME, "phone": PHONE}


def files(patch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, bytes]]]:
    """One of each format, with a mark of its own in every place that is no picture, and in its name."""
    made = []
    for kind, make in FORMATS.items():
        patch.setattr(samples, "MARK", f"{STEM}-{kind}")
        patch.setattr(samples, "BYTES", samples.MARK.encode())
        content = make()
        assert samples.BYTES in content
        made.append(("evidence", (f"{STEM}-name.{kind}", content)))
    return made


def spellings(text: str) -> dict[str, bytes]:
    """How software may write a text: as bytes of an encoding, in hex, base64, an address, JSON."""
    plain = text.encode()
    written = {
        "plain": plain, "upper": text.upper().encode(), "utf-16-le": text.encode("utf-16-le"), "utf-16-be": text.encode("utf-16-be"),
        "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode(), "gb18030": text.encode("gb18030"),
        "address": quote(text).encode(), "json": text.encode("unicode_escape"), "backwards": plain[::-1],
    }  # fmt: skip
    for before in range(3):  # base64 has three ways to write it, by where it begins; the ends depend on the neighbours
        body = base64.b64encode(b"\0" * before + plain)
        written[f"base64 {before}"] = body[-(-before * 8 // 6) + (before > 0) : len(plain) * 8 // 6 - 1]
    return written


EVERY = {(stem, way): needle for stem in STEMS for way, needle in spellings(stem).items()}
NEEDLES = sorted({needle: place for place, needle in EVERY.items()}.items())
PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


def found(data: bytes, *, deep: bool = True) -> list[str]:
    """Every mark in these bytes, with what stands around it; `deep`: in whatever is deflated within them too."""
    hits = []
    for needle, (stem, way) in NEEDLES:
        if (place := data.find(needle)) >= 0:
            hits.append(f"{stem} ({way}): …{data[max(place - 60, 0) : place + 60]!r}…")
    for inside in unpacked(data) if deep else ():
        hits += [f"deflated: {hit}" for hit in found(inside, deep=False)]
    return hits


def unpacked(data: bytes) -> Iterator[bytes]:
    """What is deflated or gzipped anywhere in these bytes."""
    for match in PACKED.finditer(data):
        packer = zlib.decompressobj(wbits=47)  # either head
        try:
            inside = packer.decompress(data[match.start() : match.start() + 2_000_000], 4_000_000)
        except zlib.error:
            continue
        if len(inside) > 30:
            yield inside
