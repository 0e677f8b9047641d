"""The ground floor as Django's application: what is checked before every command."""

from django.apps import AppConfig
from django.core import checks


class HallConfig(AppConfig):
    name = "hall"

    def ready(self) -> None:
        from hall import keys, letting_go, triggers  # models are there only now

        checks.register(keys.check)
        checks.register(letting_go.check, deploy=True)
        checks.register(triggers.check, deploy=True)
