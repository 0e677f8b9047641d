"""
The base class of every endpoint of the API: who may call it, one reading of the clock, our sentences for what goes wrong,
and how all this is described in the OpenAPI document.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, ErrorDetail, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from hall.access import Access, access_of
from hall.crypto import keyed_hash
from hall.refusals import Refused
from hall.roles import Permission

NO_OBJECT = "内容应为一个 JSON 对象"
MOST_BYTES = 1_048_576  # of one request, like settings.DATA_UPLOAD_MAX_MEMORY_SIZE
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
TOKEN = re.compile(r"[0-9a-f]{40}")
SENTENCES = {
    "not_authenticated": "先登录，或在 Authorization 里带上令牌",
    "authentication_failed": "令牌不对，或这个账号已经停用",
    "permission_denied": "没有通过跨站校验：用登录会话调用时，要带上 X-CSRFToken",
    "not_found": "没有找到",
    "method_not_allowed": "这个地址不接受这种请求方法",
    "not_acceptable": "这里只给出 JSON",
    "unsupported_media_type": "内容要用 JSON 发送（Content-Type: application/json）",
    "throttled": "请求太多，过一会儿再试",
    "parse_error": "内容不是正确的 JSON",
    "too_large": "内容超过 1 MB，分开发送",
}


class CaseNumber(StringConverter):
    """17 digits; anything else is no address of the API."""

    regex = "[0-9]{17}"


class ItemCode(StringConverter):
    """A code of the catalogue, in any case."""

    regex = "[A-Za-z0-9-]{1,20}"


register_converter(CaseNumber, "api_case")
register_converter(ItemCode, "api_item")

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
        "Your own random key, 16 to 64 letters, digits, - or _. The same key sent again opens nothing and gives the same"
        " case and the same receipt code with status 200. Whoever knows the key can learn the code: keep it as secret."
        " Without it every request opens a case."
    ),
)


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class TooMany(APIException):
    """A refusal that asks the caller to wait."""

    status_code = 429

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence, refused.code)


class Json(JSONParser):
    """JSON of at most a megabyte. What Python's reader gives up on is a fault of the sender, not of ours."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if int(length) > MOST_BYTES:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ValidationError({"": ["内容套得太深"]}) from None


class Token(TokenAuthentication):
    """A token is 40 hexadecimal digits; anything else never reaches the database."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        if not TOKEN.fullmatch(key):
            raise AuthenticationFailed
        return super().authenticate_credentials(key)


class AlwaysJson(DefaultContentNegotiation):
    """Answer in JSON whatever the caller says it accepts: there is nothing else, and a refusal must be readable."""

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None) -> Any:
        only = next(iter(renderers))
        return only, only.media_type


class PublicReading(AnonRateThrottle):
    """
    How often a caller without an account may read: 1,200 times an hour.

    Counted in Redis under a hash of the address that changes every day; without Redis nothing is counted.
    """

    rate = "1200/hour"
    scope = "public-reading"

    def get_ident(self, request: Request) -> str:
        return keyed_hash("reading", f"{timezone.localdate()} {super().get_ident(request)}")

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            return True


class Endpoint(APIView):
    """
    One address of the API.

    `needs` names the permission of each method: who does not hold it gets 404, like any case they may not see. `at` is
    the one reading of the clock, `on` its day in the hall.
    """

    needs: ClassVar[dict[str, Permission]] = {}
    authentication_classes: Sequence[type[BaseAuthentication]] = [Token, SessionAuthentication]
    parser_classes = [Json]
    content_negotiation_class = AlwaysJson
    metadata_class = None
    at: datetime
    on: date
    access: Access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Before super(), which signs in and counts requests: all that belongs to one request happens at one instant.
        self.at = timezone.now()
        self.on = timezone.localdate(self.at)
        super().initial(request, *args, **kwargs)
        self.access = access_of(request.user, on=self.on)
        # HEAD is GET without a body: it needs the same.
        needed = self.needs.get("GET" if request.method == "HEAD" else request.method or "")
        if needed is not None and not self.access.grant(needed):
            raise Http404

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(in_our_words(exc))

    def read(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """
        Return what was sent, checked.

        :raises ValidationError: naming each field that has to be corrected.
        """
        if self.request.data is None:
            raise ValidationError({"": [NO_OBJECT]})
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class PublicEndpoint(Endpoint):
    """What anybody may read: nobody is asked who they are."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [PublicReading]


def in_our_words(error: Exception) -> Exception:
    """Give an error of the framework our sentence, and a refusal of an input the shape of every other bad input."""
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if isinstance(error, Refused) and error.code == "bad-input":
        return ValidationError({each.field: [each.sentence] for each in (error, *error.also)})
    if isinstance(error, ValidationError):
        return ValidationError(flat(error.detail))
    if isinstance(error, APIException):
        code = getattr(error.detail, "code", "")
        error.detail = ErrorDetail(SENTENCES.get(code, str(error.detail)), code)
    return error


def flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Errors as one level: ``{"materials.0": ["…"]}``; what belongs to no field stands under ""."""
    if isinstance(detail, Mapping):
        children = [(_below(path, str(key)), value) for key, value in detail.items()]
    elif (
        isinstance(detail, Sequence) and not isinstance(detail, str) and any(isinstance(each, dict) for each in detail)
    ):
        children = [(_below(path, str(index)), value) for index, value in enumerate(detail)]
    else:
        words = [detail] if isinstance(detail, str) else list(detail)
        return {path: [str(word) for word in words]} if words else {}
    errors: dict[str, list[str]] = {}
    for name, value in children:
        for field, words in flat(value, name).items():
            errors.setdefault(field, []).extend(words)
    return errors


def _below(path: str, key: str) -> str:
    key = "" if key == "non_field_errors" else key
    return f"{path}.{key}" if path and key else path or key


def idempotency_key(request: Request, *, scope: str) -> str:
    """
    Return the key that opens one case, ever; a new one when the caller sent none.

    :param scope: what the key is for and whose it is: a key never meets another person's, or another form's.
    :raises ValidationError: a key that is too short to be secret, or has other characters.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return uuid.uuid4().hex  # nobody else's key: this request repeats none
    if not KEY.fullmatch(key):
        raise ValidationError({"Idempotency-Key": ["16 至 64 个字母、数字、- 或 _"]})
    return f"{scope}:{key}"


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


def _refusal(code: str, message: str, field: str = "") -> dict[str, str]:
    return {"code": code, "message": message, "field": field}


_ERRORS: dict[int, tuple[str, type[serializers.Serializer], Any]] = {
    400: (
        "Bad input: each field that has to be corrected, with its sentence. Or parse-error: not JSON.",
        BadInputAnswer,
        {"code": "bad-input", "message": "有内容需要改正", "fields": {"reason": ["填写理由和依据"]}},
    ),
    401: (
        "No token and no session, or a token that is not known.",
        RefusalAnswer,
        _refusal("not-authenticated", SENTENCES["not_authenticated"]),
    ),
    403: (
        "A request with a session and without its X-CSRFToken. A missing permission is 404.",
        RefusalAnswer,
        _refusal("permission-denied", SENTENCES["permission_denied"]),
    ),
    404: (
        "There is none that you may see. A missing permission gives the same answer.",
        RefusalAnswer,
        _refusal("not-found", "没有找到"),
    ),
    409: (
        "The law, the state of the case or somebody else's act in between (stale) does not allow it. Nothing was changed.",
        RefusalAnswer,
        _refusal("not-now", "现在是“收件”，不能送达"),
    ),
    413: ("More than one megabyte.", RefusalAnswer, _refusal("too-large", SENTENCES["too_large"])),
    415: ("Not JSON.", RefusalAnswer, _refusal("unsupported-media-type", SENTENCES["unsupported_media_type"])),
    429: ("Too many requests; wait.", RefusalAnswer, _refusal("throttled", SENTENCES["throttled"])),
}
READS = (400, 401, 404)
ACTS = (400, 401, 403, 404, 409, 413, 415)
PUBLIC_READS = (400, 404, 429)
PUBLIC_ACTS = (400, 413, 415, 429)

F = TypeVar("F", bound=Callable[..., Any])


def operation(
    *,
    tag: str,
    summary: str,
    description: str,
    answer: Any,
    errors: Iterable[int],
    name: str,
    request: Any = None,
    created: bool = False,
    parameters: Sequence[OpenApiParameter] = (),
    examples: Sequence[OpenApiExample] = (),
    public: bool = False,
) -> Callable[[F], F]:
    """
    Describe one operation for the OpenAPI document, its refusals included.

    :param answer: its shape; None for an empty answer (204).
    :param created: 201 the first time, 200 for the same key again.
    """
    responses: dict[int, Any] = {204: None} if answer is None else {200: answer}
    if created:
        responses[201] = answer
    responses |= errors_of(*errors)
    more: dict[str, Any] = {"auth": []} if public else {}
    return extend_schema(
        operation_id=name,
        tags=[tag],
        summary=summary,
        description=description,
        request=request,
        responses=responses,
        parameters=list(parameters),
        examples=list(examples),
        **more,
    )


def errors_of(*statuses: int) -> dict[Any, Any]:
    """What an operation answers when the act was not done, for an OpenAPI description of its own."""
    return {status: _error(status) for status in statuses}


def _error(status: int) -> OpenApiResponse:
    description, shape, body = _ERRORS[status]
    example = OpenApiExample(body["code"], value=body, response_only=True, status_codes=[str(status)])
    return OpenApiResponse(shape, description=description, examples=[example])


def without_storage_faults(words: str) -> bool:
    """Whether PostgreSQL can keep a text: no NUL character, no half of a surrogate pair."""
    return "\x00" not in words and not any("\ud800" <= character <= "\udfff" for character in words)


UNSTORABLE = "有不能保存的字符，删掉后再填"
