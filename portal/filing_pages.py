"""Filing a complaint or report, page by page: what is answered, the check page, and then the case (decision 163)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases import attempts
from cases.queries import was_sent
from complaints import flood
from complaints.actions.filing import Receipt
from hall.caller import address_of
from hall.doors.pages import new_idem, put_refusal
from hall.refusals import Refused
from papers import store
from papers.models import StoredFile
from portal import filing
from portal.complain import NEUTRAL_PAGE, RECEIPT_PATH, is_unconfirmed, keep_receipt, without_trace
from portal.filing import Draft
from portal.filing_forms import ANONYMOUS, PAGES, PROTECTED, PageForm, file_line, pages_of
from portal.forms import CENTRE
from portal.uploading import NoSuchFile, Sender, take_files

DRAFT_COOKIE = "complaint_form"  # a random number; what was answered lies under it on the server
NAMES = {"how": "complain-file", "about": "complain-about", "story": "complain-story", "name": "complain-name"}


def filling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """
    A page of filing, for the draft of this browser. What was sent leads to its receipt, however often the browser asks: by its arrow back,
    by a second click, by an answer that was lost.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **route: str) -> HttpResponse:
        at = timezone.now()
        if is_unconfirmed(request):
            return redirect("complain-receipt")
        draft = filing.draft_of(request.COOKIES.get(DRAFT_COOKIE, ""), at=at)
        if draft.key and not draft.is_kept and (sent := filing.receipt_of(draft)):
            return _to_receipt(request, sent, at=at)
        return view(request, draft, at, **route)

    return login_not_required(require_http_methods(["GET", "HEAD", "POST"])(without_trace(guarded)))


@filling
def page(request: HttpRequest, draft: Draft, at: datetime, name: str) -> HttpResponse:
    """Ask at most three things, and go on to the first page that lacks something; after the last one, to what is to be checked."""
    if name not in pages_of(draft.answers):
        return redirect(_next(draft))
    if request.method != "POST":
        if name != "how" and not draft.is_kept:
            return redirect("complain-file")
        form = PAGES[name](initial=draft.answers)
        form.show_files(filing.files_of(draft, at=at))
        return _show(request, draft, form, name)
    form = PAGES[name](request.POST, request.FILES)
    key = draft.key or new_idem()
    status = 422
    try:
        if form.takes:
            sender = Sender(key, address_of(request), originals=draft.is_signed)
            take_files(form, sender, dropped=request.POST.getlist("drop"), at=at)
        if form.is_valid() and not draft.is_kept:
            flood.let_begin(address_of(request), at=at)
    except NoSuchFile:
        attempts.count(address_of(request), at=at)
        raise Http404 from None
    except store.FormLeft:
        return redirect(NEUTRAL_PAGE)
    except flood.TooManyComplaints as refused:
        put_refusal(form, refused)
        status = 429
    if form.errors:
        return _with_key(request, _show(request, draft, form, name, status=status), key)
    try:
        filing.put_down(draft, form, key=key, at=at)
    except store.FormLeft:
        return redirect(NEUTRAL_PAGE)
    return _with_key(request, redirect(_next(draft)), key)


@filling
def check(request: HttpRequest, draft: Draft, at: datetime) -> HttpResponse:
    """Everything that will be sent, and who will read it, before it is. Sent as it was shown, or shown again."""
    pages = filing.filled_pages(draft)
    if lacking := filing.first_lacking(pages):
        return redirect(NAMES[lacking])
    files = filing.files_of(draft, at=at)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _check(request, draft, pages, files, form)
    if request.POST.get("shown") != filing.as_shown(draft, files):
        form.add_error(None, "刚才在另一个窗口里改过，核对现在的内容，再交一次")
        return _check(request, draft, pages, files, form, status=422)
    try:
        if not was_sent(draft.key):
            flood.let_through(address_of(request), at=at)
        new = filing.send(draft, pages, files, at=at)
    except Refused as refused:
        put_refusal(form, refused)
        status = 429 if isinstance(refused, flood.TooManyComplaints) else 422
        return _check(request, draft, pages, files, form, status=status)
    return _to_receipt(request, new, at=at)


def forget_form(response: HttpResponse) -> None:
    """The browser no longer has the key of its draft."""
    response.delete_cookie(DRAFT_COOKIE, path=RECEIPT_PATH, samesite="Strict")


def _next(draft: Draft) -> str:
    lacking = filing.first_lacking(filing.filled_pages(draft))
    return NAMES[lacking] if lacking else "complain-check"


def _to_receipt(request: HttpRequest, new: Receipt, *, at: datetime) -> HttpResponse:
    response = redirect("complain-receipt")
    keep_receipt(response, new, at=at, secure=request.is_secure())
    forget_form(response)
    return response


def _with_key(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    """Until the browser is closed, and on these pages only."""
    secure = request.is_secure()
    response.set_cookie(DRAFT_COOKIE, key, path=RECEIPT_PATH, secure=secure, httponly=True, samesite="Strict")
    return response


def _show(request: HttpRequest, draft: Draft, form: PageForm, name: str, status: int = 200) -> HttpResponse:
    order = list(pages_of(draft.answers))
    number = order.index(name)
    context = {
        "form": form,
        "title": form.title,
        "number": number + 1,
        "back": reverse(NAMES[order[number - 1]]) if number else reverse("complain"),
        "is_first": not number,
        # the browser still has the key of what has run out, or this page came after it had
        "lost": bool(draft.key and not draft.is_kept and request.method != "POST") or filing.LOST in draft.answers,
    }
    return render(request, "complaints/file.html", context, status=status)


def _check(
    request: HttpRequest, draft: Draft, pages: dict[str, PageForm], files: list[StoredFile], form: forms.Form, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "pages": [
            {"title": each.title, "url": reverse(NAMES[name]), "answers": each.answers()}
            for name, each in pages.items()
        ],
        "files": [file_line(each) for each in files],
        "files_url": reverse(NAMES["story"]),
        "identity_url": reverse(NAMES["name"]),
        "shown": filing.as_shown(draft, files),
        "let_go": draft.let_go,
        "anonymous": draft.answers["signed"] == ANONYMOUS,
        "protected": draft.answers["signed"] == PROTECTED,
        "about_centre": draft.answers.get("about_department") == CENTRE,
    }
    return render(request, "complaints/check.html", context, status=status)
