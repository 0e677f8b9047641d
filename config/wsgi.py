"""The WSGI application, which gunicorn serves."""

import os

import pypinyin  # noqa: F401 - loaded at the start of a web server, not at its first registration (permits.names)
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from hall import keys, waiting  # noqa: E402 - models are there only now

waiting.at_most()
keys.at_start()
