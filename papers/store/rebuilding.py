"""
Opening uploads with the real parsers and building them anew: of a photo its pixels, of a PDF its pages, and nothing else.

It runs in a process of its own, which may use little memory and little time and is thrown away afterwards: a file that breaks a
parser, or unfolds to gigabytes, ends this one and is refused. It imports nothing of the house.

    python -I rebuilding.py IN:OUT IN:OUT …    file descriptors; on stdout one line of JSON for each
"""

import json
import os
import re
import resource
import sys
import zlib
from typing import Any, BinaryIO

MOST_PIXELS = 16_000_000  # decoded at once: 64 MB
MOST_PIXELS_OF_A_JPEG = 120_000_000  # a large one is decoded at a half, or a quarter, of its width
MOST_PAGES = 100
MOST_MEMORY = 240 << 20  # bytes of this process's own data
MOST_SECONDS = 20  # of processor time
QUALITY = 88

BEGINNINGS = {
    b"\xff\xd8\xff": "image",
    b"\x89PNG\r\n\x1a\n": "image",
    b"GIF87a": "image",
    b"GIF89a": "image",
    b"PK\x03\x04": "packed",
    b"PK\x05\x06": "packed",
    b"\xd0\xcf\x11\xe0": "office",
    b"Rar!": "packed",
    b"7z\xbc\xaf\x27\x1c": "packed",
    b"\x1f\x8b": "packed",
    b"ID3": "moving",
    b"OggS": "moving",
    b"\x1aE\xdf\xa3": "moving",
}
STILL_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
OFFICE_PARTS = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml", b"mimetypeapplication/vnd.")


class Fault(Exception):
    """Why a file is refused: a name of hall.uploads.SENTENCES."""


def rebuild(source: BinaryIO, target: BinaryIO) -> dict[str, Any]:
    """
    Write the clean copy; return its kind and how many pixels it has.

    :raises Fault: what it is instead.
    """
    which = kind_of(source)
    source.seek(0)
    if which not in ("image", "pdf"):
        raise Fault(which)
    return image(source, target) if which == "image" else pdf(source, target)


def kind_of(source: BinaryIO) -> str:
    """What a file says it is: early, and only to refuse. Whether it is that, its parser finds out."""
    source.seek(0)
    head = source.read(4096)
    if not head:
        return "empty"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in STILL_BRANDS else "moving"
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE"):
        return "moving"
    kind = next((kind for beginning, kind in BEGINNINGS.items() if head.startswith(beginning)), "")
    if kind == "packed" and any(part in head for part in OFFICE_PARTS):
        return "office"
    return kind or ("pdf" if b"%PDF-" in head[:1024] else "other")


def image(source: BinaryIO, target: BinaryIO) -> dict[str, Any]:
    """The pixels as they are seen, turned upright: a PNG stays one, as does a GIF's first picture; all else is a JPEG."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # asked here, before anything is decoded
    try:
        with Image.open(source, formats=("JPEG", "PNG", "GIF")) as read:
            _must_fit(read)
            is_jpeg = read.format in ("JPEG", "MPO")
            read.load()
            pixels = _upright(read)
    except (Fault, MemoryError):
        raise
    except Exception as error:  # the parsers raise whatever they like
        raise Fault("broken") from error
    clean = _pixels_only(pixels)
    del pixels
    if is_jpeg:
        clean.save(target, "JPEG", quality=QUALITY)
    else:
        clean.save(target, "PNG", compress_level=4)
    return {"kind": "jpeg" if is_jpeg else "png", "pixels": clean.width * clean.height}


def _must_fit(read: Any) -> None:
    """:raises Fault: it has too many pixels. A large JPEG is asked to be decoded smaller."""
    width, height = read.size
    pixels = width * height
    if pixels <= MOST_PIXELS:
        return
    # A progressive one has all its coefficients in memory, however small it is decoded.
    if read.format not in ("JPEG", "MPO") or "progressive" in read.info or pixels > MOST_PIXELS_OF_A_JPEG:
        raise Fault("too_many_pixels")
    scale = next((each for each in (2, 4) if pixels // each**2 <= MOST_PIXELS), 8)
    read.draft(None, (width // scale, height // scale))


def _upright(read: Any) -> Any:
    from PIL import ImageOps

    try:
        turned = ImageOps.exif_transpose(read)
    except Exception:  # noqa: BLE001 - what says how to turn it is broken: it stays as it is
        turned = read
    mode = turned.mode
    if mode in ("L", "RGB"):
        return turned
    if mode.startswith("I"):
        return turned.point(lambda value: value / 256).convert("L")
    has_holes = mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in turned.info
    return turned.convert("RGBA" if has_holes and read.format != "JPEG" else "L" if mode == "1" else "RGB")


def _pixels_only(pixels: Any) -> Any:
    """A new picture of these pixels; by strips, so that they stand in memory twice and not three times."""
    from PIL import Image

    clean = Image.new(pixels.mode, pixels.size)
    rows = max(1, (4 << 20) // max(1, pixels.width * 4))
    for top in range(0, pixels.height, rows):
        box = (0, top, pixels.width, min(top + rows, pixels.height))
        strip = pixels.crop(box)
        clean.paste(Image.frombytes(strip.mode, strip.size, strip.tobytes()), box)
    return clean


PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group"}
)
DROPPED = (
    "/Metadata", "/PieceInfo", "/LastModified", "/AA", "/JS", "/JavaScript", "/OpenAction", "/AF", "/EF", "/EmbeddedFiles",
    "/Thumb", "/Alternates", "/OPI", "/StructParent", "/StructParents", "/Annots", "/URI", "/Measure", "/PtData",
)  # fmt: skip


def pdf(source: BinaryIO, target: BinaryIO) -> dict[str, Any]:
    """Its pages in a new document: no Info, XMP, actions, scripts, links, embedded files; notes and filled fields are drawn in."""
    import pikepdf

    try:
        with pikepdf.open(source) as old:
            if len(old.pages) > MOST_PAGES:
                raise Fault("too_many_pages")
            if not len(old.pages):
                raise Fault("broken")
            old.generate_appearance_streams()
            old.flatten_annotations("screen")
            with pikepdf.new() as clean:
                for page in old.pages:
                    for name in [name for name in page.obj.keys() if name not in PAGE_KEYS]:  # noqa: SIM118 - no Python mapping
                        del page.obj[name]
                    clean.pages.append(page)
                for each in clean.objects:
                    _clean_object(each)
                clean.save(target, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise Fault("password") from error
    except (Fault, MemoryError):
        raise
    except Exception as error:
        raise Fault("broken") from error
    return {"kind": "pdf", "pixels": 0}


def _clean_object(each: Any, depth: int = 0) -> None:
    import pikepdf

    if isinstance(each, pikepdf.Array):
        inside = list(each)  # type: ignore[call-overload]
    elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        for name in DROPPED:
            if name in each:
                del each[name]
        inside = [each[name] for name in each.keys()]  # noqa: SIM118 - no Python mapping
        if isinstance(each, pikepdf.Stream):
            _clean_picture(each)
    else:
        return
    for part in inside:
        # what is indirect is met by itself
        if depth < 50 and isinstance(part, pikepdf.Object) and not part.is_indirect:
            _clean_object(part, depth + 1)


def _clean_picture(stream: Any) -> None:
    """Photos lie in a PDF as files of their own, with all that the camera has written into them."""
    import pikepdf

    names = stream.get("/Filter")
    filters = (
        [] if names is None else [str(names)] if isinstance(names, pikepdf.Name) else [str(each) for each in names]
    )
    if not filters or filters[-1] not in ("/DCTDecode", "/JPXDecode"):
        return
    if len(filters) > 1:
        if filters[:-1] != ["/FlateDecode"]:
            raise Fault("too_hard")
        data = _inflated(stream.read_raw_bytes())
    else:
        data = stream.read_raw_bytes()
    clean = jpeg_without_notes(data) if filters[-1] == "/DCTDecode" else jpx_without_notes(data)
    stream.write(clean, filter=pikepdf.Name(filters[-1]))


def _inflated(data: bytes) -> bytes:
    most = 64 << 20
    unpacked = zlib.decompressobj()
    out = unpacked.decompress(data, most)
    if unpacked.unconsumed_tail:
        raise Fault("too_hard")
    return out


_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def jpeg_without_notes(data: bytes) -> bytes:
    """A JPEG as it is, without what is no picture: application segments but Adobe's colours, comments, what stands behind its end."""
    if data[:2] != b"\xff\xd8":
        raise Fault("broken")
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise Fault("broken")
        marker = data[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        if marker == 0xD9:
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if not (0xE0 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(data[place:end])
        if marker == 0xDA:
            found = _NEXT_MARKER.search(data, end)
            stop = found.start() if found else len(data)
            kept.append(data[end:stop])
            end = stop
        place = end
    return b"".join([*kept, b"\xff\xd9"])


def jpx_without_notes(data: bytes) -> bytes:
    """A JPEG 2000 file: the boxes that its picture needs; a bare codestream is left as it is."""
    if data[:2] == b"\xff\x4f":
        return data
    kept, place = [], 0
    while place + 8 <= len(data):
        length, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        length = length or len(data) - place
        if length < 8:
            raise Fault("too_hard")
        if name in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            kept.append(data[place : place + length])
        place += length
    return b"".join(kept)


def _confine() -> None:
    """This process dies before the machine notices what it was given."""
    for what, most in (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main(pairs: list[str]) -> None:
    _confine()
    for pair in pairs:
        inside, outside = map(int, pair.split(":"))
        with os.fdopen(os.dup(inside), "rb") as source, os.fdopen(os.dup(outside), "w+b") as target:
            try:
                answer = rebuild(source, target)
            except Fault as fault:
                answer = {"fault": str(fault)}
            except MemoryError:
                answer = {"fault": "too_hard"}
        print(json.dumps(answer), flush=True)  # noqa: T201 - to whoever started it


if __name__ == "__main__":
    main(sys.argv[1:])
