"""Choosing one's own password: of one's own accord, or because the account was opened with one that somebody else knows."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.views import View

from config.still_open import addresses
from hall.doors.operations import refusal
from hall.doors.pages import put_refusal
from hall.models import User
from hall.people import CURRENT_IS_WRONG, CannotChoosePassword, choose_password
from hall.refusals import Refused

MINUTES = settings.AXES_COOLOFF_TIME * 60
LOCKED = f"密码连续错了 {settings.AXES_FAILURE_LIMIT} 次，{MINUTES:.0f} 分钟后再试，或找管理员重置"
OVER_CEILING = f"试错密码的太多，{MINUTES:.0f} 分钟后再试，或换到您平时登录的电脑"
ADDRESS = "/password/"
STILL_OPEN = ("password", "logout", "large-text", "healthz")  # routes, by name


def why_locked(request: Any) -> str:
    """Why no password is tried now: five wrong ones from here, or too many by others (config.lockout)."""
    return OVER_CEILING if getattr(request, "over_ceiling", False) else LOCKED


class PasswordForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, purpose in (
            ("current", "现在的密码", "current-password"),
            ("password", "新密码", "new-password"),
            ("again", "再填一次新密码", "new-password"),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=128,
                strip=False,
                error_messages={"required": f"填写{label}", "max_length": "密码最多 128 个字符"},
                widget=forms.PasswordInput(attrs={"autocomplete": purpose}),
            )
        self.fields["password"].help_text = f"至少 {settings.SHORTEST_PASSWORD} 个字符，不能全是数字"


class ChooseOwn(View):
    """A signed-in person's own password; everything else waits while it is one that was given out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, PasswordForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, user = PasswordForm(request.POST), cast(User, request.user)
        if form.is_valid():
            try:
                self.must_know(request, user, form.cleaned_data["current"])
                choose_password(user=user, at=timezone.now(), **form.cleaned_data)
            except Refused as refused:
                put_refusal(form, refused)
            else:
                update_session_auth_hash(request, user)
                messages.success(request, "密码已换")
                return redirect("landing")
        return self.show(request, form, status=422)

    def must_know(self, request: HttpRequest, user: User, current: str) -> None:
        """
        Try the present password as the sign-in page and the API do: wrong ones are counted together with theirs, and the right one
        forgets them. While the lock is on its page answers (config.errors.locked_out).
        """
        if authenticate(request, username=user.username, password=current) is None:
            raise CannotChoosePassword(CURRENT_IS_WRONG, field="current")
        user_logged_in.send(sender=type(user), request=request, user=user)

    def show(self, request: HttpRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
        return own_password_page(request, form, status=status)


def own_password_page(request: HttpRequest, form: PasswordForm, *, status: int, locked: str = "") -> HttpResponse:
    """:param locked: why no password is tried now; "" where one may be."""
    must = cast(User, request.user).must_change_password
    return render(request, "password.html", {"form": form, "must": must, "locked": locked}, status=status)


class OwnPasswordFirst(MiddlewareMixin):
    """Whoever signed in with a password that somebody else knows chooses their own before anything else."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.must_change_password or request.path in addresses(*STILL_OPEN):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(refusal("own-password-first", "先登录换成自己的密码"), status=403)
        return redirect(ADDRESS)
