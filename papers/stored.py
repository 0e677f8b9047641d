"""The uploaded files of all rooms: what stands in the database about each. The bytes lie sealed on disk (papers.store.disk)."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from cases.models import Case
from hall.constraints import check, final, index, sealed_words
from hall.fields import SealedTextField


class Purpose(models.TextChoices):
    """What a file is for. Who may open it follows from the case and from this."""

    EVIDENCE = "evidence", "反映的材料"
    IDENTITY = "identity", "身份证明"
    MESSAGE = "message", "往来的附件"
    FINDING = "finding", "核查的材料"
    CORRECTION = "correction", "整改的证明"


class FileKind(models.TextChoices):
    JPEG = "jpeg", "照片"
    PNG = "png", "图片"
    PDF = "pdf", "PDF"


class FileState(models.TextChoices):
    DRAFT = "draft", "还没有递交"
    KEPT = "kept", "已收下"


class Scan(models.TextChoices):
    """What the virus scanner says."""

    NOT_ASKED = "not_asked", "没有查毒"
    WAITING = "waiting", "等待查毒"
    CLEAN = "clean", "没有查出病毒"
    FOUND = "found", "查出病毒"
    FAILED = "failed", "查不了"


class StoredFile(models.Model):
    """
    文件: the served copy of an upload, rebuilt from its pixels or pages, and its original where somebody was promised it is kept.

    Each lies on disk sealed with a key of its own; that key is sealed here. So the disk alone opens nothing, and a file whose row
    is gone opens nowhere.
    """

    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="in addresses, and what it is sealed for"
    )
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="files")
    owner = models.UUIDField(
        null=True, help_text="key of the row of its room that it belongs to, where that is not the case itself"
    )
    draft = models.CharField(
        max_length=64, blank=True, help_text="keyed hash of the key of the form that it was uploaded in"
    )
    state = models.CharField("状态", max_length=10, choices=FileState.choices)
    until = models.DateTimeField("保留到", null=True, help_text="a draft is gone by then")
    at = models.DateTimeField("收到", null=True, help_text="as exact as its case is: of a complaint the half-day")

    name = SealedTextField("名称", row=("key",))
    kind = models.CharField("种类", max_length=10, choices=FileKind.choices)
    size = models.PositiveIntegerField("字节", help_text="of the served copy")
    pixels = models.PositiveIntegerField("像素", help_text="0: a PDF")
    digest = models.CharField(max_length=64, help_text="keyed hash of the sha256 of the served copy")
    stored_as = models.CharField(max_length=32, unique=True, help_text="its name on disk")
    secret = SealedTextField("密钥", row=("key",))

    original_name = SealedTextField("原文件名", row=("key",), blank=True, default="")
    original_digest = models.CharField(max_length=64, blank=True, default="")
    original_as = models.CharField(
        max_length=32, blank=True, default="", help_text="name of the original on disk; empty: none is kept"
    )
    original_secret = SealedTextField("原文件密钥", row=("key",), blank=True, default="")

    scan = models.CharField("查毒", max_length=10, choices=Scan.choices, default=Scan.NOT_ASKED)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["pk"]
        constraints = [
            check("file_kind_is_known", Q(kind__in=FileKind.values)),
            check("file_purpose_is_known", Q(purpose__in=Purpose.values)),
            check("file_scan_is_known", Q(scan__in=Scan.values)),
            check(
                "file_is_a_draft_or_belongs_somewhere",
                (
                    Q(state="draft", until__isnull=False, at__isnull=True, case__isnull=True, owner__isnull=True)
                    & ~Q(draft="")
                )
                | (
                    Q(state="kept", until__isnull=True, at__isnull=False)
                    & (Q(case__isnull=False) | Q(owner__isnull=False))
                ),
            ),
            check("file_is_not_empty", Q(size__gt=0)),
            check(
                "original_is_whole_or_none",
                Q(original_as="", original_digest="", original_secret="", original_name="")
                | (~Q(original_as="") & ~Q(original_digest="") & ~Q(original_secret="")),
            ),
        ]
        indexes = [
            index("files_of_a_draft", "draft", condition=~Q(draft="")),
            index("files_of_an_owner", "owner", condition=Q(owner__isnull=False)),
            index("drafts_that_run_out", "until", condition=Q(state="draft")),
            index("files_to_scan", "id", condition=Q(scan="waiting")),
        ]
        triggers = [
            final("file_stays_what_was_taken", "key", "purpose", "kind", "size", "pixels", "digest", "stored_as", "draft"),
            final(
                "kept_file_stays_where_it_is", "case", "owner", "state", "until", "at",
                of="OLD.state = 'kept'",
            ),
            sealed_words("secrets_of_a_file_stay", "name", "secret"),
            # what leads to a reporter goes when the name is taken back (papers.store.withdrawing), and is never exchanged
            final(
                "original_of_a_kept_file_stays_or_goes", "original_digest", "original_as",
                of="OLD.state = 'kept' AND NEW.original_as <> ''",
            ),
            sealed_words(
                "original_of_a_kept_file_stays", "original_name", "original_secret",
                of="OLD.state = 'kept' AND NEW.original_as <> ''",
            ),
            pgtrigger.Protect(
                name="kept_file_is_not_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("(OLD.state = 'kept' AND OLD.purpose <> 'identity')"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"


class UnsentForm(models.Model):
    """
    What was answered so far in a form that is filled in page by page and has no case yet. The browser holds a random number and
    nothing else. Gone as it is sent, two hours after its last page at the latest.
    """

    draft = models.CharField(max_length=64, unique=True, help_text="keyed hash of the key of the form")
    answers = SealedTextField("已填的内容", row=("draft",))
    until = models.DateTimeField("保留到", help_text="it is gone by then")

    class Meta:
        verbose_name = verbose_name_plural = "没有递交的表"
        ordering = ["pk"]
        indexes = [index("forms_that_run_out", "until")]
        triggers = [final("unsent_form_keeps_its_key", "draft")]

    def __str__(self) -> str:
        return f"form {self.pk}"
