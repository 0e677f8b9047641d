"""The forms of applications: what is typed at a window. They check shape only; whether an act may be done is checked by its verb."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hall.doors.fields import a_day, choice, form_key, offer, text, ticks
from hall.doors.pages import ActForm
from hall.identity import OTHER_KINDS
from hall.models import Material, User, Window
from permits.agent_fields import MENUS
from permits.models import ApplicantKind, Application, Channel, NoticeGround, Visit
from permits.paper_fields import PaperFormsField


def papers(
    label: str, materials: Iterable[Material], required: str = "", **more: Any
) -> forms.TypedMultipleChoiceField:
    """Materials to tick, by their position on the item's list."""
    offered = [(material.position, f"{material.position}. {material.name}") for material in materials]
    return ticks(label, offered, required, wrong="材料清单里没有这一项", coerce=int, **more)


class RegisterForm(forms.Form):
    """
    One application at a window. Given the item's materials and the windows that the person may register at.

    What most registrations leave as it is stands folded behind the rest; it is open where something in it is wrong or was changed.
    """

    RARE = ("channel", "note", "email", "no_sms", "forms")

    idem = form_key()
    window = choice("窗口", [], "选择窗口", widget=forms.Select)
    applicant_kind = choice("申请人类型", ApplicantKind.choices, "选择个人，或企业、组织", initial=ApplicantKind.PERSON)
    id_kind = choice(
        "证件类型",
        [("", "身份证，或统一社会信用代码"), *OTHER_KINDS],
        widget=forms.Select,
    )
    applicant_id = text(
        "证件号",
        "填写身份证号，或统一社会信用代码",
        limit=40,
        help_text="个人填身份证号；企业、组织填统一社会信用代码，都是 18 位。别的证件先选类型",
        attrs={"autofocus": True, "spellcheck": "false"},
    )
    applicant_name = text("姓名或名称", "填写申请人姓名或名称", limit=80)
    phone = text("手机", "填写手机号", limit=30, attrs={"inputmode": "tel"})
    materials = papers("收到的材料", [], help_text="逐项核对，收到一份勾一份；没收到的不勾")
    channel = choice("渠道", Channel.choices, "选择渠道", initial=Channel.WINDOW)
    note = text("备注", limit=300)
    email = text(
        "电子邮箱", limit=120, help_text="填了就同时发邮件告知进度", attrs={"inputmode": "email", "spellcheck": "false"}
    )
    no_sms = forms.BooleanField(label="申请人不要短信告知进度", required=False)

    def __init__(
        self,
        *args: Any,
        materials: Iterable[Material],
        windows: list[Window],
        with_cause: bool = False,
        with_insists: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if with_insists:
            self.fields["insists"] = forms.BooleanField(
                label="申请人坚持要申请：照样登记，再作出不予受理决定", required=False
            )
        if with_cause:
            causes = (Visit.Cause.WINDOW, Visit.Cause.APPLICANT, Visit.Cause.LAW)
            self.fields["cause"] = choice(
                "到访超过次数的原因",
                [(cause.value, cause.label) for cause in causes],
                help_text="以前的咨询、没有办结又重新申请的，到访次数接着算",
            )
            self.fields["missing"] = forms.TypedChoiceField(
                label="申请人没带的材料",
                choices=[("", "（不是申请人原因）"), *((each.position, each.name) for each in materials)],
                coerce=int,
                empty_value=None,
                required=False,
                help_text="只限上一次申请的第一份告知书写过的材料",
                error_messages={"invalid_choice": "材料清单里没有这一项"},
            )
            self.fields["basis"] = text(
                "要求到场的法律条款", limit=200, help_text="只在原因是法律要求到场时填写：哪一部法律的哪一条"
            )
        self.fields["materials"] = papers("收到的材料", materials, help_text="逐项核对，收到一份勾一份；没收到的不勾")
        self.fields["forms"] = PaperFormsField(materials)
        offer(self, "window", [(str(window.pk), str(window)) for window in windows])
        self.fields["window"].initial = str(windows[0].pk) if windows else ""
        if len(windows) < 2:
            del self.fields["window"]

    def usual(self) -> list[Any]:
        own = (field for field in self.visible_fields() if field.name not in self.RARE)
        return [field for field in own if not field.name.startswith("agent_")]

    def rare(self) -> list[Any]:
        return [self[name] for name in self.RARE]

    def rare_is_open(self) -> bool:
        return any(field.errors for field in self.rare()) or any(
            self[name].value() not in (None, "", False, self.fields[name].initial)
            for name in self.RARE
            if name != "forms"
        )

    def of_agent(self) -> list[Any]:
        """The fields about an agent, which stand apart: most applicants come themselves."""
        return [field for field in self.visible_fields() if field.name.startswith("agent_")]

    def names_an_agent(self) -> bool:
        """Whether something of an agent was filled in, or is wrong: then that part is open."""
        typed = (field for field in self.of_agent() if field.name not in MENUS)
        return any(field.errors or field.value() for field in typed) or any(self.errors.get(name) for name in MENUS)


def papers_that_come(materials: list[Material]) -> dict[str, forms.Field]:
    """What is asked about papers that come after the registration: `materials` are those that are expected."""
    return {
        "materials": papers("这次收到的材料", materials, "勾选这次收到的材料"),
        "channel": choice("渠道", Channel.choices, "选择渠道", initial=Channel.WINDOW),
        "forms": PaperFormsField(materials),
    }


class NotifyForm(ActForm):
    """All that is missing or wrong, each with a remark, said once."""

    def __init__(self, *args: Any, materials: list[Material], again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if again:
            self.fields["ground"] = choice(
                "补充告知的法定理由",
                [("", "没有：只写以前告知过的材料"), *NoticeGround.choices],
                initial="",
                help_text="要写以前的告知书没有写的材料，必须有其中一种理由，并计入本窗口（黄牌）",
            )
            self.fields["ground_reason"] = text("依据的文号，或者事实", limit=300)
            self.fields["ground_on"] = a_day("变更的日期", help_text="法律、材料要求或者申请变更的那一天")
        self.fields["missing"] = papers("缺少或要改正的材料", materials, "勾选缺少或要改正的材料，一次说全")
        self.positions = [material.position for material in materials]
        for material in materials:
            self.fields[f"remark_{material.position}"] = text(f"“{material.name}”的说明", limit=200)

    def grounds(self) -> list[Any]:
        """The fields that only a later notice has."""
        return [self[name] for name in ("ground", "ground_reason", "ground_on") if name in self.fields]

    def rows(self) -> list[tuple[Any, Any]]:
        """Each tick beside its remark, for the template."""
        remarks = [self[f"remark_{position}"] for position in self.positions]
        return list(zip(self["missing"], remarks, strict=True))


class ContactForm(ActForm):
    """How the applicant is reached from now on. What is registered is shown masked, so an empty field keeps it."""

    phone = text("新的手机", limit=30, attrs={"inputmode": "tel", "autofocus": True})
    email = text("新的电子邮箱", limit=120, attrs={"inputmode": "email", "spellcheck": "false"})
    no_email = forms.BooleanField(label="不再发邮件", required=False)
    no_sms = forms.BooleanField(label="申请人不要短信告知进度", required=False)
    reason = text(
        "更正的原因",
        "写明谁要求更正、怎么核对的身份",
        limit=300,
        help_text="谁要求的、出示了什么证件。大厅开通了短信、邮件的，原来的号码或邮箱会收到一封告知。",
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = f"现在登记的是 {application.phone_masked}，不改就空着"
        registered = (
            f"现在登记的是 {application.email_masked}，不改就空着" if application.email_masked else "现在没有登记"
        )
        self.fields["email"].help_text = registered
        if not application.email_masked:
            del self.fields["no_email"]

    def clean(self) -> dict[str, Any]:
        """What the verb takes: None keeps what is registered, "" is no mail address from now on."""
        fields = super().clean() or self.cleaned_data
        no_email, email = fields.pop("no_email", False), fields.get("email")
        if no_email and email:
            self.add_error("email", "填了新的电子邮箱，就不要勾“不再发邮件”")
        return fields | {"phone": fields.get("phone") or None, "email": "" if no_email else email or None}


class NewCodeForm(ActForm):
    """Why an applicant gets another receipt code: the old one opens nothing any more."""

    reason = text("补发的原因", "写明谁要求补发、怎么核对的身份", limit=300, help_text="例如：本人出示身份证，凭证遗失")


class OwnerForm(ActForm):
    """Another first handler, with the reason."""

    to = choice("新的首办责任人", [], "选择新的首办责任人", widget=forms.Select)
    reason = text("变更的理由", "填写变更的理由", limit=500, area=True)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(person.pk), person.with_account) for person in people]
        offer(self, "to", [("", "（选择）"), *shown])
        self.people = {str(person.pk): person for person in people}

    def clean_to(self) -> User:
        return self.people[self.cleaned_data["to"]]


class CorrectForm(ActForm):
    """What the applicant put right at the window: a line for each paper that the window has."""

    def __init__(self, *args: Any, held: list[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for material in held:
            self.fields[f"what_{material.position}"] = text(
                f"{material.position}. {material.name}", limit=200, help_text="错在哪里、改成什么；没有改的不填"
            )


class AmendForm(ActForm):
    """What was mistyped or wrongly ticked. `ticked`: the papers that may be taken off."""

    applicant_name = text("姓名或名称", "填写申请人姓名或名称", limit=80, attrs={"autofocus": True})
    reason = text("更正的原因", "填写更正的原因", limit=300, area=True)

    def __init__(self, *args: Any, name: str, ticked: list[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applicant_name"].initial = name
        self.fields["applicant_name"].help_text = f"现在登记的是“{name}”，对照证件改；不改就留着"
        if ticked:
            self.fields["missing"] = papers(
                "其实没有收到的材料", ticked, help_text="登记时勾了、窗口没有收到的，在这里勾选"
            )
            self.order_fields(["applicant_name", "missing", "reason"])
