"""The base class of every endpoint of the API: who may call it, one reading of the clock, our sentences for what goes wrong."""

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, QueryDict
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, ErrorDetail, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from hall import texts, tokens
from hall.access import Access, Grant, access_of
from hall.caller import address_of
from hall.crypto import keyed_hash
from hall.identifiers import readable
from hall.local_time import day_of
from hall.refusals import Refused
from hall.roles import Permission
from hall.uploads import MOST_BYTES_IN_ALL

NO_OBJECT = "内容应为一个 JSON 对象"
NO_SUCH_NAME = "没有这一项"
MOST_NAMES = 20  # unknown names that an answer lists
MOST_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # of one request
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
    "too_large": f"内容超过 {MOST_BYTES >> 20} MB，分开发送",
}


class CaseNumber(StringConverter):
    """17 digits; anything else is no address of the API."""

    regex = "[0-9]{17}"


class ItemCode(StringConverter):
    """A code of the catalogue, in any case."""

    regex = "[A-Za-z0-9-]{1,20}"


register_converter(CaseNumber, "api_case")
register_converter(ItemCode, "api_item")


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class TooMany(APIException):
    """A refusal that asks the caller to wait."""

    status_code = 429

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence, refused.code)


class Json(JSONParser):
    """
    JSON of at most a megabyte, in which no object has a name twice. What Python's reader gives up on is a fault of the sender, not
    of ours.
    """

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if int(length) > MOST_BYTES:
            raise TooLarge
        try:
            return json.loads(stream.read(), parse_constant=_no_number, object_pairs_hook=texts.named_once)
        except RecursionError:
            raise ValidationError({"": ["内容套得太深"]}) from None
        except texts.NamedTwice as twice:
            raise ValidationError({readable(twice): ["写了两次，只写一次"]}) from None
        except ValueError:
            raise ParseError from None


class Parts(MultiPartParser):
    """multipart/form-data, for what takes files."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if int(length) > MOST_BYTES_IN_ALL + MOST_BYTES:
            raise TooLarge
        return super().parse(stream, media_type, parser_context)


def _as_in_json(parts: QueryDict) -> dict[str, Any]:
    """
    What came in parts: files of one name are a list; any other part is a text, but `true` and `false`, which are what they are in JSON.

    :raises ValidationError: a name that is there twice.
    """
    values: dict[str, list[Any]] = dict(parts.lists())
    files = {name for name, each in values.items() if all(isinstance(one, UploadedFile) for one in each)}
    twice = [name for name, each in values.items() if len(each) > 1 and name not in files]
    if twice:
        raise ValidationError({readable(name): ["写了两次，只写一次"] for name in twice[:MOST_NAMES]})
    return {name: each if name in files else _WORDS.get(each[0], each[0]) for name, each in values.items()}


_WORDS: dict[str, Any] = {"true": True, "false": False}


def _no_number(name: str) -> None:
    """:raises ValueError: NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(name)


class Token(TokenAuthentication):
    """``Authorization: Token`` and 40 hexadecimal digits; anything else never reaches the database."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        self.at = request.parser_context["view"].at  # the view's one reading of the clock
        return super().authenticate(request)

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        token = tokens.holder(key, at=self.at) if TOKEN.fullmatch(key) else None
        if token is None:
            raise AuthenticationFailed
        return token.user, token


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
        return keyed_hash("reading", f"{timezone.localdate()} {address_of(request._request)}")

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
    query: ClassVar[frozenset[str]] = frozenset()  # what its address may ask for, besides its filters and pages
    authentication_classes: Sequence[type[BaseAuthentication]] = [Token, SessionAuthentication]
    parser_classes = [Json]
    content_negotiation_class = AlwaysJson
    metadata_class = None
    at: datetime
    on: date
    access: Access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in SAFE_METHODS:
            # whoever sends the head in time and the rest when it suits them has acted when all is here
            request.data if self._in_parts(request) else request.body
        # Before super(), which signs in and counts requests: all that belongs to one request happens at one instant.
        self.at = timezone.now()
        self.on = day_of(self.at)
        super().initial(request, *args, **kwargs)
        self.access = access_of(request.user, on=self.on)
        # HEAD is GET without a body: it needs the same.
        needed = self.needs.get("GET" if request.method == "HEAD" else request.method or "")
        if needed is not None and not self.lets_in(self.access.grant(needed)):
            raise Http404
        if request.method in ("GET", "HEAD") and not kwargs:
            self.refuse_unknown_names(request)

    def _in_parts(self, request: Request) -> bool:
        """Whether it comes as a browser sends files, and may: such a body is read part by part, never whole."""
        return Parts in self.parser_classes and (request.content_type or "").startswith("multipart/")

    def lets_in(self, grant: Grant) -> bool:
        """Whether there can be anything here for whoever has this much of the permission."""
        return bool(grant)

    def refuse_unknown_names(self, request: Request) -> None:
        """:raises ValidationError: the address of a list asks for something that it does not know: it would answer with all."""
        filters = getattr(self, "filterset_class", None)
        # `format` is of the framework: whatever it says, there is nothing but JSON
        names = {"format"} | self.query | set(filters.base_filters if filters else ())
        if hasattr(self, "paginate_queryset"):
            names |= {"page", "page_size"}
        if strange := [name for name in request.query_params if name not in names]:
            raise ValidationError({readable(name): [NO_SUCH_NAME] for name in strange[:MOST_NAMES]})

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(in_our_words(exc))

    def read(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """
        Return what was sent, checked.

        :raises ValidationError: naming each field that has to be corrected.
        """
        data = self.request.data
        if data is None:
            raise ValidationError({"": [NO_OBJECT]})
        return dict(_reader(shape).run_validation(_as_in_json(data) if isinstance(data, QueryDict) else data))


@cache
def _reader(shape: type[serializers.Serializer]) -> serializers.Serializer:
    """A shape is put together once; it remembers nothing of what it checks."""
    return shape()


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
