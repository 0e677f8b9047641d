"""
Settings: one file, read from the environment.

HALL_MODE is ``production`` (the default), ``demo`` (what ``make run`` sets) or ``test``. Nothing else switches behaviour.
What Django does by itself is not repeated here; tests/config/test_headers.py looks at every header that follows from it.
"""

from pathlib import Path
from re import fullmatch

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

from config.schedule import BEAT_SCHEDULE
from exchange import signing

BASE_DIR = Path(__file__).resolve().parent.parent


class FromFiles(FileAwareMapping):
    """NAME_FILE names a file that holds the value of NAME: secrets need not stand in the environment. Its last line end is no part."""

    def __getitem__(self, key: str) -> str:
        return super().__getitem__(key).rstrip("\n")


env = environ.Env()
env.ENVIRON = FromFiles()

HALL_MODE = env.str("HALL_MODE", default="production")
if HALL_MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"HALL_MODE is {HALL_MODE!r}; it must be production, demo or test")
PRODUCTION = HALL_MODE == "production"
DEBUG = False

# --- secrets -----------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
# id → 32 bytes in base64; the first one seals, all of them open: "k2:…,k1:…"
DATA_KEYS = {name: key for name, _colon, key in (pair.partition(":") for pair in env.list("DATA_KEYS"))}
HASH_PEPPER = env.str("HASH_PEPPER")
# 64 hex digits or more, the key of the daily digests of the history (decision 102); like the pepper it never changes
HISTORY_KEY = env.str("HISTORY_KEY")
if not fullmatch(r"([0-9a-fA-F]{2}){32,}", HISTORY_KEY):
    raise ImproperlyConfigured(
        "HISTORY_KEY must be 64 hex digits or more: python3 -c 'import secrets; print(secrets.token_hex(32))'"
    )

# --- who may reach it --------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Served over plain HTTP only on the loopback of a demonstration or a test.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
if env.bool("BEHIND_TLS_PROXY", default=PRODUCTION):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 1800  # 30 minutes without a request
SESSION_LONGEST = 43_200  # seconds since signing in, however busy
SESSION_SAVE_EVERY_REQUEST = False  # a look-up must not write; KeepSignedIn renews a staff session
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_HANDLERS = ["hall.doors.receiving.Received"]

# --- the house ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "rest_framework",
    "config",
    "hall",
    "cases",
    "papers",
    "worklists",
    "enquiries",
    "permits",
    "complaints",
    "conduct",
    "ratings",
    "oversight",
    "administration",
    "replay",
    "exchange",
]

MIDDLEWARE = [
    "config.told.Told",  # whatever is logged of a request carries its id
    "config.figures.Counted",
    "config.middleware.TakesAllThatIsSent",
    "config.middleware.TabletComesBack",
    # First what must stand on every answer, static files and redirects to HTTPS too.
    "config.middleware.PrivateByDefault",
    "config.middleware.OnePolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.signs.Probes",  # before anything that asks for the host's name: whoever probes knows only an address
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SignInFirst",
    "config.middleware.KeepSignedIn",
    "config.password.OwnPasswordFirst",
    "config.middleware.RefusedBecomesAnAnswer",
    "config.middleware.ItsOwnKeys",
    "config.middleware.OneClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.middleware.OneCalendarAPage",
    "config.middleware.WaitsNotForEver",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.frame.frame",
            ],
            "builtins": ["hall.templatetags.presentation", "hall.templatetags.vendor"],
        },
    }
]
FORM_RENDERER = "hall.doors.inputs.Inputs"

# --- stores ------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL")}  # ATOMIC_REQUESTS is off: each verb is its own transaction
# Only where `migrate` runs: the address by which the running application will come, whose role gets its rights (config.rights).
RUNTIME_DATABASE = env.db_url("RUNTIME_DATABASE_URL") if env.str("RUNTIME_DATABASE_URL", default="") else None
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A host that is cut off holds no case, number or letter for longer than this: the server ends its session and frees its locks.
# A test may sit in a transaction while a browser or another process works on a busy machine.
LET_GO = {
    "idle_in_transaction_session_timeout": env.str(
        "IDLE_IN_TRANSACTION", default="10min" if HALL_MODE == "test" else "60s"
    ),
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10s",
    "client_connection_check_interval": "5s",
}
# An index is asked for a thousand rows of a hundred thousand, not the whole table read: PostgreSQL reckons with a turning disk. Here and
# not in each server's configuration, so that production, `make run`, tests, measurements and a restored copy plan alike.
PLANS = {"random_page_cost": "1.1"}
# And a database machine that vanishes holds up nobody here: libpq gives its connection up and asks the next host of the list.
# Whatever DATABASE_URL says after its "?" goes before.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,  # seconds a host
    "tcp_user_timeout": 6_000,  # milliseconds; with the one before, less than ten seconds until the next host is asked
    "keepalives_idle": 3,  # seconds
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "options": " ".join(f"-c {name}={value}" for name, value in {**LET_GO, **PLANS}.items()),
    **DATABASES["default"].get("OPTIONS", {}),
}
# Uploaded files, sealed, under names that say nothing; every web process and worker sees the same folder. Not served by any server.
FILES_ROOT = env.str("FILES_ROOT", default=str(BASE_DIR / "var" / "files"))
# The socket of a clamd, as /run/clamd.sock or host:3310; empty: files are opened without having been looked at.
CLAMD = env.str("CLAMD", default="")
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": (env.str("CACHE_URL", default="") or REDIS_URL).replace("redis+socket://", "unix://"),
        "OPTIONS": {
            "socket_timeout": 0.5,
            "socket_connect_timeout": 0.5,
        },  # seconds: a Redis that hangs holds up nobody
    }
}

# --- people ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "hall.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SHORTEST_PASSWORD = 10  # characters
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"
# 5 wrong passwords in 15 minutes lock that person from that address; the two ceilings below lock others too.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password", "code"]
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "hall.caller.address_of"  # behind our proxy the socket is the proxy's
AXES_USERNAME_CALLABLE = "config.lockout.account_of"  # a name of any length is answered as a wrong one
AXES_HANDLER = "config.lockout.Lockout"
SIGN_IN_WRONG_PER_ACCOUNT = 50  # wrong passwords in the same time, over all places
SIGN_IN_WRONG_PER_PLACE = 100  # likewise, over all accounts: a whole hall may stand behind one address

# --- time and words ----------------------------------------------------------------------------------------------
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

# --- static files ------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if HALL_MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = HALL_MODE == "test"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page needs our files

# --- timers ------------------------------------------------------------------------------------------------------
# Apart from the cache where the broker stands behind Sentinels: sentinel://…;sentinel://…, and the name of their master.
CELERY_BROKER_URL = env.str("BROKER_URL", default="") or REDIS_URL
LONGEST_TASK = 6 * 3600  # seconds: the nightly check
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A task that is not done by then is given to a second worker: longer than any task may take.
    "visibility_timeout": LONGEST_TASK + 3600,
    "socket_timeout": 10,  # seconds: a broker whose machine has vanished is given up
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    **({"master_name": name} if (name := env.str("BROKER_MASTER", default="")) else {}),
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whether each process compares its clock with the database's (hall.clock); tests set clocks of their own.
CLOCKS_COMPARED = env.bool("CLOCKS_COMPARED", default=HALL_MODE != "test")
SWEEP_STALE_AFTER = 120  # seconds without a sweep before the board and /healthz turn red
RECONCILIATION_STALE_AFTER = 26 * 3600  # seconds without the nightly check before its page turns red

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    # our endpoints also take tokens (hall.doors.endpoint); what is left are the pages of the document
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.errors.answer",
    "NUM_PROXIES": env.int("NUM_PROXIES", default=1 if PRODUCTION else 0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "One-window hall API",
    "DESCRIPTION": "The same acts as on the screens: applications, complaints, clocks and cards.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- the hall ----------------------------------------------------------------------------------------------------
CASE_SERIAL_DIGITS = 5
PUBLIC_SESSION_MINUTES = 15  # how long a phone may look at a case before the code is asked again
# Wrong codes per address in LOOKUP_WINDOW_SECONDS. An address may be a whole hall (its Wi-Fi, a carrier's): of 10^15 codes fifty
# tries a quarter of an hour find none, and stop nobody who types (decision 9).
LOOKUP_WRONG_PER_WINDOW = 50
LOOKUP_WINDOW_SECONDS = 900
LOOKUP_WRONG_GLOBAL_PER_MINUTE = 600
# What a site in China shows at the foot of each page, as it was given out; empty: it has none, and shows none.
ICP_RECORD = env.str("ICP_RECORD", default="")
POLICE_RECORD = env.str("POLICE_RECORD", default="")
SITE_CODE = env.str("SITE_CODE", default="")

# --- letters that leave the house (docs/sms.md, docs/operations.md) -------------------------------------------------
# A demonstration never sends: the numbers in it are made up, and may be somebody's.
_SENDS = HALL_MODE != "demo"
# The bridge to the provider; empty: no SMS is sent, and every page says so.
SMS_URL = env.str("SMS_URL", default="") if _SENDS else ""
SMS_KEY = env.str("SMS_KEY", default="")  # signs each request
if SMS_URL and not (SMS_URL.startswith(("http://", "https://")) and len(SMS_KEY) >= 16):
    raise ImproperlyConfigured("SMS_URL must be an http(s) address, and SMS_KEY have 16 characters or more")
SMS_SIGN = env.str("SMS_SIGN", default="")  # who writes, as the provider has registered it; empty: the hall's name
SMS_REPEATABLE = env.bool("SMS_REPEATABLE", default=False)  # the bridge keeps keys for 72 hours, sends none twice
SMS_TIMEOUT = env.float("SMS_TIMEOUT", default=5)  # seconds without a byte
SMS_PATIENCE = env.float("SMS_PATIENCE", default=10)  # seconds for a whole request
# --- the 12345 platform (exchange, docs/operations.md) --------------------------------------------------------------
# A push goes to this address, signed with a key of our own; empty: nothing is pushed, and the page says so.
EXCHANGE_URL = env.str("EXCHANGE_URL", default="") if _SENDS else ""
_PUSH_KEY = env.str("EXCHANGE_PUSH_KEY", default="")
if EXCHANGE_URL and not (EXCHANGE_URL.startswith(("https://", "http://127.0.0.1:")) and _PUSH_KEY):
    raise ImproperlyConfigured("EXCHANGE_URL must be an https address, with EXCHANGE_PUSH_KEY beside it")
# Keys that it signs with (whsec_… or base64, comma-separated: two while one is being changed); empty: nothing is taken in.
try:
    EXCHANGE_KEYS = [signing.key_of(each.strip()) for each in env.list("EXCHANGE_KEYS", default=[])]
    EXCHANGE_KEY = signing.key_of(_PUSH_KEY) if _PUSH_KEY else b""
except ValueError as error:
    raise ImproperlyConfigured(f"EXCHANGE_KEYS, EXCHANGE_PUSH_KEY: {error}") from None
# Codes of districts whose tickets are ours; empty: the district is not asked.
EXCHANGE_DISTRICTS = env.list("EXCHANGE_DISTRICTS", default=[])
# The platform's categories in ours, row by row with the days on which a row holds.
EXCHANGE_CATEGORIES = Path(env.str("EXCHANGE_CATEGORIES", default="") or BASE_DIR / "data/hotline_categories.csv")
EXCHANGE_TIMEOUT = env.float("EXCHANGE_TIMEOUT", default=5)  # seconds without a byte
EXCHANGE_PATIENCE = env.float("EXCHANGE_PATIENCE", default=10)  # seconds for a whole push
# https://…: where applicants look; empty: letters name no address.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
# Who letters come from; empty: none goes by mail.
LETTER_MAIL_FROM = env.str("LETTER_MAIL_FROM", default="") if _SENDS else ""

# --- figures for operators -----------------------------------------------------------------------------------------
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # who asks /metrics brings it; empty: there is no such page
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("METRICS_TOKEN must have 32 characters or more")

# --- mail and logs -----------------------------------------------------------------------------------------------
_WAY = "smtp" if PRODUCTION else "console"
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default=f"django.core.mail.backends.{_WAY}.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)  # STARTTLS
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)  # TLS from the first byte, port 465
EMAIL_TIMEOUT = 10  # seconds
ADMINS = [("", address) for address in env.list("ADMIN_MAIL", default=[])]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="hall@localhost")
# An error mail about a public form must not carry the caller's address, browser or words.
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.complain.NothingToReport"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "hall.log_lines.Line"}, "words": {"()": "hall.logs.Plain"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "mail": {"class": "config.fault_mail.FaultMail", "level": "ERROR", "formatter": "words"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["mail"], "level": "INFO"},
        # what a stranger does wrong (another Host, a body that is too large) is no fault of ours, and fills no mailbox
        "django.security": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
