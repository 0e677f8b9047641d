"""How an endpoint's operations are described in the OpenAPI document, their refusals included."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from hall.doors.endpoint import SENTENCES

NUMBER = OpenApiParameter(
    "number", OpenApiTypes.STR, OpenApiParameter.PATH, pattern="^[0-9]{17}$", description="Case number: 17 digits."
)
ITEM_CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, pattern="^[A-Za-z0-9-]{1,20}$", description="Item code."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    pattern="^[A-Za-z0-9_-]{16,64}$",
    description=(
        "Your own random key, 16 to 64 letters, digits, - or _. The same key sent again with the same content opens nothing and"
        " gives the same case and the same receipt code with status 200; with other content it is 409 key-used, and nothing is"
        " told of the first. Whoever knows key and content can learn the code: keep it as secret. Without it every request opens"
        " a case."
    ),
)


# What an answer looks like when the act was not done


class BadInputAnswer(serializers.Serializer):
    """Something has to be corrected; nothing was changed."""

    code = serializers.CharField(help_text="Always bad-input.")
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text='Field → sentences. "" is the whole request; "materials.0" the first of a list.',
    )


class RefusalAnswer(serializers.Serializer):
    """The act is not allowed now, or the caller is not; nothing was changed."""

    code = serializers.CharField(help_text="Stable name of the refusal.")
    message = serializers.CharField(help_text="A sentence in Chinese for the person at the screen.")
    field = serializers.CharField(allow_blank=True, help_text="The input it belongs to, or empty.")


def refusal(code: str, message: str, field: str = "") -> dict[str, str]:
    """The body of a RefusalAnswer."""
    return {"code": code, "message": message, "field": field}


def _ours(code: str) -> dict[str, str]:
    return refusal(code.replace("_", "-"), SENTENCES[code])


# What each status means, and an example of its body
_ERRORS: dict[int, tuple[str, dict[str, Any]]] = {
    400: (
        "Bad input: each field that has to be corrected, with its sentence. Or parse-error: not JSON.",
        {"code": "bad-input", "message": "有内容需要改正", "fields": {"reason": ["填写理由和依据"]}},
    ),
    401: ("No token and no session, or a token that is not known.", _ours("not_authenticated")),
    403: (
        "A request with a session and without its X-CSRFToken. A missing permission is 404.",
        _ours("permission_denied"),
    ),
    404: ("There is none that you may see. A missing permission gives the same answer.", _ours("not_found")),
    409: (
        "The law, the state of the case or somebody else's act in between (stale) does not allow it. Nothing was changed.",
        refusal("not-now", "现在是“收件”，不能送达"),
    ),
    413: ("More than one megabyte.", _ours("too_large")),
    415: ("Not JSON.", _ours("unsupported_media_type")),
    429: ("Too many requests; wait.", _ours("throttled")),
}
READS = (400, 401, 404)
READS_OF_ONE = (401, 404)
ACTS = (400, 401, 403, 404, 409, 413, 415)
PUBLIC_READS = (400, 404, 429)
PUBLIC_ACTS = (400, 413, 415, 429)
PUBLIC_OPENINGS = (400, 409, 413, 415, 429)

F = TypeVar("F", bound=Callable[..., Any])


def operation(
    *,
    name: str,
    answer: Any,
    tag: str = "",
    errors: Iterable[int] = (),
    created: bool = False,
    public: bool = False,
    **schema: Any,
) -> Callable[[F], F]:
    """
    Describe one operation for the OpenAPI document, its refusals included.

    :param answer: its shape; None for an empty answer (204).
    :param tag: "" is what the name begins with: `desk` of `desk_counts`.
    :param errors: none are the usual ones of an act (something is sent), of reading one (named in the address), of reading.
    :param created: 201 the first time, 200 for the same key again.
    :param schema: what else `extend_schema` takes: summary, description, request, parameters, examples.
    """
    responses: dict[int, Any] = {204: None} if answer is None else {200: answer}
    if created:
        responses[201] = answer
    if public:
        schema["auth"] = []
    if schema.setdefault("request", None) is not None:
        errors = errors or (PUBLIC_ACTS if public else ACTS)
    of_one = any(each.location == OpenApiParameter.PATH for each in schema.get("parameters", ()))
    responses |= errors_of(*(errors or (READS_OF_ONE if of_one else READS)))
    return extend_schema(operation_id=name, tags=[tag or name.partition("_")[0]], responses=responses, **schema)


def errors_of(*statuses: int) -> dict[Any, Any]:
    """What an operation answers when the act was not done, for an OpenAPI description of its own."""
    return {status: _error(status) for status in statuses}


def _error(status: int) -> OpenApiResponse:
    description, body = _ERRORS[status]
    shape = BadInputAnswer if "fields" in body else RefusalAnswer
    example = OpenApiExample(body["code"], value=body, response_only=True, status_codes=[str(status)])
    return OpenApiResponse(shape, description=description, examples=[example])
