"""What may be uploaded, and the sentence for each thing that may not (decision 151). Pure."""

from typing import Any

MOST_FILES = 5  # in one field
MOST_IDENTITY = 2  # photos of an identity paper
MOST_BYTES = 10 << 20  # of one file
MOST_BYTES_IN_ALL = 30 << 20  # of one request
ACCEPTED = "image/jpeg,image/png,image/gif,application/pdf"  # a phone that asks for these hands out its HEIC as JPEG
HINT = (
    f"照片（JPG、PNG、GIF）或 PDF，最多 {MOST_FILES} 份，每份不超过 {MOST_BYTES >> 20} MB，一共不超过 {MOST_BYTES_IN_ALL >> 20} MB。"
    "Word、Excel 拍照或打印成 PDF 再上传。"
)

PAPER = "拍照或打印成 PDF 再上传"
SENTENCES = {
    "too_large": f"超过 {MOST_BYTES >> 20} MB，压小或分开拍再上传",
    "too_much": f"没有收：一次上传的文件一共不能超过 {MOST_BYTES_IN_ALL >> 20} MB，分几份交或压小再传",
    "empty": "是空文件，里面什么也没有，重新选一次",
    "office": f"是 Word、Excel 一类的文档，这里不收：{PAPER}",
    "packed": f"是压缩包，这里不收：把里面的东西{PAPER}",
    "heic": "是 HEIC 照片，这里打不开：在手机相机设置里改成“兼容性最佳”（JPG）重拍，或者截屏后上传",
    "moving": "是视频或录音，这里不收：截成照片上传，或在经过里写明手里有录像",
    "other": "不是照片也不是 PDF，只收 JPG、PNG、GIF 和 PDF",
    "password": "加了密码，打不开：去掉密码另存一份，或打印出来拍照再上传",
    "broken": "打不开，可能没有传完或已经损坏：重新拍照或另存一份再上传",
    "too_many_pixels": "尺寸太大，缩小到长边 4,000 点以内再上传",
    "too_many_pages": "页数太多，一份 PDF 最多 100 页，分开上传",
    "too_hard": "太复杂，这里处理不了：打印出来拍照再上传",
}
LONGEST_SHOWN = 40  # characters of a name in a sentence


def sentence(name: str, code: str) -> str:
    """“照片.docx”是 Word…: which of the files, and what is to be done."""
    shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
    return f"“{shown}”{SENTENCES[code]}"


def too_many(number: int, most: int) -> str:
    return f"最多 {most} 份文件，这次有 {number} 份；少选几份再交一次"


def fault_of(upload: Any) -> str:
    """What can be seen of an upload without opening it: a name of SENTENCES, or ""."""
    left_out = getattr(upload, "left_out", "")
    return left_out or ("empty" if not upload.size else "too_large" if upload.size > MOST_BYTES else "")
