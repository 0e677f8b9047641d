from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers about any case: numbered and frozen with the first print, every print in a log."""

    name = "papers"
    verbose_name = "文书"
