"""Every address of the product. `config.gallery` is not routed in production."""

from django.conf import settings
from django.urls import include, path

from config import accounts, figures, password, signs, tokens
from config.api import former_addresses
from config.gallery import gallery
from ratings.counter_page import counter
from ratings.public_page import rate

# An address is tried against these one after the other, and whoever begins with nothing is tried against every one: so that comes last,
# and what programs ask for most comes first.
urlpatterns = [
    path("api/v1/", include("config.api")),
    path("login/", accounts.SignIn.as_view(), name="login"),
    path("logout/", accounts.SignOut.as_view(), name="logout"),
    path("password/", password.ChooseOwn.as_view(), name="password"),
    path("tokens/", tokens.own_tokens, name="tokens"),
    path("tokens/<int:pk>/end/", tokens.end_token, name="token-end"),
    path("landing/", accounts.landing, name="landing"),
    path("no-post/", accounts.no_post, name="no-post"),
    path("healthz", signs.healthz, name="healthz"),
    path("metrics", figures.metrics, name="metrics"),
    path("desk/enquiries/", include("enquiries.urls")),
    path("desk/", include("desk.urls")),
    path("centre/", include("complaints.urls")),
    path("conduct/", include("conduct.urls")),
    path("ratings/", include("ratings.urls")),
    path("r/<str:code>/", rate, name="rate"),
    path("exchange/", include("exchange.urls")),
    path("tablet/", counter, name="tablet"),
    path("letters/", include("cases.urls")),
    path("oversight/", include("oversight.urls")),
    path("administration/", include("administration.urls")),
    path("api/v1/applications/", include(former_addresses)),
    path("", include("portal.urls")),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("_ui/", gallery, name="gallery"))

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
