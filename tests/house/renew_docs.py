"""Writes the tables of acts in the documents anew: ``python -m tests.house.renew_docs``. It needs no server and no settings of its own."""

import os

import django

# Nothing is stored or sent: these only let the product's modules be read
NOTHING_BEHIND = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "HALL_MODE": "test",
    "SECRET_KEY": "none",
    "HASH_PEPPER": "none",
    "HISTORY_KEY": "0" * 64,
    "DATA_KEYS": "k1:" + "MDEy" * 10 + "MDE=",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "REDIS_URL": "redis://localhost",
}

if __name__ == "__main__":
    for name, value in NOTHING_BEHIND.items():
        os.environ.setdefault(name, value)
    django.setup()

    from tests.house.docs_of_acts import write

    write()
