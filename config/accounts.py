"""Signing in and out, and the page on which a person lands."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from config.frame import landing_of
from hall.access import access_of


class SignInForm(AuthenticationForm):
    """Account and password, with our own words."""

    error_messages = {
        "invalid_login": "账号或密码不对，核对后再填",
        "inactive": "这个账号已停用，找管理员开通",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["username"].error_messages["required"] = "填写账号"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "填写密码"


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"unsent": "unsent" in self.request.GET}


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """After signing in: the first page of the person's role."""
    return redirect(landing_of(access_of(request.user, on=timezone.localdate())))


@require_safe
def no_post(request: HttpRequest) -> HttpResponse:
    """For somebody who can sign in but holds no post today."""
    return render(request, "no_post.html")
