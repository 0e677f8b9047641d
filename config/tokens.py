"""
Tokens for programs. A wrong password counts for the same lock as on the sign-in page: 5 in 15 minutes, for that person from
that address.
"""

from typing import Any, cast

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from config.password import LOCKED
from hall.doors.endpoint import Endpoint
from hall.doors.operations import operation
from hall.doors.shapes import Input, Secret, Text
from hall.models import User


class LockedOut(APIException):
    status_code = 429
    default_code = "locked_out"
    default_detail = LOCKED


class PasswordInput(Input):
    username = Text(label="用户名", max_length=150)
    password = Secret(label="密码", max_length=128, trim_whitespace=False)


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField(help_text='Send it as "Authorization: Token …". It stays good until it is deleted.')


class Tokens(Endpoint):
    def get_authenticators(self) -> Any:
        is_asking = self.request is not None and self.request.method == "POST"
        return [] if is_asking else super().get_authenticators()

    def get_permissions(self) -> Any:
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    @operation(
        summary="Get a token",
        description=(
            "For a member of staff. The same token every time until it is deleted. A wrong password is 400 and counts"
            " together with those on the sign-in page; after 5 in 15 minutes: 429 locked-out."
        ),
        name="token_get",
        request=PasswordInput,
        answer=TokenAnswer,
        public=True,
    )
    def post(self, request: Request) -> Response:
        # The lock is kept on the API's own request object: the middleware, which would answer with a page, sees nothing.
        user = authenticate(request=request, **self.read(PasswordInput))  # type: ignore[arg-type]
        if user is None:
            if getattr(request, "axes_locked_out", False):
                raise LockedOut
            raise ValidationError({"password": ["用户名或密码不对"]})
        if user.must_change_password:
            raise ValidationError({"password": ["这是管理员给的密码，先登录网页换成自己的"]})
        user_logged_in.send(sender=type(user), request=request, user=user)
        token, _created = Token.objects.get_or_create(user=user)
        return Response(TokenAnswer({"token": token.key}).data)

    @operation(
        summary="Delete your token",
        description="It is no good from now on. The next one is another.",
        name="token_delete",
        answer=None,
        errors=(401, 403),
    )
    def delete(self, request: Request) -> Response:
        Token.objects.filter(user=cast(User, request.user)).delete()
        return Response(status=204)
