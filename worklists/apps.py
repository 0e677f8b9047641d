from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    """What a desk keeps that is no case: lists with a name, drafts of forms, bulk acts."""

    name = "worklists"
    verbose_name = "工作清单"
