from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """What needs every room: the addresses, and the commands open_hall and replay."""

    name = "config"
    verbose_name = "总装"
