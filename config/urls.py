"""Every address of the product. `config.gallery` is not routed in production."""

from django.conf import settings
from django.urls import include, path

from config import front, password
from config.api import former_addresses
from config.gallery import gallery
from hall import calculator_page

urlpatterns = [
    path("", front.home, name="home"),
    path("c/", front.lookup, name="lookup"),
    path("c/status/", front.status, name="status"),
    path("c/leave/", front.leave, name="leave"),
    path("large-text/", front.large_text, name="large-text"),
    path("login/", front.SignIn.as_view(), name="login"),
    path("logout/", front.SignOut.as_view(), name="logout"),
    path("password/", password.ChooseOwn.as_view(), name="password"),
    path("landing/", front.landing, name="landing"),
    path("no-post/", front.no_post, name="no-post"),
    path("accessibility/", front.accessibility, name="accessibility"),
    path("privacy/", front.privacy, name="privacy"),
    path("healthz", front.healthz, name="healthz"),
    path("calculator/", calculator_page.page, name="calculator"),
    path("items/", include("hall.urls")),
    path("desk/enquiries/", include("enquiries.urls")),
    path("desk/", include("permits.urls")),
    path("complain/", include("complaints.public_urls")),
    path("centre/", include("complaints.urls")),
    path("letters/", include("cases.urls")),
    path("oversight/", include("oversight.urls")),
    path("administration/", include("administration.urls")),
    path("api/v1/", include("config.api")),
    path("api/v1/applications/", include(former_addresses)),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("_ui/", gallery, name="gallery"))

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
