"""Photos and PDFs with markers in every place that is no picture, and files that are none."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, ImageDraw, PngImagePlugin

MARK = "JINSIQUE-7731"  # 金丝雀
BYTES = MARK.encode()


def picture(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    drawn = Image.new(mode, size, 200)
    ImageDraw.Draw(drawn).ellipse((size[0] // 16, size[1] // 10, size[0] * 7 // 8, size[1] * 9 // 10), fill=90)
    return drawn


def exif(orientation: int = 1) -> bytes:
    notes = Image.Exif()
    notes[0x010E] = f"{MARK} description"
    notes[0x013B] = f"{MARK} artist"
    notes[0x0112] = orientation
    gps = notes.get_ifd(0x8825)
    gps[29] = f"{MARK} 2025"
    return notes.tobytes()


def jpeg(size: tuple[int, int] = (320, 200), *, orientation: int = 1, **more) -> bytes:
    """EXIF, XMP, ICC, COM, a thumbnail in an application segment, and text behind the end."""
    file = io.BytesIO()
    picture(size).save(
        file, "JPEG", quality=90, exif=exif(orientation), icc_profile=b"ICC " + BYTES, comment=BYTES + b" comment",
        xmp=b"<x:xmpmeta>" + BYTES + b"</x:xmpmeta>", **more,
    )  # fmt: skip
    data = file.getvalue()
    thumbnail = b"JFXX\0\x10" + BYTES + b" thumbnail"
    segment = b"\xff\xe0" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    return data[:2] + segment + data[2:] + BYTES + b" behind the end"


def png(size: tuple[int, int] = (320, 200), mode: str = "RGBA") -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", MARK)
    notes.add_text("Packed", MARK * 3, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", MARK)
    file = io.BytesIO()
    picture(size, mode).save(file, "PNG", pnginfo=notes, exif=exif(), icc_profile=b"ICC " + BYTES)
    return file.getvalue() + BYTES


def gif() -> bytes:
    file = io.BytesIO()
    picture(mode="L").save(file, "GIF", comment=BYTES, save_all=True, append_images=[picture(mode="L")])
    return file.getvalue() + BYTES


def pdf(pages: int = 2, *, password: str = "") -> bytes:
    """Info, XMP, OpenAction, an embedded file, a note and a link on the page, and a photo as the camera left it."""
    new = pikepdf.new()
    for _page in range(pages):
        new.add_blank_page(page_size=(300, 300))
    with new.open_metadata() as notes:
        notes["dc:creator"] = [MARK]
    new.docinfo["/Author"] = MARK
    new.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARK}')")
    new.attachments[f"{MARK}.txt"] = BYTES
    page = new.pages[0]
    photo = pikepdf.Stream(new, jpeg())
    photo.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 320, "/Height": 200,
         "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode,
         "/Metadata": new.make_stream(BYTES)},
    )  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
    page.obj.Contents = new.make_stream(b"q 200 0 0 120 50 50 cm /Photo Do Q")
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=MARK))
    page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=MARK))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10], Contents=MARK,
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"http://{MARK}.invalid/"),
    )  # fmt: skip
    page.obj.Annots = pikepdf.Array([new.make_indirect(link)])
    file = io.BytesIO()
    safe = pikepdf.Encryption(user=password, owner="owner") if password else False
    # in clear, so that the search for markers means something
    new.save(file, encryption=safe, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return file.getvalue()


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b"0" * (50 << 20))  # unfolds to 50 MB
        packed.writestr("docProps/core.xml", MARK)
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("photo.jpg", jpeg())
    return file.getvalue()


def huge_png(side: int = 20_000) -> bytes:
    """A picture of 400 million points in half a megabyte."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (side // 8 + 1)) for _row in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb_pdf(megabytes: int = 1_000) -> bytes:
    """An object stream and a page that unfold to a gigabyte each."""
    packer = zlib.compressobj(9)
    inside = b"".join(packer.compress(b" " * (1 << 20)) for _mb in range(megabytes)) + packer.flush()
    objects = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources << /A 6 0 R >> >>\nendobj\n",
        b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(inside), inside),
        b"5 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(inside), inside),
    ]
    return b"%PDF-1.5\n" + b"".join(objects) + b"trailer\n<< /Root 1 0 R /Size 7 >>\n%%EOF\n"


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 200
