"""What a program sends to change how the applicant is reached."""

from hall.doors.shapes import ActInput, Text, YesNo


class ApplicantContactInput(ActInput):
    """What is left out stays as it is."""

    phone = Text(label="手机号", max_length=30, required=False)
    email = Text(label="电子邮箱", max_length=120, required=False, allow_blank=True, help_text='"": none from now on.')
    no_sms = YesNo(label="不要短信", required=False, help_text="True: the applicant wants no SMS.")
