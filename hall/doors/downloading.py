"""A file as an answer: always a download under a name, never kept on the way."""

from urllib.parse import quote

from django.http import HttpResponse


def as_download(content: bytes, content_type: str, *, plain: str, name: str) -> HttpResponse:
    """
    :param plain: a name in ASCII, for whatever reads no other. :param name: what the person finds in the folder.
    """
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer
