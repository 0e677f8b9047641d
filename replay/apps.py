from django.apps import AppConfig


class ReplayConfig(AppConfig):
    """Dated files through the verbs, and the ledger of what was replayed."""

    name = "replay"
    verbose_name = "回放"
