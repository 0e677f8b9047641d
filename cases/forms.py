"""The form with which a member of staff says where their letters also go."""

from django import forms

from hall.doors.fields import text


class ContactForm(forms.Form):
    phone = text(
        "手机",
        limit=30,
        remembered=True,
        help_text="空着就不发短信",
        attrs={"inputmode": "tel", "autocomplete": "tel"},
        error_messages={"max_length": "手机不超过 %(limit_value)d 个字"},
    )
    email = text(
        "电子邮箱",
        limit=120,
        remembered=True,
        help_text="空着就不发邮件",
        attrs={"inputmode": "email", "autocomplete": "email", "spellcheck": "false"},
        error_messages={"max_length": "电子邮箱不超过 %(limit_value)d 个字"},
    )
