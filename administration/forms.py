"""Forms of the administrator's pages about items: fields and their words. Whether a change may be made is checked by its verb."""

from django import forms

from hall.doors.fields import a_day, choice, text
from hall.reading import DOCUMENT_MOST, READING_WORDS, REASON_MOST


class SampleForm(forms.Form):
    """From which day the two readings are compared."""

    start = a_day("假设这一天受理")


class ReadingForm(forms.Form):
    """更改时限口径. Its cleaned data is what hall.reading.propose_reading takes."""

    unit = choice("改为", READING_WORDS.items(), "选择按工作日计或按自然日计")
    effective_from = a_day("从哪一天起", "填写从哪一天起", help_text="这一天起登记的办件按新口径计时，以前登记的不变。")
    document = text("决定文号", "填写决定文号", limit=DOCUMENT_MOST)
    reason = text(
        "理由",
        "填写更改的理由，办事群众能看到",
        limit=REASON_MOST,
        area=True,
        help_text="写明为什么这样读这部法律。办事群众在事项页面上能看到。",
    )
