"""Which pages go out compressed: decisions 93 and 147."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_packing = GZipMiddleware(lambda _request: HttpResponse())
BY_OURSELVES = "same-origin"  # what the browser itself says where one of our pages asked, and no other site led to it


def compressed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """
    Send a page compressed, to whoever only reads; a class of staff pages says `compressed = True` instead.

    The length of a compressed page tells whether what stands in its address stands elsewhere in it too. So no page that shows a
    code, a key of a form, a token or a complaint; and what has somebody's name on it only where no other site has chosen the address.
    """

    @wraps(view)
    def packed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        pack(request, response)
        return response

    return packed


def pack(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress an answer in place if its reader, and whoever made them ask, may see how long it is then."""
    may_be = not request.user.is_authenticated or request.headers.get("Sec-Fetch-Site") == BY_OURSELVES
    if request.method in ("GET", "HEAD") and may_be:
        _packing.process_response(request, response)
