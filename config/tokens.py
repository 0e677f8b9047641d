"""
Tokens for programs: given through the API for a password, shown and ended on a page of their owner's.

A wrong password counts for the same lock as on the sign-in page: 5 in 15 minutes, for that person from that address.
"""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from config.password import why_locked
from hall import tokens
from hall.doors.endpoint import Endpoint
from hall.doors.operations import operation
from hall.doors.pages import SignedInRequest
from hall.doors.shapes import Input, Secret, Text, Whole, optional_text
from hall.models import ApiToken, User


class LockedOut(APIException):
    status_code = 429
    default_code = "locked_out"


class PasswordInput(Input):
    username = Text(label="用户名", max_length=150)
    password = Secret(label="密码", max_length=128, trim_whitespace=False)
    purpose = optional_text("用途", most=tokens.PURPOSE_MOST, help_text="What it is for, on its owner's page.")
    days = Whole(
        label="有效期", min_value=1, max_value=tokens.MOST_DAYS, default=tokens.USUAL_DAYS, help_text="Good so long."
    )


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField(source="key", help_text='Send it as "Authorization: Token …". It is shown this once.')
    purpose = serializers.CharField(source="token.purpose")
    expires_at = serializers.DateTimeField(source="token.expires_at")


class Tokens(Endpoint):
    def get_authenticators(self) -> Any:
        is_asking = self.request is not None and self.request.method == "POST"
        return [] if is_asking else super().get_authenticators()

    def get_permissions(self) -> Any:
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    @operation(
        summary="Get a token",
        description=(
            "For a member of staff. Another one every time, good for 90 days unless asked otherwise; a person has at most 20,"
            " and one more ends the one that was used longest ago. A new password and the closing of the account end them all."
            " A wrong password is 400 and counts together with those on the sign-in page; after 5 in 15 minutes: 429 locked-out."
        ),
        name="token_get",
        request=PasswordInput,
        answer=TokenAnswer,
        public=True,
    )
    def post(self, request: Request) -> Response:
        # The lock is kept on the API's own request object: the middleware, which would answer with a page, sees nothing.
        fields = self.read(PasswordInput)
        terms = {name: fields.pop(name) for name in ("purpose", "days")}
        user = authenticate(request=request, **fields)  # type: ignore[arg-type]
        if user is None:
            if getattr(request, "axes_locked_out", False):
                raise LockedOut(why_locked(request))
            raise ValidationError({"password": ["用户名或密码不对"]})
        if user.must_change_password:
            raise ValidationError({"password": ["这是管理员给的密码，先登录网页换成自己的"]})
        user_logged_in.send(sender=type(user), request=request, user=user)
        return Response(TokenAnswer(tokens.issue(user=user, at=self.at, **terms)).data)

    @operation(
        summary="End your token",
        description="The one that this request is sent with; sent with a session instead, all that you have.",
        name="token_delete",
        answer=None,
        errors=(401, 403),
    )
    def delete(self, request: Request) -> Response:
        user = cast(User, request.user)
        for token in [request.auth] if isinstance(request.auth, ApiToken) else list(user.tokens.all()):
            tokens.end(token, by=user, at=self.at)
        return Response(status=204)


@require_GET
def own_tokens(request: SignedInRequest) -> HttpResponse:
    """A person's tokens: what each is for, since when, until when, when it was last used. No token itself: nobody has it."""
    context = {"tokens": request.user.tokens.all(), "at": timezone.now(), "days": tokens.USUAL_DAYS}
    return render(request, "tokens.html", context)


@require_POST
def end_token(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one; somebody else's is not there."""
    token = get_object_or_404(request.user.tokens, pk=pk)
    tokens.end(token, by=request.user, at=timezone.now())
    messages.success(request, f"令牌“{token.purpose}”已作废")
    return redirect("tokens")
