"""Which pages go out compressed: decision 93."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

_packing = GZipMiddleware(lambda _request: HttpResponse())


def compressed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """
    Send a page compressed, to a stranger who only reads: there is no secret in it.

    The length of a compressed page tells whether what stands in its address stands elsewhere in it too. So no page that shows a
    case, a code, a key of a form or a person's name.
    """

    @wraps(view)
    def packed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD") and not request.user.is_authenticated:
            _packing.process_response(request, response)  # changes it in place
        return response

    return packed
