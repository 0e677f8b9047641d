"""The letters of the signed-in person, and where they also go. Everybody reads only what is addressed to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import contacts
from cases import letters as post
from cases.forms import ContactForm
from cases.staff_post import MOST_OUTSIDE
from hall.access import access_of
from hall.doors.pages import SignedInRequest, put_refusal
from hall.refusals import BadInput
from hall.roles import Permission

A_PAGE = 20


@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    on = timezone.localdate(at)
    mine = post.unread_first(request.user, at=at, on=on)
    tab = request.GET.get("tab", "")
    tab = tab if tab in post.TABS else "all"
    access = access_of(request.user, on=on)
    confirms = bool(access.grant(Permission.STAFF_CONFIRM))
    counts = post.counts(mine, confirms=confirms)
    paginator = Paginator(post.tab(mine, tab, confirms=confirms), A_PAGE)
    paginator.count = counts[tab]
    page = paginator.get_page(request.GET.get("page"))
    tabs = [
        {"label": words, "url": f"?tab={name}", "count": counts[name], "current": name == tab}
        for name, words in post.TABS.items()
    ]
    lines = post.letter_lines(page, access=access)
    return render(request, "letters/list.html", {"page": page, "letters": lines, "tabs": tabs, "tab": tab})


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: SignedInRequest) -> HttpResponse:
    """Where the person's letters also go: their own contact, shown to nobody else."""
    form = (
        ContactForm(request.POST) if request.method == "POST" else ContactForm(initial=contacts.as_fields(request.user))
    )
    if form.is_valid():
        try:
            contacts.set_contact(**form.cleaned_data, by=request.user, at=timezone.now())
        except BadInput as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, "已保存")
            return redirect("letters")
    context = {"form": form, "off": contacts.ways_not_set_up(), "most": MOST_OUTSIDE}
    return render(request, "letters/contact.html", context, status=422 if form.errors else 200)


@require_POST
def read(request: SignedInRequest, letter: int) -> HttpResponse:
    """Note that one letter was read; somebody else's is not there."""
    at = timezone.now()
    mine = post.unread_first(request.user, at=at, on=timezone.localdate(at)).filter(pk=letter)
    get_object_or_404(mine)
    post.read(mine, by=request.user, at=at)
    return redirect("letters")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    mine = post.unread_first(request.user, at=at, on=timezone.localdate(at))
    post.read(mine, by=request.user, at=at)
    return redirect("letters")
