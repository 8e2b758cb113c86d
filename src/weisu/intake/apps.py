"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Contacts and imports."""

    name = "weisu.intake"
    label = "intake"
