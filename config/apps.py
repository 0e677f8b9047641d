from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """An application only for its commands: open_hall and what needs every room."""

    name = "config"
    verbose_name = "总装"
