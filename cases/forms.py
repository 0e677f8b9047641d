"""The form with which a member of staff says where their letters also go."""

from django import forms


class ContactForm(forms.Form):
    phone = forms.CharField(
        label="手机",
        required=False,
        max_length=30,
        help_text="空着就不发短信",
        error_messages={"max_length": "手机不超过 30 个字"},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.CharField(
        label="电子邮箱",
        required=False,
        max_length=120,
        help_text="空着就不发邮件",
        error_messages={"max_length": "电子邮箱不超过 120 个字"},
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email", "spellcheck": "false"}),
    )
