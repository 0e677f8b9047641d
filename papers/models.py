"""The papers that the hall gives out: each numbered and frozen at its first print, every print in a log; and the files that it is sent."""

import pgtrigger
from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.constraints import check, once
from hall.fields import SealedTextField
from hall.models import Department, User
from papers.stored import FileKind, FileState, Purpose, Scan, StoredFile, UnsentForm

__all__ = [
    "Document",
    "DocumentPrint",
    "DocumentSerial",
    "FileKind",
    "FileState",
    "Purpose",
    "Scan",
    "StoredFile",
    "UnsentForm",
]

NUMBERED_BY_HAND = "special_procedure"  # 特别程序告知书 of an application


class Document(models.Model):
    """
    文书: one paper of one case, with its number and everything that stands on it, as first printed.

    The content is the whole text of the sheet, not the data behind it: a reprint says the same, whatever was changed since,
    in the data or in our wording. It names people, so it is sealed; `digest` (keyed) shows whether it is still what it was.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents", db_column="application_id")
    kind = models.CharField("种类", max_length=30, help_text="one of the kinds that the case's room prints")
    occurrence = models.PositiveSmallIntegerField("第几份", default=1, help_text="of its kind on this case")
    title = models.CharField("名称", max_length=60)
    number = models.CharField("文号", max_length=80)
    content = SealedTextField("内容", row=("case", "kind", "occurrence"))
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("编号时间")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "permits_document"  # named before other rooms printed papers
        verbose_name = verbose_name_plural = "文书"
        ordering = ["made_at", "pk"]
        constraints = [
            once("one_original_of_a_document", "case", "kind", "occurrence"),
            # the number of a special procedure's notice is typed by its approver, before anything is printed
            once("document_number_once", "number", condition=~Q(kind=NUMBERED_BY_HAND)),
            check("document_has_a_number", ~Q(number="")),
        ]
        triggers = [
            pgtrigger.Protect(name="document_is_final", operation=pgtrigger.Delete),
            # manage.py reseal changes how the content is sealed and nothing else; `digest` shows that the words are the same
            pgtrigger.Protect(
                name="document_is_not_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "current_setting('hall.resealing', true) IS DISTINCT FROM 'on' OR NOT starts_with(NEW.content, 'std2:')"
                    " OR to_jsonb(OLD) - 'content' <> to_jsonb(NEW) - 'content'"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class DocumentPrint(models.Model):
    """打印: one time that a document was printed. The first is the original; every later one has its reason."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="prints")
    copy = models.PositiveSmallIntegerField("第几次")
    reason = models.CharField("补打原因", max_length=200, blank=True)
    handwritten = models.BooleanField("缺字手写补入", default=False)
    at = models.DateTimeField("打印时间")
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "permits_documentprint"  # named before other rooms printed papers
        verbose_name = verbose_name_plural = "打印记录"
        ordering = ["document", "copy"]
        constraints = [
            once("print_counted_once", "document", "copy"),
            check("prints_count_from_one", Q(copy__gte=1)),
            check("reprint_has_its_reason", Q(copy=1) | ~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="print_log_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.copy}"


class DocumentSerial(models.Model):
    """The last number given to a department's documents of a kind in a year: raised in the transaction that uses it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "permits_documentserial"
        constraints = [once("one_serial_a_department_year_and_kind", "department", "year", "kind")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.year} {self.kind}: {self.last}"
