"""Everything that a stranger may open."""

from django.urls import path

from portal import (
    bulletins,
    calculator_page,
    complain,
    conversation,
    filing_pages,
    front,
    items,
    leaving,
    published,
    unsolved,
)

urlpatterns = [
    path("", front.home, name="home"),
    path("c/", front.lookup, name="lookup"),
    path("c/status/", front.status, name="status"),
    path("c/unsolved/", unsolved.say, name="unsolved"),
    path("c/leave/", front.leave, name="leave"),
    path("c/messages/", conversation.messages, name="messages"),
    path("c/identity/", conversation.identity, name="identity"),
    path("c/identity/take-back/", conversation.take_back, name="identity-take-back"),
    path("large-text/", front.large_text, name="large-text"),
    path("accessibility/", front.accessibility, name="accessibility"),
    path("privacy/", front.privacy, name="privacy"),
    path("calculator/", calculator_page.page, name="calculator"),
    path("items/", items.items, name="items"),
    path("items/<str:code>/", items.item, name="item"),
    path("complain/", complain.start, name="complain"),
    path("complain/results/", published.results, name="complain-results"),
    path("bulletins/", bulletins.published, name="public-bulletins"),
    path("bulletins/<int:year>/<int:serial>/", bulletins.bulletin, name="public-bulletin"),
    path("commitments/", published.public_commitments, name="commitments"),
    path("complain/further/", published.further, name="complain-further"),
    path("complain/genuine/", published.genuine, name="complain-genuine"),
    path("complain/file/", filing_pages.page, {"name": "how"}, name="complain-file"),
    path("complain/file/about/", filing_pages.page, {"name": "about"}, name="complain-about"),
    path("complain/file/story/", filing_pages.page, {"name": "story"}, name="complain-story"),
    path("complain/file/name/", filing_pages.page, {"name": "name"}, name="complain-name"),
    path("complain/file/check/", filing_pages.check, name="complain-check"),
    path("complain/leave/", leaving.leave, name="complain-leave"),
    path("complain/receipt/", complain.receipt, name="complain-receipt"),
    path("complain/receipt/forget/", complain.forget, name="complain-forget"),
]
