from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """What needs every room: the addresses, the commands open_hall and replay, and the ledger of what was replayed."""

    name = "config"
    verbose_name = "总装"
