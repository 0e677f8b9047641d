"""Forms of the public front."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class CodeForm(forms.Form):
    """The one field of the look-up."""

    code = forms.CharField(
        label="凭证码",
        max_length=60,
        help_text="凭证上的 16 位数字",
        error_messages={"required": "填写凭证码"},
        widget=forms.TextInput(attrs={"data-code": True, "inputmode": "numeric", "autocomplete": "off"}),
    )


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
